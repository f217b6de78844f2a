"""The queues of mails and SMS keep what goes to customers of a company in whose name nothing leaves (``res_company_stop``)."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        held = self._find_dunning_held_mails()
        if held and post_send_callback:
            post_send_callback(held.ids)  # looked at: the queue is not to begin anew because of them
        return super(MailMail, self - held).send(auto_commit, raise_exception, post_send_callback)

    def _find_dunning_held_mails(self):
        """Return those of these mails that go to somebody outside and may not leave now; they stay in the queue."""
        mails = self.exists()  # core hands over after a commit what may be gone by then, and sends what is left
        messages = self.env["res.company"]._find_dunning_held(mails.sudo().mail_message_id)
        mails = mails.filtered(lambda mail: mail.mail_message_id in messages)
        return mails.filtered(lambda mail: mail.email_to or any(person.partner_share for person in mail.sudo().recipient_ids))


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        waiting = self.exists()
        messages = self.env["res.company"]._find_dunning_held(waiting.sudo().mail_message_id)
        held = waiting.filtered(lambda sms: sms.mail_message_id in messages)
        leaving = self - held
        return super(SmsSms, leaving)._send(unlink_failed, unlink_sent, raise_exception) if leaving else None
