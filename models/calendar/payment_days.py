"""Days of payment runs: on which days somebody pays, and what each of these days means for what is due. Without the ORM.

A *bank day* is a day on which banks work where the customer is: no weekend, no public holiday.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

# The message about a run leaves so many bank days before its cut-off: somebody still has to approve the invoices.
MESSAGE_BEFORE_CUTOFF = 3
# Bank days from the order to the money on the account: a SEPA transfer ordered in the evening arrives the day after next.
BANK_DAYS_TO_ARRIVE = 2

ONE_DAY = timedelta(days=1)

WEEKDAYS = [
    ("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday"), ("4", "Friday"), ("5", "Saturday"), ("6", "Sunday"),
]  # fmt: skip


class Rhythm(NamedTuple):
    """When somebody pays: on days of the month, or on a day of the week every so many weeks.

    ``month_days`` are 1 to 31; in shorter months the last day stands for those that are missing, so 31 is the last day.
    ``weekday`` is 0 for Monday; ``anchor`` is any day in a week that has a run. A run on a closed day is made on the next
    bank day, or on the one before where ``earlier``. ``cutoff_days`` are bank days: invoices have to be approved by then.
    """

    month_days: tuple = ()
    weekday: int | None = None
    every_weeks: int = 1
    anchor: date | None = None
    earlier: bool = False
    cutoff_days: int = 0


class RunDay(NamedTuple):
    """One run: its day, until when invoices are taken in, when it is announced, and when its money is on the account."""

    day: date
    cutoff: date
    message: date
    arrival: date


def shift_bank_days(day, count, is_closed):
    """Return the bank day so many bank days after a day, or before it.

    :param date day: where to start
    :param int count: bank days; below zero before ``day``
    :param is_closed: callable, whether banks are closed on a day

    >>> weekend = lambda day: day.weekday() > 4
    >>> shift_bank_days(date(2026, 12, 11), 1, weekend)
    datetime.date(2026, 12, 14)
    >>> shift_bank_days(date(2026, 12, 14), -1, weekend)
    datetime.date(2026, 12, 11)
    >>> shift_bank_days(date(2026, 12, 12), 0, weekend)
    datetime.date(2026, 12, 12)
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while is_closed(day):
            day += step
    return day


def nominal_days(rhythm, first, last):
    """Return the days of a rhythm from ``first`` to ``last``, closed days or not, in order.

    >>> nominal_days(Rhythm(month_days=(10, 31)), date(2026, 2, 1), date(2026, 3, 31))
    [datetime.date(2026, 2, 10), datetime.date(2026, 2, 28), datetime.date(2026, 3, 10), datetime.date(2026, 3, 31)]
    >>> nominal_days(Rhythm(weekday=4, every_weeks=2, anchor=date(2026, 1, 5)), date(2026, 1, 1), date(2026, 1, 31))
    [datetime.date(2026, 1, 9), datetime.date(2026, 1, 23)]
    """
    days = _weekly_days(rhythm, first, last) if rhythm.weekday is not None else _monthly_days(rhythm, first, last)
    return sorted(day for day in days if first <= day <= last)


def _monthly_days(rhythm, first, last):
    days, year, month = set(), first.year, first.month
    while (year, month) <= (last.year, last.month):
        length = calendar.monthrange(year, month)[1]
        days |= {date(year, month, min(wanted, length)) for wanted in rhythm.month_days}
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return days


def _weekly_days(rhythm, first, last):
    anchor = rhythm.anchor or first
    begin = anchor - timedelta(days=anchor.weekday()) + timedelta(days=rhythm.weekday)
    period = 7 * max(1, rhythm.every_weeks)
    day = begin + timedelta(days=-(-(first - begin).days // period) * period)
    days = set()
    while day <= last:
        days.add(day)
        day += timedelta(days=period)
    return days


def run_days(rhythm, first, last, is_closed):
    """Return the runs whose day by the rhythm lies from ``first`` to ``last``, in order.

    :param Rhythm rhythm: when somebody pays
    :param is_closed: callable, whether banks are closed on a day
    :return: list of :class:`RunDay`; two that closed days move to one day are one

    >>> weekend = lambda day: day.weekday() > 4
    >>> [run] = run_days(Rhythm(month_days=(10,), cutoff_days=2), date(2026, 10, 1), date(2026, 10, 31), weekend)
    >>> run.day, run.cutoff, run.message, run.arrival  # 10 October is a Saturday
    (datetime.date(2026, 10, 12), datetime.date(2026, 10, 8), datetime.date(2026, 10, 5), datetime.date(2026, 10, 14))
    """
    runs = {}
    for nominal in nominal_days(rhythm, first, last):
        day = nominal
        while is_closed(day):
            day += -ONE_DAY if rhythm.earlier else ONE_DAY
        cutoff = shift_bank_days(day, -rhythm.cutoff_days, is_closed)
        message = shift_bank_days(cutoff, -MESSAGE_BEFORE_CUTOFF, is_closed)
        runs[day] = RunDay(day, cutoff, message, shift_bank_days(day, BANK_DAYS_TO_ARRIVE, is_closed))
    return [runs[day] for day in sorted(runs)]


def parse_month_days(text):
    """Return the days of the month in a text, in order, each once.

    :raises ValueError: something that is no day from 1 to 31

    >>> parse_month_days("25, 10")
    (10, 25)
    """
    days = {int(part) for part in (text or "").replace(";", ",").replace(" ", ",").split(",") if part}
    if any(not 1 <= day <= 31 for day in days):
        raise ValueError(text)
    return tuple(sorted(days))
