"""Day counts: what part of a year a number of days is.

Days that bear interest are counted, first and last included: from the day after the due date to the day on which the
money is there, ``payment − due`` days. In the notation of day-count conventions this is the period [first, last + 1).
Only conventions that add up are offered: cutting a period at a payment or a half-year must not change the interest
(30/360 US, ISMA-Year do not add up, hence are left out).

ACT/365 is the practice for statutory interest; in leap years too the base is 365. ACT/ACT divides days of leap years
by 366. ACT/360 raises interest by 1.39 %, French courts refuse it for consumer credit. 30E/360 counts months as 30 days.
"""

from calendar import isleap
from datetime import date
from fractions import Fraction

from .halfyear import DAY

ACT_365, ACT_360, ACT_ACT, THIRTY_E_360 = "ACT/365", "ACT/360", "ACT/ACT", "30E/360"
DAY_COUNTS = (ACT_365, ACT_360, ACT_ACT, THIRTY_E_360)

# One divisor for each convention by which the weight of any single day is a whole number.
DIVISORS = {ACT_365: 365, ACT_360: 360, ACT_ACT: 365 * 366, THIRTY_E_360: 360}


def _thirty_days(day):
    return day.year * 360 + day.month * 30 + min(day.day, 30)


def weight(convention, first, last):
    """Return the weight of the days ``first`` to ``last``, both included, as a whole number.

    The part of a year is the weight divided by ``DIVISORS[convention]``. Weights of adjoining periods add up.

    :param str convention: one of `DAY_COUNTS`
    :raises ValueError: another convention, or ``last`` is more than a day before ``first``
    """
    end = last + DAY
    days = (end - first).days
    if days < 0:
        raise ValueError(f"{last} is before {first}")
    if convention in (ACT_365, ACT_360):
        return days
    if convention == THIRTY_E_360:
        return _thirty_days(end) - _thirty_days(first)
    if convention != ACT_ACT:
        raise ValueError(f"{convention!r} is not one of {', '.join(DAY_COUNTS)}")
    leap = sum(_days_within(year, first, end) for year in range(first.year, end.year + 1) if isleap(year))
    return leap * 365 + (days - leap) * 366


def _days_within(year, first, end):
    return max(0, (min(end, date(year + 1, 1, 1)) - max(first, date(year, 1, 1))).days)


def year_fraction(convention, first, last):
    """Return the part of a year, exact, that the days ``first`` to ``last`` (both included) are.

    >>> year_fraction(ACT_365, date(2026, 4, 1), date(2026, 5, 15)) == Fraction(45, 365)
    True
    """
    return Fraction(weight(convention, first, last), DIVISORS[convention])
