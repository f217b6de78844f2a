"""Reminders about the same case to the same address are one conversation in the customer's mailbox.

An e-mail that asks again for something that an earlier one asked for continues its thread: it names it in the headers
``In-Reply-To`` and ``References`` (RFC 5322, 3.6.4), has its subject, since mailboxes part threads by subject too, and
says its day. Formal and hand-over texts keep their own subject: it is what they are read for; and what tells of a settled
dispute, or names an invoice that is not asked for any more, passes none on.
"""

import ast
import contextlib

from markupsafe import Markup
from odoo import fields, models
from odoo.tools import format_date

from ..shared.channels import EMAIL

# Messages named in a header: the newest, after the first of all. Longer lists help nobody, and gateways cut them.
MOST_REFERENCES = 10

# Texts in these tones have a subject of their own.
OWN_SUBJECT = ("formal", "handover")

# A text that names the contact before it by one of these fields says its day itself.
SAYS_DAY = ("previous_text", "previous_sentence")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    continues_id = fields.Many2one(
        "dunning.action", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        help="The e-mail whose conversation this one continues: about the same case, to the same address.",
    )  # fmt: skip

    def _find_former_emails(self):
        """Return for each action the last e-mail to the same address that asked for something this one asks for.

        Reminders before the due date asked for nothing, and bounced ones never arrived: nothing follows from them.

        :return: dict by ``dunning.action`` of ``dunning.action``
        """
        emails = self.filtered(lambda action: action.channel == EMAIL and action.is_contact and action.contact_id.email_normalized)
        if not emails:
            return {}
        done = self.sudo().search(
            [
                ("profile_id", "in", emails.profile_id.ids), ("channel", "=", EMAIL), ("state", "=", "done"), ("is_contact", "=", True),
                ("delivery_status", "!=", "bounced"), ("mail_message_id", "!=", False),
                ("recipient_address", "in", emails.contact_id.mapped("email_normalized")),
            ],
            order="date_done desc, id desc",
        )  # fmt: skip
        found = {}
        for action in emails if done else ():
            moves = action._asked_lines().move_id
            former = next((one for one in done if one._is_about(action, moves)), None)
            if former:
                found[action] = former.sudo(False)
        return found

    def _is_about(self, action, moves):
        """Tell whether this e-mail came before an action, to its address, and asked for one of its invoices.

        :param action: ``dunning.action``
        :param moves: ``account.move`` it asks for
        """
        self.ensure_one()
        return (
            self.id != action.id
            and self.profile_id == action.profile_id
            and self.recipient_address == action.contact_id.email_normalized
            and (not action.date_done or (self.date_done, self.id) < (action.date_done, action.id))
            and bool(self.line_ids.filtered("asked").move_id & moves)
        )

    def _continue_text(self, former, subject, body):
        """Return subject and body of this e-mail as those of a further message of a conversation.

        :param former: ``dunning.action``, the message before it
        :param str subject: as the template gives it
        :param Markup body: as the template gives it
        """
        self.ensure_one()
        if self.step_id.tone not in OWN_SUBJECT and former._may_pass_subject(self):
            subject = former.sudo().mail_message_id.subject or subject
        if any(name in (self.mail_template_id.sudo().body_html or "") for name in SAYS_DAY):
            return subject, body
        own = self.with_context(lang=self.lang)
        said = Markup("<p>%s</p>") % own.env._("This message follows ours of %s.", format_date(own.env, former.date_done))
        head, end, rest = body.partition(Markup("</p>"))  # after the greeting
        return subject, (head + end + said + rest) if end else said + body

    def _may_pass_subject(self, action):
        """Tell whether a further message may have the subject of this one.

        That a dispute is settled is no subject of a reminder, and no subject names an invoice that the message does not
        ask for: it may be paid by now.

        :param action: ``dunning.action`` that goes on
        """
        self.ensure_one()
        if self.is_settlement:
            return False
        subject = self.sudo().mail_message_id.subject or ""
        asked = set(action._asked_lines().mapped("invoice_name"))
        named = {name for name in self.line_ids.mapped("invoice_name") if name and name in subject}
        return named <= asked

    def _thread_message_ids(self):
        """Return the identifiers of the messages of this conversation, the first of all first, up to this one."""
        self.ensure_one()
        identifiers, action, seen = [], self.sudo(), set()
        while action and action.id not in seen:
            seen.add(action.id)
            identifiers.insert(0, action.mail_message_id.message_id)
            action = action.continues_id
        identifiers = [one for one in identifiers if one]
        return identifiers if len(identifiers) <= MOST_REFERENCES else [identifiers[0], *identifiers[1 - MOST_REFERENCES :]]

    def _continue_threads(self, mails):
        """Put e-mails that are about to leave into the conversations that they continue.

        :param mails: ``mail.mail`` of these actions
        """
        for action, former in self._find_former_emails().items():
            before = former._thread_message_ids()
            action._write_evidence({"continues_id": former.id})
            for mail in mails.filtered(lambda mail, action=action: mail.mail_message_id == action.mail_message_id) if before else ():
                headers = {}
                with contextlib.suppress(ValueError, SyntaxError):
                    headers = ast.literal_eval(mail.headers or "{}")
                mail.write(
                    {
                        "references": " ".join([*before, mail.message_id]),
                        "headers": repr({**headers, "In-Reply-To": before[-1]}),
                    }
                )
