"""Calls: numbers to dial, script, and the report with its outcome, without which a call is not done."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from .channels import PHONE
from .dunning_promise import USUAL_DAYS

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

# Outcomes after which the invoices discussed rest.
RESTING = ("promised", "payment_announced", "disputed")

# Days for which an announced payment is waited for when nobody says until when.
ANNOUNCED_DAYS = 5

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

    def _report_call(self, today, outcome, note="", until=None, moves=None, dates=None, category=None):
        """Record how a call went; its consequence follows at once.

        :param date today: day of the call
        :param str outcome: one of ``OUTCOMES``
        :param str note: what was said
        :param date until: payment day of the promise or last day of the announcement, by default in 10 days or 5; deadline of
            a dispute
        :param moves: ``account.move`` concerned; by default the invoices of the action
        :param list dates: several payment days, as (date, amount in the invoices' currency), instead of ``until``
        :param category: ``dunning.dispute.category`` of a dispute; by default commercial, without saying more
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
            if outcome == "promised":
                action._promise_after_call(today, dates or [(until, None)], note, concerned)
            if outcome == "payment_announced":
                action._hold_after_call(today, outcome, note or labels[outcome], until, concerned)
            if outcome == "disputed":
                action._dispute_after_call(today, category, note or labels[outcome], until, concerned)
            if outcome == "difficulty":
                action.profile_id.payer_type = "difficulty"
            action._send_summary(today)
            contact = action.contact_id
            action._set_done(
                today, delivery_status="reported", recipient_address=contact.phone or action.partner_id.phone or False
            )

    def _items_of(self, moves, today):
        """Return the items that are talked about when these invoices are: what is due of them, else all that is open."""
        items = moves.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.partner_id.commercial_partner_id == self.partner_id
                and line.amount_residual_currency > 0
            )
        )
        return items.filtered(lambda line: (line.date_maturity or line.date) <= today) or items

    def _promise_after_call(self, today, dates, note, moves):
        usual = fields.Date.add(today, days=USUAL_DAYS)
        return self.env["dunning.promise"]._give(
            self.company_id,
            self.partner_id,
            today,
            [(day or usual, amount) for day, amount in dates],
            self._items_of(moves, today),
            contact_id=self.contact_id.id,
            source="call",
            action_id=self.id,
            note=note,
            profile_id=self.profile_id.id,
        )

    def _dispute_after_call(self, today, category, description, deadline, moves):
        """Open a dispute about each of these invoices that has something open and is not in dispute yet."""
        Dispute = self.env["dunning.dispute"]
        category = category or self.env.ref("account_dunning.dispute_category_commercial")
        known = Dispute.search([("move_id", "in", moves.ids), ("state", "=", "open")]).move_id
        return Dispute.create(
            [
                {
                    "move_id": move.id,
                    "partner_id": self.partner_id.id,
                    "category_id": category.id,
                    "description": description,
                    "date_opened": today,
                    "source": "call",
                    "action_id": self.id,
                    **({"date_deadline": deadline} if deadline else {}),
                }
                for move in self._items_of(moves, today).move_id - known
            ]
        )

    def _hold_after_call(self, today, kind, reason, until, moves):
        self.env["dunning.hold"].create(
            [
                {
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "move_id": move.id,
                    "kind": kind,
                    "reason": reason,
                    "date_start": today,
                    "date_end": until or fields.Date.add(today, days=ANNOUNCED_DAYS),
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
