"""How messages come in: the mail gateway hands answers to our records over; reports about delivery are read closely."""

import logging

from odoo import models

from ..shared.company_day import company_day
from . import dunning_reply_kind

_logger = logging.getLogger(__name__)

# Records of ours to which customers answer.
THREADS = (
    "dunning.action", "dunning.profile", "dunning.promise", "dunning.dispute", "dunning.reply", "dunning.payment.notice",
    "dunning.payment.plan",
)  # fmt: skip


class Gateway:
    """What the mail gateway knows of the message it is handing over; an object in the context, which no client can send."""

    def __init__(self, kind):
        self.kind = kind


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_route_process(self, message, message_dict, routes):
        """Have answers to our records taken down when the gateway posts them, and only then.

        Public methods of threads are open to any user who can log in: none of them takes anything down.
        """
        thread = self
        if any(route[0] in THREADS and route[1] for route in routes or ()) and self._dunning_is_gateway():
            kind = dunning_reply_kind.kind_of(message, message_dict.get("subject") or "")
            thread = self.with_context(dunning_gateway=Gateway(kind))
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)

    def _routing_handle_bounce(self, email_message, message_dict):
        """A reminder that is delayed, was delivered or read did not bounce, though core takes each report for that."""
        answered = message_dict.get("bounced_message")
        if answered and answered.model in (*THREADS, "account.move") and not self._dunning_is_gateway():
            return None
        if answered and answered.model in THREADS and not dunning_reply_kind.is_failure(email_message):
            return None
        return super()._routing_handle_bounce(email_message, message_dict)

    def _dunning_is_gateway(self):
        """Tell whether it is the mail gateway that hands a message over: fetchmail, or the administrator of mailgate.

        ``message_process`` is open to any user who can log in, with an e-mail of his own making.
        """
        if self.env.su or self.env.user._is_system():
            return True
        _logger.warning("User %s handed over an e-mail, and is no mail gateway: it changes nothing in dunning.", self.env.uid)
        return False

    def _message_post_after_hook(self, message, msg_values):
        """Take down what the gateway posts on one of our records."""
        gateway = self.env.context.get("dunning_gateway")
        if isinstance(gateway, Gateway) and self._name in THREADS and message.message_type == "email":
            thread = self.sudo().with_context(dunning_gateway=None)
            company = thread._dunning_reply_profile().company_id
            today = company_day(thread.with_company(company))
            thread.env["dunning.reply"]._receive_message(thread, message.sudo(), gateway.kind, today)
        return super()._message_post_after_hook(message, msg_values)

    def _dunning_reply_profile(self):
        """Return the dunning profile of the customer who answers to one of our records."""
        self.ensure_one()
        return self if self._name == "dunning.profile" else self.profile_id

    def _dunning_reply_action(self):
        """Return the contact that is answered: the record's, else the customer's last one."""
        self.ensure_one()
        Action = self.env["dunning.action"]
        if self._name == "dunning.action":
            return self
        return (self.action_id if "action_id" in self._fields else Action) or Action.search(
            [("profile_id", "=", self._dunning_reply_profile().id), ("state", "=", "done")], order="date_done desc, id desc", limit=1
        )
