"""What the texts of messages ask for is read once a batch, and a day is put into words once."""

import functools

from odoo import models
from odoo.tools import format_date


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _read_for_texts(self):
        """Read for all of these actions what the text of each would ask for by itself."""
        self.mapped("payee_bank_id")
        self.line_ids.mapped("number")
        self.line_ids.move_line_id.sudo().mapped("discount_date")
        moves = self.line_ids.move_id.sudo()
        for name in ("partner_bank_id", "move_type"):
            moves.mapped(name)

    def _day_formatter(self):
        """Return a function that writes days as people of the language do: for each language core looks for a file at every call."""
        return functools.cache(lambda day: format_date(self.env, day))

    def _claims_still_owed(self):
        """Return the late-payment claims that were charged to the customers and are still owed, oldest first, by action."""
        found = {}
        for company, actions in self.grouped(lambda action: action.company_id.root_id).items():
            claims = self.env["dunning.claim"]._open_claims(actions.partner_id, company).grouped("partner_id")
            none = self.env["dunning.claim"].sudo()
            found |= {action: claims.get(action.partner_id.commercial_partner_id, none) for action in actions}
        return found
