"""Interest on one debt: segments of days with the same principal and the same rate, rounded once at the end.

``interest = Σ principal × rate × days / base`` over segments; a segment ends where a payment or credit changes the
principal, where a new half-year brings a rate of its own, where a dispute stops or restarts the clock, and, where the law
compounds, on each anniversary. Every segment is kept exact (fractions); only the total of a debt is rounded, half up, to
its currency's cent: rounded segments may add up to a cent less or more (`Interest.shown_amounts`).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .errors import InterestError, UnknownRateError
from .halfyear import DAY, plain_date, round_half_up
from .rates import Rate, RateBook
from .start import first_day as find_first_day
from .timeline import Timeline

# What to do where a half-year has no published rate: refuse the debt, or compute to the last day that is known.
REFUSE, STOP = "refuse", "stop"

# Why interest ends on the last day of a result.
UNTIL_ASKED, PAID, INSOLVENCY, UNKNOWN_RATE = "until_asked", "paid", "insolvency", "unknown_rate"
NOT_YET = "not_yet"  # the first day that bears interest is still to come


@dataclass(frozen=True)
class Interest:
    """Interest on one debt, one line of a claim.

    :ivar date first_day: first day that bears interest
    :ivar last_day: last day that was computed, or None if there was none
    :ivar Decimal amount: what is claimed, rounded
    :ivar Fraction exact: the same, unrounded
    :ivar Decimal withheld: interest on what is in dispute on the day that was asked for: computed, not claimed
    :ivar Decimal outstanding: principal still outstanding at the end of the day that was asked for
    :ivar tuple segments: see `Segment`
    :ivar str ends: why it ends there: `UNTIL_ASKED`, `PAID`, `INSOLVENCY`, `UNKNOWN_RATE` or `NOT_YET`
    :ivar missing: the `UnknownRateError` where ``ends`` is `UNKNOWN_RATE`: the notice names it
    :ivar per_diem: amount of one more day from ``last_day`` + 1 on, rounded; None where its rate is unknown, 0 where
        nothing runs on
    :ivar per_diem_until: last day for which that rate is sure
    """

    reference: str
    currency: str
    digits: int
    first_day: date
    last_day: date | None
    amount: Decimal
    exact: Fraction
    withheld: Decimal
    outstanding: Decimal
    segments: tuple
    ends: str
    missing: UnknownRateError | None
    per_diem: Decimal | None
    per_diem_rate: Rate | None
    per_diem_until: date | None

    @property
    def days(self):
        """Number of days that bore interest."""
        return sum(segment.days for segment in self.segments)

    @property
    def rates(self):
        """The rates in percent, in the order of the segments, each once."""
        return tuple(dict.fromkeys(segment.rate.percent for segment in self.segments))

    @property
    def runs_on(self):
        """Interest goes on after the last day."""
        return self.ends in (UNTIL_ASKED, UNKNOWN_RATE)

    @property
    def limits(self):
        """Half-years and names of the floors and caps that replaced the regime's own rate."""
        found = ((segment.rate.half_year, segment.rate.limited) for segment in self.segments if segment.rate.limited)
        return tuple(dict.fromkeys(found))

    def shown_amounts(self):
        """Return the amounts of the segments so that they add up: the last one takes the difference of rounding."""
        amounts = [segment.amount for segment in self.segments]
        if amounts:
            amounts[-1] += self.amount - sum(amounts)
        return amounts


def compute_interest(debt, regime, catalogue, until, *, charged_until=None, missing=REFUSE):
    """Compute the interest on a debt.

    :param Debt debt: the debt
    :param Regime regime: the law, or the contract within it
    :param Catalogue catalogue: the reference series; or a `RateBook` of the same regime, to look rates up once for many debts
    :param date until: last day to be computed
    :param charged_until: interest up to this day was charged already; no day is charged twice
    :param str missing: `REFUSE` or `STOP`
    :return: `Interest`
    :raises UnknownRateError: with `REFUSE`: no rate was published for a half-year that is needed
    :raises IncompleteRegimeError: the regime is to be filled in first
    :raises NotStartedError: nothing has made interest run yet
    """
    plain_date(until, "until")
    if missing not in (REFUSE, STOP):
        raise InterestError(f"missing is {REFUSE} or {STOP}, not {missing!r}")
    first = find_first_day(regime, debt.due, debt.facts)
    book = catalogue if isinstance(catalogue, RateBook) else RateBook(catalogue, regime)
    line = Timeline(debt, regime, book, first)
    held = [dispute for dispute in debt.disputes if dispute.is_open(until)]
    stop = min(until, debt.insolvency - DAY) if debt.insolvency else until
    run = line.accrue(stop, held, charged_until)
    if run.error and missing == REFUSE:
        raise run.error
    exact = _add_up(run.segments)
    amount = round_half_up(exact, debt.digits)
    everything = _add_up(line.accrue(stop, [], charged_until).segments) if held else exact
    ends, last = _find_end(run, first, stop, until)
    per_diem, rate, sure_until = line.find_per_diem(stop + DAY, run, held) if ends == UNTIL_ASKED else _NOTHING[ends]
    return Interest(
        reference=debt.reference,
        currency=debt.currency,
        digits=debt.digits,
        first_day=first,
        last_day=last,
        amount=amount,
        exact=exact,
        withheld=round_half_up(everything, debt.digits) - amount,
        outstanding=debt.open_amount(until),
        segments=run.segments,
        ends=ends,
        missing=run.error,
        per_diem=per_diem,
        per_diem_rate=rate,
        per_diem_until=sure_until,
    )


# Daily amount, its rate and how long it is sure, where nothing runs on or nobody knows at which rate.
_NOTHING = {
    PAID: (Decimal(0), None, None),
    INSOLVENCY: (Decimal(0), None, None),
    NOT_YET: (Decimal(0), None, None),
    UNKNOWN_RATE: (None, None, None),
}


def _add_up(segments):
    return sum((segment.exact for segment in segments), Fraction(0))


def _find_end(run, first, stop, until):
    """Return why interest ends, and its last day (None: there is none)."""
    if run.error:
        last = run.error_day - DAY
        return UNKNOWN_RATE, last if last >= first else None
    if run.is_settled:
        return PAID, run.last_bearing
    if stop < until:
        return INSOLVENCY, stop if stop >= first else None
    return (UNTIL_ASKED, stop) if stop >= first else (NOT_YET, None)
