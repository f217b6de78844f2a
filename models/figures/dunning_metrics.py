"""Key figures by month, from journal items: what was sold, owed, overdue and collected, of a company or of parts of it.

What is open at the end of a month is added up from what happened until then: an item raises it on its day, a
reconciliation lowers it on the later day of both sides (``account.partial.reconcile.max_date``). So receivables are
those of the ledger at any month's end. The formulas are in ``metrics``.
"""

import calendar
import datetime
from collections import defaultdict
from functools import partial

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..shared.receivable import sql_due, sql_is_invoiced, sql_reconciled, sql_settlements, sql_trade
from .month_figures import COUNTBACK_MONTHS, DEFAULT_PERIOD, PERIOD, Months, Rows, figures_of_group

# Decimals that sales and flows are counted in beyond those of the currency, for amounts entered without rounding.
MORE_DIGITS = 2


def month_end(day):
    """Return the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


class DunningMetrics(models.AbstractModel):
    _name = "dunning.metrics"
    _description = "Key figures of receivables"

    @api.model
    def _figures_by_month(self, companies, last, months, group, measures=None, largest=None):
        """Return the key figures of some companies by group and month.

        :param companies: ``res.company`` of one root company, with its currency
        :param date last: any day of the last month
        :param int months: how many
        :param SQL group: what groups are made by: a text of ``move``, ``partner``, ``profile``, and ``line.company_id``
        :param set measures: which figures are wanted, by their names below, all by default; statements that only others
            need are not made, and who asks for few has them sooner
        :param int largest: only so many groups, those that owe most at the end of the last month; by default all
        :return: dict by group of list of dict, the oldest month first: ``month`` (its last day), amounts ``sales,
            receivables, not_due, overdue, credits, collected``; ``period_sales, period_days, opening, paid, invoiced, dated``:
            sales and days of the three months, receivables at their beginning, money allocated in the month, amount of its
            invoices and of those with a delivery date; ``dso, best_dso, delinquent_days, dso_countback,
            is_exhausted, dso_weighted, effectiveness, overdue_ratio, days_late, late_rate, default_rate,
            default_base, invoicing_delay, delivered_share, median_days_late, promise_kept_ratio, dispute_rate``
            (``None``: cannot be told); what the last three are of: ``settled_count, promised, disputed_count,
            invoice_count``
        """
        counting_back = measures is None or not measures.isdisjoint({"dso_countback", "is_exhausted", "dso_weighted"})
        made = {"invoicing_delay", "delivered_share", "dispute_rate", "invoice_count", "invoiced", "dated"}
        unit = 10 ** (companies.root_id.sudo().currency_id.decimal_places + MORE_DIGITS)

        def ends(count):
            return [month_end(last - relativedelta(months=back)) for back in reversed(range(count))]

        read = Months(ends(months + (COUNTBACK_MONTHS if counting_back else PERIOD)), months, unit)
        sold = read.ends if counting_back else None
        statements = [  # in the order of ``Rows``, with their months and what they are for, None: for nearly everything
            (partial(self._sql_sales, unit=unit), read.ends, None),
            (partial(self._sql_flows, sold=sold, unit=unit), ends(months + PERIOD), None),
            (self._sql_paid_in_month, ends(months), {"days_late", "late_rate", "paid"}),
            (self._sql_collected, ends(months), {"collected"}),
            (self._sql_default, ends(months + DEFAULT_PERIOD - 1), {"default_rate", "default_base"}),
            (self._sql_invoicing, ends(months), made),
            (self._sql_settled, ends(months), {"median_days_late", "settled_count"}),
            (self._sql_promised, ends(months), {"promise_kept_ratio", "promised"}),
            (self._sql_disputed, ends(months), {"dispute_rate", "disputed_count"}),
        ]
        self.env.flush_all()
        with self.env["dunning.engine"]._whole_company():  # else the default rate loops over items one by one
            parts = [
                self._by_group(statement(companies, days, group))
                if measures is None or serves is None or not serves.isdisjoint(measures)
                else {}
                for statement, days, serves in statements
            ]
        keys = set().union(*parts)
        if largest is not None and len(keys) > largest:
            flows = parts[Rows._fields.index("flows")]
            keys = sorted(keys, key=lambda key: (-abs(sum(flow[-1] for flow in flows.get(key, ()))), key or ""))[:largest]
        return {key: figures_of_group(read, Rows(*(part.get(key, ()) for part in parts)), measures) for key in keys}

    @api.model
    def _by_group(self, query):
        """Return the rows of a statement by group, without the group."""
        rows = defaultdict(list)
        for key, *row in self.env.execute_query(query):
            rows[key].append(row)
        return rows

    # -- statements --------------------------------------------------------------------------------

    @api.model
    def _sql_metric_lines(self, companies):
        """The joins every statement begins with: posted items of trade receivable accounts with their customer."""
        return SQL(
            """
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              JOIN account_move AS move ON move.id = line.move_id
              LEFT JOIN res_partner AS person ON person.id = line.partner_id
              LEFT JOIN res_partner AS partner ON partner.id = person.commercial_partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = %(root)s
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
            """,
            root=companies.root_id.id,
            companies=companies.ids,
            trade=sql_trade(),
        )

    @api.model
    def _sql_month(self, day, ends):
        """The place of a day's month among some months, -1 before the first.

        :param SQL day: the day, not after the last of the months
        :param list ends: last days of the months, the oldest first
        """
        return SQL("(WIDTH_BUCKET(%s, %s::date[]) - 1)", day, [end.replace(day=1) for end in ends])

    @api.model
    def _sql_units(self, amount, unit):
        """An amount as a whole number of a currency's smallest parts."""
        return SQL("ROUND(%s * %s)::bigint", amount, unit)

    @api.model
    def _sql_sales(self, companies, ends, group, unit):
        """Invoices less credit notes with tax, by month of the invoice."""
        return SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, %(amount)s AS amount
              %(lines)s
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND COALESCE(move.invoice_date, line.date) BETWEEN %(first)s AND %(last)s
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("COALESCE(move.invoice_date, line.date)"), ends),
            amount=self._sql_units(SQL("SUM(line.balance)"), unit),
            lines=self._sql_metric_lines(companies),
            first=ends[0].replace(day=1),
            last=ends[-1],
        )

    @api.model
    def _sql_flows(self, companies, ends, group, sold, unit):
        """What raised and lowered the receivables, by month, by the last month's end at which it was not due, and by month of sale.

        Items that were settled before the first of these months are left out: they come to nothing. What happened before
        counts in the first month.

        :param list sold: the months whose sales are told apart, ``None``: none
        :param int unit: how many of the smallest parts are one of the currency
        """
        return SQL(
            """
            WITH settled AS MATERIALIZED (
                SELECT debit_move_id AS line_id, -amount AS amount, max_date AS day FROM %(reconciled)s
                 UNION ALL
                SELECT credit_move_id, amount, max_date FROM %(reconciled)s
            ),
            item AS MATERIALIZED (
                SELECT line.id, %(group)s AS key, line.balance, line.date, line.balance < 0 AS is_credit,
                       -- due on the last day of a month is not overdue at its end
                       WIDTH_BUCKET(%(due)s, %(ends)s::date[]) - 1 AS due_month, %(sale_month)s AS sale_month
                  %(lines)s
                   AND line.date <= %(last)s
                   AND (line.reconciled IS NOT TRUE OR line.id IN (SELECT line_id FROM settled WHERE day > %(first)s))
            )
            SELECT flow.key, GREATEST(%(flow_month)s, 0) AS month, flow.due_month, flow.sale_month, flow.is_credit, %(amount)s AS amount
              FROM (
                SELECT key, date AS day, due_month, sale_month, is_credit, balance AS amount FROM item
                 UNION ALL
                SELECT item.key, settled.day, item.due_month, item.sale_month, item.is_credit, settled.amount
                  FROM settled JOIN item ON item.id = settled.line_id
              ) AS flow
             WHERE flow.day <= %(last)s
             GROUP BY 1, 2, 3, 4, 5
            """,
            group=group,
            due=sql_due(),
            ends=ends,
            sale_month=self._sql_sale_month(sold),
            flow_month=self._sql_month(SQL("flow.day"), ends),
            amount=self._sql_units(SQL("SUM(flow.amount)"), unit),
            lines=self._sql_metric_lines(companies),
            reconciled=sql_reconciled(),
            first=ends[0],
            last=ends[-1],
        )

    @api.model
    def _sql_sale_month(self, sold):
        """The place of the month of sale of an item, empty for what is no sale, or one after these months."""
        if sold is None:
            return SQL("NULL::int")
        day = SQL("COALESCE(move.invoice_date, line.date)")
        return SQL(
            "CASE WHEN (move.move_type = 'out_refund' OR %s) AND %s <= %s THEN %s END",
            sql_is_invoiced(), day, sold[-1], self._sql_month(day, sold),
        )  # fmt: skip

    @api.model
    def _sql_is_money(self, line, move):
        """Whether an entry is money received or given back."""
        return SQL(
            "(%(line)s.payment_id IS NOT NULL OR %(move)s.origin_payment_id IS NOT NULL OR %(line)s.journal_id IN ("
            "SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit')))",
            line=SQL.identifier(line),
            move=SQL.identifier(move),
        )

    @api.model
    def _sql_collected(self, companies, ends, group):
        """Money received from customers less what was given back, by month."""
        return SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, -SUM(line.balance)::float AS amount
              %(lines)s
               AND line.date BETWEEN %(first)s AND %(last)s AND %(money)s
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("line.date"), ends),
            lines=self._sql_metric_lines(companies),
            money=self._sql_is_money("line", "move"),
            first=ends[0].replace(day=1),
            last=ends[-1],
        )

    @api.model
    def _sql_paid_in_month(self, companies, ends, group):
        """Allocations of money to invoices by month: amount, amount × days after the due date, amount that was late."""
        return SQL(
            """
            SELECT paid.key, paid.month, SUM(paid.amount)::float AS amount, SUM(paid.amount * paid.late)::float AS weighted,
                   COALESCE(SUM(paid.amount) FILTER (WHERE paid.late > 0), 0)::float AS late
              FROM (
                SELECT %(group)s AS key, %(month)s AS month, partial.amount,
                       partial.max_date - %(due)s AS late
                  FROM %(settlements)s AS partial
                  JOIN account_move_line AS source ON source.id = partial.credit_move_id
                  JOIN account_move AS source_move ON source_move.id = source.move_id
                  CROSS JOIN LATERAL (SELECT partial.debit_move_id AS id) AS item
                  %(lines)s
              ) AS paid
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("partial.max_date"), ends),
            settlements=sql_settlements(),
            lines=SQL(
                """
                  JOIN account_move_line AS line ON line.id = item.id AND line.parent_state = 'posted'
                                                AND line.company_id = ANY(%(companies)s)
                  JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                  JOIN account_move AS move ON move.id = line.move_id AND %(invoiced)s
                  LEFT JOIN res_partner AS person ON person.id = line.partner_id
                  LEFT JOIN res_partner AS partner ON partner.id = person.commercial_partner_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = %(root)s
                 WHERE partial.max_date BETWEEN %(first)s AND %(last)s AND %(money)s
                """,
                companies=companies.ids,
                root=companies.root_id.id,
                money=self._sql_is_money("source", "source_move"),
                invoiced=sql_is_invoiced(),
                first=ends[0].replace(day=1),
                last=ends[-1],
                trade=sql_trade(),
            ),
            due=sql_due(),
        )

    @api.model
    def _annual_sales(self, figures, last):
        """Return the sales of the twelve months that end with a month.

        :param list figures: of one group
        :param date last: last day of that month
        """
        first = last - datetime.timedelta(days=365)
        return sum(row["sales"] for row in figures if first < row["month"] <= last)

    @api.model
    def _working_capital(self, companies, day):
        """Return what trade ties up at the end of a day, in company currency.

        Credits of customers and debits of suppliers are counted on the side of their account, as in the balance sheet.

        :param companies: ``res.company`` of one root company
        :param date day: entries up to this day count
        :return: dict ``receivables, payables, inventory, requirement``; ``requirement`` is inventory + receivables − payables
        """
        root = companies.root_id.sudo()
        self.env.flush_all()
        [figures] = self.env.execute_query_dict(
            SQL(
                """
                SELECT COALESCE(SUM(line.balance) FILTER (WHERE account.account_type = 'asset_receivable'), 0) AS receivables,
                       COALESCE(-SUM(line.balance) FILTER (WHERE account.account_type = 'liability_payable'), 0) AS payables,
                       COALESCE(SUM(line.balance) FILTER (WHERE account.id = ANY(%(inventory)s)), 0) AS inventory
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id
                 WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s) AND line.date <= %(day)s
                   AND (account.id = ANY(%(inventory)s)
                        OR account.account_type IN ('asset_receivable', 'liability_payable') AND account.non_trade IS NOT TRUE)
                """,
                inventory=root.dunning_inventory_account_ids.ids,
                companies=companies.ids,
                day=day,
            )
        )
        figures = {name: float(value) for name, value in figures.items()}
        return figures | {"requirement": figures["inventory"] + figures["receivables"] - figures["payables"]}
