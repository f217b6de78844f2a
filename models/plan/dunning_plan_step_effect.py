"""What the steps of a plan brought, shown on the plan; the whole table is ``dunning.effect``."""

from odoo import api, fields, models


class DunningPlanStep(models.Model):
    _inherit = "dunning.plan.step"

    effect_count = fields.Integer(
        string="Items Contacted", compute="_compute_effectiveness", compute_sudo=True, groups="account_dunning.group_dunning_user",
        help="In the last twelve months.",
    )  # fmt: skip
    effect_share = fields.Float(
        string="% Paid in 15 Days", compute="_compute_effectiveness", compute_sudo=True, groups="account_dunning.group_dunning_user",
        help="Of what was asked in the last twelve months, by contacts whose 15 days are over; before the next contact.",
    )  # fmt: skip
    effect_known = fields.Boolean(compute="_compute_effectiveness", compute_sudo=True, groups="account_dunning.group_dunning_user")

    @api.depends_context("allowed_company_ids")
    def _compute_effectiveness(self):
        figures = self.env["dunning.effect"]._step_figures(self._origin, fields.Date.context_today(self))
        for step in self:
            count, share = figures.get(step._origin.id, (0, None))
            step.effect_count, step.effect_share, step.effect_known = count, share or 0.0, share is not None
