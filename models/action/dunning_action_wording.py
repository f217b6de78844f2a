"""What a credit manager should look at in the words of a message, see ``wording``."""

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..shared import wording
from ..shared.channels import EMAIL, POSTAL_CHANNELS

_lt = LazyTranslate(__name__)

WARNINGS = {
    "long": _lt("%s words: more than a customer reads"),
    "subject_long": _lt("a subject of %s letters is cut off"),
    "subject_missing": _lt("no subject"),
    "insult": _lt("insulting: %s"),
    "threat": _lt("a threat that a creditor may not make: %s"),
    "consumer": _lt("not to be asked of consumers: %s"),
    "shouting": _lt("shouting: %s"),
    "total": _lt("the total due is missing"),
    "bank": _lt("the bank details are missing"),
    "contact": _lt("the person to contact is missing"),
}

def in_words(env, found):
    """Return what the check found as sentences, one a line.

    :param list found: as ``wording.check`` returns it
    """
    texts = []
    for code, detail in found:
        text = env._(WARNINGS[code])
        texts.append(text % detail if detail != "" else text)
    return "\n".join(texts)


def squeezed(text):
    """Return a text without any space: amounts and account numbers are compared however they are spaced."""
    return "".join((text or "").split())


class DunningAction(models.Model):
    _inherit = "dunning.action"

    wording_warning = fields.Text(compute="_compute_wording_warning", groups="account_dunning.group_dunning_manager")

    @api.depends("message_subject", "message_body", "state", "channel")
    @api.depends_context("lang")
    def _compute_wording_warning(self):
        for action in self:
            action.wording_warning = (
                in_words(self.env, action._check_wording())
                if action.state in ("todo", "ready", "failed") and action.channel in (EMAIL, *POSTAL_CHANNELS) and action.message_body
                else False
            )

    def _check_wording(self):
        """Return what is to be looked at in the message of this action as it reads now, see ``wording.check``."""
        self.ensure_one()
        action = self.with_context(lang=self.lang)
        is_letter = action.channel in POSTAL_CHANNELS
        body = action.message_body or ""
        whole = squeezed(wording.plain(body))
        accounts = [bank.acc_number for _company, bank in action._message_values()["accounts"] if bank]
        contacts = [text for text in (action.sender_phone, action.sender_email) if text]
        blocks = (action.items_html, action.payment_html, action.signature_html)
        own = wording.plain(body)
        for block in blocks:  # its own words: tables of many items do not make it long
            own = own.replace(wording.plain(block), " ")
        return wording.check(
            action.message_subject,
            own,
            limit=wording.LETTER_WORDS if is_letter else wording.EMAIL_WORDS,
            consumer=action.profile_id.debtor_class == "consumer",
            total=is_letter or squeezed(action.amount_text) in whole,
            bank=bool(accounts) and (is_letter or all(squeezed(number) in whole for number in accounts)),
            contact=bool(contacts) and (is_letter or any(squeezed(text) in whole for text in contacts)),
        )
