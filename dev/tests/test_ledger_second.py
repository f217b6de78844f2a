"""The invented second ledger: the same each time, readable, possible, and like what is published."""

from datetime import date
from decimal import Decimal

import pytest

import ledger
import ledger_second


@pytest.fixture(scope="module")
def rows():
    return ledger_second.draw_rows()


def test_the_same_each_time(rows):
    assert ledger_second.draw_rows() == rows


@pytest.mark.parametrize("name", ledger_second.PUBLISHED)
def test_like_what_is_published(rows, name):
    wanted, tolerance = ledger_second.PUBLISHED[name]
    assert ledger_second.measure(rows)[name] == pytest.approx(wanted, abs=tolerance)


def test_every_line_is_understood(tmp_path):
    read = ledger.read(ledger_second.write(tmp_path / "second.csv"))
    assert read.bad == []
    assert {row.currency for row in read.rows} == {"EUR", "GBP"}
    assert len({row.customer for row in read.rows}) > 280
    pounds = next(row for row in read.rows if row.currency == "GBP")
    assert ledger_second.to_euros([pounds])[0].amount == pounds.amount * Decimal("1.18")


def test_paid_on_bank_days_after_the_issue_and_before_the_end(rows):
    for row in rows:
        issued, due = date.fromisoformat(row[3]), date.fromisoformat(row[4])
        assert issued < due <= date(2025, 12, 31)
        if row[8]:
            settled = date.fromisoformat(row[8])
            assert issued < settled <= ledger_second.KNOWN and ledger_second.is_bank_day(settled), row


def test_calendar():
    assert [ledger_second.find_easter(year) for year in (2023, 2024, 2025)] == [
        date(2023, 4, 9),
        date(2024, 3, 31),
        date(2025, 4, 20),
    ]
    assert ledger_second.find_bank_day(date(2025, 4, 18)) == date(2025, 4, 22)  # Good Friday to Tuesday
    assert ledger_second.find_due(date(2025, 1, 10), "45eom") == date(2025, 2, 28)
    assert ledger_second.find_due(date(2025, 1, 10), "60") == date(2025, 3, 11)
