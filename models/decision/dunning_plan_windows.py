"""Plans from before there were windows keep each invoice for itself until somebody decides: what is proposed, and what it changes."""

from datetime import timedelta

from odoo import api, fields, models

from ..shared.company_day import company_day

# Days ahead over which the difference is shown.
DAYS_AHEAD = 14

# What is proposed; key accounts are called more often, their window is shorter.
WINDOWS = {"grouping_window": 7, "letter_window": 15, "not_again_days": 21}
KEY_WINDOW = 5


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    without_windows = fields.Boolean(compute="_compute_without_windows")

    @api.depends("grouping_window", "letter_window", "not_again_days", "active")
    def _compute_without_windows(self):
        for plan in self:
            plan.without_windows = plan.active and not (plan.grouping_window or plan.letter_window or plan.not_again_days)

    def _proposed_windows(self):
        """Return the windows that are proposed to a plan: dict of field values."""
        self.ensure_one()
        return {**WINDOWS, "grouping_window": KEY_WINDOW if self.segment == "key" else WINDOWS["grouping_window"]}

    def action_compare_windows(self):
        """Open what the proposed windows would change in the next two weeks, lived through in the background."""
        self.ensure_one()
        self.check_access("write")
        today = company_day(self)
        windows = self._proposed_windows()
        comparison = self.env["dunning.comparison"].create(
            {
                "company_id": (self.company_id or self.env.company).root_id.id,
                "date_start": today,
                "date_end": today + timedelta(days=DAYS_AHEAD - 1),
                "replaced_plan_id": self.id,
                "plan_a_id": self.id,
                "plan_b_id": self.id,
                "windows_b": True,
                "grouping_window_b": windows["grouping_window"],
                "letter_window_b": windows["letter_window"],
                "not_again_b": windows["not_again_days"],
            }
        )
        comparison.action_compare()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan against Plan"),
            "res_model": "dunning.comparison",
            "res_id": comparison.id,
            "view_mode": "form",
        }

    def action_accept_windows(self):
        """Give plans the proposed windows from the next run on; open actions keep their lines."""
        for plan in self.filtered("without_windows"):
            windows = plan._proposed_windows()
            plan.write(windows)
            plan.message_post(
                body=plan.env._(
                    "One account, one conversation: grouping window %(grouping)s, letter window %(letter)s, not again for %(again)s days.",
                    grouping=windows["grouping_window"], letter=windows["letter_window"], again=windows["not_again_days"],
                )
            )  # fmt: skip
        self._store_sketches()
        return True
