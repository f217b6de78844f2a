"""Interest of very many debts at once: amounts only, without segments, exact to the cent.

Interest is linear in what is outstanding. With ``C(d)``, the sum of (rate × weight of the day) over all days before
``d``, a debt of ``P`` that bears interest from ``first`` to ``last`` costs

    P × (C(last + 1) − C(first)) − Σ payments p × (C(last + 1) − C(day after the payment))

so one table of ``C`` prices any number of debts, and two look-ups price each debt or payment, in Python, numpy or SQL.
All numbers are whole (minor units, rates in fractions of a percent), so that the result equals `compute_interest` to the
cent. Laws that compound go year by year with the same table, in Python only. What is in dispute on the last day is left
out by leaving it out of the principal; where a dispute stops the clock, compute the debt by itself.
"""

from bisect import bisect_right
from decimal import Decimal
from fractions import Fraction

from .daycount import DIVISORS, weight
from .errors import InterestError, UnknownRateError
from .halfyear import DAY, HalfYear, plain_date
from .rates import RateBook
from .regime import FROZEN, YEARLY
from .timeline import anniversary

# Whole numbers beyond this do not fit numpy's; half of it is left for rounding.
LARGEST = 2**61


class RateTable:
    """Cumulated rates of a regime, for debts whose first day is in [``first``, ``last`` + 1].

    :param Regime regime: complete
    :param Catalogue catalogue: the series
    :param date first: earliest first day that bears interest
    :param date last: last day to be computed
    :param bool gaps: where the rate is frozen, debts that begin in a half-year without published rate bear nothing, as
        `compute_interest` says with ``missing=STOP``; half-years in which none begins need no rate
    :raises UnknownRateError: a half-year between them has no published rate
    """

    def __init__(self, regime, catalogue, first, last, gaps=False):
        self.first, self.last = plain_date(first, "first"), plain_date(last, "last")
        self.regime = regime
        half_years, book = _half_years(first, last), RateBook(catalogue, regime)
        percents = [_percent_of(book, half_year, gaps and regime.reset == FROZEN) for half_year in half_years]
        places = max((-percent.as_tuple().exponent for percent in percents), default=0)
        self._scale = max(places, 0)
        self._starts = [half_year.first for half_year in half_years]
        self._rates = [int(percent.scaleb(self._scale)) for percent in percents]
        self.divisor = 100 * 10**self._scale * DIVISORS[regime.day_count]
        self._cumulated = self._sum_up_weights()

    def _sum_up_weights(self):
        """Return ``C`` for each day from ``first`` to ``last`` + 1; weights alone where the rate is frozen."""
        frozen = self.regime.reset == FROZEN
        found, total, day, end = [0], 0, self.first, self.last + DAY
        while day < end:
            total += weight(self.regime.day_count, day, day) * (1 if frozen else self.rate_units(day))
            found.append(total)
            day += DAY
        return found

    def rate_units(self, day):
        """Return the rate of a day's half-year as a whole number of units (1 / 10^scale of a percent)."""
        return self._rates[bisect_right(self._starts, day) - 1]

    def cumulated(self, day):
        """Return ``C`` of a day.

        :raises InterestError: the table does not reach it
        """
        rank = (day - self.first).days
        if not 0 <= rank < len(self._cumulated):
            raise InterestError(f"the table goes from {self.first} to {self.last}, not to {day}")
        return self._cumulated[rank]

    def columns(self):
        """Return (days, whole numbers ``C``) as two lists, to be joined in SQL: ``C`` × minor units ÷ `divisor`.

        Where the rate is frozen, ``C`` counts days: multiply by `start_units` of the first day as well.

        :raises InterestError: the law compounds
        """
        self._refuse_compounding()
        return [self.first + DAY * rank for rank in range(len(self._cumulated))], list(self._cumulated)

    def start_units(self):
        """Return by what to multiply the interest of debts that begin on each day of `columns`: 1 unless the rate is frozen."""
        days = [self.first + DAY * rank for rank in range(len(self._cumulated))]
        return [self.rate_units(day) for day in days] if self.regime.reset == FROZEN else [1] * len(days)

    def _refuse_compounding(self):
        if self.regime.compounding == YEARLY:
            raise InterestError(f"{self.regime.key} compounds: interest() prices its debts, year by year")

    def interest(self, first, last, principal, payments=()):
        """Return the interest on one debt.

        :param date first: first day that bears interest
        :param date last: last day, at most the table's
        :param int principal: in minor units (cents)
        :param payments: (day, minor units) pairs; a payment's own day still bears interest
        :return: `int`, minor units, halves rounded up
        """
        if last < first:
            return 0
        falls = self._find_falls(first, last + DAY, principal, payments)
        units = self.rate_units(first) if self.regime.reset == FROZEN else 1
        if self.regime.compounding == YEARLY:
            total = self._compound_period((first, last + DAY), principal, falls, units)
        else:
            total = self._weigh_days(first, last + DAY, principal, falls) * units
        return (2 * total + self.divisor) // (2 * self.divisor)

    def _find_falls(self, first, end, principal, payments):
        """Return (day from which on it is gone, minor units) of payments, in order, never more than was owed."""
        falls, left = [], principal
        for day, amount in sorted(payments):
            amount, from_day = min(amount, left), max(day + DAY, first)
            if from_day >= end or not left:
                break
            falls.append((from_day, amount))
            left -= amount
        return falls

    def _weigh_days(self, begin, end, principal, falls):
        """Return what is owed × rates from ``begin`` to the day before ``end``, in minor units × `divisor`."""
        total = principal * (self.cumulated(end) - self.cumulated(begin))
        for day, amount in falls:
            if day < end:
                total -= amount * (self.cumulated(end) - self.cumulated(max(day, begin)))
        return total

    def _compound_period(self, period, principal, falls, units):
        """Return the same of a law whose interest bears interest from each anniversary on, while some of the principal is unpaid."""
        first, end = period
        settled = falls[-1][0] if falls and sum(amount for _day, amount in falls) >= principal else end
        total, capital, begin, years = 0, Fraction(0), first, 1
        while begin < end:
            stop = min(anniversary(first, years), end)
            bearing = min(max(settled, begin), stop)
            own = self._weigh_days(begin, stop, principal, falls)
            own = (own + capital * (self.cumulated(bearing) - self.cumulated(begin))) * units
            total, capital = total + own, capital + Fraction(own) / self.divisor
            begin, years = stop, years + 1
        return total

    def interest_arrays(self, firsts, lasts, principals, paid_debts=(), paid_days=(), paid_amounts=()):
        """Return the interest on many debts in one vectorised pass; needs numpy.

        :param firsts: array of ordinals (`date.toordinal`) of the first days that bear interest
        :param lasts: array of ordinals of the last days
        :param principals: array of minor units
        :param paid_debts: for each payment, the position of its debt in the arrays above
        :param paid_days: for each payment, the ordinal of its day
        :param paid_amounts: for each payment, minor units
        :return: array of minor units, halves rounded up; equals `interest` for each debt
        :raises InterestError: a day is outside the table, or the law compounds
        :raises OverflowError: amounts are so large that whole numbers of 64 bits do not hold them
        """
        import numpy as np

        self._refuse_compounding()
        table, origin = np.array(self._cumulated, dtype=np.int64), self.first.toordinal()
        firsts, lasts, principals = (np.asarray(values, dtype=np.int64) for values in (firsts, lasts, principals))
        starts = firsts - origin
        ends = np.maximum(lasts + 1 - origin, starts)
        if starts.size and (starts.min() < 0 or ends.max() >= table.size):
            raise InterestError(f"the table goes from {self.first} to {self.last} only")
        largest = int(principals.max(initial=0)) * int(table[-1])
        rates = None
        if self.regime.reset == FROZEN:
            borders = np.array([day.toordinal() for day in self._starts], dtype=np.int64)
            rates = np.array(self._rates, dtype=np.int64)[np.searchsorted(borders, firsts, side="right") - 1]
            largest *= max(self._rates)
        if largest + self.divisor > LARGEST:
            raise OverflowError("these amounts do not fit whole numbers of 64 bits: compute them with interest()")
        total = principals * (table[ends] - table[starts])
        debts = np.asarray(paid_debts, dtype=np.int64)
        if debts.size:
            days = np.asarray(paid_days, dtype=np.int64)
            order = np.lexsort((days, debts))
            debts, days, amounts = debts[order], days[order], np.asarray(paid_amounts, dtype=np.int64)[order]
            amounts = self._cut_overpayments(np, debts, amounts, principals)
            froms = np.clip(days + 1 - origin, starts[debts], ends[debts])
            np.subtract.at(total, debts, amounts * (table[ends[debts]] - table[froms]))
        if rates is not None:
            total *= rates
        return (2 * total + self.divisor) // (2 * self.divisor)

    @staticmethod
    def _cut_overpayments(np, debts, amounts, principals):
        """Return the amounts cut so that no debt is paid more than once; payments are sorted by debt and day."""
        running = np.cumsum(amounts)
        begins = np.r_[True, debts[1:] != debts[:-1]]
        before = np.maximum.accumulate(np.where(begins, running - amounts, 0))
        so_far = np.minimum(running - before, principals[debts])
        return np.diff(so_far, prepend=0) * ~begins + so_far * begins


def known_periods(regime, catalogue, first, last):
    """Return the periods within which every half-year has a rate: a debt that begins in one is known to its end.

    :return: list of (first day, last day), in order, within ``first`` and ``last``
    """
    book, found = RateBook(catalogue, regime), []
    for half_year in _half_years(first, last):
        begin, end = max(half_year.first, first), min(half_year.last, last)
        try:
            book.rate_on(half_year.first, half_year.first)
        except UnknownRateError:
            continue
        if found and found[-1][1] + DAY == begin:
            begin = found.pop()[0]
        found.append((begin, end))
    return found


def _percent_of(book, half_year, gaps):
    try:
        return book.rate_on(half_year.first, half_year.first).percent
    except UnknownRateError:
        if gaps:
            return Decimal(0)
        raise


def _half_years(first, last):
    found, half_year = [], HalfYear.of(first)
    while half_year.first <= max(first, last):
        found.append(half_year)
        half_year = half_year.next()
    return found
