"""Settings of credit, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_credit_warn = fields.Boolean(related="dunning_root_id.dunning_credit_warn", readonly=False)
    dunning_credit_bill_method_ids = fields.Many2many(related="dunning_root_id.dunning_credit_bill_method_ids", readonly=False)
