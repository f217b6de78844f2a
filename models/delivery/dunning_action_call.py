"""Calls: numbers to dial, script, and the report with its outcome, without which a call is not done."""

import logging
import re
from typing import NamedTuple

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..claim.dunning_promise import USUAL_DAYS
from ..shared.channels import PHONE
from ..shared.once import lock_rows
from ..shared.receivable import choose_meant, find_items_of
from ..shared.shipped import shipped

_logger = logging.getLogger(__name__)

OUTCOMES = [
    ("reached", "Reached, will pay in the normal way"),
    ("promised", "Promised to pay"),
    ("payment_announced", "Payment announced or on its way"),
    ("already_paid", "Says it is paid"),
    ("disputed", "Disputes the invoice"),
    ("invoice_error", "Error in the invoice"),
    ("not_received", "Invoice not received"),
    ("approval", "Waiting for approval"),
    ("no_answer", "No answer"),
    ("wrong_contact", "Wrong contact"),
    ("refused", "Refuses to pay"),
    ("difficulty", "In difficulty"),
    ("insolvency", "Insolvency proceedings opened"),
]

# Outcomes after which the invoices discussed rest.
OUTCOMES_ON_HOLD = ("promised", "payment_announced", "already_paid", "disputed", "invoice_error", "approval")

# Outcomes that may have a last day, with the days when nobody says which.
ANNOUNCED_DAYS = 5
APPROVAL_DAYS = 7
USUAL = {
    "promised": USUAL_DAYS, "payment_announced": ANNOUNCED_DAYS, "already_paid": ANNOUNCED_DAYS, "approval": APPROVAL_DAYS,
}  # fmt: skip

# Calls in a row that nobody answers, after which an e-mail closes the step.
NO_ANSWERS = 2

# Outcomes that leave the call to be made again: nobody was reached.
UNREACHED = ("no_answer", "wrong_contact")


class CallReport(NamedTuple):
    """What somebody says of a call.

    :ivar str outcome: one of ``OUTCOMES``
    :ivar str note: what was said
    :ivar date until: as in ``_report_call``
    :ivar moves: ``account.move`` concerned; by default the invoices of the action
    :ivar list dates: several payment days, as (date, amount in the invoices' currency), instead of ``until``
    :ivar category: ``dunning.dispute.category`` of a dispute; by default commercial, without saying more
    :ivar contact: ``res.partner``: the right one after a wrong contact, who approves when it waits for approval
    """

    outcome: str
    note: str = ""
    until: object = None
    moves: object = None
    dates: list = None
    category: object = None
    contact: object = None


class DunningAction(models.Model):
    _inherit = "dunning.action"

    outcome = fields.Selection(OUTCOMES, readonly=True, tracking=True, copy=False)
    outcome_note = fields.Text(readonly=True, copy=False)
    call_count = fields.Integer(string="Calls Made", readonly=True, copy=False)
    no_answer_count = fields.Integer(string="Calls Not Answered", readonly=True, copy=False, help="In a row.")
    unanswered_days = fields.Json(readonly=True, copy=False)  # ISO day of each call that nobody answered
    date_called = fields.Date(string="Last Called", readonly=True, index="btree_not_null", copy=False)
    script = fields.Html(compute="_compute_script", sanitize=False)
    phone_numbers = fields.Char(compute="_compute_phone_numbers")
    numbers_html = fields.Html(
        string="All Numbers", compute="_compute_phone_numbers", sanitize=False,
        help="The numbers as links that dial.",
    )  # fmt: skip
    last_said = fields.Char(compute="_compute_last_said", help="How the last conversation with the customer ended.")

    @api.depends("step_id")
    def _compute_script(self):
        for action in self:
            action.script = action.step_id.script

    @api.depends("contact_id.phone", "partner_id.phone")
    def _compute_phone_numbers(self):
        for action in self:
            profile = action.profile_id
            people = action.contact_id | profile.payment_contact_id | profile.approval_contact_id | action.partner_id
            here = action.partner_id  # archived, he may still owe; of the others, who left or works elsewhere is not called
            people = people.filtered(lambda one, here=here: one == here or (one.active and one.commercial_partner_id == here))
            people = people.filtered("phone")
            action.phone_numbers = ", ".join(f"{person.name} {person.phone}" for person in people)
            action.numbers_html = Markup("<br/>").join(
                Markup('%s <a href="tel:%s">%s</a>') % (person.name or "", re.sub(r"[^+0-9]", "", person.phone), person.phone)
                for person in people
            )

    def _compute_last_said(self):
        """The customer's last call with an outcome, this one included when it was tried before."""
        said = self.env["dunning.action"].search(
            [("profile_id", "in", self.profile_id.ids), ("outcome", "!=", False)], order="date_called DESC NULLS LAST, id DESC"
        )
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        last = {}
        for action in said:
            last.setdefault(action.profile_id, action)
        for action in self:
            found = last.get(action.profile_id)
            day = found and (found.date_called or found.date_done)
            action.last_said = found and ": ".join(
                filter(None, [f"{format_date(self.env, day)}, {labels[found.outcome]}", found.outcome_note])
            )

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

    def _report_call(self, today, outcome, note="", until=None, **details):
        """Record how a call went; its consequence follows at once.

        :param date today: day of the call
        :param str outcome: one of ``OUTCOMES``
        :param str note: what was said
        :param date until: payment day of the promise, last day of the announcement or of the wait for approval, by default
            as in ``USUAL``; deadline of a dispute
        :param details: ``moves, dates, category, contact`` as in ``CallReport``
        :raises UserError: it is not an open call
        """
        report = CallReport(outcome, note or "", until, **details)
        lock_rows(self.sudo())
        for action in self:
            if action.channel == PHONE and action.state == "done" and action.outcome:
                raise UserError(action._call_reported_text())
            if action.channel != PHONE or action.state not in ("todo", "ready", "failed"):
                raise UserError(self.env._("“%s” is not a call that waits to be made.", action.display_name))
            unanswered = action.no_answer_count + 1 if outcome == "no_answer" else 0
            action.sudo().write(
                {
                    "outcome": outcome, "outcome_note": note, "call_count": action.call_count + 1,
                    "no_answer_count": unanswered, "date_called": today,
                    **({"unanswered_days": [*(action.unanswered_days or []), str(today)]} if unanswered else {}),
                }
            )  # fmt: skip
            labels = dict(action._fields["outcome"]._description_selection(self.env))
            action.message_post(
                body=self.env._("Call: %(outcome)s. %(note)s", outcome=labels[outcome], note=report.note)
            )
            if outcome == "wrong_contact":
                action._mend_contact(report.contact, note)
            if outcome in UNREACHED and not (unanswered >= NO_ANSWERS and action._close_unanswered(today)):
                action._call_again(today, at_once=outcome == "wrong_contact" and bool(report.contact))
            if outcome in UNREACHED:
                continue
            action._refresh_from_ledger(today)  # the summary asks for what is open now (rule 9)
            if action.state == "cancelled":
                continue  # all of it settled meanwhile; what was said stays in the history
            concerned = report.moves or action._moves_discussed(outcome)
            action._follow_up(today, report._replace(note=report.note or labels[outcome], moves=concerned))
            if action.state == "cancelled":
                continue  # proceedings end amicable dunning, this call included
            address = action.contact_id.phone or action.partner_id.phone or False
            action._set_done(today, delivery_status="reported", recipient_address=address)

    def _moves_discussed(self, outcome):
        """Return the invoices that the outcome of a call is about when nobody says which.

        A promise covers all that was asked for: who promises 1,400 is not called again about 400 of it.

        :param str outcome: one of ``OUTCOMES``
        """
        asked = self._asked_lines()
        return (asked if outcome == "promised" else asked.filtered(lambda line: line.status == "open")).move_id

    def _call_reported_text(self):
        """Return the sentence that says who reported a call, how it went and when."""
        action = self.sudo()
        return self.env._(
            "“%(call)s” was reported already: %(outcome)s (%(user)s, %(day)s).",
            call=action.display_name,
            outcome=dict(self._fields["outcome"]._description_selection(self.env)).get(action.outcome, ""),
            user=action.write_uid.name,
            day=format_date(self.env, action.date_called),
        )

    def _items_of(self, moves, today):
        """Return the items that are talked about when these invoices are: what is due of them, else all that is open.

        An instalment in dispute was left out by the call: where others of its invoice are open, these are meant.
        """
        items = find_items_of(moves, self._find_debtors()).filtered(lambda line: line.amount_residual_currency > 0)
        left_out = self.env["dunning.dispute"]._find_items_in_dispute(items) - self._asked_lines().move_line_id
        return choose_meant(items, items - left_out, today)

    def _promise_after_call(self, today, dates, note, moves):
        usual = self.env["dunning.payment.run"]._usual_promise_day(self.company_id, self.partner_id, today)
        return self.env["dunning.promise"]._record_promises(
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
        category = category or shipped(self.env, "dispute_category_commercial")
        known = Dispute.search([("move_id", "in", moves.ids), ("state", "=", "open")]).move_id
        return Dispute.create(
            [
                {
                    "move_id": move.id,
                    "partner_id": self._debtor_of(move).id,
                    "category_id": category.id,
                    "description": description,
                    "date_opened": today,
                    "source": "call",
                    "action_id": self.id,
                    **({"date_deadline": deadline} if deadline else {}),
                }
                for move in self._items_of(moves, today).dunning_entry_id - known
            ]
        )

    def _hold_after_call(self, today, outcome, kind, reason, until, moves):
        self.env["dunning.hold"]._place_holds(
            [
                {
                    "company_id": self.company_id.id,
                    "partner_id": self._debtor_of(move).id,
                    "move_id": move.id,
                    "kind": kind,
                    "reason": reason,
                    "date_start": today,
                    "date_end": until or fields.Date.add(today, days=USUAL[outcome]),
                    "source": self.display_name,
                    "action_id": self.id,
                    "user_id": self.env.user.id,
                }
                for move in moves
            ]
        )

    def _has_summary(self):
        """Tell whether the person called gets a summary by e-mail."""
        self.ensure_one()
        return bool(
            self.step_id.summary_email
            and self.mail_template_id
            and self.env["dunning.contact"]._serves_by_mail(self.contact_id, self.profile_id)
        )

    def _send_summary(self, today):
        """Have the summary e-mail of a call leave for the person called, in the background; a failure stops nothing."""
        if self._has_summary() and self._post_now(today):
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _post_now(self, today, documents=None):
        """Make the text of a call as an e-mail to the person called, in the mail queue; a failure is noted.

        :param dict documents: (name, bytes) of invoices by move; by default as the step says
        :return: whether it was made
        """
        try:
            with self.env.cr.savepoint():
                documents = self._invoice_documents() if documents is None else documents
                self.with_context(dunning_contact_day=today)._post_email(documents)
        except Exception as problem:
            self.env.invalidate_all()
            self.message_post(body=self.env._("The summary e-mail could not be sent: %s", problem))
            return False
        return True

    def _send_now(self, today, documents=None):
        """Send the text of a call to the person called at once; a failure is noted and stops nothing.

        :param dict documents: (name, bytes) of invoices by move; by default as the step says
        :return: whether it was sent, or left to the mail queue
        """
        if not self._post_now(today, documents):
            return False
        try:
            with self.env.cr.savepoint():
                self.env["mail.mail"].sudo().search([("mail_message_id", "=", self.mail_message_id.id)]).send()
        except Exception as problem:  # the connection broke: it stays in the mail queue
            _logger.info("Text of dunning action %s left to the mail queue: %s", self.id, problem)
        return True
