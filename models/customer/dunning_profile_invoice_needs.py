"""What a customer needs on an invoice to pay it."""

from odoo import fields, models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    needs_order_reference = fields.Boolean(
        string="Demands an Order Reference", tracking=True, help="Invoices without the customer's order reference are not paid."
    )
