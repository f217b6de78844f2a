"""What leaves with a case: its evidence file, its items as CSV, the notice to the debtor."""

import csv
import hashlib
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..shared.company_day import company_day
from ..shared.compat import render_pdf
from ..shared.one_line import one_line
from ..shared.shipped import shipped

# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class DunningCase(models.Model):
    _name = "dunning.case"
    _inherit = ["dunning.case", "dunning.message.texts"]

    evidence_ids = fields.One2many("dunning.evidence.file", "case_id", string="Evidence Files")
    evidence_count = fields.Integer(compute="_compute_evidence_count")
    handler_name = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts", help="What is still open, one amount a currency.")
    day_text = fields.Char(compute="_compute_texts")
    items_html = fields.Html(compute="_compute_items_html", sanitize=False)

    def mail_allowed_qweb_expressions(self):
        names = (
            "customer_name",
            "contact_name",
            "company_name",
            "sender_name",
            "sender_function",
            "sender_email",
            "sender_phone",
            "reference",
        )
        own = ("name", "handler_name", "amount_text", "day_text", "items_html", "lang")
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in (*names, *own)))

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        for case in self:
            case.evidence_count = len(case.evidence_ids)

    # -- words of the notice -----------------------------------------------------------------------

    def _sender_company(self):
        """Return the company on the letterhead: the branch whose items these are."""
        self.ensure_one()
        return self.branch_id or self.company_id

    def _sender_user(self):
        """Return in whose name the notice is written."""
        self.ensure_one()
        return self._find_case_owner()

    def _letter_address(self):
        """Return the lines of the debtor's address, as the window of the envelope shows them."""
        self.ensure_one()
        return self.env["dunning.action"]._address_lines(self._notice_contact(), self._sender_company())

    def _letter_date(self):
        """Return today as letters write it."""
        return format_date(self.env, company_day(self, self.company_id))

    def _notice_contact(self):
        """Return to whom the notice goes: whom reminders about payment go to."""
        self.ensure_one()
        return self.env["dunning.contact"]._find_people(self.profile_id, "letter")[self.profile_id] or self.partner_id

    @api.depends("partner_id", "handler_id", "item_ids.move_line_id.amount_residual_currency")
    @api.depends_context("lang")
    def _compute_texts(self):
        for case in self:
            case._set_sides(case._sender_company(), case._sender_user(), case.partner_id)
            case.handler_name = one_line(case._handler_text())
            case.day_text = format_date(self.env, company_day(case, case.company_id))
            sums = [
                formatLang(self.env, sum(items.mapped("residual_currency")), currency_obj=currency)
                for currency, items in case.item_ids.grouped("currency_id").items()
            ]
            case.amount_text = " + ".join(sums)

    @api.depends("item_ids.move_line_id.amount_residual_currency")
    @api.depends_context("lang")
    def _compute_items_html(self):
        for case in self:
            values = {
                "items": case.item_ids.filtered(lambda item: item.residual_currency > 0),
                "format_date": lambda day: format_date(self.env, day),
                "format_amount": lambda amount, currency: formatLang(self.env, amount, currency_obj=currency),
            }
            case.items_html = (
                self.env["ir.qweb"]._render("account_dunning.case_items", values, raise_if_not_found=False) or ""
            )

    def action_notice(self):
        """Print the notice that the file goes to the handler, in the debtor's language, and keep it with the case.

        :raises UserError: nothing is open, it is a declaration, nobody has the case, or the text was deleted
        """
        self.ensure_one()
        self.check_access("write")
        if not self.item_ids.filtered(lambda item: item.residual > 0):
            raise UserError(self.env._("Nothing in this case is open: there is nothing to tell the debtor."))
        if self.kind == "declaration":
            raise UserError(self.env._("A claim in insolvency proceedings is declared to their trustee: no notice asks the debtor to pay."))
        if not self.handler_id:
            raise UserError(self.env._("Enter first to whom the case is handed over: the notice tells the debtor whom to pay."))
        template = shipped(self.env, "mail_template_case_notice")
        report = shipped(self.env, "action_report_case_notice")
        lang = self.lang
        subject = template.sudo()._render_field("subject", self.ids, set_lang=lang)[self.id]
        body = template.sudo()._render_field("body_html", self.ids, set_lang=lang)[self.id]
        values = {"subject": subject, "body": body}
        content, kind = render_pdf(self.with_context(lang=lang).env, report.report_name, self.ids, data=values)
        digest = hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
        message = self.message_post(
            body=self.env._("Notice to the debtor, SHA-256 %s", digest),
            subject=subject,
            attachments=[(f"{one_line(subject).replace('/', '-')}.{kind}", content)],
            message_type="notification",
        )
        document = message.sudo().attachment_ids[:1]
        return {"type": "ir.actions.act_url", "url": f"/web/content/{document.id}?download=true", "target": "new"}

    # -- evidence and CSV --------------------------------------------------------------------------

    def action_make_evidence(self):
        """Open the dialogue that makes the evidence file."""
        self.ensure_one()
        return self.env["dunning.evidence.wizard"]._open_evidence_wizard(profile_id=self.profile_id.id, case_id=self.id)

    def action_open_evidence(self):
        """Open the evidence files of the case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Evidence Files"),
            "res_model": "dunning.evidence.file",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
        }

    def action_export_csv(self):
        """Download the items of these cases as CSV."""
        self.check_access("read")
        document = self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-') if len(self) == 1 else self.env._('Cases')}.csv",
                "raw": self._items_csv().encode("utf-8-sig"),
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id if len(self) == 1 else False,
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{document.id}?download=true", "target": "download"}

    def _items_csv(self):
        """Return the items of these cases as CSV: semicolons, days as in ISO 8601, amounts with a point."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(
            ("case", "customer", "customer_reference", "vat", "street", "zip", "city", "country", "email", "phone", "invoice",
             "invoice_date", "due_date", "days_overdue", "currency", "invoiced", "open")
        )  # fmt: skip
        for case in self:
            partner, today = case.partner_id, company_day(case, case.company_id)
            sides = (case.name, partner.name, partner.ref, partner.vat, partner.street, partner.zip, partner.city, partner.country_id.code,
                     partner.email, partner.phone)  # fmt: skip
            for item in case.item_ids:
                places = item.currency_id.decimal_places
                row = (
                    *sides, item.invoice_name, item.invoice_date, item.date_due, max(0, (today - item.date_due).days),
                    item.currency_id.name, f"{item.invoiced_currency:.{places}f}", f"{item.residual_currency:.{places}f}",
                )  # fmt: skip
                writer.writerow([self._csv_text(value) for value in row])
        return stream.getvalue()

    @api.model
    def _csv_text(self, value):
        """Return a value as text that no spreadsheet runs as a formula."""
        # ``False`` is an empty field, 0 is a number
        text = str(value) if type(value) is int else str(value or "")
        number = text.lstrip("-").replace(".", "", 1).isdigit()
        return f"'{text}" if text.startswith(FORMULA) and not number else text
