"""Terms of sale by date, and how customers accepted them: those in force on a day prove what was agreed."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningTerms(models.Model):
    _name = "dunning.terms"
    _description = "Terms of Sale"
    _inherit = ["dunning.guarded"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Company or branch that sells by them.",
    )
    date_from = fields.Date(string="In Force From", required=True)
    date_to = fields.Date(string="Until", help="Empty: until the next ones.")
    acceptance = fields.Char(
        string="How Accepted", help="Signed with the order, printed on its back, accepted by click when ordering…"
    )
    content = fields.Binary(attachment=True, string="File", required=True)
    filename = fields.Char()

    _days_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "Terms of sale cannot end before they begin."
    )
    _day_uniq = models.UniqueIndex("(company_id, date_from)", "Other terms of sale are in force from this day.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_evidence(self):
        if self.env["dunning.evidence.file"].sudo().search_count([("terms_ids", "in", self.ids)], limit=1):
            raise UserError(self.env._("These terms of sale are in an evidence file: give them a last day instead."))
