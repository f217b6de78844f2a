"""Actions for a group of companies: one message to the parent, about what each of its subsidiaries owes."""

from odoo import api, fields, models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    is_of_group = fields.Boolean(
        string="About a Group", compute="_compute_is_of_group",
        help="The message goes to the parent and is about what its subsidiaries owe.",
    )  # fmt: skip

    @api.depends("line_ids.subsidiary_id", "partner_id")
    def _compute_is_of_group(self):
        for action in self:
            action.is_of_group = bool(action.line_ids.subsidiary_id - action.partner_id)

    def _find_debtors(self):
        """Return the customers whose debts these actions are about: each action's own, and its subsidiaries."""
        return self.partner_id | self.line_ids.subsidiary_id

    def _sort_by_debtor(self, lines):
        """Return lines of a message to a group by company, the parent first, then by name; others as they are.

        :param lines: ``dunning.action.line`` of this action
        """
        self.ensure_one()
        if not self.is_of_group:
            return lines
        own = lines.grouped(lambda line: line._find_debtor())
        debtors = sorted(own, key=lambda debtor: (debtor != self.partner_id, debtor.name or "", debtor.id))
        return lines.browse().concat(*(own[debtor] for debtor in debtors))

    def _debtor_heads(self, shown, sections):
        """Return the headings of a message to a group: for the first line of each company its name and what is asked of it.

        :param shown: ``dunning.action.line`` in their order
        :param sections: parts of the message, each ``dunning.action.line``
        :return: dict by line of (name, amounts in words of the language)
        """
        self.ensure_one()
        heads = {}
        for section in sections if self.is_of_group else ():
            for debtor, lines in section.grouped(lambda line: line._find_debtor()).items():
                first = shown.filtered(lambda line, lines=lines: line in lines)[:1]
                if first:
                    heads[first] = (debtor.name, self._action_amounts_text(lines))
        return heads

    def _debtor_of(self, move):
        """Return who owes an invoice that these actions are about; empty without actions.

        :param move: ``account.move``
        """
        lines = self.line_ids.filtered(lambda line: line.move_id == move and line.subsidiary_id)
        return lines[:1].subsidiary_id or self.partner_id[:1]
