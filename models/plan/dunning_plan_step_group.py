"""Steps of plans that group by group of companies: none is a formal notice (``dunning.plan._check_letters_by_group``)."""

from odoo import api, models


class DunningPlanStep(models.Model):
    _inherit = "dunning.plan.step"

    @api.constrains("plan_id", "channel", "fallback_channel", "tone", "active")
    def _check_steps_by_group(self):
        self.plan_id._check_letters_by_group()
