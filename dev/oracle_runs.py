"""Payment runs (6) in plain Python: on which days a customer pays, which run an item waits for, and its step meanwhile.

Days are looked at one after the other; nothing here knows how the add-on lists them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import holidays

import oracle_rules as rules

ONE = timedelta(1)
BACK, AHEAD = 120, 200
KEPT, PAID_BEFORE, BROKEN_DAYS = 0.8, 3, 90
MESSAGE, ARRIVES = 3, 2


@dataclass(frozen=True)
class Rhythm:
    """When a customer pays: ``days`` of the month, or a ``weekday`` every so many ``weeks``; ``cutoff`` in bank days before."""

    days: tuple = ()
    weekday: int | None = None
    weeks: int = 1
    anchor: date | None = None
    earlier: bool = False
    cutoff: int = 0
    start: date = date(2000, 1, 1)
    end: date = date(3000, 1, 1)

    def names(self, day):
        """Tell whether a run is meant for ``day``, closed or not."""
        if self.weekday is not None:
            weeks = (day - timedelta(day.weekday()) - (self.anchor - timedelta(self.anchor.weekday()))).days // 7
            return day.weekday() == self.weekday and weeks % self.weeks == 0
        is_last = (day + ONE).month != day.month
        return day.day in self.days or (is_last and any(wanted > day.day for wanted in self.days))


@dataclass(frozen=True)
class Waiting:
    """The run that an item waits for.

    Attributes:
        free: first day of its steps after the due date.
        by_run: the run, and not the longest wait, decides about that.
        following: when the money of the run after it is there, ``None`` when none is known.
    """

    day: date
    cutoff: date
    message: date
    free: date
    by_run: bool
    following: date | None

    @property
    def announced(self):
        """Whether a message before its cut-off takes the place of those before the due date."""
        return self.message <= self.free


@lru_cache(maxsize=64)
def _year(country, year):
    known = holidays.country_holidays(country, years=year, expand=False) if country else {}
    weekend = set(known.weekend) if country else {5, 6}
    return weekend, set(known)


def is_closed(country, day):
    """Tell whether banks are closed on ``day``."""
    weekend, public = _year(country, day.year)
    return day.weekday() in weekend or day in public


def bank_days(country, day, count):
    """Return the bank day ``count`` bank days after ``day`` (before it below zero)."""
    while count:
        day += ONE if count > 0 else -ONE
        if not is_closed(country, day):
            count += -1 if count > 0 else 1
    return day


def runs_of(world, customer):
    """Return (day, cut-off, message, arrival) of each run of a customer around the world's day, in order."""
    found = {}
    country = world.country
    for rhythm in customer.rhythms:
        for number in range(-BACK, AHEAD + 1):
            day = world.day + timedelta(number)
            if not rhythm.names(day):
                continue
            while is_closed(country, day):
                day += -ONE if rhythm.earlier else ONE
            if not rhythm.start <= day <= rhythm.end:
                continue
            cutoff = bank_days(country, day, -rhythm.cutoff)
            run = (day, cutoff, bank_days(country, cutoff, -MESSAGE), bank_days(country, day, ARRIVES))
            found[day] = min(found.get(day, run), run)
    return [found[day] for day in sorted(found)]


def is_trusted(world, customer):
    """Tell whether the items of a customer wait for its runs: known, no risk, no promise broken lately, runs kept."""
    if customer.paid < PAID_BEFORE or customer.difficult:
        return False
    if any(world.day - timedelta(BROKEN_DAYS) <= limit < world.day for limit in customer.broken):
        return False
    try:
        since = world.day.replace(year=world.day.year - 1)
    except ValueError:  # 29 February
        since = world.day.replace(year=world.day.year - 1, day=28)
    kept = [kept for day, arrival, kept in customer.judged if day >= since and arrival < world.day]
    return not kept or sum(kept) / len(kept) >= KEPT


def waiting(world, item):
    """Return the :class:`Waiting` of an item, ``None`` when it waits for no run."""
    customer = world.customers[item.partner]
    if not world.longest or not customer.rhythms or item.is_credit or not is_trusted(world, customer):
        return None
    if item.due < world.day - timedelta(BACK):
        return None
    runs = runs_of(world, customer)
    for place, (day, cutoff, message, arrival) in enumerate(runs):
        if day >= item.due and (item.issued is None or cutoff >= item.issued):
            longest = item.due + timedelta(world.longest)
            following = runs[place + 1][3] if place + 1 < len(runs) else None
            return Waiting(day, cutoff, message, min(arrival + ONE, longest), arrival + ONE <= longest, following)
    return None


def next_step(world, one, taken, earliest):
    """Return (step, day, whether it announces the run) of an item, as ``oracle_rules.next_step`` with payment runs.

    Args:
        world: the world.
        one: ruling or situation of the item, with ``plan`` and ``run`` (:class:`Waiting` or ``None``).
        taken: its :class:`~oracle_rules.Taken` steps.
        earliest: the first day on which it may take any step.
    """
    item, run, day = one.item, one.run, world.day
    plan = met(one)
    usual = rules.next_step(plan, taken, item.due, day, earliest, item.settled)
    if run is None:
        return *usual, False
    last = rules.last_taken(taken)
    if run.announced:
        step, fall = _announcing(plan, taken, last, one, day, earliest)
        if step:
            return step, fall, True
    elif usual[0] is not None and usual[0].delay < 0:
        return *usual, False
    if run.by_run and (last is None or last.delay < 0) and (run.following is None or run.following >= day):
        calls = [step for step in one.plan.steps if step.active and step.delay >= 0 and step.channel == "phone"]
        first = min(calls, key=lambda step: step.delay, default=None)
        if first in plan.steps:
            fall = run.free if last is None else max(run.free, last.day + timedelta(plan.interval))
            return first, fall, False
    after = replace(plan, steps=tuple(step for step in plan.steps if step.delay >= 0))
    step, fall = rules.next_step(after, taken, item.due, day, earliest, item.settled)
    return step, fall and max(fall, run.free), False


def met(one):
    """Return the plan of a ruling with those steps only whose condition holds for what its customer owes."""
    count, total = one.owed
    return replace(one.plan, steps=tuple(step for step in one.plan.steps if step.count <= count and step.total <= total))


def _announcing(plan, taken, last, one, day, earliest):
    """Return the last step before the due date, which announces the run, and its day; (None, None) when it is too late."""
    run, issued = one.run, one.item.settled
    if issued is not None and run.message <= issued + ONE:
        return None, None
    used, best = {done.step for done in taken}, (None, None)
    for step in sorted(plan.steps, key=lambda step: step.delay):
        if not step.active or step.delay >= 0 or (last is not None and (step.delay <= last.delay or step.id in used)):
            continue
        wait = None if last is None else last.day + timedelta(rules.wait_after(plan, last, step, one.item.due))
        fall = run.message if wait is None else max(run.message, wait)
        if max(day, fall, earliest or day) < run.cutoff:
            best = step, fall
    return best
