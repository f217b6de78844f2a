"""Whose answer a message is that came outside of any thread: told by the invoices it names and by who wrote it."""

import re

from odoo import api, fields, models
from odoo.tools import email_normalize

from .meaning import find_new_words

# What may be an invoice's number: letters, figures and signs, with three figures at least; more than so many are none.
NUMBER = re.compile(r"(?<![\w@.])[A-Za-z0-9][\w/.\-]*\d(?!\w)")
MOST_NUMBERS = 30
# Somebody whom we wrote to within so many days answers us.
ANSWERED_DAYS = 120


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    @api.model
    def _find_by_message(self, subject, text, email_from, today):
        """Return the one customer whose answer a message is, by the invoices it names, else by who wrote it.

        Only customers whom we wrote to lately; when several come into question it is nobody's.

        :param str subject: subject of the message
        :param str text: its plain text
        :param str email_from: who wrote it
        :param date today: day on which it came
        :return: ``dunning.profile``, may be empty
        """
        words = f"{subject or ''}\n{find_new_words(text or '')}"
        named = self._find_by_numbers(words)._written_to(today)
        if len(named) == 1:
            return named
        known = self._find_by_sender(email_from)._written_to(today)
        known = (known & named) or (known if not named else self.browse())
        return known if len(known) == 1 else self.browse()

    @api.model
    def _find_by_numbers(self, words):
        """Return the customers of the open invoices whose whole numbers some words name."""
        numbers = [one for one in dict.fromkeys(NUMBER.findall(words)) if len(re.findall(r"\d", one)) >= 3][:MOST_NUMBERS]
        if not numbers:
            return self.browse()
        moves = self.env["account.move"].sudo().search(
            [
                ("name", "in", numbers), ("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_refund")),
                ("amount_residual", ">", 0),
            ]
        )  # fmt: skip
        found = self.sudo().browse()
        for move in moves:
            found |= self.sudo().search(
                [("partner_id", "=", move.commercial_partner_id.id), ("company_id", "parent_of", move.company_id.id)]
            )
        return found

    @api.model
    def _find_by_sender(self, email_from):
        """Return the customers one of whose contacts has the address."""
        address = email_normalize(email_from or "")
        if not address:
            return self.sudo().browse()
        people = self.env["res.partner"].sudo().search([("email_normalized", "=", address)])
        return self.sudo().search([("partner_id", "in", people.commercial_partner_id.ids)])

    def _written_to(self, today):
        """Return those of these customers whom we wrote to lately."""
        since = fields.Date.add(today, days=-ANSWERED_DAYS)
        groups = self.env["dunning.action"].sudo()._read_group(
            [("profile_id", "in", self.ids), ("state", "=", "done"), ("date_done", ">=", since)], ["profile_id"]
        )
        return self.browse(profile.id for (profile,) in groups)
