"""The health gate: before the first reminder of an invoice, did the customer get it, with what it needs to pay it?"""

from odoo import api, fields, models

from ..action.dunning_action import OPEN_STATES
from ..shared.channels import EMAIL, PHONE, POSTAL_CHANNELS, SMS


class DunningAction(models.Model):
    _inherit = "dunning.action"

    health_text = fields.Char(
        string="Invoice Check", compute="_compute_health_text",
        help="What may keep the customer from paying the invoices that are asked for the first time.",
    )  # fmt: skip

    @api.depends("state", "line_ids.status", "contact_id", "channel")
    @api.depends_context("lang")
    def _compute_health_text(self):
        first = self._first_moves()
        for action in self:
            action.health_text = " ".join(action.sudo()._health_warnings(first.get(action._origin))) or False

    def _first_moves(self):
        """Return the invoices that these open actions ask for before any other reminder of them, by action."""
        lines = self._origin.filtered(lambda action: action.state in OPEN_STATES).sudo().line_ids.filtered(
            lambda line: line.kind == "advance" and line.status == "open" and line.move_id.is_invoice()
        )
        if not lines:
            return {}
        reminded = {
            row[0]
            for row in self.env["dunning.action.line"]
            .sudo()
            ._read_group(
                [("move_line_id", "in", lines.move_line_id.ids), ("kind", "=", "advance"), ("status", "=", "counted")], ["move_line_id"]
            )
        }
        fresh = lines.filtered(lambda line: line.move_line_id not in reminded)
        return {action.sudo(False): own.move_id for action, own in fresh.grouped("action_id").items()}

    def _health_warnings(self, moves):
        """Return what is doubtful about invoices that are asked for the first time, a sentence each.

        :param moves: ``account.move``, or ``None`` when there are none
        """
        self.ensure_one()
        if not moves:
            return []
        found = []
        unsent = self._not_known_as_sent(moves)
        if unsent:
            found.append(self.env._("Not known as sent: %s.", ", ".join(unsent.mapped("name"))))
        if self.profile_id.needs_order_reference:
            without = moves.filtered(lambda move: not (move.ref or "").strip())
            if without:
                found.append(self.env._("This customer asks for an order reference, missing on %s.", ", ".join(without.mapped("name"))))
        missing = self._missing_of_contact()
        if missing:
            found.append(self.env._("Contact incomplete: no %s.", ", ".join(missing)))
        return found

    def _not_known_as_sent(self, moves):
        """Return the invoices that nobody has sent from here, in companies that look at it."""
        return moves.filtered(lambda move: not move.is_move_sent and move.company_id.root_id.dunning_check_sent)

    def _missing_of_contact(self):
        """Return what the contact lacks, in words; what the channel itself needs is the engine's business."""
        contact = self.contact_id or self.partner_id
        known = {
            self.env._("e-mail address"): contact.email_normalized or self.channel == EMAIL,
            self.env._("phone number"): contact.phone or self.channel in (PHONE, SMS),
            self.env._("postal address"): (contact.street and contact.city) or self.channel in POSTAL_CHANNELS,
        }
        return [name for name, present in known.items() if not present]

    def _unsent_moves(self):
        """Return the invoices not known as sent: they go along with their first reminder, whatever the step says."""
        unsent = self.env["account.move"]
        for action, moves in self._first_moves().items():
            unsent |= action.sudo()._not_known_as_sent(moves)
        return unsent
