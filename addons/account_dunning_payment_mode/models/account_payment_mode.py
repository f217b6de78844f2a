"""Payment modes whose money we fetch ourselves."""

from odoo import fields, models


class AccountPaymentMode(models.Model):
    _inherit = "account.payment.mode"

    dunning_fetched = fields.Boolean(
        string="We Fetch the Money",
        help="Direct debits, bills: nobody is reminded of such an invoice until its due date and the days until a payment arrives "
        "have passed, or the money came back.",
    )
