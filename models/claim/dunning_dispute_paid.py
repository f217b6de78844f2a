"""Disputes of which nothing is open any more: to be settled."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.receivable import sql_is_called_paid


class DunningDispute(models.Model):
    _inherit = "dunning.dispute"

    is_paid_meanwhile = fields.Boolean(compute="_compute_is_paid_meanwhile", search="_search_is_paid_meanwhile")

    def _compute_is_paid_meanwhile(self):
        paid = self.search([("id", "in", self.ids), ("is_paid_meanwhile", "=", True)])
        for dispute in self:
            dispute.is_paid_meanwhile = dispute in paid

    def _search_is_paid_meanwhile(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = ("paid", "in_payment", "reversed")
        paid = SQL("(SELECT move.id FROM account_move AS move WHERE %s)", sql_is_called_paid("move", states))
        return [("move_id", "in" if True in value else "not in", paid)]
