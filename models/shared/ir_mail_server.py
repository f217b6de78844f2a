"""E-mails whose names or subjects bear line breaks: Python refuses such a header, and the message would never leave."""

from email.header import decode_header, make_header
from email.utils import getaddresses

from odoo import models
from odoo.tools.mail import formataddr

from .one_line import one_line


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _build_email__(
        self, email_from, email_to, subject, body, email_cc=None, email_bcc=None, reply_to=False, attachments=None, **kwargs
    ):
        """Put what goes into headers on one line: names come from contacts, however they were typed or imported."""
        headers = kwargs.pop("headers", None) or {}
        return super()._build_email__(
            self._dunning_put_on_one_line(email_from),
            self._dunning_put_on_one_line(email_to),
            one_line(subject),
            body,
            email_cc=self._dunning_put_on_one_line(email_cc),
            email_bcc=self._dunning_put_on_one_line(email_bcc),
            reply_to=self._dunning_put_on_one_line(reply_to),
            attachments=attachments and [(one_line(name), *rest) for name, *rest in attachments],
            headers={name: one_line(value) if isinstance(value, str) else value for name, value in headers.items()},
            **kwargs,
        )

    def _dunning_put_on_one_line(self, address):
        """Return an address, or several, whose names are on one line; one that is already stays as it is.

        :param address: text, list of text, or nothing
        """
        if not address:
            return address
        if not isinstance(address, str):
            return [self._dunning_put_on_one_line(one) for one in address]
        if "=?" not in address:
            return one_line(address)
        # the break may hide in a name that is encoded already
        people = [(str(make_header(decode_header(coded))), email) for coded, email in getaddresses([address])]
        if all(one_line(name) == name for name, _email in people):
            return address
        return ", ".join(formataddr((one_line(name), email)) for name, email in people)

    def _prepare_email_message__(self, message, smtp_session):
        """Put the sender of the connection on one line too: it becomes the sender of the message."""
        sender = getattr(smtp_session, "smtp_from", None)
        if isinstance(sender, str):
            smtp_session.smtp_from = self._dunning_put_on_one_line(sender)
        return super()._prepare_email_message__(message, smtp_session)
