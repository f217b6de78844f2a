"""Reports about delivery are read whole: each recipient, the reason, delays and complaints."""

from odoo.tests import freeze_time, tagged

from .test_replies import LATER, ReplyCommon

TWO = """Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: bounce@{domain}
Subject: Undelivered Mail Returned to Sender
Message-Id: <two@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=utf-8

Sorry

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; copy@example.com
Action: {copy}
Status: 2.0.0

Original-Recipient: rfc822; {address}
Final-Recipient: rfc822; inner@relay.example.net
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user
 unknown

--=_b
Content-Type: text/rfc822-headers

Message-Id: {message_id}

--=_b--
"""
COMPLAINT = """From: Feedback <fbl@mx.example.net>
To: bounce@{domain}
Subject: Complaint
Message-Id: <arf@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_b"

--=_b
Content-Type: text/plain; charset=utf-8

This is an abuse report

--=_b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Example/1.0
Version: 1
Original-Rcpt-To: <{address}>

--=_b
Content-Type: message/rfc822

Message-Id: {message_id}
Subject: Reminder

Hello

--=_b--
"""


@tagged("post_install", "-at_install")
class TestReportsRead(ReplyCommon):
    def _report(self, source, **values):
        of_action = {"address": self.action.recipient_address, "message_id": self.action.mail_message_id.message_id}
        values = {"domain": self.alias_domain, **of_action, **values}
        with freeze_time(f"{LATER} 10:00:00"), self._quiet("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(None, source.format(**values))

    def test_second_block_failed(self):
        self._report(TWO, copy="delivered", action="failed")
        self.assertEqual(self.action.delivery_status, "bounced")
        mark = self.env["dunning.reply"].search([("kind", "=", "bounce"), ("action_id", "=", self.action.id)])
        self.assertEqual(mark.email_from, self.action.recipient_address)
        self.assertTrue(any("550 5.1.1 user unknown" in (one.body or "") for one in self.action.message_ids))

    def test_second_block_delayed(self):
        self._report(TWO, copy="delivered", action="delayed")
        self.assertEqual(self.action.delivery_status, "sent")
        self.assertTrue(any("Delayed" in (one.body or "") for one in self.action.message_ids))

    def test_complaint_stops_mail(self):
        self._report(COMPLAINT, kind="abuse")
        self.assertEqual(self.action.delivery_status, "sent")  # it arrived
        listed = self.env["mail.blacklist"].search([("email", "=", self.action.recipient_address)])
        self.assertTrue(listed.active)
        self._run("2025-03-09")
        self.assertTrue(self.env["dunning.reply"].search([("kind", "=", "blacklisted"), ("partner_id", "=", self.customer.id)]))

    def test_no_complaint(self):
        self._report(COMPLAINT, kind="not-spam")
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", self.action.recipient_address)]))

    def test_complaint_of_nobody(self):
        self._report(COMPLAINT, kind="abuse", address="someone@example.org")
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", "someone@example.org")]))
