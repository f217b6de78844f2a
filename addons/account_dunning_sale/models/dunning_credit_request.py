"""A request may be about an order: whoever decides sees it, and the order can be confirmed as soon as the limit is granted."""

from odoo import fields, models
from odoo.addons.account_dunning.models.credit.dunning_credit_request import DunningCreditRequest as Request


class DunningCreditRequest(models.Model):
    _inherit = "dunning.credit.request"
    _given_once = Request._given_once | {"order_id"}

    order_id = fields.Many2one("sale.order", index="btree_not_null", ondelete="set null")
