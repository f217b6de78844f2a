"""The customer's page in a browser, on a telephone and at a desk: every answer, opened in one tap and sent in one."""

from unittest import SkipTest

from odoo.tests import tagged

from ..common_page import PageCommon


class AnswersTour(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.c = cls._invoice("2025-03-02", 70)
        cls._print(cls.c)

    def _walk(self):
        """Give every answer; return the answers and what rests now."""
        self.start_tour(self._url(), "account_dunning_page_answers", login=None, timeout=180)
        self.env.invalidate_all()
        answers = {answer.kind: answer.outcome for answer in self._answers()}
        return answers, [self._reason(move, "2025-03-10") for move in (self.a, self.b, self.c)]

    def _check_walk(self):
        answers, reasons = self._walk()
        done = dict.fromkeys(("paid", "dispute", "promise", "copy"), "done")
        self.assertEqual(answers, {**done, "instalments": "asked", "wrong_contact": "asked", "call_back": "asked"})
        self.assertEqual(reasons, ["payment_announced", "dispute", "promise"])


@tagged("post_install", "-at_install")
class TestAnswersAtDesk(AnswersTour):
    def test_every_answer(self):
        self._check_walk()


@tagged("post_install", "-at_install")
class TestAnswersOnPhone(AnswersTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_every_answer(self):
        self._check_walk()


class PayTour(PageCommon):
    """With core's demo provider: on databases where ``payment_demo`` is installed (dev/odoo -i account_dunning,payment_demo)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        provider = cls.env.ref("payment.payment_provider_demo", raise_if_not_found=False)
        if not provider or provider.sudo().module_state != "installed":
            raise SkipTest("payment_demo is not installed")
        cls.provider = provider.sudo().copy({"company_id": cls.company.id, "state": "test", "is_published": True})
        cls.provider.journal_id = cls.company_data["default_journal_bank"]

    def _check_paid(self):
        self.start_tour(self._url(), "account_dunning_page_pay", login=None)
        self.env.invalidate_all()
        payment = self.env["account.payment"].search([("payment_transaction_id.dunning_allocation_ids", "!=", False)])
        self.assertEqual(payment.amount, 1000.0)
        self.assertEqual([self._item(move).amount_residual for move in (self.a, self.b)], [400.0, 0.0])
        self.assertTrue(self._item(self.b).reconciled)


@tagged("post_install", "-at_install")
class TestPayAtDesk(PayTour):
    def test_pay(self):
        self._check_paid()


@tagged("post_install", "-at_install")
class TestPayOnPhone(PayTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_pay(self):
        self._check_paid()
