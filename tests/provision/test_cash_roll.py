"""What rolls past 60 and 90 days until the month's end, with its provision: rates and judgments of the last provision computed."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_provision import ProvisionCommon

TODAY = "2025-07-10"


@tagged("post_install", "-at_install")
class TestCashRoll(ProvisionCommon):
    """On 10 July; the matrix is of 30 June, its rates are set to 5, 10, 25, 40, 60, 80 %.

    ======= ======= ====== ============ ============== ============== =====================
    invoice due     open   without VAT  late on 10/7   late on 31/7   provision now, then
    ======= ======= ====== ============ ============== ============== =====================
    A       15 May  1,200  1,000        56             77             250, 400
    B       25 Apr  600    600          76             97             240, 360
    C       20 May  200    200          51             72             judged 50 %: 100, 100
    D       1 Jul   900    900          9              30             rolls past nothing
    ======= ======= ====== ============ ============== ============== =====================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls.company_data["default_tax_sale"]
        tax.amount = 20
        line = Command.create({"name": "Work", "quantity": 1, "price_unit": 1000, "tax_ids": [Command.set(tax.ids)]})
        cls.a = cls._invoice("2025-05-15", invoice_line_ids=[line])
        cls.b = cls._invoice("2025-04-25", 600)
        cls.c = cls._invoice("2025-05-20", 200)
        cls.d = cls._invoice("2025-07-01", 900)

    @classmethod
    def _matrix(cls):
        provision = cls._provision("2025-06-30", method="matrix")
        for bucket, rate in enumerate((0.05, 0.1, 0.25, 0.4, 0.6, 0.8)):
            provision.rate_ids.filtered(lambda cell, bucket=bucket: cell.bucket == str(bucket)).rate = rate
        cls._judge(provision, cls.c, 0.5)
        return provision

    def _rows(self, model="dunning.cash.roll", user=None):
        self.env.invalidate_all()
        return self.env[model].with_user(user or self.collector).with_context(allowed_company_ids=self.company.ids)

    @freeze_time(TODAY)
    def test_item_by_item(self):
        self._matrix()
        found = {
            row.move_id: (row.limit_passed, str(row.passes_on), row.amount, row.provision_now, row.provision_then, row.provision_more)
            for row in self._rows().search([])
        }
        self.assertEqual(
            found,
            {
                self.a: ("60", "2025-07-15", 1200, 250, 400, 150),
                self.b: ("90", "2025-07-25", 600, 240, 360, 120),
                self.c: ("60", "2025-07-20", 200, 100, 100, 0),
            },
        )
        row = self._rows().search([("move_id", "=", self.a.id)])
        self.assertEqual((row.action_open_item()["res_id"], row.days_overdue, row.collector_id), (self.a.id, 56, self.collector))

    @freeze_time(TODAY)
    def test_beside_cash_to_target(self):
        self._matrix()
        [row] = self._rows("dunning.cash.month").search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.rolls_60, row.rolls_90, row.provision_60, row.provision_90, row.provision_more), (1400, 600, 500, 360, 270))
        block = self.env["dunning.dashboard"].with_user(self.collector).get_block("month")
        figures = {figure["name"]: figure for figure in block["figures"]}
        self.assertEqual([figures[f"Rolls Past {limit} Days"]["value"] for limit in (60, 90)], [1400, 600])
        self.assertEqual(figures["Provision Added by Rolling"]["value"], 270)
        self.assertIn("500", figures["Rolls Past 60 Days"]["note"])
        action = figures["Rolls Past 90 Days"]["action"]
        self.assertEqual(self._rows(action["res_model"]).search(action["domain"]).move_id, self.b)

    @freeze_time(TODAY)
    def test_which_provision(self):
        """None computed: nothing is told. Given up or of a later day: not in use. The last one is."""
        figures = self.env["dunning.dashboard"].with_user(self.collector).get_block("month")["figures"]
        self.assertEqual([figure["value"] for figure in figures if figure["name"] == "Provision Added by Rolling"], [None])
        self.assertFalse(self._rows("dunning.cash.month")._read_group([], [], ["provision_more:sum"])[0][0])
        self._matrix()
        self._provision("2025-07-31", method="matrix").rate_ids.rate = 1.0
        self.assertEqual(sum(self._rows().search([]).mapped("provision_more")), 270)
        last = self._provision("2025-07-05", method="matrix")
        last.rate_ids.rate = 1.0
        self.assertEqual(sum(self._rows().search([]).mapped("provision_then")), 1000 + 600 + 200)
        last.action_cancel()
        self.assertEqual(sum(self._rows().search([]).mapped("provision_more")), 270)

    @freeze_time("2025-05-31")
    def test_the_last_day(self):
        """On the last day of a month nothing rolls any more."""
        self.assertFalse(self._rows().search([]))

    @freeze_time(TODAY)
    def test_who_may(self):
        with self.assertRaises(AccessError):
            self._rows(user=self.salesman).search([])
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_r", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self._rows(user=stranger).with_context(allowed_company_ids=other.ids).search([]))
