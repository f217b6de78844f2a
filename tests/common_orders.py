"""What glue add-ons for debit orders must hold: what stands in an order rests by its amount and for its days, nothing else does."""

from unittest.mock import patch

from odoo.tests import freeze_time

DAY = "2025-03-06"


class DebitOrderCases:
    """Cases for a ``DunningCommon`` that says what an order is.

    :ivar bank: journal of the orders
    :ivar order_vals: values of a new order
    """

    # Odoo's loader takes inherited tests only when told
    allow_inherited_tests_method = True
    order_vals = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_transit_days = 10
        cls.bank = cls.company_data["default_journal_bank"]
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.other = cls._invoice("2025-03-01", 300)

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 08:00:00"))

    def _order(self, moves, amount=None):
        """Put the items of some invoices in a new order, one line each, and confirm nothing."""
        order = self.env["account.payment.order"].create(
            {"payment_type": "inbound", "journal_id": self.bank.id, "date_prefered": "now", **self.order_vals}
        )
        items = moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        lines = items.create_payment_line_from_move_line(order)
        if amount:
            lines.amount_currency = amount
        # the clock of the database is not that of the test
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_payment_line SET create_date = %s WHERE id IN %s", [f"{DAY} 08:00:00", tuple(lines.ids)])
        return order

    def _decided(self, move, day=DAY):
        row = self._row(move, day)
        return row["reason"], float(row["net"])

    def _without_entries(self):
        """Have payments make no entries, as account_in_payment and Enterprise do where a journal has no outstanding account."""
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        Move = type(self.env["account.move"])
        self.enterContext(patch.object(Move, "_get_invoice_in_payment_state", lambda move: "in_payment"))

    def _upload(self, order):
        order.draft2open()
        order.open2generated()
        order.generated2uploaded()

    def test_each_state(self):
        """Draft, confirmed, generated, uploaded: the invoice rests and the other one is asked in full; cancelled: both are."""
        order = self._order(self.move)
        for step in (None, order.draft2open, order.open2generated):
            if step:
                step()
            with self.subTest(state=order.state):
                self.assertEqual(self._decided(self.move)[0], "in_payment")
                self.assertEqual(self._decided(self.other), ("act", 300.0))
        order.action_cancel()
        self.assertEqual(self._decided(self.move), ("act", 1000.0))

    def test_until(self):
        """Executed on 6 March, ten days for the bank: on 17 March it is asked again, and Coverage says why."""
        self._order(self.move).draft2open()
        row = self._row(self.move, DAY)
        self.assertEqual((str(row["until"]), str(row["next_date"])), ("2025-03-16", "2025-03-17"))
        self.assertEqual(self._decided(self.move, "2025-03-17"), ("act", 1000.0))
        with freeze_time("2025-03-17"):
            late = self.env["dunning.coverage"].search([("partner_id", "=", self.customer.id), ("reason", "=", "late_payment")])
            self.assertEqual((late.move_id, late.amount), (self.move, 1000.0))

    def test_due_later(self):
        """An order in preparation whose execution is not known waits for the due date of what it takes."""
        later = self._invoice("2025-04-01", 500)
        self._order(later)
        self.assertEqual(self._decided(later, "2025-04-11")[0], "in_payment")
        self.assertEqual(self._decided(later, "2025-04-12"), ("act", 500.0))

    def test_part(self):
        self._order(self.move, amount=400)
        self.assertEqual(self._decided(self.move), ("act", 600.0))
        self.assertEqual(self._decided(self.other), ("act", 300.0))

    def test_uploaded_without_entry(self):
        """Payments make no entries of their own: the invoice stays open, its money is on its way for it alone."""
        self._without_entries()
        older = self._invoice("2025-02-20", 200)
        order = self._order(self.move)
        self._upload(order)
        self.assertFalse(order.payment_ids.move_id)
        self.assertEqual(self.move.amount_residual, 1000)
        self.assertEqual(self._decided(self.move)[0], "in_payment")
        self.assertEqual(self._decided(self.other), ("act", 300.0))
        self.assertEqual(self._decided(older)[1], 200.0, "the money of the order is not for the oldest")
        order.payment_ids.action_reject()
        self.assertEqual(self._decided(self.move), ("act", 1000.0))

    def test_uploaded_with_entry(self):
        """With an outstanding account the ledger says it: the invoice is settled, and nothing is counted twice."""
        account = self.bank.inbound_payment_method_line_ids[:1].payment_account_id or self.env["account.account"].create(
            {"name": "Debits under way", "code": "513999", "account_type": "asset_current", "reconcile": True}
        )
        self.bank.inbound_payment_method_line_ids.payment_account_id = account
        self._upload(self._order(self.move))
        self.assertEqual(self.move.amount_residual, 0)
        self.assertEqual(self._decided(self.other), ("act", 300.0))

    def test_grouped(self):
        """One payment for two invoices: each by its own line."""
        self._without_entries()
        third = self._invoice("2025-03-01", 70)
        order = self._order(self.move | self.other)
        self._upload(order)
        self.assertEqual(len(order.payment_ids), 1)
        self.assertEqual([self._decided(one)[0] for one in (self.move, self.other, third)], ["in_payment", "in_payment", "act"])

    def test_suppliers(self):
        """An order that pays suppliers, refunds among them, is no money of customers."""
        order = self._order(self.move)
        self.env.cr.execute("UPDATE account_payment_order SET payment_type = 'outbound' WHERE id = %s", [order.id])
        self.env.invalidate_all()
        self.assertEqual(self._decided(self.move), ("act", 1000.0))
