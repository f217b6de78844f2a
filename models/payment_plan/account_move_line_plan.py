"""The due date that an item had before a payment plan changed it: what counts for the law is kept by the plan, beside the books."""

from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_date_original = fields.Date(
        string="Due Date before the Payment Plan", compute="_compute_dunning_date_original",
        help="Legal days late, interest and the insurer's days go on from it.",
    )  # fmt: skip

    dunning_entry_id = fields.Many2one(
        "account.move", string="Known By", compute="_compute_dunning_entry_id",
        help="The invoice or entry that a customer knows an item by: of an instalment that replaced one, the invoice.",
    )  # fmt: skip

    @api.depends("move_id")
    def _compute_dunning_entry_id(self):
        owed = self.env["dunning.replacement"].sudo().search_fetch([("line_id", "in", self.ids)], ["line_id", "move_id"])
        found = {one.line_id.id: one.move_id.id for one in owed if one.move_id}
        for line in self:
            line.dunning_entry_id = found.get(line.id) or line.move_id

    def _compute_dunning_date_original(self):
        moved = self.env["dunning.payment.plan.item"].sudo()
        found = dict(moved._read_group(
            [("move_line_id", "in", self.ids), ("date_original", "!=", False)], ["move_line_id"], ["date_original:min"]
        ))  # fmt: skip
        owed = self.env["dunning.replacement"].sudo().search_fetch([("line_id", "in", self.ids)], ["line_id", "date_original"])
        found = {one.line_id: one.date_original for one in owed} | found
        for line in self:
            line.dunning_date_original = found.get(line._origin, False)
