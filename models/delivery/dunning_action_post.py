"""E-mails are posted together: what core would look up or write for each message by itself is asked for and written once a batch."""

import logging
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ..shared.activities import find_present

_logger = logging.getLogger(__name__)

# What in a text names an attachment: core then has to make the attachments with the message, to put their links in.
NAMES_ATTACHMENT = ("cid:", "data-filename")


class Posting(NamedTuple):
    """What the message of an action is posted with.

    :ivar str subject: of the message
    :ivar Markup body: of the message
    :ivar list files: (name, bytes) of what goes with it
    :ivar dict values: arguments of ``message_post``
    """

    subject: str
    body: str
    files: list
    values: dict


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _post_emails(self, documents, texts, contact_day):
        """Post the messages of these actions: in one go, or when one cannot be posted each by itself, so that it fails alone.

        :param dict documents: (name, bytes) of invoices by move
        :param dict texts: (subject, body, error) by action, of those that were rendered already
        :param date contact_day: the day on which they leave
        :return: the actions whose message was posted; the others have failed
        """
        leaving = self.with_context(dunning_contact_day=contact_day)
        if len(self) > 1:
            try:
                with self.env.cr.savepoint():
                    postings = leaving._prepare_postings(documents, texts)
                    for action in leaving:
                        action._post_email(documents, texts.get(action), postings[action])
                return self
            except Exception as error:
                _logger.info("Messages could not be posted together: %s", error)
                self.env.invalidate_all()
        posted = self.browse()
        for action in self:
            try:
                with self.env.cr.savepoint():
                    action.with_env(leaving.env)._post_email(documents, texts.get(action))
                    posted += action
            except Exception as error:
                action._note_failure(error)
        return posted

    def _post_email(self, documents, text=None, posting=None):
        """Render and post the message of one action, with its evidence; nothing is sent yet.

        :param dict documents: (name, bytes) of invoices by move
        :param tuple text: (subject, body, error) when it was rendered already
        :param Posting posting: when it was prepared already
        :raises UserError: there is no text
        :raises ValueError: there is no address
        """
        self.ensure_one()
        posting = posting or self._prepare_postings(documents, {self: text} if text else {})[self]
        message = self._as_poster().message_post(
            body=posting.body,
            subject=posting.subject,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.contact_id | self._copied_partners()).ids,
            author_id=self._message_author().id,
            email_from=self._email_from(),
            email_layout_xmlid="account_dunning.message_layout",
            force_email_lang=self.lang,
            notify_skip_followers=True,
            mail_auto_delete=False,
            force_send=False,
            tracking_value_ids=[],  # no change is told: else core looks for them
            sms_content=posting.subject,  # nobody gets it as an SMS: else core makes one of every text
            **posting.values,
        )
        self._write_evidence(
            {
                "mail_message_id": message.id,
                "document_ids": [(6, 0, message.attachment_ids.ids)],
                "recipient_address": self.contact_id.email_normalized,
                "snapshot": str(posting.body),
                "snapshot_hash": self._hash_content(posting.subject, posting.body, *(content for _name, content in posting.files)),
            }
        )

    def _as_poster(self):
        return self.with_context(lang=self.lang, mail_notify_author=False, dunning_own_delivery=True)

    def _prepare_postings(self, documents, texts):
        """Return what the messages of these actions are posted with.

        :param dict documents: (name, bytes) of invoices by move
        :param dict texts: (subject, body, error) by action, of those that were rendered already
        :return: dict by action of :class:`Posting`
        :raises UserError: one has no text
        :raises ValueError: one has no address
        """
        postings = {}
        for action in self:
            subject, body, error = texts.get(action) or action._render_message()[action]
            if error:
                raise UserError(error)
            contact = action.contact_id
            if not contact.email_normalized:
                raise ValueError(
                    self.env._("%s has no valid e-mail address.", contact.display_name or action.partner_id.display_name)
                )
            action._notice_to_give()._check_enclosures()
            postings[action] = Posting(subject, body, action._message_documents(documents), {})
        self._add_senders(postings)
        self._attach_files(postings)
        self.mapped("document_ids")  # else each would ask which it has when its own are written
        return postings

    def _add_senders(self, postings):
        """Add to what messages are posted with the address for answers, the company and its domain.

        :param dict postings: :class:`Posting` by action
        """
        replies = self._notify_get_reply_to_batch(
            defaults={action.id: action._email_from() for action in self},
            author_ids={action.id: action._message_author().id for action in self},
        )
        domains = self.sudo()._mail_get_alias_domains(default_company=self.env.company)
        companies = self._mail_get_companies(default=self.env.company)
        for action, posting in postings.items():
            posting.values.update(
                reply_to=replies[action.id], record_alias_domain_id=domains[action.id].id, record_company_id=companies[action.id].id
            )

    def _attach_files(self, postings):
        """Make the attachments of messages, of all that may have them made before the message, and add them.

        :param dict postings: :class:`Posting` by action
        """
        # core has people from outside attach nothing that was there before
        is_internal, owners, vals_list = self.env.user._is_internal(), [], []
        for action, posting in postings.items():
            if not is_internal or any(word in posting.body for word in NAMES_ATTACHMENT):
                posting.values["attachments"] = posting.files
                continue
            owners += [posting] * len(posting.files)
            vals_list += [
                {
                    "name": name, "raw": content, "type": "binary", "description": name, "res_model": self._name, "res_id": action.id,
                }
                for name, content in posting.files
            ]  # fmt: skip
        made = self._create_attachments_for_post(vals_list, [(False, vals["name"], False, {}) for vals in vals_list])
        for posting, attachment in zip(owners, made, strict=True):
            posting.values.setdefault("attachment_ids", []).append(attachment.id)

    def _message_author(self):
        """Return the ``res.partner`` in whose name the message is."""
        return self._sender_user().partner_id or self._sender_company().partner_id

    def _email_from(self):
        """Return the sender's address: the person in whose name it is, else the company."""
        sender = self._sender_user().sudo()
        company = self._sender_company().sudo()
        return sender.email_formatted or company.email_formatted or self.env.company.email_formatted

    def _copied_partners(self):
        """Return the partners who get a copy, as the step says."""
        step, profile = self.step_id, self.profile_id
        users = step.copy_user_ids
        if step.copy_salesperson:
            users |= profile.salesperson_id
        if step.copy_collector:
            users |= profile.collector_id or self.company_id.dunning_collector_id
        return find_present(users, self.company_id).partner_id.filtered("email_normalized") - self.contact_id
