"""The page a customer reaches from a reminder: what it asked for, as it stands now, and how to pay."""

from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError
from odoo.http import request


class DunningPortal(CustomerPortal):
    @http.route("/my/dunning/<int:action_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_action(self, action_id, access_token=None, **kwargs):
        """Show the items of one reminder; amounts are read from the ledger now, never from the message.

        :param int action_id: ``dunning.action``
        :param str access_token: token of the link that was sent
        """
        try:
            action_sudo = self._dunning_action_of(action_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        self._dunning_page_seen(action_sudo)
        lang = action_sudo.lang or request.env.lang
        request.update_context(lang=lang)  # the page speaks as the message did, whatever the browser says
        return request.render(
            "account_dunning.portal_dunning_action",
            {**action_sudo.with_context(lang=lang)._portal_values(), "page_name": "dunning", "object": action_sudo},
        )

    def _dunning_action_of(self, action_id, access_token):
        """Return the action of a link as the superuser, as ``_document_check_access``; a number beyond any id is the last one."""
        return self._document_check_access("dunning.action", min(action_id, 2**31 - 1), access_token)

    def _dunning_page_seen(self, action_sudo):
        """Take note that the page was visited; counted with the signed links, in ``reading``."""

    @http.route("/my/dunning/<int:action_id>/invoice/<int:move_id>", type="http", auth="public", sitemap=False)
    def dunning_invoice(self, action_id, move_id, access_token=None, payment=None, **kwargs):
        """Lead on to core's page of one of the invoices that a reminder asked for, to see or to pay it.

        :param int action_id: ``dunning.action``
        :param int move_id: ``account.move``
        :param str access_token: token of the link that was sent
        :param str payment: open the payment dialogue
        """
        try:
            action_sudo = self._dunning_action_of(action_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        path = action_sudo._follow_invoice_link(move_id, bool(payment))
        return request.redirect(path or action_sudo.get_portal_url())
