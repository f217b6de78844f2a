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

    without_windows = fields.Boolean(compute="_compute_without_windows", search="_search_without_windows")
    windows_declined = fields.Boolean(
        string="Each Invoice for Itself", readonly=True, copy=False, tracking=True, help="Somebody decided that this plan gets no windows."
    )
    window_comparison_id = fields.Many2one(
        "dunning.comparison", string="Last Comparison", compute="_compute_window_comparison",
        help="Of the next 14 days, with the proposed window.",
    )  # fmt: skip
    contacts_apart = fields.Integer(string="Contacts as It Is", compute="_compute_window_comparison")
    contacts_together = fields.Integer(string="Contacts with the Window", compute="_compute_window_comparison")

    @api.depends("grouping_window", "letter_window", "not_again_days", "active", "windows_declined")
    def _compute_without_windows(self):
        for plan in self:
            windows = plan.grouping_window or plan.letter_window or plan.not_again_days
            plan.without_windows = plan.active and not windows and not plan.windows_declined

    def _search_without_windows(self, operator, value):
        if operator != "in":
            return NotImplemented
        undecided = [(name, "in", (0, False)) for name in (*WINDOWS, "windows_declined")] + [("active", "=", True)]
        return undecided if True in value else ["!", *["&"] * (len(undecided) - 1), *undecided]

    def _compute_window_comparison(self):
        """Of the last comparison that ran to its end: how many contacts of this plan each side made."""
        Comparison = self.env["dunning.comparison"]
        for plan in self:
            done = [("replaced_plan_id", "=", plan.id), ("plan_a_id", "=", plan.id), ("plan_b_id", "=", plan.id), ("windows_b", "=", True)]
            last = Comparison.search([*done, ("state", "=", "done")], order="id desc", limit=1) if plan.id else Comparison
            own = [("comparison_id", "=", last.id), ("plan_id", "=", plan.id)]
            sides = dict(self.env["dunning.comparison.line"]._read_group(own, ["side"], ["contact_count:sum"])) if last else {}
            plan.window_comparison_id = last
            plan.contacts_apart, plan.contacts_together = sides.get("a", 0), sides.get("b", 0)

    def _proposed_windows(self):
        """Return the windows that are proposed to a plan: dict of field values."""
        self.ensure_one()
        return {**WINDOWS, "grouping_window": KEY_WINDOW if self.segment == "key" else WINDOWS["grouping_window"]}

    def action_compare_windows(self):
        """Open what the proposed windows would change in the next two weeks, for each plan, lived through in the background."""
        self.check_access("write")
        today = company_day(self)
        comparisons = self.env["dunning.comparison"].create([plan._window_comparison_vals(today) for plan in self])
        comparisons.action_compare()
        action = {"type": "ir.actions.act_window", "name": self.env._("Plan against Plan"), "res_model": "dunning.comparison"}
        if len(comparisons) == 1:
            return {**action, "res_id": comparisons.id, "view_mode": "form"}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", comparisons.ids)]}

    def _window_comparison_vals(self, today):
        """Return the values of the comparison of this plan with itself with the proposed windows."""
        self.ensure_one()
        windows = self._proposed_windows()
        return {
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

    def action_decline_windows(self):
        """Leave plans as they are: nothing is proposed any more; whoever enters a window later has decided anew."""
        self.check_access("write")
        self._check_shared_setting()
        self.filtered("without_windows").sudo().windows_declined = True
        return True

    def action_accept_windows(self):
        """Give plans the proposed windows from the next run on; open actions keep their lines."""
        self.check_access("write")
        self._check_shared_setting()
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
