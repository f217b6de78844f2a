"""Which fixed days a customer pays on, found in the days and amounts of its payments. Pure arithmetic, no database.

Somebody pays in runs when four fifths of what it paid came on the same days, a bank day earlier or later, and there were
enough payment days to tell: six in at least three months.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import combinations
from typing import NamedTuple

from ..calendar.payment_days import Rhythm, run_days, shift_bank_days

FEW_DAYS, FEW_MONTHS = 6, 3
SHARE = 0.8

# More days of the month than these would cover nearly all of it by chance, a bank day around each included.
MOST_MONTH_DAYS = 3
# Tried only: how many of the best single days are combined.
CANDIDATES = 6
EVERY_WEEKS = (4, 2)


class Found(NamedTuple):
    """A rhythm with what it rests on: the share of the amount on its days, payment days, and the first of them."""

    rhythm: Rhythm
    share: float
    days: int
    first: object


def find_rhythm(payments, is_closed):
    """Return the simplest rhythm that explains four fifths of what was paid, ``None`` when there is none.

    One day of the month comes before two and three, these before a day of the week every four, two weeks and every week.
    Every week only the day itself counts, or the next bank day when it was closed: a day more on both sides would be three
    of five.

    :param dict payments: amount by day
    :param is_closed: callable, whether banks are closed on a day
    :return: :class:`Found`
    """
    first, payments = min(payments), _on_bank_days(payments, is_closed)
    months = {(day.year, day.month) for day in payments}
    if len(payments) < FEW_DAYS or len(months) < FEW_MONTHS:
        return None
    total = sum(payments.values())
    if total <= 0:
        return None
    for rhythms, around in _find_candidates(payments, is_closed):
        best = max(rhythms, key=lambda one: (_count_covered(payments, one, is_closed, around), _count_exact(payments, one, is_closed)))
        covered = _count_covered(payments, best, is_closed, around)
        if covered >= SHARE * total:
            return Found(best, covered / total, len(payments), first)
    return None


def _on_bank_days(payments, is_closed):
    """Return the payments by bank day: what bears the date of a closed day belongs to the next one."""
    moved = defaultdict(float)
    for day, amount in payments.items():
        while is_closed(day):
            day += timedelta(days=1)
        moved[day] += amount
    return dict(moved)


def _find_candidates(payments, is_closed):
    """Yield lists of rhythms to choose from, simplest first, each with the bank days around a run that count."""
    singles = [Rhythm(month_days=(day,)) for day in range(1, 32)]
    yield singles, 1
    ranked = sorted(singles, key=lambda one: (-_count_covered(payments, one, is_closed, 1), -_count_exact(payments, one, is_closed)))
    best = [one.month_days[0] for one in _keep_apart(ranked)]
    for size in range(2, MOST_MONTH_DAYS + 1):
        if len(best) >= size:
            yield [Rhythm(month_days=tuple(sorted(days))) for days in combinations(best, size)], 1
    first = min(payments)
    for weeks in EVERY_WEEKS:
        yield [
            Rhythm(weekday=weekday, every_weeks=weeks, anchor=first + timedelta(weeks=shift))
            for weekday in range(5)
            for shift in range(weeks)
        ], 1
    yield [Rhythm(weekday=weekday, anchor=first) for weekday in range(5)], 0


def _keep_apart(ranked):
    """Return the best single days that are no neighbours: these would count the same payments twice."""
    chosen = []
    for one in ranked:
        if all(abs(one.month_days[0] - other.month_days[0]) > 3 for other in chosen):
            chosen.append(one)
    return chosen[:CANDIDATES]


def _count_covered(payments, rhythm, is_closed, around):
    """Return the amount that was paid on the days of a rhythm, so many bank days earlier or later included."""
    wanted = set()
    for run in _list_runs(payments, rhythm, is_closed):
        wanted |= {shift_bank_days(run.day, count, is_closed) for count in range(-around, around + 1)}
    return sum(amount for day, amount in payments.items() if day in wanted)


def _count_exact(payments, rhythm, is_closed):
    """Return the amount that was paid on the very days: of neighbours, the middle one is the day."""
    wanted = {run.day for run in _list_runs(payments, rhythm, is_closed)}
    return sum(amount for day, amount in payments.items() if day in wanted)


def _list_runs(payments, rhythm, is_closed):
    week = timedelta(days=7)
    return run_days(rhythm, min(payments) - week, max(payments) + week, is_closed)


def by_customer(rows):
    """Return the amount paid by day, by customer.

    :param rows: (customer, day, amount)
    """
    found = defaultdict(dict)
    for customer, day, amount in rows:
        found[customer][day] = found[customer].get(day, 0.0) + amount
    return found
