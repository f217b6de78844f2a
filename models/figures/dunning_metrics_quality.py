"""Key figures, second part: what stays unpaid beyond a limit, how long invoices wait to be made; groups by plan and by sales."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_settlements

# Days after the due date beyond which an item is in default when the company says nothing (IFRS 9 B5.5.37).
DEFAULT_DAYS = 90

# What the largest customers together make of a year's sales: class A up to the first share, B up to the second, C the rest.
CLASS_SHARES = (("A", 0.80), ("B", 0.95))


class DunningMetrics(models.AbstractModel):
    _inherit = "dunning.metrics"

    @api.model
    def _sql_default(self, companies, ends):
        """What came to the limit of default by month, and what of it was unpaid on that day.

        An item of an invoice comes to the limit so many days after its due date (setting of the company). Credit notes
        until then make it smaller. What was received, or settled by another entry, is paid; what was written off to an
        expense, or moved to another receivable account where it stays open (doubtful customers), is not. Items whose
        limit is not over yet say nothing and are left out. Amounts at the booked rate.

        :param list ends: last days of months, the first of them the oldest cohort
        :return: (SQL of the rows, SQL of the items that they are made of)
        """
        days = companies.root_id.sudo().dunning_default_days or DEFAULT_DAYS
        last = min(ends[-1], company_day(self) - timedelta(days=1))
        rows = SQL(
            """
            WITH late AS MATERIALIZED (
                SELECT item.id, item.key, item.balance, item.amount_currency, item.due + %(days)s AS limit_day
                  FROM item
                 WHERE item.is_invoiced AND item.balance > 0 AND item.amount_currency > 0
                   AND item.due + %(days)s BETWEEN %(first)s AND %(last)s AND item.date <= item.due + %(days)s
            )
            SELECT late.key, %(month)s AS month,
                   SUM(late.balance * (1 - COALESCE(cut.credited, 0) / late.amount_currency))::float AS one,
                   SUM(late.balance * (1 - COALESCE(cut.settled, 0) / late.amount_currency))::float AS two
              FROM late
              LEFT JOIN (%(cut)s) AS cut ON cut.id = late.id
             GROUP BY 1, 2
            """,
            days=days,
            first=ends[0].replace(day=1),
            last=last,
            month=self._sql_month(SQL("late.limit_day"), ends),
            cut=self._sql_cut_until_limit(),
        )
        return rows, SQL(
            "%(due)s + %(days)s BETWEEN %(first)s AND %(last)s", due=sql_due(), days=days, first=ends[0].replace(day=1), last=last
        )

    @api.model
    def _sql_cut_until_limit(self):
        """Return what was credited and settled of ``late`` items until their limit of default, as ``id, credited, settled``.

        In the item's currency: exchange differences settle nothing.
        """
        return SQL(
            """
            SELECT late.id,
                   SUM(moved.debit_amount_currency) FILTER (WHERE moved.move_type = 'out_refund' OR moved.is_replacement) AS credited,
                   SUM(moved.debit_amount_currency) FILTER (WHERE moved.move_type <> 'entry' OR moved.is_money OR moved.is_replacement
                                                               OR NOT EXISTS (
                       SELECT FROM account_move_line AS other
                         JOIN account_account AS kind ON kind.id = other.account_id
                        WHERE other.move_id = moved.move_id AND other.balance > 0
                          AND (LEFT(kind.account_type, 7) = 'expense'
                               OR kind.account_type = 'asset_receivable' AND other.balance > COALESCE((
                                  SELECT SUM(later.amount) FROM %(settlements)s AS later
                                   WHERE later.debit_move_id = other.id AND later.max_date <= late.limit_day), 0))
                   )) AS settled
              FROM late
              JOIN moved ON moved.debit_move_id = late.id AND moved.day <= late.limit_day
             GROUP BY late.id
            """,
            settlements=sql_settlements(),
        )

    @api.model
    def _sql_invoicing(self, ends):
        """Invoices by month: number, amount, amount of those with a delivery date, amount × days from delivery to invoice.

        An invoice made before its delivery waited for nothing: it counts 0 days.
        """
        rows = SQL(
            """
            SELECT sold.key, sold.month, COUNT(DISTINCT sold.move_id) AS units, SUM(sold.balance)::float AS one,
                   COALESCE(SUM(sold.balance) FILTER (WHERE sold.days IS NOT NULL), 0)::float AS two,
                   COALESCE(SUM(sold.balance * sold.days), 0)::float AS three
              FROM (
                SELECT item.key, %(month)s AS month, item.move_id, item.balance,
                       CASE WHEN item.delivery_date IS NOT NULL THEN GREATEST(item.invoice_date - item.delivery_date, 0) END AS days
                  FROM item
                 WHERE item.move_type IN ('out_invoice', 'out_receipt') AND %(within)s
              ) AS sold
             GROUP BY 1, 2
            """,
            month=self._sql_month(SQL("item.invoice_date"), ends),
            within=self._sql_within(SQL("item.invoice_date"), ends),
        )
        return rows, SQL("move.move_type IN ('out_invoice', 'out_receipt') AND %s", self._sql_within(SQL("move.invoice_date"), ends))

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
