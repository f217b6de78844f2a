"""Invoices to be paid by a bill that needs nobody's acceptance: the seller presents it, the customer waits."""

from odoo import models
from odoo.tools import SQL


class DunningSuspension(models.AbstractModel):
    _inherit = "dunning.suspension"

    def _suspension_queries(self, question):
        """Add the invoices by *LCR directe* whose bill was never given to the bank, until it should have been paid."""
        queries = super()._suspension_queries(question)
        if question.without_debits:
            return queries
        self.env["account.move"].flush_model(["payment_method_line_fr_lcr_type"])
        direct = SQL("invoice.payment_method_line_fr_lcr_type = 'not_accepted'")
        return [*queries, self.env["dunning.transit"]._sql_to_fetch(question, "fr_lcr", direct)]
