"""Bank lines: whether their payer was guessed or set by somebody."""

from odoo import fields, models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    dunning_guessed_partner_id = fields.Many2one(
        "res.partner", string="Guessed Payer", readonly=True, copy=False,
        help="Found by a part of a name or of an account number, and confirmed by nobody: it keeps no reminder back.",
    )  # fmt: skip

    def _retrieve_partner(self):
        """Remember whom the search by parts of names and accounts found."""
        unknown = self.filtered(lambda line: not line.partner_id)
        result = super()._retrieve_partner()
        for partner, lines in unknown.filtered("partner_id").grouped("partner_id").items():
            lines.dunning_guessed_partner_id = partner
        return result

    def write(self, vals):
        """Whoever sets the payer knows it: it is no guess any more."""
        if "partner_id" in vals and "dunning_guessed_partner_id" not in vals:
            vals = {**vals, "dunning_guessed_partner_id": False}
        return super().write(vals)
