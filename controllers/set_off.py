"""A set-off on the customer's page: read it, accept it with one's name and function, or decline it."""

from odoo import http
from odoo.http import request

from .portal import DunningPortal


class DunningSetOffPage(DunningPortal):
    @http.route("/my/dunning/set-off/<int:set_off_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_set_off(self, set_off_id, access_token=None, **kwargs):
        """Show a set-off: its document, and how it stands.

        :param int set_off_id: ``dunning.set.off``
        :param str access_token: key of the link of the offer
        """
        document = ("dunning.set.off", set_off_id)
        return self._dunning_open(lambda visit: self._dunning_show_set_off(visit, set_off_id), access_token, document=document)

    @http.route(
        "/my/dunning/set-off/<int:set_off_id>/<string:deed>", type="http", auth="public", methods=["POST"], website=True, sitemap=False
    )  # fmt: skip
    def dunning_set_off_answer(self, set_off_id, deed, access_token=None, **kwargs):
        """Take down that the customer accepts or declines a set-off.

        :param int set_off_id: ``dunning.set.off``
        :param str deed: ``accept`` or ``decline``
        :param str access_token: key of the link of the offer
        """

        def answer(visit):
            if deed not in ("accept", "decline"):
                return self._dunning_show_set_off(visit, set_off_id)
            return self._dunning_answer_set_off(visit, set_off_id, deed)

        return self._dunning_open(answer, access_token, document=("dunning.set.off", set_off_id))

    def _dunning_show_set_off(self, visit, set_off_id, error="", typed=None):
        one = request.env["dunning.set.off"].sudo().browse(set_off_id)
        values = request.env["dunning.page"].sudo()._set_off_values(visit, one, error, typed)
        return request.render("account_dunning.portal_dunning_set_off", {**values, "page_name": "dunning"})

    def _dunning_answer_set_off(self, visit, set_off_id, deed):
        one = request.env["dunning.page"].sudo()._document_as_page("dunning.set.off", set_off_id)
        deeds = {"accept": one._accept_set_off, "decline": one._decline_set_off}
        return self._dunning_answer_document(visit, deeds[deed], one, lambda *said: self._dunning_show_set_off(visit, set_off_id, *said))
