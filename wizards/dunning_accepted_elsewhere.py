"""What was accepted elsewhere: who signed a document of ours on paper, or wrote that it is accepted."""

from odoo import fields, models
from odoo.exceptions import UserError


class DunningAcceptedElsewhere(models.AbstractModel):
    """Inherited by the dialogues of the documents that both sides accept."""

    _name = "dunning.accepted.elsewhere"
    _inherit = "dunning.dialogue"
    _description = "Accepted Elsewhere"

    name = fields.Char(string="Accepted By", help="Who signed, or who wrote.")
    capacity = fields.Char(help="Manager, accountant…")

    def _read_acceptance(self):
        """Return who accepted it, in which capacity, and how, as methods that accept a document take them.

        :return: tuple of three str
        :raises UserError: nobody is named
        """
        name = (self.name or "").strip()
        if not name:
            raise UserError(self.env._("Say who accepted it."))
        return name, (self.capacity or "").strip(), "paper"
