"""Promises and disputes make figures: what was judged or settled stays, and only the add-on says that it is."""

from odoo import api, models
from odoo.exceptions import UserError

from ..shared import evidence

# What the ledger decides about a promise, and what was agreed.
JUDGEMENT = {"state", "judged_on", "amount_paid", "amount_kept"}
TERMS = {
    "company_id", "partner_id", "profile_id", "contact_id", "user_id", "collector_id", "action_id", "source", "date", "date_payment",
    "grace_days", "currency_id", "line_ids", "rest_waits", "note",
}  # fmt: skip

# How a dispute ended, and what it was about.
SETTLEMENT = {
    "state", "resolution", "resolution_note", "credit_note_id", "settled_on", "settled_by_id", "escalated_on",
}  # fmt: skip
CLAIM = {"category_id", "amount", "description", "product_ids", "source", "action_id", "salesperson_id", "date_opened", "date_deadline"}


def passes(records):
    """Tell whether a write is the add-on's: as the superuser after its own checks, or by its key."""
    return records.env.su or evidence.may_write(records.env)


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    def _check_promises_begin_open(self, vals_list):
        """Refuse new promises that are said to be judged; return the model without a client's defaults for that.

        :raises UserError: one is said to be judged
        """
        if passes(self):
            return self
        if any(vals.get(name, "open") not in ("open", False, 0) for vals in vals_list for name in JUDGEMENT):
            raise UserError(self.env._("Whether a promise was kept is judged from the ledger, not by hand."))
        return evidence.without_defaults(self, JUDGEMENT)

    def write(self, vals):
        """Keep what was judged as it was agreed.

        :raises UserError: it would change, or somebody judges by hand
        """
        if not passes(self):
            if JUDGEMENT & vals.keys():
                raise UserError(self.env._("Whether a promise was kept is judged from the ledger, not by hand."))
            if TERMS & vals.keys():
                self._check_not_over()
        return super().write(vals)

    def _check_not_over(self):
        """Refuse to change promises that were judged or cancelled.

        :raises UserError: one of them was
        """
        over = self.filtered(lambda promise: promise.state != "open")
        if over:
            raise UserError(self.env._("“%s” is over: what was promised stays as it was.", over[0].display_name))


class DunningPromiseLine(models.Model):
    _inherit = "dunning.promise.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Add items to promises that run."""
        lines = super().create(vals_list)
        if not passes(self):
            lines.promise_id._check_not_over()
        return lines

    def write(self, vals):
        """Change the items of promises that run."""
        if not passes(self):
            self.promise_id._check_not_over()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_over(self):
        if not self.env.su and not evidence.may_delete(self.env):
            self.promise_id._check_not_over()


class DunningDispute(models.Model):
    _inherit = "dunning.dispute"

    def _check_disputes_begin_open(self, vals_list):
        """Refuse new disputes that are said to be settled; return the model without a client's defaults for that.

        :raises UserError: one is said to be settled
        """
        if passes(self):
            return self
        for vals in vals_list:
            self._check_contributed(SETTLEMENT & vals.keys())
        if any(vals.get(name, "open") not in ("open", False) for vals in vals_list for name in SETTLEMENT):
            raise UserError(self._by_its_buttons())
        return evidence.without_defaults(self, SETTLEMENT)

    def _check_settled_stays(self, vals):
        """Keep what was settled as it was.

        :param dict vals: as for ``write``
        :raises UserError: it would change, or somebody settles by hand
        """
        if passes(self):
            return
        self._check_contributed(vals.keys())
        if SETTLEMENT & vals.keys():
            raise UserError(self._by_its_buttons())
        if CLAIM & vals.keys():
            over = self.filtered(lambda dispute: dispute.state != "open")
            if over:
                raise UserError(self.env._("“%s” is over: take it up again before you change it.", over[0].display_name))

    def _by_its_buttons(self):
        return self.env._("A dispute is settled, withdrawn or taken up again by its buttons, which say who did it.")
