"""The dashboard's block about credit: what it adds up, for whom, and that each figure opens what it counts."""

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_exposure import DAY, CreditCommon


@tagged("post_install", "-at_install")
class TestDashboardCredit(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other, cls.third = cls._customer("Other"), cls._customer("Third")
        cls._invoice("2025-02-10", 900)
        cls._invoice("2025-04-10", 300, partner=cls.other, invoice_date="2025-03-10")
        cls._invoice("2025-03-10", 100, partner=cls.third)
        cls.other.user_id = cls.salesman

    def _block(self, user=None, companies=None, **filters):
        self.env.flush_all()
        Board = self.env["dunning.dashboard"].with_user(user or self.collector)
        return Board.with_context(allowed_company_ids=(companies or self.company).ids).get_block("exposure", filters)

    def _figures(self, block):
        return {figure["name"]: figure["value"] for figure in block["figures"]}

    @freeze_time(DAY)
    def test_without_limits(self):
        self.assertEqual(self._block()["empty"], "No credit limit was granted yet.")

    @freeze_time(DAY)
    def test_what_it_adds_up(self):
        self._limit(600, days=30)
        self._limit(1000, self.other)
        self.env["dunning.credit.request"].create(
            {"company_id": self.company.id, "partner_id": self.third.id, "amount": 5, "reason": "x"}
        )
        block = self._block()
        self.assertEqual(self._figures(block), {
            "Exposure": 1300.0, "Limits Used": 0.75, "Customers above Their Limit": 1, "Late of Customers with a Limit": 900.0,
            "Later than Allowed": 900.0, "Requests to Decide": 1,
        })  # fmt: skip
        [row] = block["table"]["rows"]
        self.assertEqual([cell["value"] for cell in row["cells"]], [self.customer.display_name, 900.0, 600.0, 300.0])
        for figure, field in (
            ("Exposure", "exposure"), ("Late of Customers with a Limit", "late_amount"), ("Later than Allowed", "over_age_amount"),
        ):  # fmt: skip
            [shown] = [one for one in block["figures"] if one["name"] == figure]
            Lines = self.env["dunning.credit.exposure"].with_user(self.collector).with_context(**shown["action"]["context"])
            self.assertEqual(sum(Lines.search(shown["action"]["domain"]).mapped(field)), shown["value"])

    @freeze_time(DAY)
    def test_whose_customers(self):
        """Those of the collector who looks, where he asks for his own."""
        self._limit(600)
        second = self._user("second_k", "account_dunning.group_dunning_user")
        self.env["dunning.profile"]._get_or_create(self.third, self.company).collector_id = second
        self.assertEqual(self._figures(self._block(second, scope="mine"))["Exposure"], 100.0)
        self.assertEqual(self._figures(self._block(second))["Exposure"], 1300.0)

    @freeze_time(DAY)
    def test_company(self):
        """Nothing of another company, and a branch alone is told no amounts beside a limit of all branches."""
        foreign = self.setup_other_company(name="Elsewhere")["company"]
        self._limit(600)
        boss = self._user("boss_k", "account_dunning.group_dunning_manager")
        boss.company_ids = [Command.link(foreign.id)]
        self.assertTrue(self._block(boss, foreign)["empty"])
        self.assertEqual(self._figures(self._block(boss, foreign + self.company, company_id=self.company.id))["Exposure"], 1300.0)
