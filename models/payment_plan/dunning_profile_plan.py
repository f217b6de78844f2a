"""A customer's payment plans on its page."""

from odoo import api, fields, models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    payment_plan_ids = fields.One2many("dunning.payment.plan", "profile_id")
    payment_plan_count = fields.Integer(string="Payment Plans", compute="_compute_payment_plan_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_payment_plan_count(self):
        found = self.env["dunning.payment.plan"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"])
        counts = {profile.id: count for profile, count in found}
        for profile in self:
            profile.payment_plan_count = counts.get(profile.id, 0)

    def _linked_plans(self):
        """Return the payment plans whose links these customers got."""
        return self.env["dunning.payment.plan"].search([("profile_id", "in", self.ids)])

    def action_payment_plan(self):
        """Open the dialogue that offers this customer a payment plan."""
        self.ensure_one()
        return self.env["dunning.payment.plan.wizard"]._open_plan_wizard(self.partner_id, self.company_id)

    def action_open_payment_plans(self):
        """Open the customer's payment plans."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment Plans"),
            "res_model": "dunning.payment.plan",
            "view_mode": "list,form",
            "domain": [("profile_id", "=", self.id)],
        }
