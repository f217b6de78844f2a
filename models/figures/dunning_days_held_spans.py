"""Where the days are, second part: on which days disputes, promises, approvals and payment runs held an item; when it was sent."""

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..shared.bounds import add_days
from ..shared.receivable import sql_due
from .month_figures import COUNTBACK_MONTHS, PERIOD

# Statuses of an electronic invoice with which it has left, and those with which the customer has approved it.
LEFT = ("deposited", "received", "approved", "partly", "announced", "disputed", "suspended", "completed", "refused")
APPROVED = ("approved", "partly")

# Runs are looked for so many days after the day that is asked for: what waits for one has its next one by then.
RUNS_AHEAD = 100

# Place of the rows of the days before an invoice among the ids of an item.
BEFORE_PLACE = 31


class DunningDaysHeld(models.Model):
    _inherit = "dunning.days.held"

    # -- sending -----------------------------------------------------------------------------------

    @api.model
    def _sql_sent_on(self, root, day):
        """Return on which day invoices left, as ``move_id, day``: of ``sold`` items, where the company looks after that.

        The first e-mail about the invoice to the customer, or status of its platform. Without any, what Odoo says was sent has
        left on its own day, and else it has not left before a message of a step was about it.

        :param root: main ``res.company``
        :param date day: as of its end
        """
        settings = root.sudo()
        if not (settings.dunning_check_sent and settings.dunning_live_date):
            return SQL("SELECT NULL::int AS move_id, NULL::date AS day WHERE FALSE")
        return SQL(
            """
            WITH asked AS MATERIALIZED (
                SELECT DISTINCT sold.move_id, sold.sale_date, invoice.commercial_partner_id AS customer_id,
                       (invoice.is_move_sent IS TRUE OR %(handed_over)s) AS is_gone
                  FROM sold
                  JOIN account_move AS invoice ON invoice.id = sold.move_id AND invoice.move_type = 'out_invoice'
                 WHERE sold.sale_date >= %(live)s
            ),
            known AS MATERIALIZED (
                SELECT asked.move_id, message.date::date AS day, FALSE AS is_reminder
                  FROM asked
                  JOIN mail_message AS message ON message.model = 'account.move' AND message.res_id = asked.move_id
                  JOIN mail_notification AS mail ON mail.mail_message_id = message.id AND mail.notification_type = 'email'
                  JOIN res_partner AS reader ON reader.id = mail.res_partner_id AND reader.commercial_partner_id = asked.customer_id
                 UNION ALL
                SELECT event.move_id, event.date, FALSE
                  FROM dunning_einvoice_event AS event
                  JOIN dunning_einvoice_status AS status ON status.id = event.status_id AND status.effect = ANY(%(left)s)
                 UNION ALL
                SELECT taken.move_id, action.date_done, TRUE
                  FROM dunning_action_line AS taken
                  JOIN dunning_action AS action ON action.id = taken.action_id AND action.state = 'done'
                 WHERE taken.kind = 'advance' AND taken.status = 'counted'
                   AND taken.move_id IN (SELECT move_id FROM asked WHERE NOT is_gone)
            )
            SELECT asked.move_id, COALESCE(MIN(known.day) FILTER (WHERE NOT known.is_reminder),
                            CASE WHEN asked.is_gone THEN asked.sale_date END, MIN(known.day), %(day)s) AS day
              FROM asked
              LEFT JOIN known ON known.move_id = asked.move_id AND known.day <= %(day)s
             GROUP BY asked.move_id, asked.sale_date, asked.is_gone
            """,
            day=SQL("%s::date", day),
            live=settings.dunning_live_date,
            left=list(LEFT),
            handed_over=self.env["dunning.coverage"]._sql_handed_over(),
        )

    # -- who held an item after its due date -------------------------------------------------------

    @api.model
    def _sql_held_spans(self, root, day):
        """Return the days on which ``sold`` items were held, as ``item_id, dispute, promise, approval, run`` (multiranges of days).

        :param root: main ``res.company``
        :param date day: as of its end
        """
        return SQL(
            """
            SELECT span.item_id, %(kinds)s
              FROM ((%(disputes)s) UNION ALL (%(promises)s) UNION ALL (%(approvals)s) UNION ALL (%(runs)s)) AS span (item_id, kind, days)
             GROUP BY span.item_id
            """,
            kinds=SQL(", ").join(
                SQL("RANGE_AGG(span.days) FILTER (WHERE span.kind = %s) AS %s", kind, SQL.identifier(kind))
                for kind in ("dispute", "promise", "approval", "run")
            ),
            disputes=self._sql_dispute_spans(day),
            promises=self._sql_promise_spans(day),
            approvals=self._sql_approval_spans(day),
            runs=self._sql_run_spans(root, day),
        )

    @api.model
    def _sql_dispute_spans(self, day):
        """Return the days of disputes, from the day of opening to the day before they were settled."""
        return SQL(
            """
            SELECT sold.id, 'dispute', DATERANGE(dispute.date_opened, CASE WHEN dispute.state <> 'open' THEN dispute.settled_on END)
              FROM sold
              JOIN dunning_dispute AS dispute ON dispute.move_id = sold.move_id AND dispute.partner_id = sold.partner_id
                   AND (dispute.move_line_id = sold.id OR dispute.move_line_id IS NULL AND COALESCE(dispute.instalment, 0) = 0)
             WHERE dispute.date_opened <= %s AND (dispute.state = 'open' OR dispute.settled_on IS NOT NULL)
            """,
            day,
        )

    @api.model
    def _sql_promise_spans(self, day):
        """Return the days of promises, from the day they were given to the last on which they stood."""
        return SQL(
            """
            SELECT sold.id, 'promise', DATERANGE(promise.date, GREATEST(promise.date, LEAST(
                       promise.date_limit + 1, CASE WHEN promise.state <> 'open' THEN promise.judged_on END)))
              FROM sold
              JOIN dunning_promise_line AS line ON line.move_id = sold.move_id
                   AND (line.move_line_id = sold.id OR line.move_line_id IS NULL AND COALESCE(line.instalment, 0) = 0)
              JOIN dunning_promise AS promise ON promise.id = line.promise_id AND promise.partner_id = sold.partner_id
             WHERE promise.state <> 'cancelled' AND promise.date <= %s
            """,
            day,
        )

    @api.model
    def _sql_approval_spans(self, day):
        """Return the days on which the customer approved: said in a call, or between both statuses of an electronic invoice."""
        return SQL(
            """
            SELECT sold.id, 'approval', DATERANGE(hold.date_start, GREATEST(hold.date_start, LEAST(
                       hold.date_end + 1, CASE WHEN hold.state = 'ended' THEN hold.ended_on END)))
              FROM sold
              JOIN dunning_hold AS hold ON hold.partner_id = sold.partner_id AND hold.kind = 'hold'
                   AND (hold.move_id = sold.move_id OR hold.move_id IS NULL)
                   AND (hold.move_line_id = sold.id OR hold.move_line_id IS NULL)
              JOIN dunning_action AS action ON action.id = hold.action_id AND action.outcome = 'approval'
             WHERE hold.date_start <= %(day)s AND (hold.state = 'active' OR hold.ended_on IS NOT NULL)
             UNION ALL
            SELECT sold.id, 'approval', DATERANGE(told.arrived, GREATEST(told.arrived, told.approved))
              FROM sold
              JOIN (
                SELECT event.move_id, MIN(event.date) AS arrived,
                       MIN(event.date) FILTER (WHERE status.effect = ANY(%(approved)s)) AS approved
                  FROM dunning_einvoice_event AS event
                  JOIN dunning_einvoice_status AS status ON status.id = event.status_id
                 WHERE status.effect = ANY(%(left)s)
                 GROUP BY 1
              ) AS told ON told.move_id = sold.move_id AND told.approved IS NOT NULL
            """,
            day=day,
            approved=list(APPROVED),
            left=list(LEFT),
        )

    @api.model
    def _sql_run_spans(self, root, day):
        """Return the days from the due date to the arrival of the customer's next payment run, by the runs in use."""
        Run = self.env["dunning.payment.run"].sudo()
        first = add_days(day, -31 * COUNTBACK_MONTHS)
        rows = Run._list_run_days(root, first, add_days(day, RUNS_AHEAD)) if Run._payment_run_rules(root.id) else []
        return SQL(
            """
            SELECT DISTINCT ON (sold.id) sold.id, 'run', DATERANGE(sold.date_due + 1, GREATEST(sold.date_due, %(first)s + run.arrival) + 1)
              FROM sold
              JOIN UNNEST(%(partners)s::int[], %(days)s::int[], %(arrivals)s::int[]) AS run (partner_id, day, arrival)
                ON run.partner_id = sold.partner_id AND %(first)s + run.day >= sold.date_due
             WHERE sold.date_due >= %(first)s
             ORDER BY sold.id, run.day
            """,
            first=SQL("%s::date", first),
            partners=[partner for _run, partner, _day in rows],
            days=[(run.day - first).days for _id, _partner, run in rows],
            arrivals=[(run.arrival - first).days for _id, _partner, run in rows],
        )

    # -- before the invoice ------------------------------------------------------------------------

    @api.model
    def _sql_before_invoice(self, options):
        """Return the days between delivery and invoice of the last three months' invoices: amount × days ÷ sales, apart from the DSO.

        :param options: of the aged balance of the day
        :return: SQL with the columns of the days, ``days`` 0
        """
        first = (options.day - relativedelta(months=PERIOD - 1)).replace(day=1)
        _start, delivered = self.env["dunning.performance"]._sql_performed(SQL("entry.invoice_date"))
        return SQL(
            """
            WITH made AS MATERIALIZED (
                SELECT line.id, line.move_id, line.partner_id, line.company_id, line.company_currency_id, line.date_maturity, line.date,
                       line.balance, entry.invoice_date, entry.invoice_user_id, entry.move_type, %(team)s AS team_id,
                       GREATEST(entry.invoice_date - %(delivered)s, 0) AS waited
                  FROM account_move_line AS line
                  JOIN (%(accounts)s) AS account ON account.id = line.account_id
                  JOIN account_move AS entry ON entry.id = line.move_id AND entry.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                  LEFT JOIN dunning_performance AS performance ON performance.move_id = entry.id
                 WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
                   AND entry.invoice_date BETWEEN %(first)s AND %(day)s
            )
            SELECT made.id::bigint * 32 + %(place)s AS id, 'h_invoicing' AS part, made.move_id,
                   customer.commercial_partner_id AS partner_id, made.company_id, made.company_currency_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id, made.invoice_user_id) AS salesperson_id,
                   COALESCE(profile.collector_id, root.dunning_collector_id) AS collector_id, NULL::int AS dispute_user_id, profile.segment,
                   made.team_id, made.invoice_date AS sale_date, %(due)s AS date_due, 0::numeric AS amount,
                   0::float AS days, (made.balance * made.waited)::float / whole.sales::float AS days_before
              FROM made
              JOIN (SELECT SUM(balance) AS sales FROM made) AS whole ON whole.sales > 0
              JOIN res_company AS root ON root.id = %(root)s
              LEFT JOIN res_partner AS customer ON customer.id = made.partner_id
              LEFT JOIN res_partner AS partner ON partner.id = customer.commercial_partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = root.id
             WHERE made.waited > 0 AND made.move_type <> 'out_refund'
            """,
            team=self.env["dunning.invoice.share"]._sql_sales_team("entry"),
            due=sql_due("made"),
            delivered=delivered,
            accounts=self.env["dunning.aging"]._sql_accounts(options),
            companies=list(options.company_ids),
            first=first,
            day=options.day,
            place=BEFORE_PLACE,
            root=self.env["res.company"].browse(options.company_ids).root_id.id,
        )
