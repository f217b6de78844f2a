"""What a person does with actions: approve, try again, skip, cancel, look at the invoices."""

from odoo import models
from odoo.exceptions import UserError

from ..shared.channels import PHONE
from ..shared.company_day import company_day

# More in one click works in the background.
APPROVED_AT_ONCE = 200


class DunningAction(models.Model):
    _inherit = "dunning.action"
    # What the background does with many of them (dunning.background).
    _background_methods = ("_approve_in_background", "_print_in_background")

    def action_approve(self):
        """Approve reviewed messages: e-mails, SMS and server actions leave, letters go to printing.

        :return: ``True``, or a notice that says which of them leave after all not, and why
        """
        self._check_collector()
        today = company_day(self)
        actions = self.filtered(lambda action: action.state in ("todo", "failed") and action.channel != PHONE)
        if not actions and self and set(self.mapped("state")) <= {"ready", "done"} and PHONE not in self.mapped("channel"):
            raise UserError(self.env._("Approved already: %s. It leaves once.", self[0].display_name))
        if not actions:
            raise UserError(self.env._("Nothing here waits for approval. Calls are reported, not approved."))
        if len(actions) > APPROVED_AT_ONCE:
            name = self.env._("Approve %s messages", len(actions))
            return self.env["dunning.background"]._queue_work(actions, "_approve_in_background", name, APPROVED_AT_ONCE)
        left = actions._approve_current(today)
        return left._tell_not_approved() if left else True

    def _approve_in_background(self, job):
        """Approve a part of many messages, and note which of them do not leave after all.

        :param job: ``dunning.background``
        """
        actions = self.filtered(lambda action: action.state in ("todo", "failed") and action.channel != PHONE)
        for text in actions._approve_current(company_day(self))._say_not_approved() if actions else ():
            job._keep_note(text)

    def _approve_current(self, today):
        """Approve those of these messages that the ledger still asks for as they were read.

        :param date today: the day decided for
        :return: those that were not approved
        """
        actions = self
        written_for = {action: action._written_for() for action in actions}
        actions._refresh_from_ledger(max([today, *actions.mapped("date")]))
        # a text edited for another amount, number or person stays in review: approving it now would send the old words
        approved = actions._keep_open_ones().filtered(lambda action: action._written_for() == written_for[action])
        approved.sudo().write({"state": "ready", "needs_review": False, "review_reason": False, "error": False})
        self._wake_delivery()
        return actions - approved

    def _say_not_approved(self):
        """Return why these messages do not leave after all, one sentence each."""
        reasons = dict(self._fields["cancel_reason"]._description_selection(self.env))
        return [
            self.env._("%(customer)s: not sent, %(reason)s", customer=action.partner_id.display_name,
                       reason=reasons.get(action.cancel_reason) or action.review_reason or self.env._("to be read again"))
            for action in self
        ]  # fmt: skip

    def _tell_not_approved(self):
        """Return the notice about messages that were to be approved and were cancelled meanwhile, or stay in review."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": " · ".join(self[:5]._say_not_approved()),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_retry(self):
        """Try failed actions again."""
        self._check_collector()
        self.filtered(lambda action: action.state == "failed").sudo().write({"state": "ready", "error": False, "tries": 0})
        self._wake_delivery()
        return True

    def action_cancel(self):
        """Cancel open actions; their items come back with the next run."""
        self._check_collector()
        self._cancel_actions("manual", self.env._("Cancelled by %s", self.env.user.name))
        return True

    def action_skip(self):
        """Open the dialogue that asks why the step is skipped."""
        return self._open_action_wizard("skip")

    def action_reschedule(self):
        """Open the dialogue that asks for the new day."""
        return self._open_action_wizard("reschedule")

    def _open_action_wizard(self, mode):
        self._check_collector()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Skip") if mode == "skip" else self.env._("Reschedule"),
            "res_model": "dunning.action.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mode": mode, "default_action_ids": self.ids},
        }

    def action_open_invoices(self):
        """Open the invoices of these actions."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.move_id.ids)],
            "context": {"create": False},
        }
