"""Replies of a customer, and its addresses that do not serve."""

from odoo import fields, models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    reply_ids = fields.One2many("dunning.reply", "profile_id")
    reply_count = fields.Integer(string="Replies", compute="_compute_reply_count")
    reply_new_count = fields.Integer(string="New Replies", compute="_compute_reply_count")
    bad_address_text = fields.Char(compute="_compute_reply_count", help="Addresses of the customer that do not serve.")

    def _compute_reply_count(self):
        groups = self.env["dunning.reply"]._read_group(
            [("profile_id", "in", self.ids)], ["profile_id", "kind", "state"], ["__count", "email_from:array_agg"]
        )
        for profile in self:
            own = [group for group in groups if group[0] == profile]
            profile.reply_count = sum(group[3] for group in own)
            profile.reply_new_count = sum(group[3] for group in own if group[1:3] == ("reply", "new"))
            bad = [address for group in own if group[1] in ("bounce", "blacklisted") and group[2] == "new" for address in group[4]]
            profile.bad_address_text = ", ".join(sorted({address for address in bad if address}))

    def action_open_replies(self):
        """Open what came back from the customer."""
        self.ensure_one()
        return self.env["dunning.reply"]._open_replies([("profile_id", "=", self.id)])
