"""Let one delivery pass although deliveries to its customer are held: a credit manager does, with a reason."""

from odoo import fields, models
from odoo.exceptions import UserError


class DunningDeliveryPassWizard(models.TransientModel):
    _name = "dunning.delivery.pass.wizard"
    _inherit = "dunning.dialogue"
    _description = "Let a Delivery Pass"

    picking_id = fields.Many2one("stock.picking", string="Delivery Order", required=True)
    situation = fields.Text(related="picking_id.dunning_hold_text")
    reason = fields.Char()

    def action_confirm(self):
        """Let the delivery pass; it is validated by whoever delivers.

        :raises UserError: no reason, or it is not held
        """
        self._check_one_dialogue()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: it is kept with the delivery."))
        self.picking_id._let_delivery_pass(self.reason)
        return {"type": "ir.actions.act_window_close"}
