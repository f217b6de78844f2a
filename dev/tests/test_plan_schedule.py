"""Days, parts and interest of payment plans, number by number."""

from datetime import date

import pytest
from house import check_examples, load

schedule = load("models/payment_plan/schedule")


def cents(amount):
    """Round to two decimals."""
    return round(amount, 2)


def test_examples():
    check_examples(schedule)


@pytest.mark.parametrize(
    ("amount", "count", "parts"),
    [
        (1400.0, 3, [466.67, 466.67, 466.66]), (100.0, 1, [100.0]), (0.07, 2, [0.04, 0.03]),
        (1000.0, 4, [250.0] * 4), (10.0, 3, [3.33, 3.33, 3.34]),
    ],
)  # fmt: skip
def test_parts(amount, count, parts):
    found = schedule.split_amount(amount, count, cents)
    assert found == parts
    assert cents(sum(found)) == amount


@pytest.mark.parametrize(
    ("first", "count", "interval", "days"),
    [
        (date(2025, 11, 30), 4, "month", ["2025-11-30", "2025-12-30", "2026-01-30", "2026-02-28"]),
        (date(2023, 12, 31), 3, "month", ["2023-12-31", "2024-01-31", "2024-02-29"]),
        (date(2025, 1, 31), 5, "month", ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]),
        (date(2025, 12, 1), 2, "month", ["2025-12-01", "2026-01-01"]),
        (date(2025, 12, 25), 3, "week", ["2025-12-25", "2026-01-01", "2026-01-08"]),
        (date(2025, 12, 25), 3, "fortnight", ["2025-12-25", "2026-01-08", "2026-01-22"]),
        (date(2025, 12, 25), 1, "month", ["2025-12-25"]),
    ],
)
def test_days(first, count, interval, days):
    assert [day.isoformat() for day in schedule.find_days(first, count, interval)] == days


def test_interest():
    """Simple, by days of a year of 365; what is paid before the first day waits for nothing."""
    start = date(2025, 1, 1)
    assert schedule.sum_interest([(date(2026, 1, 1), 1000.0)], start, 5.0) == 50.0
    assert schedule.sum_interest([(date(2025, 1, 2), 365.0)], start, 10.0) == pytest.approx(0.1)
    assert schedule.sum_interest([(date(2025, 3, 15), 730.0), (date(2025, 1, 1), 500.0)], start, 2.0) == pytest.approx(2.92)
    assert schedule.sum_interest([(date(2024, 12, 1), 500.0)], start, 5.0) == 0
    assert schedule.sum_interest([(date(2026, 1, 1), 1000.0)], start, 0.0) == 0
    assert [code for code, _label in schedule.INTERVALS] == ["month", "fortnight", "week"]
