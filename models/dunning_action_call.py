"""Calls: numbers to dial, script, and the report with its outcome, without which a call is not done."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from .channels import PHONE

_logger = logging.getLogger(__name__)

OUTCOMES = [
    ("reached", "Reached, will pay in the normal way"),
    ("promised", "Promised to pay"),
    ("payment_announced", "Payment announced or on its way"),
    ("disputed", "Disputes the invoice"),
    ("not_received", "Invoice not received"),
    ("no_answer", "No answer"),
    ("wrong_contact", "Wrong contact"),
    ("refused", "Refuses to pay"),
    ("difficulty", "In difficulty"),
]

# Outcomes after which the customer, or the invoices discussed, rest; with the kind of hold they place.
HOLD_OF_OUTCOME = {"promised": "promise", "payment_announced": "payment_announced", "disputed": "dispute"}

# Outcomes that leave the call to be made again: nobody was reached.
UNREACHED = ("no_answer", "wrong_contact")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    outcome = fields.Selection(OUTCOMES, readonly=True, tracking=True, copy=False)
    outcome_note = fields.Text(readonly=True, copy=False)
    call_count = fields.Integer(string="Calls Made", readonly=True, copy=False)
    script = fields.Html(compute="_compute_script", sanitize=False)
    phone_numbers = fields.Char(compute="_compute_phone_numbers")

    @api.depends("step_id")
    def _compute_script(self):
        for action in self:
            action.script = action.step_id.script

    @api.depends("contact_id.phone", "partner_id.phone")
    def _compute_phone_numbers(self):
        for action in self:
            profile = action.profile_id
            people = action.contact_id | profile.payment_contact_id | profile.approval_contact_id | action.partner_id
            action.phone_numbers = ", ".join(f"{person.name} {person.phone}" for person in people if person.phone)

    def _check_caller(self):
        """Collectors report any call; whoever owns one, a salesperson for instance, reports his own."""
        for action in self:
            if action.user_id != self.env.user:
                action._check_collector()

    def action_report_call(self):
        """Open the report of a call."""
        self.ensure_one()
        self._check_caller()
        if self.channel != PHONE:
            raise UserError(self.env._("Only calls are reported with an outcome."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report the Call"),
            "res_model": "dunning.call.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_action_id": self.id},
        }

    def _report_call(self, today, outcome, note="", until=None, moves=None):
        """Record how a call went; its consequence follows at once.

        :param date today: day of the call
        :param str outcome: one of ``OUTCOMES``
        :param str note: what was said
        :param date until: last day of the promise or announcement; by default 10 days (promise) or 5
        :param moves: ``account.move`` concerned; by default the invoices of the action
        :raises UserError: it is not an open call
        """
        for action in self:
            if action.channel != PHONE or action.state not in ("todo", "ready", "failed"):
                raise UserError(self.env._("“%s” is not a call that waits to be made.", action.display_name))
            action.write({"outcome": outcome, "outcome_note": note, "call_count": action.call_count + 1})
            labels = dict(action._fields["outcome"]._description_selection(self.env))
            action.message_post(
                body=self.env._("Call: %(outcome)s. %(note)s", outcome=labels[outcome], note=note or "")
            )
            if outcome in UNREACHED:
                tomorrow = fields.Date.add(today, days=1)
                action.date = self.env["dunning.calendar"]._open_day(
                    action.company_id.sudo(), action.partner_id, tomorrow, PHONE
                )
                action.activity_ids.filtered("automated").sudo().write({"date_deadline": action.date})
                continue
            action._refresh(today)  # the summary asks for what is open now (rule 9)
            if action.state == "cancelled":
                continue  # all of it settled meanwhile; what was said stays in the history
            concerned = moves or action.advance_line_ids.filtered(lambda line: line.status == "open").move_id
            if outcome in HOLD_OF_OUTCOME:
                action._hold_after_call(today, HOLD_OF_OUTCOME[outcome], note or labels[outcome], until, concerned)
            if outcome == "difficulty":
                action.profile_id.payer_type = "difficulty"
            action._send_summary(today)
            contact = action.contact_id
            action._set_done(
                today, delivery_status="reported", recipient_address=contact.phone or action.partner_id.phone or False
            )

    def _hold_after_call(self, today, kind, reason, until, moves):
        days = {"promise": 10, "payment_announced": 5}.get(kind)
        self.env["dunning.hold"].create(
            [
                {
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "move_id": move.id,
                    "kind": kind,
                    "reason": reason,
                    "date_start": today,
                    "date_end": until or (days and fields.Date.add(today, days=days)),
                    "source": self.display_name,
                    "action_id": self.id,
                    "user_id": self.env.user.id,
                }
                for move in moves
            ]
        )

    def _send_summary(self, today):
        """Send the summary e-mail of a call to the person called; a failure is noted and stops nothing."""
        if not (self.step_id.summary_email and self.mail_template_id and self.contact_id.email_normalized):
            return
        try:
            with self.env.cr.savepoint():
                self.with_context(dunning_today=today)._post_email(self._invoice_documents())
        except Exception as problem:
            self.env.invalidate_all()
            self.message_post(body=self.env._("The summary e-mail could not be sent: %s", problem))
            return
        try:
            with self.env.cr.savepoint():
                self.env["mail.mail"].sudo().search([("mail_message_id", "=", self.mail_message_id.id)]).send()
        except Exception as problem:  # the connection broke: it stays in the mail queue
            _logger.info("Summary of dunning action %s left to the mail queue: %s", self.id, problem)
