"""Key figures by month, from journal items: what was sold, owed, overdue and collected, of a company or of parts of it.

What is open at the end of a month is added up from what happened until then: an item raises it on its day, a
reconciliation lowers it on the later day of both sides (``account.partial.reconcile.max_date``). So receivables are
those of the ledger at any month's end. The formulas are in ``metrics``.
"""

import calendar
import datetime
from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..shared.receivable import sql_due, sql_is_invoiced, sql_is_replacement, sql_reconciled, sql_trade
from .month_figures import COLUMNS, COUNTBACK_MONTHS, DEFAULT_PERIOD, PARTS, PERIOD, Months, figures_of_groups

# Decimals that sales and flows are counted in beyond those of the currency, for amounts entered without rounding.
MORE_DIGITS = 2

# Of an item that is read: the day of its sale, and whether something of it was open after the first month's end.
SOLD_ON = SQL("COALESCE(move.invoice_date, line.date)")
IS_FOLLOWED = SQL("(line.reconciled IS NOT TRUE OR lately.line_id IS NOT NULL)")


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
        :return: dict by group of list of ``MonthFigures``, the oldest month first: ``month`` (its last day), amounts ``sales,
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
        followed, limits = ends(months + PERIOD), ends(months + DEFAULT_PERIOD - 1)
        parts = {  # with what they are for, None: for nearly everything
            "sales": (self._sql_sales(read), None),
            "flows": (self._sql_flows(read, followed, counting_back), None),
            "paid": (self._sql_paid_in_month(ends(months)), {"days_late", "late_rate", "paid"}),
            "collected": (self._sql_collected(ends(months)), {"collected"}),
            "limits": (self._sql_default(companies, limits), {"default_rate", "default_base"}),
            "invoiced": (self._sql_invoicing(ends(months)), made),
            "closed": (self._sql_settled(ends(months)), {"median_days_late", "settled_count"}),
            "promised": (self._sql_promised(companies, ends(months), group), {"promise_kept_ratio", "promised"}),
            "disputed": (self._sql_disputed(companies, ends(months), group), {"dispute_rate", "disputed_count"}),
        }
        parts = {
            name: part
            for name, (part, serves) in parts.items()
            if measures is None or serves is None or not serves.isdisjoint(measures)
        }
        found = self._read_parts(self._sql_parts(companies, group, followed, parts))
        keys = sorted(set().union(*found.values()), key=lambda key: key or "")
        if largest is not None and len(keys) > largest:
            keys = sorted(keys, key=lambda key: -abs(sum(found["flows"][key][-1]) if key in found["flows"] else 0))[:largest]
        return figures_of_groups(read, found, keys, measures)

    # -- the statement -----------------------------------------------------------------------------

    @api.model
    def _sql_parts(self, companies, group, followed, parts):
        """Return the one statement that reads items and reconciliations once and sums them up part by part.

        What a group has of a part comes as arrays: a row for each of its months would take longer to read than to find.

        :param SQL group: see ``_figures_by_month``
        :param list followed: last days of the months at whose ends is told what was open
        :param dict parts: by name, see ``month_figures.PARTS``: (SQL with ``key, month`` and the values of the part, SQL of
            the items that it reads, ``None``: none)
        :return: SQL with ``part``, ``key`` and an array of each column of ``COLUMNS``
        """
        seen = [condition for _rows, condition in parts.values() if condition is not None]
        sums = [
            SQL(
                "SELECT %s AS part, key, ARRAY_AGG(month) AS month, %s FROM (%s) AS made GROUP BY key",
                name,
                SQL(", ").join(
                    SQL("ARRAY_AGG(%s)", SQL.identifier(column)) if column in PARTS[name] else SQL("NULL::%s[]", SQL(kind))
                    for column, kind in COLUMNS.items()
                ),
                rows,
            )
            for name, (rows, _condition) in parts.items()
        ]
        return SQL(
            """
            WITH moved AS MATERIALIZED (%(moved)s),
            item AS MATERIALIZED (%(item)s)
            %(sums)s
            """,
            moved=self._sql_moved(),
            item=self._sql_metric_items(companies, group, followed, SQL(" OR ").join(seen)),
            sums=SQL(" UNION ALL ").join(sums),
        )

    @api.model
    def _read_parts(self, query):
        """Return what the statement gives as dict by part of dict by group of lists: the months, and each value of the part."""
        self.env.flush_all()
        found = {}
        with self.env["dunning.engine"]._whole_company():  # else the default rate loops over items one by one
            for part, key, *columns in self.env.execute_query(query):
                found.setdefault(part, {})[key] = [column for column in columns if column is not None]
        return defaultdict(dict, found)

    @api.model
    def _sql_moved(self):
        """The part ``moved``: all reconciliations, with what came: money, a credit note, instalments that replaced the item."""
        return SQL(
            """
            SELECT partial.debit_move_id, partial.credit_move_id, partial.amount, partial.debit_amount_currency,
                   partial.max_date AS day, source.move_id, source_move.move_type, %(money)s AS is_money, %(replaced)s AS is_replacement
              FROM %(reconciled)s AS partial
              JOIN account_move_line AS source ON source.id = partial.credit_move_id
              JOIN account_move AS source_move ON source_move.id = source.move_id
            """,
            reconciled=sql_reconciled(),
            money=self._sql_is_money("source", "source_move"),
            replaced=sql_is_replacement(),
        )

    @api.model
    def _sql_metric_items(self, companies, group, followed, seen):
        """The part ``item``: the items that any part reads, each with its group.

        :param SQL group: see ``_figures_by_month``
        :param list followed: last days of the months at whose ends is told what was open
        :param SQL seen: which items are read
        """
        return SQL(
            """
            -- groups are only told apart: the order of bytes does, and takes less than that of a language
            SELECT line.id, line.move_id, (%(group)s) COLLATE "C" AS key, line.balance, line.amount_currency, line.date,
                   %(due)s AS due, %(sold)s AS sold_on, move.move_type, move.invoice_date, move.delivery_date,
                   line.reconciled IS TRUE AS is_closed, %(followed)s AS is_followed, %(money)s AS is_money, %(invoiced)s AS is_invoiced
              %(lines)s AND (%(seen)s)
            """,
            group=group,
            due=sql_due(),
            sold=SOLD_ON,
            followed=IS_FOLLOWED,
            money=self._sql_is_money("line", "move"),
            invoiced=sql_is_invoiced(),
            lines=self._sql_metric_lines(
                companies,
                # what was settled before the first month comes to nothing at the end of any
                SQL(
                    """
                    LEFT JOIN (
                        SELECT debit_move_id AS line_id FROM moved WHERE day > %(first)s
                         UNION
                        SELECT credit_move_id FROM moved WHERE day > %(first)s
                    ) AS lately ON lately.line_id = line.id
                    """,
                    first=followed[0],
                ),
            ),
            seen=seen,
        )

    @api.model
    def _sql_metric_lines(self, companies, more=None):
        """The joins it begins with: posted items of trade receivable accounts with their customer.

        :param SQL more: further joins
        """
        return SQL(
            """
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              JOIN account_move AS move ON move.id = line.move_id
              LEFT JOIN res_partner AS person ON person.id = line.partner_id
              LEFT JOIN res_partner AS partner ON partner.id = person.commercial_partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = %(root)s
              %(more)s
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
            """,
            root=companies.root_id.id,
            companies=companies.ids,
            trade=sql_trade(),
            more=more or SQL(),
        )

    @api.model
    def _sql_month(self, day, ends):
        """The place of a day's month among some months, -1 before the first.

        :param SQL day: the day, not after the last of the months
        :param list ends: last days of the months, the oldest first
        """
        return SQL("(WIDTH_BUCKET(%s, %s::date[]) - 1)", day, [end.replace(day=1) for end in ends])

    @api.model
    def _sql_within(self, day, ends):
        """Whether a day is in one of some months.

        :param SQL day: the day
        :param list ends: last days of the months, the oldest first
        """
        return SQL("%s BETWEEN %s AND %s", day, ends[0].replace(day=1), ends[-1])

    @api.model
    def _sql_units(self, amount, unit):
        """An amount as a whole number of a currency's smallest parts."""
        return SQL("ROUND(%s * %s)::bigint", amount, unit)

    @api.model
    def _sql_is_money(self, line, move):
        """Whether an entry is money received or given back."""
        return SQL(
            "(%(line)s.payment_id IS NOT NULL OR %(move)s.origin_payment_id IS NOT NULL OR %(line)s.journal_id IN ("
            "SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit')))",
            line=SQL.identifier(line),
            move=SQL.identifier(move),
        )

    # -- its parts ---------------------------------------------------------------------------------

    @api.model
    def _sql_sales(self, read):
        """Invoices less credit notes with tax, by month of the invoice.

        :param Months read: the months
        :return: (SQL of the rows, SQL of the items that they are made of), as of each part
        """
        rows = SQL(
            """
            SELECT item.key, %(month)s AS month, %(amount)s AS units
              FROM item
             WHERE item.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND %(within)s
             GROUP BY 1, 2
            """,
            month=self._sql_month(SQL("item.sold_on"), read.ends),
            amount=self._sql_units(SQL("SUM(item.balance)"), read.unit),
            within=self._sql_within(SQL("item.sold_on"), read.ends),
        )
        return rows, SQL(
            "move.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND %s", self._sql_within(SOLD_ON, read.ends)
        )

    @api.model
    def _sql_flows(self, read, ends, counting_back):
        """What raised and lowered the receivables, by month, by the last month's end at which it was not due, and by month of sale.

        What happened before the first month counts in it.

        :param Months read: the months whose sales are told apart
        :param list ends: last days of the months at whose ends is told what was open
        :param bool counting_back: whether sales are told apart
        """
        rows = SQL(
            """
            SELECT flow.key, GREATEST(%(month)s, 0) AS month, flow.due_month, flow.sale_month, flow.is_credit, %(amount)s AS units
              FROM (
                WITH followed AS MATERIALIZED (
                    SELECT item.id, item.key, item.balance, item.date AS day, item.balance < 0 AS is_credit, %(sale_month)s AS sale_month,
                           -- due on the last day of a month is not overdue at its end
                           WIDTH_BUCKET(item.due, %(ends)s::date[]) - 1 AS due_month
                      FROM item
                     WHERE item.is_followed AND item.date <= %(last)s
                )
                SELECT key, day, due_month, sale_month, is_credit, balance AS amount FROM followed
                 UNION ALL
                SELECT followed.key, settled.day, followed.due_month, followed.sale_month, followed.is_credit, settled.amount
                  FROM (
                    SELECT debit_move_id AS line_id, -amount AS amount, day FROM moved
                     UNION ALL
                    SELECT credit_move_id, amount, day FROM moved
                  ) AS settled
                  JOIN followed ON followed.id = settled.line_id
              ) AS flow
             WHERE flow.day <= %(last)s
             GROUP BY 1, 2, 3, 4, 5
            """,
            ends=ends,
            sale_month=self._sql_sale_month(read.ends) if counting_back else SQL("NULL::int"),
            month=self._sql_month(SQL("flow.day"), ends),
            amount=self._sql_units(SQL("SUM(flow.amount)"), read.unit),
            last=ends[-1],
        )
        return rows, SQL("%s AND line.date <= %s", IS_FOLLOWED, ends[-1])

    @api.model
    def _sql_sale_month(self, sold):
        """The place of the month of sale of an item, empty for what is no sale, or one after these months."""
        return SQL(
            "CASE WHEN (item.move_type = 'out_refund' OR item.is_invoiced) AND item.sold_on <= %s THEN %s END",
            sold[-1], self._sql_month(SQL("item.sold_on"), sold),
        )  # fmt: skip

    @api.model
    def _sql_collected(self, ends):
        """Money received from customers less what was given back, by month."""
        rows = SQL(
            """
            SELECT item.key, %(month)s AS month, -SUM(item.balance)::float AS one
              FROM item
             WHERE item.is_money AND %(within)s
             GROUP BY 1, 2
            """,
            month=self._sql_month(SQL("item.date"), ends),
            within=self._sql_within(SQL("item.date"), ends),
        )
        return rows, SQL("%s AND %s", self._sql_within(SQL("line.date"), ends), self._sql_is_money("line", "move"))

    @api.model
    def _sql_paid_in_month(self, ends):
        """Allocations of money to invoices by month: amount, amount × days after the due date, amount that was late."""
        rows = SQL(
            """
            SELECT paid.key, paid.month, SUM(paid.amount)::float AS one, SUM(paid.amount * paid.late)::float AS two,
                   COALESCE(SUM(paid.amount) FILTER (WHERE paid.late > 0), 0)::float AS three
              FROM (
                SELECT item.key, %(month)s AS month, moved.amount, moved.day - item.due AS late
                  FROM moved
                  JOIN item ON item.id = moved.debit_move_id AND item.is_invoiced
                 WHERE moved.is_money AND NOT moved.is_replacement AND %(within)s
              ) AS paid
             GROUP BY 1, 2
            """,
            month=self._sql_month(SQL("moved.day"), ends),
            within=self._sql_within(SQL("moved.day"), ends),
        )
        return rows, SQL("lately.line_id IS NOT NULL")

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
