"""Reference series: dated values in percent a year, each with its source. Nothing is extrapolated.

A series is of one of two kinds:

* ``changes``: a value holds from its day until the next one (a central bank's rate). Such a series is known only up to
  the day on which its source was last read, ``known_until``: a rate may have changed since.
* ``half_years``: one value is published for each half-year (a legal rate). A half-year without one is unknown.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from .errors import EntryError, UnknownRateError
from .halfyear import DAY, HalfYear, plain_date

CHANGES, HALF_YEARS = "changes", "half_years"

# Which value of a ``changes`` series rules a half-year: that of its first day, or of the day before.
FIRST_DAY, DAY_BEFORE = "first_day", "day_before"

# Percent a year beyond which a number is rather a slip of the pen than a rate.
LOWEST, HIGHEST = Decimal(-5), Decimal(50)


@dataclass(frozen=True)
class DatedValue:
    """A value in percent a year, from ``day`` on (of a half-year: its first day).

    ``source`` says who published it and how; ``seen`` is the day on which that source was read.
    """

    day: date
    value: Decimal
    source: str
    seen: date | None = None


@dataclass(frozen=True)
class Series:
    """A reference series; ``hint`` says to a person what is to be entered when a value is missing."""

    key: str
    name: str
    kind: str
    hint: str = ""
    values: tuple = ()
    known_until: date | None = None
    _days: tuple = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self):
        if self.kind not in (CHANGES, HALF_YEARS):
            raise EntryError("unknown_kind", f"{self.key} {self.kind}")
        ordered = tuple(sorted(self.values, key=lambda value: value.day))
        days = tuple(value.day for value in ordered)
        for value in ordered:
            check_value(self, value)
        if len(set(days)) != len(days):
            raise EntryError("two_values_for_one_day", self.key)
        object.__setattr__(self, "values", ordered)
        object.__setattr__(self, "_days", days)

    def value_for(self, half_year, fixing=FIRST_DAY):
        """Return the `DatedValue` that rules a half-year.

        :param HalfYear half_year: the half-year
        :param str fixing: `FIRST_DAY` or `DAY_BEFORE`, for a series of ``changes``
        :raises UnknownRateError: no value was published, or none is known to be still in force on that day
        """
        if self.kind == HALF_YEARS:
            rank = bisect_right(self._days, half_year.first) - 1
            found = rank >= 0 and self._days[rank] == half_year.first
        else:
            day = half_year.first if fixing == FIRST_DAY else half_year.first - DAY
            rank = bisect_right(self._days, day) - 1
            found = rank >= 0 and self.known_until is not None and day <= self.known_until
        if not found:
            raise UnknownRateError(self.key, half_year, self.hint)
        return self.values[rank]

    def merged(self, values, known_until=None):
        """Return the series with more values.

        :param values: `DatedValue` objects; one that is there already is left as it is
        :param date known_until: the day on which the source was read; an earlier one changes nothing
        :raises EntryError: a day has another value already (correcting one is a decision: `replaced`), or a value
            cannot be right
        """
        known = {value.day: value for value in self.values}
        for value in values:
            check_value(self, value)
            there = known.setdefault(value.day, value)
            if there.value != value.value:
                raise EntryError("another_value_is_there", f"{self.key} {value.day}: {there.value}, not {value.value}")
        until = max(filter(None, (self.known_until, known_until)), default=None)
        return replace(self, values=tuple(known.values()), known_until=until)

    def replaced(self, value):
        """Return the series with the value of one day corrected."""
        return replace(self, values=(*(one for one in self.values if one.day != value.day), value))


def check_value(series, value):
    """Refuse a value that cannot be right, entered by hand or imported.

    :param Series series: the series that it is for
    :param DatedValue value: the value
    :raises EntryError: code ``not_a_number``, ``out_of_range``, ``no_source``, ``not_a_half_year`` (a value by
        half-year begins on 1 January or 1 July)
    :raises TypeError: its day is not a `datetime.date`
    """
    what = f"{series.key} {plain_date(value.day, 'day')}"
    if not isinstance(value.value, Decimal) or not value.value.is_finite():
        raise EntryError("not_a_number", f"{what} {value.value!r}")
    if not LOWEST <= value.value <= HIGHEST:
        raise EntryError("out_of_range", f"{what} {value.value} %")
    if not (value.source or "").strip():
        raise EntryError("no_source", what)
    if series.kind == HALF_YEARS and value.day != HalfYear.of(value.day).first:
        raise EntryError("not_a_half_year", what)
