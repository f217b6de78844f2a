"""What if: the decisions of the next days, day after day, without writing anything that dunning remembers.

Here is what a person asks and sees; ``dunning_simulation_days`` lives through the days.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..models.shared.channels import CHANNELS
from ..models.shared.company_day import company_day

# Longest simulation (days): a year, after which hardly anything open today still tells something.
MAX_DAYS = 366

# Decisions (open items × days × choices of plans) up to which somebody waits for a simulation: some ten seconds.
SIMULATED_AT_ONCE = 100_000


class DunningSimulation(models.TransientModel):
    _name = "dunning.simulation"
    _inherit = "dunning.dialogue.background"
    _description = "Dunning Simulation"
    _background_methods = ("_simulate_in_background",)
    _transient_max_hours = 24.0

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id, domain="[('parent_id', '=', False)]"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_ids = fields.Many2many("res.partner", string="Customers", help="Empty: all customers.")
    plan_id = fields.Many2one(
        "dunning.plan", string="Who Follow", domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="Only customers of whom an open item follows this plan. Empty: all plans.",
    )  # fmt: skip
    scenario = fields.Selection(
        [
            ("current", "As things are"),
            ("default", "As if another plan were the default"),
            ("instead", "The same customers with another plan"),
        ],
        required=True, default="current",
        help="With another plan both are simulated, to be compared.",
    )  # fmt: skip
    other_plan_id = fields.Many2one(
        "dunning.plan", domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]"
    )
    date_start = fields.Date(string="From", required=True, default=company_day)
    days = fields.Integer(required=True, default=30)
    people_days = fields.Integer(
        string="People Take (days)",
        help="Days after which reviews, calls and letters are done. 0: the same day, as what is automatic.",
    )
    is_past = fields.Boolean(compute="_compute_is_past")
    as_of = fields.Boolean(
        string="As the Ledger Stood", compute="_compute_as_of", store=True, readonly=False,
        help="Of past days the ledger is rebuilt: invoices and payments come as they really came. Otherwise what is open now is simulated.",
    )  # fmt: skip
    line_ids = fields.One2many("dunning.simulation.line", "simulation_id", readonly=True)
    summary = fields.Json(readonly=True)
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)

    @api.depends("date_start", "days")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for simulation in self:
            day = format_date(self.env, simulation.date_start)
            simulation.display_name = (
                self.env._("Simulation from %(day)s, %(days)s days", day=day, days=simulation.days)
                if simulation.id
                else self.env._("Simulation")
            )

    @api.depends("date_start")
    def _compute_is_past(self):
        for simulation in self:
            start = simulation.date_start
            simulation.is_past = bool(start) and start < company_day(simulation)

    @api.depends("date_start")
    def _compute_as_of(self):
        for simulation in self:
            simulation.as_of = simulation.is_past

    @api.depends("summary")
    @api.depends_context("lang")
    def _compute_summary_html(self):
        channels = dict(self.env["dunning.simulation.line"]._fields["channel"]._description_selection(self.env))
        for simulation in self:
            parts = simulation.summary or []
            used = [code for code, _label in CHANNELS if any(code in part["channels"] for part in parts)]
            values = {
                "parts": [{**part, "label": simulation._scenario_label(part["scenario"])} for part in parts],
                "channels": [(code, channels[code]) for code in used],
                "currency": simulation.currency_id,
                "format_week": lambda day: format_date(self.env, day),
            }
            simulation.summary_html = bool(parts) and self.env["ir.qweb"]._render(
                "account_dunning.simulation_summary", values, raise_if_not_found=False
            )

    def _scenario_label(self, scenario):
        if scenario == "other":
            return self.other_plan_id.display_name
        return dict(self.env["dunning.simulation.line"]._fields["scenario"]._description_selection(self.env))[scenario]

    # -- what a person does ------------------------------------------------------------------------

    def action_simulate(self):
        """Simulate, with the other plan as well when one is to be compared; what takes long is done in the background.

        :return: the window that shows how far it is, else ``True``
        :raises UserError: what was asked cannot be simulated, in one sentence
        :raises AccessError: the company is not among the user's
        """
        self._check_one_dialogue()
        self._check_simulated_days()
        if self._count_decisions(company_day(self)) > SIMULATED_AT_ONCE:
            return self.env["dunning.background"]._queue_work(self, "_simulate_in_background", self.display_name, 1)
        self._simulate_scenarios()
        return True

    def _simulate_in_background(self, job):
        """Simulate what was asked, and show on the job at which day it is.

        :param job: ``dunning.background``
        """
        self._check_one_dialogue()
        self._check_simulated_days()
        self._simulate_scenarios(job)
        job._keep_result(self)

    def _simulate_scenarios(self, job=None):
        """Simulate one choice of plans, or two, and keep contacts and summary in place of those of before."""
        self.line_ids.unlink()
        today = company_day(self)
        scenarios = [("current", None)]
        if self.scenario != "current":
            replaced = False if self.scenario == "default" else self.plan_id.id or None
            scenarios.append(("other", (self.other_plan_id.id, replaced)))
        partners, summary = self._partners_to_simulate(today), []
        for rank, (scenario, plan) in enumerate(scenarios):
            show = job and (lambda share, rank=rank: job._show_step(int(100 * (rank + share) / len(scenarios)), 100))
            summary.append(self._simulate_days(scenario, plan, partners, today, show))
        self.summary = summary

    @api.model
    def _open_simulation(self, values):
        """Return the action that opens a simulation with some parameters given.

        :param dict values: fields of the simulation
        """
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_simulation"),
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_open_lines(self):
        """Open the simulated contacts: per week and channel, per person, one by one; two scenarios side by side."""
        self._check_one_dialogue()
        compared = {
            "graph_groupbys": ["date:week", "scenario"],
            "graph_stacked": False,
            "pivot_row_groupby": ["user_id"],
            "pivot_column_groupby": ["scenario", "date:week"],
        }
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_simulation_line"),
            "domain": [("simulation_id", "=", self.id)],
            "context": {} if self.scenario == "current" else compared,
        }

    def _check_simulated_days(self):
        self._check_targets()
        if self.company_id not in self.env.companies and not self.env.su:
            raise AccessError(self.env._("You do not work in this company."))
        if self.company_id.parent_id:
            raise UserError(
                self.env._("Dunning runs for the main company %s, not for its branches.", self.company_id.root_id.name)
            )
        if not 1 <= self.days <= MAX_DAYS:
            raise UserError(self.env._("Simulate between 1 and %s days.", MAX_DAYS))
        if not 0 <= self.people_days <= MAX_DAYS:
            raise UserError(self.env._("People take between 0 and %s days.", MAX_DAYS))
        if (self.date_start - company_day(self)).days > MAX_DAYS:
            raise UserError(self.env._("Simulations start at most %s days from today.", MAX_DAYS))
        if self.scenario == "current":
            return
        plan = self.other_plan_id
        if not plan:
            raise UserError(self.env._("Choose the other plan."))
        if not plan.active or not plan.step_ids:
            raise UserError(self.env._("Plan “%s” is archived or has no steps: nothing would follow from it.", plan.name))
        if plan.company_id and plan.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "Plan “%(plan)s” belongs to another company than %(company)s.",
                    plan=plan.name,
                    company=self.company_id.name,
                )
            )
        if plan == self.plan_id:
            raise UserError(self.env._("Choose another plan than the one they follow."))
