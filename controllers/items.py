"""All items of a message as a workbook, for customers whose page lists only a part of them."""

from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DunningItems(CustomerPortal):
    @http.route("/my/dunning/<int:action_id>/items.xlsx", type="http", auth="public", sitemap=False)
    def dunning_items(self, action_id, access_token=None, **kwargs):
        """Return the items of a message as a workbook.

        :param int action_id: ``dunning.action``
        :param str access_token: token of the link that was sent
        """
        try:
            action_sudo = self._document_check_access("dunning.action", action_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        name, content = action_sudo._workbook_document()
        headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name)), ("Cache-Control", "no-store")]
        return request.make_response(content, headers=headers)
