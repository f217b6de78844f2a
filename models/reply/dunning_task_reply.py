"""Replies of customers in the work list."""

from odoo import api, models
from odoo.tools import SQL

from ..work.dunning_task import PLACES


class DunningTask(models.Model):
    _inherit = "dunning.task"

    _depends = {
        "dunning.reply": ["state", "profile_id", "author_id", "user_id", "date_received", "handled_on", "hold_id", "action_id"],
    }

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
        return f"{kind} · “{self._quote_on_one_line(reply.excerpt or reply.subject)}”"

    def _why_reply_done(self):
        reply = self._reply_of_line()
        return dict(reply._fields["outcome"]._description_selection(self.env)).get(reply.outcome) or ""
