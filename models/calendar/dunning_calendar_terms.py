"""Terms in working days: how many open days of the company lie between two days, and the day that comes after so many."""

import datetime

from odoo import api, models

from ..shared.bounds import add_days

# Beyond so many days a term is counted in days, whatever is closed.
MANY_DAYS = 366


class DunningCalendar(models.AbstractModel):
    _inherit = "dunning.calendar"

    @api.model
    def _home_closed_days(self, company, first, days):
        """Return the closed days of the company itself in a period, where it counts its terms in working days.

        :param company: root ``res.company``
        :param date first: first day of the period
        :param int days: its length
        """
        company = company.sudo()
        if not (company.dunning_terms_in_working_days and self._is_used(company)):
            return {}
        return self._closed_days_of_zone(company, self._zone_of_partner(company), first, days)

    @api.model
    def _add_open_days(self, company, day, days):
        """Return the day that comes so many open days of the company after another.

        :param company: root ``res.company``
        :param date day: the day from which is counted, not counted itself
        :param int days: zero or more
        """
        one = datetime.timedelta(days=1)
        if days > MANY_DAYS:  # years: working days say nothing more
            return add_days(day, days)
        closed = self._home_closed_days(company, day, 3 * days + 30)
        for _number in range(days):
            day = self._next_open(closed, day + one)
        return day

    @api.model
    def _count_open_days(self, company, first, last):
        """Return how many open days of the company come after a day, up to and with another.

        :param company: root ``res.company``
        :param date first: the day after which is counted
        :param date last: the last day that counts
        """
        days = (last - first).days
        if days <= 0 or days > MANY_DAYS:
            return max(days, 0)
        closed = self._home_closed_days(company, first, days + 1)
        return sum(first + datetime.timedelta(days=number) not in closed for number in range(1, days + 1))
