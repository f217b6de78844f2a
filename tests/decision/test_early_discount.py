"""Early-payment discount: what is left of an invoice paid in time is not asked for; before its last day it is mentioned."""

from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

LATE = "2025-04-05"


@tagged("post_install", "-at_install")
class TestEarlyDiscount(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(-5, "email"), (5, "email"), (10, "email")])
        cls.company.account_journal_early_pay_discount_loss_account_id = cls.company_data["default_account_expense"]

    def _discounted(self, amount=1000, share=2, days=10, partner=None, **vals):
        """Post an invoice of 1 March, due on the 31st, with a discount of some per cent within some days."""
        term = self.env["account.payment.term"].create(
            {
                "name": f"{share}/{days}", "early_discount": True, "discount_percentage": share, "discount_days": days,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )  # fmt: skip
        return self._invoice("2025-03-31", amount, partner, "2025-03-01", invoice_payment_term_id=term.id, **vals)

    def _decided(self, move, day=LATE):
        row = self._row(move, day)
        return row["reason"], float(row["net"])

    def test_terms(self):
        item = self._items(self._discounted())
        self.assertEqual((str(item.date_maturity), str(item.discount_date)), ("2025-03-31", "2025-03-11"))
        self.assertEqual(item.discount_amount_currency, 980)

    def test_in_time_not_allocated(self):
        move = self._discounted()
        self._payment(980, "2025-03-08", memo=move.name)
        self.assertEqual(self._decided(move), ("discount", 20.0))
        self.assertFalse(self._run(LATE))

    def test_in_time_allocated(self):
        """On the last day: a task proposes the write-off of 20."""
        move = self._discounted()
        self._pay_part(move, 980, "2025-03-11")
        self.assertEqual(self._decided(move), ("discount", 20.0))
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        with freeze_time(LATE):
            task = self.env["dunning.task"].search([("kind", "=", "discount")])
            self.assertEqual((task.partner_id, task.amount, task.user_id), (self.customer, 20.0, self.collector))
            self.assertEqual(task.action_open()["res_id"], move.id)
            self.assertIn(move.name, task.why)
            self.assertFalse(self.env["dunning.coverage"].search([("move_id", "=", move.id)]))

    def _pay_part(self, move, amount, day):
        """Pay a part and allocate it, without the write-off that core would make."""
        payment = self._payment(amount, day, partner=move.partner_id)
        receivable = payment.move_id.line_ids.filtered(lambda line: line.account_id == self._items(move).account_id)
        (receivable + self._items(move)).reconcile()

    def test_too_late(self):
        move = self._discounted()
        self._pay_part(move, 980, "2025-03-12")
        self.assertEqual(self._decided(move), ("act", 20.0))

    def test_too_late_not_allocated(self):
        move = self._discounted()
        self._payment(980, "2025-03-12", memo=move.name)
        self.assertEqual(self._decided(move), ("act", 20.0))

    def test_too_little(self):
        move = self._discounted()
        self._pay_part(move, 979, "2025-03-08")
        self.assertEqual(self._decided(move), ("act", 21.0))

    def test_half_in_time(self):
        """500 in time, 480 too late: what is left is no discount."""
        move = self._discounted()
        self._pay_part(move, 500, "2025-03-08")
        self._pay_part(move, 480, "2025-03-20")
        self.assertEqual(self._decided(move), ("act", 20.0))

    def test_without_discount(self):
        move = self._invoice("2025-03-31", 1000, invoice_date="2025-03-01")
        self._pay_part(move, 980, "2025-03-08")
        self.assertEqual(self._decided(move), ("act", 20.0))

    def test_terms_of_each(self):
        """3 % within 8 days and 2 % within 20: each by its own."""
        first = self._discounted(1000, 3, 8)
        second = self._discounted(1000, 2, 20, partner=self._customer("Second"))
        for move, amount, day in ((first, 970, "2025-03-09"), (second, 980, "2025-03-21")):
            self._pay_part(move, amount, day)
        self.assertEqual([self._decided(move) for move in (first, second)], [("discount", 30.0), ("discount", 20.0)])

    def test_credit_note(self):
        """A credit note of 200 makes the discount 16: 784 in time are enough, 780 are not."""
        for paid, expected in ((784, ("discount", 16.0)), (780, ("act", 20.0))):
            customer = self._customer(f"Credited {paid}")
            move = self._discounted(partner=customer)
            note = self._credit_note(200, customer, "2025-03-05")
            (self._items(note) + self._items(move)).reconcile()
            self._pay_part(move, paid, "2025-03-08")
            self.assertEqual(self._decided(move), expected)

    def test_credit_note_not_allocated(self):
        """A credit note alone takes no discount."""
        move = self._discounted()
        self._credit_note(985, date="2025-03-05")
        self.assertEqual(self._decided(move), ("act", 15.0))

    # -- mentioned ---------------------------------------------------------------------------------

    def _message(self, day):
        with freeze_time(day):
            [action] = self._live_day(day)
        return " ".join(action.snapshot.replace("\xa0", " ").split()), action

    def test_mentioned(self):
        """Five days before the due date the discount still runs: the message says until when, and how much."""
        self._discounted(days=29)
        text, _action = self._message("2025-03-26")
        self.assertIn("Discount for early payment:", text)
        self.assertIn("$ 980.00", text)
        self.assertIn("03/30/2025", text)

    def test_over(self):
        self._discounted(days=10)
        text, _action = self._message("2025-03-26")
        self.assertNotIn("Discount for early payment", text)

    def test_paid_in_part(self):
        """A discount is for who pays all of it."""
        move = self._discounted(days=29)
        self._pay_part(move, 100, "2025-03-10")
        text, _action = self._message("2025-03-26")
        self.assertNotIn("Discount for early payment", text)

    # -- short terms -------------------------------------------------------------------------------

    def _first_message(self, terms):
        """Return how many days after an invoice of 10 March its first message falls."""
        customer = self._customer(f"Terms {terms}")
        move = self._invoice(Date.add(Date.to_date("2025-03-10"), days=terms), 100, customer, "2025-03-10")
        return next(
            days for days in range(40) if self._reason(move, Date.add(Date.to_date("2025-03-10"), days=days)) == "act"
        )

    def test_short_terms(self):
        """Up to 6 days: the reminder before the due date would come with the invoice or the day after, it is passed over."""
        self.assertEqual([self._first_message(terms) for terms in (1, 3, 5, 6, 7, 10)], [6, 8, 10, 11, 2, 5])
