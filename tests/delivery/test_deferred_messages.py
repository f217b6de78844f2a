"""An add-on that defers messages does not defer reminders: they leave when they are handed over, after a look at the ledger."""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.mail.models.mail_thread import MailThread
from odoo.tests import tagged

from ..reply.test_replies import DAY, ReplyCommon

notify = MailThread._notify_thread


def defer(self, message, msg_vals=False, **kwargs):
    """Put each message off by half a minute, as OCA's ``mail_post_defer`` does."""
    kwargs.setdefault("scheduled_date", self.env.cr.now() + timedelta(seconds=30))
    return notify(self, message, msg_vals=msg_vals, **kwargs)


@tagged("post_install", "-at_install")
class TestDeferredMessages(ReplyCommon):
    def setUp(self):
        with patch.object(MailThread, "_notify_thread", defer):
            super().setUp()

    def test_leaves_at_once(self):
        self.assertEqual((self.action.state, self.action.delivery_status, str(self.action.date_done)), ("done", "sent", DAY))
        self.assertFalse(self.env["mail.message.schedule"].search([("mail_message_id", "=", self.action.mail_message_id.id)]))

    def test_others_are_deferred(self):
        with patch.object(MailThread, "_notify_thread", defer):
            message = self.customer.message_post(body="x", partner_ids=self.collector.partner_id.ids, message_type="comment")
        self.assertTrue(self.env["mail.message.schedule"].search([("mail_message_id", "=", message.id)]))
