"""Promises and disputes of invoices, and the dialogues that take them down."""

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_promise_line_ids = fields.One2many(
        "dunning.promise.line", "move_id", string="Promises", groups="account_dunning.group_dunning_user"
    )
    dunning_dispute_ids = fields.One2many(
        "dunning.dispute", "move_id", string="Disputes", groups="account_dunning.group_dunning_user"
    )

    def action_dunning_promise(self):
        """Open the dialogue that takes down a promise about these invoices."""
        return self.env["dunning.promise.wizard"]._dialogue(self._dunning_customers(), moves=self)

    def action_dunning_dispute(self):
        """Open the dialogue that opens disputes about these invoices."""
        return self.env["dunning.dispute.wizard"]._dialogue(self._dunning_customers(), self)
