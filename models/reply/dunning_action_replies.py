"""Replies to a contact, and what a bounce or a blacklisted address means for it."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..shared.bounds import add_days


class DunningAction(models.Model):
    _inherit = "dunning.action"

    reply_ids = fields.One2many("dunning.reply", "action_id")
    reply_count = fields.Integer(string="Replies", compute="_compute_reply_count")
    bounce_cleared = fields.Boolean(
        string="Address Works Again", readonly=True, copy=False, help="The address that bounced may be written to again."
    )

    def _compute_reply_count(self):
        counts = dict(self.env["dunning.reply"]._read_group([("action_id", "in", self.ids)], ["action_id"], ["__count"]))
        for action in self:
            action.reply_count = counts.get(action, 0)

    def action_open_replies(self):
        """Open what came back about these contacts."""
        return self.env["dunning.reply"]._open_replies([("action_id", "in", self.ids)])


    @api.model
    def _unread_domain(self):
        """Return the domain of the replies that a text may have to mention: answers of customers."""
        return [("kind", "=", "reply"), ("sender", "=", "contact")]

    def _unread_reply_sentence(self, day):
        """Return the sentence that says that a message of the customer is still to be answered, if one is.

        :param date day: day of the text
        :return: list of str
        """
        self.ensure_one()
        until = fields.Datetime.to_datetime(add_days(day, 1))
        reply = self.env["dunning.reply"].sudo().search(
            [
                ("profile_id", "=", self.profile_id.id), *self._unread_domain(), ("date_received", "<", until), "|",
                ("state", "=", "new"), ("handled_on", ">", day),
            ],
            order="date_received desc, id desc", limit=1,
        )  # fmt: skip
        if not reply:
            return []
        day = format_date(self.env, reply.date_received)
        return [self.env._("We have received your message of %s and will answer it separately.", day)]
