"""The due date that an item had before a payment plan changed it: what counts for the law is kept by the plan, beside the books."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_date_original = fields.Date(
        string="Due Date before the Payment Plan", compute="_compute_dunning_date_original",
        help="Legal days late, interest and the insurer's days go on from it.",
    )  # fmt: skip

    def _compute_dunning_date_original(self):
        moved = self.env["dunning.payment.plan.item"].sudo()
        found = dict(moved._read_group(
            [("move_line_id", "in", self.ids), ("date_original", "!=", False)], ["move_line_id"], ["date_original:min"]
        ))  # fmt: skip
        for line in self:
            line.dunning_date_original = found.get(line._origin, False)
