"""What became of the limit that was asked for an order: said on the order, to those who may read the request."""

from odoo import api, fields, models
from odoo.tools import format_date, formatLang


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dunning_credit_asked_text = fields.Char(compute="_compute_dunning_credit_asked", groups="base.group_user")
    dunning_credit_is_asked = fields.Boolean(compute="_compute_dunning_credit_asked", groups="base.group_user")

    @api.depends("dunning_credit_effect")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_dunning_credit_asked(self):
        self.dunning_credit_asked_text, self.dunning_credit_is_asked = False, False
        Request = self.env["dunning.credit.request"]
        if not Request.has_access("read"):
            return
        requests = Request.search([("order_id", "in", self._origin.ids)], order="id")
        for order in self:
            request = requests.filtered(lambda one, order=order: one.order_id == order._origin)[-1:]
            order.dunning_credit_is_asked = request.state == "open"
            order.dunning_credit_asked_text = order._say_what_became(request)

    @api.model
    def _say_what_became(self, request):
        """Return in a sentence who decides a request, or why it was refused; ``False`` when nothing is to be said.

        :param request: ``dunning.credit.request``, the last one for an order
        """
        request = request.sudo()
        words = {
            "user": request.asked_by_id.name,
            "amount": formatLang(self.env, request.amount, currency_obj=request.currency_id),
            "day": format_date(self.env, request.asked_on),
            "who": request.decided_by_id.name or request.decider_id.name or self.env._("nobody yet"),
            "why": request.decision_reason or "",
        }
        if request.state == "open":
            return self.env._("%(user)s asked for a limit of %(amount)s on %(day)s; decided by: %(who)s.", **words)
        if request.state == "refused":
            return self.env._("The limit of %(amount)s that %(user)s asked for was refused by %(who)s: %(why)s", **words)
        return False
