"""The statement of a customer as a document: figures of many statements are read at once."""

from odoo import api, models


class ReportCustomerStatement(models.AbstractModel):
    _name = "report.account_dunning.report_customer_statement"
    _description = "Statement of account"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the statements with their sections (``dunning.statement._sections_by_statement``).

        :raises AccessError: the user cannot read them; figures would not ask
        :raises UserError: he does not work in all branches
        """
        statements = self.env["dunning.statement"].browse(docids)
        statements.check_access("read")
        statements._check_companies()
        return {"doc_ids": docids, "doc_model": statements._name, "docs": statements, "parts": statements._sections_by_statement()}
