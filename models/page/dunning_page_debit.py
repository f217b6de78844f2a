"""Card or mandate first, on the customer's page: who may agree to it there, what he reads, and how it stands."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..debit.dunning_debit_consent import Said


class DunningPage(models.AbstractModel):
    _inherit = "dunning.page"

    @api.model
    def _owns_account(self, visit):
        """Tell whether somebody speaks for the customer's own means of payment: he logged in or typed a code, and is one of its people.

        Never who only has a link, colleagues, or a group's parent for its subsidiary.
        """
        is_own = visit.contact.commercial_partner_id == visit.profile.partner_id
        return visit.via == "account" and is_own and not self.env.user._is_internal()

    @api.model
    def _own_tokens(self, visit):
        """Return the cards and mandates on file on which a visitor decides: his own and the customer's, as in core's portal.

        :return: ``payment.token`` as superuser
        """
        if not self._owns_account(visit):
            return self.env["payment.token"].sudo()
        people = visit.contact | visit.profile.partner_id
        tokens = self.env["payment.token"].sudo().search([("partner_id", "in", people.ids)])
        company = visit.profile.company_id
        return tokens.filtered(
            lambda one: one.company_id.root_id == company and one.provider_id.state in ("enabled", "test")
        )

    @api.model
    def _find_debit_agreement(self, visit):
        """Return the agreement that a visitor may withdraw: ``dunning.debit.agreement`` as the system, may be empty."""
        Agreement = self.env["dunning.debit.agreement"].with_env(self.env(user=SUPERUSER_ID))
        if not self._owns_account(visit):
            return Agreement
        return Agreement.with_company(visit.profile.company_id)._find_standing(visit.profile)

    @api.model
    def _page_debit(self, visit):
        """Return what the page says about being debited first: words, colour, path; ``False`` where there is nothing to say."""
        if not self._owns_account(visit):
            return False
        if self._find_debit_agreement(visit):
            return {"state": self.env._("agreed"), "color": "success", "url": visit.url("debit")}
        if not visit.profile.company_id.dunning_page_debit:
            return False
        if self._own_tokens(visit):
            return {"state": self.env._("not agreed"), "color": "light", "url": visit.url("debit")}
        if self.env.user._is_public() or not self._keeps_tokens(visit):
            return False
        return {"state": self.env._("nothing on file yet"), "color": "light", "url": "/my/payment_method"}

    @api.model
    def _keeps_tokens(self, visit):
        """Tell whether a provider of the company keeps cards or mandates on file for who is logged in."""
        company = visit.profile.company_id
        providers = self.env["payment.provider"].sudo()._get_compatible_providers(
            company.id, visit.contact.id, 0.0, force_tokenization=True, is_validation=True
        )
        return bool(providers)

    @api.model
    def _debit_sentences(self, visit):
        """Return what a visitor can agree to: (token, sentence, its hash), one each card or mandate of his own."""
        if not visit.profile.company_id.dunning_page_debit:
            return []
        Agreement, Consent = self.env["dunning.debit.agreement"].sudo(), self.env["dunning.debit.consent"].sudo()
        found = []
        for token in self._own_tokens(visit):
            draft = Agreement.new({"token_id": token.id})  # announced as many days before as an agreement of it is
            sentence = Agreement._say_consent(token, draft.notice_days)
            found.append((token, sentence, Consent._hash_sentence(sentence)))
        return found

    @api.model
    def _debit_form_values(self, visit, error="", typed=None):
        """Return the values of the page on which a customer agrees to be debited first, or withdraws it.

        :param str error: what is wrong with what was sent
        :param dict typed: what was typed
        """
        agreement, person = self._find_debit_agreement(visit), visit.contact
        own = {"name": "" if person.is_company else person.name, "capacity": person.function}
        values = {
            **self._page_sides(visit),
            "error": error, "typed": typed or own, "back_url": visit.url(), "form_url": visit.url("debit"),
        }  # fmt: skip
        if not agreement:
            sentences = self._debit_sentences(visit)
            choices = [{"id": token.id, "sentence": sentence, "hash": digest} for token, sentence, digest in sentences]
            return {**values, "agreed": False, "choices": choices}
        agreed = self.env._("Agreed on %(day)s by %(name)s.", day=format_date(self.env, agreement.agreed_on), name=agreement.agreed_by)
        sentence = agreement.with_context(lang=self.env.lang)._say_consent(agreement._find_token(), agreement.notice_days)
        return {**values, "agreed": agreed, "sentence": sentence, "choices": []}

    @api.model
    def _take_consent(self, visit, form):
        """Take down that a visitor agrees, or withdraws.

        :param Visit visit: of the customer's own account
        :param dict form: ``deed``, ``name``, ``capacity``, ``agree``, ``token`` and the ``hash`` of what was read, as text
        :raises UserError: something is missing, what was read is not what would be agreed now, or it is none of his
        """
        said = Said(form["name"], form["capacity"], visit.contact)
        if not said.name:
            raise UserError(self.env._("Please give your name."))
        agreement = self._find_debit_agreement(visit)
        if form["deed"] == "withdraw":
            return agreement and agreement._withdraw_on_page(said)
        if not form["agree"]:
            raise UserError(self.env._("Please tick that you agree."))
        for token, sentence, digest in self._debit_sentences(visit):
            if str(token.id) == form["token"] and digest == form["hash"]:
                return agreement._agree_on_page(visit.profile, token, said, sentence)
        raise UserError(self.env._("What you agree to has changed meanwhile: please read it again."))
