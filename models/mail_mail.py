"""The mail queue tells dunning actions what became of their messages, whoever sent them and whenever."""

from odoo import fields, models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Close or fail the dunning actions whose message has just been handed to the mail server.

        The contact day is the day of the run that sends (context ``dunning_today``), else today.
        """
        states = {
            mail.mail_message_id.id: (mail.state, mail.failure_reason) for mail in self if mail.model == "dunning.action"
        }
        result = super()._postprocess_sent_message(success_pids, success_emails, failure_reason, failure_type)
        if states:
            actions = (
                self.env["dunning.action"]
                .sudo()
                .search(
                    [
                        ("mail_message_id", "in", list(states)),
                        ("delivery_status", "=", "sending"),
                        ("state", "=", "ready"),
                    ]
                )
            )
            for action in actions:
                today = self.env.context.get("dunning_today") or fields.Date.context_today(action)
                action._mail_processed(*states[action.mail_message_id.id], failure_type, today)
        return result
