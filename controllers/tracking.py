"""Signed links of messages: they lead on to the customer's page or to payment, and count who follows them."""

import base64

from odoo import http
from odoo.http import request

from ..models.page.visit import Visit
from ..models.shared.company_day import company_day
from .invoice import note_invoice_reading
from .portal import DunningPortal

# A transparent picture of one pixel.
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class DunningReadingController(DunningPortal):
    @http.route("/dunning/r/<string:token>", type="http", auth="public", sitemap=False)
    def dunning_read(self, token, **kwargs):
        """Follow a signed link of a message.

        :param str token: see ``dunning.reading``
        """
        is_pixel = token.endswith(".gif")
        action_sudo, target = request.env["dunning.reading"].sudo()._resolve_tracking_token(token.removesuffix(".gif"))
        if is_pixel:
            move_sudo = request.env["dunning.reading"].sudo()._resolve_invoice_token(token.removesuffix(".gif"))
            if move_sudo and move_sudo.company_id.root_id.dunning_track_opens:
                note_invoice_reading(move_sudo, "pixel")
            if target == "pixel" and action_sudo.company_id.dunning_track_opens:
                self._dunning_note(action_sudo, "pixel")
            headers = [("Content-Type", "image/gif"), ("Cache-Control", "no-store"), ("Content-Length", len(PIXEL))]
            return request.make_response(PIXEL, headers)
        if target not in ("page", "pay"):
            return request.redirect("/my")
        self._dunning_note(action_sudo, "link")
        path = None
        if target == "pay":
            moves = action_sudo._asked_lines().move_id.filtered(lambda move: move.is_invoice())
            path = self._dunning_pay_path(action_sudo)
            path = path or (action_sudo._follow_invoice_link(moves.id, True) if len(moves) == 1 else None)
        return request.redirect(path or action_sudo.get_portal_url())

    def _dunning_pay_path(self, action_sudo):
        """Return where what a message asks for is paid on our own page, empty where nothing can be."""
        Page = request.env["dunning.page"].sudo()
        visit = Visit(action_sudo.profile_id, action_sudo, action_sudo.contact_id, False)
        states = Page._page_states(visit)
        return Page._pay_url(visit, states, Page._payable_places(visit, states))

    def _dunning_page_seen(self, action_sudo):
        self._dunning_note(action_sudo, "portal")

    @staticmethod
    def _dunning_note(action_sudo, kind):
        """Count a reading, unless a machine or a colleague makes the request.

        :param action_sudo: ``dunning.action`` as superuser
        :param str kind: ``link``, ``portal`` or ``pixel``
        """
        Reading = action_sudo.env["dunning.reading"]
        if Reading._is_person(request.httprequest.method, request.httprequest.headers, request.env.user):
            today = company_day(action_sudo.with_company(action_sudo.company_id))
            Reading._count_tracked_event(action_sudo, kind, today)
