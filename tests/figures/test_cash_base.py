"""The cash base of commissions: what the bank brought of each invoice, net of tax, and what was taken back, period by period."""

import io
import zipfile

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import DunningCommon

TODAY = "2025-06-02"


@tagged("post_install", "-at_install")
class TestCashBase(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_cash", "account_dunning.group_dunning_manager")
        cls.seller = cls._user("seller_cash", "account_dunning.group_dunning_contributor")
        cls.tax = cls.env["account.tax"].sudo().create(
            {"name": "20", "amount": 20, "type_tax_use": "sale", "company_id": cls.company.id,
             "tax_group_id": cls.tax_sale_a.tax_group_id.id, "country_id": cls.tax_sale_a.country_id.id}
        )  # fmt: skip

    def _sold(self, amount, due="2025-03-31", seller=None, kind="out_invoice"):
        """An invoice of an amount plus 20 % tax."""
        move = self.env["account.move"].create(
            {
                "move_type": kind, "partner_id": self.customer.id, "invoice_user_id": (seller or self.seller).id,
                "invoice_date": "2025-03-01", "invoice_date_due": due, "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": self.tax.ids})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def _receive(self, amount, day, items, discount=0.0):
        """Import a line of the bank and reconcile it with items; a discount is written off in the same entry."""
        line = self._bank_line(amount, day, partner_id=self.customer.id)
        _liquidity, suspense, _other = line._seek_for_lines()
        entry = line.move_id.with_context(force_delete=True, skip_readonly_check=True, check_move_validity=False)
        suspense.account_id = self.company_data["default_account_receivable"]
        if discount:
            entry.button_draft()
            expense = self.company_data["default_account_expense"]
            entry.line_ids = [
                Command.update(suspense.id, {"credit": amount + discount, "debit": 0}),
                Command.create({"name": "Discount", "debit": discount, "credit": 0, "account_id": expense.id}),
            ]
            entry.action_post()
        (suspense + items).reconcile()
        return suspense

    def _period(self, last, first=None, close=False):
        vals = {"company_id": self.company.id, "date_to": last} | ({"date_from": first} if first else {})
        base = self.env["dunning.cash.base"].with_user(self.manager).create(vals)
        if close:
            base.action_close()
        return base

    def _movements(self, base):
        return {line.move_id: (line.kind, line.paid, line.net) for line in base.sudo().line_ids}

    @freeze_time(TODAY)
    def test_money_counts_net_of_tax_when_it_is_there(self):
        """1,200 with tax, of which 600 came in March and 600 in April; nothing of what the bank does not know."""
        move, other = self._sold(1000), self._sold(500)
        self._receive(600, "2025-03-20", self._items(move))
        self._receive(600, "2025-04-03", self._items(move))
        self._payment(600, "2025-03-25")  # nobody matched it with the bank
        march = self._period("2025-03-31", "2025-03-01", close=True)
        self.assertEqual(self._movements(march), {move: ("paid", 600, 500)})
        april = self._period("2025-04-30")
        self.assertEqual(april.date_from, Date.to_date("2025-04-01"))
        self.assertEqual(self._movements(april), {move: ("paid", 600, 500)})
        self.assertEqual((march.paid, march.net, march.line_ids.salesperson_id), (600, 500, self.seller))
        self.assertNotIn(other, self._movements(april))

    @freeze_time(TODAY)
    def test_all_periods_tie_to_the_bank(self):
        """1,200 and 600 came; 100 more are on account, allocated to nothing."""
        first, second = self._sold(1000), self._sold(500)
        self._receive(1200, "2025-03-20", self._items(first))
        self._receive(700, "2025-04-05", self._items(second))
        march = self._period("2025-03-31", "2025-03-01", close=True)
        april = self._period("2025-04-30", close=True)
        self.assertEqual((march.bank_total, march.allocated_total, march.open_total), (1200, 1200, 0))
        self.assertEqual((april.bank_total, april.allocated_total, april.open_total), (1900, 1800, 100))

    @freeze_time(TODAY)
    def test_a_bounce_is_taken_off_in_the_period_after(self):
        """Paid in March; in April the bank takes it back: the invoice is open again, March stays as it was told."""
        move = self._sold(1000)
        paid = self._receive(1200, "2025-03-20", self._items(move))
        march = self._period("2025-03-31", "2025-03-01", close=True)
        paid.remove_move_reconcile()
        self._receive(-1200, "2025-04-02", paid)
        april = self._period("2025-04-30", close=True)
        self.assertEqual(self._movements(april), {move: ("reversed", -1200, -1000)})
        self.assertEqual(self._movements(march), {move: ("paid", 1200, 1000)})
        self.assertEqual((april.bank_total, april.allocated_total), (0, 0))
        self._receive(1200, "2025-05-05", self._items(move))
        self.assertEqual(self._movements(self._period("2025-05-31")), {move: ("paid", 1200, 1000)})

    @freeze_time(TODAY)
    def test_a_refund_counts_when_its_money_went_back(self):
        move = self._sold(1000)
        self._receive(1200, "2025-03-20", self._items(move))
        refund = self._sold(250, kind="out_refund")
        march = self._period("2025-03-31", "2025-03-01", close=True)
        self.assertNotIn(refund, self._movements(march))
        self._receive(-300, "2025-04-10", self._items(refund))
        self.assertEqual(self._movements(self._period("2025-04-30")), {refund: ("refunded", -300, -250)})

    @freeze_time(TODAY)
    def test_a_credit_note_that_covers_an_invoice_is_no_money(self):
        move, refund = self._sold(1000), self._sold(250, kind="out_refund")
        (self._items(move) + self._items(refund)).reconcile()
        self._receive(900, "2025-03-20", self._items(move))
        self.assertEqual(self._movements(self._period("2025-03-31", "2025-03-01")), {move: ("paid", 900, 750)})

    @freeze_time(TODAY)
    def test_a_discount_is_no_money(self):
        move = self._sold(1000)
        self._receive(1176, "2025-03-20", self._items(move), discount=24)
        base = self._period("2025-03-31", "2025-03-01")
        self.assertEqual(self._movements(base), {move: ("paid", 1176, 980)})
        self.assertEqual((base.bank_total, base.open_total), (1176, 0))

    @freeze_time(TODAY)
    def test_closed_periods_stay_and_follow_one_another(self):
        march = self._period("2025-03-31", "2025-03-01", close=True)
        for change in ({"date_to": "2025-04-01"}, {"state": "draft"}):
            with self.assertRaises(UserError):  # an AccessError is one
                march.write(change)
        with self.assertRaisesRegex(UserError, "is closed"):
            march.unlink()
        with self.assertRaisesRegex(UserError, "Periods follow one another"), self.env.cr.savepoint():
            self._period("2025-05-31", "2025-05-01")
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._period("2025-03-31", "2025-04-01")
        june = self._period("2025-06-30")
        with self.assertRaisesRegex(UserError, "not over yet"):
            june.action_close()
        june.action_refresh()

    @freeze_time(TODAY)
    def test_salespeople_read_their_own_closed_movements(self):
        mine, others = self._sold(1000), self._sold(500, seller=self.salesman)
        self._receive(1200, "2025-03-20", self._items(mine))
        self._receive(600, "2025-03-21", self._items(others))
        base = self._period("2025-03-31", "2025-03-01")
        Line = self.env["dunning.cash.base.line"].with_user(self.seller)
        self.assertFalse(Line.search([]))
        base.action_close()
        self.assertEqual(Line.search([]).mapped("number"), [mine.name])
        with self.assertRaises(AccessError):
            self.env["dunning.cash.base"].with_user(self.seller).search([])
        with self.assertRaises(AccessError):
            self.env["dunning.cash.base"].with_user(self.collector).create({"company_id": self.company.id, "date_to": "2025-04-30"})
        self.assertEqual(base.action_open_movements()["domain"], [("base_id", "=", base.id)])

    def test_workbook(self):
        with freeze_time(TODAY):
            self._receive(1200, "2025-03-20", self._items(self._sold(1000)))
            base = self._period("2025-03-31", "2025-03-01", close=True)
        new_test_user(self.env(su=True), login="boss_cash", password="boss_cash_1", groups="account_dunning.group_dunning_manager",
                      company_id=self.company.id, company_ids=[Command.set(self.company.ids)])  # fmt: skip
        self.authenticate("boss_cash", "boss_cash_1")
        response = self.url_open(base.action_xlsx()["url"])
        self.assertEqual(response.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(response.content)) as file:
            first = file.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn("<v>1200</v>", first)
        self.assertIn("<v>1000</v>", first)
        self.authenticate("seller_cash", "seller_cash")
        self.assertEqual(self.url_open(f"/dunning/cash.xlsx?base={base.id}").status_code, 404)
