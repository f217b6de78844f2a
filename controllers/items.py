"""All items of a message as a workbook, for customers whose page lists only a part of them."""

from odoo import http

from .portal import DunningPortal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DunningItems(DunningPortal):
    @http.route("/my/dunning/<int:action_id>/items.xlsx", type="http", auth="public", sitemap=False)
    def dunning_items(self, action_id, access_token=None, **kwargs):
        """Return the items of a message as a workbook.

        :param int action_id: ``dunning.action``
        :param str access_token: token of the link that was sent
        """

        def show(visit):
            name, content = visit.action._workbook_document()
            return self._dunning_file(name, content, XLSX)

        return self._dunning_open(show, access_token, action_id)
