"""Answers that lost their thread: customers' mail programs drop references, colleagues write anew from another address."""

from email.message import EmailMessage

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext
from odoo.tools.mail import unfold_references

from ..shared.company_day import company_day


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Lead a message that came to the reply address without a known thread to the customer it is from.

        Core sends such messages back ("this address cannot receive mail"). Replies in a thread, other aliases and bounces
        are core's.
        """
        # who calls it otherwise than the gateway gets core's answer, and learns nothing about customers
        if not isinstance(message, EmailMessage):
            raise UserError(self.env._("A message comes in through the mail gateway."))
        gateway = self._dunning_is_gateway()
        if gateway and not model and not message_dict.get("is_bounce") and self._detect_write_to_catchall(message_dict):
            profile = self._dunning_find_profile(message_dict)
            if profile:
                return [("dunning.profile", profile.id, None, self.env.uid, None)]
        return super().message_route(message, message_dict, model, thread_id, custom_values)

    @api.model
    def _dunning_find_profile(self, message_dict):
        """Return the customer whose answer a message without a known thread is, may be empty."""
        Profile = self.env["dunning.profile"].sudo()
        references = unfold_references(message_dict.get("references") or message_dict.get("in_reply_to") or "")
        if references and self.env["mail.message"].sudo().search_count([("message_id", "in", references[-32:])], limit=1):
            return Profile
        text = html2plaintext(message_dict.get("body") or "")
        return Profile._find_by_message(message_dict.get("subject"), text, message_dict.get("email_from"), company_day(self))
