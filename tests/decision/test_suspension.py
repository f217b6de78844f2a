"""Rule 3: every reason for which an item rests, with its end, from one owner."""

from datetime import datetime

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import NotNullViolation

from ...models.claim.dunning_hold import KINDS
from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestSuspension(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.other = cls._invoice("2025-03-01", 400)

    def _reasons(self, day=DAY):
        """Return the reasons of both invoices on a day."""
        rows = self._decide(day)
        return rows[self._items(self.move).id]["reason"], rows[self._items(self.other).id]["reason"]

    # -- holds -------------------------------------------------------------------------------------

    def test_hold_of_the_customer(self):
        self._hold(self.customer)
        self.assertEqual(self._reasons(), ("hold", "hold"))
        self.assertFalse(self._run(DAY))

    def test_hold_of_another_customer(self):
        self._hold(self._customer("Somebody Else"))
        self.assertEqual(self._reasons(), ("act", "act"))

    def test_hold_of_one_invoice(self):
        """One invoice's dispute suspends that invoice only; it is mentioned, not asked for."""
        self._hold(self.move, "dispute")
        self.assertEqual(self._reasons(), ("dispute", "act"))
        action = self._run(DAY)
        self.assertEqual((action.advance_line_ids.move_id, action.amount_due), (self.other, 400.0))
        listed = action.line_ids.filtered(lambda line: line.kind == "listed")
        self.assertEqual((listed.move_id, listed.asked, listed.remark), (self.move, False, "dispute"))

    def test_hold_of_one_instalment(self):
        parts = self._instalments(900, "2025-02-01", "2025-03-01", "2025-04-01")
        items = self._items(parts)
        hold = self._hold(items[1], "payment_plan", date_end="2025-03-20")
        self.assertEqual((hold.move_id, hold.instalment, hold.partner_id), (parts, 2, self.customer))
        rows = self._decide(DAY)
        self.assertEqual([rows[item.id]["reason"] for item in items], ["act", "payment_plan", "not_due"])

    def test_hold_of_a_contact_is_the_customers(self):
        person = self.env["res.partner"].create({"name": "Accounts", "parent_id": self.customer.id})
        self.assertEqual(self._hold(person).partner_id, self.customer)
        self.assertEqual(self._reasons(), ("hold", "hold"))

    def test_every_kind(self):
        """Each kind of hold gives its own reason."""
        for kind, _label in KINDS:
            hold = self._hold(self.move, kind)
            self.assertEqual(self._reasons(), (kind, "act"))
            hold._end_holds(Date.to_date(DAY), "over")
        self.assertEqual(self._reasons(), ("act", "act"))

    def test_end_date(self):
        """The last day of a hold still rests; the day after, the item takes the step it had."""
        hold = self._hold(self.move, "direct_debit", date_start="2025-03-02", date_end="2025-03-12")
        self.assertEqual(self._reasons("2025-03-01")[0], "not_due", "it has not started")
        self.assertEqual(self._reasons("2025-03-02")[0], "direct_debit")
        row = self._row(self.move, "2025-03-12")
        self.assertEqual(
            (row["reason"], row["until"], row["next_date"], row["hold_id"]),
            ("direct_debit", Date.to_date("2025-03-12"), Date.to_date("2025-03-13"), hold.id),
        )
        self.assertEqual(self._reasons("2025-03-13")[0], "act")

    def test_next_date_after_the_hold(self):
        """A hold that ends before the next step's day does not move it."""
        self._hold(self.move, date_end="2025-03-03")
        row = self._row(self.move, "2025-03-02")
        self.assertEqual((row["until"], row["next_date"]), (Date.to_date("2025-03-03"), Date.to_date(DAY)))

    def test_without_end(self):
        self._hold(self.move)
        row = self._row(self.move, DAY)
        self.assertEqual((row["until"], row["next_date"]), (None, None))

    def test_expired_by_the_run(self):
        hold = self._hold(self.move, date_end="2025-03-05")
        self._run("2025-03-05")
        self.assertEqual(hold.state, "active")
        self._run(DAY)
        self.assertEqual(
            (hold.state, str(hold.ended_on), hold.outcome), ("ended", DAY, "Its last day has passed.")
        )

    def test_review_date(self):
        """A hold without end is looked at again after the company's usual time."""
        self.company.dunning_review_days = 20
        self.assertEqual(str(self._hold(self.move, date_start="2025-03-01").review_date), "2025-03-21")
        self.assertFalse(self._hold(self.move, date_end="2025-03-21").review_date)

    def test_author_and_reason(self):
        hold = self._hold(self.move, reason="Goods arrived broken")
        self.assertEqual((hold.user_id, hold.reason), (self.env.user, "Goods arrived broken"))
        with self.assertRaises(NotNullViolation), mute_logger("odoo.sql_db"):
            self._hold(self.move, reason=False)

    def test_longest_of_equal_kinds(self):
        self._hold(self.move, date_end="2025-03-10")
        self._hold(self.move, date_end="2025-03-20")
        self.assertEqual(self._row(self.move, DAY)["until"], Date.to_date("2025-03-20"))
        self._hold(self.move)
        self.assertEqual(self._row(self.move, DAY)["until"], None, "one without end outlasts them")

    def test_strongest_reason_is_said(self):
        self._hold(self.move, "promise", date_end="2025-04-01")
        self._hold(self.move, "dispute")
        self.assertEqual(self._reasons()[0], "dispute")
        self._hold(self.customer, "insolvency")
        self.assertEqual(self._reasons(), ("insolvency", "insolvency"))

    def test_rests_until_the_last_of_its_reasons(self):
        """The payment plan is said, with its end; the promise ends later, and only then is the next step."""
        self._hold(self.move, "payment_plan", date_end="2025-03-08")
        self._hold(self.customer, "promise", date_end="2025-03-12")
        row = self._row(self.move, DAY)
        self.assertEqual(
            (row["reason"], str(row["until"]), str(row["next_date"])), ("payment_plan", "2025-03-08", "2025-03-13")
        )
        self._hold(self.customer)
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], row["next_date"]), ("payment_plan", None), "one of them has no end")

    # -- payments on their way ---------------------------------------------------------------------

    def _state(self, state):
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET payment_state = %s WHERE id = %s", [state, self.move.id])
        self.env.invalidate_all()

    def test_in_payment(self):
        """As Enterprise books a payment without entry: in payment, with the residual still open."""
        for state in ("in_payment", "paid"):
            self._state(state)
            self.assertEqual(self._reasons(), ("in_payment", "act"))

    def test_partial_is_chased(self):
        self._pay(self.move, "2025-03-02", amount=300)
        self.assertEqual(self.move.payment_state, "partial")
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], float(row["net"])), ("act", 700.0))

    def test_blocked(self):
        self.move.action_toggle_block_payment()
        self.assertEqual(self.move.payment_state, "blocked")
        self.assertEqual(self._reasons(), ("blocked", "act"))
        self.move.action_toggle_block_payment()
        self.assertEqual(self._reasons(), ("act", "act"))

    def _transaction(self, state, day="2025-03-05"):
        provider = self.env["payment.provider"].sudo().search([], limit=1)
        method = self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1)
        transaction = self.env["payment.transaction"].sudo()
        transaction = transaction.create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "TX",
                "amount": 1000,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id,
                "invoice_ids": [Command.set(self.move.ids)],
            }
        )
        self._set_transaction(transaction, state, day)
        return transaction

    def _set_transaction(self, transaction, state, day="2025-03-05", booked=False):
        """Set the state of a transaction as its provider would, whatever the provider of this database supports."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE payment_transaction SET state = %s, last_state_change = %s, is_post_processed = %s WHERE id = %s",
            [state, datetime.fromisoformat(f"{day} 10:00:00"), booked, transaction.id],
        )
        self.env.invalidate_all()

    def test_transaction_on_its_way(self):
        transaction = self._transaction("pending")
        for state in ("pending", "authorized", "done"):
            self._set_transaction(transaction, state)
            self.assertEqual(self._reasons(), ("transaction", "act"), state)
        self._set_transaction(transaction, "done", booked=True)
        self.assertEqual(self._reasons(), ("act", "act"), "booked: the ledger tells")
        for state in ("draft", "cancel", "error"):
            self._set_transaction(transaction, state)
            self.assertEqual(self._reasons(), ("act", "act"), state)

    def test_transaction_does_not_wait_for_ever(self):
        self._transaction("pending")
        self.company.dunning_pending_days = 4
        row = self._row(self.move, "2025-03-09")
        self.assertEqual((row["reason"], row["until"]), ("transaction", Date.to_date("2025-03-09")))
        self.assertEqual(self._reasons("2025-03-10"), ("act", "act"))

    # -- money on the bank account -----------------------------------------------------------------

    def test_bank_line_of_the_customer(self):
        line = self._bank_line(1400, "2025-03-05", partner_id=self.customer.id)
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))
        self.assertEqual(self._reasons("2025-03-04")[0], "not_due", "on 4 March nobody knew of it")
        self.assertFalse(line.is_reconciled)

    def test_bank_line_of_a_contact(self):
        person = self.env["res.partner"].create({"name": "Accounts", "parent_id": self.customer.id})
        self._bank_line(1400, "2025-03-05", partner_id=person.id)
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))

    def test_bank_line_of_another(self):
        self._bank_line(500, "2025-03-05", partner_id=self._customer("Somebody Else").id, partner_name="Atelier Durand")
        self.assertEqual(self._reasons(), ("act", "act"))

    def test_bank_line_by_iban(self):
        self.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 4000 0312 3456 7890 143", "partner_id": self.customer.id}
        )
        line = self._bank_line(1400, "2025-03-05", account_number="fr7630004000031234567890143")
        self.assertFalse(line.partner_id)
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))

    def test_bank_line_by_name(self):
        self._bank_line(1400, "2025-03-05", partner_name="Atelier Durand")
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))

    def test_bank_line_by_name_as_banks_write_it(self):
        self._bank_line(1400, "2025-03-05", partner_name="ATELIER  DURAND ")
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))

    def test_bank_line_of_namesakes(self):
        """Of two customers with one name nobody knows who paid: both wait, if the amount fits both."""
        namesake = self._customer("Atelier Durand", email="other@example.com")
        move = self._invoice("2025-03-01", partner=namesake)
        self._bank_line(1000, "2025-03-05", partner_name="Atelier Durand")
        self.assertEqual((*self._reasons(), self._reason(move, DAY)), ("bank_line", "act", "bank_line"))

    def test_bank_line_unknown(self):
        self._bank_line(500, "2025-03-05", partner_name="Nobody we know", account_number="FR00")
        self._bank_line(500, "2025-03-05")
        self.assertEqual(self._reasons(), ("act", "act"))

    def test_money_that_left(self):
        self._bank_line(-500, "2025-03-05", partner_id=self.customer.id)
        self.assertEqual(self._reasons(), ("act", "act"))

    def test_bank_line_reconciled(self):
        """Once it is allocated, the ledger tells."""
        line = self._bank_line(1000, "2025-03-05", partner_id=self.customer.id)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.company_data["default_account_receivable"]
        (suspense + self._items(self.move)).reconcile()
        self.assertTrue(line.is_reconciled)
        rows = self._decide(DAY)
        self.assertNotIn(self._items(self.move).id, rows)
        self.assertEqual(rows[self._items(self.other).id]["reason"], "act")

    # -- excluded ----------------------------------------------------------------------------------

    def test_no_followup_on_an_invoice(self):
        self._items(self.move).no_followup = True
        self.assertEqual(self._reasons(), ("excluded", "act"))
        action = self._run(DAY)
        self.assertEqual(action.line_ids.move_id, self.other, "what is excluded is not even mentioned")

    def test_general_journal(self):
        """Entries of general journals are not chased, unless their journal is chosen in the settings."""
        entry = self._general_entry((self.customer, "2025-03-01", 700))
        self.assertTrue(self._items(entry).no_followup)
        self.assertEqual(self._reason(entry, DAY), "excluded")
        self.company.dunning_journal_ids = entry.journal_id
        self.assertEqual(self._reason(entry, DAY), "act")
        self.assertEqual(self._run(DAY).amount_due, 2100.0)

    def test_general_journal_included_by_hand(self):
        entry = self._general_entry((self.customer, "2025-03-01", 700))
        self._items(entry).no_followup = False
        self.assertEqual(self._reason(entry, DAY), "act")

    def test_entry_without_due_date(self):
        """COALESCE(date_maturity, date)."""
        self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
        entry = self._general_entry((self.customer, False, 700))
        self.assertEqual(self._row(entry, DAY)["date_due"], Date.to_date("2025-01-31"))

    def test_opening_entry(self):
        """Opening receivables are chased by default, and can be left out."""
        entry = self._general_entry((self.customer, "2025-03-01", 700))
        self.company.sudo().account_opening_move_id = entry
        self.assertEqual(self._reason(entry, DAY), "act")
        self.company.dunning_include_opening = False
        self.assertEqual(self._reason(entry, DAY), "excluded")

    def test_non_trade_receivables(self):
        """Loans and deposits are not receivables of customers."""
        account = self.company_data["default_account_receivable"].copy({"non_trade": True, "code": "411999"})
        self._items(self.move).account_id = account
        self.assertNotIn(self._items(self.move).id, self._decide(DAY))

    # -- what rests is not asked -------------------------------------------------------------------

    def test_all_rest(self):
        """A customer with a hold on each invoice gets no message at all."""
        self._hold(self.move, "dispute")
        self._hold(self.other, "promise")
        self.assertFalse(self._run(DAY))

    def test_cadence_after_a_long_hold(self):
        """After a hold of months the item goes on with the next step, not with the last."""
        self._live_day(DAY)
        self._hold(self.customer, date_start="2025-03-07", date_end="2025-06-30")
        self._run("2025-05-01")
        [action] = self._run("2025-07-01")
        self.assertActions(action, [("phone", 10, self.move + self.other)])

    # -- old bank data -----------------------------------------------------------------------------

    def test_stale_bank_data(self):
        """When the newest bank entry is older than the limit, everything waits for review."""
        self.company.dunning_bank_max_age = 5
        self._bank_line(10, "2025-03-01")
        self.assertFalse(self.company._dunning_bank_is_stale(Date.to_date(DAY)))
        self.assertTrue(self.company._dunning_bank_is_stale(Date.to_date("2025-03-07")))
        [action] = self._run("2025-03-07")
        self.assertEqual(
            (action.state, action.needs_review, action.review_reason),
            ("todo", True, "The bank data is older than the company allows."),
        )
        self.assertFalse(action.date_done)

    def test_fresh_bank_data(self):
        self.company.dunning_bank_max_age = 5
        self._bank_line(10, "2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.state, "done")

    def test_no_bank_data_at_all(self):
        """Where no bank entry ever existed nothing waits for one."""
        self.company.dunning_bank_max_age = 5
        self.assertEqual(self._run(DAY).state, "done")

    def test_no_limit(self):
        self.assertEqual(self._run(DAY).state, "done")
