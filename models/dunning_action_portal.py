"""What a customer may see of an action on its page: whitelisted values, read from the ledger now."""

import uuid

from odoo import fields, models
from odoo.tools import format_date, formatLang


class DunningAction(models.Model):
    _inherit = "dunning.action"

    # Made with the action: whoever reads a message, with its link, writes nothing.
    access_token = fields.Char(default=lambda self: str(uuid.uuid4()))

    def _portal_values(self):
        """Return the values of the customer's page; ``items`` are those asked for, with what is still open.

        :return: dict with plain texts and links only, so that no other record is reachable from the page
        """
        self.ensure_one()
        base = self.get_base_url()
        items, totals = [], {}
        for line in self._asked_lines():
            item, move = line.move_line_id, line.move_id
            open_amount = item.amount_residual_currency if item and item.parent_state == "posted" else 0.0
            currency = line.currency_id
            totals[currency] = totals.get(currency, 0.0) + open_amount
            payable = move.is_invoice() and not currency.is_zero(open_amount)
            items.append(
                {
                    "name": line.invoice_name,
                    "due": format_date(self.env, line.date_due),
                    "asked": formatLang(self.env, line.net_currency, currency_obj=currency),
                    "open": formatLang(self.env, open_amount, currency_obj=currency),
                    "is_paid": currency.is_zero(open_amount),
                    "url": base + move.get_portal_url() if move.is_invoice() else False,
                    "pay_url": payable
                    and base + move.get_portal_url(query_string="&payment=True", anchor="portal_pay"),
                }
            )
        company, sender = self._sender_company(), self._sender()
        payable = [item["pay_url"] for item in items if item["pay_url"]]
        return {
            "pay_url": payable[0] if len(payable) == 1 else False,
            "title": self.step_id.name or self.display_name,
            "customer": self.partner_id.name,
            "company": company.name,
            "contact": {
                "name": sender.name or company.name,
                "email": sender.email or company.email,
                "phone": sender.phone or company.phone,
            },
            "items": items,
            "total": " + ".join(
                formatLang(self.env, amount, currency_obj=currency)
                for currency, amount in totals.items()
                if not currency.is_zero(amount)
            ),
            "payment_html": self.env["ir.qweb"]._render(
                "account_dunning.portal_payment", {**self._message_values(), "is_letter": False}
            ),
        }
