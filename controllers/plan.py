"""A payment plan on the customer's page."""

from odoo import http

from .document import DocumentPage, DunningDocumentPage

PLAN_PAGE = DocumentPage(
    "dunning.payment.plan", "account_dunning.portal_dunning_plan", "_plan_values", accept="_accept_plan", decline="_decline_plan"
)


class DunningPlanPage(DunningDocumentPage):
    @http.route("/my/dunning/plan/<int:plan_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_plan(self, plan_id, access_token=None, **kwargs):
        """Show a payment plan: its document while it is offered, how it stands afterwards.

        :param int plan_id: ``dunning.payment.plan``
        :param str access_token: key of the link of the offer
        """
        return self._dunning_document_page(PLAN_PAGE, plan_id, access_token)

    @http.route(
        "/my/dunning/plan/<int:plan_id>/<string:deed>", type="http", auth="public", methods=["POST"], website=True, sitemap=False
    )  # fmt: skip
    def dunning_plan_answer(self, plan_id, deed, access_token=None, **kwargs):
        """Take down that the customer accepts or declines a plan.

        :param int plan_id: ``dunning.payment.plan``
        :param str deed: ``accept`` or ``decline``
        :param str access_token: key of the link of the offer
        """
        return self._dunning_document_page(PLAN_PAGE, plan_id, access_token, deed)
