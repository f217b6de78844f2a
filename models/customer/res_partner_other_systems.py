"""Customers: where other add-ons send reminders too, our tab says that it is ours."""

from odoo import api, fields, models

from ..settings.other_systems import explain_other_tabs


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_other_tabs = fields.Char(compute="_compute_dunning_other_tabs", groups="account_dunning.group_dunning_user")

    @api.depends_context("lang")
    def _compute_dunning_other_tabs(self):
        self.dunning_other_tabs = explain_other_tabs(self.env)
