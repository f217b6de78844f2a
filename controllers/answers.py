"""Answers from the customer's page: one tap opens a form, one sends it; between them only what the answer needs."""

import uuid

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.http import request

from ..models.page.given_answer import (
    MOST_BYTES,
    MOST_FILES,
    MOST_WORDS,
    Given,
    clean_text,
    file_type,
    read_typed_amount,
)
from ..models.page.res_company_page import ANSWERS
from .portal import DunningPortal

KINDS = [kind for kind, _label in ANSWERS]

# Answers that take files along, and what a key of a form is at most.
WITH_FILES = ("paid", "dispute")
MOST_KEY = 64


class DunningAnswers(DunningPortal):
    @http.route(
        ["/my/dunning/<int:action_id>/answer/<string:kind>", "/my/dunning/account/<int:profile_id>/answer/<string:kind>"],
        type="http", auth="public", methods=["GET", "POST"], website=True, sitemap=False,
    )  # fmt: skip
    def dunning_answer(self, kind, action_id=None, profile_id=None, access_token=None, **kwargs):
        """Show the form of an answer, or take down what it sends.

        :param str kind: a key of ``ANSWERS``
        :param int action_id: ``dunning.action`` of the link
        :param int profile_id: ``dunning.profile`` of the whole account
        :param str access_token: token of the link that was sent
        """

        def show(visit):
            if kind not in KINDS or visit.profile.company_id[f"dunning_answer_{kind}"] == "off":
                return request.redirect(visit.url())
            if request.httprequest.method == "GET":
                return self._dunning_answer_form(visit, kind)
            return self._dunning_take_answer(visit, kind)

        return self._dunning_open(show, access_token, action_id, profile_id)

    def _dunning_answer_form(self, visit, kind, error="", typed=None):
        """Return the form of an answer, with what was typed and what is wrong with it."""
        chosen = [int(one) for one in request.httprequest.values.getlist("item") if one.isdecimal()]
        values = request.env["dunning.page"].sudo()._answer_form_values(visit, kind, typed or {}, chosen)
        return request.render(
            "account_dunning.portal_dunning_answer",
            {
                **values,
                "error": error,
                "key": (typed or {}).get("key") or uuid.uuid4().hex,
                "form_url": visit.url(f"answer/{kind}"),
                "back_url": visit.url(),
                "has_files": kind in WITH_FILES,
                "most_files": MOST_FILES,
                "most_megabytes": MOST_BYTES // 1024 // 1024,
            },
        )

    def _dunning_take_answer(self, visit, kind):
        if request.env.user._is_internal():
            return self._dunning_say(
                request.env._("You are logged in as a colleague"),
                request.env._("What customers say is taken down in Dunning; only they answer here."),
                403,
            )
        if not request.env["dunning.page.hit"].sudo()._count_hit("answer", visit.profile.id):
            return self._dunning_say_busy()
        typed = request.httprequest.form
        try:
            given = self._dunning_read_answer(visit, kind, typed)
            with request.env.cr.savepoint():
                answer = request.env["dunning.answer"].sudo()._take_answer(visit, given)
        except UserError as problem:
            request.env.invalidate_all()
            return self._dunning_answer_form(visit, kind, str(problem), typed)
        return request.redirect(visit.url(done=answer.id), code=303)

    def _dunning_read_answer(self, visit, kind, typed):
        """Return what a form sent, as far as it can be read; what is missing is said when it is taken down.

        :raises UserError: a file that is not taken, or a number that is none
        """
        words = {name: clean_text(typed.get(name), MOST_WORDS).replace("\n", " ") for name in ("person", "email", "phone")}
        means = dict(request.env["dunning.answer"]._fields["means"].selection)
        return Given(
            kind,
            clean_text(typed.get("key"), MOST_KEY) or uuid.uuid4().hex,
            items=tuple(int(one) for one in typed.getlist("items") if one.isdecimal()),
            text=clean_text(typed.get("text")),
            day=self._dunning_read_day(typed.get("day")),
            amount=self._dunning_read_amount(visit, typed.get("amount")),
            means=typed.get("means") if typed.get("means") in means else "",
            category=request.env["dunning.page"].sudo()._find_cause(visit, typed.get("category")),
            count=int(typed["count"]) if (typed.get("count") or "").isdecimal() and len(typed["count"]) < 4 else 0,
            files=self._dunning_read_files() if kind in WITH_FILES else (),
            **words,
        )

    def _dunning_read_day(self, text):
        try:
            return Date.to_date(text) or None
        except ValueError:
            raise UserError(request.env._("Please choose a day.")) from None

    def _dunning_read_amount(self, visit, text):
        """Return the amount typed, ``None`` when none was: then all that is open is meant."""
        if not (text or "").strip():
            return None
        currencies = visit.action.line_ids.currency_id or visit.profile.company_id.currency_id
        signs = (*currencies.mapped("symbol"), *currencies.mapped("name"))
        return read_typed_amount(text, max(currencies.mapped("decimal_places")), signs)

    def _dunning_read_files(self):
        """Return the files sent, as (name, bytes).

        :raises UserError: too many, too big, or of another kind
        """
        files = [one for one in request.httprequest.files.getlist("files") if one.filename]
        if len(files) > MOST_FILES:
            raise UserError(request.env._("Please send %s files at most.", MOST_FILES))
        found = []
        for one in files:
            content = one.read(MOST_BYTES + 1)
            kind = file_type(content)
            if len(content) > MOST_BYTES or not kind:
                raise UserError(
                    request.env._("Please send PDF, PNG or JPEG files of %s MB at most.", MOST_BYTES // 1024 // 1024)
                )
            name = clean_text(one.filename, 80).replace("/", "_").replace("\\", "_").replace("\n", " ")
            found.append((name or kind.replace("/", "."), content))
        return tuple(found)
