"""What customers said on their page about being debited before they are reminded: agreed or withdrawn, as evidence.

Each time what was read, by whom it was said, when, and the hash of what was read; an agreement follows from it.
"""

import hashlib
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..shared.company_day import company_day
from ..shared.customer_mail import post_mail
from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.once import lock_rows

# What texts may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "deed_text", "sentence", "lang")


class Said(NamedTuple):
    """Who says it, as typed: ``name`` and ``capacity``; ``contact`` is the ``res.partner`` who logged in or got the code."""

    name: str
    capacity: str
    contact: object


class DunningDebitConsent(models.Model):
    _name = "dunning.debit.consent"
    _description = "Consent to Be Debited First"
    _inherit = ["dunning.acceptance", "dunning.message.texts"]
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True, ondelete="cascade", help="Root company.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, readonly=True, ondelete="restrict")
    agreement_id = fields.Many2one("dunning.debit.agreement", readonly=True, index="btree_not_null", ondelete="set null")
    deed = fields.Selection([("given", "Agreed"), ("withdrawn", "Withdrawn")], string="What Was Said", required=True, readonly=True)
    means = fields.Char(string="Card or Mandate", readonly=True, help="As the page showed it.")
    sentence = fields.Char(string="What Was Read", required=True, readonly=True, help="The sentence of the page, in its language.")
    lang = fields.Char(compute="_compute_texts")
    deed_text = fields.Char(compute="_compute_texts", help="What the customer did, and when.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("deed", "name", "date", "contact_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for one in self:
            profile = self.env["dunning.profile"].sudo()._get_or_create(one.partner_id, one.company_id)
            one._set_sides(one.company_id, profile._find_in_charge(), one.contact_id)
            company = one.company_id.sudo().partner_id
            one.lang = one.contact_id.lang or one.partner_id.lang or company.lang or self.env.lang or "en_US"
            local = one.with_context(lang=one.lang)
            said = {"name": one.name, "day": format_date(local.env, one.date)}
            if one.deed == "given":
                one.deed_text = local.env._("%(name)s agreed to this on %(day)s:", **said)
            else:
                one.deed_text = local.env._("%(name)s withdrew this on %(day)s:", **said)

    @api.model
    def _hash_sentence(self, sentence):
        """Return the SHA-256 of what was read."""
        return hashlib.sha256(sentence.encode()).hexdigest()

    @api.model
    def _keep_consent(self, agreement, deed, said, sentence):
        """Write down what a customer said on its page, tell its history, and confirm it by e-mail.

        :param agreement: ``dunning.debit.agreement`` that it is about
        :param str deed: ``given`` or ``withdrawn``
        :param Said said: who said it
        :param str sentence: what was read
        :return: ``dunning.debit.consent``
        """
        one = self.sudo().create(
            {
                "company_id": agreement.company_id.id, "partner_id": agreement.partner_id.id, "agreement_id": agreement.id,
                "side": "customer", "deed": deed, "name": said.name, "capacity": said.capacity, "via": "account",
                "contact_id": said.contact.id, "means": agreement._say_means(), "sentence": sentence,
                "document_hash": self._hash_sentence(sentence),
            }
        )  # fmt: skip
        profile = self.env["dunning.profile"].sudo()._get_or_create(one.partner_id, one.company_id)
        profile._message_log(body=f"{one.deed_text} {sentence}")
        one._confirm_consent(profile)
        return one

    def _confirm_consent(self, profile):
        """Have the confirmation leave for who said it, where an address serves."""
        self.ensure_one()
        contact = self.contact_id or self.partner_id
        template = self.env.ref("account_dunning.mail_template_debit_consent", raise_if_not_found=False)
        if template and self.env["dunning.contact"].sudo()._serves_by_mail(contact, profile):
            post_mail(profile, self, template.sudo(), contact)
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()


class DunningDebitAgreement(models.Model):
    _inherit = "dunning.debit.agreement"

    consent_ids = fields.One2many("dunning.debit.consent", "agreement_id", string="Said on the Page", readonly=True)

    @api.model
    def _find_standing(self, profile):
        """Return the agreement of a customer whose card or mandate can be debited; may be empty."""
        domain = [("company_id", "=", profile.company_id.id), ("partner_id", "=", profile.partner_id.id)]
        return self.sudo().search(domain).filtered(lambda one: one._is_usable())

    def _say_means(self):
        """Return the card or mandate of an agreement as its customer knows it."""
        return self._name_token(self._find_token())

    @api.model
    def _name_token(self, token):
        """Return core's token as its owner knows it: method and last digits."""
        return " ".join(filter(None, (token.payment_method_id.name, token.display_name)))

    @api.model
    def _say_consent(self, token, notice_days):
        """Return the one sentence to which a customer agrees, in the language of the environment.

        :param token: ``payment.token`` as superuser
        :param int notice_days: days between the announcement of a debit and its day; 0: it is not announced
        """
        said = {"company": token.company_id.name, "means": self._name_token(token), "days": notice_days}
        if notice_days:
            return self.env._(
                "I agree that %(company)s debits %(means)s for what is overdue and neither disputed nor promised before it sends "
                "a reminder, and announces each debit by e-mail %(days)s days before; I can withdraw this here at any time.",
                **said,
            )
        return self.env._(
            "I agree that %(company)s debits %(means)s for what is overdue and neither disputed nor promised before it sends "
            "a reminder; I can withdraw this here at any time.",
            **said,
        )

    @api.model
    def _agree_on_page(self, profile, token, said, sentence):
        """Take down that a customer agrees on its page; the same said twice is one agreement.

        :param profile: ``dunning.profile`` whose account it is
        :param token: ``payment.token`` of its own
        :param Said said: who agrees
        :param str sentence: what was read
        :return: ``dunning.debit.agreement``
        :raises UserError: another card or mandate is debited first already
        """
        lock_rows(profile.sudo())
        standing = self._find_standing(profile)
        if standing:
            if standing._find_token() == token:
                return standing
            raise UserError(self.env._("This is agreed for another card or mandate already: please withdraw that first."))
        company = profile.company_id.with_context(lang=profile.company_id.partner_id.lang)
        before = self.sudo().search([("company_id", "=", company.id), ("partner_id", "=", profile.partner_id.id)])
        before.active = False  # of a card or mandate that is gone
        before.flush_recordset(["active"])
        agreement = self.sudo().create(
            {
                "company_id": company.id, "partner_id": profile.partner_id.id, "token_id": token.id,
                "agreed_on": company_day(profile), "agreed_by": ", ".join(filter(None, (said.name, said.capacity))),
                "source": company.env._("Customer's page"),
            }
        )  # fmt: skip
        self.env["dunning.debit.consent"]._keep_consent(agreement, "given", said, sentence)
        return agreement

    def _withdraw_on_page(self, said):
        """Take down that a customer withdraws on its page; what was not charged yet is not charged, and is reminded of again.

        :param Said said: who withdraws
        """
        self.ensure_one()
        own = self.sudo()
        lock_rows(own)
        own.invalidate_recordset(["active"])
        if not own.active:
            return
        sentence = own._say_consent(own._find_token(), own.notice_days)
        own.active = False
        own.env["dunning.debit.consent"]._keep_consent(own, "withdrawn", said, sentence)
        company, today = own.company_id, company_day(own, own.company_id)
        debits = own.env["dunning.debit"].search([("agreement_id", "=", own.id), ("state", "in", ("announced", "due"))])
        for debit in debits.with_context(lang=company.partner_id.lang):
            debit._end_debit("cancelled", today, debit.env._("Withdrawn by %s", said.name))
