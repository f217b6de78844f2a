"""Days and amounts of a payment plan, and what interest on it would cost: arithmetic, without a database."""

from calendar import monthrange
from datetime import timedelta

# How often an instalment is paid: a month by the calendar, or so many days.
INTERVALS = [("month", "Month"), ("fortnight", "Two weeks"), ("week", "Week")]
DAYS_OF = {"fortnight": 14, "week": 7}

# Interest that is agreed counts the days of a year of 365.
YEAR = 365


def split_amount(amount, count, round_amount):
    """Return an amount in equal parts, of which the last takes what rounding leaves.

    :param float amount: in one currency
    :param int count: number of parts, above zero
    :param round_amount: function that rounds to the currency

    >>> split_amount(1400.0, 3, lambda amount: round(amount, 2))
    [466.67, 466.67, 466.66]
    """
    part = round_amount(amount / count)
    return [part] * (count - 1) + [round_amount(amount - part * (count - 1))]


def find_days(first, count, interval):
    """Return the days of instalments; months that are too short pay on their last day.

    :param date first: day of the first one
    :param int count: number of instalments
    :param str interval: of ``INTERVALS``

    >>> from datetime import date
    >>> [day.isoformat() for day in find_days(date(2025, 1, 31), 3, "month")]
    ['2025-01-31', '2025-02-28', '2025-03-31']
    >>> [day.isoformat() for day in find_days(date(2025, 1, 31), 2, "week")]
    ['2025-01-31', '2025-02-07']
    """
    if interval in DAYS_OF:
        return [first + timedelta(days=DAYS_OF[interval] * number) for number in range(count)]
    found = []
    for number in range(count):
        months = first.year * 12 + first.month - 1 + number
        year, month = divmod(months, 12)
        found.append(first.replace(year=year, month=month + 1, day=min(first.day, monthrange(year, month + 1)[1])))
    return found


def sum_interest(parts, start, rate):
    """Return simple interest on what each instalment waits.

    :param list parts: of (day, amount)
    :param date start: first day of the plan
    :param float rate: per cent a year

    >>> from datetime import date
    >>> sum_interest([(date(2026, 1, 1), 365.0), (date(2025, 1, 31), 365.0)], date(2025, 1, 1), 10.0)
    39.5
    """
    return sum(amount * rate / 100 * max(0, (day - start).days) / YEAR for day, amount in parts)


def spread_amounts(owed, payments, round_amount):
    """Return what each payment pays of each amount owed, the first owed first.

    :param list owed: amounts, which add up to the payments
    :param list payments: amounts in the order in which they come
    :param round_amount: function that rounds to the currency
    :return: list, one for each amount owed, of the parts that the payments pay of it

    >>> spread_amounts([1000.0, 400.0], [466.67, 466.67, 466.66], lambda amount: round(amount, 2))
    [[466.67, 466.67, 66.66], [0.0, 0.0, 400.0]]
    """
    left, parts = list(payments), []
    for amount in owed:
        own = []
        for rank, payment in enumerate(left):
            part = round_amount(min(amount, payment))
            own.append(part)
            amount, left[rank] = round_amount(amount - part), round_amount(payment - part)
        parts.append(own)
    return parts
