"""Deciding a request for an order: whoever asked may not have known what is owed, so the order's need is proposed."""

from odoo import api, models
from odoo.tools import formatLang


class DunningCreditDecideWizard(models.TransientModel):
    _inherit = "dunning.credit.decide.wizard"

    @api.depends("request_id")
    def _compute_terms(self):
        result = super()._compute_terms()
        for wizard in self:
            wizard.amount = max(wizard.amount, wizard.request_id._propose_for_order())
        return result

    @api.depends("request_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_situation(self):
        result = super()._compute_situation()
        for wizard in self:
            order = wizard.request_id.sudo().order_id
            if wizard.request_id._propose_for_order():
                amount = formatLang(self.env, order._limit_needed(), currency_obj=wizard.currency_id)
                need = self.env._("Order %(order)s needs a limit of %(amount)s.", order=order.name, amount=amount)
                wizard.situation = "\n".join(filter(None, [wizard.situation, need]))
        return result
