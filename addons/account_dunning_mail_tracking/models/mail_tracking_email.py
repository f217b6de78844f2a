"""What is told of a reminder's e-mail counts when it is told; the daily run reads again what was missed."""

from odoo import models
from odoo.addons.account_dunning.models.reply.dunning_action_mail_tracking import BOUNCED, COMPLAINED, OPENED
from odoo.addons.account_dunning.models.shared.company_day import company_day


class MailTrackingEmail(models.Model):
    _inherit = "mail.tracking.email"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in (*BOUNCED, *COMPLAINED, *OPENED):
            self.sudo()._dunning_follow_states()
        return result

    def _dunning_follow_states(self):
        """Do what these trackings (superuser) say of reminders that left; of copies they say nothing."""
        for tracked in self.filtered(lambda one: one.mail_message_id.model == "dunning.action"):
            action = self.env["dunning.action"].browse(tracked.mail_message_id.res_id).exists()
            left = (action.channel, action.state, action.delivery_status) == ("email", "done", "sent")
            if left and action.mail_message_id == tracked.mail_message_id and tracked.recipient_address == action.recipient_address:
                action._follow_tracked_state(tracked.state, company_day(action, action.company_id))

    def _dunning_counts_no_opening(self):
        """Tell whether this message is about dunning, in the name of a company that does not count openings."""
        message = self.mail_message_id
        if not (message.model or "").startswith("dunning.") or "company_id" not in self.env[message.model]._fields:
            return False
        company = self.env[message.model].sudo().browse(message.res_id).exists().company_id
        return bool(company) and not company.root_id.dunning_track_opens
