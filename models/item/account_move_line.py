"""Journal items: what dunning reads of them. Nothing is stored on them."""

from odoo import api, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _dunning_sql_number(self, line="line", move="move"):
        """Return the number by which a customer knows an item: that of its invoice, or payment.

        Items of other entries (opening balances, migrated invoices) bear their old number as label: the entry, one for
        many invoices of many customers, has a number that tells nobody anything. A label without any digit is no number.

        :param str line: alias of ``account_move_line``, with ``name``, ``payment_id`` and ``statement_line_id``
        :param str move: alias of ``account_move``
        :return: SQL
        """
        return SQL(
            """CASE WHEN %(move)s.move_type = 'entry' AND %(line)s.name ~ '[0-9]'
                     AND %(line)s.payment_id IS NULL AND %(line)s.statement_line_id IS NULL
                    THEN TRIM(%(line)s.name) ELSE %(move)s.name END""",
            line=SQL.identifier(line),
            move=SQL.identifier(move),
        )

    def _dunning_is_numbered(self):
        """Tell whether this item bears a number of its own, as those of opening entries do; not when there is none."""
        line = self.sudo()
        is_booking = line.move_id.move_type == "entry" and not line.payment_id and not line.statement_line_id
        return is_booking and any(letter in "0123456789" for letter in line.name or "")

    def _dunning_number(self):
        """Return the number by which the customer knows this item, see ``_dunning_sql_number``."""
        self.ensure_one()
        line = self.sudo()
        return line.name.strip(" ") if line._dunning_is_numbered() else line.move_id.name
