"""What an online payment from the customer's page pays: which items, and how much of each.

Core links a payment to invoices and reconciles all that is open of them, the oldest first; a customer who chose the second
instalment, a part of one invoice or an opening entry would pay something else.
"""

from odoo import fields, models


class DunningPaymentAllocation(models.Model):
    _name = "dunning.payment.allocation"
    _description = "Share of an Online Payment"
    _order = "transaction_id, id"
    _rec_name = "invoice_name"

    transaction_id = fields.Many2one("payment.transaction", required=True, index=True, ondelete="cascade")
    action_id = fields.Many2one(
        "dunning.action", string="Link of", index="btree_not_null", ondelete="set null", help="The contact whose link was followed to pay."
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", help="Whose item is paid.")
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="cascade")
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", index="btree_not_null", ondelete="set null")
    move_id = fields.Many2one("account.move", string="Invoice", index="btree_not_null", ondelete="set null")
    invoice_name = fields.Char(string="Number")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount = fields.Monetary(string="To Pay", required=True, readonly=True)
    state = fields.Selection(related="transaction_id.state", string="Payment")

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A share of a payment is above zero.")
