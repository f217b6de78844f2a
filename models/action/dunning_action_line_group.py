"""Whose debt a line is, where the message goes to the parent of a group."""

from odoo import fields, models


class DunningActionLine(models.Model):
    _inherit = "dunning.action.line"

    subsidiary_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict", readonly=True,
        help="The company of the group that owes it, where the message goes to the group.",
    )  # fmt: skip

    def _find_debtor(self):
        """Return who owes the item: the action's customer, or the subsidiary."""
        self.ensure_one()
        return self.subsidiary_id or self.action_id.partner_id
