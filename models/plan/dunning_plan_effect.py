"""The way from a plan to what its steps brought."""

from odoo import models


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    def action_open_effect(self):
        """Open what the steps of this plan brought."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_effect")
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {"search_default_contacted": 1}}
