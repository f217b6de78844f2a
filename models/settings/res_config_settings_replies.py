"""Settings of replies, reading, thanks and what salespeople are told, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_reply_days = fields.Integer(related="dunning_root_id.dunning_reply_days", readonly=False)
    dunning_track_opens = fields.Boolean(related="dunning_root_id.dunning_track_opens", readonly=False)
    dunning_check_sent = fields.Boolean(related="dunning_root_id.dunning_check_sent", readonly=False)
    dunning_thanks = fields.Boolean(related="dunning_root_id.dunning_thanks", readonly=False)
    dunning_tell_sales = fields.Boolean(related="dunning_root_id.dunning_tell_sales", readonly=False)
    dunning_digest = fields.Boolean(related="dunning_root_id.dunning_digest", readonly=False)
