"""The days of a debt, cut where principal or rate changes, and the interest of each cut."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from .daycount import DIVISORS, THIRTY_E_360, weight
from .errors import UnknownRateError
from .halfyear import DAY, HalfYear, round_half_up
from .rates import Rate
from .regime import FROZEN, YEARLY


@dataclass(frozen=True)
class Segment:
    """Days ``first`` to ``last``, both included, with one principal and one rate.

    :ivar Decimal principal: outstanding and bearing interest
    :ivar Fraction capitalised: interest of past years that bears interest by law, exact (0 unless the law compounds)
    :ivar Rate rate: with its source
    :ivar Fraction exact: the interest, unrounded
    :ivar Decimal amount: the interest, rounded, to be shown
    """

    first: date
    last: date
    days: int
    principal: Decimal
    capitalised: Fraction
    rate: Rate
    exact: Fraction
    amount: Decimal


@dataclass(frozen=True)
class Run:
    """What accrued: segments, and where and why it could not go on.

    :ivar bool is_settled: nothing is outstanding any more
    :ivar last_bearing: last day that bore interest, None if there was none
    :ivar Fraction capitalised: interest of past years that bears interest at the end
    """

    segments: tuple
    error: UnknownRateError | None
    error_day: date | None
    is_settled: bool
    last_bearing: date | None
    capitalised: Fraction


def anniversary(first, years):
    """Return the day that begins another year; a year that began on 29 February is over on 28 February.

    :param date first: first day of the first year
    :param int years: how many years later
    """
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return date(first.year + years, 3, 1)


class Timeline:
    """A debt under a regime, from the first day that bears interest."""

    def __init__(self, debt, regime, book, first):
        self.debt, self.regime, self.book, self.first = debt, regime, book, first
        self.stopping = [one for one in debt.disputes if regime.dispute_stops or one.stopped_by]
        self.reductions = debt.reductions(first)

    def accrue(self, stop, held, charged_until=None):
        """Compute the interest of each run of days up to a day.

        :param date stop: last day
        :param list held: disputes whose part is left out on every day
        :param charged_until: segments up to this day are left out of the result
        :return: `Run`
        """
        cuts = self._find_cuts(stop, charged_until)
        segments, capitalised, year_so_far, last_bearing = [], Fraction(0), Fraction(0), None
        for begin, end in pairwise(cuts):
            if self.regime.compounding == YEARLY and self._is_anniversary(begin):
                capitalised, year_so_far = capitalised + year_so_far, Fraction(0)
            principal = self._bearing_principal(begin, held)
            # Interest of past years bears interest as long as some of the principal is unpaid.
            if not principal:
                continue
            try:
                rate = self.book.rate_on(begin, self.first)
            except UnknownRateError as error:
                return Run(tuple(segments), error, begin, False, last_bearing, capitalised)
            segment = self._make_segment(begin, end - DAY, principal, capitalised, rate)
            year_so_far += segment.exact
            last_bearing = segment.last
            if not charged_until or begin > charged_until:
                segments.append(segment)
        if self.regime.compounding == YEARLY and self._is_anniversary(stop + DAY):
            capitalised += year_so_far
        return Run(tuple(segments), None, None, not self.debt.open_amount(stop), last_bearing, capitalised)

    def find_per_diem(self, day, run, held):
        """Return what one more day costs (rounded), its rate, and the last day for which that is sure (None: no end).

        :param date day: the day after the last one computed
        :param Run run: what accrued until then
        :param list held: disputes whose part is left out
        """
        try:
            rate = self.book.rate_on(day, self.first)
        except UnknownRateError:
            return None, None, None
        convention = self.regime.day_count
        # Months of 30 days have days without any weight and, in February, days with three.
        parts = 1 if convention == THIRTY_E_360 else weight(convention, day, day)
        principal = self._bearing_principal(day, held)
        capitalised = run.capitalised if principal else Fraction(0)
        amount = _clock_times(principal, capitalised, rate.percent, parts, DIVISORS[convention])
        ends = [HalfYear.of(day).last] if self._rate_moves() else []
        if self.regime.compounding == YEARLY:
            ends.append(min(one for one in self._anniversaries_until(anniversary(day, 1)) if one > day) - DAY)
        return round_half_up(amount, self.debt.digits), rate, min(ends, default=None)

    def _find_cuts(self, stop, charged_until):
        """Return the days on which something may change, from the first to the one after the last."""
        end = stop + DAY
        days = {day for day, amount in self.reductions if amount}
        for dispute in self.stopping:
            days |= {dispute.first} | ({dispute.last + DAY} if dispute.last else set())
        if charged_until:
            days.add(charged_until + DAY)
        if self.regime.compounding == YEARLY:
            days |= set(self._anniversaries_until(end))
        if self._rate_moves():
            half_year = HalfYear.of(self.first).next()
            while half_year.first < end:
                days.add(half_year.first)
                half_year = half_year.next()
        inside = sorted(day for day in days if self.first < day < end)
        return [self.first, *inside, end] if end > self.first else []

    def _rate_moves(self):
        regime = self.regime
        moving = regime.series or regime.cap or (regime.floor and (regime.contract or not regime.floor.contract_only))
        return bool(moving) and regime.reset != FROZEN

    def _anniversaries_until(self, end):
        years = range(1, end.year - self.first.year + 1)
        return [day for day in (anniversary(self.first, number) for number in years) if day <= end]

    def _is_anniversary(self, day):
        return day > self.first and day == anniversary(self.first, day.year - self.first.year)

    def _bearing_principal(self, day, held):
        """Return the principal that bears interest on a day."""
        left = self.debt.principal
        for changed, amount in self.reductions:
            if changed > day:
                break
            left -= amount
        left = max(left, Decimal(0))
        if self.debt.disputes:
            out = [one for one in self.debt.disputes if one in held or (one in self.stopping and one.is_open(day))]
            left = max(left - sum((self.debt.disputed(one) for one in out), Decimal(0)), Decimal(0))
        return left

    def _make_segment(self, first, last, principal, capitalised, rate):
        convention = self.regime.day_count
        exact = _clock_times(principal, capitalised, rate.percent, weight(convention, first, last), DIVISORS[convention])
        return Segment(
            first=first,
            last=last,
            days=(last - first).days + 1,
            principal=principal,
            capitalised=capitalised,
            rate=rate,
            exact=exact,
            amount=round_half_up(exact, self.debt.digits),
        )


def _clock_times(principal, capitalised, percent, parts, divisor):
    """Return (principal + capitalised) × percent × parts of a year, exact, reduced once."""
    if capitalised:
        base = Fraction(principal) + capitalised
        amount, unit = base.numerator, base.denominator
    else:
        amount, unit = principal.as_integer_ratio()
    rate, rate_unit = percent.as_integer_ratio()
    return Fraction(amount * rate * parts, unit * rate_unit * 100 * divisor)
