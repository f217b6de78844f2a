"""The same promise is taken down once: two tabs or a double click make no second one."""

from odoo import api, models
from odoo.tools import format_date


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    @api.model
    def _find_given(self, company, partner, today, dates, items=None):
        """Return the promises that say the same and were taken down the same day; the customer is locked.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param date today: the day on which it is promised
        :param list dates: of (payment date, amount in the items' currency)
        :param items: ``account.move.line`` promised; ``None``: the oldest due
        :return: ``dunning.promise``, empty unless each of the payments was promised already
        """
        profile = self.env["dunning.profile"].sudo()._lock_customers(partner, company.sudo())
        given = self.search([("profile_id", "=", profile.id), ("date", "=", today), ("state", "=", "open")])
        if items is not None:
            given = given.filtered(lambda promise: promise.line_ids.move_line_id <= items)
        found = self.browse()
        for day, amount in dates:
            same = (given - found).filtered(
                lambda one, day=day, amount=amount: (
                    one.date_payment == day and amount and not one.currency_id.compare_amounts(one.amount, amount)
                )
            )
            if not same:
                return self.browse()
            found |= same[0]
        return found

    def _given_text(self):
        """Return the sentence that says who took a promise down, and when."""
        promise = self[:1]
        return self.env._(
            "Promised already: %(promise)s, taken down by %(user)s on %(day)s.",
            promise=promise.display_name,
            user=promise.sudo().user_id.name,
            day=format_date(self.env, promise.date),
        )
