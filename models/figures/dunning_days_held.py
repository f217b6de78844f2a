"""Where the days are: the sales-weighted DSO of a day by who held them, day by day of each invoice.

The sales-weighted DSO is Σ over months of open ÷ sales × days (``metrics.dso_weighted``): each euro that is open of a month
makes days ÷ sales of that month. So every open item of sales has its days, and these add up to the DSO whatever they are
grouped by. They are shared out evenly over the days since the invoice, and each of these was held by somebody: by us until
the invoice left, by the term that was agreed and the part of it above policy, after the due date by a dispute, a promise, an
approval, the next payment run, or by nothing but lateness; where money is here and not allocated, by us since it came.
Everything is rebuilt from ledger, disputes and promises as they stood, so any day can be asked for. What passed between
delivery and invoice is no part of a DSO and stands apart (``days_before``).
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
from .month_figures import COUNTBACK_MONTHS

PARTS = [
    ("a_sending", "Ours: invoice not sent yet"), ("a_term", "Agreed term"), ("b_above", "Term above policy"), ("c_dispute", "Dispute"),
    ("d_promise", "Promised"), ("d_approval", "Customer's approval"), ("d_run", "Payment run"), ("e_cash", "Ours: payment not allocated"),
    ("f_late", "Lateness"), ("g_credit", "Credit notes not allocated"), ("h_invoicing", "Ours: before the invoice (apart)"),
]  # fmt: skip
# Our own side.
OURS = ("a_sending", "e_cash", "h_invoicing")

# Key of the context in which a screen keeps what it was asked for; the client brings it back.
KEY = "dunning_days_held"
# Longest term that counts as policy unless somebody says otherwise (days from the invoice): France, L. 441-10.
POLICY_DAYS = 60
MOST_POLICY_DAYS = 1000


# Columns of a row that stay when it is divided among the parts of its invoice, and those that are divided.
COLUMNS = (
    "part", "move_id", "partner_id", "company_id", "company_currency_id", "salesperson_id", "collector_id", "dispute_user_id", "segment",
    "team_id", "sale_date", "date_due",
)  # fmt: skip
DIVIDED = ("amount", "days", "days_before")


class DaysAsked(NamedTuple):
    """As of which day, from how many days after the invoice on a term is above policy, and what invoices are divided by."""

    day: date
    policy: int
    by: str = ""


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
    product_id = fields.Many2one("product.product", readonly=True, help="Filled when it is divided by product.")
    analytic_account_id = fields.Many2one(
        "account.analytic.account", readonly=True, groups="analytic.group_analytic_accounting",
        help="Filled when it is divided by analytic account: those of the first plan.",
    )  # fmt: skip
    amount = fields.Monetary(
        string="Open", currency_field="company_currency_id", readonly=True, help="Beside whoever holds the invoice on the day."
    )
    days = fields.Float(
        digits=(16, 4), readonly=True,
        help="Days of the sales-weighted DSO of the main company: the sum is the DSO, whatever it is grouped by.",
    )  # fmt: skip
    days_before = fields.Float(
        string="Days before the Invoice", digits=(16, 4), readonly=True,
        help="From delivery or performance to the invoice, of the invoices of three months, each by its share of their sales. No part "
        "of the DSO; invoices without a day of delivery count none.",
    )  # fmt: skip

    @property
    def _table_query(self):
        asked = self._read_days_asked()
        rows = SQL(" UNION ALL ").join(
            SQL("(%s) UNION ALL (%s)", self._sql_days(root, asked), self._sql_before_invoice(self._days_options(root, asked)))
            for root in self.env.companies.root_id
        )
        return self.env["dunning.invoice.share"]._sql_divided(rows, asked.by, COLUMNS, DIVIDED)

    @api.model
    def _read_days_asked(self, values=None):
        """Read what is asked for; today and the usual policy by default.

        :param dict values: ``day``, ``policy`` and ``by``, those of the context by default
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
        return DaysAsked(day, policy, self.env["dunning.invoice.share"]._check_division(values.get("by")))

    @api.model
    def _days_options(self, root, asked):
        """Return what the aged balance of the day is asked for, of those of a main company's companies that are switched on."""
        options = self.env["dunning.aging"]._read_options({"day": fields.Date.to_string(asked.day), "trade": True})
        mine = self.env.companies.filtered(lambda company: company.root_id == root)
        return options._replace(company_ids=tuple(mine.ids), account_ids=(), partner_ids=())

    # -- the statement -----------------------------------------------------------------------------

    @api.model
    def _sql_days(self, root, asked):
        """Return the open items of sales of a main company, an item once for each part that held some of its days.

        :param root: main ``res.company``; of it and its branches those that are switched on
        :param DaysAsked asked: day and policy
        """
        return SQL(
            """
            WITH %(slices)s, %(counted)s
            SELECT item.id::bigint * 32 + item.slice * 16 + part.place AS id, part.part, item.move_id, item.partner_id, item.company_id,
                   item.company_currency_id, COALESCE(profile.own_salesperson_id, partner.user_id, item.invoice_user_id) AS salesperson_id,
                   COALESCE(profile.collector_id, root.dunning_collector_id) AS collector_id,
                   CASE WHEN part.part = 'c_dispute' THEN dispute.user_id END AS dispute_user_id, profile.segment, item.team_id,
                   item.sale_date, item.date_due, CASE WHEN part.part = item.holder THEN item.open ELSE 0 END AS amount,
                   item.open::float * item.days_per_euro * part.held::float / GREATEST(item.lived, 1) AS days, 0::float AS days_before
              FROM counted AS item
             CROSS JOIN LATERAL (VALUES %(parts)s) AS counted_part (place, part, counted)
             CROSS JOIN LATERAL (SELECT counted_part.place, counted_part.part, CASE
                   -- credits are open as a whole, and an invoice of the day itself is held by whoever holds it now
                   WHEN item.is_credit OR item.lived = 0
                        THEN CASE WHEN counted_part.part = item.holder THEN GREATEST(item.lived, 1) ELSE 0 END
                   ELSE counted_part.counted END AS held) AS part
              JOIN res_company AS root ON root.id = item.root_id
              LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = item.root_id
              LEFT JOIN (SELECT DISTINCT ON (move_id) move_id, user_id FROM dunning_dispute
                          WHERE date_opened <= %(day)s ORDER BY move_id, date_opened DESC, id DESC) AS dispute
                     ON dispute.move_id = item.move_id
             WHERE part.held <> 0 OR part.part = item.holder
            """,
            slices=self._sql_slices(root, asked),
            counted=self._sql_counted_days(asked),
            parts=SQL(", ").join(
                SQL("(%s, %s, %s)", place, part, SQL.identifier("item", f"n_{part[2:]}"))
                for place, (part, _label) in enumerate(PARTS[:-1])
            ),
            day=SQL("%s::date", asked.day),
        )

    @api.model
    def _sql_slices(self, root, asked):
        """Return the parts of the statement up to ``slice``: open items of sales, what payments not allocated cover apart.

        :param root: main ``res.company``
        :param DaysAsked asked: day and policy
        """
        Aging, options = self.env["dunning.aging"], self._days_options(root, asked)
        return SQL(
            """
            %(holds)s,
            weight AS MATERIALIZED (%(weights)s),
            item AS MATERIALIZED (%(items)s),
            money AS (
                -- credits that are no sale: what was paid and nobody has allocated
                SELECT item.partner_id, -SUM(item.residual) AS amount, MIN(line.date) AS since
                  FROM item
                  JOIN account_move_line AS line ON line.id = item.id
                  JOIN account_move AS move ON move.id = item.move_id AND move.move_type NOT IN ('out_invoice', 'out_refund', 'out_receipt')
                 WHERE item.is_credit GROUP BY 1
            ),
            sold AS MATERIALIZED (
                SELECT item.*, COALESCE(move.invoice_date, line.date) AS sale_date, move.invoice_user_id, %(team)s AS team_id,
                       weight.days_per_euro, CASE WHEN item.is_credit OR item.held = 'dispute' THEN 0 ELSE item.residual END AS coverable
                  FROM item
                  JOIN account_move_line AS line ON line.id = item.id
                  JOIN account_move AS move ON move.id = item.move_id AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                  JOIN weight ON weight.month = DATE_TRUNC('month', COALESCE(move.invoice_date, line.date)::timestamp)::date
                 WHERE COALESCE(move.invoice_date, line.date) <= %(day)s
            ),
            netted AS (
                -- the oldest due first, as credits are counted everywhere else
                SELECT sold.*, money.since, GREATEST(0, LEAST(sold.coverable, COALESCE(money.amount, 0) - (SUM(sold.coverable) OVER (
                           PARTITION BY sold.partner_id ORDER BY sold.date_due, sold.id) - sold.coverable))) AS cash
                  FROM sold
                  LEFT JOIN money ON money.partner_id = sold.partner_id
            ),
            sent AS MATERIALIZED (%(sent)s),
            span AS MATERIALIZED (%(spans)s),
            slice AS (
                -- money that is here holds what it covers since it came
                SELECT netted.*, cut.slice, cut.open, GREATEST(netted.sale_date, LEAST(%(day)s, cut.until)) AS until
                  FROM netted
                 CROSS JOIN LATERAL (VALUES (0, netted.cash, netted.since - 1), (1, netted.residual - netted.cash, %(day)s))
                       AS cut (slice, open, until)
                 WHERE cut.open <> 0
            )
            """,
            holds=Aging._sql_holds_as_of(options),
            weights=self._sql_weights(options),
            items=Aging._sql_on_hold(Aging._sql_items(options, entry=False)),
            team=self.env["dunning.invoice.share"]._sql_sales_team("move"),
            day=SQL("%s::date", asked.day),
            sent=self._sql_sent_on(root, asked.day),
            spans=self._sql_held_spans(root, asked.day),
        )

    @api.model
    def _sql_counted_days(self, asked):
        """Return the part ``counted``: of each slice how many of its days each part held (``n_…``), and who holds it on the day.

        :param DaysAsked asked: day and policy
        """
        return SQL(
            """
            counted AS MATERIALIZED (
                SELECT slice.*, %(day)s - slice.sale_date AS lived, term.sent - slice.sale_date AS n_sending,
                       policy.last - term.sent AS n_term, term.due - policy.last AS n_above, %(day)s - slice.until AS n_cash, 0 AS n_credit,
                       held.n_dispute, held.n_promise, held.n_approval, held.n_run,
                       slice.until - term.due - held.n_dispute - held.n_promise - held.n_approval - held.n_run AS n_late,
                       CASE WHEN slice.is_credit THEN 'g_credit' WHEN slice.slice = 0 THEN 'e_cash'
                            WHEN sent.day >= %(day)s AND slice.sale_date < %(day)s THEN 'a_sending'
                            WHEN slice.date_due >= %(day)s THEN CASE WHEN %(above)s THEN 'b_above' ELSE 'a_term' END
                            WHEN span.dispute @> %(day)s THEN 'c_dispute' WHEN span.promise @> %(day)s THEN 'd_promise'
                            WHEN span.approval @> %(day)s THEN 'd_approval' WHEN span.run @> %(day)s THEN 'd_run'
                            ELSE 'f_late' END AS holder
                  FROM slice
                  LEFT JOIN sent ON sent.move_id = slice.move_id
                  LEFT JOIN span ON span.item_id = slice.id
                 CROSS JOIN LATERAL (
                       SELECT LEAST(GREATEST(COALESCE(sent.day, slice.sale_date), slice.sale_date), slice.until) AS day) AS gone
                 CROSS JOIN LATERAL (SELECT gone.day AS sent, LEAST(GREATEST(slice.date_due, gone.day), slice.until) AS due) AS term
                 CROSS JOIN LATERAL (SELECT CASE WHEN %(policy)s > 0 THEN GREATEST(term.sent, LEAST(term.due, slice.sale_date + %(policy)s))
                                                 ELSE term.due END AS last) AS policy
                 CROSS JOIN LATERAL (SELECT DATEMULTIRANGE(DATERANGE(term.due + 1, slice.until + 1)) AS days) AS after
                 CROSS JOIN LATERAL (SELECT after.days * COALESCE(span.dispute, '{}') AS dispute) AS one
                 CROSS JOIN LATERAL (SELECT (after.days - one.dispute) * COALESCE(span.promise, '{}') AS promise) AS two
                 CROSS JOIN LATERAL (SELECT (after.days - one.dispute - two.promise) * COALESCE(span.approval, '{}') AS approval) AS three
                 CROSS JOIN LATERAL (
                       SELECT (after.days - one.dispute - two.promise - three.approval) * COALESCE(span.run, '{}') AS run) AS four
                 CROSS JOIN LATERAL (SELECT %(counts)s) AS held
            )
            """,
            day=SQL("%s::date", asked.day),
            policy=SQL("%s::int", asked.policy),
            above=SQL("%s > 0 AND %s::date > slice.sale_date + %s", asked.policy, asked.day, asked.policy),
            counts=SQL(", ").join(
                SQL(
                    # most items are held by nobody: nothing is counted for them
                    "CASE WHEN span.item_id IS NULL THEN 0 ELSE "
                    "(SELECT COALESCE(SUM(UPPER(run.part) - LOWER(run.part)), 0) FROM UNNEST(%s) AS run (part)) END AS %s",
                    SQL.identifier(place, name), SQL.identifier(f"n_{name}"),
                )
                for place, name in (("one", "dispute"), ("two", "promise"), ("three", "approval"), ("four", "run"))
            ),
        )  # fmt: skip

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
    def _days_before_invoices(self, root, asked):
        """Return the days between delivery and invoice of the last three months' sales of a main company, apart from its DSO."""
        self.env["dunning.aging"]._check_access()
        self.env.flush_all()
        query = SQL(
            "SELECT COALESCE(SUM(days_before), 0) FROM (%s) AS made", self._sql_before_invoice(self._days_options(root, asked))
        )
        return self.env.execute_query(query)[0][0]

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
