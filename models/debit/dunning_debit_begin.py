"""Beginning a debit: where a reminder would leave today, the card or mandate on file is tried first; a mandate is announced."""

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..shared import evidence
from ..shared.bounds import add_days
from ..shared.customer_mail import mail_document
from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.question import Question
from .dunning_debit import LIVE

# What texts may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "amount_text", "day_text", "means", "items_text", "lang")


class DunningDebit(models.Model):
    _inherit = "dunning.debit"

    lang = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts")
    day_text = fields.Char(compute="_compute_texts", help="Day on which it is charged.")
    items_text = fields.Char(compute="_compute_texts", help="The invoices that it pays.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("amount", "date_charge", "item_ids", "contact_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for debit in self:
            debit._set_sides(debit.branch_id or debit.company_id, debit.profile_id._find_in_charge(), debit.contact_id)
            company = debit.company_id.sudo().partner_id
            debit.lang = debit.contact_id.lang or debit.partner_id.lang or company.lang or self.env.lang or "en_US"
            local = debit.with_context(lang=debit.lang)
            debit.amount_text = formatLang(local.env, debit.amount, currency_obj=debit.currency_id)
            debit.day_text = format_date(local.env, debit.date_charge)
            debit.items_text = ", ".join(filter(None, debit.item_ids.mapped("invoice_name")))

    @api.model
    def _begin_debits(self, company, today):
        """Begin the debits of a day: of customers who agreed, for what a reminder would ask for today.

        What is in dispute, promised or rests otherwise is asked for by no reminder, and is not debited.

        :param company: root ``res.company``
        :param date today: the day of the run
        """
        Agreement = self.env["dunning.debit.agreement"].sudo()
        agreements = Agreement.browse(Agreement._standing_ids(company.id)).exists().filtered(lambda one: one._is_usable())
        if not agreements:
            return
        partners = agreements.partner_id
        rows = self.env["dunning.engine"].sudo()._answer_question(Question(company, today, partners))
        tried = self._find_tried_items(partners)
        for one in agreements:
            place, wanted = one._find_token().company_id, {}
            for row in rows:
                if (
                    row["partner_id"] == one.partner_id.id and row["company_id"] == place.id and row["verdict"] != "none"
                    and row["is_overdue"] and row["net_currency"] > 0 and row["item_id"] not in tried
                ):  # fmt: skip
                    wanted.setdefault(row["currency_id"], []).append(row)
            for currency, own in wanted.items():
                one._begin_debit(self.env["res.currency"].browse(currency), own, today)

    @api.model
    def _find_tried_items(self, partners):
        """Return the ids of the items that are being debited, or whose debit failed: they are not tried without end."""
        domain = [("debit_id.partner_id", "in", partners.ids), ("debit_id.state", "in", (*LIVE, "failed"))]
        return set(self.env["dunning.debit.item"].sudo().search(domain).move_line_id.ids)


class DunningDebitAgreement(models.Model):
    _inherit = "dunning.debit.agreement"

    def _begin_debit(self, currency, rows, today):
        """Begin the debit of one customer in one currency; none where it has to be announced and nobody can be written to.

        :param currency: ``res.currency``
        :param list rows: decision rows of what a reminder would ask for
        :param date today: the day of the run
        """
        self.ensure_one()
        total = currency.round(sum(row["net_currency"] for row in rows))
        token, profile = self._find_token(), self.env["dunning.profile"].sudo()._get_or_create(self.partner_id, self.company_id)
        takers = self.env["payment.provider"].sudo()._get_compatible_providers(
            token.company_id.id, token.partner_id.id, total, currency_id=currency.id
        )
        contact = self.env["dunning.contact"].sudo()._find_people(profile, "email")[profile]
        serves = self.env["dunning.contact"].sudo()._serves_by_mail(contact, profile)
        if token.provider_id not in takers or (self.notice_days and not serves):
            return
        debit = evidence.as_writer(self.env["dunning.debit"].sudo()).create(
            {
                "company_id": self.company_id.id, "branch_id": token.company_id.id, "profile_id": profile.id,
                "partner_id": self.partner_id.id, "contact_id": contact.id, "agreement_id": self.id, "is_mandate": self.is_mandate,
                "means": token.display_name, "currency_id": currency.id, "amount": total, "date": today,
                "date_charge": add_days(today, self.notice_days), "state": "announced" if self.notice_days else "due",
                "item_ids": [fields.Command.create(vals) for vals in self._debit_item_vals(rows)],
            }
        )  # fmt: skip
        if self.notice_days:
            mail_document(debit, "mail_template_debit_announced")
        else:
            debit._wake_charging()

    def _debit_item_vals(self, rows):
        """Return the values of the items of a debit, as the reminder would have asked for them."""
        items = self.env["account.move.line"].sudo().browse([row["item_id"] for row in rows])
        ranks = items._dunning_instalments()
        return [
            {
                "move_line_id": item.id, "move_id": item.dunning_entry_id.id, "instalment": ranks[item.id],
                "invoice_name": item._dunning_number(), "date_due": row["date_due"], "amount": row["net_currency"],
            }
            for row, item in zip(rows, items, strict=True)
        ]  # fmt: skip
