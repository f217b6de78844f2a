"""Holding of deliveries, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_delivery_hold = fields.Boolean(related="dunning_root_id.dunning_delivery_hold", readonly=False)
