"""Online payments: a part payment of an order that credit stands against is kept, and the order waits for a person."""

from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Confirm what can be; for the others the system asks for the limit, so that no payment fails because of it."""
        stopped = self.filtered(lambda payment: payment._find_stopped_order())
        for payment in stopped:
            payment._find_stopped_order()._ask_for_order()
        return super(PaymentTransaction, self - stopped)._check_amount_and_confirm_order()

    def _find_stopped_order(self):
        """Return the one order that this payment would confirm and that cannot be, empty when there is none."""
        self.ensure_one()
        order = self.sudo().sale_order_ids
        none = order.browse()
        if len(order) != 1 or order.dunning_credit_effect not in ("approve", "refuse"):
            return none
        return order if order._is_confirmation_amount_reached() else none
