"""Fields for the texts about a set-off, formatted for their reader, and the document that both sides accept."""

import hashlib

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.dunning_message_texts import SIDES_FIELDS

# What texts may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "amount_text", "until_text", "rest_text", "page_url", "lang")


class DunningSetOff(models.Model):
    _inherit = "dunning.set.off"

    lang = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts")
    until_text = fields.Char(compute="_compute_texts", help="Last day on which the offer can be accepted.")
    rest_text = fields.Char(compute="_compute_texts", help="What stays to be paid of the invoices; empty when nothing does.")
    page_url = fields.Char(compute="_compute_texts", help="Signed link to the set-off on the customer's page.")
    document_html = fields.Html(compute="_compute_document_html", help="The document as its readers see it.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("document")
    def _compute_document_html(self):
        for one in self:
            one.document_html = one.document or False

    @api.depends("state", "amount", "contact_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for one in self:
            one._set_sides(one.company_id, one.user_id, one.contact_id)
            one.lang = one._reader_language()
            local = one.with_context(lang=one.lang)
            one.amount_text = local._say_amount(one.amount)
            one.until_text = format_date(local.env, one.date_until)
            one.rest_text = "" if one.currency_id.is_zero(one.amount_rest) else local._say_amount(one.amount_rest)
            own = one.sudo()
            one.page_url = f"{own.get_base_url()}{own.access_url}?access_token={own._portal_ensure_token()}" if own.id else ""

    def _reader_language(self):
        company = self.company_id.sudo().partner_id
        return self.contact_id.lang or self.partner_id.lang or company.lang or self.env.lang or "en_US"

    def _say_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _write_document(self):
        """Write down what both sides are to accept, with its hash; once, when the set-off is offered."""
        for one in self:
            document = one._render_document()
            one._as_set_off_addon().write({"document": document, "document_hash": hashlib.sha256(document.encode()).hexdigest()})

    def _render_document(self):
        """Return the document in the language of its reader: what both owe, what is set off, what stays to be paid."""
        self.ensure_one()
        local = self.sudo().with_context(lang=self._reader_language())
        sides = local.item_ids.grouped("side")
        values = {
            "company": local.company_id,
            "customer": local.partner_id,
            "theirs": sides["theirs"],
            "ours": sides["ours"],
            "amount": local._say_amount(local.amount),
            "rest": local.rest_text,
            "until": local.until_text,
            "say": local._say_amount,
            "day": lambda day: format_date(local.env, day),
        }
        return str(local.env["ir.qweb"]._render("account_dunning.set_off_document", values)).strip()
