"""Open and closed days: weekends and public holidays of a country, and what a company adds to them.

Public holidays come from the Python library ``holidays`` (PyPI), which knows the days and the weekend of most countries
and many of their regions. Without it the add-on works with weekends from Saturday to Sunday only, and the settings say so.

The decision reads the closed days as a table (``_calendar_ctes``), delivery asks for one day (``_open_day``): both from
the same answer.
"""

import datetime
from collections import Counter
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, models, tools
from odoo.tools import SQL

from ..shared.channels import HUMAN_CHANNELS, POSTAL_CHANNELS

# How far ahead closed days are known (days). What is planned later falls on its day by the plan until it comes nearer.
HORIZON = 400

# Someone of the company has to make these: they need an open day at both ends.
STAFFED_CHANNELS = (*HUMAN_CHANNELS, *(channel for channel in POSTAL_CHANNELS if channel not in HUMAN_CHANNELS))

SATURDAY_SUNDAY = frozenset((5, 6))

# Of a country whose part is not known, the days that so many of its parts keep: two in three.
MOST_PARTS = 2 / 3

# French postal codes tell what no French address gives as a state: the law of 1801–1918 of Alsace and Moselle keeps
# Good Friday and 26 December closed, overseas departments have days of their own.
FRENCH_REGIONS = {"57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974", "976": "976"}


class Zone(NamedTuple):
    """Where the same days are closed."""

    country_id: int
    country_code: str
    region: str


class Closure(NamedTuple):
    """Why a day is closed: a quiet period, else the calendar of a country, else (0) the company itself."""

    is_quiet: bool
    country_id: int


def library():
    """Return the module ``holidays``, ``None`` where it is not installed."""
    try:
        import holidays  # only needed once working days matter
    except ImportError:
        return None
    return holidays


class DunningCalendar(models.AbstractModel):
    _name = "dunning.calendar"
    _description = "Open and closed days"

    # -- countries ---------------------------------------------------------------------------------

    @api.model
    @tools.ormcache("country_code", "state_code", "state_name")
    def _region_code(self, country_code, state_code, state_name):
        """Return the library's code of a region, empty when it knows none or the days are those of the country.

        :param str country_code: ISO 3166 code of the country
        :param str state_code: code of the state, as Odoo has it; for France the department of the postal code
        :param str state_name: name of the state
        """
        holidays = library()
        if not holidays or not country_code or not (state_code or state_name):
            return ""
        if country_code == "FR":
            return FRENCH_REGIONS.get(state_code, "")
        try:
            known = holidays.country_holidays(country_code)
        except NotImplementedError:
            return ""
        for text in (state_code, state_name):
            if text in known.subdivisions:
                return text
            if text in known.subdivisions_aliases:
                return known.subdivisions_aliases[text]
        return ""

    @api.model
    @tools.ormcache("country_code", "region", "year")
    def _country_year(self, country_code, region, year):
        """Return what is closed in a country in one year.

        The library's days of a whole country are those of all its parts: no Easter Monday in Great Britain, for Scotland has
        none, no Good Friday in Switzerland. Where the part is not known, the days of most parts come with them.

        :return: (frozenset of days of the week, Monday = 0; frozenset of public holidays)
        """
        holidays = library()
        if holidays and country_code:
            try:
                known = holidays.country_holidays(country_code, subdiv=region or None, years=year, expand=False)
            except NotImplementedError:
                return SATURDAY_SUNDAY, frozenset()
            usual = frozenset() if region else self._list_usual_days(known, year)
            return frozenset(known.weekend), frozenset(known) | usual
        return SATURDAY_SUNDAY, frozenset()

    def _list_usual_days(self, known, year):
        """Return the public holidays of a year that most parts of a country keep.

        :param known: the country as the library knows it
        :param int year: the year
        """
        parts = frozenset(known.subdivisions)
        kept = Counter(
            day for part in parts for day in library().country_holidays(known.country, subdiv=part, years=year, expand=False)
        )
        return frozenset(day for day, count in kept.items() if count >= MOST_PARTS * len(parts))

    # -- one zone ----------------------------------------------------------------------------------

    @api.model
    def _is_used(self, company):
        """Tell whether any day can be closed in a root company; else nothing needs to be asked."""
        rules = self.env["dunning.closed.day"]._closed_day_rules(company.id)
        return company.dunning_working_days or any(kind == "quiet" for kind, *_rest in rules)

    @api.model
    def _closed_days_of_zone(self, company, zone, first, days=HORIZON):
        """Return the closed days of a zone as a root company sees them.

        A quiet period is stronger than the company's own closed day, this than its extra open day, this than weekends
        and public holidays. Without the company's working days only quiet periods count.

        :param company: root ``res.company``
        :param Zone zone: where
        :param date first: first day to look at
        :param int days: how many days to look at
        :return: dict by day of ``Closure``
        """
        last = first + datetime.timedelta(days=days - 1)
        closed = {}
        if company.dunning_working_days:
            by_country = Closure(False, zone.country_id)
            for year in range(first.year, last.year + 1):
                weekend, public = self._country_year(zone.country_code, zone.region, year)
                day = max(first, datetime.date(year, 1, 1))
                while day <= min(last, datetime.date(year, 12, 31)):
                    if day.weekday() in weekend or day in public:
                        closed[day] = by_country
                    day += datetime.timedelta(days=1)
        own = {"open": set(), "closed": set(), "quiet": set()}
        for kind, country_id, start, end, yearly in self.env["dunning.closed.day"]._closed_day_rules(company.id):
            if country_id and country_id != zone.country_id:
                continue
            # a yearly period may begin in the year before, over New Year
            shifts = range(first.year - start.year - 1, last.year - start.year + 1) if yearly else (0,)
            for shift in shifts:
                day, stop = (moment + relativedelta(years=shift) for moment in (start, end))
                day = max(day, first)
                while day <= min(stop, last):
                    own[kind].add(day)
                    day += datetime.timedelta(days=1)
        if company.dunning_working_days:
            for day in own["open"]:
                closed.pop(day, None)
            closed.update(dict.fromkeys(own["closed"], Closure(False, 0)))
        closed.update(dict.fromkeys(own["quiet"], Closure(True, 0)))
        return closed

    @api.model
    def _zone_of_partner(self, company, partner=None):
        """Return the zone of a customer, of the company when it has no country.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        """
        place = (partner.sudo() if partner else partner) or company.sudo().partner_id
        if not place.country_id:
            place = company.sudo().partner_id
        return self._zone_of(
            place.country_id.id, place.country_id.code, place.state_id.code, place.state_id.name, place.zip
        )

    @api.model
    def _zone_of(self, country_id, country_code, state_code, state_name, postcode):
        if country_code == "FR":
            postcode = (postcode or "").strip()
            state_code, state_name = postcode[: 3 if postcode.startswith("97") else 2], ""
        return Zone(
            country_id or 0, country_code or "", self._region_code(country_code or "", state_code or "", state_name or "")
        )

    @api.model
    def _next_open(self, closed, day):
        """Return the first day from ``day`` on that is in none of the closed days."""
        while day in closed:
            day += datetime.timedelta(days=1)
        return day

    @api.model
    def _open_day(self, company, partner, day, channel=None):
        """Return the first open day of a customer from a day on; the day itself when nothing is ever closed.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param date day: first day that would do
        :param str channel: a call or letter also needs an open day of the company
        """
        if not self._is_used(company):
            return day
        closed = self._closed_days_of_zone(company, self._zone_of_partner(company, partner), day)
        if channel in STAFFED_CHANNELS:
            closed = closed | self._closed_days_of_zone(company, self._zone_of_partner(company), day)
        return self._next_open(closed, day)

    # -- for the decision --------------------------------------------------------------------------

    @api.model
    def _calendar_ctes(self, question):
        """Return the parts ``located`` (the zone of each customer) and ``calendar`` (closed days) of the decision.

        ``calendar`` has one row for each closed day of a zone, for contacts that leave by themselves and for those that
        somebody of the company makes (``staffed``): the next open day, the last day of a quiet period, the country that
        is closed. A day that is not there is open.

        :param Question question: what the decision is asked
        """
        company, today = question.company, question.today
        if not self._is_used(company):
            return SQL(
                """
                located AS MATERIALIZED (SELECT NULL::int AS partner_id, NULL::int AS zone WHERE FALSE),
                calendar AS MATERIALIZED (
                    SELECT NULL::int AS zone, NULL::boolean AS staffed, NULL::date AS day, NULL::date AS open_on,
                           NULL::date AS quiet_until, NULL::int AS country_id
                     WHERE FALSE)
                """
            )
        places, zones = self._places_with_open_items(question)
        home = self._closed_days_of_zone(company, self._zone_of_partner(company), today)
        rows = []
        for zone, number in zones.items():
            closed = self._closed_days_of_zone(company, zone, today)
            rows += self._closed_day_rows(number, False, closed, today)
            rows += self._closed_day_rows(number, True, home | closed, today)
        return SQL(
            """
            located AS MATERIALIZED (
                SELECT customer.id AS partner_id, place.zone
                  FROM (SELECT DISTINCT partner_id FROM item) AS known
                  JOIN res_partner AS customer ON customer.id = known.partner_id
                  LEFT JOIN res_country AS country ON country.id = customer.country_id
                  JOIN UNNEST(%(countries)s::int[], %(states)s::int[], %(departments)s::text[], %(zones)s::int[])
                       AS place(country_id, state_id, department, zone)
                    ON place.country_id = COALESCE(customer.country_id, 0) AND place.state_id = COALESCE(customer.state_id, 0)
                   AND place.department = %(department)s
            ),
            calendar AS MATERIALIZED (
                SELECT closed.zone, closed.staffed = 1 AS staffed, %(today)s + closed.day AS day, %(today)s + closed.open_on AS open_on,
                       %(today)s + NULLIF(closed.quiet_until, -1) AS quiet_until, NULLIF(closed.country_id, 0) AS country_id
                  FROM UNNEST(%(rows)s) AS closed(zone, staffed, day, open_on, quiet_until, country_id)
            )
            """,
            countries=[place[0] for place in places],
            states=[place[1] for place in places],
            departments=[place[2] for place in places],
            zones=list(places.values()),
            department=self._sql_department(),
            today=today,
            # as text of an array each: read by PostgreSQL much faster than as many parameters
            rows=SQL(", ").join(
                SQL("%s::int[]", f"{{{','.join(str(row[column]) for row in rows)}}}") for column in range(6)
            ),
        )

    def _sql_department(self):
        """What of a French postal code can matter for public holidays."""
        return SQL(
            """CASE WHEN country.code = 'FR' AND customer.zip LIKE '97%%' THEN LEFT(customer.zip, 3)
                    WHEN country.code = 'FR' AND LEFT(customer.zip, 2) IN ('57', '67', '68') THEN LEFT(customer.zip, 2)
                    ELSE '' END"""
        )

    def _places_with_open_items(self, question):
        """Return where the customers with something open are.

        :return: (dict of the zone's number by (country id, state id, department), dict of number by ``Zone``)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT COALESCE(country.id, 0), COALESCE(state.id, 0), %s, country.code, state.code, state.name
                  FROM (SELECT DISTINCT item.partner_id FROM (%s) AS item) AS known
                  JOIN res_partner AS customer ON customer.id = known.partner_id
                  LEFT JOIN res_country AS country ON country.id = customer.country_id
                  LEFT JOIN res_country_state AS state ON state.id = customer.state_id
                 ORDER BY 1, 2, 3
                """,
                self._sql_department(),
                self.env["dunning.engine"]._sql_item(question),
            )
        )
        places, zones = {}, {}
        for country_id, state_id, department, country_code, state_code, state_name in rows:
            zone = (
                self._zone_of(country_id, country_code, state_code, state_name, department)
                if country_id
                else self._zone_of_partner(question.company)
            )
            places[country_id, state_id, department] = zones.setdefault(zone, len(zones))
        return places, zones

    def _closed_day_rows(self, number, staffed, closed, today):
        """Return the closed days of a zone as rows of whole numbers; days count from today.

        :param int number: of the zone
        :param bool staffed: whether they hold for contacts that somebody makes
        :param dict closed: ``Closure`` by day
        """
        one, rows, following = datetime.timedelta(days=1), [], None
        for day in sorted(closed, reverse=True):
            closure = closed[day]
            joined = following is not None and following[0] == day + one
            open_on = following[1] if joined else day + one
            quiet_until = -1
            if closure.is_quiet:
                quiet_until = following[2] if joined and following[2] != -1 else (day - today).days
            following = (day, open_on, quiet_until)
            rows.append((number, int(staffed), (day - today).days, (open_on - today).days, quiet_until, closure.country_id))
        return rows
