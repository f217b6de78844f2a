"""As of a past day: the decision with the ledger, the holds and the open actions as they stood at its end."""

from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestAsOf(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (20, "email")])
        cls.company.dunning_plan_id = cls.plan

    def _as_of(self, day, partner=None):
        """Return the decision as of a day by item id."""
        rows = self.env["dunning.engine"]._decide_items(
            self.company, Date.to_date(day), partner or self.customer, as_of=True
        )
        return {row["item_id"]: row for row in rows}

    def _ledger_at(self, day, partner):
        """Rebuild the residuals of a customer from balances and reconciliations, item by item: the plain way."""
        day, found = Date.to_date(day), {}
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id), ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"), ("date", "<=", day),
            ]
        )  # fmt: skip
        for line in lines:
            residual, in_currency = line.balance, line.amount_currency
            for partial in line.matched_credit_ids.filtered(lambda partial: partial.max_date <= day):
                residual -= partial.amount
                in_currency -= partial.debit_amount_currency
            for partial in line.matched_debit_ids.filtered(lambda partial: partial.max_date <= day):
                residual += partial.amount
                in_currency += partial.credit_amount_currency
            if not line.currency_id.is_zero(in_currency):
                found[line.id] = (line.company_currency_id.round(residual), line.currency_id.round(in_currency))
        return found

    def assertLedger(self, day, partner=None):
        """Compare the items of the decision with the ledger rebuilt the plain way; return what they add up to."""
        rows = self._as_of(day, partner)
        ledger = self._ledger_at(day, partner or self.customer)
        self.assertEqual(
            {item: (round(row["residual"], 2), round(row["residual_currency"], 2)) for item, row in rows.items()}, ledger
        )
        return round(sum(residual for residual, _currency in ledger.values()), 2)

    # -- residuals ---------------------------------------------------------------------------------

    def test_paid_later(self):
        """Invoiced 30 January, 300 paid on 10 March, the rest on 20 March."""
        move = self._invoice("2025-03-01", 1000)
        self._pay(move, "2025-03-10", 300)
        self._pay(move, "2025-03-20")
        self.assertEqual(self._decide("2025-03-25"), {}, "today nothing is open")
        self.assertEqual(self.assertLedger("2025-01-29"), 0, "not invoiced yet")
        self.assertEqual(self.assertLedger("2025-03-09"), 1000)
        self.assertEqual(self.assertLedger("2025-03-10"), 700)
        self.assertEqual(self.assertLedger("2025-03-19"), 700)
        self.assertEqual(self.assertLedger("2025-03-20"), 0)
        row = self._as_of("2025-03-11")[self._items(move).id]
        self.assertEqual((row["reason"], row["net"], row["days_overdue"]), ("act", 700, 10))

    def test_unallocated_then_allocated(self):
        """A payment of 5 March allocated to an invoice is a credit of nobody's before the invoice exists."""
        payment = self._payment(400, "2025-03-05")
        move = self._invoice("2025-04-20", 1000, invoice_date="2025-03-21")
        lines = (payment.move_id.line_ids + move.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        self.assertEqual(self.assertLedger("2025-03-10"), -400)
        self.assertEqual(self.assertLedger("2025-03-21"), 600)
        [row] = self._as_of("2025-03-10").values()
        self.assertEqual(row["reason"], "credit")

    def test_instalments(self):
        move = self._instalments(900, "2025-03-01", "2025-04-01", "2025-05-01")
        self._pay(move, "2025-04-15", 600)
        self.assertEqual(self.assertLedger("2025-04-14"), 900)
        self.assertEqual(self.assertLedger("2025-04-15"), 300)
        rows = self._as_of("2025-04-14")
        self.assertEqual(
            [(rows[item.id]["reason"], rows[item.id]["net"]) for item in self._items(move)],
            [("act", 300), ("act", 300), ("not_due", 300)],
        )

    def test_exchange_difference(self):
        """1,000 in foreign money at 2 for 1, paid when it is 4 for 1: 500 was owed, 250 came, 250 is exchange."""
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 2.0), ("2025-03-15", 4.0)])
        move = self._invoice("2025-03-01", 1000, currency_id=currency.id)
        self._pay(move, "2025-03-20")
        self.assertEqual(move.payment_state, move._get_invoice_in_payment_state())
        self.assertTrue(move.line_ids.matched_credit_ids.exchange_move_id, "there is a difference")
        self.assertEqual(self.assertLedger("2025-03-19"), 500)
        row = self._as_of("2025-03-19")[self._items(move).id]
        self.assertEqual((row["residual"], row["residual_currency"], row["reason"]), (500, 1000, "act"))
        self.assertEqual(self.assertLedger("2025-03-20"), 0)
        self.assertEqual(self._as_of("2025-03-31"), {})

    def test_whole_company(self):
        """Totals of all customers equal the ledger's, and today's ledger is the decision of today."""
        other = self._customer("Brasserie Neuve")
        first, second = self._invoice("2025-03-01", 1000), self._invoice("2025-03-05", 250, other)
        self._pay(first, "2025-03-12", 400)
        self._pay(second, "2025-03-30")
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date("2025-03-14"), as_of=True)
        self.assertEqual(sum(row["residual"] for row in rows), 600 + 250)
        day = Date.to_date("2025-04-02")
        engine = self.env["dunning.engine"]
        self.assertEqual(engine._decide_items(self.company, day, as_of=True), engine._decide_items(self.company, day))

    # -- what dunning knew -------------------------------------------------------------------------

    def test_memory_and_open_actions(self):
        """E-mail on 6 March, call planned on 11 March and made on 13 March."""
        move = self._invoice("2025-03-01", 1000)
        item = self._items(move)
        self._live_day("2025-03-06")
        call = self._run("2025-03-11")
        self._work("2025-03-13", call)
        for day, reason, step in (
            ("2025-03-05", "not_due", 5),
            ("2025-03-07", "not_due", 10),
            ("2025-03-11", "in_progress", 10),
            ("2025-03-12", "in_progress", 10),
            ("2025-03-13", "not_due", 20),
        ):
            row = self._as_of(day)[item.id]
            found = self.env["dunning.plan.step"].browse(row["step_id"]).delay
            self.assertEqual((day, row["reason"], found), (day, reason, step))
        self.assertEqual(self._as_of("2025-03-12")[item.id]["open_action_id"], call.id)

    def test_cancelled_since(self):
        """An action that the payment of 14 March closed was open until then."""
        move = self._invoice("2025-03-01", 1000)
        item = self._items(move)
        self._live_day("2025-03-06")
        call = self._run("2025-03-11")
        self._pay(move, "2025-03-14")
        self._run("2025-03-14")
        self.assertEqual((call.state, Date.to_string(call.date_cancelled)), ("cancelled", "2025-03-14"))
        self.assertEqual(self._as_of("2025-03-13")[item.id]["reason"], "in_progress")
        self.assertNotIn(item.id, self._as_of("2025-03-14"))

    def test_holds(self):
        """A hold from 1 to 31 March that was ended on 10 March, and one that runs out."""
        move, other = self._invoice("2025-02-20", 1000), self._invoice("2025-02-20", 500)
        ended = self._hold(move, date_start="2025-03-01", date_end="2025-03-31")
        ended._end_holds(Date.to_date("2025-03-10"), "over")
        expired = self._hold(other, "payment_plan", date_start="2025-03-01", date_end="2025-03-15")
        self.env["dunning.hold"]._expire_holds(self.company, Date.to_date("2025-03-20"))
        self.assertEqual(expired.state, "ended")

        def reasons(day):
            rows = self._as_of(day)
            return [rows[self._items(one).id]["reason"] for one in (move, other)]

        self.assertEqual(reasons("2025-02-28"), ["act", "act"])
        self.assertEqual(reasons("2025-03-09"), ["hold", "payment_plan"])
        self.assertEqual(reasons("2025-03-10"), ["act", "payment_plan"])
        self.assertEqual(reasons("2025-03-16"), ["act", "act"])

    # -- previews ----------------------------------------------------------------------------------

    @freeze_time("2025-04-01")
    def test_preview_of_a_past_day(self):
        move = self._invoice("2025-03-01", 1000)
        self._pay(move, "2025-03-20")
        Run = self.env["dunning.run"]
        run = Run.create({"company_id": self.company.id, "date": "2025-03-11"})
        self.assertTrue(run.as_of, "of a past day the ledger is rebuilt unless said otherwise")
        run.action_preview()
        self.assertEqual((run.item_count, run.contact_count, run.amount), (1, 1, 1000))
        run.as_of = False
        run.action_preview()
        self.assertEqual((run.item_count, run.contact_count, run.amount), (0, 0, 0))
        self.assertFalse(Run.create({"company_id": self.company.id, "date": "2025-04-01"}).as_of)

    @freeze_time("2025-04-01")
    def test_real_run_takes_the_ledger_of_now(self):
        move = self._invoice("2025-03-01", 1000)
        self._pay(move, "2025-03-20", 600)
        [action] = self._run("2025-03-11")
        self.assertEqual(action.amount_due, 400)

    def test_multi_currency_credit(self):
        """A credit of another currency covers nothing, on a past day as well."""
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 2.0)])
        move = self._invoice("2025-03-01", 1000)
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund", "partner_id": self.customer.id, "invoice_date": "2025-02-15", "currency_id": currency.id,
                "invoice_line_ids": [Command.create({"name": "Credit", "price_unit": 100, "tax_ids": []})],
            }
        )  # fmt: skip
        credit.action_post()
        self.assertEqual(self.assertLedger("2025-03-11"), 950)
        self.assertEqual(self._as_of("2025-03-11")[self._items(move).id]["net"], 1000)
