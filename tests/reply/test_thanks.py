"""Chased invoices that are paid: the customer is thanked where the company wants it, the salesperson is told."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestThanks(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (40, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.company.dunning_thanks = True
        cls.customer.user_id = cls.salesman
        cls.move = cls._invoice("2025-03-01")

    def _notices(self):
        return self.env["dunning.payment.notice"].search([], order="date_paid, id")

    def _thanks(self):
        """Return the thanks sent, as text."""
        self.env["mail.mail"].sudo().search([("model", "=", "dunning.payment.notice"), ("state", "=", "outgoing")]).send()
        return [self._text(message) for message in self._sent("atelier.durand@example.com") if "thank you" in message["Subject"]]

    def test_thanked_once(self):
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self._run("2025-03-12")
        [notice] = self._notices()
        self.assertEqual((str(notice.date_paid), notice.amount_company, str(notice.thanked_on)), ("2025-03-10", 1000.0, "2025-03-11"))
        [text] = self._thanks()
        self.assertIn("$ 1,000.00", text)
        self.assertIn(self.move.name, text)
        self.assertEqual(notice.salesperson_id, self.salesman)

    def test_off_by_default(self):
        self.assertFalse(self.env["res.company"].create({"name": "New"}).dunning_thanks)
        self.company.dunning_thanks = False
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self.assertFalse(self._notices().thanked_on)
        self.assertFalse(self._thanks())

    def test_not_chased(self):
        """Paid without a reminder, or after one before the due date alone: nothing to say."""
        early = self._invoice("2025-03-20", 300)
        self._run("2025-03-15")
        self._pay(early, "2025-03-16")
        self._run("2025-03-17")
        self.assertNotIn(early, self._notices().line_ids.move_id)

    def test_part_payment(self):
        """Never for what is still open; the rest is thanked for with all that was paid."""
        self._run(DAY)
        self._pay(self.move, "2025-03-10", 400)
        self._run("2025-03-11")
        self.assertFalse(self._notices())
        self._pay(self.move, "2025-03-12")
        self._run("2025-03-13")
        self.assertEqual((str(self._notices().date_paid), self._notices().amount_company), ("2025-03-12", 1000.0))

    def test_one_instalment_is_not_the_invoice(self):
        move = self._instalments(900, "2025-03-01", "2025-06-01")
        self._run(DAY)
        self._pay(self.move, "2025-03-09")
        self._pay(move, "2025-03-10", 450)
        self._run("2025-03-11")
        self.assertEqual(self._notices().line_ids.move_id, self.move)

    def test_others_still_open(self):
        """Only what is paid is thanked for, though others are open that are not due."""
        other = self._invoice("2025-04-20", 77)
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        [text] = self._thanks()
        self.assertNotIn(other.name, text)
        self.assertNotIn("77.00", text)

    def test_not_while_something_is_overdue(self):
        """Nor while something is in dispute or on hold."""
        other = self._invoice("2025-03-01", 77)
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self.assertTrue(self._notices())
        self._pay(other, "2025-03-12")
        waiting = self._invoice("2025-04-20", 60)
        hold = self._hold(waiting)
        self._run("2025-03-13")
        self.assertFalse(self._thanks())
        self.assertTrue(hold)

    def test_once_in_thirty_days(self):
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        for due, chased, paid, told in (
            ("2025-03-20", "2025-03-25", "2025-04-08", "2025-04-09"),
            ("2025-04-06", "2025-04-11", "2025-04-14", "2025-04-15"),
        ):
            move = self._invoice(due, 88)
            self._run(chased)
            self._pay(move, paid)
            self._run(told)
        self.assertEqual([str(notice.thanked_on) for notice in self._notices()], ["2025-03-11", "False", "2025-04-15"])

    def test_not_to_key_accounts(self):
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).segment = "key"
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self.assertTrue(self._notices())
        self.assertFalse(self._thanks())

    def test_credit_note_is_no_payment(self):
        self._run(DAY)
        credit = self._credit_note(1000, date="2025-03-10")
        (self._items(self.move) + self._items(credit)).reconcile()
        self._run("2025-03-11")
        self.assertFalse(self._notices())

    def test_several_of_one_day(self):
        """One message a payment day; what is reconciled later joins it without another one."""
        other = self._invoice("2025-03-01", 500)
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self._pay(other, "2025-03-10")
        self._run("2025-03-12")
        [notice] = self._notices()
        self.assertEqual((notice.amount_company, notice.line_ids.move_id), (1500.0, self.move + other))
        self.assertEqual(len(self._thanks()), 1)

    def test_two_days(self):
        other = self._invoice("2025-03-01", 500)
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._pay(other, "2025-03-11")
        self._run("2025-03-12")
        self.assertEqual(self._notices().mapped("amount_company"), [1000.0, 500.0])
        self.assertEqual(len(self._thanks()), 2)

    def test_old_payments_are_left_alone(self):
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-17")
        self.assertFalse(self._notices())

    def test_insolvent_customer(self):
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._hold(self.customer, "insolvency")
        self._run("2025-03-11")
        self.assertFalse(self._notices().thanked_on)
        self.assertFalse(self._thanks())

    def test_address_that_does_not_serve(self):
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self.env["mail.blacklist"].sudo()._add("atelier.durand@example.com")
        self._run("2025-03-11")
        self.assertFalse(self._notices().thanked_on)

    def test_company_that_is_not_live(self):
        self._run(DAY)
        self.company.dunning_live_date = False
        self._pay(self.move, "2025-03-10")
        self.assertFalse(self.env["dunning.payment.notice"].sudo()._notice_payments(self.company, Date.to_date("2025-03-11")))

    # -- who sold it -------------------------------------------------------------------------------

    def test_salesperson_is_told(self):
        """A note on the payment that reaches him, and no task."""
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        [notice] = self._notices()
        note = notice.message_ids.filtered(lambda message: message.subtype_id.internal and "paid" in (message.body or ""))
        self.assertEqual(note.notified_partner_ids, self.salesman.partner_id)
        self.assertIn("1,000.00", note.body)
        self.assertTrue(note.subtype_id.internal)
        self.assertFalse(notice.profile_id.activity_ids)
        mine = self.env["dunning.payment.notice"].with_user(self.salesman).search([])
        self.assertEqual(mine, notice)
        self.assertEqual(mine.line_ids.mapped("invoice_name"), [self.move.name])

    def test_company_that_does_not_tell(self):
        self.company.dunning_tell_sales = False
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self.assertFalse(self._notices().salesperson_id)

    def test_in_their_languages(self):
        """The customer's language for the thanks, the salesperson's for the note."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.ref("account_dunning.mail_template_thanks").sudo().with_context(lang="fr_FR").subject = "merci (thank you)"
        self.customer.lang = "fr_FR"
        self._run(DAY)
        self._pay(self.move, "2025-03-10")
        self._run("2025-03-11")
        self.assertEqual(self._notices().mail_message_id.subject, "merci (thank you)")
        self.assertEqual(len(self._thanks()), 1)

    def test_queries_do_not_grow(self):
        """Finding what was paid is one statement, however many invoices."""
        self._run(DAY)
        for number in range(3):
            self._invoice("2025-03-01", 10 + number)
        self.env.flush_all()
        Notice = self.env["dunning.payment.notice"].sudo()
        with self.assertQueryCount(2):
            self.assertFalse(Notice._paid_rows(self.company, Date.to_date("2025-03-11")))
