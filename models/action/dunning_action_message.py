"""The words of an action: ready-made fields that any manager may use in a template, and the message itself.

The fields named in ``MESSAGE_FIELDS`` can be written into templates as ``{{ object.field }}`` without
programming rights (``mail_allowed_qweb_expressions``); they are formatted for the language of the recipient.
"""

import hashlib

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang, is_html_empty

from ..shared.activities import find_present
from ..shared.amount_in_words import amount_in_words
from ..shared.background import context_day
from ..shared.channels import POSTAL_CHANNELS
from ..shared.company_day import company_day
from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.one_line import one_line

MESSAGE_FIELDS = (
    *SIDES_FIELDS, "today_text", "amount_text", "amount_words", "overdue_text", "invoice_names", "invoice_count", "oldest_due_text",
    "oldest_days", "reply_by_text", "previous_text", "previous_sentence", "late_text", "claim_html", "claim_sentence",
    "items_html", "payment_html", "signature_html", "pay_url", "page_url", "step_name", "payment_run_text",
    "settlement_html", "payable_by_text", "agreed_html", "lang", "notice_amount_text", "notice_days_text", "notice_from_text",
    "notice_cost_sentence", "notice_creditor_text", "notice_items_html", "notice_enclosures_text",
)  # fmt: skip

# Days that a letter gives to answer or pay, when the step says nothing else.
REPLY_DAYS = 8


class DunningAction(models.Model):
    _name = "dunning.action"
    _inherit = ["dunning.action", "dunning.message.texts"]

    custom_subject = fields.Char(copy=False)
    custom_body = fields.Html(copy=False, sanitize="email_outgoing")
    edited_amount = fields.Monetary(copy=False, help="What was asked when the text was edited.")
    message_subject = fields.Char(string="Subject", compute="_compute_message", inverse="_inverse_message_subject")
    message_body = fields.Html(
        string="Message", compute="_compute_message", inverse="_inverse_message_body", sanitize="email_outgoing"
    )
    message_error = fields.Char(compute="_compute_message", help="Why the text cannot be made.")

    today_text = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts", help="What is asked, per currency.")
    amount_words = fields.Char(
        compute="_compute_texts", help="The same in words, in brackets; empty where they are not known for certain."
    )
    overdue_text = fields.Char(compute="_compute_texts", help="The part of it that is overdue, per currency.")
    invoice_names = fields.Char(compute="_compute_texts")
    invoice_count = fields.Integer(compute="_compute_texts")
    oldest_due_text = fields.Char(compute="_compute_texts")
    reply_by_text = fields.Char(compute="_compute_texts")
    previous_text = fields.Char(compute="_compute_texts", help="Day and channel of the contact before this one.")
    previous_sentence = fields.Char(compute="_compute_texts", help="The same as a sentence; empty when there was none.")
    step_name = fields.Char(compute="_compute_texts")
    pay_url = fields.Char(compute="_compute_links")
    page_url = fields.Char(compute="_compute_links")
    items_html = fields.Html(compute="_compute_blocks", sanitize=False)
    payment_html = fields.Html(compute="_compute_blocks", sanitize=False)
    signature_html = fields.Html(compute="_compute_blocks", sanitize=False)

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    # -- ready-made texts --------------------------------------------------------------------------

    def _sender_user(self):
        """Return the user in whose name the action speaks, empty for the company itself, as of people who have left."""
        self.ensure_one()
        return self.env["res.users"] if self.step_id.sender == "company" else find_present(self.user_id, self.company_id)

    def _sender_company(self):
        """Return the company whose letterhead and bank account are used: the branch of the items, else the root."""
        self.ensure_one()
        return self.branch_id or self.company_id

    def _asked_lines(self):
        """Return the lines whose amounts are asked for, oldest due first."""
        return self.line_ids.filtered(lambda line: line.asked and line.status != "void").sorted(
            lambda line: (line.date_due, line.id)
        )

    def _action_amounts_text(self, lines):
        """Return what lines add up to, one amount a currency, as people of the language write it."""
        totals = {}
        for line in lines:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.net_currency
        texts = [
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in totals.items()
            if not currency.is_zero(amount)
        ]
        return " + ".join(texts) or formatLang(self.env, 0.0, currency_obj=self.company_id.currency_id)

    def _amounts_words(self, lines):
        """Return what lines add up to in words and brackets; empty for several currencies and where words are not certain."""
        currency = lines.currency_id
        if len(currency) != 1:
            return ""
        words = amount_in_words(currency.round(sum(lines.mapped("net_currency"))), currency.name, self.env.lang or "en_US")
        return f"({words})" if words else ""

    @api.depends(
        "line_ids.net_currency", "line_ids.asked", "line_ids.status", "line_ids.number", "line_ids.days_overdue", "contact_id",
        "user_id", "step_id", "date",
    )  # fmt: skip
    @api.depends_context("lang", "dunning_contact_day")
    def _compute_texts(self):
        previous, day_text = self._previous_contacts(), self._day_formatter()
        today = context_day(self.env, "dunning_contact_day") or company_day(self)
        for action in self:
            asked = action._asked_lines()
            action._set_sides(action._sender_company(), action._sender_user(), action.contact_id)
            day = action.date_done or max(action.date or today, today)  # a late message bears the day it leaves
            action.today_text = day_text(day)
            action.amount_text = action._action_amounts_text(asked)
            action.amount_words = action._amounts_words(asked)
            action.overdue_text = action._action_amounts_text(asked.filtered(lambda line: line.days_overdue > 0))
            action.invoice_names = action._listed_names(asked)
            action.invoice_count = len(asked)
            action.oldest_due_text = day_text(asked[0].date_due) if asked else ""
            action.reply_by_text = day_text(action._last_day(day))
            action.previous_text = previous.get(action, "")
            action.previous_sentence = action.reference_text or (
                action.previous_text
                and self.env._("Our previous contact (%s) has not been followed by payment.", action.previous_text)
            )
            action.step_name = action.step_id.name or ""

    def _previous_contacts(self):
        """Return for each action a few words on the contact before it, by action."""
        done = self.env["dunning.action"].search(
            [("partner_id", "in", self.partner_id.ids), ("state", "=", "done"), ("is_contact", "=", True)],
            order="date_done desc, id desc",
        )
        channels = dict(self._fields["channel"]._description_selection(self.env))
        texts = {}
        for action in self:
            before = done.filtered(
                lambda other, action=action: (
                    other.partner_id == action.partner_id
                    and other.company_id == action.company_id
                    and other != action._origin
                    and (not action.date_done or (other.date_done, other.id) < (action.date_done, action.id))
                )
            )[:1]
            if before:
                texts[action] = f"{channels[before.channel]}, {format_date(self.env, before.date_done)}"
        return texts

    @api.depends(
        "line_ids.net_currency", "line_ids.asked", "line_ids.status", "line_ids.number", "line_ids.days_overdue", "contact_id",
        "user_id",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_blocks(self):
        render, takers = self.env["ir.qweb"]._render, {}
        claims, day_text = self._claims_still_owed(), self._day_formatter()
        for action in self:
            values = action._message_values(claims) | {"format_date": day_text}
            values["can_pay"] = action._can_be_paid_online(values["asked"], takers)
            action.items_html = render("account_dunning.message_items", values, raise_if_not_found=False) or Markup()
            action.payment_html = (
                render("account_dunning.message_payment", values, raise_if_not_found=False) or Markup()
            )
            action.signature_html = (
                render("account_dunning.message_signature", values, raise_if_not_found=False) or Markup()
            )

    def _can_be_paid_online(self, asked, takers):
        """Tell whether a provider takes something of what a message asks for: only then its button speaks of paying.

        :param asked: ``dunning.action.line`` that are asked for
        :param dict takers: what was found out for other messages, by company, currency and country; it is filled here
        """
        partner, Page = self.contact_id or self.partner_id, self.env["dunning.page"]
        found = []
        for company, currency in {(line.company_id, line.currency_id) for line in asked}:
            key = (company, currency, partner.country_id)
            if key not in takers:
                takers[key] = bool(Page._compatible_methods(company, currency, partner)[1])
            found.append(takers[key])
        return any(found)

    def _message_values(self, claims=None):
        """Return the values of the blocks of a message.

        :param dict claims: as ``_claims_still_owed`` returns them, when they were asked for already

        ``asked``: lines asked for, ``asked_shown`` those with a row of their own, ``also_first`` the first of those that do
        not take the step of the message. ``listed``: lines mentioned only, ``coming`` those that come due.
        ``credits``: credits taken into account. ``…_rest``: what the others come to, see ``_shown_and_rest``.
        ``accounts``: for each company of the items, its bank account. ``totals``: (currency, amount) pairs.
        ``debtor_heads``: of a message to a group, for the first line of each company its name and what it is asked for.
        ``open_claims``: late-payment claims that were charged and are still owed.
        ``principals``: what is open before credits, by currency. ``discounts``: (line, last day, amount to pay until then).
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.status != "void").sorted(lambda line: (line.date_due, line.id))
        lines = lines._with_instalments()
        asked = lines.filtered("asked")
        totals, principals = {}, {}
        for line in asked:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.net_currency
            principals[line.currency_id] = principals.get(line.currency_id, 0.0) + line.residual_currency
        companies = asked.company_id or self.company_id
        also, coming = self._apart_from_step(lines)
        listed = lines.filtered(lambda line: line.kind != "credit" and not line.asked) - coming
        asked_shown, asked_rest = self._shown_and_rest(
            self._sort_by_debtor(asked - also) + self._sort_by_debtor(also), "net_currency"
        )
        coming_shown, coming_rest = self._shown_and_rest(self._sort_by_debtor(coming), "residual_currency")
        listed_shown, listed_rest = self._shown_and_rest(self._sort_by_debtor(listed), "residual_currency")
        credits_shown, credits_rest = self._shown_and_rest(lines.filtered(lambda line: line.kind == "credit"), "net_currency")
        return {
            "action": self,
            "asked": asked,
            "asked_shown": asked_shown,
            "asked_rest": asked_rest,
            "also_first": (asked_shown & also)[:1],
            "debtor_heads": self._debtor_heads(asked_shown, (asked - also, also)),
            "coming": coming_shown,
            "coming_rest": coming_rest,
            "listed": listed_shown,
            "listed_rest": listed_rest,
            "credits": credits_shown,
            "credits_rest": credits_rest,
            "has_cover": any(not line.currency_id.is_zero(line.covered_currency) for line in asked),
            "totals": list(totals.items()),
            "principals": principals,
            "discounts": self.env["dunning.early.discount"]._running_discounts(asked, self._leaving_day()),
            "open_claims": (self._claims_still_owed() if claims is None else claims)[self] if asked else [],
            "accounts": [(company, self._bank_account(company, asked)) for company in companies.sudo()],
            "clause": self._assignment_clause(),
            "sender": self._sender_user().sudo(),
            "company": self._sender_company().sudo(),
            "remarks": self.env["dunning.decision"]._reason_labels(),
            "is_letter": self.channel in POSTAL_CHANNELS,
            # once: where the text itself has a place for it, it stands there
            "reference": "previous_sentence" not in (self.mail_template_id.sudo().body_html or "") and self.reference_text,
            "format_date": lambda date: format_date(self.env, date),
            "format_amount": lambda amount, currency: formatLang(self.env, amount, currency_obj=currency),
        }

    def _leaving_day(self):
        """Return the day that the message bears: it left on it, or would leave now or when it is planned for."""
        today = context_day(self.env, "dunning_contact_day") or company_day(self)
        return self.date_done or max(self.date or today, today)

    def _apart_from_step(self, lines):
        """Return the lines of which the text does not speak at its level, of a plan that groups what comes near (rule 6).

        :param lines: ``dunning.action.line`` of this action
        :return: (lines that are also overdue, lines that come due)
        """
        none = lines.browse()
        if not self.step_id or not self.step_id.plan_id.grouping_window:
            return none, none
        asked = lines.filtered("asked")
        also = asked.filtered(lambda line: line.step_id != self.step_id)
        if also == asked:  # the text was given to them by hand: it speaks of all of them
            also = none
        coming = lines.filtered(
            lambda line: line.kind != "credit" and not line.asked and not line.remark and line.days_overdue <= 0
        )
        return also, coming

    def _bank_account(self, company, lines):
        """Return the bank account on which a company wants to be paid: the invoices' own, else its first.

        What is assigned to a factor is paid on the factor's account: a message is about one or the other, never both.
        """
        if elsewhere := lines.action_id.payee_bank_id.sudo():
            return elsewhere[:1]
        banks = lines.filtered(lambda line: line.company_id == company).move_id.sudo().partner_bank_id
        own = company.partner_id.bank_ids.filtered(lambda bank: not bank.company_id or bank.company_id == company)
        return (banks or own or company.root_id.partner_id.bank_ids)[:1]

    # -- the message -------------------------------------------------------------------------------

    def _render_message(self, raise_errors=True):
        """Render subject and body of each action in the language of its recipient.

        What a person has edited stays as it is. Actions of one template and language are rendered together.

        :param bool raise_errors: else a text that cannot be rendered gives its error
        :return: dict by action of (subject, body, error)
        """
        result, formers = {}, self._find_former_emails()
        self._read_for_texts()
        for template, actions in self.grouped(lambda action: action.mail_template_id).items():
            actions_edited = actions.filtered("custom_body")
            for action in actions_edited:
                result[action] = (one_line(action.custom_subject), action.custom_body, "")
            actions -= actions_edited
            if not actions:
                continue
            if not template:
                error = self.env._("The step has no text for this channel.")
                if not actions.step_id:
                    error = self.env._(
                        "The text of this reminder was deleted: write one here, or make the reminder again with another text."
                    )
                if raise_errors:
                    raise UserError(error)
                result |= dict.fromkeys(actions, ("", Markup(), error))
                continue
            try:
                subjects = template._render_field("subject", actions.ids, compute_lang=True)
                bodies = template._render_field(
                    "body_html", actions.ids, compute_lang=True, options={"post_process": True}
                )
                for action in actions:
                    text = one_line(subjects[action.id]), bodies[action.id]
                    text = action._continue_text(formers[action], *text) if action in formers else text
                    text = text[0], action._add_law_notice(text[1])
                    result[action] = (*text, "")
            except Exception as error:
                if len(actions) == 1:
                    message = self.env._(
                        "The text “%(template)s” cannot be made: %(error)s",
                        template=template.name,
                        error=self._reason_of(error),
                    )
                    if raise_errors:
                        raise UserError(message) from error
                    result[actions] = ("", Markup(), message)
                else:  # one of them is at fault: the others must not suffer
                    for action in actions:
                        result |= action._render_message(raise_errors)
        return result

    @api.model
    def _reason_of(self, error):
        """Return what went wrong in a template, without the source and the traceback that Odoo puts around it."""
        while error.__cause__:
            error = error.__cause__
        return str(error) or type(error).__name__

    @api.depends("custom_subject", "custom_body", "mail_template_id", "line_ids.net_currency", "contact_id", "state")
    def _compute_message(self):
        for action in self:
            if action.state == "done":
                action.message_subject = action.custom_subject or action.mail_message_id.subject or ""
                action.message_body = action.snapshot
                action.message_error = False
            elif not action._origin or not action.mail_template_id:
                action.message_subject, action.message_body = action.custom_subject, action.custom_body
                action.message_error = False
            else:
                subject, body, error = action._origin._render_message(raise_errors=False)[action._origin]
                action.message_subject, action.message_body, action.message_error = subject, body, error

    def _inverse_message_subject(self):
        for action in self:
            if action.message_subject != action._current_message()[0]:
                action._keep_edited_text(action.message_subject, None)

    def _inverse_message_body(self):
        for action in self:
            if not is_html_empty(action.message_body) and action.message_body != action._current_message()[1]:
                action._keep_edited_text(None, action.message_body)

    def _current_message(self):
        self.ensure_one()
        subject, body, _error = self._render_message(raise_errors=False)[self]
        return subject, body

    def _keep_edited_text(self, subject, body):
        """Keep what a person edited, with the other half as it reads now and the amount it was written for."""
        self.ensure_one()
        current_subject, current_body = self._current_message()
        self.write(
            {
                "custom_subject": subject or current_subject,
                "custom_body": body or current_body,
                "edited_amount": self.amount_due,
            }
        )

    def action_reset_message(self):
        """Forget what was edited: the text follows the template again."""
        self.write({"custom_subject": False, "custom_body": False, "custom_sms": False, "edited_amount": 0})

    @api.model
    def _hash_content(self, *parts):
        """Return the SHA-256 of what was sent (bytes or text), as hexadecimal digits."""
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part if isinstance(part, bytes) else (part or "").encode())
        return digest.hexdigest()
