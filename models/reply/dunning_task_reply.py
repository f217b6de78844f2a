"""Replies of customers in the work list."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..work.dunning_task import PLACES


class DunningTask(models.Model):
    _inherit = "dunning.task"

    _depends = {
        "dunning.reply": ["state", "profile_id", "author_id", "user_id", "date_received", "handled_on", "hold_id", "action_id"],
    }

    is_understood = fields.Boolean(compute="_compute_is_understood")

    @api.depends("kind", "is_done")
    def _compute_is_understood(self):
        waiting = self.filtered(lambda task: task.kind == "reply" and not task.is_done)
        (self - waiting).is_understood = False
        for task in waiting:
            task.is_understood = task._reply_of_line().is_understood

    @api.model
    def _sql_replies(self, today):
        """Replies that nobody has dealt with yet, for what the contact they answer asked for; those dealt with today.

        Whoever sees that contact sees the line, since it has its amount; one that answers nothing has none.
        """
        return SQL(
            """
            SELECT 'reply', reply.id, reply.state <> 'new', reply.profile_id, reply.author_id,
                   COALESCE(action.branch_id, action.company_id), reply.user_id,
                   reply.date_received::date, action.oldest_days, COALESCE(action.amount_due, 0), 0, NULL::int, NULL::int,
                   NULL::int, NULL::int
              FROM dunning_reply AS reply
              LEFT JOIN dunning_action AS action ON action.id = reply.action_id
             WHERE reply.state = 'new' OR reply.handled_on = %s
            """,
            today,
        )

    def _reply_of_line(self):
        """Return the reply that a line is about."""
        return self.env["dunning.reply"].browse(self.id // PLACES)

    def _why_reply(self, _today):
        reply = self._reply_of_line()
        kind = dict(reply._fields["kind"]._description_selection(self.env))[reply.kind]
        if reply.sender == "stranger":
            kind = dict(reply._fields["sender"]._description_selection(self.env))[reply.sender]
        if reply.is_understood:
            said = self._quote_on_one_line(reply.quoted_text or reply.excerpt)
            parts = [reply.understood_text, f"“{said}”", reply.attachment_names and self.env._("files: %s", reply.attachment_names)]
            return " · ".join([kind, *filter(None, parts)] if reply.sender == "stranger" else filter(None, parts))
        return f"{kind} · “{self._quote_on_one_line(reply.excerpt or reply.subject)}”"

    def _why_reply_done(self):
        reply = self._reply_of_line()
        return dict(reply._fields["outcome"]._description_selection(self.env)).get(reply.outcome) or ""

    def _waiting_replies(self):
        """Return the replies among these lines that wait.

        :raises UserError: there is none
        """
        lines = self.filtered(lambda task: task.kind == "reply" and not task.is_done)
        if not lines:
            raise UserError(self.env._("None of these lines is a reply that waits."))
        return self.env["dunning.reply"].browse([task.id // PLACES for task in lines])

    def action_accept_meaning(self):
        """Do what was understood of the replies among these lines."""
        return self._waiting_replies().filtered("is_understood").action_accept_meaning()

    def action_reject_meaning(self):
        """What was understood of the replies among these lines is wrong: they wait to be read."""
        return self._waiting_replies().action_reject_meaning()

    def action_change_meaning(self):
        """Open the ordinary dialogue with what was understood of this reply."""
        self.ensure_one()
        return self._waiting_replies().action_change_meaning()
