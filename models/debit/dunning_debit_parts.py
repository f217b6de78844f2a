"""The parts of a debit: the items that it pays, and what became of each try."""

from odoo import fields, models

# Why a debit was refused or came back: counted apart.
KINDS = [
    ("technical", "Technical: it could not be carried out"),
    ("financial", "Financial: the bank or the card refused it"),
]


class DunningDebitItem(models.Model):
    _name = "dunning.debit.item"
    _inherit = ["dunning.kept"]
    _description = "Item of a Debit"
    _order = "date_due, id"
    _rec_name = "invoice_name"

    debit_id = fields.Many2one("dunning.debit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="debit_id.company_id", store=True)
    currency_id = fields.Many2one(related="debit_id.currency_id")
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index="btree_not_null")
    instalment = fields.Integer(
        string="Instalment Rank", readonly=True, default=1, required=True,
        help="Rank of the instalment of the invoice, to find it again after the invoice was posted anew.",
    )  # fmt: skip
    invoice_name = fields.Char(string="Number", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(string="To Debit", required=True, readonly=True)


class DunningDebitTry(models.Model):
    _name = "dunning.debit.try"
    _inherit = ["dunning.kept"]
    _description = "Try of a Debit"
    _order = "debit_id, id"
    _rec_name = "date"

    debit_id = fields.Many2one("dunning.debit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="debit_id.company_id", store=True)
    currency_id = fields.Many2one(related="debit_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    transaction_id = fields.Many2one("payment.transaction", readonly=True, index="btree_not_null", ondelete="set null")
    result = fields.Selection(
        [("pending", "With the bank"), ("paid", "Paid"), ("refused", "Refused")], required=True, default="pending", readonly=True
    )
    kind = fields.Selection(KINDS, string="Refused Because", readonly=True)
    reason = fields.Char(readonly=True, help="As the provider gave it.")
