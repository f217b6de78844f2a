"""Settings of payment plans, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_plan_offer_days = fields.Integer(related="dunning_root_id.dunning_plan_offer_days", readonly=False)
    dunning_plan_remind_days = fields.Integer(related="dunning_root_id.dunning_plan_remind_days", readonly=False)
    dunning_plan_missed_days = fields.Integer(related="dunning_root_id.dunning_plan_missed_days", readonly=False)
    dunning_plan_broken_days = fields.Integer(related="dunning_root_id.dunning_plan_broken_days", readonly=False)
    dunning_plan_journal_id = fields.Many2one(related="dunning_root_id.dunning_plan_journal_id", readonly=False)
