"""What OCA's ``mail_tracking`` knows of our e-mails, where it is installed: read by its field names, never required.

Its states: https://github.com/OCA/mail, ``mail_tracking/models/mail_tracking_email.py`` (19.0).
"""

from odoo import api, fields, models

# "Soft bounced" and "deferred" are tried again; "error" is what the mail queue told us itself.
BOUNCED, COMPLAINED, OPENED = ("bounced", "rejected"), ("spam",), ("opened",)
# So many days after a message something is told of it.
TOLD_WITHIN = 30
NEEDED = {"mail_message_id", "recipient_address", "state"}


class DunningAction(models.Model):
    _inherit = "dunning.action"

    @api.model
    def _tracking_model(self):
        """Return the model of the tracking add-on, ``None`` where it is not there or looks different."""
        model = self.env.get("mail.tracking.email")
        return model if model is not None and set(model._fields) >= NEEDED else None

    @api.model
    def _follow_mail_tracking(self, company, today):
        """Do what the tracking of e-mails says of ours: a bounce voids the reminder, a complaint ends e-mails, an opening counts.

        :param company: root ``res.company``
        :param date today: date of the run
        """
        Tracking = self._tracking_model()
        if Tracking is None:
            return
        actions = self.sudo().search(
            [
                ("company_id", "=", company.id), ("channel", "=", "email"), ("state", "=", "done"), ("delivery_status", "=", "sent"),
                ("date_done", ">=", fields.Date.add(today, days=-TOLD_WITHIN)),
            ]
        )  # fmt: skip
        told = [("mail_message_id", "in", actions.mail_message_id.ids), ("state", "in", (*BOUNCED, *COMPLAINED, *OPENED))]
        for row in Tracking.sudo().search(told) if actions else ():
            action = actions.filtered(lambda one, row=row: one.mail_message_id == row.mail_message_id)[:1]
            if action and (row.recipient_address or "").lower() == action.recipient_address:
                action._follow_tracked_state(row.state, today)

    def _follow_tracked_state(self, state, today):
        """Do what one state says of the recipient's e-mail; each once.

        :param str state: of the tracking add-on
        :param date today: date of the run
        """
        if state in BOUNCED:
            self._set_bounced()
        elif state in COMPLAINED:
            if not self.env["mail.blacklist"].sudo().search_count([("email", "=", self.recipient_address)], limit=1):
                self.env["mail.blacklist"].sudo()._add(self.recipient_address)
                self.env["dunning.reply"].sudo()._note_blacklisted(self.company_id, today)
        elif self.company_id.dunning_track_opens and not self.first_read_on:
            self.env["dunning.reading"]._count_tracked_event(self, "pixel", today)
