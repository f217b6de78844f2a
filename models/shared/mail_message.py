"""What left to customers, what they answered and what was logged is evidence: people add to it, nobody takes from it."""

from odoo import api, models
from odoo.fields import Command

from . import evidence

# What a message says, to whom it belongs and what it carries.
EVIDENCE = {
    "subject", "body", "author_id", "author_guest_id", "email_from", "reply_to", "date", "model", "res_id", "message_type", "subtype_id",
    "message_id", "parent_id", "partner_ids", "notified_partner_ids", "notification_ids", "attachment_ids", "tracking_value_ids",
    "incoming_email_to", "incoming_email_cc", "outgoing_email_to", "is_internal", "create_date", "create_uid",
}  # fmt: skip

# What the mail gateway and the mail queue complete as superuser once the message is there.
COMPLETED = {"message_id", "tracking_value_ids", "notification_ids", "notified_partner_ids"}

# Kinds of messages that the system notes by itself.
NOTED = ("notification", "auto_comment")


class MailMessage(models.Model):
    _inherit = "mail.message"

    def write(self, vals):
        """Keep what is evidence as it is.

        :raises UserError: one of these messages is evidence and would change
        """
        names = EVIDENCE & vals.keys()
        if names and not evidence.may_write(self.env):
            vals = self._dunning_join_recipients(vals)
            evidence.check_change(self._dunning_evidence()._dunning_changed_by(vals, names))
        return super().write(vals)

    def _dunning_join_recipients(self, vals):
        """Return the values with the recipients that core gives a mail that came in, added to those that it has.

        Core (19.0) replaces the recipients that it pinged, the author of the message that was answered, by those whom the
        mail names: an answer with a known person in copy would be refused as a change of evidence, and be lost.

        :param dict vals: as given to ``write``
        """
        if not self.env.su or "partner_ids" not in vals or len(self) != 1 or self.message_type != "email":
            return vals
        named = evidence.ids_after(self, "partner_ids", vals["partner_ids"])
        if None in named or not self._dunning_evidence():
            return vals
        return {**vals, "partner_ids": [Command.link(one) for one in sorted(named)]}

    @api.ondelete(at_uninstall=True)
    def _unlink_except_dunning_evidence(self):
        evidence.check_change(self._dunning_evidence())

    @api.model
    def _find_allowed_doc_ids(self, model_ids):
        allowed = super()._find_allowed_doc_ids(model_ids)
        posted = {one for ids in model_ids.get("dunning.profile", {}).values() for one in ids}
        return allowed - self.browse(allowed & posted)._dunning_hidden_amounts()

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | self.browse((self - forbidden)._dunning_hidden_amounts())

    def _dunning_hidden_amounts(self):
        """Return which of these messages on customers' profiles say more than the user may know.

        A statement speaks for the main company and all its branches, and what the system notes by itself (a broken promise)
        may; the profile is there for people of one branch too. What colleagues and customers wrote is shown.

        :return: set of ids
        """
        posted = self.sudo().filtered(lambda message: message.model == "dunning.profile")
        if not posted or self.env.su:
            return set()
        profiles, mine = self.env["dunning.profile"].sudo().browse(set(posted.mapped("res_id"))).exists(), self.env.user.company_ids
        narrow = set()
        for company, own in profiles.grouped("company_id").items():
            if company._dunning_companies().filtered("active") - mine:
                narrow.update(own.ids)
        there = posted.filtered(lambda message: message.res_id in narrow)
        statements = self.env["dunning.statement"].sudo().search([("mail_message_id", "in", there.ids)]) if there else None
        system = self.env.ref("base.partner_root").sudo()
        noted = there.filtered(lambda message: message.message_type in NOTED and message.author_id in (system, system.browse()))
        return set(noted.ids) | set(statements.mail_message_id.ids if statements else ())

    def _dunning_evidence(self):
        """Return those of these messages that are evidence: all but what colleagues typed and nobody else was sent."""
        messages = self.sudo().filtered(lambda message: message.model in evidence.THREADS)
        kept = messages.filtered(lambda message: message.message_type != "comment" or message._is_dunning_talk_outside())
        return self.browse(kept.ids)  # as the caller: what he may write is his own affair

    def _is_dunning_talk_outside(self):
        """Tell whether a comment left to, or came from, somebody who is no colleague."""
        self.ensure_one()
        reached = self.partner_ids | self.notification_ids.filtered(lambda one: one.notification_type != "inbox").res_partner_id
        outsiders = (self.author_id | reached).filtered("partner_share")
        return bool(outsiders or self.outgoing_email_to or not self.author_id)

    def _dunning_changed_by(self, vals, names):
        """Return those of these messages that values would change, what core completes as superuser left aside.

        :param dict vals: as given to ``write``
        :param set names: the fields that count
        """
        completes = self.env.su
        if completes:
            names = names - COMPLETED
        changed = self.sudo().filtered(
            lambda message: any(not message._dunning_keeps(name, vals[name], completes) for name in names)
        )
        return self.browse(changed.ids)

    def _dunning_keeps(self, name, value, completes):
        """Tell whether writing a value takes nothing away.

        :param str name: name of the field
        :param value: as given to ``write``
        :param bool completes: whether it is core as superuser: the gateway adds recipients to a message that came in
        """
        if evidence.is_same(self, name, value):
            return True
        if not completes:
            return False
        if name == "subject":  # the mail of a message without a subject gets one, in one line
            return " ".join((self.subject or "").split()) in ("", " ".join((value or "").split()))
        recipients = set(self.partner_ids.ids)
        return name == "partner_ids" and self.message_type == "email" and recipients <= evidence.ids_after(self, name, value)
