"""The invoice leads to what is recorded beside it about its delivery."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_dunning_performance(self):
        """Open the dialogue that says when what this invoice is for was delivered or performed."""
        self.ensure_one()
        known = self.env["dunning.performance"].search([("move_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivery or Performance"),
            "res_model": "dunning.performance",
            "res_id": known.id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }
