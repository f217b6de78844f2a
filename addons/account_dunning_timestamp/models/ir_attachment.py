"""A stamp is evidence like the file that it is about."""

from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _dunning_evidence(self):
        """Return the stamps too."""
        stamps = self.env["dunning.evidence.file"].sudo().search([("stamp_attachment_id", "in", self.ids)]).stamp_attachment_id
        return super()._dunning_evidence() | (self.browse(stamps.ids) & self)
