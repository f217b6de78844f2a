"""Texts of ours: what is shown between the tags while editing never reaches a customer."""

import re

from odoo import api, models

# <t t-out="object.amount_words">(total in words)</t>: core prints the words in brackets when the field is empty.
HINT = re.compile(r"""(<(\w+)\s+t-out\s*=\s*["']object\.\w+["']\s*>)\s*\([^<>()]*\)\s*(</\2>)""")


# Models whose texts credit managers write.
TEXT_MODELS = ("dunning.action", "dunning.statement", "dunning.reply", "dunning.payment.notice", "dunning.case")


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def write(self, vals):
        """A text of dunning stays one, unless its writer may write others too.

        :raises AccessError: a credit manager gives it to another model
        """
        ours = self.filtered(lambda template: template.model in TEXT_MODELS) if "model_id" in vals else self.browse()
        result = super().write(vals)
        ours.check_access("write")
        return result

    @api.model
    def _render_template_qweb_regex(self, template_src, model, res_ids):
        """Leave nothing where a field is empty: no amount in words in that language, no contact before, no function.

        A value that somebody writes there to be used instead has no brackets around it, and stays.
        """
        if model in ("dunning.action", "dunning.case"):
            template_src = HINT.sub(r"\1\3", str(template_src or ""))  # pieces of a Markup would be escaped when joined
        return super()._render_template_qweb_regex(template_src, model, res_ids)
