"""What the tests of delivery need beyond a day's work: a mail server that refuses, and what it accepted, parsed."""

import email
import email.policy
import re
import smtplib
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import mute_logger
from odoo.tools.mail import html2plaintext

from .common import DunningCommon


class DeliveryCommon(DunningCommon):
    def setUp(self):
        super().setUp()
        # failures of single mails are what these tests provoke: their tracebacks say nothing new
        self.enterContext(
            self._quiet(
                "odoo.addons.mail.models.mail_mail",
                "odoo.addons.mail.models.mail_render_mixin",
                "odoo.addons.base.models.ir_mail_server",
                "odoo.addons.account_dunning.models.delivery.dunning_action_delivery",
            )
        )

    @staticmethod
    def _quiet(*loggers):
        return mute_logger(*loggers)

    @contextmanager
    def _refusing(self, *addresses, error=None):
        """Have the mail server refuse recipients, as one answering 550 does.

        :param addresses: recipients that are refused
        :param error: exception to raise instead of the refusal (a connection that breaks…)
        """
        session = type(self.testing_smtp_session)
        accept = session.send_message

        def send_message(this, message, smtp_from, smtp_to_list):
            refused = {to: (550, b"5.1.1 User unknown") for to in smtp_to_list if to in addresses}
            if refused:
                raise error or smtplib.SMTPRecipientsRefused(refused)
            return accept(this, message, smtp_from, smtp_to_list)

        with patch.object(session, "send_message", send_message):
            yield

    @contextmanager
    def _recording_only(self):
        """Have runs record without delivering, as if killed in between."""
        with patch.object(type(self.env["dunning.action"]), "_deliver_ready", return_value=True):
            yield

    def _record(self, day):
        """Do a run that stops before delivery; return its actions."""
        with self._recording_only():
            return self._run(day)

    def _sent(self, address=None):
        """Return the messages the mail server accepted, parsed, those to an address or all."""
        return [
            email.message_from_string(sent["message"], policy=email.policy.default)
            for sent in self.emails
            if address is None or address in sent["smtp_to_list"]
        ]

    def _recipients(self):
        """Return the addresses to which messages were accepted, one each, sorted."""
        return sorted(address for sent in self.emails for address in sent["smtp_to_list"])

    @staticmethod
    def _html(message):
        return message.get_body(("html",)).get_content()

    @classmethod
    def _text(cls, message):
        """Return the words of a message, every kind of white space as one blank."""
        html = message if isinstance(message, str) else cls._html(message)
        return re.sub(r"\s+", " ", html2plaintext(html))

    @staticmethod
    def _files(message):
        """Return the attachments as {name: bytes}."""
        return {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}

    def _entry(self, rows, journal=None):
        """Post one general entry with many receivable lines: thousands of open items in no time.

        :param list rows: (partner, due date, amount)
        """
        journal = journal or self.company_data["default_journal_misc"]
        self.company.dunning_journal_ids |= journal
        receivable = self.company_data["default_account_receivable"]
        lines = [
            (
                0,
                0,
                {"account_id": receivable.id, "partner_id": p.id, "date_maturity": due, "debit": amount, "name": "x"},
            )
            for p, due, amount in rows
        ]
        total = sum(amount for _partner, _due, amount in rows)
        lines.append((0, 0, {"account_id": self.company_data["default_account_revenue"].id, "credit": total}))
        move = self.env["account.move"].create(
            {"move_type": "entry", "journal_id": journal.id, "date": "2025-01-31", "line_ids": lines}
        )
        move.action_post()
        return move
