"""Skip steps with a reason, or move actions to another day."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.shared.company_day import company_day


class DunningActionWizard(models.TransientModel):
    _name = "dunning.action.wizard"
    _inherit = "dunning.dialogue"
    _description = "Skip or Reschedule Dunning Actions"

    mode = fields.Selection([("skip", "Skip"), ("reschedule", "Reschedule")], required=True, default="skip")
    action_ids = fields.Many2many("dunning.action", required=True)
    reason = fields.Char()
    date = fields.Date(default=company_day)

    def action_confirm(self):
        """Do what was asked to the open actions among those chosen."""
        self._check_one_dialogue()
        actions = self.action_ids._keep_open_ones()
        if not actions:
            raise UserError(self.env._("These actions are finished already."))
        if self.mode == "skip":
            if not (self.reason or "").strip():
                raise UserError(self.env._("Say why the step is skipped: the reason stays in the history."))
            actions._skip_steps(self.reason, company_day(self))
        else:
            if not self.date or self.date < company_day(self):
                raise UserError(self.env._("Choose today or a later day."))
            actions.write({"date": self.date})
            actions.activity_ids.filtered("automated").sudo().write({"date_deadline": self.date})
        return {"type": "ir.actions.act_window_close"}
