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
        """Each euro's days by who held them, counted by hand:

        ======== ====== ===== ======== ======= ==== ===== ======= ==== =======
        invoice  DSO    lived not sent policy  over cash  dispute prom. late
        ======== ====== ===== ======== ======= ==== ===== ======= ==== =======
        disputed 7.75   80             31                 45           4
        long     7.75   75             60      15
        late 600 8.40   58             28                              30
        late 200 2.80   58                          58
        promised 16.80  54             28                         22   4
        term     31.00  21             21
        ======== ====== ===== ======== ======= ==== ===== ======= ==== =======
        """
        wanted = {
            "a_sending": 0, "a_term": 7.75 * 31 / 80 + 7.75 * 60 / 75 + 8.4 * 28 / 58 + 16.8 * 28 / 54 + 31, "b_above": 7.75 * 15 / 75,
            "c_dispute": 7.75 * 45 / 80, "d_promise": 16.8 * 22 / 54, "d_approval": 0, "d_run": 0, "e_cash": 2.8,
            "f_late": 7.75 * 4 / 80 + 8.4 * 30 / 58 + 16.8 * 4 / 54, "g_credit": 0, "h_invoicing": 0,
        }  # fmt: skip
        found = self._parts()
        self.assertEqual(set(found), set(wanted))
        for part, days in found.items():
            self.assertAlmostEqual(days, wanted[part], 6, part)
        self.assertAlmostEqual(sum(found.values()), 74.5, 6)
        self.assertAlmostEqual(self._parts(policy=0)["a_term"], wanted["a_term"] + 7.75 * 15 / 75, 6)

    def test_not_sent(self):
        """Where the company looks after that: nothing has left, days are ours; sent on 20 January, 10 of 80 days are."""
        self.company.write({"dunning_check_sent": True, "dunning_live_date": "2025-01-01"})
        self.assertAlmostEqual(self._parts()["a_sending"], 74.5 - 2.8, 6)
        moves = self.disputed + self.long + self.late + self.promised + self.term
        moves.is_move_sent = True
        self.assertAlmostEqual(self._parts()["a_sending"], 0, 6)
        self._have_mailed(self.disputed, "2025-01-20", self.disputed.partner_id)
        self._have_mailed(self.long, "2025-03-15", self.customer)  # somebody else
        found = self._parts()
        self.assertAlmostEqual(found["a_sending"], 7.75 * 10 / 80, 6)
        self.assertAlmostEqual(found["a_term"], 7.75 * 21 / 80 + 7.75 * 60 / 75 + 8.4 * 28 / 58 + 16.8 * 28 / 54 + 31, 6)
        # a reminder tells of an invoice only that it had left by then, if nothing else does
        self.company.dunning_plan_id = plan = self._plan([(5, "email")])
        for move in (self.late, self.promised):
            self._have_taken(move, plan.step_ids, "2025-03-11")
        self.assertAlmostEqual(self._parts()["a_sending"], 7.75 * 10 / 80, 6)
        self.late.is_move_sent = False
        self.assertAlmostEqual(self._parts()["a_sending"], 7.75 * 10 / 80 + 8.4 * 38 / 58, 6)
        self.late.is_move_sent = True
        self.company.dunning_live_date = "2025-01-11"  # what was before nobody looked after
        self.assertAlmostEqual(self._parts()["a_sending"], 0, 6)

    def _have_mailed(self, move, day, partner):
        message = self.env["mail.message"].create(
            {"model": "account.move", "res_id": move.id, "message_type": "comment", "date": f"{day} 09:00:00", "body": "Your invoice"}
        )
        self.env["mail.notification"].create(
            {"mail_message_id": message.id, "res_partner_id": partner.id, "notification_type": "email", "notification_status": "sent"}
        )

    def test_payment_run(self):
        """Due on 1 March, runs on the 14th, a Friday; the money is there on the Tuesday: 17 of 58 days are the run's, 13 are late."""
        profile = self.env["dunning.profile"]._get_or_create(self.late.partner_id, self.company)
        self.env["dunning.payment.run"].create({"profile_id": profile.id, "month_days": "14", "date_start": "2025-01-01"})
        found = self._parts()
        [arrival] = [
            run.arrival for _id, _partner, run in self.env["dunning.payment.run"]._list_run_days(
                self.company, Date.to_date("2025-03-01"), Date.to_date("2025-03-20"))
        ]  # fmt: skip
        self.assertEqual(str(arrival), "2025-03-18")
        self.assertAlmostEqual(found["d_run"], 8.4 * 17 / 58, 6)
        self.assertAlmostEqual(found["f_late"], 7.75 * 4 / 80 + 8.4 * 13 / 58 + 16.8 * 4 / 54, 6)
        self.assertAlmostEqual(sum(found.values()), 74.5, 6)

    def test_approval(self):
        """Received on 10 February, approved on 11 March: the days from 2 to 10 March are the customer's approval."""
        status = {code: self.env["dunning.einvoice.status"].search([("effect", "=", code)], limit=1) for code in ("received", "approved")}
        for code, day in (("received", "2025-02-10"), ("approved", "2025-03-11")):
            self.env["dunning.einvoice.event"].sudo().create(
                {"company_id": self.company.id, "move_id": self.late.id, "status_id": status[code].id, "date": day}
            )
        found = self._parts()
        self.assertAlmostEqual(found["d_approval"], 8.4 * 9 / 58, 6)
        self.assertAlmostEqual(found["f_late"], 7.75 * 4 / 80 + 8.4 * 21 / 58 + 16.8 * 4 / 54, 6)
        self.assertAlmostEqual(self._parts("2025-03-10")["d_approval"] * 37 / 9, 600 / 2000 * 28, 6)

    def test_before_the_invoice(self):
        """Delivered 10 and 5 days before the invoice: 1,000 and 800 of 7,000 sold in three months; no part of the DSO."""
        self.env["dunning.performance"].create({"move_id": self.term.id, "date_from": "2025-02-20", "date_until": "2025-02-28"})
        self.env["dunning.performance"].create({"move_id": self.late.id, "date_from": "2025-01-27"})
        self.env["dunning.performance"].create({"move_id": self.long.id, "date_from": "2025-02-20"})  # invoiced before
        action = self._screen()
        self.assertIn("74.5 days", action["name"])
        self.assertIn("2.0 before the invoice", action["name"])
        rows = self._screen_rows(action).search([("part", "=", "h_invoicing")])
        self.assertEqual({row.move_id: round(row.days_before, 6) for row in rows}, {
            self.term: round(10 * 1000 / 7000, 6), self.late: round(5 * 800 / 7000, 6)})  # fmt: skip
        self.assertEqual((sum(rows.mapped("days")), sum(rows.mapped("amount"))), (0, 0))

    def _screen(self, user=None, **vals):
        wizard = self.env["dunning.days.wizard"].with_user(user or self.collector).create({"day": DAY, **vals})
        return wizard.with_context(allowed_company_ids=self.company.ids).action_screen()

    def _screen_rows(self, action, user=None):
        return self.env["dunning.days.held"].with_user(user or self.collector).with_context(
            **action["context"], allowed_company_ids=self.company.ids
        )  # fmt: skip

    def test_by_product(self):
        """Of the 31 days of March 600 and 400 of 1,000 in two products; all groups add up."""
        self.term.button_draft()
        products = self.env["product.product"].create([{"name": "Pumps"}, {"name": "Pipes"}])
        self.term.invoice_line_ids = [
            Command.clear(),
            *(
                Command.create({"product_id": product.id, "name": product.name, "quantity": 1, "price_unit": price, "tax_ids": []})
                for product, price in zip(products, (600, 400), strict=True)
            ),
        ]
        self.term.action_post()
        rows = self._screen_rows(self._screen(by="product"))
        found = dict(rows._read_group([], ["product_id"], ["days:sum"]))
        self.assertAlmostEqual(found[products[0]], 18.6, 6)
        self.assertAlmostEqual(found[products[1]], 12.4, 6)
        self.assertAlmostEqual(sum(found.values()), 74.5, 6)
        pumps = rows.search([("product_id", "=", products[0].id)])
        self.assertEqual((pumps.move_id, pumps.amount, pumps.part), (self.term, 600, "a_term"))

    def test_by_analytic_account(self):
        """Three quarters of the line to an account of the first plan, the rest to nobody; for people with analytic accounts only."""
        plan = self.env["account.analytic.plan"].search([("parent_id", "=", False)], limit=1)
        account = self.env["account.analytic.account"].create({"name": "Paris", "plan_id": plan.id})
        self.term.invoice_line_ids.analytic_distribution = {str(account.id): 75}
        with self.assertRaisesRegex(UserError, "analytic accounts"):
            self.env["dunning.days.held"].with_user(self.collector)._read_days_asked({"by": "analytic"})
        analyst = self._user("analyst_d", "account_dunning.group_dunning_user,analytic.group_analytic_accounting")
        rows = self._screen_rows(self._screen(analyst, by="analytic"), analyst)
        found = dict(rows._read_group([], ["analytic_account_id"], ["days:sum"]))
        self.assertAlmostEqual(found[account], 23.25, 6)
        self.assertAlmostEqual(sum(found.values()), 74.5, 6)

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
        action = self._screen()
        self.assertIn("74.5 days", action["name"])
        self.assertIn("19.18", action["name"])  # 7,000 ÷ 365
        rows = self.env["dunning.days.held"].with_user(self.collector).with_context(**action["context"])
        for grouping in ("part", "partner_id", "segment", "salesperson_id"):
            self.assertAlmostEqual(sum(days for _key, days in rows._read_group([], [grouping], ["days:sum"])), 74.5, 6)
        opened = [("move_type", "=", "out_invoice"), ("company_id", "=", self.company.id)]
        self.assertEqual(sum(rows.search([]).mapped("amount")), sum(self.env["account.move"].search(opened).mapped("amount_residual")))
        dispute = rows.search([("part", "=", "c_dispute")])
        self.assertEqual((dispute.dispute_user_id, dispute.move_id, dispute.amount), (self.owner, self.disputed, 1000))
        self.assertEqual(dispute.action_open_item()["res_id"], self.disputed.id)
        for values in ({"day": "never"}, {"policy": -1}, {"policy": "x"}, {"by": "salesperson"}):
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
