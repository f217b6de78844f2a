"""The notice that a law asks for before anything may be claimed: who gives it, its words and its last day as evidence.

The first written message after the due date says it beside its own words, a formal notice in their place, as the rule of the
customer's country and class says (``dunning.notice.rule``).
"""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.channels import EMAIL
from .dunning_notice_rule import FIRST, FORMAL, WRITTEN

# Before the first of these blocks the notice is set into a message.
BLOCKS = ("o_dunning_claim", "o_dunning_items", "o_dunning_payment", "o_dunning_signature")
# What tells that a message says it.
MARK = "o_dunning_law_notice"
# Letters of what was supplied that are told of an invoice.
SUPPLIED_LETTERS = 120


class DunningAction(models.Model):
    _inherit = "dunning.action"

    notice_rule_id = fields.Many2one(
        "dunning.notice.rule", string="Notice Given", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="The notice before a claim that this message gave.",
    )  # fmt: skip
    notice_last_day = fields.Date(
        string="Last Day of the Notice", readonly=True, copy=False, help="Nothing is claimed until this day is over."
    )
    notice_amount_text = fields.Char(compute="_compute_law_notice", help="What is outstanding of the invoices that the notice is about.")
    notice_days_text = fields.Char(compute="_compute_law_notice", help="The number of days that the law leaves.")
    notice_from_text = fields.Char(compute="_compute_law_notice", help="From when these days count.")
    notice_cost_sentence = fields.Char(
        compute="_compute_law_notice", help="What will be due beside the principal when the days are over, to the cent."
    )
    notice_creditor_text = fields.Char(compute="_compute_law_notice", help="The creditor's name and enterprise number.")
    notice_enclosures_text = fields.Char(compute="_compute_law_notice", help="The documents that the law has enclosed.")
    notice_items_html = fields.Html(
        compute="_compute_law_notice", sanitize=False, help="The invoices with what was supplied, due date and what is outstanding."
    )

    # -- who gives it ------------------------------------------------------------------------------

    def _notice_to_give(self):
        """Return the rule whose notice this message gives, or gave; empty for all others."""
        self.ensure_one()
        if self.state == "done" or not self.profile_id or self.channel not in WRITTEN:
            return self.sudo().notice_rule_id
        rule = self.env["dunning.notice.rule"]._find_rule(self.profile_id)
        if rule.given_by == FORMAL:
            return rule if self.step_id.tone == FORMAL else rule.browse()
        return rule if rule and self._lines_without_notice(rule) else rule.browse()

    def _lines_without_notice(self, rule):
        """Return the overdue lines asked for of which no message before has given the notice."""
        overdue = self._asked_lines().filtered(lambda line: line.days_overdue > 0)
        given = self.env["dunning.action.line"].sudo().search(
            [("move_line_id", "in", overdue.move_line_id.ids), ("asked", "=", True), ("status", "!=", "void"), ("days_overdue", ">", 0),
             ("action_id.notice_rule_id", "=", rule.id), ("action_id.state", "=", "done"),
             ("action_id.delivery_status", "!=", "bounced"), ("action_id", "!=", self._origin.id)]
        )  # fmt: skip
        return overdue.filtered(lambda line: line.move_line_id not in given.move_line_id)

    def _keep_law_notice(self, contact_day, snapshot=None):
        """Keep that this message gave a notice, and the last of its days; where its words were taken out it gave none.

        :param date contact_day: day on which it was sent or posted
        :param snapshot: what it said, where that is being kept now
        """
        self.ensure_one()
        rule = self._notice_to_give()
        if rule and (rule.given_by == FORMAL or MARK in (snapshot or self.snapshot or "")):
            last_day = rule._find_last_day(self.company_id, self.partner_id, self.channel, contact_day)
            self._write_evidence({"notice_rule_id": rule.id, "notice_last_day": last_day})

    def _moved_notice_vals(self, day):
        """Return the last day of a notice whose day of posting was corrected, as values to write."""
        rule = self.sudo().notice_rule_id
        return {"notice_last_day": rule._find_last_day(self.company_id, self.partner_id, self.channel, day)} if rule else {}

    # -- its words ---------------------------------------------------------------------------------

    def _add_law_notice(self, body):
        """Return the text of a message with what the law asks for, before the list of invoices.

        :param body: as the template says it
        """
        rule = self._notice_to_give()
        if rule.given_by != FIRST or MARK in body:
            return body
        said = rule.template_id._render_field("body_html", self.ids, compute_lang=True, options={"post_process": True})[self.id]
        block = Markup('<div class="%s" style="margin: 16px 0;">%s</div>') % (MARK, said)
        places = [body.find(f'<div class="{name}"') for name in BLOCKS]
        place = min((found for found in places if found >= 0), default=len(body))
        return Markup("").join((body[:place], block, body[place:]))

    @api.depends("line_ids.net_currency", "line_ids.asked", "line_ids.status", "channel", "profile_id", "state")
    @api.depends_context("lang", "dunning_contact_day")
    def _compute_law_notice(self):
        for action in self:
            rule = action._origin and action._notice_to_give()
            action.update(action._law_notice_texts(rule) if rule else dict.fromkeys(self._law_notice_names(), ""))

    @api.model
    def _law_notice_names(self):
        return [name for name, field in self._fields.items() if field.compute == "_compute_law_notice"]

    def _law_notice_texts(self, rule):
        """Return the fields of the texts of a notice, as values."""
        lines = self._asked_lines() if rule.given_by == FORMAL or self.state == "done" else self._lines_without_notice(rule)
        company = self._sender_company().sudo()
        number = company.company_registry or company.vat
        render = self.env["ir.qweb"]._render
        return {
            "notice_amount_text": self._action_amounts_text(lines),
            "notice_days_text": str(rule.days),
            "notice_from_text": self._notice_from_words(rule),
            "notice_cost_sentence": self.env["dunning.claim"]._explain_notice_costs(self.profile_id, lines, self._leaving_day()),
            "notice_creditor_text": self.env._("%(name)s, enterprise number %(number)s", name=company.name, number=number)
            if number else company.name,
            "notice_enclosures_text": ", ".join(rule.enclosure_ids.mapped("name")),
            "notice_items_html": render("account_dunning.message_notice_items", self._notice_item_values(lines), raise_if_not_found=False)
            or Markup(),
        }  # fmt: skip

    def _notice_from_words(self, rule):
        """Return from when the days of a notice count."""
        if not rule.post_days:
            return self.env._("from the date of this letter")
        if self.channel == EMAIL:
            return self.env._("from the day after this e-mail was sent")
        return self.env._("from the third working day after this letter was posted")

    def _notice_item_values(self, lines):
        return {
            "lines": lines._with_instalments(),
            "format_date": lambda day: format_date(self.env, day) if day else "",
            "format_amount": lambda amount, currency: formatLang(self.env, amount, currency_obj=currency),
            "supplied": self._supplied_by_invoice(lines.move_id),
        }

    @api.model
    def _supplied_by_invoice(self, moves):
        """Return what was supplied, as the lines of each invoice call it, by ``account.move``."""
        found = {}
        for move in moves.sudo():
            names = [(line.name or "").splitlines()[0] for line in move.invoice_line_ids if line.display_type == "product" and line.name]
            text = ", ".join(dict.fromkeys(filter(None, names)))
            found[move] = text if len(text) <= SUPPLIED_LETTERS else f"{text[: SUPPLIED_LETTERS - 1]}…"
        return found
