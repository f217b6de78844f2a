"""Reminders of calls and registered letters: they are done with the report, not by ticking the reminder."""

from odoo import models
from odoo.exceptions import RedirectWarning

from ..action.dunning_action import OPEN_STATES
from ..shared.channels import PHONE, REGISTERED_LETTER


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Ask for the report of a call, and for the posting of a registered letter, before its reminder is ticked off.

        :raises RedirectWarning: the action that the reminder is about is still open
        """
        mine = self.filtered(lambda activity: activity.res_model == "dunning.action" and activity.automated)
        for action in self.env["dunning.action"].browse(mine.mapped("res_id")).exists():
            if action.state in OPEN_STATES and action.channel in (PHONE, REGISTERED_LETTER):
                raise RedirectWarning(
                    self.env._("Please report how the call to %s went: that is what gets it done.", action.partner_id.display_name)
                    if action.channel == PHONE
                    else self.env._("The letter to %s is done when it is posted.", action.partner_id.display_name),
                    {
                        "type": "ir.actions.act_window",
                        "res_model": "dunning.action",
                        "res_id": action.id,
                        "views": [(False, "form")],
                    },
                    self.env._("Open it"),
                )
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
