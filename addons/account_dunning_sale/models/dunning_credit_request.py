"""A request may be about an order: whoever decides sees it, and the order can be confirmed as soon as the limit is granted."""

from odoo import fields, models
from odoo.addons.account_dunning.models.credit.dunning_credit_request import DunningCreditRequest as Request


class DunningCreditRequest(models.Model):
    _inherit = "dunning.credit.request"
    _given_once = Request._given_once | {"order_id"}

    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")

    def _propose_for_order(self):
        """Return the limit to propose to who decides: what the open order needs, not less than what was granted before.

        :return: float, company currency; 0 where the request is for no open order, for a group, or somebody else decides
        """
        self.ensure_one()
        order = self.sudo().order_id
        if self.is_for_group or not self.may_decide or order.state not in ("draft", "sent"):
            return 0.0
        credit = self.env["dunning.exposure"].sudo()._read_credit(self.company_id.sudo(), self.partner_id)[self.partner_id.id]
        return max(order._limit_needed(), credit.limit or 0.0)
