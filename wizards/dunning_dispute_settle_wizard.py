"""Settle disputes: how it ended, and the credit note when there is one."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.claim.dunning_dispute import RESOLUTIONS
from ..models.shared.company_day import company_day


class DunningDisputeSettleWizard(models.TransientModel):
    _name = "dunning.dispute.settle.wizard"
    _inherit = "dunning.dialogue"
    _description = "Settle a Dispute"

    dispute_ids = fields.Many2many("dunning.dispute", string="Disputes", required=True)
    partner_id = fields.Many2one("res.partner", compute="_compute_partner_id")
    resolution = fields.Selection(RESOLUTIONS)
    credit_note_id = fields.Many2one(
        "account.move", domain="[('move_type', '=', 'out_refund'), ('state', '=', 'posted'), ('commercial_partner_id', '=', partner_id)]"
    )
    note = fields.Text(string="What Was Agreed")

    @api.depends("dispute_ids")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.dispute_ids.partner_id[:1]

    def action_confirm(self):
        """Settle the disputes; their invoices are chased again for what is left open.

        :raises UserError: no resolution was chosen; a credit note is the resolution and none was chosen by somebody who could choose one
        """
        self._check_one_dialogue()
        if not self.resolution:
            raise UserError(self.env._("How was it settled? Choose a resolution."))
        credit = self.credit_note_id if self.resolution == "credit_note" else self.env["account.move"]
        if self.resolution == "credit_note" and not credit and credit.has_access("read"):
            raise UserError(self.env._("Choose the credit note: the dispute stays open until it is posted."))
        self.dispute_ids._settle_disputes(company_day(self), self.resolution, self.note, credit.sudo())
        return self.env["dunning.task"]._open_next_line()

    def action_next(self):
        """Leave it for later and go on with the next line of the work list."""
        return self.env["dunning.task"]._open_next_line()
