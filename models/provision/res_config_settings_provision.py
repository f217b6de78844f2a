"""Settings of provisions, edited for the root company."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_provision_method = fields.Selection(related="dunning_root_id.dunning_provision_method", readonly=False)
    dunning_provision_journal_id = fields.Many2one(
        related="dunning_root_id.dunning_provision_journal_id", readonly=False
    )
    dunning_doubtful_account_id = fields.Many2one(related="dunning_root_id.dunning_doubtful_account_id", readonly=False)
    dunning_allowance_account_id = fields.Many2one(
        related="dunning_root_id.dunning_allowance_account_id", readonly=False
    )
    dunning_impairment_account_id = fields.Many2one(
        related="dunning_root_id.dunning_impairment_account_id", readonly=False
    )
    dunning_impairment_reversal_account_id = fields.Many2one(
        related="dunning_root_id.dunning_impairment_reversal_account_id", readonly=False
    )
    dunning_loss_account_id = fields.Many2one(related="dunning_root_id.dunning_loss_account_id", readonly=False)
    dunning_loss_given_default = fields.Float(related="dunning_root_id.dunning_loss_given_default", readonly=False)
    dunning_provision_months = fields.Integer(related="dunning_root_id.dunning_provision_months", readonly=False)
    dunning_provision_factor = fields.Float(related="dunning_root_id.dunning_provision_factor", readonly=False)

    def action_dunning_french_accounts(self):
        """Fill in the accounts of provisions by the codes of the French chart."""
        self.dunning_root_id.action_dunning_french_accounts()
        return {"type": "ir.actions.client", "tag": "reload"}
