"""A document that both sides accept, on the customer's page: read it, accept it with one's name and function, or decline it."""

from typing import NamedTuple

from odoo.http import request

from .portal import DunningPortal


class DocumentPage(NamedTuple):
    """What tells the pages of two kinds of documents apart; methods by their names."""

    model: str
    template: str  # external id
    values: str  # of dunning.page: visit, document, error, what was typed
    accept: str  # of the document: name, function, way, contact
    decline: str  # of the document


class DunningDocumentPage(DunningPortal):
    def _dunning_document_page(self, page, document_id, access_token, deed=None):
        """Show a document, or take down that the customer accepts or declines it; another deed shows it.

        :param DocumentPage page: of which kind it is
        :param int document_id: of its model
        :param str access_token: key of the link of the offer
        :param str deed: ``accept`` or ``decline``
        """

        def answer(visit):
            if deed not in ("accept", "decline"):
                return self._dunning_show_document(page, visit, document_id)
            document = request.env["dunning.page"].sudo()._document_as_page(page.model, document_id)
            done = getattr(document, page.accept if deed == "accept" else page.decline)
            return self._dunning_answer_document(
                visit, done, document, lambda *said: self._dunning_show_document(page, visit, document_id, *said)
            )

        return self._dunning_open(answer, access_token, document=(page.model, document_id))

    def _dunning_show_document(self, page, visit, document_id, error="", typed=None):
        document = request.env[page.model].sudo().browse(document_id)
        values = getattr(request.env["dunning.page"].sudo(), page.values)(visit, document, error, typed)
        return request.render(page.template, {**values, "page_name": "dunning"})
