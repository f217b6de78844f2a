"""The aged balance equals the ledger to the cent at any day, whatever was reconciled, unreconciled or exchanged."""

import io
import unittest
from datetime import timedelta

import openpyxl
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL
from PyPDF2 import PdfFileReader

from ...models.balance.buckets import DEFAULT_BOUNDS, MAX_BUCKETS, Scale, add_up
from ..common import DunningCommon

DAY = "2025-03-31"
TYPES = {"receivable": "asset_receivable", "payable": "liability_payable"}


class AgedCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = cls.collector.lang = cls.customer.lang = "en_US"
        cls.other = cls._customer("Boulangerie Petit", ref="C0042", lang="en_US")
        cls.pound = cls.setup_other_currency(
            "GBP", rates=[("2024-12-01", 2.0), ("2025-02-01", 4.0), ("2025-03-01", 2.5)]
        )

    def _options(self, day=DAY, side="receivable", **values):
        env = self.env["dunning.aging"].with_context(allowed_company_ids=self.company.ids).env
        return env["dunning.aging"]._read_options({"day": day, "side": side, **values})

    def _balances(self, day=DAY, side="receivable", **values):
        return self.env["dunning.aging"]._balance_rows(self._options(day, side, **values))

    def _screen(self, model, day=DAY, side="receivable", **values):
        """Return a read model as the screen of a day reads it."""
        context = {**self._options(day, side, **values).context(), "allowed_company_ids": self.company.ids}
        return self.env[model].with_context(**context)

    def _ledger(self, day, side="receivable", column="balance", currency=None):
        """Return the balance of the accounts on a day, straight from the journal items."""
        return self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(%s), 0) FROM account_move_line AS line
                     JOIN account_account AS account ON account.id = line.account_id AND account.account_type = %s
                    WHERE line.parent_state = 'posted' AND line.date <= %s AND line.company_id = %s AND %s""",
                SQL.identifier("line", column),
                TYPES[side],
                day,
                self.company.id,
                SQL("line.currency_id = %s", currency.id) if currency else SQL("TRUE"),
            )
        )[0][0]

    def assertLedger(self, side="receivable", days=None):
        """Compare the aged balance with the ledger on many days, in company currency and in each currency."""
        sign = -1 if side == "payable" else 1
        if days is None:
            days = [Date.to_date("2024-11-30") + timedelta(days=n) for n in range(0, 220, 11)]
        self.env.flush_all()
        for day in days:
            for basis in ("due", "invoice"):
                rows = self._balances(day, side, basis=basis)
                with self.subTest(day=day, basis=basis):
                    self.assertEqual(add_up(row["balance"] for row in rows) * sign, self._ledger(day, side))
                    for row in rows:
                        parts = sum(row[f"bucket_{rank}"] for rank in range(12)) + row["credit"]
                        self.assertEqual(round(parts, 2), row["balance"])
            for currency in (self.company.currency_id, self.pound):
                rows = self._balances(day, side, money="document")
                found = add_up(row["balance"] for row in rows if row["money_id"] == currency.id)
                with self.subTest(day=day, currency=currency.name):
                    self.assertEqual(found * sign, self._ledger(day, side, "amount_currency", currency))

    def _line_of(self, partner, day=DAY, side="receivable", **values):
        rows = [row for row in self._balances(day, side, **values) if row["partner_id"] == partner.id]
        self.assertEqual(len(rows), 1)
        return rows[0]

    def _buckets(self, partner, day=DAY, side="receivable", **values):
        """Return the amounts of a customer's buckets that are not empty, by rank, and the credits."""
        row = self._line_of(partner, day, side, **values)
        found = {rank: float(row[f"bucket_{rank}"]) for rank in range(12) if row[f"bucket_{rank}"]}
        return found | ({"credit": float(row["credit"])} if row["credit"] else {})


@tagged("post_install", "-at_install")
class TestAgedBalance(AgedCommon):
    # -- the ledger --------------------------------------------------------------------------------

    def test_partial_and_late_payment(self):
        """A payment counts from its own day: before, the invoice is open; what is left of it stays in its bucket."""
        move = self._invoice("2025-01-15", 1000)
        self._invoice("2025-05-10", 500, invoice_date="2025-03-01")
        self._pay(move, "2025-02-20", amount=400)
        self._pay(move, "2025-04-10")
        self.assertEqual(self._buckets(self.customer, "2025-02-19"), {4: 1000.0})
        self.assertEqual(self._buckets(self.customer, "2025-02-20"), {4: 600.0})
        self.assertEqual(self._buckets(self.customer, "2025-03-31"), {1: 500.0, 5: 600.0})
        self.assertEqual(self._buckets(self.customer, "2025-04-10"), {2: 500.0})
        self.assertLedger()

    def test_payment_booked_before_it_is_allocated(self):
        """Reconciling later changes nothing in the past: the dates of the entries count, not the day of the work."""
        move = self._invoice("2025-01-15", 1000)
        payment = self._payment(300, "2025-02-01")
        before = self._buckets(self.customer, "2025-03-31")
        self.assertEqual(before, {5: 1000.0, "credit": -300.0})
        (self._items(move) + self._items(payment.move_id)).reconcile()
        self.assertEqual(self._buckets(self.customer, "2025-03-31"), {5: 700.0})
        self.assertEqual(self._buckets(self.customer, "2025-01-31"), {3: 1000.0})
        self.assertLedger()

    def test_payment_in_advance(self):
        """A payment dated before its invoice is a credit until the invoice is there."""
        payment = self._payment(300, "2025-01-10")
        move = self._invoice("2025-03-31", 300, invoice_date="2025-03-01")
        (self._items(move) + self._items(payment.move_id)).reconcile()
        self.assertEqual(self._buckets(self.customer, "2025-02-28"), {"credit": -300.0})
        self.assertFalse(self._balances("2025-03-01"))
        self.assertLedger()

    def test_unreconciled(self):
        move = self._invoice("2025-01-15", 1000)
        payment = self._pay(move, "2025-02-20")
        self.assertFalse(self._balances(DAY))
        self._items(move).remove_move_reconcile()
        self.assertEqual(self._buckets(self.customer), {5: 1000.0, "credit": -1000.0})
        self.assertEqual(payment.amount, 1000)
        self.assertLedger()

    def test_credit_note(self):
        move = self._invoice("2025-01-15", 1000)
        refund = self._credit_note(250, date="2025-02-10")
        self.assertEqual(self._buckets(self.customer), {5: 1000.0, "credit": -250.0})
        (self._items(move) + self._items(refund)).reconcile()
        self.assertEqual(self._buckets(self.customer), {5: 750.0})
        self.assertLedger()

    def test_foreign_currency_with_exchange_difference(self):
        """1,000 GBP booked at 2, paid at 4 and 2.5: exchange differences clear the company currency on their day."""
        move = self._invoice("2025-01-31", 1000, invoice_date="2024-12-31", currency_id=self.pound.id)
        self.assertEqual(self._line_of(self.customer, "2025-01-31")["balance"], 500)
        self._pay(move, "2025-02-10", amount=400)
        self._pay(move, "2025-03-10")
        [row] = self._balances("2025-02-10", money="document")
        self.assertEqual((row["money_name"], row["balance"]), ("GBP", 600))
        self.assertEqual(self._balances("2025-03-10", money="document"), [])
        # core books exchange differences at the end of the month; until then the ledger has them, and so have we
        self.assertEqual(self._line_of(self.customer, "2025-03-30")["balance"], self._ledger("2025-03-30"))
        self.assertEqual(self._balances("2025-03-31"), [])
        self.assertLedger()

    def test_exchange_difference_without_reconciliation(self):
        """Half paid: the open part keeps the rate at which it was booked."""
        move = self._invoice("2025-01-31", 1000, invoice_date="2024-12-31", currency_id=self.pound.id)
        self._pay(move, "2025-02-10", amount=400)
        row = self._line_of(self.customer, "2025-02-28", by="currency")
        self.assertEqual((row["balance"], row["balance_currency"], row["currency_name"]), (300, 600, "GBP"))
        self.assertLedger()

    def test_invoice_paid_in_another_currency(self):
        """1,000 GBP paid with company money: both sides are cleared, in company currency the ledger stays equal."""
        move = self._invoice("2025-01-31", 1000, invoice_date="2024-12-31", currency_id=self.pound.id)
        payment = self._payment(250, "2025-02-10")
        (self._items(move) + self._items(payment.move_id)).reconcile()
        for day in ("2025-01-31", "2025-02-09", "2025-02-10", "2025-03-31"):
            rows = self._balances(day)
            self.assertEqual(sum(row["balance"] for row in rows), self._ledger(day), day)

    def test_entry_without_due_date(self):
        """A general entry without due date is due on its day; lines without customer are part of the balance."""
        self._general_entry((self.customer, False, 120.0), (self.other, "2025-02-28", 80.0))
        self._general_entry((self.env["res.partner"], False, 33.33))
        self.assertEqual(self._buckets(self.customer, "2025-03-02"), {3: 120.0})
        self.assertEqual(self._buckets(self.customer, "2025-01-31"), {2: 120.0})
        [row] = [row for row in self._balances() if not row["partner_id"]]
        self.assertEqual((float(row["balance"]), row["partner_name"]), (33.33, None))
        self.assertLedger()

    def test_draft_and_cancelled(self):
        move = self._invoice("2025-01-15", 1000)
        self._invoice("2025-01-20", 70)
        move.button_draft()
        self.assertEqual(self._buckets(self.customer), {5: 70.0})
        move.button_cancel()
        self.assertLedger()

    def test_instalments(self):
        """An invoice in instalments ages line by line."""
        move = self._instalments(900, "2025-01-30", "2025-02-28", "2025-04-15")
        self.assertEqual(self._buckets(self.customer), {2: 300.0, 4: 600.0})
        self._pay(move, "2025-04-20", amount=300)
        self.assertEqual(self._buckets(self.customer), {2: 300.0, 4: 600.0})
        self.assertLedger()

    def test_payable(self):
        """On the payable side what is owed to suppliers is positive, refunds are credits."""
        for due, amount, kind in (("2025-01-15", 1000, "in_invoice"), ("2025-04-20", 200, "in_invoice"), ("2025-02-01", 50, "in_refund")):
            move = self._invoice(due, amount, partner=self.other, move_type=kind)
            if amount == 1000:
                bill = move
        self._pay(bill, "2025-03-15", amount=100)
        self._invoice("2025-01-15", 77)
        self.assertEqual(self._buckets(self.other, side="payable"), {2: 200.0, 5: 900.0, "credit": -50.0})
        self.assertEqual(self._buckets(self.other, "2025-03-14", "payable"), {4: 1000.0, "credit": -50.0})
        self.assertLedger("payable")
        self.assertLedger("receivable")
        both = self._balances(side="both")
        self.assertEqual(
            sorted((row["side"], float(row["balance"])) for row in both), [("payable", -1050.0), ("receivable", 77.0)]
        )

    # -- buckets -----------------------------------------------------------------------------------

    def test_bounds_of_buckets(self):
        """Due today is coming due 0–30; day 30 belongs to 1–30."""
        day = Date.to_date(DAY)
        dues = {0: -61, 1: -60, 2: 0, 3: 30, 4: 31, 5: 61, 6: 91, 7: 121}
        for rank, late in dues.items():
            self._invoice(day - timedelta(days=late), 10 ** (rank % 4) * (1 + rank // 4), invoice_date="2024-11-01")
        found = self._buckets(self.customer)
        self.assertEqual(found, {rank: 10.0 ** (rank % 4) * (1 + rank // 4) for rank in dues})
        self._invoice(day + timedelta(days=31), 5, partner=self.other, invoice_date="2024-11-01")
        self._invoice(day + timedelta(days=30), 7, partner=self.other, invoice_date="2024-11-01")
        self._invoice(day - timedelta(days=1), 9, partner=self.other, invoice_date="2024-11-01")
        self.assertEqual(self._buckets(self.other), {1: 5.0, 2: 7.0, 3: 9.0})

    def test_by_invoice_date(self):
        self._invoice("2025-06-30", 100, invoice_date="2025-03-31")
        self._invoice("2025-06-30", 200, invoice_date="2025-02-28")
        self._invoice("2025-01-01", 400, invoice_date="2025-01-01")
        self.assertEqual(self._buckets(self.customer, basis="invoice"), {0: 100.0, 1: 200.0, 2: 400.0})

    def test_other_buckets(self):
        self._invoice("2025-03-25", 100)
        self._invoice("2025-03-20", 200)
        self._invoice("2025-04-20", 400, invoice_date="2025-03-01")
        self.assertEqual(self._buckets(self.customer, bounds="0 | 7"), {0: 400.0, 1: 100.0, 2: 200.0})
        labels = self.env["dunning.aging"]._bucket_labels(self._options(bounds="0 | 7"))
        self.assertEqual(labels, ["Coming due", "Overdue 1–7", "Overdue >\N{NO-BREAK SPACE}7"])

    def test_bounds_refused(self):
        for bounds, words in (
            ("60, 30 | 30", "must end with 0"),
            ("0 | 60, 30", "must rise"),
            ("30, 60, 0 | 30", "must fall"),
            ("0 | a", "whole numbers"),
            ("30", "one bar"),
        ):
            with self.subTest(bounds=bounds), self.assertRaisesRegex(UserError, words):
                self._options(bounds=bounds)
        with self.assertRaisesRegex(UserError, "must rise"):
            self.company.dunning_aging_bounds = "0 | 60, 30"
        with self.assertRaisesRegex(UserError, "not a date"):
            self._options(day="tomorrow")

    def test_default_bounds(self):
        self.company.dunning_aging_bounds = "0|10,20"
        wizard = self.env["dunning.aged.wizard"].with_company(self.company).create({})
        self.assertEqual(wizard.bounds, "0 | 10, 20")
        self.company.dunning_aging_bounds = False
        self.assertEqual(self.env["dunning.aged.wizard"].with_company(self.company).create({}).bounds, DEFAULT_BOUNDS)

    # -- columns of their own ----------------------------------------------------------------------

    def test_disputed_and_promised(self):
        """As they stood on the day; settled ones count in the past; disputed wins over promised."""
        a, b, c = (self._invoice("2025-02-28", amount) for amount in (100, 200, 400))
        self._hold(a, "dispute", date_start="2025-03-10")
        self._hold(b, "promise", date_start="2025-03-10", date_end="2025-03-31")
        self._hold(b, "dispute", date_start="2025-03-20")._settle_disputes(Date.to_date("2025-03-26"), "accepted")
        self._hold(c, "promise", date_start="2025-03-01", date_end="2025-03-14")
        self._hold(c, "hold", date_start="2025-03-01")
        for day, disputed, promised in (
            ("2025-03-09", 0, 400),
            ("2025-03-14", 100, 600),
            ("2025-03-15", 100, 200),
            ("2025-03-22", 300, 0),
            ("2025-03-31", 100, 200),
            ("2025-04-01", 100, 0),
        ):
            row = self._line_of(self.customer, day)
            self.assertEqual((day, row["disputed"], row["promised"]), (day, disputed, promised))
            self.assertEqual(row["balance"], 700)

    def test_promised_in_part(self):
        """Of an item promised in part that part counts, less what came in since; never more than is open."""
        move = self._invoice("2025-02-28", 1000)
        self._promised(400, "2025-03-10", "2025-03-20")
        # received for the promise: 150, on 15 March
        self._pay(move, "2025-03-15", 150)
        for day, promised, balance in (
            ("2025-03-09", 0, 1000),
            ("2025-03-10", 400, 1000),
            ("2025-03-15", 250, 850),
            # three days of grace
            ("2025-03-23", 250, 850),
            ("2025-03-24", 0, 850),
        ):
            row = self._line_of(self.customer, day)
            self.assertEqual((day, row["promised"], row["balance"]), (day, promised, balance))
            self.assertEqual(sum(row[f"bucket_{rank}"] for rank in range(MAX_BUCKETS)), balance)
        self._pay(move, "2025-03-18", 700)
        self.assertEqual(self._line_of(self.customer, "2025-03-18")["promised"], 0)
        self.assertEqual(self._line_of(self.customer, "2025-03-15")["promised"], 250)

    def test_promised_twice_and_disputed(self):
        move = self._invoice("2025-02-28", 1000)
        self._promised(300, "2025-03-10", "2025-03-20")
        self._promised(500, "2025-03-12", "2025-03-30")
        self.assertEqual(self._line_of(self.customer, "2025-03-12")["promised"], 800)
        self.assertEqual(self._line_of(self.customer, "2025-03-25")["promised"], 500)
        self._hold(move, "dispute", date_start="2025-03-14")
        row = self._line_of(self.customer, "2025-03-14")
        self.assertEqual((row["disputed"], row["promised"]), (1000, 0))

    def test_promised_in_another_currency(self):
        """At the rate at which the item is booked; what is promised as a whole is all of its residual."""
        move = self._invoice("2025-02-28", 201, currency_id=self.pound.id, invoice_date="2024-12-31")
        self._promised(67, "2025-03-10", "2025-03-20", move)
        # 201 pounds are booked as 100.50
        row = self._line_of(self.customer, "2025-03-10")
        self.assertEqual((row["balance"], row["promised"]), (100.5, 33.5))
        [row] = self._balances(day="2025-03-10", money="document")
        self.assertEqual((row["balance"], row["promised"]), (201, 67))
        self._promised(134, "2025-03-11", "2025-03-21", move)
        row = self._line_of(self.customer, "2025-03-11")
        self.assertEqual(row["promised"], 100.5)
        options = self._options(day="2025-03-10")
        item = self.env["dunning.aged.item"].with_context(**options.context()).search([("move_id", "=", move.id)])
        self.assertEqual((item.held, item.promised, item.promised_currency), ("promise", 33.5, 67))

    def _promised(self, amount, day, payment, moves=None):
        """Take down a promise of the customer, with three days of grace."""
        items = moves and self._items(moves)
        with freeze_time(day):
            Promise = self.env["dunning.promise"]
            dates = [(Date.to_date(payment), amount)]
            return Promise._record_promises(self.company, self.customer, Date.to_date(day), dates, items, grace_days=3)

    # -- lines -------------------------------------------------------------------------------------

    def test_lines_by_account_and_currency(self):
        account = self.company_data["default_account_receivable"]
        second = account.copy({"code": "411900", "name": "Doubtful", "account_type": "asset_receivable"})
        self._invoice("2025-02-28", 100)
        move = self._invoice("2025-02-28", 50)
        move.button_draft()
        self._items(move).account_id = second
        move.action_post()
        self._invoice("2025-02-28", 200, currency_id=self.pound.id, invoice_date="2024-12-31")
        [row] = self._balances()
        self.assertEqual((row["balance"], row["account_id"], row["currency_id"]), (250, None, None))
        rows = self._balances(by="account")
        self.assertEqual(
            {(row["account_code"], float(row["balance"])) for row in rows}, {(account.code, 200.0), ("411900", 50.0)}
        )
        rows = self._balances(by="currency")
        self.assertEqual(
            {(row["currency_name"], float(row["balance"]), float(row["balance_currency"])) for row in rows},
            {(self.company.currency_id.name, 150.0, 150.0), ("GBP", 100.0, 200.0)},
        )
        second.non_trade = True
        self.assertEqual(self._line_of(self.customer, trade=True)["balance"], 200)
        self.assertEqual(self._line_of(self.customer, account_ids=second.ids)["balance"], 50)

    def test_people_and_codes(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer + self.other, self.company)
        profile[0].collector_id = self.env.user
        self.other.user_id = self.salesman
        self._invoice("2025-02-28", 100)
        self._invoice("2025-02-28", 100, partner=self.other)
        one, two = self._line_of(self.customer), self._line_of(self.other)
        self.assertEqual((one["collector_id"], two["collector_id"]), (self.env.user.id, self.collector.id))
        self.assertEqual((one["salesperson_id"], two["salesperson_name"]), (None, self.salesman.name))
        self.assertEqual((one["auxiliary_code"], two["auxiliary_code"]), (f"{self.customer.id:05d}", "C0042"))

    def test_overdue_only(self):
        self._invoice("2025-02-28", 100)
        self._invoice("2025-04-30", 70)
        self._payment(30, "2025-03-01")
        self.assertEqual(self._buckets(self.customer, overdue_only=True), {4: 100.0})

    # -- screen ------------------------------------------------------------------------------------

    def test_screen(self):
        """List, pivot and items of the screen say the same as the ledger; a line opens what it adds up."""
        self._invoice("2025-02-28", 100)
        self._invoice("2025-05-30", 70, invoice_date="2025-03-01")
        self._payment(30, "2025-03-01")
        self._invoice("2025-02-28", 1000, partner=self.other)
        Balance = self._screen("dunning.aged.balance")
        line = Balance.search([("partner_id", "=", self.customer.id)])
        self.assertEqual((line.bucket_1, line.bucket_4, line.credit, line.balance), (70, 100, -30, 140))
        [(total,)] = Balance._read_group([], [], ["balance:sum"])
        self.assertEqual(total, self._ledger(DAY))
        action = line.action_open_items()
        Item = self.env["dunning.aged.item"].with_context(**action["context"], allowed_company_ids=self.company.ids)
        items = Item.search(action["domain"])
        self.assertEqual(sorted(items.mapped("residual")), [-30, 70, 100])
        groups = Item.formatted_read_group(action["domain"], ["bucket"], ["residual:sum"])
        self.assertEqual({group["bucket"]: group["residual:sum"] for group in groups}, {"b01": 70, "b04": 100, "credit": -30})
        self.assertEqual(items[0].action_open_item()["res_id"], items[0].move_id.id)

    def test_titles_of_columns(self):
        """A list has the columns of the scale asked for, titled after it, whatever was asked for before."""
        for bounds in (DEFAULT_BOUNDS, "0 | 15"):
            Balance = self._screen("dunning.aged.balance", bounds=bounds)
            views = Balance.get_views([(False, "list"), (False, "pivot"), (False, "graph"), (False, "search"), (False, "kanban")])
            labels = self.env["dunning.aging"]._bucket_labels(self._options(bounds=bounds))
            arch = views["views"]["list"]["arch"]
            for label in self.env["dunning.aging"]._bucket_labels(self._options(bounds=bounds), short=True):
                self.assertIn(f'string="{label.replace(">", "&gt;")}"', arch)
            self.assertEqual(arch.count('name="bucket_'), len(labels))
            found = views["models"]["dunning.aged.balance"]["fields"]
            self.assertEqual([found[f"bucket_{rank}"]["string"] for rank in range(len(labels))], labels)
            self.assertNotIn(f"bucket_{len(labels)}", found)
            Item = self._screen("dunning.aged.item", bounds=bounds)
            buckets = dict(Item.fields_get(["bucket"])["bucket"]["selection"])
            self.assertEqual([buckets[f"b{rank:02}"] for rank in range(len(labels))], labels)

    def test_dialogue(self):
        self._invoice("2025-02-28", 100)
        wizard = self.env["dunning.aged.wizard"].create(
            {"day": DAY, "group_by": "collector", "company_ids": self.company.ids}
        )
        action = wizard.action_screen()
        self.assertEqual(action["name"], "Aged Receivable on 03/31/2025")
        self.assertEqual(action["context"]["group_by"], ["collector_id"])
        found = self.env["dunning.aged.balance"].with_context(**action["context"], allowed_company_ids=self.company.ids)
        self.assertEqual(found.search([]).balance, 100)
        self.assertEqual(wizard.action_items()["res_model"], "dunning.aged.item")
        self.assertIn("day=2025-03-31", wizard.action_xlsx()["url"])

    def test_default_day(self):
        with freeze_time("2025-03-31"):
            self.assertEqual(str(self.env["dunning.aging"]._read_options({}).day), "2025-03-31")

    # -- people and companies ----------------------------------------------------------------------

    def test_who_reads(self):
        self._invoice("2025-02-28", 100)
        context = {**self._options().context(), "allowed_company_ids": self.company.ids}
        clerk = self._user("clerk_a", "account.group_account_invoice")
        for user in (self.collector, clerk):
            Balance = self.env["dunning.aged.balance"].with_user(user).with_context(**context)
            self.assertEqual(Balance.search([]).balance, 100)
            Balance.get_views([(False, "list"), (False, "search")])
            self.assertEqual(len(self.env["dunning.aged.item"].with_user(user).with_context(**context).search([])), 1)
            self.env["dunning.aged.wizard"].with_user(user).create({"day": DAY}).action_screen()
            self.assertTrue(self.env["dunning.aging"].with_user(user)._balance_rows(self._options()))
        nobody = self._user("nobody_a", "base.group_user")
        for user in (self.salesman, nobody):
            for model in ("dunning.aged.balance", "dunning.aged.item"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).with_context(**context).search([])
            with self.assertRaises(AccessError):
                self.env["dunning.aging"].with_user(user)._balance_rows(self._options())

    def test_other_company(self):
        """A company the user does not work in shows nothing, whatever the options ask for."""
        second = self.setup_other_company(name="Second")["company"]
        self._invoice("2025-02-28", 100)
        self.env["account.move"].with_company(second).create(
            {
                "move_type": "out_invoice", "partner_id": self.other.id, "invoice_date": "2025-01-01", "company_id": second.id,
                "invoice_date_due": "2025-02-01",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 9999, "tax_ids": []})],
            }
        ).action_post()  # fmt: skip
        options = self.env["dunning.aging"].with_context(allowed_company_ids=self.company.ids)._read_options(
            {"day": DAY, "company_ids": (self.company + second).ids}
        )
        self.assertEqual(options.company_ids, tuple(self.company.ids))
        context = {**options._replace(company_ids=tuple((self.company + second).ids)).context()}
        found = self.env["dunning.aged.balance"].with_user(self.collector).with_context(**context, allowed_company_ids=self.company.ids)
        self.assertEqual(sum(found.search([]).mapped("balance")), 100)
        both = self.env["dunning.aging"].with_context(allowed_company_ids=(self.company + second).ids)
        rows = both._balance_rows(both._read_options({"day": DAY}))
        self.assertEqual({row["company_id"] for row in rows}, {self.company.id, second.id})

    def test_queries_do_not_grow(self):
        """One statement, whatever the number of customers."""
        counts = []
        for size in (5, 40):
            self._general_entry(*((self._customer(f"Many {size} {n}"), DAY, 10.0) for n in range(size)))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._balances()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 4)


@tagged("post_install", "-at_install")
class TestAgedDocuments(AgedCommon, HttpCase):
    """The same figures as workbook and PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trap = cls._customer("=cmd|' /C calc'!A0", ref="@SUM(A1)")
        cls._invoice("2025-02-28", 1234.5)
        cls._invoice("2025-05-30", 70, invoice_date="2025-03-01", ref="+1+1")
        cls._payment(30.25, "2025-03-01")
        cls._invoice("2025-01-10", 1000, partner=cls.trap)
        cls._invoice("2025-02-28", 200, partner=cls.other, currency_id=cls.pound.id, invoice_date="2024-12-31")

    def _workbook(self, **values):
        wizard = self.env["dunning.aged.wizard"].create(
            {"day": DAY, "company_ids": self.company.ids, **values}
        )
        self.authenticate("collector_c", "collector_c")
        response = self.url_open(wizard.action_xlsx()["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        return {
            formulas: openpyxl.load_workbook(io.BytesIO(response.content), data_only=not formulas) for formulas in (True, False)
        }

    def _rows(self, sheet):
        """Return the rows of a sheet by the titles of its columns, and the totals below them."""
        titles = [cell.value for cell in sheet[4]]
        rows = [dict(zip(titles, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
        totals = [row for row in rows if str(row[titles[0]]).startswith("Total")]
        return [row for row in rows if row not in totals], totals

    def test_workbook_is_the_screen(self):
        books = self._workbook()
        rows, totals = self._rows(books[False]["Balances"])
        screen = self._screen("dunning.aged.balance").search([])
        self.assertEqual(len(rows), 3)
        for line in screen:
            [row] = [row for row in rows if row["Customer or supplier"] == line.partner_id.name]
            labels = self.env["dunning.aging"]._bucket_labels(self._options())
            self.assertEqual([row[label] for label in labels], [line[f"bucket_{rank}"] for rank in range(len(labels))])
            self.assertEqual((row["Credits"], row["Balance"]), (line.credit, line.balance))
        [total] = totals
        self.assertEqual(total["Balance"], float(self._ledger(DAY)))
        self.assertEqual(total["Balance"], sum(row["Balance"] for row in rows))
        [formulas] = self._rows(books[True]["Balances"])[1]
        self.assertRegex(formulas["Balance"], r"^=SUBTOTAL\(9,[A-Z]+5:[A-Z]+7\)$")

    def test_items_of_the_workbook(self):
        books = self._workbook()
        rows, totals = self._rows(books[False]["Items"])
        self.assertEqual(sum(row["Open"] for row in rows), float(self._ledger(DAY)))
        self.assertEqual(totals[0]["Open"], float(self._ledger(DAY)))
        [pound] = [row for row in rows if row["Currency"] == "GBP"]
        self.assertEqual((pound["Open in currency"], pound["Open"]), (200, 100))
        self.assertEqual(pound["Due"].date(), Date.to_date("2025-02-28"))
        self.assertEqual((pound["Days overdue"], pound["Bucket"]), (31, "Overdue 31–60"))

    def test_names_stay_names(self):
        """No text becomes a formula; headings stay in sight; rows can be filtered."""
        book = self._workbook()[True]
        for name in ("Balances", "Items"):
            sheet = book[name]
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            [trap] = [cell for cell in cells if str(cell.value).startswith("=cmd")]
            self.assertNotEqual(trap.data_type, "f")
            formulas = [cell for cell in cells if cell.data_type == "f"]
            self.assertTrue(all(cell.value.startswith(("=SUBTOTAL", "=SUMIF")) for cell in formulas))
            self.assertTrue(sheet.freeze_panes and sheet.auto_filter.ref)

    def test_amounts_in_document_currency(self):
        rows, totals = self._rows(self._workbook(money="document")[False]["Balances"])
        self.assertEqual({row["Currency"] for row in rows}, {self.company.currency_id.name, "GBP"})
        self.assertEqual({row["Customer or supplier"]: row["Balance"] for row in totals}["Total GBP"], 200)

    def test_address_is_not_trusted(self):
        second = self.setup_other_company(name="Second")["company"]
        self.authenticate("collector_c", "collector_c")
        url = f"/dunning/aged.xlsx?day={DAY}&company_ids={second.id}"
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(url).content))
        self.assertEqual(len(self._rows(book["Balances"])[0]), 3)
        self.assertEqual(self.url_open("/dunning/aged.xlsx?day=never").status_code, 400)
        self.assertEqual(self.url_open("/dunning/aged.xlsx?bounds=30").status_code, 400)
        self.authenticate("sales_c", "sales_c")
        self.assertEqual(self.url_open(f"/dunning/aged.xlsx?day={DAY}").status_code, 404)

    def test_pdf(self):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        wizard = self.env["dunning.aged.wizard"].create(
            {"day": DAY, "company_ids": self.company.ids, "group_by": "account"}
        )
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = Report._render_qweb_pdf("account_dunning.action_report_aged", wizard.ids)
        reader = PdfFileReader(io.BytesIO(content))
        box = reader.pages[0].mediabox
        self.assertGreater(box.width, box.height)
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in (
            "Aged Receivable on 03/31/2025", self.customer.name, "=cmd|", "1,234.50", "-30.25", "Overdue 61–90", "2,374.25",
            self.company_data["default_account_receivable"].code,
        ):  # fmt: skip
            self.assertIn(words, text)
        self.assertEqual(float(self._ledger(DAY)), 2374.25)

    def test_nothing_open(self):
        wizard = self.env["dunning.aged.wizard"].create({"day": "2020-01-01", "company_ids": self.company.ids})
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            wizard._document_data()

    def test_scale_of_a_document(self):
        """By invoice date the days before the due date do not count."""
        options = self._options(basis="invoice")
        self.assertEqual(options.scale, Scale.parse(DEFAULT_BOUNDS))
        labels = ["0–30 days", "31–60 days", "61–90 days", "91–120 days", ">\N{NO-BREAK SPACE}120 days"]
        self.assertEqual(self.env["dunning.aging"]._bucket_labels(options), labels)
