"""Replies are taken down by the mail gateway alone: no public method of a thread does it for whoever can log in."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_replies import LATER, REPLY, REPORT, ReplyCommon

FORGED = {"subject": "Re: Reminder", "body": "Send it to me", "email_from": "thief@elsewhere.example.com", "message_id": "<forged@x>"}


@tagged("post_install", "-at_install")
class TestGatewayOnly(ReplyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._user("portal_g", "base.group_portal")
        cls.internal = cls._user("internal_g", "base.group_user")

    def _taken_down(self):
        """Return how many replies, pauses and tasks there are."""
        task = self.env.ref("account_dunning.mail_activity_type_reply")
        return (
            self.env["dunning.reply"].search_count([]),
            self.env["dunning.hold"].search_count([("kind", "=", "reply")]),
            self.env["mail.activity"].search_count([("activity_type_id", "=", task.id)]),
        )

    def _process(self, user, text):
        with freeze_time(f"{LATER} 10:00:00"), self._quiet(
            "odoo.addons.mail.models.mail_thread", "odoo.addons.account_dunning.models.reply.mail_thread"
        ):
            self.env["mail.thread"].with_user(user).message_process(None, text)

    def _mail(self, number):
        return REPLY.format(
            sender="Anna <atelier.durand@example.com>", to=f"catchall@{self.alias_domain}", subject="Re: x", reply_id=f"g{number}",
            message_id=self.action.mail_message_id.message_id, headers="", text="x",
        )  # fmt: skip

    def test_message_update(self):
        """Called as a client calls it, on each of our threads, by each kind of user: nothing follows."""
        for user in (self.portal, self.internal, self.salesman, self.collector):
            for thread in (self.action, self.action.profile_id):
                with self.subTest(user=user.login, thread=thread._name):
                    vals = {**FORGED, "author_id": self.customer.id, "dunning_reply_kind": "reply"}
                    thread.with_user(user).message_update(vals)
                    self.assertEqual(self._taken_down(), (0, 0, 0))
        with self.assertRaises(AccessError):
            self.action.with_user(self.portal).message_update(dict(FORGED), {"user_id": self.portal.id})

    def test_message_post(self):
        """A message that says of itself that it is an e-mail was not handed over by the gateway."""
        context = {"dunning_gateway": {"kind": "reply"}}
        self.action.with_user(self.collector).with_context(**context).message_post(
            body="x", message_type="email", author_id=self.customer.id, email_from="thief@elsewhere.example.com"
        )
        self.assertEqual(self._taken_down(), (0, 0, 0))

    def test_message_process(self):
        """An e-mail of a user's own making, sent through RPC, takes nothing down and bounces nothing."""
        with self.assertRaises(AccessError):
            self._process(self.portal, self._mail("portal"))
        for number, user in enumerate((self.internal, self.salesman, self.collector)):
            with self.subTest(user=user.login):
                self._process(user, self._mail(number))
                self.assertEqual(self._taken_down(), (0, 0, 0))
                report = REPORT.format(
                    to=f"{self.alias_bounce}@{self.alias_domain}", address="atelier.durand@example.com", action="failed",
                    message_id=self.action.mail_message_id.message_id, number=number,
                )  # fmt: skip
                self._process(user, report)
                self.assertEqual((self.action.delivery_status, self.action.advance_line_ids.status), ("sent", "counted"))

    def test_administrator_of_mailgate(self):
        """A mail server's pipe logs in as an administrator; fetched mailboxes are the superuser's."""
        self._process(self.env.ref("base.user_admin"), self._mail("admin"))
        self.assertEqual(self._taken_down(), (1, 1, 1))
        reply = self.env["dunning.reply"].search([])
        self.assertEqual((reply.author_id, reply.mail_message_id.res_id), (self.customer, self.action.id))

    def test_what_came_in_stays(self):
        """Author, address and message are the gateway's: a collector hands the reply over, and changes nothing else."""
        reply = self._answer()
        mine, other = reply.with_user(self.collector), self._customer("Other")
        for vals in (
            {"author_id": other.id}, {"email_from": "thief@elsewhere.example.com"}, {"sender": "contact"}, {"action_id": False},
            {"mail_message_id": self.action.mail_message_id.id}, {"partner_id": other.id}, {"state": "handled"}, {"kind": "auto"},
        ):  # fmt: skip
            with self.subTest(vals=list(vals)), self.assertRaises(AccessError):
                mine.write(vals)
        mine.user_id = self.salesman
        self.assertEqual((reply.author_id, reply.user_id), (self.customer, self.salesman))

    def test_automatic_answers_tell_nobody(self):
        """Out of office, automatic answers and bounces send no “you have been assigned”; a person's answer may."""
        self.action.user_id = self.collector
        notices = [("model", "=", "dunning.reply"), ("message_type", "=", "user_notification")]
        before = self.env["mail.message"].search_count(notices)
        self._answer(subject="Automatic reply: Reminder")
        self._answer(subject="Out of office")
        self.env["dunning.reply"].sudo()._note_bounces(self.action)
        self.assertEqual(self.env["dunning.reply"].search_count([("user_id", "=", self.collector.id)]), 3)
        self.assertEqual(self.env["mail.message"].search_count(notices), before)
        self.assertFalse(self._sent("collector_c@example.com"))
