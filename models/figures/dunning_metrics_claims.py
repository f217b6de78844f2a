"""Key figures, third part: how late the typical invoice is settled, promises kept, invoices disputed."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..claim.dunning_promise import JUDGED
from ..shared.company_day import company_day


class DunningMetrics(models.AbstractModel):
    _inherit = "dunning.metrics"

    @api.model
    def _sql_settled(self, ends):
        """Items settled by month: how many, and the median of their days late, by number.

        An item of an invoice (an instalment is one of its own) is settled on the day of its last allocation, whatever
        that is, in the month of that day, so that past months stay as they are. One that no money was allocated to
        (credited, written off), or that instalments replaced, says nothing of how somebody pays and is left out.

        :return: (SQL of the rows, SQL of the items that they are made of)
        """
        rows = SQL(
            """
            SELECT item.key, %(month)s AS month, COUNT(*) AS units,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY settled.day - item.due) AS one
              FROM (
                SELECT debit_move_id AS line_id, MAX(day) AS day
                  FROM moved
                 GROUP BY debit_move_id
                HAVING %(within)s AND BOOL_OR(is_money) AND NOT BOOL_OR(is_replacement)
              ) AS settled
              JOIN item ON item.id = settled.line_id AND item.is_closed AND item.is_invoiced AND item.balance > 0
             GROUP BY 1, 2
            """,
            month=self._sql_month(SQL("settled.day"), ends),
            within=self._sql_within(SQL("MAX(day)"), ends),
        )
        return rows, SQL("lately.line_id IS NOT NULL")

    @api.model
    def _sql_claim_groups(self, companies, person):
        """The joins that tell whose a promise or dispute is, after ``move``, the invoice it is about.

        ``line`` has no more than the company here: a claim stays when its item is gone.

        :param SQL person: the customer of the claim
        """
        return SQL(
            """
              CROSS JOIN LATERAL (SELECT move.company_id) AS line
              LEFT JOIN res_partner AS person ON person.id = %(person)s
              LEFT JOIN res_partner AS partner ON partner.id = person.commercial_partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = %(root)s
             WHERE line.company_id = ANY(%(companies)s)
            """,
            person=person,
            root=companies.root_id.id,
            companies=companies.ids,
        )

    @api.model
    def _sql_promised(self, companies, ends, group):
        """Promises by the month of their last day, grace included: amount promised, amount received in time.

        By the rule of a customer's reliability: what came in in time counts, be it a part; what came in late does not.
        What of a promise was kept is shared out to its items by their amounts. A promise that may still be kept says
        nothing yet, nor does one kept before its day: else a running month would know the good ones only.
        """
        rows = SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, SUM(item.amount_company)::float AS one,
                   SUM(item.amount_company * promise.amount_kept_company / promise.amount_company)::float AS two
              FROM dunning_promise AS promise
              JOIN dunning_promise_line AS item ON item.promise_id = promise.id
              JOIN account_move AS move ON move.id = item.move_id
              %(groups)s
               AND promise.company_id = %(root)s AND promise.state = ANY(%(judged)s) AND promise.amount_company > 0
               AND promise.date_limit BETWEEN %(first)s AND %(last)s
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("promise.date_limit"), ends),
            groups=self._sql_claim_groups(companies, SQL("promise.partner_id")),
            root=companies.root_id.id,
            judged=list(JUDGED),
            first=ends[0].replace(day=1),
            last=min(ends[-1], company_day(self) - timedelta(days=1)),
        )
        return rows, None

    @api.model
    def _sql_disputed(self, companies, ends, group):
        """Invoices of which a dispute was opened, by month, each once a month; disputes that were withdrawn are none."""
        rows = SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, COUNT(DISTINCT move.id) AS units
              FROM dunning_dispute AS dispute
              JOIN account_move AS move ON move.id = dispute.move_id AND move.state = 'posted'
                                       AND move.move_type IN ('out_invoice', 'out_receipt')
              %(groups)s
               AND dispute.company_id = %(root)s AND dispute.state <> 'withdrawn'
               AND dispute.date_opened BETWEEN %(first)s AND %(last)s
             GROUP BY 1, 2
            """,
            group=group,
            month=self._sql_month(SQL("dispute.date_opened"), ends),
            groups=self._sql_claim_groups(companies, SQL("dispute.partner_id")),
            root=companies.root_id.id,
            first=ends[0].replace(day=1),
            last=ends[-1],
        )
        return rows, None
