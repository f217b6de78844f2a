"""Journal items: what evidence keeps of them, for the day on which they are changed or gone: number, order reference, instalment."""

from odoo import models
from odoo.tools import SQL

from ..shared.receivable import sql_due, sql_entry, sql_trade


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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
