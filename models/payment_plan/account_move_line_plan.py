"""The due date that an item had before a payment plan changed it: what counts for the law is kept beside the new one."""

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dunning_date_original = fields.Date(
        string="Due Date before the Payment Plan", readonly=True, copy=False,
        help="Legal days late, interest and the insurer's days go on from it.",
    )  # fmt: skip
