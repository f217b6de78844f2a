"""The entry of a set-off: posted it pays what both accepted, as a draft again it pays nothing."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _dunning_find_set_offs(self, state):
        """Return the set-offs of these entries that are in a state."""
        entries = self.filtered(lambda move: move.move_type == "entry" and not move.statement_line_id and not move.origin_payment_id)
        if not entries:
            return self.env["dunning.set.off"]
        return self.env["dunning.set.off"].sudo().search([("entry_id", "in", entries.ids), ("state", "=", state)])

    def button_draft(self):
        """A draft pays nothing (core would keep what it is reconciled with): the set-off waits to be posted again."""
        result = super().button_draft()
        booked = self._dunning_find_set_offs("booked")
        booked.item_ids.entry_line_id.remove_move_reconcile()
        booked._as_set_off_addon().write({"state": "accepted", "booked_on": False})
        return result
