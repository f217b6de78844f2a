"""Cash to target: what the month is to bring by habit, what it brought, what is needed, what rolls past 60 and 90 days."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestCashMonth(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._customer("Old")
        cls._invoice("2025-01-25", 1000, partner=cls.old)
        cls.first = cls._invoice("2025-02-10", 1000)
        cls._pay(cls.first, "2025-02-20", 750)
        cls._pay(cls.first, "2025-03-05", 100)
        cls._invoice("2025-03-25", 800)
        cls._invoice("2025-03-15", 200, invoice_date="2025-03-01")
        cls._invoice("2025-05-15", 5000)  # falls due later

    def _rows(self, user=None):
        self.env.invalidate_all()
        return self.env["dunning.cash.month"].with_user(user or self.collector).with_context(allowed_company_ids=self.company.ids)

    @freeze_time("2025-03-20")
    def test_month(self):
        """January could bring 1,000 and February 2,000, 750 came: a quarter of March's 2,250 is 562.50, of which 100 are here."""
        [row] = self._rows().search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.overdue_start, row.due_month, row.target, row.collected), (250, 1000, 312.5, 100))
        self.assertEqual((row.needed, row.due_now, row.rolls_60, row.rolls_90), (212.5, 1150, 0, 0))
        [row] = self._rows().search([("partner_id", "=", self.old.id)])
        self.assertEqual((row.overdue_start, row.due_month, row.target, row.collected), (1000, 0, 250, 0))
        self.assertEqual((row.needed, row.due_now, row.rolls_60, row.rolls_90), (250, 1000, 1000, 0))
        names = ("target", "collected", "needed", "due_now")
        rows = self._rows()._read_group([], ["collector_id"], [f"{name}:sum" for name in names])
        self.assertEqual(rows, [(self.collector, 562.5, 100, 462.5, 2150)])

    @freeze_time("2025-04-10")
    def test_rolls_past_90(self):
        """On 30 April the invoice of 25 January is 95 days late, on the 10th 75."""
        [row] = self._rows().search([("partner_id", "=", self.old.id)])
        self.assertEqual((row.rolls_60, row.rolls_90), (0, 1000))

    @freeze_time("2024-10-15")
    def test_without_habit(self):
        """Where nothing could come there is no habit, and no target."""
        self._invoice("2024-10-20", 400, invoice_date="2024-10-01")
        [row] = self._rows().search([])
        self.assertEqual((row.due_month, row.target, row.due_now), (400, 0, 400))

    @freeze_time("2025-03-20")
    def test_habit_adds_up_its_months(self):
        """One look at the ledger finds of six months what six looks find: what was open, credited, paid early and late."""
        self._pay(self._invoice("2024-12-05", 330.33), "2025-01-10", 110.11)
        self._pay(self._invoice("2025-06-15", 5000, invoice_date="2025-02-01"), "2025-02-25")
        Month = self.env["dunning.cash.month"]
        months = [Month._month_of(Date.to_date(day)) for day in ("2025-02-28", "2025-01-31", "2024-12-31")]
        self.env.flush_all()
        [[*sums]] = self.env.execute_query(Month._sql_habit(self.company, months))
        for month, could, did in zip(months, sums[:3], sums[3:], strict=True):
            cash = Month._sql_cash(self.company, month)
            rows = SQL("SELECT SUM(overdue_start + due_month)::float, SUM(collected)::float FROM (%s) AS cash", cash)
            self.assertEqual([(could, did)], [(base or 0, came or 0) for base, came in self.env.execute_query(rows)])
        self.assertEqual(sums, [2220.22, 1330.33, 330.33, 5750.0, 110.11, 0.0])

    @freeze_time("2025-03-20")
    def test_habit_is_at_most_all(self):
        """5,000 that came in February, before their day, make no target above what is due."""
        self._pay(self._invoice("2025-06-15", 5000, invoice_date="2025-02-01"), "2025-02-25")
        [row] = self._rows().search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.target, row.overdue_start + row.due_month), (1250, 1250))

    @freeze_time("2025-03-20")
    def test_opens_its_items(self):
        [row] = self._rows().search([("partner_id", "=", self.customer.id)])
        action = row.action_open_items()
        items = self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"]).search(action["domain"])
        self.assertEqual(sum(items.filtered(lambda item: str(item.date_due) <= "2025-03-31").mapped("residual")), row.due_now)

    @freeze_time("2025-03-20")
    def test_who_may(self):
        with self.assertRaises(AccessError):
            self._rows(self.salesman).search([])
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_m", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        rows = self.env["dunning.cash.month"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.search([]))
