"""What key figures are asked for, and their summary: DSO against target and market, what a day costs."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from ..models.figures import metrics
from ..models.figures.dunning_metrics import month_end
from ..models.figures.dunning_target import MEASURES, SHARES, misses
from ..models.shared.company_day import company_day

# Groups shown one by one; the rest, by receivables, is summed up as others.
MOST_GROUPS = 200
MOST_MONTHS = 60

DIMENSIONS = [
    ("company", "Company"),
    ("customer", "Customer"),
    ("salesperson", "Salesperson"),
    ("collector", "Collector"),
    ("country", "Country"),
    ("segment", "Segment"),
    ("size", "Size"),
    ("class", "Share of sales (A, B, C)"),
    ("plan", "Plan"),
]

# In these a group is a person, who may have targets of his own.
PEOPLE = ("salesperson", "collector")

# What each dimension groups by, as text; the model whose names it takes. Others: see ``_sql_grouping``.
GROUPS = {
    "company": (SQL("line.company_id::text"), "res.company"),
    "customer": (SQL("partner.id::text"), "res.partner"),
    "salesperson": (SQL("COALESCE(move.invoice_user_id, profile.own_salesperson_id, partner.user_id)::text"), "res.users"),
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
        DIMENSIONS, string="For Each", required=True, default="company",
        help="Size and plan are what the customers' profiles say now. Share of sales: the largest customers who together make 80 % of the "
             "sales of twelve months are A, those up to 95 % B, all others C.",
    )  # fmt: skip
    summary_html = fields.Html(readonly=True, sanitize_attributes=False)
    line_ids = fields.One2many("dunning.metric", "wizard_id")

    def _compute_display_name(self):
        self.display_name = self.env._("Key Figures")

    def _visible_companies(self):
        """Return the companies whose figures the user may see: the root company and its branches, as far as they are his."""
        mine = self.env.user.company_ids
        return self.company_id._dunning_companies().filtered(lambda company: company in mine)

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
        found = Metrics._figures_by_month(companies, self.last_month, self.months, group)
        names = self._group_names(found, model)
        targets = self.env["dunning.target"]._target_lookup(self.company_id)
        largest = sorted(found, key=lambda key: -abs(found[key][-1]["receivables"]))[:MOST_GROUPS]
        rows = self.env["dunning.metric"].sudo().create(
            [self._metric_vals(names[key], key, figures, targets) for key in largest for figures in found[key]]
        )
        if self.dimension == "company" and len(companies) == 1:
            whole = found.get(str(companies.id), [])
        else:
            whole = next(iter(Metrics._figures_by_month(companies, self.last_month, self.months, SQL("'all'")).values()), [])
        self.summary_html = self._summarise_month(whole, targets) if whole else False
        return rows.sudo(False)

    def _sql_grouping(self, companies):
        """Return what the figures are grouped by, as SQL, and the model whose names the groups take."""
        Metrics = self.env["dunning.metrics"]
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
            "size": self.env._("Size not known"),
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
        person = int(key) if self.dimension in PEOPLE and key else None
        target = {measure: targets(measure, figures["month"], person) for measure, _label in MEASURES}
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
        annual = self.env["dunning.metrics"]._annual_sales(figures, now["month"])

        capital = self.env["dunning.metrics"]._working_capital(self._visible_companies(), now["month"])
        capital_days = metrics.working_capital_days(capital["requirement"], annual)

        def money(amount):
            return formatLang(self.env, amount, currency_obj=company.currency_id)

        references = self.env["dunning.reference"].search(
            ["|", ("country_id", "=", False), ("country_id", "=", company.account_fiscal_country_id.id)]
        )
        return self.env["ir.qweb"]._render(
            "account_dunning.metric_summary",
            {
                "month": format_date(self.env, now["month"], date_format="MMMM yyyy"),
                "rows": self._summary_rows(now, before, targets),
                "one_day": money(metrics.cash_of_one_day(annual)),
                "cost": company.dunning_financing_rate
                and now["delinquent_days"]
                and money(metrics.cost_of_days(annual, now["delinquent_days"], company.dunning_financing_rate)),
                "offset": company.dunning_margin and money(metrics.sales_to_offset(now["overdue"], company.dunning_margin)),
                "overdue": money(now["overdue"]),
                "capital": {name: money(amount) for name, amount in capital.items()},
                "with_inventory": bool(company.dunning_inventory_account_ids),
                "capital_days": capital_days is not None and formatLang(self.env, capital_days, digits=1),
                "references": references,
                "money": money,
                "one": lambda value: formatLang(self.env, value, digits=1),
            },
        )

    def _summary_rows(self, now, before, targets):
        """Return the lines of the table: name, now, a year before, target, whether it is missed; numbers as text."""
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
