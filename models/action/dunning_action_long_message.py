"""Messages about many items: they list the oldest and sum up the rest; a workbook with all of them goes along.

An e-mail about ten thousand items is read by nobody and refused by mail servers. Amounts and totals stay those of all
items, and the evidence keeps a line for each.
"""

from odoo import fields, models
from odoo.tools import formatLang

from ..shared.one_line import one_line

MESSAGE_ROWS = 200


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_message_rows = fields.Integer(
        string="Items Listed in a Message", default=MESSAGE_ROWS,
        help="Of more items a message, a statement and the customer's page list the oldest and sum up the rest; a workbook "
             "with all of them goes with e-mails. 0: all are listed.",
    )  # fmt: skip

    def _dunning_shown(self, rows):
        """Return how many of some rows a message of this company lists: the first, all when they are few."""
        limit = self.root_id.sudo().dunning_message_rows
        return len(rows) if limit <= 0 else min(len(rows), limit)

    def _dunning_rest_text(self, count, is_letter=False):
        """Return the line that stands for the rows that a message does not list.

        :param int count: how many there are
        :param bool is_letter: nothing can be attached to paper
        """
        number = formatLang(self.env, count, digits=0)
        if is_letter:
            return self.env._("and %s more items: we gladly send you the whole list", number)
        return self.env._("and %s more items: the attached workbook lists all of them", number)


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _shown_and_rest(self, lines, amount):
        """Return the lines that a message lists, and what the others come to.

        :param lines: ``dunning.action.line``, oldest first
        :param str amount: field of the amount shown
        :return: (lines listed, list of dict ``currency, count, amount, text``, one a currency)
        """
        company, is_letter = self.company_id, bool(self._filter_letters())
        shown = company._dunning_shown(lines)
        rest = lines[shown:].grouped("currency_id")
        return lines[:shown], [
            {
                "currency": currency,
                "count": len(own),
                "amount": currency.round(sum(own.mapped(amount))),
                "text": company.with_env(self.env)._dunning_rest_text(len(own), is_letter),
            }
            for currency, own in rest.items()
        ]

    def _listed_names(self, lines):
        """Return the numbers of the invoices of some lines, as far as a message lists them."""
        names = list(dict.fromkeys(one_line(line.number) for line in lines))
        shown = self.company_id._dunning_shown(names)
        text = ", ".join(names[:shown])
        if shown == len(names):
            return text
        return self.env._("%(names)s and %(count)s more", names=text, count=formatLang(self.env, len(names) - shown, digits=0))

    def _has_workbook(self):
        """Tell whether this message lists only a part of its items, so that a workbook goes with it."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.status != "void")
        return len(lines) > self.company_id._dunning_shown(lines)

    def _workbook_document(self):
        """Return the workbook of all items as an attachment: (file name, bytes)."""
        action = self.with_context(lang=self.lang)
        name = action.env._("All items")  # not inside an f-string: exports do not look into those
        return f"{name}.xlsx", action.env["dunning.action.xlsx"]._build_action_workbook(action)
