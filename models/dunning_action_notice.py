"""Formal notices: when none may leave, and the last day that one gives.

A formal notice (mise en demeure, art. 1344 of the French Civil Code) demands a claim that is certain, determined and due: an item
whose debtor disputes it, or that is paid or not due, has no place in one.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .channels import POSTAL_CHANNELS, REGISTERED_LETTER
from .dunning_action_message import REPLY_DAYS


class DunningAction(models.Model):
    _inherit = "dunning.action"

    notice_until = fields.Date(
        string="Notice Ends", compute="_compute_notice_until",
        help="Last day to pay: eight days after it was received, refused or first presented, on an open day of the customer.",
    )  # fmt: skip

    def _formal_notices(self):
        """Return the formal notices among these: registered letters, and letters of a formal step."""
        return self.filtered(
            lambda action: action.channel == REGISTERED_LETTER
            or (action.channel in POSTAL_CHANNELS and action.step_id.tone == "formal")
        )

    @api.depends("received_on", "presented_on", "channel", "partner_id", "company_id")
    def _compute_notice_until(self):
        notices = self._formal_notices()
        for action in self:
            start = action in notices and (action.received_on or action.presented_on)
            action.notice_until = start and action._last_day(start)

    def _last_day(self, start):
        """Return the last day that a message gives to pay or answer: ``REPLY_DAYS`` later, moved to an open day of the customer.

        :param date start: the day from which it counts, not counted itself
        """
        self.ensure_one()
        day = fields.Date.add(start, days=REPLY_DAYS)
        company = (self.company_id or self.env.company).root_id
        return self.env["dunning.calendar"]._open_day(company, self.partner_id, day)

    def _check_formal_notice(self, today):
        """Refuse formal notices about what is disputed, not due or settled.

        :param date today: day on which they are printed or posted
        :raises UserError: naming the customer and the invoices
        """
        for action in self._formal_notices():
            lines = action._asked_lines()
            disputed = action._disputed_lines()
            if disputed:
                raise UserError(
                    self.env._(
                        "No formal notice to %(customer)s: %(invoices)s is disputed. Settle the dispute first, or cancel this letter.",
                        customer=action.partner_id.display_name,
                        invoices=", ".join(dict.fromkeys(disputed.mapped(lambda line: line.invoice_name or ""))),
                    )
                )
            due = lines.filtered(
                lambda line: line.date_due and line.date_due < today and line.currency_id.compare_amounts(line.net_currency, 0) > 0
            )
            # what is gone (its entry was deleted or posted anew) cannot be told to be paid
            items = due.move_line_id.sudo()
            if not due or (items and len(items) == len(due) and not any(not item.reconciled for item in items)):
                raise UserError(
                    self.env._("No formal notice to %s: nothing in it is due and unpaid.", action.partner_id.display_name)
                )

    def _disputed_lines(self):
        """Return the lines asked for that are in an open dispute now."""
        self.ensure_one()
        lines = self._asked_lines()
        if not lines.move_id:
            return lines.browse()
        moves = lines.move_id.ids
        open_disputes = self.env["dunning.dispute"].sudo().search([("state", "=", "open"), ("move_id", "in", moves)])
        holds = self.env["dunning.hold"].sudo().search(
            [("state", "=", "active"), ("kind", "=", "dispute"), ("company_id", "child_of", self.company_id.id), ("move_id", "in", moves)]
        )
        about = {(rest.move_id.id, rest.move_line_id.id) for rests in (open_disputes, holds) for rest in rests}
        return lines.filtered(
            lambda line: (line.move_id.id, False) in about or (line.move_line_id and (line.move_id.id, line.move_line_id.id) in about)
        )
