"""What is asked of an invoice that the customer approved in part: the message says that the rest is under discussion."""

from odoo import fields, models


class DunningActionLine(models.Model):
    _inherit = "dunning.action.line"

    is_part_disputed = fields.Boolean(compute="_compute_is_part_disputed")

    def _compute_is_part_disputed(self):
        disputes = self.env["dunning.dispute"].sudo().search(
            [("move_id", "in", self.move_id.ids), ("state", "=", "open"), ("asks_rest", "=", True)]
        )
        for line in self:
            line.is_part_disputed = line.move_id in disputes.move_id
