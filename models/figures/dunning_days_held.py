"""Where the days are: the sales-weighted DSO of a day by who held them, each euro by who holds it on that day.

The sales-weighted DSO is Σ over months of open ÷ sales × days (``metrics.dso_weighted``): each euro that is open of a month
makes days ÷ sales of that month. So every open item of sales has its days, and these add up to the DSO whatever they are
grouped by: the term that was agreed, the part of it above policy, disputes, promises, money that is here and not allocated,
plain lateness. Everything is rebuilt from ledger, disputes and promises as they stood, so any day can be asked for.
"""

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..balance.dunning_aged_item import DEPENDS
from ..shared.bounds import FAR_DAY, FIRST_DAY
from ..shared.company_day import company_day
from ..shared.windows import form_of
from . import metrics
from .dunning_metrics import COUNTBACK_MONTHS

PARTS = [
    ("a_term", "Agreed term"), ("b_above", "Term above policy"), ("c_dispute", "Dispute"), ("d_promise", "Promised"),
    ("e_cash", "Ours: payment not allocated"), ("f_late", "Lateness"), ("g_credit", "Credit notes not allocated"),
]  # fmt: skip

# Key of the context in which a screen keeps what it was asked for; the client brings it back.
KEY = "dunning_days_held"
# Longest term that counts as policy unless somebody says otherwise (days from the invoice): France, L. 441-10.
POLICY_DAYS = 60
MOST_POLICY_DAYS = 1000


class DaysAsked(NamedTuple):
    """As of which day, and from how many days after the invoice on a term is above policy."""

    day: date
    policy: int


class DunningDaysHeld(models.Model):
    _name = "dunning.days.held"
    _description = "Days by Who Held Them"
    _auto = False
    _order = "days desc, id"
    _rec_name = "move_id"
    _depends = DEPENDS | {
        "account.move": ["invoice_date", "move_type", "invoice_user_id"],
        "dunning.dispute": [*DEPENDS["dunning.dispute"], "user_id"],
    }

    part = fields.Selection(PARTS, string="Held By", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    dispute_user_id = fields.Many2one("res.users", string="Owner of the Dispute", readonly=True)
    segment = fields.Char(readonly=True)
    sale_date = fields.Date(string="Invoiced", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(string="Open", currency_field="company_currency_id", readonly=True)
    days = fields.Float(
        digits=(16, 4), readonly=True,
        help="Days of the sales-weighted DSO of the main company: the sum is the DSO, whatever it is grouped by.",
    )  # fmt: skip

    @property
    def _table_query(self):
        asked = self._read_days_asked()
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self._sql_days(root, asked)) for root in self.env.companies.root_id
        )

    @api.model
    def _read_days_asked(self, values=None):
        """Read what is asked for; today and the usual policy by default.

        :param dict values: ``day`` and ``policy``, those of the context by default
        :return: ``DaysAsked``
        :raises UserError: something of it cannot be read
        """
        values = values if values is not None else self.env.context.get(KEY) or {}
        try:
            day = fields.Date.to_date(values.get("day") or None) or company_day(self)
            policy = int(values.get("policy") or 0)
        except (ValueError, TypeError, AttributeError) as error:
            raise UserError(self.env._("These are no days.")) from error
        if not FIRST_DAY <= day <= FAR_DAY or not 0 <= policy <= MOST_POLICY_DAYS:
            raise UserError(self.env._("These are no days."))
        return DaysAsked(day, policy)

    # -- the statement -----------------------------------------------------------------------------

    @api.model
    def _sql_days(self, root, asked):
        """Return the open items of sales of a main company, an item once for each part that holds some of it.

        :param root: main ``res.company``; of it and its branches those that are switched on
        :param DaysAsked asked: day and policy
        """
        Aging = self.env["dunning.aging"]
        options = Aging._read_options({"day": fields.Date.to_string(asked.day), "trade": True})
        mine = self.env.companies.filtered(lambda company: company.root_id == root)
        options = options._replace(company_ids=tuple(mine.ids), account_ids=(), partner_ids=())
        return SQL(
            """
            WITH %(holds)s,
            weight AS MATERIALIZED (%(weights)s),
            item AS MATERIALIZED (%(items)s),
            money AS (
                -- credits that are no sale: what was paid and nobody has allocated
                SELECT item.partner_id, -SUM(item.residual) AS amount
                  FROM item
                  JOIN account_move AS move ON move.id = item.move_id AND move.move_type NOT IN ('out_invoice', 'out_refund', 'out_receipt')
                 WHERE item.is_credit GROUP BY 1
            ),
            sold AS (
                SELECT item.*, COALESCE(move.invoice_date, line.date) AS sale_date, move.invoice_user_id, weight.days_per_euro,
                       CASE WHEN item.is_credit OR item.held = 'dispute' THEN 0 ELSE item.residual END AS coverable
                  FROM item
                  JOIN account_move_line AS line ON line.id = item.id
                  JOIN account_move AS move ON move.id = item.move_id AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                  JOIN weight ON weight.month = DATE_TRUNC('month', COALESCE(move.invoice_date, line.date)::timestamp)::date
                 WHERE COALESCE(move.invoice_date, line.date) <= %(day)s
            ),
            netted AS (
                -- the oldest due first, as credits are counted everywhere else
                SELECT sold.*, GREATEST(0, LEAST(sold.coverable, COALESCE(money.amount, 0) - (SUM(sold.coverable) OVER (
                           PARTITION BY sold.partner_id ORDER BY sold.date_due, sold.id) - sold.coverable))) AS cash
                  FROM sold
                  LEFT JOIN money ON money.partner_id = sold.partner_id
            ),
            left_over AS (
                SELECT netted.*, CASE WHEN netted.days > 0 AND netted.held = 'promise'
                                      THEN GREATEST(0, LEAST(netted.residual - netted.cash, netted.promised)) ELSE 0 END AS given
                  FROM netted
            )
            SELECT item.id * 4 + part.place AS id, part.part, item.move_id, item.partner_id, item.company_id, item.company_currency_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id, item.invoice_user_id) AS salesperson_id,
                   COALESCE(profile.collector_id, root.dunning_collector_id) AS collector_id,
                   CASE WHEN part.part = 'c_dispute' THEN dispute.user_id END AS dispute_user_id, profile.segment,
                   item.sale_date, item.date_due, part.amount, part.amount::float * item.days_per_euro AS days
              FROM left_over AS item
             CROSS JOIN LATERAL (VALUES
                   (0, 'e_cash', item.cash),
                   (1, 'd_promise', item.given),
                   (2, CASE WHEN item.is_credit THEN 'g_credit' WHEN item.held = 'dispute' THEN 'c_dispute' WHEN item.days > 0 THEN 'f_late'
                            WHEN %(policy)s > 0 AND %(day)s > item.sale_date + %(policy)s THEN 'b_above' ELSE 'a_term' END,
                    item.residual - item.cash - item.given)) AS part (place, part, amount)
              JOIN res_company AS root ON root.id = item.root_id
              LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = item.root_id
              LEFT JOIN (SELECT move_id, MIN(user_id) AS user_id FROM dunning_dispute
                          WHERE date_opened <= %(day)s AND (state = 'open' OR settled_on > %(day)s) GROUP BY 1) AS dispute
                     ON dispute.move_id = item.move_id
             WHERE part.amount <> 0
            """,
            holds=Aging._sql_holds_as_of(options),
            weights=self._sql_weights(options),
            items=Aging._sql_on_hold(Aging._sql_items(options, entry=False)),
            day=SQL("%s::date", asked.day),
            policy=SQL("%s::int", asked.policy),
        )

    @api.model
    def _sql_weights(self, options):
        """Return how many days one open euro of each month's sales makes, as ``month`` (first day), ``sales, days_per_euro``.

        Sales are invoices less credit notes with tax, as in the key figures; a month under way counts its days so far. Months
        whose credit notes exceed their sales make none.
        """
        first = (options.day - relativedelta(months=COUNTBACK_MONTHS - 1)).replace(day=1)
        return SQL(
            """
            SELECT month.month, month.sales, (LEAST((month.month + INTERVAL '1 month - 1 day')::date, %(day)s::date) - month.month + 1)
                   / month.sales::float AS days_per_euro
              FROM (
                SELECT DATE_TRUNC('month', COALESCE(move.invoice_date, line.date)::timestamp)::date AS month, SUM(line.balance) AS sales
                  FROM account_move_line AS line
                  JOIN (%(accounts)s) AS account ON account.id = line.account_id
                  JOIN account_move AS move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
                   AND COALESCE(move.invoice_date, line.date) BETWEEN %(first)s AND %(day)s
                 GROUP BY 1
              ) AS month
             WHERE month.sales > 0
            """,
            accounts=self.env["dunning.aging"]._sql_accounts(options),
            companies=list(options.company_ids),
            first=first,
            day=options.day,
        )

    @api.model
    def _days_by_part(self, root, asked):
        """Return the days of a main company by who held them; they add up to its sales-weighted DSO.

        :param root: main ``res.company``
        :param DaysAsked asked: day and policy
        :return: dict of days by part, 0 where there is nothing
        :raises AccessError: the user reads no aged balance
        """
        self.env["dunning.aging"]._check_access()
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT part, SUM(days) FROM (%s) AS held GROUP BY part", self._sql_days(root, asked)))
        return dict.fromkeys(dict(PARTS), 0.0) | dict(rows)

    @api.model
    def _money_of_one_day(self, companies, day):
        """Return the money that one day ties up: the sales of the twelve months up to a day ÷ 365.

        :param companies: ``res.company`` of one main company
        :param date day: last day of the twelve months
        """
        options = self.env["dunning.aging"]._read_options({"day": fields.Date.to_string(day), "trade": True})
        options = options._replace(company_ids=tuple(companies.ids))
        first = day - relativedelta(years=1)
        [(sales,)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(line.balance), 0)::float
                  FROM account_move_line AS line
                  JOIN (%s) AS account ON account.id = line.account_id
                  JOIN account_move AS move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 WHERE line.parent_state = 'posted' AND line.company_id = ANY(%s)
                   AND COALESCE(move.invoice_date, line.date) > %s AND COALESCE(move.invoice_date, line.date) <= %s
                """,
                self.env["dunning.aging"]._sql_accounts(options), list(companies.ids), first, day,
            )
        )  # fmt: skip
        return metrics.cash_of_one_day(sales)

    def action_open_item(self):
        """Open the invoice."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.move_id)
