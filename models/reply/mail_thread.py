"""How messages come in: the mail gateway hands answers to our records over; reports about delivery are read closely."""

import logging

from odoo import api, fields, models

from . import dunning_reply_kind

_logger = logging.getLogger(__name__)

# Records of ours to which customers answer.
THREADS = ("dunning.action", "dunning.profile", "dunning.promise", "dunning.dispute", "dunning.reply", "dunning.payment.notice")


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
            today = fields.Date.context_today(thread.with_company(company))
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


class DunningAction(models.Model):
    _inherit = "dunning.action"

    reply_ids = fields.One2many("dunning.reply", "action_id")
    reply_count = fields.Integer(string="Replies", compute="_compute_reply_count")
    bounce_cleared = fields.Boolean(
        string="Address Works Again", readonly=True, copy=False, help="The address that bounced may be written to again."
    )

    def _compute_reply_count(self):
        counts = dict(self.env["dunning.reply"]._read_group([("action_id", "in", self.ids)], ["action_id"], ["__count"]))
        for action in self:
            action.reply_count = counts.get(action, 0)

    def action_open_replies(self):
        """Open what came back about these contacts."""
        return self.env["dunning.reply"]._open_replies([("action_id", "in", self.ids)])

    def _set_bounced(self, email=None):
        """Mark the address too."""
        fresh = self.filtered(lambda action: action.state == "done" and action.delivery_status != "bounced")
        result = super()._set_bounced(email)
        self.env["dunning.reply"].sudo()._note_bounces(fresh, email)
        return result

    def _deliver_email(self, today):
        """Send nothing to addresses on the blacklist: the step stays undone, somebody mends the address."""
        addresses = [address for address in self.contact_id.mapped("email_normalized") if address]
        listed = set(self.env["mail.blacklist"].sudo().search([("email", "in", addresses)]).mapped("email")) if addresses else set()
        refused = self.filtered(lambda action: action.contact_id.email_normalized in listed)
        for action in refused:
            action._set_failed(
                self.env._("%(address)s is on the blacklist: nothing may be sent there.", address=action.contact_id.email_normalized)
            )
        refused._use_fallback()
        return super(DunningAction, self - refused)._deliver_email(today)


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    reply_ids = fields.One2many("dunning.reply", "profile_id")
    reply_count = fields.Integer(string="Replies", compute="_compute_reply_count")
    reply_new_count = fields.Integer(string="New Replies", compute="_compute_reply_count")
    bad_address_text = fields.Char(compute="_compute_reply_count", help="Addresses of the customer that do not serve.")

    def _compute_reply_count(self):
        groups = self.env["dunning.reply"]._read_group(
            [("profile_id", "in", self.ids)], ["profile_id", "kind", "state"], ["__count", "email_from:array_agg"]
        )
        for profile in self:
            own = [group for group in groups if group[0] == profile]
            profile.reply_count = sum(group[3] for group in own)
            profile.reply_new_count = sum(group[3] for group in own if group[1:3] == ("reply", "new"))
            bad = [address for group in own if group[1] in ("bounce", "blacklisted") and group[2] == "new" for address in group[4]]
            profile.bad_address_text = ", ".join(sorted({address for address in bad if address}))

    def action_open_replies(self):
        """Open what came back from the customer."""
        self.ensure_one()
        return self.env["dunning.reply"]._open_replies([("profile_id", "=", self.id)])

    def _take_claims(self, source):
        result = super()._take_claims(source)
        source.sudo().reply_ids.write({"profile_id": self.id, "partner_id": self.partner_id.id})
        return result


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    @api.model
    def _open_replies(self, domain):
        """Return the action that opens some replies."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replies"),
            "res_model": self._name,
            "view_mode": "list,kanban,form,pivot,graph",
            "domain": domain,
        }
