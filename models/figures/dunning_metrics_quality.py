"""Key figures, second part: what stays unpaid beyond a limit, how long invoices wait to be made; groups by plan and by sales."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_is_invoiced, sql_is_replacement, sql_reconciled, sql_settlements

# Days after the due date beyond which an item is in default when the company says nothing (IFRS 9 B5.5.37).
DEFAULT_DAYS = 90

# What the largest customers together make of a year's sales: class A up to the first share, B up to the second, C the rest.
CLASS_SHARES = (("A", 0.80), ("B", 0.95))


class DunningMetrics(models.AbstractModel):
    _inherit = "dunning.metrics"

    @api.model
    def _sql_default(self, companies, ends, group):
        """What came to the limit of default by month, and what of it was unpaid on that day.

        An item of an invoice comes to the limit so many days after its due date (setting of the company). Credit notes
        until then make it smaller. What was received, or settled by another entry, is paid; what was written off to an
        expense, or moved to another receivable account where it stays open (doubtful customers), is not. Items whose
        limit is not over yet say nothing and are left out. Amounts at the booked rate.

        :param list ends: last days of months, the first of them the oldest cohort
        """
        days = companies.root_id.sudo().dunning_default_days or DEFAULT_DAYS
        last = min(ends[-1], company_day(self) - timedelta(days=1))
        return SQL(
            """
            WITH item AS MATERIALIZED (
                SELECT line.id, %(group)s AS key, line.balance, line.amount_currency,
                       %(due)s + %(days)s AS limit_day
                  %(lines)s
                   AND %(invoiced)s AND line.balance > 0 AND line.amount_currency > 0
                   AND %(due)s + %(days)s BETWEEN %(first)s AND %(last)s
                   AND line.date <= %(due)s + %(days)s
            ),
            -- in the item's currency: exchange differences settle nothing
            cut AS MATERIALIZED (
                SELECT item.id,
                       SUM(partial.debit_amount_currency) FILTER (WHERE source_move.move_type = 'out_refund' OR %(is_moved)s) AS credited,
                       SUM(partial.debit_amount_currency) FILTER (WHERE source_move.move_type <> 'entry' OR %(money)s OR %(is_moved)s
                                                                     OR NOT EXISTS (
                           SELECT FROM account_move_line AS other
                             JOIN account_account AS kind ON kind.id = other.account_id
                            WHERE other.move_id = source_move.id AND other.balance > 0
                              AND (LEFT(kind.account_type, 7) = 'expense'
                                   OR kind.account_type = 'asset_receivable' AND other.balance > COALESCE((
                                      SELECT SUM(later.amount) FROM %(settlements)s AS later
                                       WHERE later.debit_move_id = other.id AND later.max_date <= item.limit_day), 0))
                       )) AS settled
                  FROM item
                  JOIN %(reconciled)s AS partial ON partial.debit_move_id = item.id AND partial.max_date <= item.limit_day
                  JOIN account_move_line AS source ON source.id = partial.credit_move_id
                  JOIN account_move AS source_move ON source_move.id = source.move_id
                 GROUP BY item.id
            )
            SELECT item.key, %(month)s AS month,
                   SUM(item.balance * (1 - COALESCE(cut.credited, 0) / item.amount_currency))::float AS amount,
                   SUM(item.balance * (1 - COALESCE(cut.settled, 0) / item.amount_currency))::float AS unpaid
              FROM item
              LEFT JOIN cut ON cut.id = item.id
             GROUP BY 1, 2
            """,
            group=group,
            days=days,
            lines=self._sql_metric_lines(companies),
            settlements=sql_settlements(),
            reconciled=sql_reconciled(),
            is_moved=sql_is_replacement(),
            invoiced=sql_is_invoiced(),
            money=self._sql_is_money("source", "source_move"),
            month=self._sql_month(SQL("item.limit_day"), ends),
            first=ends[0].replace(day=1),
            last=last,
            due=sql_due(),
        )

    @api.model
    def _sql_invoicing(self, companies, ends, group):
        """Invoices by month: number, amount, amount of those with a delivery date, amount × days from delivery to invoice.

        An invoice made before its delivery waited for nothing: it counts 0 days.
        """
        return SQL(
            """
            SELECT sold.key, sold.month, COUNT(DISTINCT sold.move_id) AS count, SUM(sold.amount)::float AS amount,
                   COALESCE(SUM(sold.amount) FILTER (WHERE sold.days IS NOT NULL), 0)::float AS dated,
                   COALESCE(SUM(sold.amount * sold.days), 0)::float AS weighted
              FROM (
                SELECT %(group)s AS key, %(month)s AS month, move.id AS move_id, line.balance AS amount,
                       CASE WHEN move.delivery_date IS NOT NULL
                            THEN GREATEST(move.invoice_date - move.delivery_date, 0) END AS days
                  %(lines)s
                   AND move.move_type IN ('out_invoice', 'out_receipt') AND move.invoice_date BETWEEN %(first)s AND %(last)s
              ) AS sold
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("move.invoice_date"), ends),
            lines=self._sql_metric_lines(companies),
            first=ends[0].replace(day=1),
            last=ends[-1],
        )

    # -- groups ------------------------------------------------------------------------------------

    @api.model
    def _sql_plan_group(self, companies):
        """Return the plan that a customer follows now, as text: its own, the first that matches, the company's default."""
        own = SQL("(SELECT own.id FROM dunning_plan AS own WHERE own.id = profile.plan_id AND own.active)")
        choice = self.env["dunning.plan"]._sql_plan_choice(companies.root_id, SQL("NULL::int"), own)
        return SQL("(SELECT %s FROM (SELECT partner.id AS partner_id, NULL::int AS move_id) AS item)::text", choice)

    @api.model
    def _sql_analytic_group(self, plan):
        """Return the analytic account with the largest part of an invoice in a plan, as text; empty without one.

        An invoice over several accounts counts where most of it belongs, so that the parts add up to the whole.

        :param plan: root ``account.analytic.plan``; empty: the first
        """
        plan = plan or self.env["account.analytic.plan"].sudo().search([("parent_id", "=", False)], limit=1)
        return SQL(
            """(SELECT account.id::text
                  FROM account_move_line AS product
                  CROSS JOIN LATERAL JSONB_EACH_TEXT(product.analytic_distribution) AS part(ids, percentage)
                  CROSS JOIN LATERAL UNNEST(STRING_TO_ARRAY(part.ids, ',')) AS one(id)
                  JOIN account_analytic_account AS account ON account.id = one.id::int AND account.root_plan_id = %s
                 WHERE product.move_id = move.id AND product.analytic_distribution IS NOT NULL
                 GROUP BY account.id
                 ORDER BY SUM(ABS(product.balance) * part.percentage::numeric) DESC, account.id
                 LIMIT 1)""",
            plan.id or None,
        )

    @api.model
    def _sql_class_group(self, companies, last):
        """Return the class of a customer by its share of the sales of twelve months, as text: A, B or C.

        Customers in order of their sales: those who make the first 80 % of them are A, up to 95 % B, all others C.

        :param date last: last day of the twelve months
        """
        start = last - relativedelta(months=12)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sold.partner_id,
                       (SUM(sold.amount) OVER (ORDER BY sold.amount DESC, sold.partner_id) - sold.amount) / SUM(sold.amount) OVER ()
                  FROM (
                    SELECT partner.id AS partner_id, SUM(line.balance) AS amount
                      %s
                       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND partner.id IS NOT NULL
                       AND COALESCE(move.invoice_date, line.date) > %s AND COALESCE(move.invoice_date, line.date) <= %s
                     GROUP BY partner.id
                    HAVING SUM(line.balance) > 0
                  ) AS sold
                """,
                self._sql_metric_lines(companies),
                start,
                last,
            )
        )
        branches, low = [], 0
        for name, high in CLASS_SHARES:
            own = [partner for partner, before in rows if low <= before < high]
            branches.append(SQL("WHEN partner.id = ANY(%s::int[]) THEN %s", own, name))
            low = high
        return SQL("CASE %s ELSE 'C' END", SQL(" ").join(branches))
