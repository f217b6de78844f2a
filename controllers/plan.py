"""A payment plan on the customer's page: read it, accept it with one's name and function, or decline it."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.page.given_answer import MOST_WORDS, clean_text
from .portal import DunningPortal


class DunningPlanPage(DunningPortal):
    @http.route("/my/dunning/plan/<int:plan_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_plan(self, plan_id, access_token=None, **kwargs):
        """Show a payment plan: its document while it is offered, how it stands afterwards.

        :param int plan_id: ``dunning.payment.plan``
        :param str access_token: key of the link of the offer
        """
        return self._dunning_open(lambda visit: self._dunning_show_plan(visit, plan_id), access_token, plan_id=plan_id)

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

        return self._dunning_open(answer, access_token, plan_id=plan_id)

    def _dunning_show_plan(self, visit, plan_id, error="", typed=None):
        plan = request.env["dunning.payment.plan"].sudo().browse(plan_id)
        values = request.env["dunning.page"].sudo()._plan_values(visit, plan, error, typed)
        return request.render("account_dunning.portal_dunning_plan", {**values, "page_name": "dunning"})

    def _dunning_answer_plan(self, visit, plan_id, deed):
        """Accept or decline once; what cannot be said is told on the page, with what was typed."""
        if request.env.user._is_internal():
            return self._dunning_say(
                request.env._("You are logged in as a colleague"),
                request.env._("Only the customer accepts here: “Accepted Elsewhere” takes down what was signed on paper."),
                403,
            )
        if not request.env["dunning.page.hit"].sudo()._count_hit("answer", visit.profile.id):
            return self._dunning_say_busy()
        typed = {name: clean_text(request.httprequest.form.get(name), MOST_WORDS).replace("\n", " ") for name in ("name", "capacity")}
        plan = request.env["dunning.page"].sudo()._plan_as_page(plan_id)
        try:
            with request.env.cr.savepoint():
                if deed == "decline":
                    plan._decline_plan()
                elif not (typed["name"] and typed["capacity"] and request.httprequest.form.get("agree")):
                    raise UserError(request.env._("Please give your name and your function, and tick that you accept the document."))
                else:
                    plan._accept_plan(typed["name"], typed["capacity"], "account" if visit.is_proved else "link", visit.contact)
        except UserError as problem:
            request.env.invalidate_all()
            return self._dunning_show_plan(visit, plan_id, str(problem), typed)
        return request.redirect(f"{plan.access_url}?access_token={plan._portal_ensure_token()}", code=303)
