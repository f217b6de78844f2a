"""What one person enters and a second one confirms before it counts: rates, and laws that were filled in."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..shared.company_day import company_day


class DunningInterestConfirmed(models.AbstractModel):
    _name = "dunning.interest.confirmed"
    _description = "Confirmed by a Second Person"

    entered_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Date(readonly=True, copy=False)

    def _check_second_person(self):
        """Make sure that whoever confirms did not enter it.

        :raises UserError: it is the same person
        """
        self.check_access("write")
        if self.filtered(lambda record: record.entered_by_id == self.env.user):
            raise UserError(self.env._("You entered this yourself: a second person compares it with its source and confirms it."))

    def _confirmation_vals(self):
        """Return who confirms, and when."""
        return {"confirmed_by_id": self.env.uid, "confirmed_on": company_day(self, self.env.company)}
