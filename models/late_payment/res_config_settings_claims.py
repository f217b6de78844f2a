"""Settings of late-payment claims, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_claim_journal_id = fields.Many2one(related="dunning_root_id.dunning_claim_journal_id", readonly=False)
    dunning_claim_receivable_id = fields.Many2one(related="dunning_root_id.dunning_claim_receivable_id", readonly=False)
    dunning_claim_interest_account_id = fields.Many2one(related="dunning_root_id.dunning_claim_interest_account_id", readonly=False)
    dunning_claim_fee_account_id = fields.Many2one(related="dunning_root_id.dunning_claim_fee_account_id", readonly=False)
    dunning_claim_loss_account_id = fields.Many2one(related="dunning_root_id.dunning_claim_loss_account_id", readonly=False)
    dunning_claim_days = fields.Integer(related="dunning_root_id.dunning_claim_days", readonly=False)
    dunning_claim_minimum = fields.Monetary(
        related="dunning_root_id.dunning_claim_minimum", readonly=False, currency_field="dunning_currency_id"
    )
    dunning_claim_grace = fields.Integer(related="dunning_root_id.dunning_claim_grace", readonly=False)
    dunning_claim_no_waiving = fields.Boolean(related="dunning_root_id.dunning_claim_no_waiving", readonly=False)
    dunning_allocation = fields.Selection(related="dunning_root_id.dunning_allocation", readonly=False)

    def action_dunning_prepare_claims(self):
        """Fill in journal and accounts of claims where none were chosen, and open the settings again."""
        self.ensure_one()
        self.check_access("write")
        self.company_id.root_id._dunning_prepare_claims()
        return {"type": "ir.actions.client", "tag": "reload"}
