"""Registered letters: the slip with which they are taken to the post, and what the post tells afterwards."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..shared.channels import REGISTERED_LETTER
from ..shared.shipped import shipped
from . import post_file

_lt = LazyTranslate(__name__)

FILE_ERRORS = {
    "empty_file": _lt("The file is empty."),
    "column_missing": _lt("A column is missing."),
    "not_a_day": _lt("This is not a day."),
    "status_unknown": _lt("This status is unknown."),
    "number_missing": _lt("Neither number nor reference is given."),
}


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _letter_reference(self):
        """Return our reference of a letter, as the deposit slip names it: a provider's file leads back to it."""
        self.ensure_one()
        return f"L{self.id:06d}"

    def action_print_deposit_slip(self):
        """Print the slip that lists these registered letters for the post.

        :raises UserError: there is no registered letter among them
        """
        self._check_collector()
        letters = self.filtered(lambda action: action.channel == REGISTERED_LETTER and action.state != "cancelled")
        if not letters:
            raise UserError(self.env._("There is no registered letter among these actions."))
        return shipped(self.env, "action_report_deposit_slip").report_action(letters)

    def _slip_groups(self):
        """Return the letters of a slip by the company that sends them: (company, letters) pairs."""
        return [(company, letters) for company, letters in self.grouped(lambda action: action._sender_company()).items()]

    def _take_post_event(self, event):
        """Enter what the post told about one letter.

        :param event: ``post_file.Event``
        """
        self.ensure_one()
        if self.state != "done":
            self._mark_posted(event.day, event.number or self.registered_number)
            if event.result == post_file.POSTED:
                return
        vals = {
            post_file.RECEIVED: {"received_on": event.day},
            post_file.PRESENTED: {"presented_on": event.day},
            post_file.REFUSED: {"is_refused": True, "presented_on": self.presented_on or event.day},
            post_file.UNCLAIMED: {"is_unclaimed": True, "presented_on": self.presented_on or event.day},
            post_file.UNKNOWN: {"is_unknown_address": True},
        }.get(event.result, {})
        self._enter_proofs(vals)
