"""Documents of a case: what proves a claim beside what is sent from here."""

from odoo import api, fields, models

from ..shared import evidence
from ..shared.company_day import company_day
from .dunning_case_route import DOCUMENT_KINDS


class DunningCaseDocument(models.Model):
    _name = "dunning.case.document"
    _description = "Document of a Case"
    _inherit = ["dunning.guarded"]
    _order = "kind, date, id"
    _given_once = frozenset({"case_id"})
    _written_by_addon = frozenset({"is_evidence"})
    _part_of = frozenset({"case_id"})

    case_id = fields.Many2one("dunning.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    kind = fields.Selection(DOCUMENT_KINDS, required=True, default="other")
    name = fields.Char(required=True)
    date = fields.Date(default=company_day, help="Day that the document bears.")
    content = fields.Binary(attachment=True, string="File", required=True)
    filename = fields.Char()
    is_evidence = fields.Boolean(readonly=True, copy=False, help="It left with the case: it stays as it is.")

    def write(self, vals):
        """What left with the case stays as it is.

        :raises UserError: it would change
        """
        if {"content", "filename", "kind", "name", "date"} & vals.keys() and not self._is_addon_writing():
            evidence.check_change(self.filtered("is_evidence"))
        return super().write(vals)

    def unlink(self):
        """What left with the case stays.

        :raises UserError: it left
        """
        self.check_access("unlink")
        evidence.check_change(self.filtered("is_evidence"))
        return super().unlink()

    @api.model
    def _documents_among(self, attachments):
        """Return those of these attachments that are documents which left with a case.

        :param attachments: ``ir.attachment``
        """
        ids = [one.res_id for one in attachments.sudo() if one.res_model == self._name and one.res_field == "content"]
        left = self.search([("id", "in", ids), ("is_evidence", "=", True)]).ids if ids else []
        return attachments.sudo().filtered(
            lambda one: one.res_model == self._name and one.res_field == "content" and one.res_id in left
        )
