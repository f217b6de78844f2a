"""Receipts whose payer was guessed: read as if nobody had set one."""

from odoo import models
from odoo.tools import SQL


class DunningBankReceipt(models.AbstractModel):
    _inherit = "dunning.bank.receipt"

    def _sql_payer_set(self):
        return SQL("NULLIF(%s, bank.dunning_guessed_partner_id)", super()._sql_payer_set())
