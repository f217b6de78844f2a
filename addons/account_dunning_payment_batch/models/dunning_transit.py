"""Debit orders: what stands in one is on its way, for the item of its line."""

from odoo import models
from odoo.tools import SQL


class DunningTransit(models.AbstractModel):
    _inherit = "dunning.transit"

    def _way_queries(self, question, items):
        return [*super()._way_queries(question, items), self._sql_ordered(question, items)]

    def _sql_counts_payment(self):
        """Payments of orders count by the lines of their order, which name the items."""
        return SQL("%s AND payment.payment_order_id IS NULL", super()._sql_counts_payment())
