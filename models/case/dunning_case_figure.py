"""What handing over brings: amounts handed over and recovered, costs and net, by handler, route and age at the hand-over."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.windows import form_of
from .dunning_case import RESULTS, STATES
from .dunning_case_route import KINDS

# First day of each age but the first.
AGES = (31, 61, 91, 181, 366)
AGE_LABELS = [
    ("0", "Up to 30 days"), ("1", "31 to 60 days"), ("2", "61 to 90 days"), ("3", "91 to 180 days"), ("4", "181 to 365 days"),
    ("5", "More than a year"),
]  # fmt: skip


class DunningCaseFigure(models.Model):
    _name = "dunning.case.figure"
    _description = "Yield of Cases"
    _auto = False
    _order = "handed_on desc, id"
    _rec_name = "invoice_name"

    _depends = {
        "dunning.case": [
            "state",
            "handed_on",
            "closed_on",
            "handler_id",
            "route_id",
            "result",
            "fee_rate",
            "partner_id",
            "company_id",
            "branch_id",
        ],
        "dunning.case.item": ["amount", "age_days", "move_line_id", "case_id"],
        "dunning.case.cost": ["amount", "case_id"],
        "account.partial.reconcile": ["amount", "max_date", "debit_move_id", "credit_move_id"],
    }

    case_id = fields.Many2one("dunning.case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    branch_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    handler_id = fields.Many2one("res.partner", string="Handed Over To", readonly=True)
    route_id = fields.Many2one("dunning.case.route", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    state = fields.Selection(STATES, readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    invoice_name = fields.Char(string="Number", readonly=True)
    handed_on = fields.Date(readonly=True)
    closed_on = fields.Date(readonly=True)
    age = fields.Selection(AGE_LABELS, string="Age at Hand-over", readonly=True)
    age_days = fields.Integer(string="Age at Hand-over (days)", readonly=True, aggregator="avg")
    amount = fields.Monetary(string="Handed Over", currency_field="company_currency_id", readonly=True)
    recovered = fields.Monetary(currency_field="company_currency_id", readonly=True)
    cost = fields.Monetary(
        string="Costs",
        currency_field="company_currency_id",
        readonly=True,
        help="Of the case, spread over its items by their amount.",
    )
    net_yield = fields.Monetary(string="Net", currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT figure.*, figure.recovered - figure.cost AS net_yield
              FROM (
                SELECT item.id, item.case_id, handed.company_id, handed.branch_id, company.currency_id AS company_currency_id,
                       handed.partner_id, handed.handler_id, handed.route_id, handed.kind, handed.state, handed.result, item.invoice_name,
                       handed.handed_on, handed.closed_on, item.age_days,
                       WIDTH_BUCKET(item.age_days, %(ages)s::int[])::text AS age, item.amount, COALESCE(got.recovered, 0) AS recovered,
                       -- of the whole, what the items up to this one bear, less what those before it do: the parts add up
                       ROUND(COALESCE(cost.amount * SUM(item.amount) OVER upto / NULLIF(SUM(item.amount) OVER whole, 0), 0),
                             money.decimal_places)
                       - ROUND(COALESCE(cost.amount * (SUM(item.amount) OVER upto - item.amount)
                                        / NULLIF(SUM(item.amount) OVER whole, 0), 0), money.decimal_places)
                       + ROUND(COALESCE(got.recovered, 0) * COALESCE(handed.fee_rate, 0)::numeric, money.decimal_places) AS cost
                  FROM dunning_case_item AS item
                  JOIN dunning_case AS handed ON handed.id = item.case_id AND handed.handed_on IS NOT NULL
                  JOIN res_company AS company ON company.id = handed.company_id
                  JOIN res_currency AS money ON money.id = company.currency_id
                  LEFT JOIN (%(recovered)s) AS got ON got.id = item.id
                  LEFT JOIN (SELECT case_id, SUM(amount) AS amount FROM dunning_case_cost GROUP BY case_id) AS cost
                         ON cost.case_id = item.case_id
                WINDOW whole AS (PARTITION BY item.case_id), upto AS (PARTITION BY item.case_id ORDER BY item.id)
              ) AS figure
            """,
            ages=list(AGES),
            recovered=self.env["dunning.case.item"]._sql_recovered(),
        )

    def action_open_case(self):
        """Open the case of this line."""
        self.ensure_one()
        return form_of(self.case_id)
