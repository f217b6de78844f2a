"""Formal and hand-over notices: when none may leave, and the last day that one gives.

A formal notice (mise en demeure, art. 1344 of the French Civil Code) demands a claim that is certain, determined and due: an item
whose debtor disputes it, or that is paid or not due, has no place in one, nor in the notice that the file is handed over.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared.bounds import add_days
from ..shared.channels import POSTAL_CHANNELS, REGISTERED_LETTER
from .dunning_action_message import REPLY_DAYS

NOTICE_TONES = ("formal", "handover")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    notice_until = fields.Date(
        string="Notice Ends", compute="_compute_notice_until",
        help="Last day to pay: eight days after it was received, refused or first presented, on an open day of the customer. "
        "A hand-over notice names its day.",
    )  # fmt: skip

    def _formal_notices(self):
        """Return the formal and hand-over notices among these: registered letters, and letters of such a step."""
        return self.filtered(
            lambda action: action.channel == REGISTERED_LETTER
            or (action.channel in POSTAL_CHANNELS and action.step_id.tone in NOTICE_TONES)
        )

    @api.depends(
        "notice_last_day", "received_on", "presented_on", "printed_on", "date_done", "channel", "step_id.tone", "partner_id", "company_id",
    )  # fmt: skip
    def _compute_notice_until(self):
        notices = self._formal_notices()
        for action in self:
            start = action in notices and (action.received_on or action.presented_on)
            if action in notices and action.step_id.tone == "handover":
                # its text names a day that counts from its own, whenever it is received
                start = action.printed_on or action.date_done
            action.notice_until = action.notice_last_day or (start and action._last_day(start))

    def _last_day(self, start):
        """Return the last day that a message gives to pay or answer: ``REPLY_DAYS`` later, moved to an open day of the customer.

        A message that gives the notice of a law leaves the days of that law at least.

        :param date start: the day from which it counts, not counted itself
        """
        self.ensure_one()
        company = (self.company_id or self.env.company).root_id
        rule = self._notice_to_give()
        day = max([add_days(start, REPLY_DAYS), *(one._find_last_day(company, self.partner_id, self.channel, start) for one in rule)])
        return self.env["dunning.calendar"]._open_day(company, self.partner_id, day)

    def _check_formal_notice(self, today):
        """Refuse formal and hand-over notices about what is disputed, not due or settled.

        :param date today: day on which they are printed or posted
        :raises UserError: naming the customer and the invoices
        """
        for action in self._formal_notices():
            lines = action._asked_lines()
            disputed = action._disputed_lines()
            if disputed:
                if action.step_id.tone == "handover":
                    raise UserError(
                        self.env._(
                            "No hand-over notice to %(customer)s: %(invoices)s is disputed. "
                            "Settle the dispute first, or cancel this letter.",
                            customer=action.partner_id.display_name,
                            invoices=action._names_of(disputed),
                        )
                    )
                raise UserError(
                    self.env._(
                        "No formal notice to %(customer)s: %(invoices)s is disputed. Settle the dispute first, or cancel this letter.",
                        customer=action.partner_id.display_name,
                        invoices=action._names_of(disputed),
                    )
                )
            action._check_not_barred(today)
            action._notice_to_give()._check_enclosures()
            due = lines.filtered(
                lambda line: line.date_due and line.date_due < today and line.currency_id.compare_amounts(line.net_currency, 0) > 0
            )
            # what is gone (its entry was deleted or posted anew) cannot be told to be paid
            items = due.move_line_id.sudo()
            if not due or (items and len(items) == len(due) and not any(not item.reconciled for item in items)):
                if action.step_id.tone == "handover":
                    raise UserError(
                        self.env._("No hand-over notice to %s: nothing in it is due and unpaid.", action.partner_id.display_name)
                    )
                raise UserError(
                    self.env._("No formal notice to %s: nothing in it is due and unpaid.", action.partner_id.display_name)
                )

    def _check_not_barred(self, today):
        """Refuse to threaten about claims that are time-barred.

        :raises UserError: naming the customer and the invoices
        """
        self.ensure_one()
        lines = self._asked_lines()
        ends = self.env["dunning.limitation"].sudo()._read_ends(self.company_id, today, self.partner_id)
        barred = lines.filtered(lambda line: ends.get(line.move_line_id.id, today) < today)
        if barred:
            raise UserError(
                self.env._(
                    "No formal notice to %(customer)s: %(invoices)s is time-barred.",
                    customer=self.partner_id.display_name,
                    invoices=self._names_of(barred),
                )
            )

    def _names_of(self, lines):
        """Return the invoices of lines by name, each once."""
        return ", ".join(dict.fromkeys(line.number or "" for line in lines))

    def _disputed_lines(self):
        """Return the lines asked for that are in an open dispute now."""
        self.ensure_one()
        lines = self._asked_lines()
        if not lines.move_id:
            return lines.browse()
        moves = lines.move_id.ids
        open_disputes = self.env["dunning.dispute"].sudo().search([("state", "=", "open"), ("move_id", "in", moves)])
        about = {(dispute.move_id.id, dispute.move_line_id.id) for dispute in open_disputes}
        return lines.filtered(
            lambda line: (line.move_id.id, False) in about or (line.move_line_id and (line.move_id.id, line.move_line_id.id) in about)
        )
