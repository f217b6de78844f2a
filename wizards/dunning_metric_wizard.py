"""What key figures are asked for, and their summary: DSO against target and market, what a day costs."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..models.figures import metrics
from ..models.figures.dunning_metrics import month_end
from ..models.figures.dunning_target import MEASURES, SHARES, misses
from ..models.shared.company_day import company_day

_lt = LazyTranslate(__name__)

# Groups shown one by one; the rest, by receivables, is summed up as others.
MOST_GROUPS = 200
MOST_MONTHS = 60

DIMENSIONS = [
    ("company", _lt("Company")),
    ("branch", _lt("Branch")),
    ("customer", _lt("Customer")),
    ("salesperson", _lt("Salesperson")),
    ("collector", _lt("Collector")),
    ("country", _lt("Country")),
    ("segment", _lt("Segment")),
    ("size", _lt("Size")),
    ("class", _lt("Share of sales (A, B, C)")),
    ("plan", _lt("Plan")),
    ("analytic", _lt("Analytic account")),
]

# Only where another add-on (sale) gives invoices a sales team.
TEAM = ("team", _lt("Sales team"))

# In these a group may have targets of its own: field of the target by dimension; that of teams comes with their add-on.
OWN_TARGETS = {
    "salesperson": "user_id", "collector": "user_id", "branch": "branch_id", "analytic": "analytic_account_id", "team": "team_id",
}  # fmt: skip

# What is not asked for.
OUTSIDE = "outside"

# What each dimension groups by, as text; the model whose names it takes. Others: see ``_sql_grouping``.
GROUPS = {
    "branch": (SQL("line.company_id::text"), "res.company"),
    "customer": (SQL("partner.id::text"), "res.partner"),
    "salesperson": (SQL("COALESCE(move.invoice_user_id, profile.own_salesperson_id, partner.user_id)::text"), "res.users"),
    "team": (SQL("move.team_id::text"), "crm.team"),
    "country": (SQL("partner.country_id::text"), "res.country"),
    "segment": (SQL("COALESCE(profile.segment, 'standard')"), None),
    "size": (SQL("profile.size"), None),
}


class DunningMetricWizard(models.TransientModel):
    _name = "dunning.metric.wizard"
    _inherit = "dunning.dialogue"
    _description = "Key Figures"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id,
        domain="[('id', 'in', allowed_company_ids), ('parent_id', '=', False)]",
    )  # fmt: skip
    last_month = fields.Date(
        string="Up to the Month of", required=True,
        default=lambda self: fields.Date.subtract(company_day(self).replace(day=1), days=1),
    )  # fmt: skip
    months = fields.Integer(required=True, default=24)
    dimension = fields.Selection(
        "_list_dimensions", string="For Each", required=True, default="company",
        help="Company: all of it that is chosen at the top. Size and plan are what the customers' profiles say now. Share of sales: the "
             "largest customers who together make 80 % of the sales of twelve months are A, those up to 95 % B, all others C. Analytic "
             "account: the one with the largest part of an invoice; what was collected is not known by account.",
    )  # fmt: skip
    analytic_plan_id = fields.Many2one(
        "account.analytic.plan", domain="[('parent_id', '=', False)]", groups="analytic.group_analytic_accounting",
        help="Empty: the first.",
    )  # fmt: skip
    scope = fields.Selection(
        [("all", "All customers"), ("mine", "My customers"), ("team", "Customers of my team")], string="Of", required=True, default="all",
        help="My customers: those whose collector I am. My team: also those whose deputy or salesperson I am; of a credit manager, all.",
    )  # fmt: skip
    summary_html = fields.Html(readonly=True, sanitize_attributes=False)
    line_ids = fields.One2many("dunning.metric", "wizard_id")

    def _compute_display_name(self):
        self.display_name = self.env._("Key Figures")

    @api.model
    def _list_dimensions(self):
        """Return by what figures can be grouped here, labels in the user's language."""
        known = DIMENSIONS if "team_id" not in self.env["account.move"]._fields else [*DIMENSIONS[:4], TEAM, *DIMENSIONS[4:]]
        return [(code, self.env._(label)) for code, label in known]

    def _visible_companies(self):
        """Return the companies whose figures are asked for: those chosen at the top, as on the dashboard.

        :raises UserError: none of this main company is chosen
        """
        companies = self.company_id._dunning_own_companies()
        if not companies:
            raise UserError(self.env._("Choose %s or one of its branches at the top of the screen.", self.company_id.name))
        return companies

    def _make_rows(self):
        """Compute the figures and keep them as rows.

        :return: ``dunning.metric``
        :raises UserError: the number of months cannot be
        """
        self._check_one_dialogue()
        if not 1 <= self.months <= MOST_MONTHS:
            raise UserError(self.env._("Choose between 1 and %s months.", MOST_MONTHS))
        self.line_ids.unlink()
        Metrics = self.env["dunning.metrics"]
        companies = self._visible_companies()
        group, model = self._sql_grouping(companies)
        # of those that owe most, and perhaps of all who are not asked for
        found = Metrics._figures_by_month(companies, self.last_month, self.months, self._sql_in_scope(group), largest=MOST_GROUPS + 1)
        found.pop(OUTSIDE, None)
        names = self._group_names(found, model)
        targets = self.env["dunning.target"]._target_lookup(self.company_id)
        largest = sorted(found, key=lambda key: -abs(found[key][-1]["receivables"]))[:MOST_GROUPS]
        rows = self.env["dunning.metric"].sudo().create(
            [self._metric_vals(names[key], key, figures, targets) for key in largest for figures in found[key]]
        )
        if self.dimension == "company":
            whole = next(iter(found.values()), [])
        else:
            all_of_it = self._sql_in_scope(SQL("'all'"))
            whole = Metrics._figures_by_month(companies, self.last_month, self.months, all_of_it).get("all", [])
        self.summary_html = self._summarise_month(whole, targets) if whole else False
        return rows.sudo(False)

    def _sql_in_scope(self, group):
        """Return the group of customers that are asked for, and ``OUTSIDE`` of all others."""
        asked = self.env["dunning.dashboard"]._read_request({"company_id": self.company_id.id, "scope": self.scope})
        if self.scope == "all":
            return group
        return SQL("CASE WHEN %s THEN %s ELSE %s END", self.env["dunning.dashboard"]._metric_scope_sql(asked), group, OUTSIDE)

    def _sql_grouping(self, companies):
        """Return what the figures are grouped by, as SQL, and the model whose names the groups take."""
        Metrics = self.env["dunning.metrics"]
        if self.dimension == "company":
            return SQL("%s::text", str(self.company_id.id)), "res.company"
        if self.dimension == "analytic":
            return Metrics._sql_analytic_group(self.sudo().analytic_plan_id), "account.analytic.account"
        if self.dimension == "collector":
            usual = self.company_id.sudo().dunning_collector_id
            return SQL("COALESCE(profile.collector_id, %s)::text", usual.id or None), "res.users"
        if self.dimension == "plan":
            return Metrics._sql_plan_group(companies), "dunning.plan"
        if self.dimension == "class":
            return Metrics._sql_class_group(companies, month_end(self.last_month)), None
        return GROUPS[self.dimension]

    def _group_names(self, found, model):
        """Return the name of each group."""
        empty = {
            "country": self.env._("No country"),
            "plan": self.env._("No plan"),
            "analytic": self.env._("No analytic account"),
            "size": self.env._("Size not known"),
            "team": self.env._("No sales team"),
        }.get(self.dimension, self.env._("Nobody"))
        if model is None:
            field = self.env["dunning.profile"]._fields.get(self.dimension)
            labels = dict(field._description_selection(self.env)) if field else {}
            return {key: labels.get(key, key) or empty for key in found}
        ids = [int(key) for key in found if key]
        records = {record.id: record.sudo().display_name for record in self.env[model].browse(ids)}
        return {key: records[int(key)] if key else empty for key in found}

    def _metric_vals(self, name, key, figures, targets):
        """Return the row of a group and month, with the targets of the person it is about, or of the company."""
        part = (OWN_TARGETS[self.dimension], int(key)) if self.dimension in OWN_TARGETS and key else None
        target = {measure: targets(measure, figures["month"], part) for measure, _label in MEASURES}
        missed = [measure for measure, value in target.items() if misses(measure, figures[measure], value)]
        return {
            **{name: value or 0 for name, value in figures.items()},
            "wizard_id": self.id,
            "company_id": self.company_id.id,
            "group_name": name,
            "partner_id": int(key) if self.dimension == "customer" and key else False,
            "dso_target": target["dso"] or 0,
            "overdue_target": target["overdue_ratio"] or 0,
            "missed": ", ".join(self._target_text(measure, target[measure]) for measure in missed),
        }

    def _target_text(self, measure, value):
        """Return a target in words: the figure, and what it should be."""
        label = dict(self.env["dunning.target"]._fields["measure"]._description_selection(self.env))[measure]
        if measure in SHARES:
            return f"{label} {formatLang(self.env, 100 * value, digits=1)}\N{NO-BREAK SPACE}%"
        return f"{label} {formatLang(self.env, value, digits=1)}"

    def _summarise_month(self, figures, targets):
        """Return the last month in words and a small table: against the target, the market, and in money."""
        now = figures[-1]
        before = figures[-13] if len(figures) > 12 else None
        company = self.company_id.sudo()
        # of twelve months also when fewer are shown: a quarter's sales would make four times the days
        annual = self._sales_of_year(now["month"])
        # what trade ties up is the company's, not that of some customers
        capital = self.scope == "all" and self.env["dunning.metrics"]._working_capital(self._visible_companies(), now["month"])
        capital_days = capital and metrics.working_capital_days(capital["requirement"], annual)

        def money(amount):
            return formatLang(self.env, amount, currency_obj=company.currency_id)

        references = self.env["dunning.reference"]._figures_beside(self.company_id)
        others = self.env["dunning.reference"].concat(*(found for measure, found in references.items() if measure not in now))
        return self.env["ir.qweb"]._render(
            "account_dunning.metric_summary",
            {
                "title": self._scope_title(now["month"]),
                "month": format_date(self.env, now["month"]),
                "year_before": format_date(self.env, fields.Date.subtract(now["month"], years=1), date_format="MMMM yyyy"),
                "rows": self._summary_rows(now, before, targets, references),
                "one_day": money(metrics.cash_of_one_day(annual)),
                "cost": company.dunning_financing_rate
                and now["delinquent_days"]
                and money(metrics.cost_of_days(annual, now["delinquent_days"], company.dunning_financing_rate)),
                "offset": company.dunning_margin and money(metrics.sales_to_offset(now["overdue"], company.dunning_margin)),
                "overdue": money(now["overdue"]),
                "capital": capital and {name: money(amount) for name, amount in capital.items()},
                "with_inventory": bool(company.dunning_inventory_account_ids),
                "capital_days": capital_days not in (None, False) and formatLang(self.env, capital_days, digits=1),
                "references": others,
                "with_elsewhere": any(measure in now for measure in references),
                "money": money,
                "one": lambda value: formatLang(self.env, value, digits=1),
            },
        )

    def _sales_of_year(self, month):
        """Return the sales of the twelve months that end with a month, of the customers asked for."""
        Metrics = self.env["dunning.metrics"]
        found = Metrics._figures_by_month(self._visible_companies(), month, 12, self._sql_in_scope(SQL("'all'")), {"sales"})
        return Metrics._annual_sales(found.get("all", []), month)

    def _scope_title(self, month):
        """Return whose figures these are, and of which month."""
        asked = self.env["dunning.dashboard"]._read_request({"company_id": self.company_id.id, "scope": self.scope}, month)
        return self.env["dunning.dashboard"]._scope_text(asked)

    def _elsewhere_text(self, references):
        """Return reference figures of one measure in words: "14.1 (France, 2025)", the newest of each place first."""
        return "; ".join(
            self.env._("%(value)s (%(place)s, %(year)s)", value=formatLang(self.env, one.value, digits=1), place=one._place_name(),
                       year=one.date.year)
            for one in references
        )  # fmt: skip

    def _summary_rows(self, now, before, targets, references):
        """Return the lines of the table: name, now, a year before, target, whether it is missed, elsewhere; numbers as text."""
        env = self.env
        names = {
            "dso": env._("DSO, days"),
            "best_dso": env._("Best possible DSO, days"),
            "delinquent_days": env._("Days delinquent"),
            "dso_countback": env._("DSO by count-back, days"),
            "overdue_ratio": env._("Share overdue, %"),
            "effectiveness": env._("Collection effectiveness, %"),
            "days_late": env._("Days late of what was paid"),
            "median_days_late": env._("Days late of what was settled, median"),
            "late_rate": env._("Share paid late, %"),
            "default_rate": env._("Default rate, %"),
            "invoicing_delay": env._("Invoicing delay, days"),
            "promise_kept_ratio": env._("Promises kept, %"),
            "dispute_rate": env._("Dispute rate, %"),
        }

        def text(measure, value):
            return "–" if value is None else formatLang(env, 100 * value if measure in SHARES else value, digits=1)

        rows = []
        for measure, name in names.items():
            target = targets(measure, now["month"])
            more = "> " if measure == "dso_countback" and now["is_exhausted"] else ""
            rows.append(
                {
                    "name": name,
                    "now": more + text(measure, now[measure]),
                    "before": text(measure, before and before[measure]),
                    "target": text(measure, target),
                    "missed": misses(measure, now[measure], target),
                    "elsewhere": self._elsewhere_text(references.get(measure, ())),
                }
            )
        return rows

    def action_show(self):
        """Compute and show the summary."""
        self._make_rows()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key Figures"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_open_lines(self):
        """Open the figures by month."""
        self._check_one_dialogue()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key Figures up to %s", format_date(self.env, month_end(self.last_month))),
            "res_model": "dunning.metric",
            "view_mode": "graph,list,pivot",
            "domain": [("wizard_id", "=", self.id)],
        }
