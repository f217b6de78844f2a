"""Invoices of payment modes whose money we fetch ourselves: the customer waits for it to be fetched."""

from odoo import models
from odoo.tools import SQL


class DunningSuspension(models.AbstractModel):
    _inherit = "dunning.suspension"

    def _suspension_queries(self, question):
        """Add the invoices of these payment modes that were never given to the bank, until their money should have come."""
        queries = super()._suspension_queries(question)
        modes = self.env["account.payment.mode"].sudo().with_context(active_test=False).search([("dunning_fetched", "=", True)])
        if question.without_debits or not modes:
            return queries
        self.env["account.move"].flush_model(["payment_mode_id"])
        fetched = SQL("invoice.payment_mode_id = ANY(%s)", modes.ids)
        return [*queries, self.env["dunning.transit"]._sql_to_fetch(question, "fetched", fetched)]
