"""What a run does before it decides about addresses, invoices that did not arrive, and payments to tell of."""

from odoo import fields, models


class DunningRun(models.Model):
    _inherit = "dunning.run"

    notice_count = fields.Integer(string="Payments Noticed", readonly=True, copy=False)
    undelivered_count = fields.Integer(string="Invoices Not Delivered", readonly=True, copy=False)

    def _settle_replies(self):
        """Mark addresses on the blacklist, follow trackers and platforms, have rest what did not arrive, tell of payments."""
        self.env["dunning.reply"].sudo()._note_blacklisted(self.company_id, self.date)
        self.env["dunning.action"].sudo()._follow_mail_tracking(self.company_id, self.date)
        self.env["dunning.einvoice.event"].sudo()._follow_statuses(self.company_id, self.date)
        undelivered = self.env["dunning.hold"].sudo()._settle_undelivered(self.company_id, self.date)
        notices = self.env["dunning.payment.notice"].sudo()._notice_payments(self.company_id, self.date)
        self.undelivered_count += len(undelivered)
        self.notice_count += len(notices)
