"""What an answer does by itself: what the collector's own click does, by the same functions."""

from odoo import models
from odoo.exceptions import UserError

from ..calendar.payment_days import shift_bank_days
from ..shared.channels import PHONE
from ..shared.receivable import find_items_of


class DunningAnswer(models.Model):
    _inherit = "dunning.answer"

    def _do_paid(self, visit, given, today):
        """The items rest for the company's bank days, as a payment that a customer announces in a call."""
        company, partner = self.company_id, self.partner_id
        _zone, is_closed = self.env["dunning.payment.run"]._bank_days_of(company, partner)[partner.id]
        vals = {
            "company_id": company.id,
            "partner_id": partner.id,
            "kind": "payment_announced",
            "reason": self._in_company_language().taken_text,
            "date_start": today,
            "date_end": shift_bank_days(today, company.dunning_page_paid_days, is_closed),
            "source": self.display_name,
            "action_id": self.action_id.id,
            "user_id": self._answer_owner().id,
        }
        self.env["dunning.hold"]._place_holds(
            [
                {**vals, "partner_id": item.partner_id.commercial_partner_id.id, **self._target_of(item)}
                for item in given.lines.move_line_id
            ]
        )
        return {}

    def _target_of(self, item):
        """Return what a hold or a dispute is about: the invoice, or the item where only some of its items are meant."""
        entry = item.dunning_entry_id
        owed = find_items_of(entry, item.partner_id.commercial_partner_id)
        open_ones = owed.filtered(lambda one: one.amount_residual_currency > 0)
        whole = entry.is_invoice() and not open_ones - self.line_ids.move_line_id
        return {"move_id": entry.id} if whole else {"move_line_id": item.id}

    def _answer_owner(self):
        """Return in whose name the page acts: who is in charge of the customer."""
        return self.profile_id._find_in_charge() or self.env.user

    def _do_promise(self, visit, given, today):
        """Take the promise down, as from a call.

        :raises UserError: less is left than is promised
        """
        promises = self.env["dunning.promise"]._record_promises(
            self.company_id,
            self.partner_id,
            today,
            [(given.day, given.amount)],
            given.lines.move_line_id,
            source="portal",
            contact_id=self.contact_id.id if self.contact_id.commercial_partner_id == self.partner_id else False,
            action_id=self.action_id.id,
            user_id=self._answer_owner().id,
            note=self.text,
        )
        if not promises:
            raise UserError(self.env._("A payment of all of it is agreed already."))
        return {"promise_id": promises[0].id}

    def _do_dispute(self, visit, given, today):
        """Open the dispute about the invoice.

        :raises UserError: it is in dispute already
        """
        dispute = self.env["dunning.dispute"].create(
            {
                **self._target_of(given.lines.move_line_id[:1]),
                "partner_id": given.lines.move_line_id[:1].partner_id.commercial_partner_id.id,
                "category_id": given.category.id,
                "description": given.text,
                "date_opened": today,
                "source": "portal",
                "action_id": self.action_id.id,
            }
        )
        return {"dispute_id": dispute.id}

    def _do_copy(self, visit, given, today):
        """The invoices go with the confirmation.

        :raises UserError: none of them can be printed
        """
        if not self.env["dunning.action"]._documents_of(given.lines.move_id):
            raise UserError(self.env._("We cannot make a copy of it here: please write to us."))
        return {}

    def _do_call_back(self, visit, given, today):
        """Plan a call of whom the customer names, on the day that it wishes."""
        call = self.env["dunning.action"]._create_manual(self.partner_id, self.company_id, today, PHONE, contact=self.contact_id)
        call.write({"date": given.day, "outcome_note": " ".join(filter(None, (self._in_company_language().taken_text, self.text)))})
        return {}
