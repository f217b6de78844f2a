"""Reminders about one case to one address are one conversation: headers, subject, the day of the one before."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon


@tagged("post_install", "-at_install")
class TestThreads(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_text = cls.template.copy(
            {"subject": "Second reminder {{ object.reference }}", "body_html": "<p>Hello,</p><p>You still owe us.</p>"}
        )
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "email"), (20, "email")])
        steps = cls.plan.step_ids.sorted("delay")
        steps[2].mail_template_id = steps[3].mail_template_id = cls.second_text
        steps[3].tone = "formal"
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 1000)

    def _live(self, *days):
        """Send what is due on each day; return the messages to the customer, in order."""
        for day in days:
            with freeze_time(f"{day} 09:00:00"):
                self._live_day(day)
        return self._sent(self.customer.email)

    def test_one_conversation(self):
        first, second, third = self._live("2025-03-06", "2025-03-11", "2025-03-21")
        self.assertFalse(first["In-Reply-To"])
        self.assertEqual(second["In-Reply-To"], first["Message-Id"])
        self.assertEqual(second["References"].split(), [first["Message-Id"], second["Message-Id"]])
        self.assertEqual(third["In-Reply-To"], second["Message-Id"])
        self.assertEqual(third["References"].split(), [first["Message-Id"], second["Message-Id"], third["Message-Id"]])

    def test_subject_stays(self):
        """Mailboxes part threads by subject; a formal text keeps its own."""
        first, second, third = self._live("2025-03-06", "2025-03-11", "2025-03-21")
        self.assertEqual(second["Subject"], first["Subject"])
        self.assertTrue(first["Subject"].startswith("Reminder "))
        self.assertTrue(third["Subject"].startswith("Second reminder "))

    def test_subject_names_what_is_asked(self):
        """A subject that names an invoice goes on while it is asked for, and not when it is paid."""
        self.template.subject = "Reminder of {{ object.advance_line_ids[:1].invoice_name }}"
        other = self._invoice("2025-03-01", 500)
        [first] = self._live("2025-03-06")
        named = self.move if self.move.name in first["Subject"] else other
        self.assertEqual(first["Subject"], f"Reminder of {named.name}")
        self._pay(named, "2025-03-08")
        _first, second = self._live("2025-03-11")
        self.assertTrue(second["Subject"].startswith("Second reminder "), second["Subject"])
        self.assertEqual(second["In-Reply-To"], first["Message-Id"])

    def test_day_of_the_former(self):
        first, second, third = self._live("2025-03-06", "2025-03-11", "2025-03-21")
        self.assertNotIn("This message follows ours", self._text(first))
        self.assertIn("Hello, This message follows ours of 03/06/2025. You still owe us.", self._text(second))
        self.assertIn("This message follows ours of 03/11/2025.", self._text(third))

    def test_said_once(self):
        """A text that names the former contact itself says it once."""
        self.second_text.body_html = "<p>Hello,</p><p t-out='object.previous_sentence'/>"
        _first, second = self._live("2025-03-06", "2025-03-11")
        self.assertNotIn("This message follows", self._text(second))
        self.assertIn("03/06/2025", self._text(second))

    def test_what_is_shown_is_what_leaves(self):
        self._live("2025-03-06")
        with freeze_time("2025-03-11 09:00:00"):
            [action] = self._record("2025-03-11")
            subject, body = action.message_subject, action.message_body
            self.assertIn("This message follows ours of 03/06/2025.", body)
            action._deliver_actions(Date.to_date("2025-03-11"))
        self.assertEqual((action.state, action.mail_message_id.subject, action.snapshot), ("done", subject, body))
        self.assertEqual(action.continues_id.date_done, Date.to_date("2025-03-06"))

    def test_before_the_due_date_is_no_beginning(self):
        courtesy, first = self._live("2025-02-24", "2025-03-06")
        self.assertTrue(courtesy["Message-Id"])
        self.assertFalse(first["In-Reply-To"])
        self.assertNotIn("This message follows", self._text(first))

    def test_another_address_begins_anew(self):
        self._live("2025-03-06")
        self.customer.email = "new@example.com"
        self._live("2025-03-11")
        [second] = self._sent("new@example.com")
        self.assertFalse(second["In-Reply-To"])
        self.assertTrue(second["Subject"].startswith("Second reminder "))

    def test_another_case_begins_anew(self):
        """What is paid is no case any more: a reminder of another invoice is a new conversation."""
        self._live("2025-03-06")
        self._pay(self.move, "2025-03-08")
        self._invoice("2025-03-20", 500)
        _first, second = self._live("2025-03-25")
        self.assertFalse(second["In-Reply-To"])

    def test_case_with_more_invoices_goes_on(self):
        self._live("2025-03-06")
        self._invoice("2025-03-06", 500)
        messages = self._live("2025-03-11")
        self.assertEqual(messages[-1]["In-Reply-To"], messages[0]["Message-Id"])

    def test_bounced_is_no_former(self):
        self._live("2025-03-06")
        action = self.env["dunning.action"].search([("partner_id", "=", self.customer.id)])
        action._set_bounced(self.customer.email)
        self.assertFalse(action._find_former_emails())
        with freeze_time("2025-03-11 09:00:00"):
            actions = self._record("2025-03-11")
        self.assertFalse(actions._find_former_emails())

    def test_two_customers_do_not_mix(self):
        other = self._customer("Other")
        other.email = self.customer.email
        self._invoice("2025-03-01", 300, partner=other)
        messages = self._live("2025-03-06", "2025-03-11")
        self.assertEqual(len(messages), 4)
        self.assertEqual([message["In-Reply-To"] for message in messages[2:]], [one["Message-Id"] for one in messages[:2]])

    def test_edited_text_stays(self):
        self._live("2025-03-06")
        with freeze_time("2025-03-11 09:00:00"):
            [action] = self._record("2025-03-11")
            action.message_subject = "My own words"
            action._deliver_actions(Date.to_date("2025-03-11"))
        last = self._sent(self.customer.email)[-1]
        self.assertEqual(last["Subject"], "My own words")
        self.assertTrue(last["In-Reply-To"])
        self.assertIn("03/06/2025", self._text(last))

    def test_answer_finds_the_newest(self):
        """The customer answers to the second reminder, with both in the references."""
        messages = self._live("2025-03-06", "2025-03-11")
        answer = (
            f"From: {self.customer.email}\r\nTo: office@example.com\r\nSubject: Re: {messages[1]['Subject']}\r\n"
            f"Message-Id: <answer@example.com>\r\nIn-Reply-To: {messages[1]['Message-Id']}\r\n"
            f"References: {messages[1]['References']} {messages[1]['Message-Id']}\r\n\r\nWe pay tomorrow."
        )
        with freeze_time("2025-03-12 09:00:00"):
            self.env["mail.thread"].sudo().message_process(None, answer)
        last = self.env["dunning.action"].search([("partner_id", "=", self.customer.id)], order="date_done desc", limit=1)
        self.assertEqual(last.reply_ids.partner_id, self.customer)

    def test_long_conversations_keep_their_beginning(self):
        """The first and the newest messages are named, ten at most."""
        actions = self.env["dunning.action"]
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        for day in range(1, 15):
            action = self.env["dunning.action"].create(
                {
                    "profile_id": profile.id, "partner_id": self.customer.id, "company_id": self.company.id, "channel": "email",
                    "date": f"2025-03-{day:02}",
                }
            )  # fmt: skip
            message = self.env["mail.message"].sudo().create(
                {"message_id": f"<{day}@example.com>", "model": action._name, "res_id": action.id}
            )
            action._write_evidence({"mail_message_id": message.id, "continues_id": actions[-1:].id})
            actions += action
        self.assertEqual(actions[-1]._thread_message_ids(), ["<1@example.com>", *(f"<{day}@example.com>" for day in range(6, 15))])

    def test_copies_are_in_it_too(self):
        self.plan.step_ids.copy_user_ids = [Command.set(self.collector.ids)]
        self.collector.email = "claire@example.com"
        self._live("2025-03-06", "2025-03-11")
        first, second = self._sent("claire@example.com")
        self.assertEqual(second["In-Reply-To"], first["Message-Id"])
