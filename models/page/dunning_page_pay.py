"""Paying from the page: what can be paid, what was chosen of it, and the transaction that keeps it."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from .given_answer import read_typed_amount

# How a choice is written into an address: item-amount, item-amount.
BETWEEN, WITHIN = "_", "-"
# Forms of more items are posted: what they send is longer than an address may be (some 40 bytes an item, proxies take 4 to 8 kB).
SHORT_FORM = 80


class DunningPage(models.AbstractModel):
    _inherit = "dunning.page"

    @api.model
    def _payer_of(self, visit):
        """Return in whose name is paid: the contact where it is the customer's own, else the customer."""
        customer = visit.profile.partner_id
        return visit.contact if visit.contact.commercial_partner_id == customer else customer

    @api.model
    def _find_methods(self, visit, company, currency, amount=0.0):
        """Return the providers and methods that take a payment: ``payment.provider``, ``payment.method`` as superuser.

        :param company: ``res.company`` that is paid
        :param float amount: in ``currency``; 0: any
        """
        return self._compatible_methods(company, currency, self._payer_of(visit), amount)

    @api.model
    def _compatible_methods(self, company, currency, payer, amount=0.0):
        """Return the providers and methods that take a payment of somebody: ``payment.provider``, ``payment.method`` as superuser.

        :param company: ``res.company`` that is paid
        :param currency: ``res.currency``
        :param payer: ``res.partner``
        :param float amount: in ``currency``; 0: any
        """
        providers = self.env["payment.provider"].sudo()._get_compatible_providers(
            company.id, payer.id, amount, currency_id=currency.id
        )
        methods = self.env["payment.method"].sudo()._get_compatible_payment_methods(
            providers.ids, payer.id, currency_id=currency.id
        )
        return providers, methods

    @api.model
    def _payable_places(self, visit, states):
        """Return the companies and currencies in which something can be paid here: a set of pairs.

        :param dict states: as ``_page_states`` returns them
        """
        wanted = {
            (line.company_id, line.currency_id) for line, state in states.items() if not line.currency_id.is_zero(state["payable"])
        }
        return {(company, currency) for company, currency in wanted if self._find_methods(visit, company, currency)[1]}

    @api.model
    def _pay_url(self, visit, states, places):
        """Return where all that is asked for is paid, empty where nothing can be."""
        asked = [line for line, state in states.items() if state["group"] in ("overdue", "due")]
        return visit.url("pay") if any((line.company_id, line.currency_id) in places for line in asked) else False

    @api.model
    def _pay_form_values(self, visit, chosen, error=""):
        """Return the values of the form in which the customer chooses what it pays; one part a company and currency.

        :param int chosen: item that the link chose; 0: all that is overdue
        :param str error: what is wrong with what was chosen
        """
        states, parts = self._page_states(visit), {}
        places = self._payable_places(visit, states)
        for line, state in states.items():
            place, amount = (line.company_id, line.currency_id), state["payable"]
            if place not in places or line.currency_id.is_zero(amount):
                continue
            item, checked = line.move_line_id.id, state["group"] == "overdue"
            parts.setdefault(place, []).append(
                {
                    "id": item,
                    "name": line.number,
                    "due": format_date(self.env, line.date_due),
                    "instalment": line._is_instalment() and line.instalment,
                    "open": formatLang(self.env, amount, currency_obj=line.currency_id),
                    "amount": f"{amount:.{line.currency_id.decimal_places}f}",
                    "checked": item == chosen if chosen else checked,
                    "remark": state["remark"],
                }
            )
        several = len({company for company, _currency in parts}) > 1
        return {
            **self._page_sides(visit),
            "title": self.env._("What would you like to pay?"),
            "error": error,
            "parts": [
                {
                    "company": company.name if several else "",
                    "currency": currency.name,
                    "symbol": currency.symbol,
                    "items": items,
                    "method": "get" if len(items) <= SHORT_FORM else "post",
                }
                for (company, currency), items in parts.items()
            ],
            "form_url": f"{visit.path}/pay/with",
            "key": visit.key,
            "back_url": visit.url(),
        }

    # -- what was chosen ---------------------------------------------------------------------------

    @api.model
    def _read_choice(self, visit, choice):
        """Return what was chosen, checked against what is open now.

        :param str choice: ``item-amount`` pairs, as the address has them
        :return: list of (``dunning.action.line``, amount), of one company and currency
        :raises ValidationError: it cannot be paid like that, in one sentence for the customer
        """
        states = self._page_states(visit)
        lines = {line.move_line_id.id: line for line in states}
        found = {}
        for part in (choice or "").split(BETWEEN):
            item, _sign, amount = part.partition(WITHIN)
            line = lines.get(int(item)) if item.isdecimal() else None
            found[line] = self._read_share(line, states, amount)
        if None in found or not found:
            raise ValidationError(self.env._("Please choose at least one invoice."))
        if len({(line.company_id, line.currency_id) for line in found}) > 1:
            raise ValidationError(self.env._("Please pay one currency and company after the other."))
        return list(found.items())

    @api.model
    def _read_share(self, line, states, text):
        """Return the amount chosen of an item, in its currency.

        :raises ValidationError: nothing, or more than is open
        """
        if line is None:
            return 0.0
        currency = line.currency_id
        typed = read_typed_amount(text, currency.decimal_places, (currency.symbol, currency.name))
        amount = currency.round(typed) if typed > 0 else 0.0
        if line.currency_id.compare_amounts(amount, 0) <= 0 or line.currency_id.compare_amounts(amount, states[line]["payable"]) > 0:
            raise ValidationError(
                self.env._(
                    "Of %(invoice)s you can pay up to %(amount)s.",
                    invoice=line.number,
                    amount=formatLang(self.env, states[line]["payable"], currency_obj=line.currency_id),
                )
            )
        return amount

    @api.model
    def _allocation_commands(self, visit, shares):
        """Return the values that keep the shares with their transaction."""
        return [
            fields.Command.create(
                {
                    "action_id": visit.action.id,
                    "company_id": line.company_id.id,
                    "partner_id": visit.profile.partner_id.id,
                    "move_line_id": line.move_line_id.id,
                    "move_id": line.move_id.id,
                    "invoice_name": line.number,
                    "currency_id": line.currency_id.id,
                    "amount": amount,
                }
            )
            for line, amount in shares
        ]

    @api.model
    def _paid_text(self, visit, transaction_id):
        """Return what the page says of a payment that was just made from it, ``None`` when it is none of this customer.

        :param str transaction_id: as the address has it
        """
        if not str(transaction_id or "").isdecimal() or int(transaction_id) > 2**31 - 1:
            return None
        tx = self.env["payment.transaction"].sudo().browse(int(transaction_id)).exists()
        if not tx.dunning_allocation_ids or tx.dunning_allocation_ids.partner_id != visit.profile.partner_id:
            return None
        amount = formatLang(self.env, tx.amount, currency_obj=tx.currency_id)
        if tx.state == "done":
            return {"taken": self.env._("Paid: %s.", amount), "result": self.env._("Thank you for your payment.")}
        taken, result = self.env._("Not paid: %s.", amount), self.env._("Nothing was taken from you; please try again.")
        if tx.state in ("pending", "authorized"):
            taken, result = self.env._("On its way: %s.", amount), self.env._("We ask for nothing of it meanwhile.")
        return {"kind": "warning", "taken": taken, "result": result}
