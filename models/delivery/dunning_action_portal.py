"""What a customer may see of an action on its page: whitelisted values, read from the ledger now."""

import uuid

from odoo import fields, models
from odoo.tools import format_date, formatLang


class DunningAction(models.Model):
    _inherit = "dunning.action"

    # Made with the action: whoever reads a message, with its link, writes nothing.
    access_token = fields.Char(default=lambda self: str(uuid.uuid4()))

    def action_revoke_link(self):
        """Have the links of these contacts' messages lead nowhere: to the customer's page, to payment, to its invoices by it.

        :raises AccessError: the user is no collector
        """
        self._check_collector()
        self.check_access("write")
        for action in self:
            action._write_evidence({"access_token": str(uuid.uuid4())})
            action._message_log(body=self.env._("The links of this message were revoked: they lead nowhere now."))
        return True

    def _invoice_url(self, move, pay=False):
        """Return the customer's link to one of the invoices of this action.

        It leads through our own page: the invoice gets its own key when the customer follows the link, not when
        somebody reads the message (nothing writes on posted entries).

        :param move: ``account.move``
        :param bool pay: open the payment dialogue there
        """
        path = f"{self.get_base_url()}/my/dunning/{self.id}/invoice/{move.id}?access_token={self._portal_ensure_token()}"
        return f"{path}&payment=True" if pay else path

    def _follow_invoice_link(self, move_id, pay):
        """Return the path of core's page of an invoice asked for here, with its key; ``None`` when it is none of them.

        :param int move_id: ``account.move``
        :param bool pay: open the payment dialogue there
        """
        move = self._asked_lines().move_id.filtered(lambda move: move.id == move_id and move.is_invoice())
        if not move or move.state != "posted":
            return None
        move = move.with_context(skip_is_manually_modified=True)
        return move.get_portal_url(query_string="&payment=True" if pay else None, anchor="portal_pay" if pay else None)

    def _portal_values(self):
        """Return the values of the customer's page; ``items`` are those asked for, with what is still open.

        :return: dict with plain texts and links only, so that no other record is reachable from the page
        """
        self.ensure_one()
        items, totals, payable = [], {}, []
        lines = self._asked_lines()
        shown = self.company_id._dunning_shown(lines)
        for place, line in enumerate(lines):
            item, move = line.move_line_id, line.move_id
            open_amount = item.amount_residual_currency if item and item.parent_state == "posted" else 0.0
            currency = line.currency_id
            totals[currency] = totals.get(currency, 0.0) + open_amount
            if move.is_invoice() and not currency.is_zero(open_amount):
                payable.append(move)
            if place >= shown:
                continue
            items.append(
                {
                    "name": line.invoice_name,
                    "due": format_date(self.env, line.date_due),
                    "asked": formatLang(self.env, line.net_currency, currency_obj=currency),
                    "open": formatLang(self.env, open_amount, currency_obj=currency),
                    "is_paid": currency.is_zero(open_amount),
                    "url": move.is_invoice() and move.state == "posted" and self._invoice_url(move),
                    "pay_url": payable[-1:] == [move] and self._invoice_url(move, pay=True),
                }
            )
        company, sender = self._sender_company(), self._sender_user()
        return {
            "pay_url": self._invoice_url(payable[0], pay=True) if len(payable) == 1 else False,
            "rest": formatLang(self.env, len(lines) - shown, digits=0) if len(lines) > shown else False,
            "workbook_url": f"/my/dunning/{self.id}/items.xlsx?access_token={self._portal_ensure_token()}",
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
