"""Take down that a payment came back: when, why, and whether a debit is made once more."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.debit.dunning_debit_parts import KINDS
from ..models.shared.company_day import company_day


class DunningPaymentReturnWizard(models.TransientModel):
    _name = "dunning.payment.return.wizard"
    _inherit = "dunning.dialogue"
    _description = "Payment Came Back"

    payment_id = fields.Many2one("account.payment", required=True)
    date = fields.Date(string="Came Back On", required=True, default=company_day)
    kind = fields.Selection(KINDS, required=True, default="financial")
    reason = fields.Char(help="As the bank gave it.")
    may_repeat = fields.Boolean(compute="_compute_may_repeat")
    repeats = fields.Boolean(string="Debit Once More", help="Announced anew where it is a mandate; only once.")

    @api.depends("payment_id")
    def _compute_may_repeat(self):
        for wizard in self:
            tx = wizard.payment_id.sudo().payment_transaction_id
            tried = self.env["dunning.debit.try"].sudo().search([("transaction_id", "=", tx.id)], limit=1) if tx else None
            wizard.may_repeat = bool(tried) and tried.debit_id._may_repeat()

    def action_confirm(self):
        """Undo the payment; what it had paid is open again.

        :raises UserError: no reason is given, or it cannot be taken back here
        """
        self._check_one_dialogue()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why it came back, as the bank gave it."))
        self.payment_id._dunning_take_back(self.kind, self.reason.strip(), self.date, self.repeats and self.may_repeat)
        return {"type": "ir.actions.act_window_close"}
