"""Key figures, third part: how late the typical invoice is settled, promises kept, invoices disputed."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..claim.dunning_promise import JUDGED
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_is_invoiced, sql_is_settled, sql_settlements


class DunningMetrics(models.AbstractModel):
    _inherit = "dunning.metrics"

    @api.model
    def _sql_settled(self, companies, ends, group):
        """Items settled by month: how many, and the median of their days late, by number.

        An item of an invoice (an instalment is one of its own) is settled on the day of its last allocation, whatever
        that is, in the month of that day, so that past months stay as they are. One that no money was allocated to
        (credited, written off) says nothing of how somebody pays and is left out.
        """
        return SQL(
            """
            WITH settled AS MATERIALIZED (
                SELECT partial.debit_move_id AS line_id, MAX(partial.max_date) AS day
                  FROM %(settlements)s AS partial
                  JOIN account_move_line AS source ON source.id = partial.credit_move_id
                  JOIN account_move AS source_move ON source_move.id = source.move_id
                 GROUP BY partial.debit_move_id
                HAVING MAX(partial.max_date) BETWEEN %(first)s AND %(last)s AND BOOL_OR(%(money)s)
            ),
            item AS MATERIALIZED (
                SELECT line.id, %(group)s AS key, %(due)s AS due
                  %(lines)s
                   AND %(invoiced)s AND %(is_settled)s AND line.balance > 0
                   AND line.id IN (SELECT line_id FROM settled)
            )
            SELECT item.key, %(month)s AS month, COUNT(*) AS count,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY settled.day - item.due) AS median
              FROM item
              JOIN settled ON settled.line_id = item.id
             GROUP BY 1, 2
            """,
            group=group,
            lines=self._sql_metric_lines(companies),
            money=self._sql_is_money("source", "source_move"),
            month=self._sql_month(SQL("settled.day"), ends),
            first=ends[0].replace(day=1),
            last=ends[-1],
            due=sql_due(),
            settlements=sql_settlements(),
            is_settled=sql_is_settled(),
            invoiced=sql_is_invoiced(),
        )

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
        return SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, SUM(item.amount_company)::float AS amount,
                   SUM(item.amount_company * promise.amount_kept_company / promise.amount_company)::float AS kept
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

    @api.model
    def _sql_disputed(self, companies, ends, group):
        """Invoices of which a dispute was opened, by month, each once a month; disputes that were withdrawn are none."""
        return SQL(
            """
            SELECT %(group)s AS key, %(month)s AS month, COUNT(DISTINCT move.id) AS count
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
