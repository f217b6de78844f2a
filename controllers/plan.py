"""A payment plan on the customer's page: read it, accept it with one's name and function, or decline it."""

from odoo import http
from odoo.http import request

from .portal import DunningPortal


class DunningPlanPage(DunningPortal):
    @http.route("/my/dunning/plan/<int:plan_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_plan(self, plan_id, access_token=None, **kwargs):
        """Show a payment plan: its document while it is offered, how it stands afterwards.

        :param int plan_id: ``dunning.payment.plan``
        :param str access_token: key of the link of the offer
        """
        document = ("dunning.payment.plan", plan_id)
        return self._dunning_open(lambda visit: self._dunning_show_plan(visit, plan_id), access_token, document=document)

    @http.route(
        "/my/dunning/plan/<int:plan_id>/<string:deed>", type="http", auth="public", methods=["POST"], website=True, sitemap=False
    )  # fmt: skip
    def dunning_plan_answer(self, plan_id, deed, access_token=None, **kwargs):
        """Take down that the customer accepts or declines a plan.

        :param int plan_id: ``dunning.payment.plan``
        :param str deed: ``accept`` or ``decline``
        :param str access_token: key of the link of the offer
        """

        def answer(visit):
            if deed not in ("accept", "decline"):
                return self._dunning_show_plan(visit, plan_id)
            return self._dunning_answer_plan(visit, plan_id, deed)

        return self._dunning_open(answer, access_token, document=("dunning.payment.plan", plan_id))

    def _dunning_show_plan(self, visit, plan_id, error="", typed=None):
        plan = request.env["dunning.payment.plan"].sudo().browse(plan_id)
        values = request.env["dunning.page"].sudo()._plan_values(visit, plan, error, typed)
        return request.render("account_dunning.portal_dunning_plan", {**values, "page_name": "dunning"})

    def _dunning_answer_plan(self, visit, plan_id, deed):
        plan = request.env["dunning.page"].sudo()._document_as_page("dunning.payment.plan", plan_id)
        deeds = {"accept": plan._accept_plan, "decline": plan._decline_plan}
        return self._dunning_answer_document(visit, deeds[deed], plan, lambda *said: self._dunning_show_plan(visit, plan_id, *said))
