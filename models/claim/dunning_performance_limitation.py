"""What limitation asks of an invoice beside its days: the nature of the claim, and whether a person goes on although it is over."""

from odoo import api, fields, models


class DunningPerformance(models.Model):
    _inherit = "dunning.performance"

    nature_id = fields.Many2one(
        "dunning.claim.nature", string="Nature of the Claim", ondelete="restrict", help="Empty: the usual one of the company."
    )
    pursued_on = fields.Date(
        string="Asked For Although Time-Barred", readonly=True, copy=False,
        help="Day on which somebody decided to go on, without any threat.",
    )  # fmt: skip
    pursued_by_id = fields.Many2one("res.users", string="Decided By", readonly=True, copy=False)
    pursued_reason = fields.Char(string="Why Asked For", readonly=True, copy=False)

    @api.model
    def _pursue_invoices(self, moves, today, reason):
        """Note that a person asks for invoices although their claims are time-barred.

        :param moves: ``account.move``
        :param date today: day of the decision
        :param str reason: why
        """
        known = self.sudo().search([("move_id", "in", moves.ids)])
        known += self.sudo().create([{"move_id": move.id} for move in moves - known.move_id])
        known.write({"pursued_on": today, "pursued_by_id": self.env.user.id, "pursued_reason": reason})


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_nature_id = fields.Many2one(
        "dunning.claim.nature", string="Nature of Claims", ondelete="set null",
        help="What the claims of this company are for, unless an invoice says otherwise. Empty: none with a limitation of its own.",
    )  # fmt: skip
