"""Journal items: what dunning reads of them. Nothing is stored on them."""

from odoo import api, models
from odoo.tools import SQL

from ..shared.receivable import sql_due, sql_entry, sql_trade


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

    def _dunning_snapshot(self):
        """Return what evidence keeps of these items beyond their amounts.

        :return: dict by item id of ``invoice_name``, ``order_reference`` (the customer's own), ``invoice_date``,
            ``instalment`` (1 for the first) and ``invoiced_currency`` (original amount, currency of the item)
        """
        if not self:
            return {}
        self.env.flush_all()
        return {
            row["id"]: {
                "invoice_name": row["name"],
                "order_reference": row["order_reference"],
                "invoice_date": row["invoice_date"],
                "instalment": row["instalment"],
                "invoiced_currency": row["amount_currency"],
            }
            for row in self.env.execute_query_dict(
                SQL(
                    """
                    SELECT line.id, line.amount_currency, %(number)s AS name,
                           CASE WHEN move.move_type IN ('out_invoice', 'out_receipt')
                                THEN NULLIF(TRIM(move.ref), '') END AS order_reference,
                           COALESCE(move.invoice_date, move.date) AS invoice_date,
                           (SELECT COUNT(*)
                              FROM account_move_line AS other
                              JOIN account_account AS account ON account.id = other.account_id
                                                             AND %(trade)s
                             WHERE other.move_id = line.move_id AND other.partner_id IS NOT DISTINCT FROM line.partner_id
                               AND other.id NOT IN (SELECT line_id FROM dunning_replacement WHERE side = 'moved' AND line_id IS NOT NULL)
                               AND (%(other_due)s, other.id)
                                   <= (%(due)s, line.id)) AS instalment
                      FROM account_move_line AS line JOIN account_move AS move ON move.id = %(entry)s
                     WHERE line.id = ANY(%(ids)s)
                    """,
                    number=self._dunning_sql_number(),
                    ids=self.ids,
                    entry=sql_entry(),
                    trade=sql_trade(),
                    due=sql_due(),
                    other_due=sql_due("other"),
                )
            )
        }

    def _dunning_instalments(self):
        """Return the rank of each item among the instalments of its invoice, by item id."""
        return {item: facts["instalment"] for item, facts in self._dunning_snapshot().items()}
