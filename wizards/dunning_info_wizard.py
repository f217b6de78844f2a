"""Add what somebody in the field knows about a customer: one sentence, dated and signed."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.shared.company_day import company_day
from ..models.shared.once import lock_rows, say_done


class DunningInfoWizard(models.TransientModel):
    _name = "dunning.info.wizard"
    _inherit = "dunning.dialogue"
    _description = "Add Field Information"

    profile_id = fields.Many2one("dunning.profile", required=True)
    known = fields.Text(related="profile_id.note", string="Known so far")
    text = fields.Text(string="What Is New", required=True)

    def action_confirm(self):
        """Put the newest information first, and say it in the history where the collector reads it."""
        self._check_one_dialogue()
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Write down what is new."))
        day = format_date(self.env, company_day(self))
        line = f"{day}, {self.env.user.name}: {text}"
        lock_rows(self.profile_id.sudo())
        if line in (self.profile_id.note or "").splitlines():
            return say_done(self.env, self.env._("Written down already: %s", line))
        self.profile_id.note = "\n".join(filter(None, [line, self.profile_id.note]))
        self.profile_id.message_post(body=text, subject=self.env._("Field information"))
        return {"type": "ir.actions.act_window_close"}
