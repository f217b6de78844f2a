"""Openings of the invoice's own mail and visits of its own page, counted like those of reminders.

The rows are of ``dunning.reading`` too, with the invoice in the contact's place. What is counted follows the same switches:
the page always, the picture in the e-mail only where the company counts openings; neither machines nor colleagues.
"""

import re

from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac

from .dunning_tracking import SCOPE, SIGNATURE_LENGTH

# Before the number in the token of an invoice's picture; contacts have letters of their own.
INVOICE = "i"


class DunningReading(models.Model):
    _inherit = "dunning.reading"

    move_id = fields.Many2one("account.move", string="Invoice", index="btree_not_null", ondelete="cascade")

    _move_kind_day = models.UniqueIndex("(move_id, kind, date) WHERE move_id IS NOT NULL")
    _of_one_thing = models.Constraint(
        "CHECK(num_nonnulls(action_id, move_id) = 1)", "A reading is one of a message or one of an invoice."
    )

    @api.model
    def _count_invoice_event(self, move, kind, today):
        """Count one reading of an invoice's own mail or page.

        :param move: ``account.move`` (superuser)
        :param str kind: ``portal`` or ``pixel``
        :param date today: day of the reading
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dunning_reading (move_id, company_id, partner_id, kind, date, count)
                VALUES (%(move)s, %(company)s, %(partner)s, %(kind)s, %(today)s, 1)
                ON CONFLICT (move_id, kind, date) WHERE move_id IS NOT NULL DO UPDATE SET count = dunning_reading.count + 1
                """,
                move=move.id,
                company=move.company_id.root_id.id,
                partner=move.commercial_partner_id.id,
                kind=kind,
                today=today,
            )
        )
        move.invalidate_recordset(["dunning_first_read_on"])

    @api.model
    def _sign_invoice_token(self, move):
        """Return the signed token of the picture in an invoice's own e-mail; a changed access token of the invoice ends it."""
        message = (INVOICE, move.id, move.sudo()._portal_ensure_token())
        return f"{INVOICE}{move.id}-{hmac(self.env(su=True), SCOPE, message)[:SIGNATURE_LENGTH]}"

    @api.model
    def _resolve_invoice_token(self, token):
        """Return the invoice (superuser) of a token, empty when it is not ours."""
        Move = self.env["account.move"].sudo()
        found = re.fullmatch(rf"{INVOICE}(\d{{1,10}})-[0-9a-f]{{{SIGNATURE_LENGTH}}}", token or "")
        move = Move.browse(int(found[1])).exists() if found and int(found[1]) <= 2**31 - 1 else Move
        return move if move and consteq(self._sign_invoice_token(move), token) else Move


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_first_read_on = fields.Date(
        string="First Read On", compute="_compute_dunning_first_read_on", groups="account_dunning.group_dunning_contributor",
        help="First day on which the customer visited the invoice's page or opened its e-mail.",
    )  # fmt: skip

    def _compute_dunning_first_read_on(self):
        first = dict(self.env["dunning.reading"]._read_group([("move_id", "in", self.ids)], ["move_id"], ["date:min"]))
        for move in self:
            move.dunning_first_read_on = first.get(move._origin)

    def _dunning_pixel_url(self):
        """Return the address of the picture that tells that an invoice's e-mail was opened, empty unless the company wants it."""
        self.ensure_one()
        if self.state != "posted" or not self.is_sale_document() or not self.company_id.root_id.sudo().dunning_track_opens:
            return ""
        return f"{self.get_base_url()}/dunning/r/{self.env['dunning.reading']._sign_invoice_token(self)}.gif"
