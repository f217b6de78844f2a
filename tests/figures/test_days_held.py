"""Where the days are: parts of the sales-weighted DSO by who holds each open invoice; they add up to it."""

import random
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.figures.dunning_days_held import DaysAsked
from ..common import DunningCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestDaysHeld(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user("owner_d", "account_dunning.group_dunning_user")
        # January: 4,000 of which 2,000 are paid
        cls.disputed = cls._sale("2025-01-10", "2025-02-10", 1000, "Disputing")
        cls._hold(cls.disputed, "dispute", date_start="2025-02-15", user_id=cls.owner.id, date_deadline="2025-04-30")
        cls._pay(cls._sale("2025-01-12", "2025-02-12", 2000, "Paying"), "2025-02-20")
        cls.long = cls._sale("2025-01-15", "2025-04-30", 1000, "Long")
        # February: 2,000
        cls.late = cls._sale("2025-02-01", "2025-03-01", 800, "Late")
        cls._general_entry((cls.late.partner_id, False, -200))
        cls.promised = cls._sale("2025-02-05", "2025-03-05", 1200, "Promising")
        cls._hold(cls.promised, "promise", date_start="2025-03-10", date_end="2025-04-10")
        # March: 1,000
        cls.term = cls._sale("2025-03-10", "2025-05-20", 1000, "Agreed")

    @classmethod
    def _sale(cls, day, due, amount, name):
        return cls._invoice(due, amount, partner=cls._customer(name), invoice_date=day)

    def _parts(self, day=DAY, policy=60):
        Held = self.env["dunning.days.held"].with_user(self.collector).with_context(allowed_company_ids=self.company.ids)
        return Held._days_by_part(self.company, DaysAsked(Date.to_date(day), policy))

    def test_parts(self):
        """Of January 1,000 of 4,000 in 31 days are 7.75 days in dispute, as many above policy; February's 28 days are split in three."""
        wanted = {
            "a_term": 31, "b_above": 7.75, "c_dispute": 7.75, "d_promise": 16.8, "e_cash": 2.8, "f_late": 8.4, "g_credit": 0,
        }  # fmt: skip
        for part, days in self._parts().items():
            self.assertAlmostEqual(days, wanted[part], 6, part)
        self.assertAlmostEqual(self._parts(policy=0)["a_term"], 38.75, 6)

    def test_adds_up_to_the_key_figure(self):
        """At the ends of months it is the sales-weighted DSO of the key figures, credit notes included."""
        self._credit_note(150, partner=self.late.partner_id, date="2025-02-20")
        metrics = self.env["dunning.metrics"].with_context(allowed_company_ids=self.company.ids)
        for day in ("2025-01-31", "2025-02-28", DAY, "2025-04-30", "2025-06-30"):
            with self.subTest(day=day):
                [row] = metrics._figures_by_month(self.company, Date.to_date(day), 1, SQL("''::text"))[""]
                self.assertAlmostEqual(sum(self._parts(day).values()), row["dso_weighted"], 4)
        self.assertAlmostEqual(self._parts()["g_credit"], -150 / 1850 * 28, 6)

    def test_adds_up_on_any_day(self):
        """Twenty random days, by plain Python on what is open: within a tenth of a day."""
        moves = self.env["account.move"].search([("company_id", "=", self.company.id), ("move_type", "=", "out_invoice")])
        dice = random.Random(10)
        for _round in range(20):
            day = Date.to_date("2025-01-20") + timedelta(days=dice.randrange(120))
            months = {}
            for move in moves.filtered(lambda one, day=day: one.invoice_date <= day):
                month = months.setdefault(move.invoice_date.replace(day=1), [0.0, 0.0])
                month[0] += move.amount_total
                paid = move.line_ids.matched_credit_ids.filtered(lambda one, day=day: one.max_date <= day)
                month[1] += move.amount_total - sum(paid.mapped("amount"))
            wanted = sum(
                opened / sold * (min(Date.end_of(month, "month"), day) - month + timedelta(1)).days
                for month, (sold, opened) in months.items()
            )
            self.assertAlmostEqual(sum(self._parts(day).values()), wanted, 1, day)

    def test_screen(self):
        """The title tells the DSO and what one day ties up; each row opens its invoice; any grouping adds up."""
        wizard = self.env["dunning.days.wizard"].with_user(self.collector).create({"day": DAY})
        action = wizard.with_context(allowed_company_ids=self.company.ids).action_screen()
        self.assertIn("74.5 days", action["name"])
        self.assertIn("19.18", action["name"])  # 7,000 ÷ 365
        rows = self.env["dunning.days.held"].with_user(self.collector).with_context(**action["context"])
        for grouping in ("part", "partner_id", "segment", "salesperson_id"):
            self.assertAlmostEqual(sum(days for _key, days in rows._read_group([], [grouping], ["days:sum"])), 74.5, 6)
        dispute = rows.search([("part", "=", "c_dispute")])
        self.assertEqual((dispute.dispute_user_id, dispute.move_id, dispute.amount), (self.owner, self.disputed, 1000))
        self.assertEqual(dispute.action_open_item()["res_id"], self.disputed.id)
        for values in ({"day": "never"}, {"policy": -1}, {"policy": "x"}):
            with self.assertRaises(UserError):
                rows.with_context(dunning_days_held=values).search([])

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.env["dunning.days.held"].with_user(self.salesman).search([])
        with self.assertRaises(AccessError):
            self.env["dunning.days.wizard"].with_user(self.salesman).create({})
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_d", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        rows = self.env["dunning.days.held"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.with_context(dunning_days_held={"day": DAY}).search([]))
