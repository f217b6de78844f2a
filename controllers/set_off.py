"""A set-off on the customer's page."""

from odoo import http

from .document import DocumentPage, DunningDocumentPage

SET_OFF_PAGE = DocumentPage(
    "dunning.set.off", "account_dunning.portal_dunning_set_off", "_set_off_values", accept="_accept_set_off", decline="_decline_set_off"
)


class DunningSetOffPage(DunningDocumentPage):
    @http.route("/my/dunning/set-off/<int:set_off_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_set_off(self, set_off_id, access_token=None, **kwargs):
        """Show a set-off: its document, and how it stands.

        :param int set_off_id: ``dunning.set.off``
        :param str access_token: key of the link of the offer
        """
        return self._dunning_document_page(SET_OFF_PAGE, set_off_id, access_token)

    @http.route(
        "/my/dunning/set-off/<int:set_off_id>/<string:deed>", type="http", auth="public", methods=["POST"], website=True, sitemap=False
    )  # fmt: skip
    def dunning_set_off_answer(self, set_off_id, deed, access_token=None, **kwargs):
        """Take down that the customer accepts or declines a set-off.

        :param int set_off_id: ``dunning.set.off``
        :param str deed: ``accept`` or ``decline``
        :param str access_token: key of the link of the offer
        """
        return self._dunning_document_page(SET_OFF_PAGE, set_off_id, access_token, deed)
