"""Interest of very many debts at once: amounts only, without segments, exact to the cent.

Interest is linear in what is outstanding. With ``C(d)``, the sum of (rate × weight of the day) over all days before
``d``, a debt of ``P`` that bears interest from ``first`` to ``last`` costs

    P × (C(last + 1) − C(first)) − Σ payments p × (C(last + 1) − C(day after the payment))

so one table of ``C`` prices any number of debts, and two look-ups price each debt or payment, in Python, numpy or SQL.
All numbers are whole (minor units, rates in fractions of a percent), so that the result equals `compute_interest` to the
cent. Not for laws that compound or for disputes: compute these debts one by one.
"""

from bisect import bisect_right

from .daycount import DIVISORS, weight
from .errors import InterestError, UnknownRateError
from .halfyear import DAY, HalfYear, plain_date
from .rates import RateBook
from .regime import FROZEN, YEARLY

# Whole numbers beyond this do not fit numpy's; half of it is left for rounding.
LARGEST = 2**61


class RateTable:
    """Cumulated rates of a regime, for debts whose first day is in [``first``, ``last`` + 1].

    :param Regime regime: complete, simple interest
    :param Catalogue catalogue: the series
    :param date first: earliest first day that bears interest
    :param date last: last day to be computed
    :raises UnknownRateError: a half-year between them has no published rate
    :raises InterestError: the law compounds
    """

    def __init__(self, regime, catalogue, first, last):
        self.first, self.last = plain_date(first, "first"), plain_date(last, "last")
        if regime.compounding == YEARLY:
            raise InterestError(f"{regime.key} compounds: compute its debts one by one")
        self.regime = regime
        half_years, book = _half_years(first, last), RateBook(catalogue, regime)
        percents = [book.rate_on(half_year.first, half_year.first).percent for half_year in half_years]
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

        Where the rate is frozen, ``C`` counts days: multiply by `rate_units` of the first day as well.
        """
        return [self.first + DAY * rank for rank in range(len(self._cumulated))], list(self._cumulated)

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
        end, left, total = last + DAY, principal, 0
        for day, amount in sorted(payments):
            amount, from_day = min(amount, left), max(day + DAY, first)
            if from_day >= end:
                break
            total += amount * (self.cumulated(from_day) - self.cumulated(first))
            left -= amount
        total += left * (self.cumulated(end) - self.cumulated(first))
        if self.regime.reset == FROZEN:
            total *= self.rate_units(first)
        return (2 * total + self.divisor) // (2 * self.divisor)

    def interest_arrays(self, firsts, lasts, principals, paid_debts=(), paid_days=(), paid_amounts=()):
        """Return the interest on many debts in one vectorised pass; needs numpy.

        :param firsts: array of ordinals (`date.toordinal`) of the first days that bear interest
        :param lasts: array of ordinals of the last days
        :param principals: array of minor units
        :param paid_debts: for each payment, the position of its debt in the arrays above
        :param paid_days: for each payment, the ordinal of its day
        :param paid_amounts: for each payment, minor units
        :return: array of minor units, halves rounded up; equals `interest` for each debt
        :raises InterestError: a day is outside the table
        :raises OverflowError: amounts are so large that whole numbers of 64 bits do not hold them
        """
        import numpy as np

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


def last_known_day(regime, catalogue, first, last):
    """Return the last day up to which a regime has rates for all first days from ``first`` on, at most ``last``.

    :return: `date`; the day before ``first`` where even its half-year is unknown
    """
    book = RateBook(catalogue, regime)
    for half_year in _half_years(first, last):
        try:
            book.rate_on(half_year.first, half_year.first)
        except UnknownRateError:
            return max(half_year.first, first) - DAY
    return last


def _half_years(first, last):
    found, half_year = [], HalfYear.of(first)
    while half_year.first <= max(first, last):
        found.append(half_year)
        half_year = half_year.next()
    return found
