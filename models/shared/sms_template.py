"""SMS texts of dunning: credit managers write them, and them only."""

from odoo import models

from .mail_template import TEXT_MODELS


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    def write(self, vals):
        """A text of dunning stays one, unless its writer may write others too.

        :raises AccessError: a credit manager gives it to another model
        """
        ours = self.filtered(lambda template: template.model in TEXT_MODELS) if "model_id" in vals else self.browse()
        result = super().write(vals)
        ours.check_access("write")
        return result
