"""What was agreed about late payment: whose law governs and at which rate, for all businesses, one customer or one invoice."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DunningInterestContract(models.Model):
    _name = "dunning.interest.contract"
    _description = "Terms on Late Payment"
    _inherit = ["dunning.guarded", "mail.thread"]
    _order = "company_id, partner_id, move_id, date_from desc, id desc"
    _check_company_auto = True
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="cascade", tracking=True,
        help="Empty: the company's terms of sale, for all businesses.",
    )  # fmt: skip
    move_id = fields.Many2one(
        "account.move", string="Invoice", index="btree_not_null", ondelete="cascade", help="Empty: all of the customer's invoices."
    )
    date_from = fields.Date(string="Invoices From", help="Invoices of this day and later. Empty: all.")
    date_to = fields.Date(string="Invoices Until")
    law_country_id = fields.Many2one(
        "res.country", string="Law of the Contract", tracking=True,
        help="Country whose law the contract names. Empty: the selling company's for businesses, the customer's own for consumers "
        "and public bodies.",
    )  # fmt: skip
    rate_kind = fields.Selection(
        [("law", "As the law says"), ("fixed", "Fixed rate"), ("above", "Points above the law's reference")],
        required=True, default="law", tracking=True,
    )  # fmt: skip
    rate = fields.Float(string="Percent or Points", digits=(8, 4), tracking=True, help="Percent a year, or points above the reference.")
    due_agreed = fields.Boolean(
        string="Due Dates Are Agreed",
        help="The customer agreed to the due date, by the order or the contract: not just printed on the invoice.",
    )
    fee_clause = fields.Boolean(string="Clause on Compensation", help="The contract grants the compensation where law asks for a clause.")
    clause = fields.Char(help="Where it was agreed, as cited in letters.")

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "Terms cannot end before they begin.")

    @api.depends("partner_id", "move_id", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contract in self:
            about = contract.move_id.name or contract.partner_id.display_name
            contract.display_name = about or self.env._("Terms of sale of %s", contract.company_id.name or "")

    @api.constrains("rate_kind", "rate", "clause", "law_country_id", "partner_id", "move_id", "company_id")
    def _check_contract(self):
        """Refuse terms that nobody could prove, or that belong to nobody.

        :raises ValidationError: in one sentence
        """
        for contract in self:
            if contract.rate_kind != "law" and not 0 < contract.rate <= 50:
                raise ValidationError(self.env._("An agreed rate lies above 0 and at most at 50 % a year."))
            if (contract.rate_kind != "law" or contract.law_country_id) and not (contract.clause or "").strip():
                raise ValidationError(self.env._("Say where it was agreed: the clause is cited beside the amounts."))
            customers = contract.move_id.sudo()._dunning_customers()
            if contract.move_id and contract.partner_id.commercial_partner_id not in customers:
                raise ValidationError(
                    self.env._(
                        "Invoice %(invoice)s does not belong to %(customer)s.",
                        invoice=contract.move_id.name,
                        customer=contract.partner_id.display_name or self.env._("the terms of sale"),
                    )
                )
            if contract.move_id.sudo().company_id.root_id not in (contract.company_id, self.env["res.company"]):
                raise ValidationError(self.env._("The invoice belongs to another company."))

    def _covers_day(self, day):
        """Tell whether an invoice of a day is under these terms."""
        self.ensure_one()
        return (not self.date_from or self.date_from <= day) and (not self.date_to or day <= self.date_to)
