"""Formal notices: refused while disputed or when nothing is due; their words and their last day."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-31"
TODAY = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestNotice(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(30, "registered_letter", {"recipient_role": "legal", "tone": "formal"})])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01")

    def _dispute(self):
        return self.env["dunning.dispute"].create(
            {
                "move_id": self.move.id,
                "date_opened": DAY,
                "category_id": self.env["dunning.dispute.category"].search([], limit=1).id,
                "description": "Wrong quantity",
            }
        )

    def _letter(self):
        [letter] = self._run(DAY)
        letter.registered_number = "RR1FR"
        return letter

    @freeze_time(DAY)
    def test_disputed_after_printing(self):
        """Printed, then disputed: it must not be posted. Settled: it may."""
        letter = self._letter()
        letter.action_print_letters()
        dispute = self._dispute()
        with self.assertRaisesRegex(UserError, "No formal notice to Atelier Durand: INV/2025/00001 is disputed"):
            letter.action_mark_posted()
        self.assertEqual(letter.state, "ready")
        self.assertFalse(letter.posted_on)
        dispute._settle_disputes(TODAY, "accepted")
        letter.action_mark_posted()
        self.assertEqual(letter.state, "done")

    @freeze_time(DAY)
    def test_disputed_before_printing(self):
        """The letter holds nothing any more and is cancelled: nothing is printed."""
        letter = self._letter()
        self._dispute()
        with self.assertRaises(UserError):
            letter.action_print_letters()
        self.assertFalse(letter.printed_on)

    @freeze_time(DAY)
    def test_another_invoice_is_disputed(self):
        """A dispute suspends its invoice only."""
        other = self._invoice("2025-03-01", 500)
        [letter] = self._run(DAY)
        letter.registered_number = "RR1FR"
        self._dispute()
        letter._refresh_from_ledger(TODAY)
        self.assertEqual(letter._asked_lines().move_id, other)
        letter.action_mark_posted()
        self.assertEqual(letter.state, "done")

    @freeze_time(DAY)
    def test_paid_after_printing(self):
        letter = self._letter()
        letter.action_print_letters()
        self._pay(self.move, DAY)
        with self.assertRaisesRegex(UserError, "No formal notice to Atelier Durand: nothing in it is due and unpaid."):
            letter.action_mark_posted()
        self.assertEqual(letter.state, "ready")

    def test_not_due(self):
        """A registered letter about what is not due yet is refused, whoever made it."""
        letter = self._letter()
        with self.assertRaisesRegex(UserError, "nothing in it is due"):
            letter._check_formal_notice(Date.to_date("2025-03-01"))  # due that day: not overdue
        letter._check_formal_notice(Date.to_date("2025-03-02"))

    def test_plain_letters_are_none(self):
        """Whatever is disputed, a courteous letter is no formal notice."""
        letter = self._letter()
        letter.channel = "letter"
        self.assertEqual(letter._formal_notices(), letter)  # the step is formal
        self.plan.step_ids.tone = "courteous"
        self.assertFalse(letter._formal_notices())

    def test_last_day(self):
        """Received on Wednesday 2 April: eight days end on Thursday the 10th; on the 4th, Saturday the 12th moves to Monday."""
        self.company.dunning_working_days = True
        letter = self._letter()
        letter._mark_posted(TODAY)
        self.assertFalse(letter.notice_until)
        for received, last in (("2025-04-02", "2025-04-10"), ("2025-04-04", "2025-04-14")):
            letter._enter_proofs({"received_on": received})
            self.assertEqual(str(letter.notice_until), last)
        # 21 April 2025 is Easter Monday: the 11th and eight days are Saturday the 19th, then Tuesday the 22nd
        letter._enter_proofs({"received_on": "2025-04-11"})
        self.assertEqual(str(letter.notice_until), "2025-04-22")
        letter._enter_proofs({"received_on": False, "presented_on": "2025-04-01"})
        self.assertEqual(str(letter.notice_until), "2025-04-09")

    def test_reply_by_an_open_day(self):
        """The date that a message gives to pay lies on an open day, when the company keeps working days."""
        letter = self._letter().with_context(dunning_contact_day=Date.to_date("2025-04-04"))
        self.assertEqual(letter.reply_by_text, "04/12/2025")
        self.company.dunning_working_days = True
        letter.invalidate_recordset()
        self.assertEqual(letter.reply_by_text, "04/14/2025")

    def test_amount_in_words(self):
        """In the language of the recipient, for what is known for certain; figures alone elsewhere."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("de_DE")
        letter = self._letter()
        self.assertEqual(letter.amount_words, "(one thousand US dollars)")
        self.assertEqual(letter.with_context(lang="fr_FR").amount_words, "(mille dollars américains)")
        self.assertEqual(letter.with_context(lang="de_DE").amount_words, "")
        letter.mail_template_id = self.env.ref("account_dunning.mail_template_letter_formal_notice")
        _subject, body, _error = letter._render_message()[letter]
        self.assertIn("(one thousand US dollars)", self._text(body))
        self.customer.lang = "de_DE"
        self.assertEqual(letter.lang, "de_DE")
        self.assertNotIn("(", self._text(letter._render_message()[letter][1]).split("INV/")[0], "no hint of the editor either")


@tagged("post_install", "-at_install")
class TestWordingWarnings(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (30, "registered_letter")])
        cls.mail, cls.notice = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )

    def _action(self):
        self._invoice("2025-03-01")
        [action] = self._run("2025-03-06")
        return action.with_user(self.manager)

    def test_shipped_texts(self):
        """Nothing is to be said against the shipped texts, in English and in French."""
        self.env["res.lang"]._activate_lang("fr_FR")
        plans = self.env["dunning.plan"].with_context(active_test=False).search([("company_id", "=", False)])
        for step in plans.step_ids:
            with self.subTest(step=step.display_name, plan=step.plan_id.name):
                self.assertFalse(step.with_user(self.manager).wording_warning)

    def test_text_of_a_step(self):
        """The tests' text brings items and total, but neither bank details nor a contact."""
        step = self.mail.with_user(self.manager)
        self.assertEqual(
            step.wording_warning,
            "Reminder (English (US)): the bank details are missing, the person to contact is missing",
        )
        self.assertFalse(self.notice.with_user(self.manager).wording_warning)  # letters get these blocks
        self.template.body_html = "<p>We will inform your customers.</p><t t-out='object.payment_html'/><t t-out='object.signature_html'/>"
        step.invalidate_recordset()
        self.assertEqual(
            step.wording_warning,
            "Reminder (English (US)): a threat that a creditor may not make: inform your customers, the total due is missing",
        )

    def test_message_as_it_reads(self):
        action = self._action()
        self.assertEqual(action.wording_warning, "the bank details are missing\nthe person to contact is missing")
        self.template.body_html = (
            "<p>You owe <t t-out='object.amount_text'/>.</p><t t-out='object.items_html'/><t t-out='object.payment_html'/>"
            "<t t-out='object.signature_html'/>"
        )
        action.invalidate_recordset()
        self.assertFalse(action.wording_warning)
        action.message_body = "<p>Pay $ 1,000.00 to FR76 3000 6000 0112 3456 7890 189, crook! Ask collector_c@example.com.</p>"
        self.assertEqual(action.wording_warning, "insulting: crook")

    def test_no_bank_account(self):
        """The block is there, but nothing is in it: the company has no account."""
        self.template.body_html = (
            "<p>You owe <t t-out='object.amount_text'/>.</p><t t-out='object.payment_html'/><t t-out='object.signature_html'/>"
        )
        self.bank.unlink()
        self.assertEqual(self._action().wording_warning, "the bank details are missing")

    def test_consumers(self):
        action = self._action()
        action.message_body = (
            "<p>Pay $ 1,000.00 to FR76 3000 6000 0112 3456 7890 189 and recovery costs. Ask collector_c@example.com.</p>"
        )
        self.assertFalse(action.wording_warning)
        action.profile_id.debtor_class = "consumer"
        action.invalidate_recordset()
        self.assertEqual(action.wording_warning, "not to be asked of consumers: recovery costs")

    def test_many_items_do_not_make_it_long(self):
        for _number in range(40):
            self._invoice("2025-03-01", 10)
        self.template.body_html = (
            "<p>You owe <t t-out='object.amount_text'/>.</p><t t-out='object.items_html'/><t t-out='object.payment_html'/>"
            "<t t-out='object.signature_html'/>"
        )
        self.assertFalse(self._action().wording_warning)

    def test_managers_only(self):
        action = self._action().with_user(self.collector)
        self.assertNotIn("wording_warning", action.fields_get())
        self.assertNotIn("wording_warning", self.mail.with_user(self.collector).fields_get())
