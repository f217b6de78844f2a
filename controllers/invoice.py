"""The invoice's own page: who visits it is counted, like visits of the customer's page."""

import contextlib

from odoo import http
from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from ..models.shared.company_day import company_day


def note_invoice_reading(move_sudo, kind):
    """Count a reading of an invoice, unless a machine or a colleague makes the request.

    :param move_sudo: ``account.move`` as superuser
    :param str kind: ``portal`` or ``pixel``
    """
    Reading = move_sudo.env["dunning.reading"]
    if move_sudo.is_sale_document() and Reading._is_person(request.httprequest.method, request.httprequest.headers, request.env.user):
        Reading._count_invoice_event(move_sudo, kind, company_day(move_sudo.with_company(move_sudo.company_id)))


class DunningInvoicePage(PortalAccount):
    @http.route()
    def portal_my_invoice_detail(self, invoice_id, access_token=None, **kw):
        with contextlib.suppress(AccessError, MissingError):  # core answers
            note_invoice_reading(self._document_check_access("account.move", invoice_id, access_token), "portal")
        return super().portal_my_invoice_detail(invoice_id, access_token=access_token, **kw)
