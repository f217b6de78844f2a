"""What a contact knows about having been read, and the signed links of its messages."""

from odoo import api, fields, models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    first_read_on = fields.Date(
        readonly=True, copy=False, index="btree_not_null",
        help="First day on which the customer followed a link of the message or visited its page.",
    )  # fmt: skip
    reading_ids = fields.One2many("dunning.reading", "action_id", string="Readings")
    read_count = fields.Integer(string="Times Read", compute="_compute_read_count")

    @api.depends("reading_ids.count")
    def _compute_read_count(self):
        counts = dict(self.env["dunning.reading"]._read_group([("action_id", "in", self.ids)], ["action_id"], ["count:sum"]))
        for action in self:
            action.read_count = counts.get(action, 0)

    def _compute_links(self):
        """Links of messages are signed and lead through our own page, which counts them."""
        for action in self:
            origin = action._origin
            action.page_url = origin._signed_url("v") if origin else ""
            moves = origin._asked_lines().move_id.sudo().filtered(lambda move: move.is_invoice())
            action.pay_url = origin._signed_url("p") if len(moves) == 1 else action.page_url

    def _signed_url(self, target, name=""):
        """Return a signed link of this contact's message.

        :param str target: ``v`` the customer's page, ``p`` to pay the one invoice asked for, ``o`` the pixel of an opening
        :param str name: file name at its end
        """
        self.ensure_one()
        return f"{self.get_base_url()}/dunning/r/{self.env['dunning.reading']._sign_tracking_token(self, target)}{name}"

    def _pixel_url(self):
        """Return the address of the picture that tells that an e-mail was opened, empty unless the company wants it."""
        return self._signed_url("o", ".gif") if self.company_id.sudo().dunning_track_opens else ""
