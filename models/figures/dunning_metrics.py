"""Key figures by month, from journal items: what was sold, owed, overdue and collected, of a company or of parts of it.

What is open at the end of a month is added up from what happened until then: an item raises it on its day, a
reconciliation lowers it on the later day of both sides (``account.partial.reconcile.max_date``). So receivables are
those of the ledger at any month's end. The formulas are in ``metrics``.
"""

import calendar
import datetime
from collections import defaultdict
from functools import partial
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..shared.receivable import sql_due, sql_reconciled, sql_settlements, sql_trade
from . import metrics

# Months of sales that counting back may use, the month itself included.
COUNTBACK_MONTHS = 24

# Months over which DSO, best possible DSO and effectiveness are taken.
PERIOD = 3

# Months that one default rate is about: a year has all seasons.
DEFAULT_PERIOD = 12


def month_end(day):
    """Return the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


class Rows(NamedTuple):
    """What each statement gives for one group: lists of dict, each with a ``month`` (its last day)."""

    sales: list
    flows: list
    paid: list
    collected: list
    limits: list
    invoiced: list
    closed: list
    promised: list
    disputed: list


class DunningMetrics(models.AbstractModel):
    _name = "dunning.metrics"
    _description = "Key figures of receivables"

    @api.model
    def _figures_by_month(self, companies, last, months, group, measures=None):
        """Return the key figures of some companies by group and month.

        :param companies: ``res.company`` of one root company, with its currency
        :param date last: any day of the last month
        :param int months: how many
        :param SQL group: what groups are made by: a text of ``move``, ``partner``, ``profile``, and ``line.company_id``
        :param set measures: which figures are wanted, by their names below, all by default; statements that only others
            need are not made, and who asks for few has them sooner
        :return: dict by group of list of dict, the oldest month first: ``month`` (its last day), amounts ``sales,
            receivables, not_due, overdue, credits, collected``; ``period_sales, period_days, opening, paid, invoiced, dated``:
            sales and days of the three months, receivables at their beginning, money allocated in the month, amount of its
            invoices and of those with a delivery date; ``dso, best_dso, delinquent_days, dso_countback,
            is_exhausted, dso_weighted, effectiveness, overdue_ratio, days_late, late_rate, default_rate,
            default_base, invoicing_delay, delivered_share, median_days_late, promise_kept_ratio, dispute_rate``
            (``None``: cannot be told); what the last three are of: ``settled_count, promised, disputed_count,
            invoice_count``
        """
        last = month_end(last)
        ends = [month_end(last - relativedelta(months=back)) for back in range(months + COUNTBACK_MONTHS)][::-1]
        counting_back = measures is None or not measures.isdisjoint({"dso_countback", "dso_weighted"})
        made = {"invoicing_delay", "delivered_share", "dispute_rate", "invoice_count", "invoiced", "dated"}
        statements = [  # in the order of ``Rows``, with their months and what they are for, None: for nearly everything
            (self._sql_sales, ends if counting_back else ends[-months - PERIOD :], None),
            (partial(self._sql_flows, by_sale=counting_back), ends[-months - PERIOD :], None),
            (self._sql_paid_in_month, ends[-months:], {"days_late", "late_rate", "paid"}),
            (self._sql_collected, ends[-months:], {"collected"}),
            (self._sql_default, ends[-months - DEFAULT_PERIOD + 1 :], {"default_rate", "default_base"}),
            (self._sql_invoicing, ends[-months:], made),
            (self._sql_settled, ends[-months:], {"median_days_late", "settled_count"}),
            (self._sql_promised, ends[-months:], {"promise_kept_ratio", "promised"}),
            (self._sql_disputed, ends[-months:], {"dispute_rate", "disputed_count"}),
        ]
        self.env.flush_all()
        with self.env["dunning.engine"]._whole_company():  # else the default rate loops over items one by one
            parts = [
                self._by_group(statement(companies, days, group))
                if measures is None or serves is None or not serves.isdisjoint(measures)
                else {}
                for statement, days, serves in statements
            ]
        return {
            key: [
                {name: value for name, value in row.items() if measures is None or name == "month" or name in measures}
                for row in self._figures_of_group(ends, months, Rows(*(part.get(key, ()) for part in parts)))
            ]
            for key in set().union(*parts)
        }

    @api.model
    def _by_group(self, query):
        rows = defaultdict(list)
        for row in self.env.execute_query_dict(query):
            rows[row["key"]].append(row)
        return rows

    @api.model
    def _figures_of_group(self, ends, months, rows):
        """Return the figures of one group: one dict a month.

        :param list ends: last days of all months that are read, oldest first
        :param int months: how many of them are wanted, counted from the last
        :param Rows rows: what the statements gave for the group
        """
        sold = {row["month"]: row["amount"] for row in rows.sales}
        settled = {row["month"]: row for row in rows.paid}
        cash = {row["month"]: row["amount"] for row in rows.collected}
        limit = {row["month"]: row for row in rows.limits}
        made = {row["month"]: row for row in rows.invoiced}
        median = {row["month"]: row for row in rows.closed}
        word = {row["month"]: row for row in rows.promised}
        dispute = {row["month"]: row["count"] for row in rows.disputed}
        balances, found = metrics.add_up_balances(rows.flows, ends[-months - PERIOD :]), []
        for end in ends[-months:]:
            position = ends.index(end)
            past = ends[position - COUNTBACK_MONTHS + 1 : position + 1][::-1]
            series = [(sold.get(one, 0.0), one.day) for one in past]
            period = sum(amount for amount, _days in series[:PERIOD])
            days = sum(length for _amount, length in series[:PERIOD])
            now, before = balances[end], balances[ends[position - PERIOD]]
            dso = metrics.dso_balance(now["receivables"], period, days)
            best = metrics.best_possible_dso(now["not_due"], period, days)
            back = metrics.dso_countback(now["receivables"], series)
            weighted = [(now["of_month"].get(one, 0.0), sold.get(one, 0.0), one.day) for one in past]
            payment = settled.get(end, {"amount": 0.0, "weighted": 0.0, "late": 0.0})
            cohorts = [limit[one] for one in past[:DEFAULT_PERIOD] if one in limit]
            making = made.get(end, {"amount": 0.0, "dated": 0.0, "weighted": 0.0, "count": 0})
            closing = median.get(end, {"count": 0, "median": None})
            promise = word.get(end, {"amount": 0.0, "kept": 0.0})
            found.append(
                {
                    "month": end,
                    "sales": sold.get(end, 0.0),
                    **{name: now[name] for name in ("receivables", "not_due", "overdue", "credits")},
                    "collected": cash.get(end, 0.0),
                    "period_sales": period,
                    "period_days": days,
                    "opening": before["receivables"],
                    "paid": payment["amount"],
                    "invoiced": making["amount"],
                    "dated": making["dated"],
                    "dso": dso,
                    "best_dso": best,
                    "delinquent_days": metrics.average_days_delinquent(dso, best),
                    "dso_countback": back.days,
                    "is_exhausted": back.exhausted,
                    "dso_weighted": metrics.dso_weighted(weighted),
                    "effectiveness": metrics.collection_effectiveness(
                        before["receivables"], period, now["receivables"], now["not_due"]
                    ),
                    "overdue_ratio": metrics.share(now["overdue"], now["overdue"] + now["not_due"]),
                    "days_late": metrics.share(payment["weighted"], payment["amount"]),
                    "late_rate": metrics.share(payment["late"], payment["amount"]),
                    "default_rate": metrics.default_rate(
                        [row["unpaid"] for row in cohorts], [row["amount"] for row in cohorts]
                    ),
                    "default_base": sum(row["amount"] for row in cohorts),
                    "invoicing_delay": metrics.invoicing_delay(making["weighted"], making["dated"]),
                    "delivered_share": metrics.share(making["dated"], making["amount"]),
                    "median_days_late": closing["median"],
                    "settled_count": closing["count"],
                    "promise_kept_ratio": metrics.share(promise["kept"], promise["amount"]),
                    "promised": promise["amount"],
                    "dispute_rate": metrics.share(dispute.get(end, 0), making["count"]),
                    "disputed_count": dispute.get(end, 0),
                    "invoice_count": making["count"],
                }
            )
        return found

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
    def _sql_month(self, day):
        """The last day of the month of a day.

        :param SQL day: the day
        """
        # a date alone would be taken for a moment of some time zone, which is slow
        return SQL("(DATE_TRUNC('month', (%s)::timestamp) + INTERVAL '1 month - 1 day')::date", day)

    @api.model
    def _sql_sales(self, companies, ends, group):
        """Invoices less credit notes with tax, by month of the invoice."""
        return SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, SUM(line.balance)::float AS amount
              %(lines)s
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND COALESCE(move.invoice_date, line.date) BETWEEN %(first)s AND %(last)s
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("COALESCE(move.invoice_date, line.date)")),
            lines=self._sql_metric_lines(companies),
            first=ends[0].replace(day=1),
            last=ends[-1],
        )

    @api.model
    def _sql_flows(self, companies, ends, group, by_sale=True):
        """What raised and lowered the receivables, by month, by the last month's end at which it was not due, and by month of sale.

        Items that were settled before the first of these months are left out: they come to nothing.

        :param bool by_sale: whether the months of sale are wanted
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
                       %(due_month)s AS due_month, %(sale_month)s AS sale_month
                  %(lines)s
                   AND line.date <= %(last)s
                   AND (line.reconciled IS NOT TRUE OR line.id IN (SELECT line_id FROM settled WHERE day > %(first)s))
            )
            SELECT flow.key, %(flow_month)s AS month, flow.due_month, flow.sale_month, flow.is_credit, SUM(flow.amount)::float AS amount
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
            due_month=SQL("(DATE_TRUNC('month', (%s + 1)::timestamp) - INTERVAL '1 day')::date", sql_due()),
            sale_month=SQL(
                "CASE WHEN move.move_type IN ('out_invoice', 'out_refund', 'out_receipt') THEN %s END",
                self._sql_month(SQL("COALESCE(move.invoice_date, line.date)")),
            )
            if by_sale
            else SQL("NULL::date"),
            flow_month=self._sql_month(SQL("flow.day")),
            lines=self._sql_metric_lines(companies),
            reconciled=sql_reconciled(),
            first=ends[0],
            last=ends[-1],
        )

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
            month=self._sql_month(SQL("line.date")),
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
            month=self._sql_month(SQL("partial.max_date")),
            settlements=sql_settlements(),
            lines=SQL(
                """
                  JOIN account_move_line AS line ON line.id = item.id AND line.parent_state = 'posted'
                                                AND line.company_id = ANY(%(companies)s)
                  JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                  JOIN account_move AS move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
                  LEFT JOIN res_partner AS person ON person.id = line.partner_id
                  LEFT JOIN res_partner AS partner ON partner.id = person.commercial_partner_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = %(root)s
                 WHERE partial.max_date BETWEEN %(first)s AND %(last)s AND %(money)s
                """,
                companies=companies.ids,
                root=companies.root_id.id,
                money=self._sql_is_money("source", "source_move"),
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
