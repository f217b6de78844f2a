"""Settings of time stamps, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_stamp_url = fields.Char(related="dunning_root_id.dunning_stamp_url", readonly=False)
    dunning_stamp_certificates = fields.Text(related="dunning_root_id.dunning_stamp_certificates", readonly=False)
