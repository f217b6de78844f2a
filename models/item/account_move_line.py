"""Journal items: what dunning reads of them. Nothing is stored on them."""

from odoo import models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _dunning_snapshot(self):
        """Return what evidence keeps of these items beyond their amounts.

        :return: dict by item id of ``invoice_name``, ``invoice_date``, ``instalment`` (1 for the first) and
            ``invoiced_currency`` (original amount, currency of the item)
        """
        if not self:
            return {}
        self.env.flush_all()
        return {
            row["id"]: {
                "invoice_name": row["name"],
                "invoice_date": row["invoice_date"],
                "instalment": row["instalment"],
                "invoiced_currency": row["amount_currency"],
            }
            for row in self.env.execute_query_dict(
                SQL(
                    """
                    SELECT line.id, line.amount_currency, move.name, COALESCE(move.invoice_date, move.date) AS invoice_date,
                           (SELECT COUNT(*)
                              FROM account_move_line AS other
                              JOIN account_account AS account ON account.id = other.account_id
                                                             AND account.account_type = 'asset_receivable'
                             WHERE other.move_id = line.move_id AND other.partner_id IS NOT DISTINCT FROM line.partner_id
                               AND (COALESCE(other.date_maturity, other.date), other.id)
                                   <= (COALESCE(line.date_maturity, line.date), line.id)) AS instalment
                      FROM account_move_line AS line JOIN account_move AS move ON move.id = line.move_id
                     WHERE line.id = ANY(%s)
                    """,
                    self.ids,
                )
            )
        }

    def _dunning_instalments(self):
        """Return the rank of each item among the instalments of its invoice, by item id."""
        return {item: facts["instalment"] for item, facts in self._dunning_snapshot().items()}
