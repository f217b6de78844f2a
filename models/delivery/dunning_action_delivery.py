"""The way out: e-mails, SMS and server actions leave in small fresh transactions, each action on its own.

Who delivers what, and what a crash leaves behind, is in ``dunning_action_worker``. Before it leaves, an action reads the
ledger again. One that cannot leave keeps its error and can be retried; after the company's number of attempts the
fallback channel is used (design rules 7 and 9).
"""

import logging

from odoo import api, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.channels import AUTOMATIC_CHANNELS, EMAIL, SERVER_ACTION, SMS
from ..shared.compat import render_pdf, render_pdf_each
from ..shared.shipped import shipped
from .mail_mail import SendingSession

_logger = logging.getLogger(__name__)

# Invoices beyond this size (bytes, all together) are not attached: mailboxes refuse more; the page has them.
ATTACHMENT_LIMIT = 8_000_000


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _deliver_actions(self, contact_day):
        """Deliver these actions now, as far as they are ready and need no person.

        :param date contact_day: the day on which messages leave
        """
        actions = self.filtered(lambda action: action.state == "ready" and action.channel in AUTOMATIC_CHANNELS)
        actions = actions._without_archived()
        actions._refresh_from_ledger(contact_day)
        actions = actions.filtered(lambda action: action.state == "ready")
        actions = actions._refuse_unfit()
        actions.filtered(lambda action: action.channel == EMAIL)._deliver_email(contact_day)
        actions.filtered(lambda action: action.channel == SMS)._deliver_each(contact_day, "_deliver_sms")
        actions.filtered(lambda action: action.channel == SERVER_ACTION)._deliver_each(contact_day, "_deliver_server_action")

    def _deliver_each(self, contact_day, method):
        """Deliver actions one by one; what fails is undone and kept as failed.

        The cron commits before and after each: a crash must not have one delivered a second time.
        """
        if self._commits_between_actions():
            self._commit_delivery_progress()  # frees the batch: others may take what we have not claimed yet
        for action in self:
            if self._commits_between_actions() and not action._claim_for_sending():
                continue
            try:
                with self.env.cr.savepoint():
                    getattr(action, method)(contact_day)
            except Exception as error:
                action._note_failure(error)
            self._commit_delivery_progress()

    def _note_failure(self, error):
        """Keep a failure on the action, and turn to the fallback channel after too many."""
        _logger.info("Dunning action %s could not be delivered: %s", self.id, error)
        self.env.invalidate_all()
        self._set_failed(str(error) or type(error).__name__)
        self.filtered(lambda action: action.tries >= action.company_id.dunning_max_tries)._use_fallback()

    def _retry_or_fall_back(self):
        """Give failed actions another try at the daily run, or their fallback channel after too many."""
        for action in self:
            if action.tries < action.company_id.dunning_max_tries:
                if action.channel in AUTOMATIC_CHANNELS:
                    action.sudo().write({"state": "ready", "error": False})
            else:
                action._use_fallback()

    # -- e-mail ------------------------------------------------------------------------------------

    def _deliver_email(self, contact_day):
        """Post each message, then hand all of them to the mail server in one session.

        :param date contact_day: the day on which it leaves; an action is done when the server accepted the mail to its recipient
        """
        documents = self._invoice_documents()
        texts = self.with_context(dunning_contact_day=contact_day)._texts_in_one_go()
        posted = self._post_emails(documents, texts, contact_day)
        if not posted:
            return
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "in", posted.mail_message_id.ids)], order="id")
        posted._continue_threads(mails)
        posted._prepare_sending(mails)
        claims = SendingSession()
        mails.with_context(dunning_contact_day=contact_day, dunning_claims=claims).send(raise_exception=False)
        if self._commits_between_actions():
            posted._leave_to_queue(mails, claims)

    def _texts_in_one_go(self):
        """Render the messages of these actions together, which asks for what they need once.

        :return: dict by action of (subject, body, error), as ``_render_message``; empty when that cannot be done
        """
        try:
            with self.env.cr.savepoint():
                return self._render_message(raise_errors=False)
        except Exception as error:  # each of them is rendered again alone, and fails alone
            _logger.info("Messages could not be rendered together: %s", error)
            self.env.invalidate_all()
            return {}

    def _leave_to_queue(self, mails, claims):
        """Leave to the mail queue what core did not try: it throttles the servers of persons, and sends later.

        :param mails: ``mail.mail`` of these actions
        :param dict claims: whether each action (id) was claimed, by those that were tried
        """
        delayed = self.filtered(lambda action: action.id not in claims and action.delivery_status == "prepared")
        delayed = delayed.try_lock_for_update(allow_referencing=True)
        if delayed:
            delayed._write_evidence({"delivery_status": "sending"})
            left = mails.filtered(lambda mail: mail.mail_message_id in delayed.mail_message_id)
            left.write({"state": "outgoing", "failure_reason": False, "scheduled_date": False})
            self._commit_delivery_progress()

    def _mail_processed(self, state, reason, failure_type, contact_day):
        """Take note of what the mail server said about the message of one action.

        Only the recipient's own mail counts: copies are mails of their own, and may be refused without harm.

        :param str state: state of the mail
        :param str reason: what the server said when it refused
        :param str failure_type: kind of failure, as the mail queue names it
        :param date contact_day: the day on which messages leave
        """
        self.ensure_one()
        notification = self.mail_message_id.sudo().notification_ids.filtered(
            lambda one: one.res_partner_id == self.contact_id and one.notification_type == "email"
        )[:1]
        if notification.notification_status in ("sent", "pending", "process"):
            self._set_done(contact_day, delivery_status="sent")
        elif not notification or notification.notification_status in ("exception", "bounce", "canceled"):
            kinds = dict(notification._fields["failure_type"]._description_selection(self.env))
            kind = notification.failure_type or failure_type
            self._note_failure(
                notification.failure_reason
                or reason
                or kinds.get(kind)
                or self.env._("The mail server did not accept the message.")
            )

    def _invoice_documents(self):
        """Return the PDF of each invoice asked for, by move; those never printed are made in one go.

        :return: dict by ``account.move`` of (file name, bytes)
        """
        with_invoices = self.filtered(lambda action: not action.step_id or action.step_id.attach_invoices)
        moves = self.env["account.move"]
        for action in with_invoices:
            lines = action._asked_lines()
            moves |= lines[: action.company_id._dunning_shown(lines)].move_id
        return self._documents_of(moves | self._unsent_moves())

    @api.model
    def _documents_of(self, moves):
        """Return the PDF of each invoice among some entries, by move; those never printed are made in one go.

        :return: dict by ``account.move`` of (file name, bytes)
        """
        moves = moves.sudo().filtered(lambda move: move.is_sale_document() and move.state == "posted")
        made = moves.filtered("invoice_pdf_report_id")
        documents = {move: (move.invoice_pdf_report_id.name, move.invoice_pdf_report_id.raw) for move in made}
        missing = moves - made
        if missing:
            for batch in missing.grouped(lambda move: move.partner_id.lang).values():
                try:
                    printed = render_pdf_each(self.env, "account.account_invoices", batch.ids)
                except Exception as error:  # an invoice that cannot be printed must not keep the reminder back
                    _logger.warning("Invoices %s could not be printed: %s", batch.mapped("name"), error)
                    continue
                for move in batch:
                    if printed.get(move.id):
                        documents[move] = (f"{(move.name or '').replace('/', '_')}.pdf", printed[move.id])
        return documents

    def _message_documents(self, documents):
        """Return the attachments of one action: its invoices, oldest first, and the statement when the step says so.

        An e-mail that lists only a part of its items has a workbook of all of them instead of the statement.
        """
        found, size = [], 0
        for move in self._asked_lines().move_id:
            document = documents.get(move.sudo())
            if document and size + len(document[1]) <= ATTACHMENT_LIMIT:
                found.append(document)
                size += len(document[1])
        if not self._filter_letters() and self._has_workbook():
            found.append(self._workbook_document())
        elif self.step_id.attach_statement or self._notice_to_give().attach_statement:
            shipped(self.env, "action_report_statement")
            content, kind = render_pdf(self.env, "account_dunning.action_report_statement", self.ids)
            found.append((f"{self.env._('Statement')}.{kind}", content))
        return [*found, *self._notice_to_give()._read_enclosures()]

    # -- bounces -----------------------------------------------------------------------------------

    def _message_receive_bounce(self, email, partner):
        """A bounced reminder was not a reminder; a copy that bounces is nobody's reminder."""
        super()._message_receive_bounce(email, partner)
        for action in self:
            if partner & action.contact_id or email in (action.recipient_address, action.contact_id.email_normalized):
                action._set_bounced(email)

    def _set_bounced(self, email=None):
        """Mark done e-mails as bounced, reopen their items (rule 4) and ask somebody to mend the address.

        A call whose summary bounces was made all the same: only the address needs mending.

        :param str email: the address that bounced, by default the recipient's
        """
        fresh = self.filtered(lambda action: action.state == "done" and action.delivery_status != "bounced")
        for action in fresh:
            if action.channel == EMAIL:
                action = action.with_context(dunning_evidence=evidence.WRITER)
                action.line_ids.filtered(lambda line: line.status == "counted").write({"status": "void"})
                action.write({"delivery_status": "bounced"})
            action.profile_id._ask_for_address(
                self.env._("%(address)s bounced: please mend the address.", address=email or action.recipient_address)
            )
        self.env["dunning.reply"].sudo()._note_bounces(fresh, email)

    # -- SMS and server actions --------------------------------------------------------------------

    def _deliver_sms(self, contact_day):
        """Send the SMS of one action; it is done when the gateway took it."""
        contact, body = self.contact_id, self.custom_sms or self._render_sms()
        if not body:
            raise UserError(self.env._("The step has no text for this channel."))
        message = self.with_context(lang=self.lang)._message_sms(
            body, partner_ids=contact.ids, put_in_queue=True, subtype_id=self.env.ref("mail.mt_comment").id
        )
        queued = self.env["sms.sms"].sudo().search([("mail_message_id", "=", message.id)])
        queued.send(raise_exception=False)
        refused = message.sudo().notification_ids.filtered(
            lambda one: one.notification_status in ("exception", "canceled")
        )
        if refused or not queued:
            failure = dict(refused._fields["failure_type"]._description_selection(self.env)).get(
                refused[:1].failure_type
            )
            raise ValueError(failure or self.env._("%s has no valid phone number.", contact.display_name))
        self._write_evidence(
            {
                "mail_message_id": message.id,
                "recipient_address": queued[:1].number or contact.phone,
                "snapshot": str(message.body),
                "snapshot_hash": self._hash_content(body),
            }
        )
        self._set_done(contact_day, delivery_status="sent")

    def _deliver_server_action(self, contact_day):
        """Run the step's server action on the action record."""
        server_action = self.step_id.server_action_id
        if not server_action._serves_dunning():
            raise UserError(
                self.env._(
                    "The server action “%s” is not approved for dunning plans: an administrator has to approve it.",
                    server_action.sudo().name,
                )
            )
        server_action.with_context(
            active_model=self._name, active_id=self.id, active_ids=self.ids, dunning_contact_day=contact_day
        ).run()
        self._set_done(contact_day, delivery_status="executed")
