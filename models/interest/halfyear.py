"""Half-years, and the guards on dates and amounts that everything else stands on."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from .errors import InterestError

DAY = timedelta(days=1)


def plain_date(value, name):
    """Return a calendar day as it is; a moment is refused, whose day depends on a time zone.

    :raises TypeError: not a `datetime.date`, or a `datetime.datetime`
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"{name} must be a day (datetime.date), not {value!r}")
    return value


def plain_amount(value, name):
    """Return an amount or a percentage as an exact, finite decimal that is not negative.

    :param value: a `Decimal` or an `int`; a `float` is refused, because it is not the number that was written
    :raises TypeError: of another type
    :raises InterestError: negative, infinite or not a number
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{name} must be a Decimal or an int, not {value!r}")
    value = Decimal(value)
    if not value.is_finite() or value < 0:
        raise InterestError(f"{name} must be a number that is not negative, not {value}")
    return value


def round_half_up(exact, digits):
    """Round an exact amount to a currency's decimals, halves upwards: 0.005 becomes 0.01.

    :param Fraction exact: an amount that is not negative
    :param int digits: decimals of the currency (2 for cents)
    :return: `Decimal` with that many decimals
    """
    units = (exact.numerator * 10**digits * 2 + exact.denominator) // (2 * exact.denominator)
    return Decimal(units).scaleb(-digits)


class HalfYear(NamedTuple):
    """January to June (``half`` 1) or July to December (``half`` 2) of a year.

    >>> str(HalfYear.of(date(2026, 7, 1))), str(HalfYear.parse("2026 H2").previous())
    ('2026 H2', '2026 H1')
    """

    year: int
    half: int

    @classmethod
    def of(cls, day):
        """Return the half-year that holds a day."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text):
        """Read ``2026 H2``.

        :raises InterestError: written otherwise
        """
        year, _space, half = text.partition(" ")
        if half not in ("H1", "H2") or not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise InterestError(f"{text!r} is no half-year such as 2026 H2")
        return cls(int(year), int(half[1]))

    def __str__(self):
        return f"{self.year} H{self.half}"

    @property
    def first(self):
        """Its first day: 1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self):
        """Its last day: 30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def next(self):
        """Return the half-year after it."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    def previous(self):
        """Return the half-year before it."""
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)
