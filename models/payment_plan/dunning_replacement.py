"""The journal items by which an entry replaced an item by instalments: what they take off the item, and what is owed instead.

Kept as evidence beside the books. A reconciliation with such a line moves a debt and pays nothing (``shared.receivable``).
"""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class DunningReplacement(models.Model):
    _name = "dunning.replacement"
    _inherit = ["dunning.kept"]
    _description = "Item Replaced by Instalments"
    _kept_sentence = _lt("What a payment plan booked is part of the history: it cannot be deleted.")
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

    def _filter_open(self):
        """Return those of which something is open in the books."""
        return self.filtered(lambda one: one.line_id and not one.line_id.reconciled)

    def _refuse_undoing(self):
        """Refuse what would undo it beside the plan.

        :raises UserError: with the invoice
        """
        text = self.env._("%s is owed in instalments of a payment plan: put the invoices back from the plan first.")
        raise UserError(text % self.invoice_name)
