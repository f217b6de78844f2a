"""What kind of payer an action is about: for the work list, its filters and its pivot."""

from odoo import fields, models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    payer_type = fields.Selection(related="profile_id.payer_type", string="Payer Type")
    days_late_expected = fields.Float(related="profile_id.days_late_expected")
