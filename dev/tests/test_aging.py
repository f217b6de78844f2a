"""The arithmetic of aging, without a database."""

import importlib.util
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("aging", Path(__file__).resolve().parents[2] / "models" / "balance" / "buckets.py")
aging = importlib.util.module_from_spec(spec)
spec.loader.exec_module(aging)
Scale = aging.Scale


def default():
    return Scale.parse(aging.DEFAULT_BOUNDS)


def test_default_buckets():
    assert [str(bucket) for bucket in default().buckets()] == [
        "coming >60", "coming 31-60", "coming 0-30", "overdue 1-30", "overdue 31-60", "overdue 61-90",
        "overdue 91-120", "overdue >120",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "rank"),
    [
        (-1000, 0), (-61, 0), (-60, 1), (-31, 1), (-30, 2), (-1, 2), (0, 2), (1, 3), (30, 3), (31, 4), (60, 4),
        (61, 5), (90, 5), (91, 6), (120, 6), (121, 7), (5000, 7),
    ],
)  # fmt: skip
def test_days(days, rank):
    """Due today is coming due 0–30; day 30 belongs to 1–30."""
    assert default().index(days) == rank


def test_most_buckets():
    """Twelve are the most; one more is refused below."""
    assert len(Scale.parse("0 | 1 2 3 4 5 6 7 8 9 10").buckets()) == aging.MAX_BUCKETS == 12


def test_by_invoice_date():
    scale = default()
    assert [str(bucket) for bucket in scale.buckets(aging.BY_INVOICE)] == [
        "age 0-30", "age 31-60", "age 61-90", "age 91-120", "age >120",
    ]  # fmt: skip
    assert [scale.index(days, aging.BY_INVOICE) for days in (-5, 0, 30, 31, 120, 121)] == [0, 0, 0, 1, 3, 4]


@pytest.mark.parametrize("bounds", ["0 | 30", "60, 30, 0 | 30, 60, 90, 120", "90 7 1 0 | 1 2 3", "0|365"])
@pytest.mark.parametrize("basis", [aging.BY_DUE, aging.BY_INVOICE])
def test_partition(bounds, basis):
    """Whatever the bounds: each day is in the bucket whose limits hold it, and in no other; nothing is lost."""
    scale = Scale.parse(bounds)
    buckets = scale.buckets(basis)
    assert len(buckets) == len(scale.lowers(basis)) + 1
    for days in range(-200, 500):
        position = -days if buckets[scale.index(days, basis)].kind == "coming" else days
        if basis == aging.BY_INVOICE:
            position = max(position, 0)
        holding = [
            rank
            for rank, bucket in enumerate(buckets)
            if (bucket.kind == "coming") == (days <= 0 and basis == aging.BY_DUE)
            and bucket.low <= position
            and (bucket.high is None or position <= bucket.high)
        ]
        assert holding == [scale.index(days, basis)], days
    items = [(days, days * 7 % 1000 - 300) for days in range(-200, 500)]
    assert sum(scale.spread(items, basis)) == sum(amount for _days, amount in items)
    assert len(scale.spread(items, basis)) == len(scale.buckets(basis))


def test_sums_are_exact():
    assert aging.add_up([120.0, 80.0, 33.33] * 1000) == 233330.0
    assert default().spread([(1, 0.1), (2, 0.2), (40, -0.3)])[3:5] == [0.3, -0.3]
    assert aging.add_up([0.0015, 0.0015], digits=3) == 0.004  # each rounded as the currency has it


@pytest.mark.parametrize(
    ("bounds", "code"),
    [
        ("", "bar"), (None, "bar"), ("30, 60", "bar"), ("0 | 30 | 60", "bar"), ("a, 0 | 30", "number"),
        ("30.5, 0 | 30", "number"), ("60, 30 | 30", "zero"), (" | 30", "zero"), ("30, 60, 0 | 30", "coming_order"),
        ("30, 30, 0 | 30", "coming_order"), ("0 | ", "overdue_order"), ("0 | 60, 30", "overdue_order"),
        ("0 | 30, 30", "overdue_order"), ("0 | 0, 30", "overdue_order"), ("0 | -5", "overdue_order"),
        ("-1, 0 | 30", "coming_order"), ("0 | 1 2 3 4 5 6 7 8 9 10 11", "many"),
    ],
)  # fmt: skip
def test_refused(bounds, code):
    with pytest.raises(aging.BoundsError) as error:
        Scale.parse(bounds)
    assert error.value.args == (code,)
    assert code in aging.BOUNDS_ERRORS


def test_written_as_read():
    assert str(Scale.parse("60,30,0|30 60  90,120")) == aging.DEFAULT_BOUNDS
