"""A customer's set-offs on its page, and what we owe it."""

from odoo import api, fields, models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    set_off_ids = fields.One2many("dunning.set.off", "profile_id")
    set_off_count = fields.Integer(string="Set-offs", compute="_compute_set_off_count")
    has_payables = fields.Boolean(compute="_compute_set_off_count", help="We owe this customer something, too.")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_set_off_count(self):
        counts, both = {}, self.browse()
        if self.env["dunning.set.off"].has_access("read"):
            found = self.env["dunning.set.off"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"])
            counts = {profile.id: count for profile, count in found}
            both = self.env["dunning.mutual.debt"].search([("profile_id", "in", self.ids)]).profile_id
        for profile in self:
            profile.set_off_count = counts.get(profile.id, 0)
            profile.has_payables = profile in both

    def action_set_off(self):
        """Open the dialogue that offers this customer a set-off."""
        self.ensure_one()
        return self.env["dunning.set.off.wizard"]._open_set_off_wizard(self.partner_id, self.company_id)

    def action_open_set_offs(self):
        """Open the customer's set-offs."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set-offs"),
            "res_model": "dunning.set.off",
            "view_mode": "list,form",
            "domain": [("profile_id", "=", self.id)],
        }
