"""What a reply says, as it was understood when it came in: proposed to a person, who accepts, changes or rejects it.

Understanding needs no database (``meaning``); what follows from it is in ``dunning_reply_follow_up``.
"""

import logging

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.company_day import company_day
from ..shared.receivable import TRADE_DOMAIN, get_due_day
from .meaning import find_new_words_of_html, load_model, understand

_logger = logging.getLogger(__name__)

MEANINGS = [
    ("will_pay", "Will pay"),
    ("paid", "Says it is paid"),
    ("disputed", "Disputes the invoice"),
    ("not_received", "Has not received the invoice"),
    ("needs_document", "Needs a document or an order number"),
    ("wrong_person", "Is the wrong person"),
    ("instalments", "Asks for instalments"),
    ("out_of_office", "Is absent"),
    ("refuses", "Refuses to pay"),
    ("insolvency", "Tells of insolvency proceedings"),
    ("unclear", "Not understood"),
]
CAUSES = [
    ("price", "Price"),
    ("quantity", "Quantity"),
    ("quality", "Quality"),
    ("delivery", "Delivery"),
    ("not_ordered", "Not ordered"),
    ("duplicate", "Invoiced twice"),
    ("returned", "Goods returned"),
    ("tax", "Tax"),
    ("other", "Other"),
]
STATES = [
    ("proposed", "Proposed"),
    ("accepted", "Accepted"),
    ("automatic", "Done by itself"),
    ("changed", "Decided otherwise"),
    ("rejected", "Rejected"),
    ("undone", "Undone"),
]
# A machine's answer can mean no more than these.
OF_MACHINES = ("out_of_office", "wrong_person")
# Open items among which a reply's invoices are looked for.
MOST_ITEMS = 500


class DunningReplyMeaning(models.Model):
    _name = "dunning.reply.meaning"
    _description = "What a Reply Says"
    _order = "reply_id desc, id"
    _rec_name = "label"

    reply_id = fields.Many2one("dunning.reply", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="reply_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="reply_id.partner_id", store=True, index=True)
    outcome = fields.Selection(MEANINGS, string="Says", required=True, readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    move_ids = fields.Many2many("account.move", string="Invoices Meant", readonly=True, groups="account_dunning.group_dunning_user")
    invoice_names = fields.Char(string="Invoices", readonly=True)
    is_about_all = fields.Boolean(string="All Open Invoices", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    date = fields.Date(string="Day", readonly=True, help="Payment promised or made, first instalment, or return.")
    sentence = fields.Char(readonly=True, help="The sentence that says so, as it was written.")
    confidence = fields.Float(readonly=True, aggregator="avg", help="How sure it is, by the rules and the model together.")
    basis = fields.Selection(
        [("rules", "Rules"), ("model", "Model"), ("both", "Rules and model")], string="Understood by", readonly=True
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="proposed", index=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Date(readonly=True)
    made = fields.Char(readonly=True, help="What was made of it, to be undone.")
    label = fields.Char(compute="_compute_label")

    @api.depends("outcome", "cause", "amount", "date", "invoice_names", "is_about_all")
    @api.depends_context("lang")
    def _compute_label(self):
        outcomes, causes = (dict(self._fields[name]._description_selection(self.env)) for name in ("outcome", "cause"))
        for meaning in self:
            parts = [outcomes.get(meaning.outcome, ""), causes.get(meaning.cause)]
            if meaning.amount:
                parts.append(formatLang(self.env, meaning.amount, currency_obj=meaning.currency_id))
            parts.append(meaning.date and format_date(self.env, meaning.date))
            parts.append(self.env._("all open invoices") if meaning.is_about_all else meaning.invoice_names)
            meaning.label = ", ".join(filter(None, parts))

    def _is_useful(self):
        """Tell whether something can follow from it."""
        return self.outcome != "unclear"


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    meaning_ids = fields.One2many("dunning.reply.meaning", "reply_id", string="Understood")
    understood_text = fields.Char(compute="_compute_understood_text", string="What Was Understood")
    quoted_text = fields.Char(compute="_compute_understood_text", string="Where It Says So")
    is_understood = fields.Boolean(compute="_compute_understood_text")
    may_be_undone = fields.Boolean(compute="_compute_understood_text")
    attachment_names = fields.Char(compute="_compute_attachment_names", string="Files")

    @api.depends("meaning_ids.state", "meaning_ids.label", "meaning_ids.sentence")
    @api.depends_context("lang")
    def _compute_understood_text(self):
        for reply in self:
            proposed = reply.meaning_ids.filtered(lambda one: one.state == "proposed" and one._is_useful())
            shown = proposed or reply.meaning_ids.filtered(lambda one: one.state in ("automatic", "accepted"))
            reply.is_understood = bool(proposed)
            reply.may_be_undone = any(one.state in ("automatic", "accepted") for one in reply.meaning_ids)
            reply.understood_text = "; ".join(one.label for one in shown)
            reply.quoted_text = " … ".join(dict.fromkeys(one.sentence for one in shown if one.sentence))

    @api.depends("attachment_ids")
    def _compute_attachment_names(self):
        for reply in self:
            reply.attachment_names = ", ".join(reply.sudo().attachment_ids.mapped("name"))

    # -- understanding -----------------------------------------------------------------------------

    def _understand_message(self, today):
        """Keep what a reply that came in says; a text that cannot be read keeps no mail from coming in.

        :param date today: day on which it came
        """
        self.ensure_one()
        items = self._find_open_items()
        entries = {item: item.dunning_entry_id for item in items}
        documents = [
            {"number": item._dunning_number() or "", "reference": entries[item].ref or entries[item].payment_reference or ""}
            for item in items
        ]
        try:
            found = understand(
                find_new_words_of_html(self.mail_message_id.body), today, documents, (self.lang or "en")[:2], load_model()
            )
        except Exception:  # pylint: disable=broad-except
            _logger.exception("Reply %s was not understood", self.id)
            return
        if self.kind != "reply":
            found = [one for one in found if one.outcome in OF_MACHINES]
        self.env["dunning.reply.meaning"].sudo().create([self._meaning_vals(one, items) for one in found])

    def _find_open_items(self):
        """Return the open items of the customer, the oldest due first."""
        items = self.env["account.move.line"].sudo().search(
            [
                *TRADE_DOMAIN, ("partner_id.commercial_partner_id", "=", self.partner_id.id), ("parent_state", "=", "posted"),
                ("company_id", "child_of", self.company_id.id), ("reconciled", "=", False), ("amount_residual", ">", 0),
            ],
            limit=MOST_ITEMS,
        )  # fmt: skip
        return items.sorted(lambda item: (get_due_day(item), item.id))

    def _meaning_vals(self, meaning, items):
        named = items.filtered(lambda item: item._dunning_number() in meaning.invoices)
        asked = named or self.action_id._asked_lines().move_line_id
        return {
            "reply_id": self.id,
            "outcome": meaning.outcome,
            "cause": meaning.cause,
            "move_ids": [fields.Command.set(named.dunning_entry_id.ids)],
            "invoice_names": ", ".join(meaning.invoices),
            "is_about_all": meaning.all_invoices,
            "currency_id": (asked.currency_id[:1] or self.company_id.currency_id).id,
            "amount": float(meaning.amount or 0),
            "date": meaning.day,
            "sentence": meaning.sentence,
            "confidence": meaning.confidence,
            "basis": meaning.basis,
        }

    def _close_meanings(self, state, today):
        """Note what became of what is still proposed of these replies.

        :param str state: one of ``STATES``
        :param date today: day on which it was decided
        """
        proposed = self.sudo().meaning_ids.filtered(lambda one: one.state == "proposed")
        proposed.write({"state": state, "decided_by_id": self.env.user.id, "decided_on": today})

    def action_reject_meaning(self):
        """What was understood is wrong: the reply goes on waiting for a person who reads it.

        :raises AccessError: it is somebody else's reply
        """
        self._check_owner()
        self._close_meanings("rejected", company_day(self))
        return True
