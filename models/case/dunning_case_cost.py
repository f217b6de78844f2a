"""What a case costs: fees of the handler, of the court, of the bailiff; what may be asked from the debtor is said apart."""

from odoo import fields, models

from ..shared.company_day import company_day

COST_KINDS = [
    ("commission", "Commission"),
    ("bailiff", "Bailiff"),
    ("court", "Court"),
    ("lawyer", "Lawyer"),
    ("insurer", "Insurer"),
    ("other", "Other"),
]


class DunningCaseCost(models.Model):
    _name = "dunning.case.cost"
    _description = "Cost of a Case"
    _inherit = ["dunning.guarded"]
    _order = "date, id"
    _given_once = frozenset({"case_id"})
    _part_of = frozenset({"case_id"})

    case_id = fields.Many2one("dunning.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=company_day)
    kind = fields.Selection(COST_KINDS, required=True, default="other")
    name = fields.Char(string="Description")
    amount = fields.Monetary(required=True, help="Without VAT, in company currency.")
    from_debtor = fields.Boolean(
        string="Asked From the Debtor",
        help="Costs of a court or of enforcement. Costs of collecting out of court stay with the creditor (in France: "
        "Code des procédures civiles d'exécution, L. 111-8).",
    )
    bill_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        ondelete="set null",
        domain="[('move_type', 'in', ('in_invoice', 'in_refund'))]",
    )
