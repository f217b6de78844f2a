"""Replies to a contact, and what a bounce or a blacklisted address means for it."""

from odoo import fields, models


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

