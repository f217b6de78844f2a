"""Companies: what a used-up credit limit does to orders, kept on the root company."""

from odoo import fields, models

EFFECTS = [
    ("none", "Nothing"),
    ("warn", "A warning"),
    ("approve", "They need an approval"),
    ("refuse", "They cannot be confirmed"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_credit_orders = fields.Selection(
        EFFECTS, string="Orders above the Credit Limit", default="warn", required=True,
        help="Also of customers that have something later than allowed or whom a person has blocked. Natural persons are never "
             "refused automatically: they are stopped only when a person has blocked them, and then need an approval.",
    )  # fmt: skip
