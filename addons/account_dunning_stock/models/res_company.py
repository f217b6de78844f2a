"""Companies: whether deliveries may be held, kept on the root company."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_delivery_hold = fields.Boolean(
        string="Deliveries May Be Held",
        help="A collector holds the deliveries of a customer while an undisputed invoice is overdue, and the customer gets a notice that "
             "names it. Off: nothing is held, also what was held before.",
    )  # fmt: skip
