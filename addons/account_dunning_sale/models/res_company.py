"""Companies: what a used-up credit limit does to orders, kept on the root company."""

from odoo import fields, models

EFFECTS = [
    ("none", "Nothing"),
    ("warn", "A warning"),
    ("approve", "They need an approval"),
    ("refuse", "They cannot be confirmed"),
]

TERMS_EFFECTS = [
    ("none", "They stay"),
    ("short", "They are shortened"),
    ("prepay", "Payment in advance"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_credit_orders = fields.Selection(
        EFFECTS, string="Orders above the Credit Limit", default="warn", required=True,
        help="Also of customers that have something later than allowed or whom a person has blocked. Natural persons are never "
             "refused automatically: they are stopped only when a person has blocked them, and then need an approval.",
    )  # fmt: skip
    dunning_credit_terms = fields.Selection(
        TERMS_EFFECTS, string="Terms of Quotations above the Credit Limit", default="none", required=True,
        help="Also of customers that have something later than allowed or whom a person has blocked. Only quotations: orders that "
             "are confirmed keep their terms. Natural persons: only when a person has blocked them.",
    )  # fmt: skip
    dunning_credit_term_id = fields.Many2one(
        "account.payment.term", string="Shortened Terms", help="Empty: immediate payment."
    )

    def _has_order_effects(self):
        """Tell whether credit does anything to orders of this main company."""
        self.ensure_one()
        return self.dunning_credit_orders != "none" or self.dunning_credit_terms != "none"
