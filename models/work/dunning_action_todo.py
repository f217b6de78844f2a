"""The work list: which actions need a look before the others, and what they open."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..action.dunning_action import OPEN_STATES
from ..shared.channels import SERVER_ACTION
from ..shared.gsm_text import foreign_letters, plain_sms, sms_count
from ..shared.windows import form_of

# A queue of at most so many actions is shown unfolded; of a longer one only the groups with exceptions.
SHORT_QUEUE = 40


class DunningAction(models.Model):
    _inherit = "dunning.action"

    attention = fields.Char(
        string="Needs a Look", compute="_compute_attention", search="_search_attention",
        help="Why a person should read this action before the others.",
    )  # fmt: skip
    contact_phone = fields.Char(related="contact_id.phone")
    sms_text = fields.Text(
        string="SMS", compute="_compute_sms_text", inverse="_inverse_sms_text", help="The SMS as it would leave now."
    )
    sms_size = fields.Char(
        string="Length of the SMS", compute="_compute_sms_size",
        help="How many messages the text takes: 160 characters each (153 if several), 70 (67) with letters beyond the SMS alphabet.",
    )  # fmt: skip
    custom_sms = fields.Text(copy=False, help="The SMS as a person has edited it.")
    payer_type = fields.Selection(related="profile_id.payer_type", string="Payer Type")
    days_late_expected = fields.Float(related="profile_id.days_late_expected")

    @api.depends("state", "error", "review_reason", "user_id", "contact_id", "channel")
    def _compute_attention(self):
        for action in self:
            if action.state not in OPEN_STATES:
                action.attention = False
            elif action.state == "failed":
                action.attention = action.error or self.env._("It could not be delivered.")
            elif not action.contact_id and action.channel != SERVER_ACTION:
                action.attention = self.env._("Nobody to contact is known.")
            elif action.review_reason:
                action.attention = action.review_reason
            else:
                action.attention = False if action.user_id else self.env._("It has no owner.")

    @api.model
    def _attention_domain(self):
        no_contact = Domain("contact_id", "=", False) & Domain("channel", "!=", SERVER_ACTION)
        exceptional = Domain.OR(
            [
                Domain("state", "=", "failed"),
                Domain("review_reason", "not in", (False, "")),
                Domain("user_id", "=", False),
                no_contact,
            ]
        )
        return Domain("state", "in", OPEN_STATES) & exceptional

    def _search_attention(self, operator, value):
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        return ~self._attention_domain()

    @api.depends("step_id", "contact_id", "line_ids.net_currency", "custom_sms")
    def _compute_sms_text(self):
        for action in self:
            action.sms_text = action.custom_sms or action._origin._render_sms()

    def _inverse_sms_text(self):
        for action in self:
            text = plain_sms(action.sms_text).strip()
            if text and text != action._render_sms():
                action.write({"custom_sms": text, "edited_amount": action.amount_due})

    @api.depends("sms_text")
    def _compute_sms_size(self):
        for action in self:
            text = plain_sms(action.sms_text)
            count, letters = sms_count(text), ", ".join(foreign_letters(text))
            if not count:
                action.sms_size = False
            elif letters:
                action.sms_size = self.env._(
                    "%(count)s SMS: these letters leave room for 70 characters each instead of 160: %(letters)s",
                    count=count,
                    letters=letters,
                )
            else:
                action.sms_size = self.env._("%s SMS", count)

    def _render_sms(self):
        """Return the text of the step's SMS in the recipient's language and in plain punctuation, empty without one."""
        template = self.step_id.sms_template_id
        if not self or not template:
            return ""
        return plain_sms(template._render_field("body", self.ids, compute_lang=True)[self.id])

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *args, opening_info=None, **kwargs):
        """In the work list, unfold the one-off reminders too: they belong to no step, and such groups stay folded."""
        if self.env.context.get("dunning_queue") and not opening_info and list(groupby) == ["step_id"]:
            limit = kwargs.get("unfold_read_default_limit") or 80
            opening_info = [{"value": False, "folded": False, "limit": limit, "offset": 0}]
        return super().web_read_group(domain, groupby, *args, opening_info=opening_info, **kwargs)

    @api.model
    @api.readonly
    def formatted_read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        """In the work list, unfold the groups in which something needs a look, or all when there is little to do."""
        groups = super().formatted_read_group(domain, groupby, aggregates, having, offset, limit, order)
        if not self.env.context.get("dunning_queue") or len(groupby) != 1 or not groups:
            return groups
        if self.search_count(domain, limit=SHORT_QUEUE + 1) <= SHORT_QUEUE:
            return [{**group, "__fold": False} for group in groups]
        exceptions = Domain(domain) & self._attention_domain()
        return [
            {**group, "__fold": not self.search_count(exceptions & Domain(group["__extra_domain"]), limit=1)}
            for group in groups
        ]

    def action_open_profile(self):
        """Open the customer's page."""
        self.ensure_one()
        return {**form_of(self.profile_id), "name": self.partner_id.display_name}
