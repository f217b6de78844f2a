"""What is on its way covers by its amount, for a number of days; then Coverage and the work list say so."""

from datetime import datetime

from odoo import Command
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestOnItsWay(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (10, "email")])
        cls.company.dunning_transit_days = 20
        cls.move = cls._invoice("2025-03-01", 1000)

    def _under_way(self, amount, day, moves=None, state="in_process", called="in_payment", **vals):
        """Register a payment without entry, as Enterprise does, and have accounting call its invoices so."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound", "partner_type": "customer", "partner_id": self.customer.id, "amount": amount,
                "date": day, "journal_id": self.company_data["default_journal_bank"].id,
                "invoice_ids": [Command.set(moves.ids if moves else [])], **vals,
            }
        )  # fmt: skip
        self.env.flush_all()
        bare = "UPDATE account_payment SET state = %s, move_id = NULL, outstanding_account_id = NULL WHERE id = %s"
        self.env.cr.execute(bare, [state, payment.id])
        if moves and called:
            self.env.cr.execute("UPDATE account_move SET payment_state = %s WHERE id IN %s", [called, tuple(moves.ids)])
        self.env.invalidate_all()
        return payment

    def _decided(self, move, day=DAY, index=0):
        row = self._row(move, day, index)
        return row["reason"], float(row["net"])

    def _uncovered(self, day):
        """Return (invoice, amount, reason) of what Coverage lists."""
        with freeze_time(day):
            rows = self.env["dunning.coverage"].search([("partner_id", "=", self.customer.id)])
            return [(row.move_id, row.amount, row.reason) for row in rows]

    # -- payments without entry --------------------------------------------------------------------

    def test_part(self):
        """100 of 1,000: the other 900 are asked; 20 days later the 1,000, and somebody is told of the 100."""
        self._under_way(100, "2025-03-02", self.move)
        self.assertEqual(self._decided(self.move), ("act", 900.0))
        self.assertEqual(self._decided(self.move, "2025-03-22"), ("act", 900.0), "the last day")
        self.assertEqual(self._uncovered("2025-03-22"), [])
        self.assertEqual(self._decided(self.move, "2025-03-23"), ("act", 1000.0))
        self.assertEqual(self._uncovered("2025-03-23"), [(self.move, 100.0, "late_payment")])

    def test_whole(self):
        """What accounting calls paid is not asked by a machine, and a person is told when it does not arrive."""
        payment = self._under_way(1000, "2025-03-02", self.move)
        self.assertEqual(self._decided(self.move)[0], "in_payment")
        self.assertEqual(self._uncovered("2025-03-22"), [])
        self.assertEqual(self._decided(self.move, "2026-03-06")[0], "in_payment")
        self.assertEqual(self._uncovered("2026-03-06"), [(self.move, 1000.0, "late_payment")])
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        with freeze_time("2026-03-06"):
            task = self.env["dunning.task"].search([("kind", "=", "transit")])
            self.assertEqual((task.partner_id, task.amount, task.user_id), (self.customer, 1000.0, self.collector))
            self.assertEqual(task.action_open()["res_id"], payment.id)
            self.assertIn("has not arrived yet", task.why)

    def test_whole_that_accounting_does_not_call_paid(self):
        self._under_way(1000, "2025-03-02", self.move, called=False)
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], str(row["until"]), str(row["next_date"])), ("in_payment", "2025-03-22", "2025-03-23"))
        self.assertEqual(self._decided(self.move, "2025-03-23"), ("act", 1000.0))

    def test_cheque_with_a_later_date(self):
        """Entered now, dated 5 April: its invoice rests from now until then and the days of the bank, and is expected on that day."""
        self._under_way(1000, "2025-04-05", self.move, called=False)
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], str(row["until"])), ("in_payment", "2025-04-25"))
        self.assertEqual(self._decided(self.move, "2025-04-26"), ("act", 1000.0))
        Forecast, today = self.env["dunning.forecast"], Date.to_date(DAY)
        asked = {"code": "in_payment", "until": row["until"], "company_id": self.company.id}
        self.assertEqual(str(Forecast._day_of_arrival(asked, {"today": today})), "2025-04-05")

    def test_several(self):
        """Two parts come to the whole; one of them rejected, the other 400 count."""
        self._under_way(600, "2025-03-02", self.move)
        second = self._under_way(400, "2025-03-03", self.move)
        self.assertEqual(self._decided(self.move)[0], "in_payment")
        self.env.cr.execute("UPDATE account_payment SET state = 'rejected' WHERE id = %s", [second.id])
        self.env.invalidate_all()
        self.assertEqual(self._decided(self.move), ("act", 400.0))

    def test_draft_and_cancelled(self):
        self._under_way(600, "2025-03-02", self.move, state="draft", called=False)
        self._under_way(600, "2025-03-02", self.move, state="canceled", called=False)
        self.assertEqual(self._decided(self.move), ("act", 1000.0))

    def test_larger_than_the_invoice(self):
        """1,300 for an invoice of 1,000: 300 are left for the customer's other one."""
        other = self._invoice("2025-03-01", 500)
        self._under_way(1300, "2025-03-02", self.move)
        self.assertEqual(self._decided(self.move)[0], "in_payment")
        self.assertEqual(self._decided(other), ("act", 200.0))

    def test_for_two_invoices(self):
        """1,200 for invoices of 1,000 and 500: the first is paid, 300 of the second are asked."""
        other = self._invoice("2025-03-02", 500)
        self._under_way(1200, "2025-03-02", self.move + other)
        self.assertEqual(self._decided(self.move, "2025-03-07")[0], "in_payment")
        self.assertEqual(self._decided(other, "2025-03-07"), ("act", 300.0))

    def test_instalments(self):
        """The first instalment is on its way; the second is asked when it is due."""
        parts = self._instalments(1000, "2025-03-01", "2025-04-01", partner=self._customer("Parts"))
        self._under_way(500, "2025-03-02", parts, partner_id=parts.partner_id.id)
        self.assertEqual(self._decided(parts)[0], "in_payment")
        self.assertEqual(self._decided(parts, "2025-04-06", 1), ("act", 500.0))

    def test_without_invoice(self):
        """A cheque typed in that names nothing covers the oldest for its days."""
        self._under_way(1000, "2025-03-04")
        self.assertEqual(self._decided(self.move), ("covered", 0.0))
        self.assertEqual(self._decided(self.move, "2025-03-25"), ("act", 1000.0))
        self.assertEqual(self._uncovered("2025-03-25"), [(self.move, 1000.0, "late_payment")])

    def test_another_customers(self):
        self._under_way(1000, "2025-03-04", partner_id=self._customer("Somebody Else").id)
        self.assertEqual(self._decided(self.move), ("act", 1000.0))

    def test_beside_credits(self):
        """300 credited and 400 on their way: 300 are asked."""
        self._credit_note(300)
        self._under_way(400, "2025-03-04", self.move)
        self.assertEqual(self._decided(self.move), ("act", 300.0))

    def test_arrived(self):
        """What came from the bank meanwhile is in the ledger: it is not taken off twice."""
        self._under_way(100, "2025-03-02", self.move)
        line = self._bank_line(100, "2025-03-04", partner_id=self.customer.id)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.company_data["default_account_receivable"]
        (suspense + self._items(self.move)).reconcile()
        self.env.flush_all()
        self.assertEqual(self._decided(self.move), ("act", 900.0))

    def test_foreign_currency(self):
        """400 dollars (200 euros) for an invoice of 500 euros: 300 euros are asked, 600 dollars."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])
        move = self._invoice("2025-03-01", 500, partner=self._customer("Foreign"), currency_id=euro.id)
        self._under_way(400, "2025-03-02", move, partner_id=move.partner_id.id)
        row = self._row(move, DAY)
        self.assertEqual((row["reason"], float(row["net_currency"]), float(row["net"])), ("act", 300.0, 600.0))

    def test_message(self):
        """The message asks for what is left; the payment is no line of it."""
        self._under_way(100, "2025-03-02", self.move)
        [action] = self._live_day(DAY)
        self.assertEqual((action.amount_due, action.line_ids.move_line_id), (900.0, self._items(self.move)))

    # -- online payments ---------------------------------------------------------------------------

    def _transaction(self, amount, moves, state="pending"):
        transaction = self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.env["payment.provider"].sudo().search([], limit=1).id,
                "payment_method_id": self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1).id,
                "reference": f"TX {amount}", "amount": amount, "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id, "invoice_ids": [Command.set(moves.ids)],
            }
        )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE payment_transaction SET state = %s, last_state_change = %s WHERE id = %s",
            [state, datetime(2025, 3, 4, 10), transaction.id],
        )
        self.env.invalidate_all()

    def test_online_in_part(self):
        self.company.dunning_pending_days = 4
        self._transaction(250, self.move)
        self.assertEqual(self._decided(self.move), ("act", 750.0))
        self.assertEqual(self._decided(self.move, "2025-03-09"), ("act", 1000.0))

    def test_online_whole(self):
        self.company.dunning_pending_days = 4
        self._transaction(1000, self.move)
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], row["until"]), ("transaction", Date.to_date("2025-03-08")))

    # -- receipts on the bank account --------------------------------------------------------------

    def test_receipt_by_amount(self):
        """600 may pay the oldest invoice of 1,000, in whole or in part; the other one is asked."""
        other = self._invoice("2025-03-01", 700)
        self._bank_line(600, "2025-03-04", partner_id=self.customer.id)
        self.assertEqual([self._decided(move)[0] for move in (self.move, other)], ["bank_line", "act"])

    def test_receipt_of_an_exact_amount(self):
        other = self._invoice("2025-03-01", 700)
        self._bank_line(700, "2025-03-04", partner_id=self.customer.id)
        self.assertEqual([self._decided(move)[0] for move in (self.move, other)], ["act", "bank_line"])

    def test_receipts_together(self):
        """Twice 500 reach two invoices of 500, not the third."""
        customer = self._customer("Three")
        moves = [self._invoice("2025-03-01", 500, partner=customer) for _number in range(3)]
        for _number in range(2):
            self._bank_line(500, "2025-03-04", partner_id=customer.id)
        self.assertEqual([self._reason(move, DAY) for move in moves], ["bank_line", "bank_line", "act"])

    def test_receipt_has_an_end(self):
        """Fifty cents of long ago rest nothing; a receipt rests for its days, then Coverage and the work list tell."""
        self._bank_line(0.5, "2023-01-10", partner_id=self.customer.id)
        self.assertEqual(self._decided(self.move), ("act", 1000.0))
        self._bank_line(50, "2025-03-02", partner_id=self.customer.id)
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], str(row["until"])), ("bank_line", "2025-03-22"))
        self.assertEqual(self._decided(self.move, "2025-03-23"), ("act", 1000.0))
        self.assertEqual(self._uncovered("2025-03-23"), [(self.move, 50.5, "late_receipt")])
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        with freeze_time("2025-03-23"):
            tasks = self.env["dunning.task"].search([("kind", "=", "receipt")])
            self.assertEqual(sorted(tasks.mapped("amount")), [0.5, 50.0])

    def test_receipt_in_another_currency(self):
        """1,000 dollars on the account may pay an invoice of 500 euros."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])
        customer = self._customer("Foreign")
        moves = [self._invoice("2025-03-01", 500, partner=customer, currency_id=euro.id) for _number in range(2)]
        self._bank_line(1000, "2025-03-04", partner_id=customer.id)
        self.assertEqual([self._reason(move, DAY) for move in moves], ["bank_line", "act"])
