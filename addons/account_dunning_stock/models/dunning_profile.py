"""Deliveries on hold on the customer's page."""

from odoo import fields, models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    delivery_hold_ids = fields.One2many("dunning.delivery.hold", "profile_id", readonly=True)
    is_delivery_held = fields.Boolean(string="Deliveries Held", compute="_compute_is_delivery_held", compute_sudo=True)
    may_hold_deliveries = fields.Boolean(related="company_id.dunning_delivery_hold")

    def _compute_is_delivery_held(self):
        for profile in self:
            standing = profile.delivery_hold_ids.filtered(lambda hold: hold.state == "active")
            profile.is_delivery_held = any(hold._is_standing() for hold in standing)

    def _take_claims(self, source):
        """Take over the deliveries on hold too when two customers become one; one hold stands, that of the customer who stays."""
        result = super()._take_claims(source)
        holds = source.sudo().delivery_hold_ids
        if self.sudo().delivery_hold_ids.filtered(lambda hold: hold.state == "active"):
            for hold in holds.filtered(lambda hold: hold.state == "active"):
                hold._end_hold(self.env._("The customer became one with another"))
        holds.write({"profile_id": self.id})
        return result

    def action_hold_deliveries(self):
        """Open the dialogue in which a person holds the deliveries of a customer, with the notice that leaves."""
        self.ensure_one()
        self.env["dunning.delivery.hold"]._check_holds_deliveries(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold Deliveries"),
            "res_model": "dunning.delivery.hold.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id},
        }

    def action_release_deliveries(self):
        """Release the deliveries of a customer."""
        for profile in self:
            profile.delivery_hold_ids.filtered(lambda hold: hold.state == "active").action_release()
        return True
