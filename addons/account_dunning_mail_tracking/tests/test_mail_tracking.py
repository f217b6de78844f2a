"""What the real mail_tracking is told of a reminder counts at once; no picture where the company counts no openings."""

from odoo.addons.account_dunning.tests.reply.test_replies import ReplyCommon
from odoo.tests import tagged

PICTURE = "data-odoo-tracking-email"


@tagged("post_install", "-at_install")
class TestTrackedEmails(ReplyCommon):
    def setUp(self):
        super().setUp()
        self.tracked = self._tracking(self.action.mail_message_id, self.action.contact_id)

    def _tracking(self, message, partner):
        found = self.env["mail.tracking.email"].sudo().search([("mail_message_id", "=", message.id), ("partner_id", "=", partner.id)])
        return found or self.env["mail.tracking.email"].sudo().create(
            {"name": message.subject, "mail_message_id": message.id, "partner_id": partner.id, "recipient": partner.email, "state": "sent"}
        )

    def _body_that_leaves(self, tracked, body="<p>Words</p>"):
        """Return the HTML that a server is given for a message with the picture of mail_tracking in it."""
        email = {"body": body}
        tracked.tracking_img_add(email)
        self.assertIn(PICTURE, email["body"])
        built = self.env["ir.mail_server"]._build_email__(
            "office@example.com", ["somebody@example.com"], "Subject", email["body"], subtype="html", message_id="<one@example.com>"
        )
        self.assertEqual(built["X-Odoo-MailTracking-ID"], str(tracked.id))
        return "".join(part.get_content() for part in built.walk() if part.get_content_type() == "text/html")

    def test_bounce(self):
        """The bank of addresses says it; the reminder counts no more, before any run."""
        self.assertEqual(self.action.delivery_status, "sent")
        self.tracked.event_create("hard_bounce", {"bounce_type": "5.1.1", "bounce_description": "No such user"})
        self.assertEqual((self.tracked.state, self.action.delivery_status), ("bounced", "bounced"))
        self.assertEqual(self.env["dunning.reply"].search_count([("kind", "=", "bounce"), ("action_id", "=", self.action.id)]), 1)

    def test_refused(self):
        self.tracked.event_create("reject", {})
        self.assertEqual(self.action.delivery_status, "bounced")

    def test_tried_again(self):
        """Deferred and soft bounces are tried again by the sender: nothing happens."""
        self.tracked.event_create("deferral", {})
        self.tracked.event_create("soft_bounce", {})
        self.assertEqual(self.action.delivery_status, "sent")

    def test_complaint(self):
        self.tracked.event_create("spam", {})
        self.assertEqual(self.action.delivery_status, "sent")
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", self.action.recipient_address)]))

    def test_copy(self):
        """What is told of somebody else's copy is not told of the reminder."""
        copy = self._tracking(self.action.mail_message_id, self.collector.partner_id)
        copy.event_create("hard_bounce", {})
        self.assertEqual(self.action.delivery_status, "sent")

    def test_opening(self):
        """Counted only where the company counts openings."""
        self.tracked.event_create("open", {})
        self.assertFalse(self.action.first_read_on)
        self.company.dunning_track_opens = True
        self.tracked.write({"state": "opened"})
        self.assertEqual(self.action.read_count, 1)

    def test_picture(self):
        """No picture in reminders unless the company counts openings; other messages keep theirs."""
        self.assertNotIn(PICTURE, self._body_that_leaves(self.tracked))
        self.company.dunning_track_opens = True
        self.assertIn(PICTURE, self._body_that_leaves(self.tracked))
        self.company.dunning_track_opens = False
        other = self.move.message_post(body="Hello", message_type="comment", partner_ids=self.customer.ids)
        self.assertIn(PICTURE, self._body_that_leaves(self._tracking(other, self.customer)))
