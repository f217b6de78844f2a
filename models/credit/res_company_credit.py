"""Companies: what credit does, kept on the root company."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_credit_warn = fields.Boolean(
        string="Tell About Credit", default=True,
        help="Invoices in draft say when a credit limit is used up or something is later than allowed.",
    )  # fmt: skip
    dunning_credit_bill_method_ids = fields.Many2many(
        "account.payment.method.line", "dunning_credit_bill_method_rel", "company_id", "method_line_id",
        string="Bills in Circulation", domain="[('payment_type', '=', 'inbound')]",
        help="Means of payment that can come back until the bank has paid: bills of exchange, cheques, direct debits. They count "
             "in the exposure until then.",
    )  # fmt: skip
