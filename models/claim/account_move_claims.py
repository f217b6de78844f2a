"""Promises and disputes of invoices, and the dialogues that take them down."""

from odoo import api, fields, models

from ..shared import evidence


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_promise_count = fields.Integer(
        string="Promises", compute="_compute_dunning_columns", groups="account_dunning.group_dunning_user"
    )
    dunning_dispute_count = fields.Integer(
        string="Disputes", compute="_compute_dunning_columns", groups="account_dunning.group_dunning_user"
    )

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dunning_claims(self):
        """Keep disputes, promises and holds: the database would delete them along with the invoice.

        :raises UserError: there are some about one of these invoices
        """
        moves = self.filtered(lambda move: move.is_sale_document(include_receipts=True) or move.move_type == "entry")
        kept = self.browse()
        for model in ("dunning.dispute", "dunning.promise.line", "dunning.hold") if moves else ():
            kept |= self.env[model].sudo().search([("move_id", "in", moves.ids)], limit=1).move_id
        evidence.check_deletion(
            kept,
            self.env._(
                "A dispute, promise or hold about “%s” is part of the history: cancel the invoice instead of deleting it.",
                kept[:1].sudo().display_name,
            ),
        )

    def action_dunning_promise(self):
        """Open the dialogue that takes down a promise about these invoices."""
        return self.env["dunning.promise.wizard"]._open_promise_wizard(self._dunning_customers(), moves=self)

    def action_dunning_dispute(self):
        """Open the dialogue that opens disputes about these invoices."""
        return self.env["dunning.dispute.wizard"]._open_dispute_wizard(self._dunning_customers(), self)

    def action_open_dunning_promises(self):
        """Open the promises about these invoices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promises"),
            "res_model": "dunning.promise",
            "view_mode": "list,kanban,form",
            "domain": [("line_ids.move_id", "in", self.ids)],
        }

    def action_open_dunning_disputes(self):
        """Open the disputes about these invoices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disputes"),
            "res_model": "dunning.dispute",
            "view_mode": "list,kanban,form",
            "domain": [("move_id", "in", self.ids)],
        }
