"""Coverage, second part: invoices that nobody knows to have arrived, and messages that nobody approved."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

# States of e-invoicing add-ons in which an invoice has not been handed over; read where the add-on is installed.
NOT_HANDED_OVER = {
    "peppol_move_state": ("ready", "to_send", "skipped", "error"),
    "edi_state": ("to_send", "to_cancel", "cancelled"),
}

# Working days looked back at most: longer than any holidays of a company.
DAYS_BACK = 40


class DunningCoverage(models.Model):
    _inherit = "dunning.coverage"

    def _count_back(self, company, today, count=2):
        """Return the day of which ``count`` working days of the company have passed since: what is older waits too long.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :param int count: working days, today among them when it is one
        """
        Calendar = self.env["dunning.calendar"]
        first = today - timedelta(days=DAYS_BACK)
        closed = {}
        if Calendar._is_used(company):
            closed = Calendar._closed_days_of_zone(company, Calendar._zone_of_partner(company), first, DAYS_BACK + 1)
        day = today
        while count and day > first:
            is_open = day not in closed and (company.dunning_working_days or day.weekday() < 5)
            count -= is_open
            day -= timedelta(days=1)
        return day

    def _sql_waits_for_approval(self, company, today):
        """Whether an open ``action`` is a message that somebody should have approved: for more than one working day."""
        return SQL("action.is_message AND action.state = 'todo' AND action.date <= %s", self._count_back(company, today))

    def _sql_unsent(self, company, today):
        """Invoices posted for more than one working day that are not known as sent, delivered or deposited; due or not.

        Since the company is live, and as long as no message of a step went out about them, for that takes them along.
        """
        if not (company.dunning_check_sent and company.dunning_live_date):
            return SQL()
        return SQL(
            """
            UNION ALL
            SELECT MIN(decision.item_id), MIN(decision.item_id), decision.move_id, decision.partner_id, decision.company_id,
                   MIN(decision.date_due), MAX(decision.days_overdue), SUM(decision.net), NULL::int, NULL::int, NULL::int, NULL::int,
                   %(collector)s::int, 'unsent'
              FROM decision
              JOIN account_move AS invoice ON invoice.id = decision.move_id AND invoice.move_type = 'out_invoice'
               AND invoice.is_move_sent IS NOT TRUE AND invoice.invoice_date BETWEEN %(live)s AND %(day)s AND NOT %(handed_over)s
              LEFT JOIN judged ON judged.item_id = decision.item_id AND judged.reason IS NOT NULL
             WHERE decision.net_currency > 0 AND decision.reason <> 'excluded'
               AND NOT EXISTS (SELECT FROM dunning_action_line AS taken
                                WHERE taken.move_id = decision.move_id AND taken.kind = 'advance' AND taken.status = 'counted')
             GROUP BY decision.move_id, decision.partner_id, decision.company_id
            HAVING COUNT(judged.item_id) = 0
            """,
            collector=company.dunning_collector_id.id or None,
            live=company.dunning_live_date,
            day=self._count_back(company, today),
            handed_over=self._sql_handed_over(),
        )

    def _sql_handed_over(self):
        """Whether an e-invoicing platform has an ``invoice``; of add-ons that are not installed nothing is asked."""
        Move = self.env["account.move"]
        known = [
            SQL("COALESCE(%s <> ALL(%s), FALSE)", SQL.identifier("invoice", name), list(states))
            for name, states in NOT_HANDED_OVER.items()
            if name in Move._fields and Move._fields[name].store
        ]
        return SQL("(%s)", SQL(" OR ").join([SQL("FALSE"), *known]))

    def action_send_invoices(self):
        """Open the invoices that nobody knows to have arrived, to send them."""
        return self._open_created_records("account.move", self._uncovered_of(self.filtered(lambda row: row.reason == "unsent").move_id))

    def action_approve_messages(self):
        """Open the messages that wait for approval."""
        waiting = self.filtered(lambda row: row.reason == "not_approved").action_id
        return self._open_created_records("dunning.action", self._uncovered_of(waiting))
