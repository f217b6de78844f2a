"""Settings of set-offs, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_set_off_journal_id = fields.Many2one(related="dunning_root_id.dunning_set_off_journal_id", readonly=False)
    dunning_set_off_days = fields.Integer(related="dunning_root_id.dunning_set_off_days", readonly=False)
