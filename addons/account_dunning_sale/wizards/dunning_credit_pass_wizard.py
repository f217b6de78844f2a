"""Let one order pass although the customer's credit stands against it: by a person who may grant as much, with a reason."""

from odoo import fields, models
from odoo.exceptions import UserError


class DunningCreditPassWizard(models.TransientModel):
    _name = "dunning.credit.pass.wizard"
    _inherit = "dunning.dialogue"
    _description = "Let an Order Pass"

    order_id = fields.Many2one("sale.order", required=True)
    situation = fields.Text(related="order_id.dunning_credit_text")
    reason = fields.Char()

    def action_confirm(self):
        """Let the order pass; it is confirmed by whoever sells.

        :raises UserError: no reason, or more than the caller may grant
        """
        self._check_one_dialogue()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: it is kept with the order."))
        self.order_id._let_pass(self.reason)
        return {"type": "ir.actions.act_window_close"}
