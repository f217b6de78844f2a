"""Who answers for an invoice inside the company, when a step is theirs to do."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _dunning_responsible(self):
        """Return who answers for these invoices, whoever has most of the amount first.

        Add-ons override this to put the manager of a project, the owner of an order or of a branch first.

        :return: list of ``res.users``
        """
        amounts = {}
        for move in self.sudo():
            if move.invoice_user_id:
                amounts[move.invoice_user_id] = amounts.get(move.invoice_user_id, 0.0) + abs(move.amount_residual_signed)
        return sorted(amounts, key=lambda user: (-amounts[user], user.id))
