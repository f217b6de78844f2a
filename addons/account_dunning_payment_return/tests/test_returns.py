"""A returned debit ends its hold and is a task; of a payment for several invoices only the one that came back is asked."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.tests import freeze_time, tagged

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestReturns(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (15, "email")])
        cls.bank = cls.company_data["default_journal_bank"]
        cls.account = cls.env["account.account"].create(
            {"name": "Debits under way", "code": "513999", "account_type": "asset_current", "reconcile": True}
        )
        cls.bank.inbound_payment_method_line_ids.payment_account_id = cls.account
        cls.first = cls._invoice("2025-03-01", 100)
        cls.second = cls._invoice("2025-03-01", 50)

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 08:00:00"))

    def _paid(self, moves):
        """Pay invoices by one payment; return its item on the customer's account."""
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        payment = wizard.create({"journal_id": self.bank.id, "group_payment": True})._create_payments()
        self.assertEqual(moves.mapped("amount_residual"), [0.0] * len(moves))
        return payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def _returned(self, item, amount, reference, **vals):
        """Have the bank give money back and confirm it."""
        back = self.env["payment.return"].create(
            {
                "journal_id": self.bank.id, "company_id": self.company.id, "date": DAY,
                "payment_method_line_id": self.bank.inbound_payment_method_line_ids[:1].id,
                "line_ids": [(0, 0, {"partner_id": self.customer.id, "move_line_ids": [(6, 0, item.ids)], "amount": amount,
                                     "reference": reference, **vals})],
            }
        )  # fmt: skip
        back.action_confirm()
        return back

    def _decided(self, move):
        row = self._row(move, DAY)
        return row["reason"], float(row["net"])

    def _tasks(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        return profile.activity_ids

    def test_one(self):
        """Its hold ends, the collector has a task with the bank's reason, the plan goes on."""
        item = self._paid(self.first)
        hold = self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "move_id": self.first.id, "kind": "direct_debit", "reason": "Debited on 5 March"}
        )
        reason = self.env["payment.return.reason"].create({"code": "AM04", "name": "Insufficient funds"})
        self._returned(item, 100, self.first.name, reason_id=reason.id)
        self.assertEqual((hold.state, hold.outcome), ("ended", "Returned by the bank"))
        self.assertEqual(self._decided(self.first), ("act", 100.0))
        [task] = self._tasks()
        self.assertEqual(task.user_id, self.collector)
        self.assertEqual(task.summary, f"Returned by the bank: {self.first.name} ({reason.display_name})")

    def test_one_of_two(self):
        """100 of a debit of 150 come back: the invoice of 50 stays paid and is in no task."""
        item = self._paid(self.first | self.second)
        self._returned(item, 100, self.first.name)
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (100.0, 0.0))
        self.assertEqual((self.first.returned_payment, self.second.returned_payment), (True, False))
        self.assertEqual(item.amount_residual, 0.0)
        self.assertEqual(self._decided(self.first), ("act", 100.0))
        self.assertEqual(self._tasks().mapped("summary"), [f"Returned by the bank: {self.first.name}"])

    def test_whole_of_two(self):
        self._returned(self._paid(self.first | self.second), 150, self.first.name)
        self.assertEqual([self._decided(move) for move in (self.first, self.second)], [("act", 100.0), ("act", 50.0)])
        self.assertIn(f"{self.first.name}, {self.second.name}", self._tasks().summary)

    def test_what_does_not_fit(self):
        """80 come back of 150: nobody can know whose, so that both are open and the 70 left cover what they do."""
        item = self._paid(self.first | self.second)
        self._returned(item, 80, self.first.name)
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (100.0, 50.0))
        self.assertEqual(item.amount_residual, -70.0)
        self.assertEqual(sum(self._decided(move)[1] for move in (self.first, self.second)), 80.0)

    def test_cancelled(self):
        """A return that is taken back leaves both invoices paid."""
        item = self._paid(self.first | self.second)
        self._returned(item, 100, self.first.name).action_cancel()
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (0.0, 0.0))
        self.assertFalse(self.first.returned_payment)
