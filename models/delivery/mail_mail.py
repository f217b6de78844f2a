"""The mail queue tells dunning actions what became of their messages, whoever sent them and whenever.

Reminders delivered by us are handed over one action at a time: what was accepted is committed before the next one.
"""

import contextlib
import logging
import smtplib

from odoo import models

from ..shared.background import context_day
from ..shared.company_day import company_day
from .dunning_action_worker import IN_FLIGHT

_logger = logging.getLogger(__name__)

# Connections that may break off one after the other before the mail server counts as gone: each costs its time-out.
BREAKS = 3


class SendingSession(dict):
    """One handing over of reminders to the mail server: whether each action (id) could be claimed. No client can send one."""


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _send(self, auto_commit=False, raise_exception=False, smtp_session=None, **options):
        """Send; reminders (context ``dunning_claims``, a ``SendingSession``) one action at a time, going on when the connection
        breaks off.
        """
        claims = self.env.context.get("dunning_claims")
        if not isinstance(claims, SendingSession):
            return super()._send(auto_commit, raise_exception, smtp_session, **options)
        Action = self.env["dunning.action"]
        Action._commit_delivery_progress()  # connecting took its time: look afresh at what is still to be sent
        session, breaks, gone = smtp_session, 0, None
        for message, mails in self.grouped("mail_message_id").items():
            action = Action.browse(message.res_id)
            if gone:
                claims[action.id] = False
                mails._dunning_not_tried(action, gone)
                continue
            if action.id not in claims:
                claims[action.id] = action._claim_for_sending(message)
                mails = mails.exists()  # its commit forgot what was read
            if not claims[action.id]:
                continue
            mails.filtered(lambda mail: mail.state == "exception").write({"state": "outgoing", "failure_reason": False})
            handed = []
            try:
                with self.env.cr.savepoint(), self._dunning_watch(session, handed):
                    super(MailMail, mails)._send(False, raise_exception, session, **options)
                breaks = 0
            except smtplib.SMTPServerDisconnected as error:
                mails._dunning_broken_off(action, error, bool(handed))
                Action._commit_delivery_progress()
                breaks += 1
                session, gone = self._dunning_reconnect(session, options.get("mail_server"), error, breaks)
            Action._commit_delivery_progress()
        if session is not smtp_session and not gone:
            with contextlib.suppress(smtplib.SMTPServerDisconnected):
                session.quit()
        return True

    @staticmethod
    @contextlib.contextmanager
    def _dunning_watch(session, handed):
        """Note in a list when the text of a message begins to go over a connection: from then on it may arrive."""
        data = getattr(session, "data", None)
        if data is None:  # no SMTP session, as in tests
            handed.append(True)
            yield
            return

        def watched(message):
            handed.append(True)
            return data(message)

        session.data = watched
        try:
            yield
        finally:
            session.data = data

    def _dunning_broken_off(self, action, error, handed):
        """Note that the connection to the mail server broke off at the message of an action.

        :param action: ``dunning.action``
        :param Exception error: what happened
        :param bool handed: whether its text had begun to go over: then nobody knows whether it arrived
        """
        _logger.info("The connection to the mail server broke off at dunning action %s: %s", action.id, error)
        reason = str(error) or type(error).__name__
        self.write({"state": "exception", "failure_reason": reason})
        notifications = self.env["mail.notification"].sudo().search([("mail_mail_id", "in", self.ids)])
        notifications.filtered(lambda one: one.notification_status != "sent").write(
            {"notification_status": "exception", "failure_type": "mail_smtp", "failure_reason": reason}
        )
        if action.state != "ready":  # a copy that breaks off is nobody's reminder
            return
        what = self.env._("The connection to the mail server broke off (%s)", reason)
        if handed:
            action._fail_uncertain(what)
        else:
            action._note_failure(what)

    def _dunning_not_tried(self, action, reason):
        """Fail an action that was not handed over because the mail server is gone; it is tried again by itself.

        :param action: ``dunning.action``
        :param str reason: what the last connection died of
        """
        self.write({"failure_reason": reason})
        if not action._commits_between_actions() or action._lock_action():
            if action.state == "ready" and action.mail_message_id == self.mail_message_id:
                action._note_failure(reason)
            action._commit_delivery_progress()

    def _dunning_reconnect(self, session, mail_server, error, breaks):
        """Connect anew after a connection broke off, unless the server is not worth another try.

        :param session: the connection that broke off
        :param mail_server: ``ir.mail_server`` it led to
        :param Exception error: what it died of
        :param int breaks: connections that broke off one after the other
        :return: (new connection, ``None``), or (``None``, why there is none)
        """
        if breaks >= BREAKS:
            return None, self.env._("The mail server does not answer (%s)", str(error) or type(error).__name__)
        try:
            return self.env["ir.mail_server"]._connect__(
                mail_server_id=mail_server.id if mail_server else False, smtp_from=getattr(session, "smtp_from", False)
            ), None
        except Exception as refused:
            return None, str(refused) or type(refused).__name__

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Close or fail the dunning actions whose message has just been handed to the mail server.

        The contact day is the day of the run that sends (context ``dunning_contact_day``), else today.
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
                        ("delivery_status", "in", IN_FLIGHT),
                        ("state", "=", "ready"),
                    ]
                )
            )
            for action in actions:
                today = context_day(self.env, "dunning_contact_day") or company_day(action)
                action._mail_processed(*states[action.mail_message_id.id], failure_type, today)
        return result
