"""Exposure beside a limit, and the score; without a database."""

import pytest
from house import check_examples, load

status = load("models/credit/credit_status")
score = load("models/credit/score")
Credit, Counted = status.Credit, score.Counted


def test_examples():
    check_examples(status)
    check_examples(score)


@pytest.mark.parametrize(
    ("credit", "extra", "judgement"),
    [
        # below, at and above the limit; nearly used from nine tenths on
        (Credit(899.99, 1000.0), 0.0, ("free", 899.99, 100.01, 0.0)),
        (Credit(900.0, 1000.0), 0.0, ("near", 900.0, 100.0, 0.0)),
        (Credit(900.0, 1000.0), 100.0, ("near", 1000.0, 0.0, 0.0)),
        (Credit(900.0, 1000.0), 100.01, ("over", 1000.01, -0.01, 0.01)),
        (Credit(0.0, 0.0), 0.0, ("free", 0.0, 0.0, 0.0)),
        (Credit(1.0, 0.0), 0.0, ("over", 1.0, -1.0, 1.0)),
        (Credit(-50.0, 0.0), 0.0, ("free", -50.0, 50.0, 0.0)),
        # half a cent is no cent
        (Credit(999.999, 1000.0), 0.004, ("near", 1000.0, 0.0, 0.0)),
        # age: more than the days of the limit; a limit of no days says nothing
        (Credit(100.0, 1000.0, 30, 30, 40.0, 40.0), 0.0, ("free", 100.0, 900.0, 0.0)),
        (Credit(100.0, 1000.0, 30, 31, 40.0, 25.0), 0.0, ("late", 100.0, 900.0, 25.0)),
        (Credit(100.0, 1000.0, 0, 500, 40.0, 25.0), 0.0, ("free", 100.0, 900.0, 0.0)),
        (Credit(100.0, 1000.0, 1, 2, 40.0, 25.0), 0.0, ("late", 100.0, 900.0, 25.0)),
        # amount before age; the greater sum lifts both
        (Credit(1010.0, 1000.0, 30, 31, 40.0, 25.0), 0.0, ("over", 1010.0, -10.0, 25.0)),
        (Credit(1030.0, 1000.0, 30, 31, 40.0, 25.0), 0.0, ("over", 1030.0, -30.0, 30.0)),
        # a person's block lasts while something is late, before all else
        (Credit(1030.0, 1000.0, late_amount=40.0, blocked=True), 0.0, ("blocked", 1030.0, -30.0, 40.0)),
        (Credit(10.0, 1000.0, late_amount=0.004, blocked=True), 0.0, ("free", 10.0, 990.0, 0.0)),
        (Credit(10.0, 1000.0, late_amount=40.0), 0.0, ("free", 10.0, 990.0, 0.0)),
        # without a limit
        (Credit(10.0, late_amount=40.0), 5.0, ("none", 15.0, 0.0, 0.0)),
        (Credit(10.0, late_amount=40.0, blocked=True), 5.0, ("blocked", 15.0, 0.0, 40.0)),
        (Credit(10.0, late_amount=0.0, blocked=True), 5.0, ("none", 15.0, 0.0, 0.0)),
    ],
)
def test_judge(credit, extra, judgement):
    assert status.judge(credit, extra)[:4] == judgement


@pytest.mark.parametrize(
    ("credit", "extra", "judgement"),
    [
        # what leaves less decides; which of both is above is told
        (Credit(100.0, 1000.0, group_limit=500.0, group_exposure=300.0), 0.0, ("free", 100.0, 200.0, 0.0, 300.0, False, False)),
        (Credit(100.0, 1000.0, group_limit=500.0, group_exposure=450.0), 0.0, ("near", 100.0, 50.0, 0.0, 450.0, False, False)),
        (Credit(100.0, 1000.0, group_limit=500.0, group_exposure=450.0), 60.0, ("over", 160.0, -10.0, 10.0, 510.0, False, True)),
        (Credit(1100.0, 1000.0, group_limit=5000.0, group_exposure=1100.0), 0.0, ("over", 1100.0, -100.0, 100.0, 1100.0, True, False)),
        (Credit(1100.0, 1000.0, group_limit=1000.0, group_exposure=1300.0), 0.0, ("over", 1100.0, -300.0, 300.0, 1300.0, True, True)),
        # a group's limit alone
        (Credit(100.0, group_limit=0.0, group_exposure=0.01), 0.0, ("over", 100.0, -0.01, 0.01, 0.01, False, True)),
    ],
)
def test_group(credit, extra, judgement):
    assert status.judge(credit, extra) == judgement


def test_less_than_one_is_within():
    """Half a unit is left of either limit: neither is exceeded; without a limit of its own nothing is said of a group."""
    assert status.judge(Credit(999.5, 1000.0, group_limit=50.0, group_exposure=49.5))[5:] == (False, False)
    assert status.judge(Credit(900.0)).group_total == 0.0


def test_decimals_of_the_currency():
    assert status.judge(Credit(999.6, 1000.0), digits=0).total == 1000.0
    assert status.judge(Credit(999.9994, 1000.0), digits=3).available == 0.001


def test_empty():
    """What is not said is nothing: no limit, no block, nothing late."""
    assert Credit() == (0.0, None, 0, 0, 0.0, 0.0, 0.0, False, None, 0.0, "", "")
    assert Counted() == (0.0, 0.0)


def test_recency():
    assert [score.recency(age) for age in (-5, 0, 365, 730)] == [1.0, 1.0, 0.5, 0.25]


def test_late_rate():
    """Two invoices' worth of prior."""
    assert score.late_rate(Counted(2.0, 8.0), 0.5) == pytest.approx(0.3)
    assert score.late_rate(Counted(), 0.25) == 0.25


def test_rates():
    counted = {"a": Counted(3.0, 4.0), "b": Counted(0.0, 4.0), "c": Counted(0.0, 0.0)}
    found, priors, everybody = score.rates(counted, {"a": "new", "b": "good", "c": "new"}.get)
    assert everybody == pytest.approx(4 / 10)  # (3 + 2 · 0.5) / (8 + 2)
    assert priors == {"new": pytest.approx(3.8 / 6), "good": pytest.approx(0.8 / 6)}
    assert found == {"a": pytest.approx((3 + 2 * 3.8 / 6) / 6), "b": pytest.approx(2 * 0.8 / 6 / 6), "c": pytest.approx(3.8 / 6)}


def test_points():
    assert [score.points(rate) for rate in (0.0, 0.004, 0.006, 0.46, 1.0)] == [100, 100, 99, 54, 0]
