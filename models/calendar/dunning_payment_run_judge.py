"""Whether payment runs were kept: each run is judged once, from the ledger, when its money should have arrived."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.bounds import near_day
from ..shared.receivable import sql_due, sql_entry, sql_settlements, sql_trade
from .payment_days import shift_bank_days

# A run is kept when it held so much of what it should have held, by amount.
KEPT_SHARE = 0.8
# Runs of so many months are judged, and count.
JUDGED_MONTHS = 12


class DunningPaymentRunDay(models.Model):
    _name = "dunning.payment.run.day"
    _description = "Payment Run That Has Passed"
    _order = "day desc, id desc"
    _rec_name = "day"

    payment_run_id = fields.Many2one("dunning.payment.run", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="payment_run_id.partner_id", store=True, index=True, string="Customer")
    company_id = fields.Many2one(related="payment_run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(required=True, readonly=True)
    arrival = fields.Date(required=True, readonly=True, help="Until when its money should have been on the account.")
    expected = fields.Monetary(string="Should Have Held", readonly=True, help="Due by that day, there by the cut-off, not in dispute.")
    paid = fields.Monetary(string="Held", readonly=True)
    is_kept = fields.Boolean(string="Kept", readonly=True, help="It held at least 80 % of what it should have held.")
    days_lost = fields.Float(
        string="Days Lost to Runs", digits=(6, 1), readonly=True, aggregator="avg",
        help="Mean days from the due date to the run of what it should have held, by amount.",
    )  # fmt: skip
    agreed_days = fields.Float(
        string="Agreed Terms (days)", digits=(6, 1), readonly=True, aggregator="avg",
        help="Mean days from the invoice to the due date of the same, by amount.",
    )  # fmt: skip

    _once = models.UniqueIndex("(payment_run_id, day)", "A payment run is judged once.")

    @api.model
    def _judge_payment_runs(self, company, today):
        """Judge the runs of a company whose money should have arrived before a day and that were not judged yet.

        :param company: root ``res.company``
        :param date today: the day on which is judged
        :return: number of runs judged; those that had nothing to hold are none
        """
        since = today - relativedelta(months=JUDGED_MONTHS)
        rows = [
            row
            for row in self.env["dunning.payment.run"]._list_run_days(company, since, today)
            if row[2].arrival < today
        ]
        self.env.flush_all()
        known = set(
            self.env.execute_query(
                SQL("SELECT payment_run_id, day FROM dunning_payment_run_day WHERE company_id = %s AND day >= %s", company.id, since)
            )
        )
        rows = [row for row in rows if (row[0], row[2].day) not in known]
        if not rows:
            return 0
        judged = self.env.execute_query_dict(self._sql_what_runs_held(company, self._with_begin(company, rows)))
        for row in judged:
            row["is_kept"] = company.currency_id.compare_amounts(row["paid"], KEPT_SHARE * row["expected"]) >= 0
        self.sudo().create(judged)
        return len(judged)

    @api.model
    def _with_begin(self, company, rows):
        """Return (run id, partner id, day, cut-off, last day before its payments, arrival); one bank day early is in time."""
        partners = self.env["res.partner"].browse({partner_id for _run, partner_id, _day in rows})
        banks = self.env["dunning.payment.run"]._bank_days_of(company, partners)
        return [
            (run_id, partner_id, run.day, run.cutoff, shift_bank_days(run.day, -1, banks[partner_id][1]) - timedelta(1), run.arrival)
            for run_id, partner_id, run in rows
        ]

    def _sql_what_runs_held(self, company, rows):
        """Return what each run should have held and held, in company currency; runs that had nothing to hold are left out.

        :param company: root ``res.company``
        :param list rows: as ``_with_begin`` returns them
        """
        return SQL(
            """
            WITH run AS (
                SELECT * FROM UNNEST(%(runs)s::int[], %(partners)s::int[], %(days)s::date[], %(cutoffs)s::date[], %(begins)s::date[],
                                     %(arrivals)s::date[]) AS run(payment_run_id, partner_id, day, cutoff, begin, arrival)
            ),
            paid AS (
                SELECT debit_move_id AS item_id, max_date, amount FROM %(settlements)s AS settlement WHERE max_date > %(first)s
            ),
            item AS (
                SELECT line.id, %(entry)s AS move_id, customer.commercial_partner_id AS partner_id, line.amount_residual,
                       %(due)s AS due, COALESCE(move.invoice_date, line.date) AS issued
                  FROM account_move_line AS line
                  JOIN res_partner AS customer ON customer.id = line.partner_id
                                              AND customer.commercial_partner_id = ANY(%(partners)s)
                  JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                  JOIN account_move AS move ON move.id = line.move_id
                 WHERE line.parent_state = 'posted' AND line.balance > 0 AND line.company_id IN (%(companies)s)
                   AND line.no_followup IS NOT TRUE
                   AND (line.reconciled IS NOT TRUE OR line.id IN (SELECT item_id FROM paid))
            ),
            held AS (
                SELECT run.payment_run_id, run.day, run.arrival, item.due, item.issued,
                       item.amount_residual + COALESCE(SUM(paid.amount) FILTER (WHERE paid.max_date > run.begin), 0) AS expected,
                       COALESCE(SUM(paid.amount) FILTER (WHERE paid.max_date > run.begin AND paid.max_date <= run.arrival), 0) AS paid
                  FROM run
                  JOIN item ON item.partner_id = run.partner_id AND item.due <= run.day AND item.issued <= run.cutoff
                  LEFT JOIN paid ON paid.item_id = item.id
                 WHERE NOT EXISTS (
                       SELECT FROM dunning_dispute AS dispute
                        WHERE dispute.move_id = item.move_id AND dispute.date_opened <= run.arrival
                          AND (dispute.settled_on IS NULL OR dispute.settled_on > run.cutoff))
                 GROUP BY run.payment_run_id, run.day, run.arrival, item.id, item.due, item.issued, item.amount_residual
            )
            SELECT payment_run_id, day, arrival, SUM(expected) AS expected, SUM(paid) AS paid,
                   ROUND(SUM(expected * (day - due)) / SUM(expected), 1) AS days_lost,
                   ROUND(SUM(expected * (due - issued)) / SUM(expected), 1) AS agreed_days
              FROM held
             WHERE expected > 0
             GROUP BY payment_run_id, day, arrival
            HAVING SUM(expected) > 0
             ORDER BY payment_run_id, day
            """,
            runs=[row[0] for row in rows],
            partners=[row[1] for row in rows],
            days=[row[2] for row in rows],
            cutoffs=[row[3] for row in rows],
            begins=[row[4] for row in rows],
            arrivals=[row[5] for row in rows],
            first=min(row[4] for row in rows),
            due=near_day(sql_due()),
            trade=sql_trade(),
            settlements=sql_settlements(),
            entry=sql_entry(),
            companies=self.env["dunning.engine"]._sql_companies(company),
        )
