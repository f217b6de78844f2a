"""Remittance advices that customers sent: which items they name, and what cannot be read, row by row."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from odoo import api, fields, models

from ..shared.remittance import is_readable, read_advice, squeeze

# Replies looked at: no transfer takes longer.
ADVICE_DAYS, MOST_REPLIES = 60, 200

# Letters and digits of a number that may stand anywhere in a line of text.
SURE_LENGTH = 6


class DunningAdvice(models.AbstractModel):
    _name = "dunning.advice"
    _description = "Remittance advices in replies"

    @api.model
    def _find_advices(self, company, partners, today):
        """Return the files of recent replies that may be advices.

        :param company: root ``res.company``
        :param partners: commercial ``res.partner``
        :param date today: the day for which is asked
        :return: dict of ``res.partner``: list of (``dunning.reply``, ``ir.attachment``), the latest first
        """
        since = fields.Datetime.to_datetime(today - timedelta(days=ADVICE_DAYS))
        replies = self.env["dunning.reply"].sudo().search(
            [
                ("company_id", "=", company.id), ("partner_id", "in", partners.ids), ("kind", "=", "reply"),
                ("date_received", ">=", since),
            ],
            order="date_received desc, id desc", limit=MOST_REPLIES,
        )  # fmt: skip
        found = {}
        for reply in replies:
            for attachment in reply.attachment_ids.sorted("id"):
                if is_readable(attachment.name or ""):
                    found.setdefault(reply.partner_id, []).append((reply, attachment))
        return found

    @api.model
    def _read_advice_parts(self, attachment, items):
        """Return what an advice pays of the open items of a customer, and what in it cannot be read.

        :param attachment: ``ir.attachment``
        :param items: ``account.move.line``, in the order in which they are due
        :return: (dict of ``account.move.line``: Decimal, list of str)
        """
        try:
            rows = read_advice(attachment.name, attachment.raw or b"")
        except ValueError:
            return {}, [self.env._("%s cannot be read.", attachment.name)]
        called = self._names_of_items(items)
        parts, problems = {}, []
        for row in rows:
            named = self._named_items(row, called)
            problem = self._spread_row(row, named, parts)
            if problem:
                problems.append(self.env._("%(file)s, row %(row)s: %(problem)s", file=attachment.name, row=row.place, problem=problem))
        return parts, problems

    def _names_of_items(self, items):
        """Return items by what they are called, squeezed: number, payment reference, the order of the customer."""
        called = {}
        for item in items.sudo():
            for name in {item._dunning_number(), item.dunning_entry_id.payment_reference, item.dunning_entry_id.ref}:
                if key := squeeze(name or ""):
                    called[key] = called.get(key, items.browse()) + items.browse(item.id)
        return called

    def _named_items(self, row, called):
        """Return the items that a row names: by a cell, or by a word (or two) of a line of text."""
        for cell in row.cells:
            if found := called.get(squeeze(cell)):
                return found
        words = [squeeze(word) for cell in row.cells for word in cell.split()]
        for key in [*words, *(before + after for before, after in pairwise(words))]:
            if len(key) >= SURE_LENGTH and key in called:
                return called[key]
        return None

    def _spread_row(self, row, items, parts):
        """Add what a row pays to ``parts``, over the instalments of an invoice in their order.

        :return: what is wrong with the row, else ``None``
        """
        name = next(cell for cell in row.cells if cell)
        if not items:
            is_prose = len(row.cells) == 1 and row.amount is None
            return None if is_prose else self.env._("“%s” is no open item", name)
        if row.amount is None:
            return self.env._("no amount for “%s”", name)
        left = row.amount
        for item in items:
            rest = Decimal(str(item.amount_residual_currency)) - parts.get(item, 0)
            share = min(left, rest) if rest > 0 else max(left, rest)
            if share and (share > 0) == (rest > 0):
                parts[item] = parts.get(item, 0) + share
                left -= share
        return self.env._("more than is open of “%s”", name) if left else None
