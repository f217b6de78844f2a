"""The words of a statement: ready-made fields for its e-mail, formatted for the language of the recipient, and how to pay."""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date, formatLang


class DunningStatement(models.Model):
    _name = "dunning.statement"
    _inherit = ["dunning.statement", "dunning.message.texts"]

    day_text = fields.Char(compute="_compute_texts")
    from_text = fields.Char(compute="_compute_texts")
    closing_text = fields.Char(compute="_compute_texts", help="The balance, one amount a currency.")
    overdue_text = fields.Char(compute="_compute_texts", help="What is past due, credits left aside.")
    pay_url = fields.Char(compute="_compute_texts")
    page_url = fields.Char(compute="_compute_texts")
    aging_html = fields.Html(compute="_compute_blocks", sanitize=False)
    payment_html = fields.Html(compute="_compute_blocks", sanitize=False)

    @api.depends("profile_id", "contact_id", "date_from", "date_to", "kind", "with_group")
    @api.depends_context("lang")
    def _compute_texts(self):
        parts = self._origin._sections_by_statement()
        for statement in self:
            statement._set_sides(statement.company_id, statement._sender_user(), statement.contact_id)
            sections = parts.get(statement._origin, [])
            statement.day_text = format_date(self.env, statement.date_to) if statement.date_to else ""
            statement.from_text = format_date(self.env, statement.date_from) if statement.date_from else ""
            statement.closing_text = statement._statement_amounts_text(sections, "closing")
            statement.overdue_text = statement._statement_amounts_text(sections, "overdue")
            statement.pay_url = statement.page_url = False

    def _statement_amounts_text(self, sections, name):
        """Return a figure of all sections, one amount a currency, as people of the language write it."""
        texts = [
            formatLang(self.env, section[name], currency_obj=section["currency"])
            for section in sections
            if not section["currency"].is_zero(section[name])
        ]
        return " + ".join(texts) or formatLang(self.env, 0.0, currency_obj=self.company_id.currency_id)

    @api.depends("profile_id", "contact_id", "date_from", "date_to", "kind", "with_group")
    @api.depends_context("lang")
    def _compute_blocks(self):
        render = self.env["ir.qweb"]._render
        parts = self._origin._sections_by_statement()
        for statement in self:
            values = statement._document_values(parts.get(statement._origin, []), is_letter=False)
            statement.aging_html = render("account_dunning.statement_aging", values, raise_if_not_found=False) or Markup()
            statement.payment_html = render("account_dunning.message_payment", values, raise_if_not_found=False) or Markup()

    def _document_values(self, sections, is_letter=True):
        """Return the values of the blocks of a statement, and of those it shares with reminders.

        :param list sections: see ``_sections_by_statement``
        :param bool is_letter: a sheet of paper rather than an e-mail
        """
        self.ensure_one()
        company = self.company_id.sudo()
        accounts, clause = self._list_accounts(sections)
        return {
            "o": self,
            "action": self,
            "sections": sections,
            "company": company,
            "accounts": accounts,
            "clause": clause,
            "claims": self._claims_apart(),
            "asked": self.env["dunning.action.line"],
            "is_letter": is_letter,
            "lang": self.lang,
            "with_members": self.with_group,
            "format_date": lambda day: format_date(self.env, day),
            "format_number": lambda amount, currency: formatLang(self.env, amount, digits=currency.decimal_places),
            "format_amount": lambda amount, currency: formatLang(self.env, amount, currency_obj=currency),
        }

    def _aging_foot(self, section):
        """Return the foot of a section: what is open by age, credits last.

        :return: list of (label, amount), whose amounts add up to the closing balance
        """
        labels = self.env["dunning.aging"]._bucket_labels(section["scale"])
        found = list(zip(labels, section["buckets"], strict=True))
        if not section["currency"].is_zero(section["credit"]):
            found.append((self.env._("Credits"), section["credit"]))
        return found

    # -- how to pay: what the blocks of reminders ask of a message ---------------------------------

    def _payment_reference(self, company):
        """Return what the customer should quote in a bank transfer: its reference."""
        self.ensure_one()
        return self.reference

    def _draw_email_code(self, company, bank):
        """Return the QR code of a transfer of the balance for an e-mail, empty where the company does not want it or none can be."""
        wanted = company.root_id.sudo().dunning_email_code
        return next((code for kind, code in self._payment_codes(company, bank) if kind == "transfer"), "") if wanted else ""

    def _payment_codes(self, company, bank):
        """Return the QR code of a transfer of the balance, when it is in euros alone, as (kind, data URI) pairs."""
        self.ensure_one()
        [sections] = self._sections_by_statement().values()
        if not bank or len(sections) != 1 or sections[0]["currency"].name != "EUR" or self._find_payees(sections):
            return []
        Action = self.env["dunning.action"]
        code = Action._bank_code(bank, sections[0]["closing"], self.reference, sections[0]["currency"], self.partner_id)
        return [("transfer", code)] if code else []
