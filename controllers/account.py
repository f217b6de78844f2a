"""The page of the whole account: the code that opens it, statement and invoices as files, the portal's way to it."""

import time

from odoo import http
from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.http import request
from odoo.tools.pdf import merge_pdf

from ..models.page.dunning_page import CODE_MINUTES, PROVED_HOURS
from ..models.shared.company_day import company_day
from ..models.shared.pdf import is_readable_pdf
from .portal import PROVED, DunningPortal

CODE = "dunning_code"

# Invoices in one file; more are asked for by the statement's list.
INVOICES_PER_FILE = 100


class DunningAccount(DunningPortal):
    # -- the code ----------------------------------------------------------------------------------

    @http.route("/my/dunning/<int:action_id>/code", type="http", auth="public", methods=["GET", "POST"], website=True, sitemap=False)
    def dunning_code(self, action_id, access_token=None, code=None, **kwargs):
        """Mail a code to a known contact of the customer, and open the whole account with it in this browser.

        :param int action_id: ``dunning.action``
        :param str access_token: token of the link that was sent
        :param str code: what was typed; without it a new code is mailed
        """

        def show(visit):
            if visit.is_proved:
                return request.redirect(f"/my/dunning/account/{visit.profile.id}")
            contact = request.env["dunning.page"].sudo()._known_contacts(visit)[:1]
            if not contact:
                return request.redirect(visit.url())
            if request.httprequest.method == "GET":
                return self._dunning_code_form(visit, contact, "ask")
            return self._dunning_try_code(visit, contact, code) if code else self._dunning_send_code(visit, contact)

        return self._dunning_open(show, access_token, action_id)

    def _dunning_code_form(self, visit, contact, stage, error=""):
        values = {
            "address": self._dunning_mask(contact), "stage": stage, "error": error, "form_url": visit.url("code"),
            "back_url": visit.url(), "minutes": CODE_MINUTES,
        }  # fmt: skip
        return request.render("account_dunning.portal_dunning_code", values)

    def _dunning_send_code(self, visit, contact):
        if not request.env["dunning.page.hit"].sudo()._count_hit("code_sent", visit.profile.id):
            return self._dunning_say_busy()
        Page = request.env["dunning.page"].sudo()
        code = Page._make_code()
        request.session[CODE] = [visit.profile.id, contact.id, Page._hash_code(visit.profile, code), time.time() + 60 * CODE_MINUTES]
        subject = request.env._("%s: your code", visit.action._sender_company().name)
        Page._mail_from_page(visit, contact, "account_dunning.mail_page_code", subject, code=code)
        visit.action._message_log(body=request.env._("A code for the page of the whole account was mailed to %s.", contact.name))
        return self._dunning_code_form(visit, contact, "type")

    def _dunning_try_code(self, visit, contact, code):
        if not request.env["dunning.page.hit"].sudo()._count_hit("code_typed", visit.profile.id):
            return self._dunning_say_busy()
        profile_id, contact_id, digest, until = request.session.get(CODE) or (0, 0, "", 0)
        known = profile_id == visit.profile.id and until > time.time()
        if not known or not request.env["dunning.page"].sudo()._is_code(visit.profile, code, digest):
            error = request.env._("This code is wrong or has expired.")
            return self._dunning_code_form(visit, contact, "type", error)
        request.session.pop(CODE)
        proofs = dict(request.session.get(PROVED) or {})
        proofs[str(profile_id)] = [time.time() + 3600 * PROVED_HOURS, contact_id]
        request.session[PROVED] = proofs
        return request.redirect(f"/my/dunning/account/{profile_id}")

    @http.route("/my/dunning/<int:action_id>/renew", type="http", auth="public", methods=["POST"], website=True, sitemap=False)
    def dunning_renew(self, action_id, access_token=None, **kwargs):
        """Mail a new link to whom the message went, when its own has expired.

        :param int action_id: ``dunning.action``
        :param str access_token: token of the link that was sent
        """

        def show(visit):
            Page, contact = request.env["dunning.page"].sudo(), visit.action.contact_id
            if not visit.action._is_link_expired(company_day(visit.action)):
                return request.redirect(visit.url())
            if contact not in Page._known_contacts(visit):
                return self._dunning_say(request.env._("We have no address for it"), request.env._("Please write to us."))
            if not request.env["dunning.page.hit"].sudo()._count_hit("code_sent", visit.profile.id):
                return self._dunning_say_busy()
            visit.action._renew_link()
            subject = request.env._("%s: your new link", visit.action._sender_company().name)
            link = visit.action._signed_url("v")
            Page._mail_from_page(visit, contact, "account_dunning.mail_page_link", subject, link=link)
            text = request.env._("A new link is on its way to %s.", self._dunning_mask(contact))
            return self._dunning_say(request.env._("Please look into your mail"), text)

        return self._dunning_open(show, access_token, action_id, expired=True)

    # -- files -------------------------------------------------------------------------------------

    @http.route(
        ["/my/dunning/<int:action_id>/invoice/<int:move_id>.pdf", "/my/dunning/account/<int:profile_id>/invoice/<int:move_id>.pdf"],
        type="http", auth="public", sitemap=False,
    )  # fmt: skip
    def dunning_invoice_pdf(self, move_id, action_id=None, profile_id=None, access_token=None, **kwargs):
        """Return an invoice of the page.

        :param int move_id: ``account.move``
        :param int action_id: ``dunning.action`` of the link
        :param int profile_id: ``dunning.profile`` of the whole account
        :param str access_token: token of the link that was sent
        """
        return self._dunning_open(lambda visit: self._dunning_send_invoices(visit, [move_id]), access_token, action_id, profile_id)

    @http.route("/my/dunning/account/<int:profile_id>/invoices.pdf", type="http", auth="public", sitemap=False)
    def dunning_invoices_pdf(self, profile_id, **kwargs):
        """Return all open invoices of an account in one file.

        :param int profile_id: ``dunning.profile``
        """
        return self._dunning_open(self._dunning_send_invoices, profile_id=profile_id)

    def _dunning_send_invoices(self, visit, move_ids=None):
        if not request.env["dunning.page.hit"].sudo()._count_hit("document", visit.profile.id):
            return self._dunning_say_busy()
        Page = request.env["dunning.page"].sudo()
        moves = Page._page_invoices(visit)
        if move_ids is not None:
            moves = moves.filtered(lambda move: move.id in move_ids)
        documents = list(visit.action._documents_of(moves[:INVOICES_PER_FILE]).values())
        if len(documents) > 1:  # what cannot be read keeps the others from nobody; alone, it is sent as it is
            documents = [one for one in documents if one[1][:4] != b"%PDF" or is_readable_pdf(one[1])]
        if not documents:
            return request.redirect(visit.url())
        if not all(content[:4] == b"%PDF" for _name, content in documents):  # without the program that prints
            return self._dunning_file(documents[0][0], documents[0][1], "application/octet-stream")
        if len(documents) == 1:
            return self._dunning_file(documents[0][0], documents[0][1], "application/pdf")
        merged = merge_pdf([content for _name, content in documents])
        return self._dunning_file(request.env._("Invoices") + ".pdf", merged, "application/pdf")

    @http.route("/my/dunning/account/<int:profile_id>/statement.pdf", type="http", auth="public", sitemap=False)
    def dunning_statement_pdf(self, profile_id, **kwargs):
        """Return a statement of account as of today.

        :param int profile_id: ``dunning.profile``
        """

        def show(visit):
            if not request.env["dunning.page.hit"].sudo()._count_hit("document", visit.profile.id):
                return self._dunning_say_busy()
            statement = request.env["dunning.statement"].sudo().create({"profile_id": visit.profile.id, "contact_id": visit.contact.id})
            content = statement._render_merged_pdf()
            is_pdf = content[:4] == b"%PDF"
            name = f"{statement.display_name}.{'pdf' if is_pdf else 'html'}".replace("/", "-")
            return self._dunning_file(name, content, "application/pdf" if is_pdf else "application/octet-stream")

        return self._dunning_open(show, profile_id=profile_id)

    # -- in the portal -----------------------------------------------------------------------------

    @http.route("/my/dunning", type="http", auth="user", website=True, sitemap=False)
    def dunning_accounts(self, **kwargs):
        """List the accounts of whoever is logged in; the only one opens at once."""
        Page = request.env["dunning.page"].sudo()
        profiles = Page._find_profiles(request.env.user.partner_id.commercial_partner_id)
        if len(profiles) == 1:
            return request.redirect(f"/my/dunning/account/{profiles.id}")
        several = len(profiles.company_id) > 1
        accounts = [
            {"name": " · ".join([one.partner_id.name or "", *([one.company_id.name] if several else [])]),
             "url": f"/my/dunning/account/{one.id}"}
            for one in profiles
        ]  # fmt: skip
        return request.render("account_dunning.portal_dunning_accounts", {"accounts": accounts, "page_name": "dunning"})

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dunning_account_count" in counters:
            partner = request.env.user.partner_id.commercial_partner_id
            values["dunning_account_count"] = len(request.env["dunning.page"].sudo()._find_profiles(partner))
        return values


class DunningOverdue(PortalAccount):
    @http.route()
    def portal_my_overdue_invoices(self, access_token=None, **kw):
        """Lead customers with an account of ours there: core's page asks for what was invoiced, not for what is open."""
        user = request.env.user
        is_customer = not user._is_public() and not user._is_internal()
        if is_customer and request.env["dunning.page"].sudo()._find_profiles(user.partner_id.commercial_partner_id):
            return request.redirect("/my/dunning")
        return super().portal_my_overdue_invoices(access_token=access_token, **kw)
