"""Block new orders of a customer: a person does, with a reason, while something undisputed is late."""

from odoo import fields, models


class DunningCreditBlockWizard(models.TransientModel):
    _name = "dunning.credit.block.wizard"
    _inherit = "dunning.dialogue"
    _description = "Block New Orders"

    profile_id = fields.Many2one("dunning.profile", string="Customer", required=True)
    reason = fields.Char(required=True, help="Salespeople read it.")

    def action_confirm(self):
        """Block new orders until nothing is late any more, or a person lifts it.

        :raises AccessError: the caller is no collector
        :raises UserError: nothing is late
        """
        self._check_one_dialogue()
        self.profile_id._block_credit(self.reason)
        return {"type": "ir.actions.act_window_close"}
