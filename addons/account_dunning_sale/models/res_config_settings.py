"""The effect on orders, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_credit_orders = fields.Selection(related="dunning_root_id.dunning_credit_orders", readonly=False)
    dunning_credit_terms = fields.Selection(related="dunning_root_id.dunning_credit_terms", readonly=False)
    dunning_credit_term_id = fields.Many2one(related="dunning_root_id.dunning_credit_term_id", readonly=False)
