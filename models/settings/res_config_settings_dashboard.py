"""Settings of the weekly dashboard, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_dashboard_user_ids = fields.Many2many(related="dunning_root_id.dunning_dashboard_user_ids", readonly=False)
    dunning_dashboard_weekday = fields.Selection(related="dunning_root_id.dunning_dashboard_weekday", readonly=False)
