"""Days of payment runs, and the rhythm that is found in what was paid; without a database."""

from datetime import date, timedelta

import pytest
from house import check_examples, load

days = load("models/calendar/payment_days")
rhythms = load("models/forecast/payment_rhythm")
Rhythm = days.Rhythm


def closed(day):
    return day.weekday() > 4 or day == date(2026, 12, 25)


def test_examples():
    check_examples(days)


def test_labels_of_weekdays():
    assert [code for code, _label in days.WEEKDAYS] == ["0", "1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over the holiday and the weekend
        (date(2026, 12, 24), 2, date(2026, 12, 29)),
        (date(2026, 12, 28), -1, date(2026, 12, 24)),
        (date(2026, 12, 28), -2, date(2026, 12, 23)),
        (date(2026, 12, 25), 0, date(2026, 12, 25)),
    ],
)
def test_shift(start, count, found):
    assert days.shift_bank_days(start, count, closed) == found


def test_days_of_months_over_the_year():
    found = days.nominal_days(Rhythm(month_days=(1, 31)), date(2026, 11, 30), date(2027, 2, 28))
    assert found == [
        date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31), date(2027, 2, 1),
        date(2027, 2, 28),
    ]  # fmt: skip


def test_both_ends_count():
    one = Rhythm(month_days=(10,))
    assert days.nominal_days(one, date(2026, 1, 10), date(2026, 2, 10)) == [date(2026, 1, 10), date(2026, 2, 10)]
    assert days.nominal_days(one, date(2026, 1, 11), date(2026, 2, 9)) == []


def test_days_of_weeks():
    monday = date(2026, 1, 5)
    assert days.nominal_days(Rhythm(weekday=0, anchor=monday), monday, date(2026, 1, 19)) == [
        monday, date(2026, 1, 12), date(2026, 1, 19),
    ]  # fmt: skip
    # the anchor lies far behind and in another week; every third week from it
    found = days.nominal_days(Rhythm(weekday=2, every_weeks=3, anchor=date(2026, 1, 9)), date(2026, 3, 1), date(2026, 4, 15))
    assert found == [date(2026, 3, 11), date(2026, 4, 1)]
    # ahead of the first day, and none at all: the first day's own week
    assert days.nominal_days(Rhythm(weekday=2, every_weeks=2, anchor=date(2026, 2, 4)), monday, date(2026, 1, 31)) == [
        date(2026, 1, 7), date(2026, 1, 21),
    ]  # fmt: skip
    assert days.nominal_days(Rhythm(weekday=1), date(2026, 1, 7), date(2026, 1, 20)) == [date(2026, 1, 13), date(2026, 1, 20)]
    assert days.nominal_days(Rhythm(weekday=0, every_weeks=0, anchor=monday), monday, date(2026, 1, 12)) == [
        monday, date(2026, 1, 12),
    ]  # fmt: skip


def test_runs():
    """Friday 25 December is closed: the run is made on the Monday, or on the Thursday before."""
    first, last = date(2026, 12, 20), date(2026, 12, 31)
    [run] = days.run_days(Rhythm(month_days=(25,), cutoff_days=1), first, last, closed)
    assert run == (date(2026, 12, 28), date(2026, 12, 24), date(2026, 12, 21), date(2026, 12, 30))
    [run] = days.run_days(Rhythm(month_days=(25,), earlier=True), first, last, closed)
    assert run == (date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 21), date(2026, 12, 29))
    assert [run.day for run in days.run_days(Rhythm(month_days=(25, 26, 29)), first, last, closed)] == [
        date(2026, 12, 28), date(2026, 12, 29),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"), [("31;1", (1, 31)), ("5 5,6", (5, 6)), ("", ()), (None, ()), ("1", (1,))]
)
def test_days_in_a_text(text, found):
    assert days.parse_month_days(text) == found


@pytest.mark.parametrize("text", ["0", "32", "10,x"])
def test_no_day_of_a_month(text):
    with pytest.raises(ValueError):
        days.parse_month_days(text)


# -- the rhythm that is found ---------------------------------------------------------------------


def weekend(day):
    return day.weekday() > 4


def monthly(*wanted, months=6, amount=100.0):
    """Return what somebody paid on some days of months, on the bank day after closed days."""
    runs = days.run_days(Rhythm(month_days=wanted), date(2026, 1, 1), date(2026, months, 28), weekend)
    return {run.day: amount for run in runs}


def test_one_day_of_the_month():
    found = rhythms.find_rhythm(monthly(10), weekend)
    assert (found.rhythm, found.share, found.days, found.first) == (Rhythm(month_days=(10,)), 1.0, 6, date(2026, 1, 12))


def test_two_and_three_days_of_the_month():
    assert rhythms.find_rhythm(monthly(5, 20), weekend).rhythm == Rhythm(month_days=(5, 20))
    assert rhythms.find_rhythm(monthly(5, 15, 25), weekend).rhythm == Rhythm(month_days=(5, 15, 25))


def test_too_little_to_tell():
    assert rhythms.find_rhythm(monthly(10, months=5), weekend) is None  # five days
    assert rhythms.find_rhythm(monthly(4, 12, 20, months=2), weekend) is None  # six days in two months
    assert rhythms.find_rhythm(monthly(10, 20, months=3), weekend).days == 6
    assert rhythms.find_rhythm(monthly(10, amount=-5.0), weekend) is None
    assert rhythms.find_rhythm(monthly(10, amount=0.0), weekend) is None


def test_four_fifths():
    """Of the amount, not of the days; exactly four fifths is enough."""
    paid = monthly(10)
    paid[date(2026, 4, 24)] = 150.0
    found = rhythms.find_rhythm(paid, weekend)
    assert (found.rhythm.month_days, found.share, found.days) == ((10,), 0.8, 7)
    paid[date(2026, 4, 24)] = 151.0
    assert rhythms.find_rhythm(paid, weekend).rhythm.month_days != (10,)


def test_weeks():
    fridays = {date(2026, 1, 2) + timedelta(weeks=2 * number): 50.0 for number in range(12)}
    found = rhythms.find_rhythm(fridays, weekend)
    assert (found.rhythm.weekday, found.rhythm.every_weeks, found.share) == (4, 2, 1.0)
    weekly = {date(2026, 1, 6) + timedelta(weeks=number): 50.0 for number in range(20)}
    found = rhythms.find_rhythm(weekly, weekend)
    assert (found.rhythm.weekday, found.rhythm.every_weeks) == (1, 1)
    every_four = {date(2026, 1, 7) + timedelta(weeks=4 * number): 50.0 for number in range(8)}
    found = rhythms.find_rhythm(every_four, weekend)
    assert (found.rhythm.weekday, found.rhythm.every_weeks, found.days) == (2, 4, 8)


def test_no_rhythm():
    """Every second bank day: a day around each of three days of the month covers no four fifths."""
    paid = {}
    day = date(2026, 1, 1)
    for number in range(60):
        paid[day] = 10.0 + number % 7
        day = days.shift_bank_days(day, 2, weekend)
    assert rhythms.find_rhythm(paid, weekend) is None


def test_a_bank_day_earlier_or_later():
    paid = {}
    for number, day in enumerate(monthly(15)):
        paid[days.shift_bank_days(day, (0, -1, 0, 1, 0, 0)[number], weekend)] = 10.0
    found = rhythms.find_rhythm(paid, weekend)
    assert (found.rhythm.month_days, found.share) == ((15,), 1.0)


def test_what_bears_the_date_of_a_closed_day():
    """Sunday 10 May belongs to Monday, together with what was paid on that."""
    assert rhythms._on_bank_days({date(2026, 5, 10): 3.0, date(2026, 5, 11): 4.0, date(2026, 5, 12): 1.0}, weekend) == {
        date(2026, 5, 11): 7.0, date(2026, 5, 12): 1.0,
    }  # fmt: skip


def test_by_customer():
    rows = [("a", date(2026, 1, 1), 5.0), ("a", date(2026, 1, 1), 7.0), ("b", date(2026, 1, 2), 1.0)]
    assert rhythms.by_customer(rows) == {"a": {date(2026, 1, 1): 12.0}, "b": {date(2026, 1, 2): 1.0}}


@pytest.mark.parametrize(("moved", "is_found"), [((0, 1, -1), True), ((0, 2, -2), False)])
def test_a_bank_day_around_a_run_every_two_weeks(moved, is_found):
    """Paid a bank day before, on and after every second Thursday: that is the rhythm. Two days around it are none."""
    thursdays = [date(2026, 1, 8) + timedelta(weeks=2 * number) for number in range(24)]
    payments = {days.shift_bank_days(day, moved[number % 3], closed): 100.0 for number, day in enumerate(thursdays)}
    found = rhythms.find_rhythm(payments, closed)
    assert (found is not None) == is_found
    if is_found:
        assert (found.rhythm.every_weeks, found.rhythm.weekday, found.days) == (2, 3, 24)


def test_three_days_of_every_week_are_no_weekly_run():
    """Tuesday, Wednesday or Thursday of every week by turns: of a weekly run the day itself counts alone."""
    tuesdays = [date(2026, 1, 6) + timedelta(weeks=number) for number in range(40)]
    payments = {day + timedelta(days=number % 3): 100.0 for number, day in enumerate(tuesdays)}
    assert rhythms.find_rhythm(payments, closed) is None
    weekly = rhythms.find_rhythm({day + timedelta(days=1): 100.0 for day in tuesdays}, closed)
    assert (weekly.rhythm.weekday, weekly.rhythm.every_weeks, weekly.share) == (2, 1, 1.0)
