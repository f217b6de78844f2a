"""Documents that left with a dunning action are evidence like its message."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

EVIDENCE = {"name", "raw", "datas", "url", "type", "mimetype", "res_model", "res_id"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if EVIDENCE & vals.keys():
            self._check_dunning_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dunning_evidence(self):
        self._check_dunning_evidence()

    def _check_dunning_evidence(self):
        """Refuse to touch the documents of dunning actions that are done.

        :raises UserError: one of these attachments is such a document
        """
        if self.env.su or not self:
            return
        documents = self.env["dunning.action"]._fields["document_ids"]
        self.env["dunning.action"].flush_model(["document_ids", "state"])
        if self.env.execute_query(
            SQL(
                """SELECT FROM %s AS document JOIN dunning_action AS action ON action.id = document.%s
                    WHERE document.%s = ANY(%s) AND action.state = 'done' LIMIT 1""",
                SQL.identifier(documents.relation),
                SQL.identifier(documents.column1),
                SQL.identifier(documents.column2),
                self.ids,
            )
        ):
            raise UserError(self.env._("What was sent to a customer is evidence: it cannot be changed or deleted."))
