"""The page a customer reaches from a reminder, or logged in: who may open it, what it shows, and how to see an invoice."""

import time

from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from ..models.page.given_answer import MOST_WORDS, clean_text
from ..models.page.visit import Visit
from ..models.shared.company_day import company_day

# Where the session keeps which accounts a code opened: until when (seconds), and whom the code was mailed to.
PROVED = "dunning_proved"


class DunningPortal(CustomerPortal):
    # -- who comes ---------------------------------------------------------------------------------

    def _dunning_open(self, show, access_token=None, action_id=None, profile_id=None, document=None, expired=False):
        """Check the key of a page and answer with what ``show`` makes of the visit.

        :param show: callable, of a ``Visit``
        :param str access_token: key of the link that was sent
        :param int action_id: ``dunning.action`` of the link
        :param int profile_id: ``dunning.profile`` of the page of a whole account
        :param tuple document: model and id of what the link shows alone: a payment plan, a set-off
        :param bool expired: whether a link that expired will do
        """
        Hit, address = request.env["dunning.page.hit"].sudo(), request.httprequest.remote_addr
        if Hit._is_used_up("wrong_key", address) or not Hit._count_hit("address", address):
            return self._dunning_say_busy()
        try:
            by_document = document and self._dunning_document_visit(*document, access_token)
            visit = by_document or self._dunning_visit(action_id, profile_id, access_token)
        except (AccessError, MissingError):
            Hit._count_hit("wrong_key", address)
            return request.redirect("/my")
        if not Hit._count_hit("link", visit.profile.id):
            return self._dunning_say_busy()
        lang = (visit.action.lang if visit.action else visit.contact.lang or visit.profile.partner_id.lang) or request.env.lang
        request.update_context(lang=lang)  # the page speaks as the message did, whatever the browser says
        visit = Visit(*(one.with_context(lang=lang) if hasattr(one, "with_context") else one for one in visit))
        if not expired and not visit.is_proved and visit.action and visit.action._is_link_expired(company_day(visit.action)):
            return self._dunning_say_expired(visit)
        return show(visit)

    def _dunning_visit(self, action_id, profile_id, access_token):
        """Return the visit of a link or of a whole account.

        :raises AccessError: nobody with this key or login may open it
        :raises MissingError: there is no such page
        """
        user, Page = request.env.user, request.env["dunning.page"].sudo()
        if action_id is None:
            profile = request.env["dunning.profile"].sudo().browse(min(profile_id, 2**31 - 1)).exists()
            action = request.env["dunning.action"].sudo()
        else:
            action = self._dunning_action_of(action_id, access_token)
            profile = action.profile_id
        proved, contact = self._dunning_proofs(profile)
        is_proved = bool(profile) and Page._may_open(profile, user, proved)
        if not action and not is_proved:
            raise AccessError(request.env._("This page is not yours."))
        if not user._is_public() and not user._is_internal() and is_proved:
            contact = user.partner_id.sudo()
        return Visit(profile, action, (action.contact_id if action else contact) or profile.partner_id, is_proved)

    def _dunning_document_visit(self, model, res_id, access_token):
        """Return the visit of the link of a payment plan or a set-off: it shows that one alone.

        :raises AccessError: nobody with this key may open it
        :raises MissingError: there is no such document
        """
        document = self._document_check_access(model, min(res_id, 2**31 - 1), access_token)
        proved, _contact = self._dunning_proofs(document.profile_id)
        is_proved = request.env["dunning.page"].sudo()._may_open(document.profile_id, request.env.user, proved)
        return Visit(document.profile_id, request.env["dunning.action"].sudo(), document.contact_id or document.partner_id, is_proved)

    def _dunning_action_of(self, action_id, access_token):
        """Return the action of a link as the superuser, as ``_document_check_access``; a number beyond any id is the last one."""
        return self._document_check_access("dunning.action", min(action_id, 2**31 - 1), access_token)

    def _dunning_proofs(self, profile):
        """Return the profiles whose code was typed in this session, and to whom the code for this one, else the last, was mailed.

        :param profile: ``dunning.profile`` that is opened
        """
        now, proofs = time.time(), request.session.get(PROVED) or {}
        live = {int(key): value for key, value in proofs.items() if value[0] > now}
        profiles = request.env["dunning.profile"].sudo().browse(live).exists()
        mailed = live.get(profile.id) or next(reversed(live.values()), (0, 0))
        return profiles, request.env["res.partner"].sudo().browse(mailed[1] or ()).exists()

    # -- what is shown -----------------------------------------------------------------------------

    @http.route("/my/dunning/<int:action_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_action(self, action_id, access_token=None, done=None, paid=None, **kwargs):
        """Show the items of one reminder; amounts are read from the ledger now, never from the message.

        :param int action_id: ``dunning.action``
        :param str access_token: token of the link that was sent
        :param str done: id of the answer that was just sent
        :param str paid: id of the ``payment.transaction`` that was just made
        """
        return self._dunning_open(lambda visit: self._dunning_show_page(visit, done, paid), access_token, action_id)

    @http.route("/my/dunning/account/<int:profile_id>", type="http", auth="public", website=True, sitemap=False)
    def dunning_account(self, profile_id, done=None, paid=None, **kwargs):
        """Show all that is open of a customer, to its own contacts who logged in and to whom a code was mailed.

        :param int profile_id: ``dunning.profile``
        :param str done: id of the answer that was just sent
        :param str paid: id of the ``payment.transaction`` that was just made
        """
        return self._dunning_open(lambda visit: self._dunning_show_page(visit, done, paid), profile_id=profile_id)

    def _dunning_show_page(self, visit, done=None, paid=None):
        if visit.action:
            self._dunning_page_seen(visit.action)
        Page = request.env["dunning.page"].sudo()
        sent = Page._sent_answer(visit, done) or Page._paid_text(visit, paid)
        values = {**Page._page_values(visit), "sent": sent, "page_name": "dunning"}
        return request.render("account_dunning.portal_dunning_action", values)

    def _dunning_page_seen(self, action_sudo):
        """Take note that the page was visited; counted with the signed links, in ``reading``."""

    def _dunning_say(self, title, text, status=200, **values):
        """Return a page that says one thing."""
        response = request.render("account_dunning.portal_dunning_said", {"title": title, "text": text, **values})
        response.status_code = status
        return response

    def _dunning_say_busy(self):
        return self._dunning_say(
            request.env._("Too many requests"), request.env._("Please try again in an hour, or write to us."), 429
        )

    def _dunning_say_expired(self, visit):
        return self._dunning_say(
            request.env._("This link has expired"),
            request.env._("We can mail a new one to whom our message went: %s.", self._dunning_mask(visit.action.contact_id)),
            button=request.env._("Send me a new link"),
            button_url=visit.url("renew"),
        )

    def _dunning_mask(self, contact):
        return request.env["dunning.page"]._mask_address(contact.email_normalized)

    def _dunning_file(self, name, content, kind):
        """Return a file that is kept by no cache."""
        headers = [("Content-Type", kind), ("Content-Disposition", content_disposition(name)), ("X-Content-Type-Options", "nosniff")]
        return request.make_response(content, headers=headers)

    # -- documents that both accept ----------------------------------------------------------------

    def _dunning_answer_document(self, visit, deed, document, show):
        """Accept or decline a document once; what cannot be said is told on the page, with what was typed.

        :param Visit visit: of the link of the document
        :param deed: method of the document as the system: that declines, or that accepts with name, function, way and contact
        :param document: payment plan or set-off as the system
        :param show: callable of an error and of what was typed, that shows the page of the document
        """
        if request.env.user._is_internal():
            return self._dunning_say(
                request.env._("You are logged in as a colleague"),
                request.env._("Only the customer accepts here: “Accepted Elsewhere” takes down what was signed on paper."),
                403,
            )
        if not request.env["dunning.page.hit"].sudo()._count_hit("answer", visit.profile.id):
            return self._dunning_say_busy()
        form, path = request.httprequest.form, f"{document.access_url}?access_token={document._portal_ensure_token()}"
        typed = {name: clean_text(form.get(name), MOST_WORDS).replace("\n", " ") for name in ("name", "capacity")}
        try:
            with request.env.cr.savepoint():
                if not request.httprequest.path.endswith("/accept"):
                    deed()
                elif not (typed["name"] and typed["capacity"] and form.get("agree")):
                    raise UserError(request.env._("Please give your name and your function, and tick that you accept the document."))
                else:
                    deed(typed["name"], typed["capacity"], "account" if visit.is_proved else "link", visit.contact)
        except UserError as problem:
            request.env.invalidate_all()
            return show(str(problem), typed)
        return request.redirect(path, code=303)

    # -- an invoice --------------------------------------------------------------------------------

    @http.route("/my/dunning/<int:action_id>/invoice/<int:move_id>", type="http", auth="public", sitemap=False)
    def dunning_invoice(self, action_id, move_id, access_token=None, payment=None, **kwargs):
        """Lead on to core's page of one of the invoices that a reminder asked for, to see or to pay it.

        :param int action_id: ``dunning.action``
        :param int move_id: ``account.move``
        :param str access_token: token of the link that was sent
        :param str payment: open the payment dialogue
        """

        def show(visit):
            path = visit.action._follow_invoice_link(move_id, bool(payment))
            return request.redirect(path or visit.action.get_portal_url())

        return self._dunning_open(show, access_token, action_id)
