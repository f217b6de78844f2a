"""Card or mandate first, on the page of the customer's account: agreed to there, and withdrawn there."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.page.given_answer import MOST_WORDS, clean_text
from .portal import DunningPortal

FIELDS = ("deed", "name", "capacity", "agree", "token")


class DunningDebitPage(DunningPortal):
    @http.route(
        "/my/dunning/account/<int:profile_id>/debit", type="http", auth="public", methods=["GET", "POST"], website=True, sitemap=False
    )  # fmt: skip
    def dunning_debit(self, profile_id, **kwargs):
        """Show what a customer agrees to before its card or mandate is tried first, or take down that it agrees or withdraws.

        The link of a message does not lead here: who one is has to be known by login or code.

        :param int profile_id: ``dunning.profile`` of the whole account
        """

        def show(visit):
            if not request.env["dunning.page"].sudo()._page_debit(visit):
                return request.redirect(visit.url())
            return self._dunning_show_debit(visit) if request.httprequest.method == "GET" else self._dunning_take_consent(visit)

        return self._dunning_open(show, profile_id=profile_id)

    def _dunning_show_debit(self, visit, error="", typed=None):
        values = request.env["dunning.page"].sudo()._debit_form_values(visit, error, typed)
        return request.render("account_dunning.portal_dunning_debit", {**values, "page_name": "dunning"})

    def _dunning_take_consent(self, visit):
        if not request.env["dunning.page.hit"].sudo()._count_hit("answer", visit.profile.id):
            return self._dunning_say_busy()
        form = request.httprequest.form
        typed = {name: clean_text(form.get(name), MOST_WORDS).replace("\n", " ") for name in FIELDS}
        typed["hash"] = clean_text(form.get(f"read_{typed['token']}"), MOST_WORDS)
        try:
            with request.env.cr.savepoint():
                request.env["dunning.page"].sudo()._take_consent(visit, typed)
        except UserError as problem:
            request.env.invalidate_all()
            return self._dunning_show_debit(visit, str(problem), typed)
        return request.redirect(visit.url("debit"), code=303)
