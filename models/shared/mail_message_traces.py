"""Who was notified of what was sent, and the former values in the history, belong to the message that is evidence."""

from odoo import api, models

from . import evidence

# What a person may say of a notification: that it was read.
READ = {"is_read", "read_date"}


class MailNotification(models.Model):
    _inherit = "mail.notification"

    def write(self, vals):
        """The mail queue and the gateway say what became of a message, nobody else.

        :raises UserError: somebody says so by hand
        """
        if vals.keys() - READ and not self.env.su:
            evidence.check_change(self.sudo().mail_message_id._dunning_evidence())
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dunning_evidence(self):
        if not self.env.su:
            evidence.check_change(self.sudo().mail_message_id._dunning_evidence())


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    def write(self, vals):
        """Former values stay as they were noted.

        :raises UserError: somebody changes them
        """
        if not self.env.su:
            evidence.check_change(self.sudo().mail_message_id._dunning_evidence())
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dunning_evidence(self):
        if not self.env.su:
            evidence.check_change(self.sudo().mail_message_id._dunning_evidence())
