"""What one person promises for several companies of a group: a promise is of whoever owes, so each company gets its own."""

from odoo import api, models
from odoo.exceptions import UserError

from ..shared.receivable import get_due_day


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    @api.model
    def _belongs_to_several(self, partner, items):
        """Tell whether items promised in the name of a customer are owed by others of its group."""
        return bool(items) and bool(items.partner_id.commercial_partner_id - partner)

    @api.model
    def _record_promises_of_group(self, company, today, dates, items, **vals):
        """Record what was promised for several companies: the money of the first day goes to whoever is overdue longest.

        Parameters as of ``_record_promises``.

        :return: ``dunning.promise``
        :raises UserError: more is promised than is open, or one amount for items in several currencies
        """
        if len(items.currency_id) > 1 and any(amount is not None for _day, amount in dates):
            raise UserError(self.env._("These invoices are in several currencies: promise them one after the other."))
        vals = {name: value for name, value in vals.items() if name not in ("profile_id", "contact_id")}
        left = [list(one) for one in sorted(dates, key=lambda one: one[0])]
        oldest_first = items.sorted(lambda item: (get_due_day(item), item.id))
        shares = {
            customer: self._take_share(company, customer, today, left, own)
            for customer, own in oldest_first.grouped(lambda item: item.partner_id.commercial_partner_id).items()
        }
        if any(items.currency_id[:1].compare_amounts(amount or 0, 0) > 0 for _day, amount in left):
            raise UserError(self.env._("That is more than is open of these invoices and not promised yet."))
        promises = self.browse()
        for customer, share in shares.items():
            if share:
                own = items.filtered(lambda item, customer=customer: item.partner_id.commercial_partner_id == customer)
                promises |= self._record_promises(company, customer, today, share, own, **vals)
        return promises

    @api.model
    def _take_share(self, company, customer, today, left, items):
        """Return the dates of one company of a group, and take what it can promise off the amounts.

        :param list left: of [payment date, amount still to be promised, ``None`` for all]; reduced
        :param items: ``account.move.line`` of the company
        :return: list of (payment date, amount)
        """
        room = sum(row["left"] for row in self._promisable_rows(company, customer, today, items))
        share = []
        for one in left:
            day, amount = one
            part = room if amount is None else min(amount, room)
            if part <= 0:
                continue
            share.append((day, None if amount is None else part))
            room -= part
            if amount is not None:
                one[1] = items.currency_id[:1].round(amount - part)
        return share
