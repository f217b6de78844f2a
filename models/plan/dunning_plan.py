"""A dunning plan: an ordered ladder of steps, and the customers or invoices it is meant for."""

from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..shared import evidence
from ..shared.channels import SEGMENTS
from ..shared.filter_access import forbidden_path, keep_to_companies
from ..shared.shipped import shipped


class DunningPlan(models.Model):
    _name = "dunning.plan"
    _description = "Dunning Plan"
    _inherit = ["dunning.guarded", "dunning.cached.rules", "mail.thread"]
    _shared_without_company = True
    _order = "priority, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        domain="[('parent_id', '=', False)]",
        help="Root company the plan belongs to. Empty: usable by every company.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    description = fields.Text(translate=True, help="What the plan is for, in words every team understands.")
    step_ids = fields.One2many("dunning.plan.step", "plan_id", string="Steps", copy=True)
    grouping = fields.Selection(
        [
            ("customer", "One message per customer"),
            ("invoice", "One message per invoice"),
            ("group", "One message per group of companies"),
        ],
        default="customer",
        required=True,
        help="Per invoice: each invoice gets its own message; all of one day still count as one contact. Per group: the "
        "companies below one parent get one message and one call, to the parent, with the amounts of each company apart.",
    )
    minimum_interval = fields.Integer(
        string="Minimum Interval (days)",
        default=3,
        help="Days between two contact days of one customer, over all plans and channels.",
    )
    grouping_window = fields.Integer(
        string="Grouping Window (days)",
        default=7,
        help="An overdue invoice that is asked for takes its own next step with it when that falls within so many days. "
        "0: only what is due that day goes together.",
    )
    letter_window = fields.Integer(
        string="Letter Window (days)",
        default=15,
        help="A registered letter takes invoices whose own registered letter falls within so many days, and none follows "
        "within 30 days. 0: each keeps its day.",
    )
    not_again_days = fields.Integer(
        string="Not Again For (days)",
        default=21,
        help="The same text in a firm tone is said to a customer once in so many days. 0: for each invoice.",
    )
    threshold = fields.Monetary(help="No contact when the items addressed add up to less than this (company currency).")
    catch_up = fields.Selection(
        [("soft", "Start softly at the first step after the due date"), ("jump", "Jump to the step that fits the age")],
        string="Old Debts",
        default="soft",
        required=True,
        help="Where an invoice begins that is old already when the plan first sees it.",
    )
    priority = fields.Integer(default=10, help="Plans are tried from the lowest number to the highest.")
    segment = fields.Selection(SEGMENTS, help="Customers of this segment get the plan.")
    partner_domain = fields.Char(string="Customers", help="Customers that match get the plan.")
    move_domain = fields.Char(string="Invoices", help="Only invoices that match get the plan (optional).")
    profile_count = fields.Integer(compute="_compute_profile_count")

    _minimum_interval_positive = models.Constraint(
        "CHECK(minimum_interval >= 0)", "The minimum interval of a plan cannot be negative."
    )
    _grouping_window_range = models.Constraint(
        "CHECK(grouping_window BETWEEN 0 AND 14)", "The grouping window of a plan lies between 0 and 14 days."
    )
    _letter_window_range = models.Constraint(
        "CHECK(letter_window BETWEEN 0 AND 60)", "The letter window of a plan lies between 0 and 60 days."
    )
    _not_again_days_range = models.Constraint(
        "CHECK(not_again_days BETWEEN 0 AND 366)", "A text is said again after 0 to 366 days."
    )
    _threshold_positive = models.Constraint("CHECK(threshold >= 0)", "The threshold of a plan cannot be negative.")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for plan in self:
            plan.currency_id = (plan.company_id or self.env.company).currency_id

    def _compute_profile_count(self):
        counts = dict(self.env["dunning.profile"]._read_group([("plan_id", "in", self.ids)], ["plan_id"], ["__count"]))
        for plan in self:
            plan.profile_count = counts.get(plan, 0)

    @api.constrains("step_ids", "minimum_interval", "active")
    def _check_plan_can_work(self):
        """Refuse a plan that cannot work, in one sentence that names the step and the reason.

        :raises ValidationError: two active steps on the same day, or a minimum interval above the
            smallest gap between steps after the due date (design rule 5)
        """
        for plan in self:
            steps = plan.step_ids.filtered("active").sorted("delay")
            for earlier, later in pairwise(steps):
                gap = later.delay - earlier.delay
                if gap == 0:
                    raise ValidationError(
                        self.env._(
                            "Plan “%(plan)s”: the steps “%(first)s” and “%(second)s” fall on the same day (%(delay)s). "
                            "Give each step its own delay.",
                            plan=plan.name,
                            first=earlier.name,
                            second=later.name,
                            delay=earlier.delay_label,
                        )
                    )
                if earlier.delay >= 0 and gap < plan.minimum_interval:
                    raise ValidationError(
                        self.env._(
                            "Plan “%(plan)s”: only %(gap)s days lie between “%(first)s” (%(first_day)s) and "
                            "“%(second)s” (%(second_day)s), fewer than the minimum interval of %(interval)s days. "
                            "Lower the interval or move a step.",
                            plan=plan.name,
                            gap=gap,
                            first=earlier.name,
                            first_day=earlier.delay_label,
                            second=later.name,
                            second_day=later.delay_label,
                            interval=plan.minimum_interval,
                        )
                    )

    @api.constrains("company_id")
    def _check_root_company(self):
        for plan in self:
            if plan.company_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "Plan “%(plan)s” belongs to the branch %(branch)s: choose its main company %(root)s instead.",
                        plan=plan.name,
                        branch=plan.company_id.name,
                        root=plan.company_id.root_id.name,
                    )
                )

    @api.constrains("partner_domain", "move_domain")
    def _check_domains(self):
        for plan in self:
            for field, model in (("partner_domain", "res.partner"), ("move_domain", "account.move")):
                try:
                    path = forbidden_path(self.env[model], plan._parse_plan_domain(field))
                    if not path:
                        self.env[model].sudo()._search(plan._parse_plan_domain(field), limit=1)
                except Exception as error:
                    raise ValidationError(
                        self.env._(
                            "Plan “%(plan)s”: the filter on %(what)s cannot be read (%(error)s).",
                            plan=plan.name,
                            what=plan._fields[field]._description_string(self.env),
                            error=error,
                        )
                    ) from error
                if path:
                    plan._refuse_filter(field, path)

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._check_filters_of_writer()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if {"partner_domain", "move_domain"} & vals.keys():
            self._check_filters_of_writer()
        return result

    def _check_filters_of_writer(self):
        """Refuse filters on what their writer may not read; constraints are checked as superuser.

        :raises ValidationError: with the plan, the filter and the field
        """
        for plan in self:
            for field, model in (("partner_domain", "res.partner"), ("move_domain", "account.move")):
                path = forbidden_path(self.env[model], plan._parse_plan_domain(field))
                if path:
                    plan._refuse_filter(field, path)

    def _refuse_filter(self, field, path):
        raise ValidationError(
            self.env._(
                "Plan “%(plan)s”: the filter on %(what)s may not use “%(path)s”.",
                plan=self.name,
                what=self._fields[field]._description_string(self.env),
                path=path,
            )
        )

    def _parse_plan_domain(self, field):
        """Return the plan's filter as a Domain; everything matches when it is empty."""
        self.ensure_one()
        text = self[field]
        return (
            Domain(safe_eval(text, {"uid": self.env.uid})) if text and text.strip() not in ("", "[]") else Domain.TRUE
        )

    def _assignment_sql(self, company, day=None):
        """Return the SQL condition under which an item gets one of these plans, with the plan's id.

        The condition speaks of ``item.partner_id``, ``item.move_id`` and ``profile.segment``. A stored filter that looks
        into what it may not matches nobody.

        :param company: root ``res.company`` for which is decided: what a filter reaches of other companies does not count
        :param date day: a past day whose ledger is rebuilt
        :return: SQL ``CASE`` expression giving the id of the first plan that matches, else NULL
        """
        branches = []
        for plan in self.filtered("active"):
            conditions = plan._audience_conditions(company, day)
            if not (conditions or plan.segment or plan.partner_domain or plan.move_domain):
                continue  # a plan without criteria is nobody's by itself: it is given, or the company's default
            if plan.segment:
                conditions.append(SQL("COALESCE(profile.segment, 'standard') = %s", plan.segment))
            for field, model, column in (
                ("partner_domain", "res.partner", SQL("item.partner_id")),
                ("move_domain", "account.move", SQL("item.move_id")),
            ):
                domain = plan._parse_plan_domain(field)
                if not domain.is_true():
                    records = self.env[model].sudo().with_context(active_test=False)
                    if forbidden_path(records, domain):
                        conditions.append(SQL("FALSE"))
                        continue
                    domain = keep_to_companies(records, domain, company)
                    conditions.append(SQL("%s IN %s", column, records._search(domain).subselect()))
            if conditions:
                branches.append(SQL("WHEN %s THEN %s", SQL(" AND ").join(conditions), plan.id))
        return SQL("CASE %s END", SQL(" ").join(branches)) if branches else SQL("NULL::int")

    @api.model
    def _default_plan(self, company):
        """Return the plan that a root company uses when nothing else fits."""
        return company.root_id.dunning_plan_id.filtered("active")

    @api.depends("name", "company_id")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = plan.name

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for plan, vals in zip(self, vals_list, strict=True):
            if not (default or {}).get("name"):
                vals["name"] = self.env._("%s (copy)", plan.name)
        return vals_list

    @api.ondelete(at_uninstall=True)
    def _unlink_except_used(self):
        if evidence.may_delete(self.env):
            return
        used = self.env["dunning.action.line"].sudo().search([("step_id.plan_id", "in", self.ids)], limit=1)
        if used:
            raise ValidationError(
                self.env._(
                    "Plan “%s” has already been used: archive it instead, so that its history stays.",
                    used.step_id.plan_id.name,
                )
            )

    def action_open_profiles(self):
        """Open the customers to whom this plan was given by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers"),
            "res_model": "dunning.profile",
            "view_mode": "list,kanban,form",
            "domain": [("plan_id", "=", self.id)],
        }

    def action_simulate(self):
        """Open a simulation of this plan: of who follows it, or as the default when nobody does yet."""
        self.ensure_one()
        company = self.company_id or self.env.company.root_id
        followed = (
            company.dunning_plan_id == self
            or self.segment
            or self.debtor_class
            or self.size
            or self.paid_below
            or self.partner_domain
            or self.move_domain
            or self.profile_count
            or self.env["dunning.plan.override"].search_count([("plan_id", "=", self.id)], limit=1)
        )
        chosen = {"plan_id": self.id} if followed else {"scenario": "default", "other_plan_id": self.id}
        return self.env["dunning.simulation"]._open_simulation({"company_id": company.id, **chosen})

    def action_print(self):
        """Print the plan on one page."""
        return shipped(self.env, "action_report_plan").report_action(self)

    def action_open_effect(self):
        """Open what the steps of this plan brought."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_effect")
        return {**action, "domain": [("plan_id", "=", self.id)], "context": {"search_default_contacted": 1}}
