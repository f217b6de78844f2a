"""The journal items by which an entry replaced an item by instalments: what they take off the item, and what is owed instead.

Kept as evidence beside the books. A reconciliation with such a line moves a debt and pays nothing (``shared.receivable``).
"""

from odoo import fields, models

from ..shared import evidence


class DunningReplacement(models.Model):
    _name = "dunning.replacement"
    _description = "Item Replaced by Instalments"
    _order = "plan_id, date_due, id"
    _rec_name = "invoice_name"

    plan_id = fields.Many2one("dunning.payment.plan", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    side = fields.Selection(
        [("moved", "Taken off the invoice"), ("instalment", "Owed instead"), ("undone", "Put back")],
        string="Movement", required=True, readonly=True,
    )  # fmt: skip
    line_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True, index="btree_not_null", ondelete="set null")
    origin_line_id = fields.Many2one(
        "account.move.line", string="Replaced Item", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null")
    invoice_name = fields.Char(string="Number", readonly=True)
    plan_line_id = fields.Many2one("dunning.payment.plan.line", string="Instalment", readonly=True, ondelete="set null")
    date = fields.Date(string="Day of the Entry", required=True, readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    date_original = fields.Date(
        string="Due before the Plan", readonly=True, help="Legal days late, interest and the insurer's days go on from it."
    )
    amount = fields.Monetary(readonly=True)

    _line_unique = models.Constraint("UNIQUE(line_id)", "A journal item replaces one item.")

    def write(self, vals):
        """Keep what was booked as it was.

        :raises UserError: anybody but the add-on changes it
        """
        evidence.check_change(self)
        return super().write(vals)

    def unlink(self):
        """Keep the history.

        :raises UserError: it is part of the history
        """
        evidence.check_deletion(self, self.env._("What a payment plan booked is part of the history: it cannot be deleted."))
        return super().unlink()
