"""Paying from the customer's page: what is chosen there is paid exactly so, by core's providers."""

import hashlib

from odoo import http
from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.exceptions import ValidationError
from odoo.http import request

from ..models.page.dunning_page_pay import BETWEEN, WITHIN
from ..models.shared.company_day import company_day
from .portal import DunningPortal

# What is longer does not fit into an address everywhere (proxies take 4 to 8 kB): it is kept in the visitor's session,
# under a name that begins so; so many of them.
LONGEST_CHOICE, KEPT, KEPT_CHOICES = 1500, "kept", 5


class DunningPay(DunningPortal, PaymentPortal):
    @http.route(
        ["/my/dunning/<int:action_id>/pay", "/my/dunning/account/<int:profile_id>/pay"],
        type="http", auth="public", methods=["GET"], website=True, sitemap=False,
    )  # fmt: skip
    def dunning_pay(self, action_id=None, profile_id=None, access_token=None, item="", **kwargs):
        """Show what can be paid, to choose from.

        :param int action_id: ``dunning.action`` of the link
        :param int profile_id: ``dunning.profile`` of the whole account
        :param str access_token: token of the link that was sent
        :param str item: the item that the link chose
        """
        chosen = int(item) if item.isdecimal() else 0
        return self._dunning_open(lambda visit: self._dunning_pay_form(visit, chosen), access_token, action_id, profile_id)

    def _dunning_pay_form(self, visit, chosen=0, error=""):
        values = request.env["dunning.page"].sudo()._pay_form_values(visit, chosen, error)
        return request.render("account_dunning.portal_dunning_pay", values)

    @http.route(
        ["/my/dunning/<int:action_id>/pay/with", "/my/dunning/account/<int:profile_id>/pay/with"],
        type="http", auth="public", methods=["GET", "POST"], website=True, sitemap=False,
    )  # fmt: skip
    def dunning_pay_with(self, action_id=None, profile_id=None, access_token=None, **kwargs):
        """Show the ways to pay what was chosen; longer choices are posted, for they do not fit into an address.

        :param int action_id: ``dunning.action`` of the link
        :param int profile_id: ``dunning.profile`` of the whole account
        :param str access_token: token of the link that was sent
        """

        def show(visit):
            items = [one for one in request.httprequest.values.getlist("items") if one.isdecimal()]
            choice = BETWEEN.join(f"{item}{WITHIN}{(kwargs.get(f'amount_{item}') or '').strip()}" for item in items)
            try:
                shares = request.env["dunning.page"].sudo()._read_choice(visit, choice)
            except ValidationError as problem:
                return self._dunning_pay_form(visit, error=str(problem))
            return request.render("account_dunning.portal_dunning_pay_with", self._dunning_payment_values(visit, shares))

        return self._dunning_open(show, access_token, action_id, profile_id)

    def _dunning_payment_values(self, visit, shares):
        """Return the values of core's payment form for what was chosen."""
        Page, line = request.env["dunning.page"].sudo(), shares[0][0]
        amount = line.currency_id.round(sum(share for _line, share in shares))
        providers, methods = Page._find_methods(visit, line.company_id, line.currency_id, amount)
        payer = Page._payer_of(visit)
        # means of payment on file are shown to whom they belong, not to whoever has the link
        tokens = request.env["payment.token"].sudo()
        if not request.env.user._is_public() and request.env.user.partner_id == payer:
            tokens = tokens._get_available_tokens(providers.ids, payer.id)
        choice = BETWEEN.join(f"{one.move_line_id.id}{WITHIN}{share:.{line.currency_id.decimal_places}f}" for one, share in shares)
        return {
            **Page._page_sides(visit),
            "chosen": [(one.number, request.env["ir.qweb.field.monetary"].value_to_html(share, {"display_currency": line.currency_id}))
                       for one, share in shares],
            "back_url": visit.url("pay"),
            "amount": amount,
            "currency": line.currency_id,
            "partner_id": payer.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods,
            "tokens_sudo": tokens,
            "availability_report": {},
            "show_tokenize_input_mapping": dict.fromkeys(providers.ids, False),
            "transaction_route": f"{visit.path}/pay/transaction/{self._shorten_dunning_choice(choice)}",
            "landing_route": visit.url(),
            "access_token": visit.key,
        }  # fmt: skip

    @http.route(
        ["/my/dunning/<int:action_id>/pay/transaction/<string:choice>",
         "/my/dunning/account/<int:profile_id>/pay/transaction/<string:choice>"],
        type="jsonrpc", auth="public",
    )  # fmt: skip
    def dunning_transaction(self, choice, action_id=None, profile_id=None, access_token=None, **kwargs):
        """Make the draft transaction of what was chosen; the shares are kept with it.

        :param str choice: items and amounts, or the name under which they are kept
        :param int action_id: ``dunning.action`` of the link
        :param int profile_id: ``dunning.profile`` of the whole account
        :param str access_token: token of the link that was sent
        :param kwargs: what core's payment form sends; amount, landing and payer are our own
        :return: dict, the values by which the provider goes on
        :raises ValidationError: it cannot be paid like that any more, or there were too many tries
        """
        visit = self._dunning_visit(action_id, profile_id, access_token or None)
        Page, Hit = request.env["dunning.page"].sudo(), request.env["dunning.page.hit"].sudo()
        busy = Hit._is_used_up("wrong_key", request.httprequest.remote_addr) or not Hit._count_hit("payment", visit.profile.id)
        if visit.action and not visit.is_proved and visit.action._is_link_expired(company_day(visit.action)):
            raise ValidationError(request.env._("This link has expired"))
        if busy:
            raise ValidationError(request.env._("Please try again in an hour, or write to us."))
        shares = Page._read_choice(visit, self._whole_dunning_choice(choice))
        self._validate_transaction_kwargs(kwargs)
        line, payer = shares[0][0], Page._payer_of(visit)
        if kwargs.get("flow") == "token" and (request.env.user._is_public() or request.env.user.partner_id != payer):
            raise ValidationError(request.env._("Please log in to pay with what you have on file."))
        kwargs |= {
            "amount": line.currency_id.round(sum(share for _line, share in shares)),
            "currency_id": line.currency_id.id,
            "partner_id": payer.id,
            "landing_route": visit.url(),
            "tokenization_requested": False,
            "reference_prefix": self._dunning_reference(visit, shares),
        }
        providers, _methods = Page._find_methods(visit, line.company_id, line.currency_id, kwargs["amount"])
        if kwargs.get("provider_id") not in providers.ids:
            raise ValidationError(request.env._("This way to pay is not offered here."))
        commands = Page._allocation_commands(visit, shares)
        tx_sudo = self._create_transaction(custom_create_values={"dunning_allocation_ids": commands}, **kwargs)
        tx_sudo.landing_route = visit.url(paid=tx_sudo.id)
        return tx_sudo._get_processing_values()

    def _shorten_dunning_choice(self, choice):
        """Return a choice as an address can bear it: itself, or the name under which this visitor's session keeps it."""
        if len(choice) <= LONGEST_CHOICE:
            return choice
        name = KEPT + hashlib.sha256(choice.encode()).hexdigest()[:32]
        kept = {**(request.session.get("dunning_choices") or {}), name: choice}
        request.session["dunning_choices"] = dict(list(kept.items())[-KEPT_CHOICES:])
        return name

    def _whole_dunning_choice(self, choice):
        """Return the items and amounts of a choice that an address bears.

        :raises ValidationError: this visitor's session does not keep it, or no longer
        """
        if not choice.startswith(KEPT):
            return choice
        found = (request.session.get("dunning_choices") or {}).get(choice)
        if not found:
            raise ValidationError(request.env._("Please choose once more what you would like to pay."))
        return found

    def _dunning_reference(self, visit, shares):
        """Return what the payment is called: the number of the only invoice, else the customer's reference."""
        names = list(dict.fromkeys(line.number or "" for line, _share in shares))
        return names[0] if len(names) == 1 else request.env["dunning.page"]._customer_reference(visit)
