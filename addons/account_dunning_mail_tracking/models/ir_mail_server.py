"""Messages about dunning leave without a picture that counts openings unless the company wants it."""

from odoo import models


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _tracking_img_disabled(self, tracking_email_id):
        if super()._tracking_img_disabled(tracking_email_id):
            return True
        tracked = self.env["mail.tracking.email"].sudo().browse(int(tracking_email_id)).exists()
        return tracked._dunning_counts_no_opening()
