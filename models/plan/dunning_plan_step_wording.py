"""What a credit manager should look at in the texts of a step, in every installed language, see ``wording``."""

import re

from odoo import api, fields, models

from ..action.dunning_action_wording import in_words
from ..shared import wording
from ..shared.channels import EMAIL, PHONE, POSTAL_CHANNELS

# Which placeholders of a text bring what; the report adds these blocks to letters by itself.
PLACEHOLDERS = {
    "total": ("amount_text", "overdue_text", "items_html"),
    "bank": ("payment_html",),
    "contact": ("signature_html", "sender_phone", "sender_email"),
}

# What stands in a subject for a placeholder: a name of usual length.
NAME = "Atelier Durand"


class DunningPlanStep(models.Model):
    _inherit = "dunning.plan.step"

    wording_warning = fields.Text(compute="_compute_wording_warning", groups="account_dunning.group_dunning_manager")

    @api.depends(
        "channel", "fallback_channel", "summary_email", "mail_template_id.subject", "mail_template_id.body_html",
        "letter_template_id.subject", "letter_template_id.body_html",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_wording_warning(self):
        languages = self.env["res.lang"].get_installed()
        for step in self:
            texts = []
            for template, is_letter in step._used_texts():
                for code, name in languages:
                    found = step._check_template(template.with_context(lang=code), is_letter)
                    if found:
                        texts.append(f"{template.name} ({name}): {', '.join(in_words(self.env, found).splitlines())}")
            step.wording_warning = "\n".join(texts)

    def _used_texts(self):
        """Return the ``mail.template`` this step can use, each with whether it is a letter."""
        self.ensure_one()
        channels = {self.channel, self.fallback_channel}
        texts = []
        if self.mail_template_id and (EMAIL in channels or (self.channel == PHONE and self.summary_email)):
            texts.append((self.mail_template_id, False))
        if self.letter_template_id and channels & set(POSTAL_CHANNELS):
            texts.append((self.letter_template_id, True))
        return texts

    @api.model
    def _check_template(self, template, is_letter):
        """Return what is to be looked at in a text, in the language of its context, see ``wording.check``."""
        body = template.body_html or ""
        there = {
            need: is_letter or any(f"object.{name}" in body for name in names) for need, names in PLACEHOLDERS.items()
        }
        limit = wording.LETTER_WORDS if is_letter else wording.EMAIL_WORDS
        subject = re.sub(r"\{\{.*?\}\}", NAME, template.subject or "")
        return wording.check(subject, wording.plain(body), limit=limit, **there)
