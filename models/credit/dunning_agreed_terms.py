"""Payment terms as they were agreed, invoice line by line: beside policy and law, and what the days beyond cost.

Days are those from the invoice's date to its due dates, weighted by amount. A day costs the amount with tax times the
company's financing rate, by 365 (what is not paid yet has to be financed).
"""

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ..claim.dunning_limitation_rule import DEBTORS
from ..shared.company_day import company_day
from ..shared.debtor_class import sql_debtor_class, sql_told
from ..shared.receivable import sql_due, sql_trade

# Invoices of so many months are looked at.
MONTHS = 24
WEIGHTED = ("days", "policy_days", "law_days", "days_over", "run_days")


class DunningAgreedTerms(models.Model):
    _name = "dunning.agreed.terms"
    _description = "Agreed Payment Terms"
    _auto = False
    _order = "cost_over desc, id"
    _rec_name = "number"

    _depends = {
        "account.move": ["state", "move_type", "invoice_date", "invoice_user_id", "invoice_payment_term_id", "amount_total_signed"],
        "account.move.line": ["balance", "date_maturity", "product_id", "display_type"],
        "dunning.profile": ["debtor_class"],
        "dunning.payment.run": ["state", "date_start", "date_end"],
        "dunning.terms.policy": ["policy_days", "law_days", "law_month_days"],
    }  # fmt: skip

    number = fields.Char(readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    invoice_date = fields.Date(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    debtor_class = fields.Selection(DEBTORS, readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    payment_term_id = fields.Many2one("account.payment.term", string="Payment Terms", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="With tax, company currency.")
    days = fields.Float(string="Days Agreed", readonly=True, aggregator="avg", help="Weighted by amount.")
    policy_days = fields.Integer(string="Policy (days)", readonly=True, aggregator="avg")
    law_days = fields.Integer(string="Law (days)", readonly=True, aggregator="avg")
    days_over = fields.Float(
        string="Days Beyond Policy", readonly=True, aggregator="avg", help="Weighted by amount; without policy, beyond the law."
    )
    run_days = fields.Float(
        string="Days Lost to Payment Runs", readonly=True, aggregator="avg",
        help="How long a due date waits on the average for the customer's next payment run, by the runs in use. Weighted by amount.",
    )  # fmt: skip
    cost_run = fields.Monetary(string="Cost of Payment Runs", readonly=True)
    is_over_policy = fields.Boolean(string="Beyond Policy", readonly=True)
    is_over_law = fields.Boolean(string="Beyond the Law", readonly=True)
    cost_day = fields.Monetary(string="Cost of a Day", readonly=True, help="Amount times the financing rate, by 365.")
    cost_over = fields.Monetary(string="Cost of Days Beyond", readonly=True)
    proposal = fields.Char(compute="_compute_proposal")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT sold.*, policy.days AS policy_days, law.days AS law_days, over.days AS days_over,
                   sold.days > policy.days AS is_over_policy,
                   sold.last_due > GREATEST(sold.invoice_date + law.days, CASE WHEN law.month_days > 0 THEN GREATEST(
                       %(month_end)s + law.month_days, %(end_after)s) END) AS is_over_law,
                   sold.amount * sold.rate / 365 AS cost_day, sold.amount * sold.rate / 365 * over.days AS cost_over,
                   COALESCE(run.days, 0) AS run_days, sold.amount * sold.rate / 365 * COALESCE(run.days, 0) AS cost_run
              FROM (%(sold)s) AS sold
              LEFT JOIN LATERAL (%(policy)s) AS policy ON TRUE
              LEFT JOIN LATERAL (%(law)s) AS law ON TRUE
             CROSS JOIN LATERAL (SELECT COALESCE(GREATEST(sold.days - COALESCE(policy.days, law.days), 0), 0) AS days) AS over
              LEFT JOIN (%(runs)s) AS run ON run.partner_id = sold.partner_id AND run.root_id = sold.root_company_id
            """,
            runs=self._sql_run_waits(),
            sold=self._sql_sold(),
            policy=self.env["dunning.terms.policy"]._sql_nearest("policy"),
            law=self.env["dunning.terms.policy"]._sql_nearest("law"),
            month_end=SQL("(DATE_TRUNC('month', sold.invoice_date) + INTERVAL '1 month - 1 day')::date"),
            end_after=SQL("(DATE_TRUNC('month', sold.invoice_date + law.month_days) + INTERVAL '1 month - 1 day')::date"),
        )

    def _sql_sold(self):
        """Return the product lines of invoices with the days that their invoice gives, one row each."""
        first = company_day(self) - relativedelta(months=MONTHS)
        return SQL(
            """
            SELECT line.id, move.id AS move_id, move.name AS number, move.invoice_date, move.commercial_partner_id AS partner_id,
                   partner.country_id, %(debtor_class)s AS debtor_class, move.invoice_user_id AS salesperson_id, line.product_id,
                   move.invoice_payment_term_id AS payment_term_id, move.company_id, root.id AS root_company_id, root.currency_id,
                   -line.balance * move.amount_total_signed / move.amount_untaxed_signed AS amount,
                   term.days::float8 AS days, term.last_due, COALESCE(root.dunning_financing_rate, 0)::numeric AS rate
              FROM account_move AS move
              JOIN account_move_line AS line ON line.move_id = move.id AND line.display_type = 'product' AND line.balance <> 0
              JOIN res_partner AS partner ON partner.id = move.commercial_partner_id
              JOIN res_company AS company ON company.id = move.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              JOIN (
                SELECT item.move_id, SUM(item.balance * (%(due)s - entry.invoice_date)) / SUM(item.balance) AS days,
                       MAX(%(due)s) AS last_due
                  FROM account_move_line AS item
                  JOIN account_move AS entry ON entry.id = item.move_id AND entry.invoice_date >= %(first)s
                  JOIN account_account AS account ON account.id = item.account_id AND %(trade)s
                 GROUP BY item.move_id
                HAVING SUM(item.balance) > 0
              ) AS term ON term.move_id = move.id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = move.commercial_partner_id AND profile.company_id = root.id
              LEFT JOIN (%(told)s) AS told ON told.partner_id = move.commercial_partner_id AND told.company_id = root.id
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted' AND move.invoice_date >= %(first)s
               AND move.amount_untaxed_signed <> 0
            """,
            debtor_class=sql_debtor_class(),
            due=sql_due("item"),
            first=first,
            trade=sql_trade(),
            told=sql_told(
                SQL(
                    """SELECT DISTINCT sold.commercial_partner_id AS partner_id, SPLIT_PART(place.parent_path, '/', 1)::int AS company_id
                         FROM account_move AS sold JOIN res_company AS place ON place.id = sold.company_id
                        WHERE sold.move_type = 'out_invoice' AND sold.state = 'posted' AND sold.invoice_date >= %s""",
                    first,
                )
            ),
        )

    def _sql_run_waits(self):
        """Return how long a due date waits on the average for the next payment run of each customer who has runs.

        Of all days between two runs each is as likely to be the due date; on the day of a run none is waited.
        """
        Run, today = self.env["dunning.payment.run"].sudo(), company_day(self)
        queries = [
            SQL(
                "SELECT %s AS root_id, partner_id, day - LAG(day) OVER (PARTITION BY partner_id ORDER BY day) AS gap FROM (%s) AS run",
                root.id,
                Run._sql_payment_run_days(root, today),
            )
            for root in self.env.companies.sudo().root_id
            if Run._payment_run_rules(root.id)
        ] or [SQL("SELECT NULL::int AS root_id, NULL::int AS partner_id, NULL::int AS gap WHERE FALSE")]
        return SQL(
            """SELECT root_id, partner_id, SUM(gap * (gap - 1))::float8 / (2 * SUM(gap)) AS days
                 FROM (%s) AS run WHERE gap > 0 GROUP BY root_id, partner_id""",
            SQL(" UNION ALL ").join(queries),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Days of a group are weighted by amount."""
        name, _sep, function = aggregate_spec.partition(":")
        if name not in WEIGHTED or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        amount, days = (self._field_to_sql(self._table, field, query) for field in ("amount", name))
        return SQL(
            "SUM(%(amount)s * %(days)s) / NULLIF(SUM(CASE WHEN %(days)s IS NOT NULL THEN %(amount)s END), 0)", amount=amount, days=days
        )

    @api.depends("days", "policy_days", "law_days", "cost_over")
    @api.depends_context("lang")
    def _compute_proposal(self):
        for row in self:
            limit = row.policy_days or row.law_days
            row.proposal = bool(row.days_over) and self.env._(
                "%(limit)s days instead of %(days)s: saves %(cost)s",
                limit=limit,
                days=round(row.days),
                cost=formatLang(self.env, row.cost_over, currency_obj=row.currency_id),
            )

    def action_open_item(self):
        """Open the invoice."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "account.move", "res_id": self.move_id.id, "view_mode": "form"}
