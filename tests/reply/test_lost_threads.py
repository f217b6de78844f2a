"""Answers outside of any thread find their customer; a person whom an answer names becomes a contact in one click."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_replies import LATER, ReplyCommon

FRESH = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <fresh{number}@mail.example.com>
Date: Sat, 08 Mar 2025 09:00:00 +0000
MIME-Version: 1.0
{headers}Content-Type: text/plain; charset=utf-8

{text}
"""


@tagged("post_install", "-at_install")
class TestLostThreads(ReplyCommon):
    def _write_anew(self, sender, subject="Reminder", text="We pay on 20 March.", headers=""):
        Reply = self.env["dunning.reply"]
        before = Reply.search([])
        with freeze_time(f"{LATER} 10:00:00"), self._quiet("odoo.addons.mail.models.mail_thread"):
            to = f"{self.alias_catchall}@{self.alias_domain}"
            self.env["mail.thread"].sudo().message_process(
                None, FRESH.format(sender=sender, to=to, subject=subject, text=text, number=len(before), headers=headers)
            )
        return Reply.search([]) - before

    def test_known_address(self):
        reply = self._write_anew("Anna <atelier.durand@example.com>")
        self.assertEqual((reply.partner_id, reply.sender, reply.kind), (self.customer, "contact", "reply"))
        self.assertEqual(reply.action_id, self.action)
        self.assertIn("will_pay", reply.meaning_ids.mapped("outcome"))

    def test_unknown_reference_is_lost_too(self):
        reply = self._write_anew("Anna <atelier.durand@example.com>", headers="In-Reply-To: <gone@elsewhere.example.com>\n")
        self.assertEqual(reply.partner_id, self.customer)

    def test_invoice_named_from_anywhere(self):
        reply = self._write_anew("Bea <bea@private.example.net>", subject=f"Your invoice {self.move.name}")
        self.assertEqual((reply.partner_id, reply.sender), (self.customer, "stranger"))
        reply = self._write_anew("Bea <bea@private.example.net>", text=f"Regarding {self.move.name}: we pay on 20 March.")
        self.assertEqual(reply.partner_id, self.customer)

    def test_nobody_known(self):
        self.assertFalse(self._write_anew("Carl <carl@private.example.net>", text="Buy cheap toner 2025"))

    def test_two_customers_at_one_address(self):
        other = self.env["res.partner"].create({"name": "Other", "email": "atelier.durand@example.com"})
        self._invoice("2025-03-01", partner=other)
        self._run("2025-03-07")
        self.assertFalse(self._write_anew("Anna <atelier.durand@example.com>"))
        reply = self._write_anew("Anna <atelier.durand@example.com>", text=f"{self.move.name} is paid on 20 March.")
        self.assertEqual(reply.partner_id, self.customer)

    def test_only_the_gateway(self):
        message = {"email_from": "atelier.durand@example.com", "subject": "x", "body": ""}
        with freeze_time(f"{LATER} 10:00:00"):
            self.assertEqual(self.env["mail.thread"]._dunning_find_profile(message), self.action.profile_id)
        with self.assertLogs("odoo.addons.account_dunning.models.reply.mail_thread", "WARNING"):
            self.assertFalse(self.env["mail.thread"].with_user(self.collector)._dunning_is_gateway())

    # -- whom a reply names --------------------------------------------------------------------------

    def _named(self, text="I am no longer in charge. Please write to howard.lee@example.com from now on."):
        return self._answer(text=text)

    def test_named_contact_in_one_click(self):
        self.action.profile_id.payment_contact_id = self.customer
        reply = self._named()
        self.assertEqual(reply.named_address, "howard.lee@example.com")
        self._act(reply, "action_use_named")
        contact = self.action.profile_id.payment_contact_id
        self.assertEqual((contact.name, contact.email, contact.parent_id), ("Howard Lee", "howard.lee@example.com", self.customer))
        self.assertEqual((reply.state, reply.outcome), ("handled", "wrong_contact"))
        self.assertEqual(reply.meaning_ids.mapped("state"), ["accepted"])
        self.assertFalse(reply.named_address)
        with self.assertRaises(UserError):
            self._act(reply, "action_use_named")

    def test_mailbox_keeps_its_name(self):
        reply = self._named("I am no longer in charge. Please write to ap@example.com from now on.")
        self._act(reply, "action_use_named")
        self.assertEqual(self.action.profile_id.payment_contact_id.name, "ap@example.com")

    def test_stranger_names_nobody(self):
        reply = self._answer(
            sender="Bea <bea@private.example.net>", text="I am no longer in charge. Please write to howard.lee@example.com from now on."
        )
        self.assertFalse(reply.named_address)
        with self.assertRaises(UserError):
            self._act(reply, "action_use_named")

    def test_nothing_named(self):
        reply = self._answer(text="We pay on 20 March, says anna@example.com")
        self.assertFalse(reply.named_address)

    def test_not_of_others(self):
        reply = self._named()
        with self.assertRaises(AccessError):
            self._act(reply, "action_use_named", user=self._user("other_c", "account_dunning.group_dunning_contributor"))
