"""The document of a claim, and the table of what each amount rests on: on screen, in its annex and in that of a notice."""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared.shipped import shipped
from .law_words import explain_sources


class DunningClaim(models.Model):
    _name = "dunning.claim"
    _inherit = ["dunning.claim", "dunning.message.texts"]

    lang = fields.Char(compute="_compute_lang")
    segments_html = fields.Html(string="How It Was Computed", compute="_compute_segments_html", sanitize=False)

    @api.depends("partner_id")
    def _compute_lang(self):
        for claim in self:
            claim.lang = claim.partner_id.lang or claim.company_id.partner_id.lang or self.env.lang or "en_US"

    @api.depends("partner_id", "company_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for claim in self:
            claim._set_sides(claim._sender_company(), claim._sender_user(), claim.partner_id)

    def _sender_company(self):
        """Return the company on the letterhead."""
        self.ensure_one()
        return self.branch_id or self.company_id

    def _sender_user(self):
        """Return who signs: whoever charged it, else who is in charge of the customer."""
        self.ensure_one()
        return self.charged_by_id or self.profile_id._find_in_charge()

    def _letter_address(self):
        """Return the lines of the customer's address."""
        self.ensure_one()
        contact = self.profile_id._contact_for("payment") or self.partner_id
        return self.env["dunning.action"].with_context(lang=self.lang)._address_lines(contact, self._sender_company())

    # -- what it rests on --------------------------------------------------------------------------

    @api.depends("line_ids.segments", "date")
    @api.depends_context("lang")
    def _compute_segments_html(self):
        for claim in self:
            claim.segments_html = claim._render_segments()

    def _render_segments(self):
        """Return the table of days, principals, rates and sources of these claims."""
        values = {"claims": self, **self._format_values()}
        return self.env["ir.qweb"]._render("account_dunning.claim_segments", values, raise_if_not_found=False) or Markup()

    def _number_sources(self):
        """Return what the segments of these claims rest on, each once, with its number as the annex refers to it.

        :return: dict of int by source as kept, in the order in which they appear
        """
        return self.line_ids._number_sources()

    @api.model
    def _format_values(self):
        """Return the functions by which templates write days and amounts in the language of the reader."""
        return {
            "format_date": lambda day: format_date(self.env, day) if day else "",
            "format_amount": lambda amount, currency: formatLang(self.env, float(amount), currency_obj=currency),
            "format_source": lambda source: explain_sources(self.env, source),
            "format_rate": lambda rate: formatLang(self.env, float(rate), digits=2) + self.env._(" %"),
        }

    def _document_values(self):
        """Return the values of the printed document of a claim."""
        self.ensure_one()
        company = self._sender_company().sudo()
        lines = self.line_ids.filtered(lambda line: line.interest or line.fee)
        bank = self.env["dunning.action"]._bank_account(company, self.env["dunning.action.line"])
        return {
            "company": company,
            "lines": lines,
            "accounts": [(company, bank)],
            "asked": self.env["dunning.action.line"],
            "action": self,
            "is_letter": True,
            "totals": self._claimed_amounts(),
            **self._format_values(),
        }

    def _payment_reference(self, company):
        """Return what the customer should quote: the number of the claim, else its reference."""
        self.ensure_one()
        return self.name or self.reference

    def _payment_codes(self, company, bank):
        """Return the QR code of a transfer of what is claimed, when it is in euros alone, as (kind, data URI) pairs."""
        self.ensure_one()
        totals = self._claimed_amounts()
        if not bank or [currency.name for currency in totals] != ["EUR"]:
            return []
        [(currency, amount)] = totals.items()
        code = self.env["dunning.action"]._bank_code(bank, amount, self._payment_reference(company), currency, self.partner_id)
        return [("transfer", code)] if code else []

    def action_print(self):
        """Print the documents of these claims, each with what its amounts rest on."""
        self.check_access("read")
        return shipped(self.env, "action_report_claim").report_action(self)
