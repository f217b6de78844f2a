"""The plan that a person chose for one invoice; kept beside the invoice so that nothing writes on posted entries."""

from odoo import api, fields, models


class DunningPlanOverride(models.Model):
    _name = "dunning.plan.override"
    _description = "Dunning Plan of an Invoice"
    _inherit = ["dunning.guarded"]
    _rec_name = "move_id"
    _given_once = frozenset({"move_id"})

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="move_id.company_id", store=True)
    plan_id = fields.Many2one("dunning.plan", required=True, ondelete="cascade")

    _move_uniq = models.UniqueIndex("(move_id)", "This invoice already has its own plan.")

    @api.model
    def _set_plan_of_moves(self, moves, plan):
        """Give invoices a plan of their own, whether or not they had one.

        :param moves: ``account.move``
        :param plan: ``dunning.plan``
        """
        own = self.search([("move_id", "in", moves.ids)])
        own.plan_id = plan
        self.create([{"move_id": move.id, "plan_id": plan.id} for move in moves - own.move_id])
