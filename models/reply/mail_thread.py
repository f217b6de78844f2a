"""How messages come in: the mail gateway hands answers to our records over; reports about delivery are read closely."""

import logging

from odoo import models

from ..shared.company_day import company_day
from . import dunning_reply_kind

_logger = logging.getLogger(__name__)

# Records of ours to which customers answer.
THREADS = (
    "dunning.action", "dunning.profile", "dunning.promise", "dunning.dispute", "dunning.reply", "dunning.payment.notice",
    "dunning.payment.plan", "dunning.set.off", "dunning.debit",
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
        if not answered or answered.model not in THREADS:
            return super()._routing_handle_bounce(email_message, message_dict)
        if complained := dunning_reply_kind.complained_address(email_message):
            return self._dunning_note_complaint(answered, complained)
        told = dunning_reply_kind.read_report(email_message)
        if not dunning_reply_kind.is_failure(email_message):
            return self._dunning_note_report(answered, [one for one in told if one.action == "delayed"], self.env._("Delayed"))
        self._dunning_name_failed(answered, message_dict, told)
        handled = super()._routing_handle_bounce(email_message, message_dict)
        self._dunning_note_report(answered, [one for one in told if one.action == "failed"], self.env._("Not delivered"))
        return handled

    def _dunning_name_failed(self, answered, message_dict, told):
        """Name the recipient whose mail failed: core reads the first block of a report only, which may be about a copy.

        :param answered: ``mail.message`` that the report is about
        :param dict message_dict: what core read of the report, changed in place
        :param list told: ``dunning_reply_kind.Told`` of each recipient
        """
        recipients = set(answered.notification_ids.res_partner_id.mapped("email_normalized"))
        action = self.env["dunning.action"].sudo().browse(answered.res_id) if answered.model == "dunning.action" else None
        own = action.exists().recipient_address if action else None
        failed = [address for one in told if one.action == "failed" for address in one.address if address in recipients]
        if failed:
            address = own if own in failed else failed[0]
            message_dict["bounced_email"] = address
            message_dict["bounced_partner"] = self.env["res.partner"].sudo().search([("email_normalized", "=", address)])

    def _dunning_note_report(self, answered, told, what):
        """Note what a report says about a message of ours in its record's history.

        :param answered: ``mail.message`` that the report is about
        :param list told: ``dunning_reply_kind.Told`` to be noted
        :param str what: what became of the message
        """
        record = self.env[answered.model].sudo().browse(answered.res_id).exists()
        for one in told if record else ():
            record._message_log(body=self.env._("%(what)s, %(address)s: %(reason)s", what=what, address=one.address[0], reason=one.reason))

    def _dunning_note_complaint(self, answered, address):
        """Whoever complains about a message as unwanted gets no e-mail any more: the address goes on the blacklist.

        Only an address to which the message went.

        :param answered: ``mail.message`` complained about
        :param str address: normalized address
        """
        if address in answered.notification_ids.res_partner_id.mapped("email_normalized"):
            self.env["mail.blacklist"].sudo()._add(address, message=self.env._("Complained about a reminder as unwanted mail."))
            record = self.env[answered.model].sudo().browse(answered.res_id).exists()
            record._message_log(body=self.env._("%s complained about this message as unwanted: no e-mail goes there any more.", address))

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
