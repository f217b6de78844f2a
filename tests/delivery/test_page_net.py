"""The page behind a reminder asks for what a message of the same moment would: net of credits, without what rests."""

from urllib.parse import parse_qs, urlparse

from odoo.addons.payment import utils as payment_utils
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-07"


@tagged("post_install", "-at_install")
class TestPageNet(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (10, "email")])
        cls.other_currency = cls.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])

    def _page(self, action, day="2025-03-08"):
        """Return (open, can be paid, remark) of each item on the page, and the total."""
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(day):
            values = self._page_values(action)
        items = [(self._plain(item["open"]), item["is_payable"], item["remark"]) for item in values["items"]]
        return items, self._plain(values["total"])

    def _plain(self, text):
        return text.replace("\xa0", " ").replace("\u202f", " ")

    def _sent(self, day=DAY):
        [action] = self._live_day(day)
        return action

    def test_credits(self):
        """1,000 less a credit note of 300 and a payment of 100, both not allocated: 600, as the message says."""
        self._invoice("2025-03-01", 1000)
        self._credit_note(300, date="2025-02-20")
        self._payment(100, "2025-02-25")
        action = self._sent()
        self.assertEqual(self._plain(action.amount_text), "$ 600.00")
        self.assertEqual(self._page(action), ([("$ 600.00", True, "")], "$ 600.00"))

    def test_paid_on_account_afterwards(self):
        move = self._invoice("2025-03-01", 1000)
        action = self._sent()
        self._payment(1000, "2025-03-08")
        self.assertEqual(self._reason(move, "2025-03-08"), "covered")
        self.assertEqual(self._page(action), ([("$ 0.00", False, "covered by your credits or payments")], ""))

    def test_credit_in_another_currency(self):
        """It covers nothing here, as in the decision."""
        self._invoice("2025-03-01", 1000)
        action = self._sent()
        self._credit_note(500, currency_id=self.other_currency.id)
        self.assertEqual(self._page(action), ([("$ 1,000.00", True, "")], "$ 1,000.00"))

    def test_dispute(self):
        """What is disputed is neither asked for nor offered for payment; the rest is."""
        disputed = self._invoice("2025-03-01", 1000)
        self._invoice("2025-03-02", 400)
        action = self._sent()
        self._hold(disputed, "dispute")
        resting = ("$ 0.00", False, "in dispute: nothing to pay for now")
        self.assertEqual(self._page(action), ([resting, ("$ 400.00", True, "")], "$ 400.00"))
        with freeze_time("2025-03-08"):
            self.assertNotIn("payment", action._follow_invoice_link(disputed.id, True))
            self.assertIn(str(disputed.id), action._follow_invoice_link(disputed.id, False))

    def test_promise(self):
        """What is promised is not asked for, and may be paid all the same."""
        move = self._invoice("2025-03-01", 1000)
        action = self._sent()
        self._hold(move, "promise", date_end="2025-03-20")
        self.assertEqual(self._page(action), ([("$ 0.00", True, "to be paid as agreed")], ""))
        self.assertEqual(self._page(action, "2025-03-21"), ([("$ 1,000.00", True, "")], "$ 1,000.00"))

    def test_instalments(self):
        """Only the instalment asked for; the payment offered is its amount, less credits."""
        move = self._instalments(900, "2025-03-01", "2025-04-01", "2025-05-01")
        action = self._sent()
        self._credit_note(50)
        self.assertEqual(self._page(action), ([("$ 250.00", True, "")], "$ 250.00"))
        with freeze_time("2025-03-08"):
            query = parse_qs(urlparse(action._follow_invoice_link(move.id, True)).query)
        self.assertEqual((query["payment"], query["amount"]), (["True"], ["250.0"]))
        token = payment_utils.generate_access_token(move.id, "250.0", env=self.env)
        self.assertEqual(query["payment_token"], [token])

    def test_paid_and_cancelled(self):
        paid, cancelled = self._invoice("2025-03-01", 1000), self._invoice("2025-03-02", 400)
        action = self._sent()
        self._pay(paid, "2025-03-08")
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertEqual(self._page(action), ([("$ 0.00", False, "")] * 2, ""))

    def test_other_customers_credit(self):
        self._invoice("2025-03-01", 1000)
        action = self._sent()
        self._credit_note(500, partner=self._customer("Somebody Else"))
        self.assertEqual(self._page(action)[1], "$ 1,000.00")

    def test_two_currencies(self):
        foreign = self._invoice("2025-03-01", 200, currency_id=self.other_currency.id)
        self._invoice("2025-03-02", 400)
        action = self._sent()
        self._credit_note(50, currency_id=self.other_currency.id)
        amounts = [open_amount for open_amount, _pay, _remark in self._page(action)[0]]
        self.assertEqual(amounts[1], "$ 400.00")
        self.assertIn("150", amounts[0])
        self.assertEqual(foreign.amount_residual, 200)
