"""Plan against plan: the engine lives the same days of the company with two plans or settings, and the contacts are compared.

Of past days the ledger is taken as it stood, and answers as they came: money comes on the days on which it came, whatever
would have been done. So contacts and work are compared, not success. What is lived is rolled back; only its figures are kept.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..shared.company_day import company_day
from ..shared.shipped import shipped

# Longest period (days): a year and a day.
MAX_DAYS = 367

SIDES = [("a", "A"), ("b", "B")]

# Settings that a side may change, by the switch that says so: field of the side -> (model, field).
CHANGES = {
    "windows": {
        "grouping_window": ("dunning.plan", "grouping_window"), "letter_window": ("dunning.plan", "letter_window"),
        "not_again": ("dunning.plan", "not_again_days"),
    },
    "budget": {"budget_day": ("res.company", "dunning_budget_day"), "budget_week": ("res.company", "dunning_budget_week")},
}  # fmt: skip


class DunningComparison(models.Model):
    _name = "dunning.comparison"
    _description = "Plan against Plan"
    _inherit = ["dunning.guarded"]
    _order = "id desc"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date(string="From", required=True, default=lambda self: company_day(self) - timedelta(days=365))
    date_end = fields.Date(string="Until", required=True, default=lambda self: company_day(self) - timedelta(days=1))
    replaced_plan_id = fields.Many2one(
        "dunning.plan", string="Instead of", check_company=True, ondelete="cascade",
        help="Only invoices that follow this plan get the plans below instead. Empty: all invoices do.",
    )  # fmt: skip
    people_days = fields.Integer(
        string="People Take (days)", help="Days after which reviews, calls and letters are done. 0: the same day."
    )
    plan_a_id = fields.Many2one(
        "dunning.plan", check_company=True, ondelete="cascade", help="Empty: every invoice keeps its own plan."
    )
    plan_b_id = fields.Many2one(
        "dunning.plan", check_company=True, ondelete="cascade", help="Empty: every invoice keeps its own plan."
    )
    windows_a = fields.Boolean(string="Other Windows (A)", help="The plan of this side gets the windows below; without one all plans do.")
    windows_b = fields.Boolean(string="Other Windows (B)", help="The plan of this side gets the windows below; without one all plans do.")
    grouping_window_a = fields.Integer(string="Grouping Window (A)", default=7)
    grouping_window_b = fields.Integer(string="Grouping Window (B)", default=7)
    letter_window_a = fields.Integer(string="Letter Window (A)", default=15)
    letter_window_b = fields.Integer(string="Letter Window (B)", default=15)
    not_again_a = fields.Integer(string="Not Again For (A)", default=21)
    not_again_b = fields.Integer(string="Not Again For (B)", default=21)
    budget_a = fields.Boolean(string="Other Contact Budgets (A)", help="This side keeps to the budgets below. 0: no limit.")
    budget_b = fields.Boolean(string="Other Contact Budgets (B)", help="This side keeps to the budgets below. 0: no limit.")
    budget_day_a = fields.Integer(string="Contacts per Day (A)", default=1)
    budget_day_b = fields.Integer(string="Contacts per Day (B)", default=1)
    budget_week_a = fields.Integer(string="Contacts in 7 Days (A)", default=2)
    budget_week_b = fields.Integer(string="Contacts in 7 Days (B)", default=2)

    state = fields.Selection(
        [("draft", "New"), ("queued", "Queued"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        default="draft", required=True, readonly=True, copy=False,
    )  # fmt: skip
    progress = fields.Float(string="Progress (%)", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)
    duration = fields.Float(string="Seconds", readonly=True, copy=False)
    result = fields.Json(readonly=True, copy=False)
    result_html = fields.Html(compute="_compute_result_html", sanitize=False)
    line_ids = fields.One2many("dunning.comparison.line", "comparison_id", readonly=True)

    @api.depends("date_start", "date_end", "plan_a_id", "plan_b_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for comparison in self:
            comparison.display_name = self.env._(
                "%(first)s against %(second)s, %(start)s to %(end)s",
                first=comparison._side_label("a"), second=comparison._side_label("b"),
                start=format_date(self.env, comparison.date_start), end=format_date(self.env, comparison.date_end),
            )  # fmt: skip

    def _side_label(self, side):
        """Return what a side is in a few words.

        :param str side: ``a`` or ``b``
        """
        plan = self[f"plan_{side}_id"]
        parts = [plan.display_name or self.env._("plans as they are")]
        if self[f"windows_{side}"]:
            parts.append(self.env._("windows %s", "/".join(str(self[f"{name}_{side}"]) for name in CHANGES["windows"])))
        if self[f"budget_{side}"]:
            parts.append(self.env._("budget %s", "/".join(str(self[f"{name}_{side}"]) for name in CHANGES["budget"])))
        return ", ".join(parts)

    @api.constrains("date_start", "date_end", "people_days", "company_id")
    def _check_period(self):
        for comparison in self:
            if comparison.company_id.parent_id:
                raise ValidationError(self.env._("Compare the plans of a main company: its branches are part of it."))
            if not 0 <= (comparison.date_end - comparison.date_start).days < MAX_DAYS:
                raise ValidationError(self.env._("Compare between 1 and %s days.", MAX_DAYS))
            today = company_day(comparison)
            if comparison.date_start < today <= comparison.date_end:
                raise ValidationError(self.env._("Choose days that are all over, or that begin today or later."))

    @api.constrains(*(f"{name}_{side}" for change in CHANGES.values() for name in change for side in "ab"))
    def _check_settings(self):
        for comparison in self:
            for side in "ab":
                windows = [comparison[f"{name}_{side}"] for name in ("grouping_window", "letter_window", "not_again")]
                budgets = [comparison[f"{name}_{side}"] for name in CHANGES["budget"]]
                if any(not 0 <= value <= most for value, most in zip(windows, (14, 60, 366), strict=True)) or min(budgets) < 0:
                    raise ValidationError(self.env._("Windows go up to 14, 60 and 366 days; budgets cannot be negative."))

    # -- what a person does ------------------------------------------------------------------------

    def action_compare(self):
        """Have both sides lived through in the background.

        :raises UserError: both sides are the same, or a plan could not work
        """
        self.check_access("write")
        for comparison in self:
            comparison._check_sides()
            comparison.sudo().write({"state": "queued", "progress": 0.0, "error": False, "result": False})
            comparison.sudo().line_ids.unlink()
        shipped(self.env, "ir_cron_dunning_comparison").sudo()._trigger()
        return True

    def _check_sides(self):
        if self._side_label("a") == self._side_label("b"):
            raise UserError(self.env._("Both sides are the same: choose another plan or other settings for one of them."))
        for plan in self.plan_a_id | self.plan_b_id:
            if not plan.active or not plan.step_ids:
                raise UserError(self.env._("Plan “%s” is archived or has no steps: nothing would follow from it.", plan.name))

    def action_open_lines(self):
        """Open the contacts of both sides: per week, channel, customer and person."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_comparison_line"),
            "domain": [("comparison_id", "=", self.id)],
        }

    @api.depends("result")
    @api.depends_context("lang")
    def _compute_result_html(self):
        for comparison in self:
            values = comparison.result and comparison._result_values()
            comparison.result_html = bool(values) and self.env["ir.qweb"]._render(
                "account_dunning.comparison_result", values, raise_if_not_found=False
            )

    def _result_values(self):
        """Return what the template of the result shows: the words beside the figures."""
        channels = dict(self.env["dunning.comparison.line"]._fields["channel"]._description_selection(self.env))
        sides = [self.result["a"], self.result["b"]]
        used = [code for code in channels if any(side["channels"].get(code) for side in sides)]
        users = sorted({int(user) for side in sides for user in side["people"]})
        names = {user.id: user.name for user in self.env["res.users"].sudo().browse(users).exists()}
        customers = [int(partner) for partner, *_counts in self.result["accounts"]]
        partners = {partner.id: partner.display_name for partner in self.env["res.partner"].sudo().browse(customers).exists()}
        return {
            "labels": [self._side_label("a"), self._side_label("b")],
            "sides": sides,
            "past": self.date_end < company_day(self),
            "channels": [(channels[code], [side["channels"].get(code, 0) for side in sides]) for code in used],
            "people": [
                (names.get(user) or self.env._("Nobody"), [side["people"].get(str(user), 0) for side in sides]) for user in users
            ],
            "accounts": [(partners.get(int(partner), ""), counts) for partner, *counts in self.result["accounts"]],
            "weeks": [(format_date(self.env, week), counts) for week, *counts in self.result["weeks"]],
        }


class DunningComparisonLine(models.Model):
    _name = "dunning.comparison.line"
    _description = "Contact of a Comparison"
    _order = "comparison_id, side, date, id"
    _rec_name = "partner_id"

    comparison_id = fields.Many2one("dunning.comparison", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="comparison_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="comparison_id.currency_id")
    side = fields.Selection(SIDES, required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    plan_id = fields.Many2one("dunning.plan", readonly=True, ondelete="set null")
    step_id = fields.Many2one("dunning.plan.step", readonly=True, ondelete="set null")
    channel = fields.Selection(selection=lambda self: self.env["dunning.plan.step"]._fields["channel"].selection, readonly=True)
    needs_person = fields.Boolean(string="By a Person", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Owner", readonly=True, ondelete="set null")
    contact_count = fields.Integer(string="Contacts", default=1, readonly=True)
    item_count = fields.Integer(string="Items", readonly=True)
    amount = fields.Monetary(readonly=True, help="What these items ask for, net of credits (company currency).")
