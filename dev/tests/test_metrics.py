"""The figures of receivables, formula by formula, without a database."""

import random

import pytest
from house import load

metrics = load("models/figures/metrics")


def test_balances():
    """Three months; an item of January is due in February, 200 of credits, of which 100 belong to January's sales."""
    flows = [
        (2, 1, None, False, -300), (0, 1, 0, False, 1000), (1, 2, 1, False, 500), (0, -1, None, True, -200), (1, -1, 0, True, -100),
    ]  # fmt: skip
    found = metrics.add_up_balances(flows, 3)
    assert found.receivables == [800, 1200, 900]
    assert found.owed == [1000, 1500, 1200]
    assert found.not_due == [1000, 1500, 500]
    assert found.credits == [-200, -300, -300]
    assert found.of_sales == [[(0, 1000)], [(1, 500), (0, -100)], []]


def test_balance_that_is_all_sales():
    """Whole amounts add up to the last sale exactly: nothing is left that would ask for older months."""
    found = metrics.dso_countback(872_377, [(99_919, 31), (772_458, 30), (0, 31), (0, 28)])
    assert found == metrics.Countback(61.0, False)


def test_dso():
    assert metrics.dso_balance(300.0, 600.0, 90) == 45.0
    assert metrics.dso_balance(300.0, 0.0, 90) is None
    assert metrics.dso_balance(1.0, 0.5, 90) == 180.0
    assert metrics.best_possible_dso(200.0, 600.0, 90) == 30.0
    assert metrics.average_days_delinquent(45.0, 30.0) == 15.0
    assert metrics.average_days_delinquent(None, 30.0) is None
    assert metrics.average_days_delinquent(45.0, None) is None
    assert metrics.average_days_delinquent(0.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("months", "merged"),
    [
        ([(100, 31), (50, 28)], [(100, 31), (50, 28)]),
        ([(-30, 31), (50, 28), (10, 30)], [(20, 59), (10, 30)]),
        ([(-80, 31), (50, 28), (40, 30)], [(10, 89)]),
        ([(0, 31), (5, 28)], [(0, 31), (5, 28)]),
        ([(5, 31), (-9, 28)], [(5, 31), (-9, 28)]),
        ([(-1, 1)], [(-1, 1)]),
        ([(-1, 31), (50, 28)], [(49, 59)]),  # however little
        ([], []),
        ([(-50.0, 31), (50.0, 30), (100.0, 31)], [(0.0, 61), (100.0, 31)]),  # corrected to nothing: a month without sales
    ],
)
def test_months_of_credit_notes(months, merged):
    assert metrics.merge_negative(months) == merged


@pytest.mark.parametrize(
    ("receivables", "months", "days", "exhausted"),
    [
        (150.0, [(100, 31), (100, 28)], 45.0, False),  # 31 + half of 28
        (100.0, [(100, 31), (100, 28)], 31.0, False),
        (200.0, [(100, 31), (100, 28)], 59.0, False),
        (200.01, [(100, 31), (100, 28)], 59.0, True),
        (0.0, [(100, 31)], 0.0, False),
        (-5.0, [(100, 31)], 0.0, False),
        (0.5, [(100, 30)], 0.15, False),
        (50.0, [(0, 31), (100, 28)], 45.0, False),  # a month without sales counts whole
        (50.0, [(100, 31), (-20, 28)], 15.5, False),
        (150.0, [(100, 31), (-20, 28)], 59.0, True),
        (1.0, [(0.5, 10), (0.5, 10)], 20.0, False),
    ],
)
def test_countback(receivables, months, days, exhausted):
    assert metrics.dso_countback(receivables, months) == (pytest.approx(days), exhausted)


def test_weighted():
    assert metrics.dso_weighted([(50, 100, 30), (20, 80, 28), (5, 0, 31), (0.5, 1, 2)]) == 15 + 7 + 1
    assert metrics.dso_weighted([(5, 0, 31)]) is None


def test_collection():
    """(1,000 + 500 − 900) ÷ (1,000 + 500 − 300)."""
    assert metrics.collection_effectiveness(1000.0, 500.0, 900.0, 300.0) == 0.5
    assert metrics.collection_effectiveness(0.0, 300.0, 300.0, 300.0) is None
    assert metrics.collection_effectiveness(0.0, 1.0, 0.75, 0.5) == 0.5


def test_shares():
    assert (metrics.share(1, 4), metrics.share(1, 0), metrics.share(1, 1), metrics.share(1, -1)) == (0.25, None, 1.0, None)
    assert metrics.default_rate([10.0, 20.0], [100.0, 200.0]) == 0.1
    assert metrics.default_rate([], []) is None
    assert metrics.invoicing_delay(600.0, 200.0) == 3.0
    assert metrics.invoicing_delay(600.0, 0.0) is None


def test_money():
    assert metrics.cash_of_one_day(36500.0) == 100.0
    assert metrics.cost_of_days(36500.0, 30, 0.05) == pytest.approx(150.0)
    assert metrics.working_capital_days(100.0, 36500.0) == 1.0
    assert metrics.working_capital_days(100.0, 0.0) is None
    assert metrics.working_capital_days(1.0, 1.0) == 365.0
    assert metrics.sales_to_offset(1000.0, 0.05) == pytest.approx(20000.0)
    assert metrics.sales_to_offset(1000.0, 0.0) is None
    assert metrics.sales_to_offset(1.0, 1.0) == 1.0


def test_all_months_at_once():
    """What is found for all months at once is what the formulas give for each month, to the last digit."""
    draw, length, wanted, limit = random.Random(4), 30, 24, 12
    for number in range(300):
        least = -50 if number % 3 == 0 else 0
        sales = [draw.choice((0, draw.randint(least, 400), draw.randint(1, 9))) for _month in range(length)]
        days = [draw.randint(28, 31) for _month in range(length)]
        owed = [draw.choice((0, -5, draw.randint(1, 3000), sum(sales[: length - wanted + 1 + at]))) for at in range(wanted)]
        back = metrics.count_back_by_month(owed, sales, days, limit)
        changes = [
            [(draw.randint(-1, length - 1), draw.randint(-90, 200)) for _flow in range(draw.randint(0, 3))] for _month in range(wanted + 3)
        ]
        weighted = metrics.weigh_by_month(changes, sales, days, (wanted, limit))
        opened = dict.fromkeys(range(-1, length), 0)
        for month, own in enumerate(changes, length - wanted - 3):
            for sale, amount in own:
                opened[sale] += amount
            at, first = month - length + wanted, max(0, month + 1 - limit)
            if at < 0:
                continue
            past = range(first, month + 1)
            assert back[at] == metrics.dso_countback(owed[at], [(sales[one], days[one]) for one in reversed(past)])
            assert weighted[at] == metrics.dso_weighted([(opened[one], sales[one], days[one]) for one in past])


def test_counting_back_by_month_over_small_corrections():
    """A month of which no more than one cent was taken back is merged as any other; a balance of nothing is no day."""
    sales, days = [100, -1, 50, 80], [31, 28, 31, 30]
    found = metrics.count_back_by_month([60, 0, 200], sales, days, 24)
    assert found == [
        metrics.dso_countback(left, list(zip(sales[:end], days[:end], strict=True))[::-1]) for left, end in ((60, 2), (0, 3), (200, 4))
    ]
    assert found[1] == metrics.NOTHING_OPEN
    # 60 of the 99 that two months sold together, which had 59 days
    assert found[0] == metrics.Countback(60 / 99 * 59, False)


def test_weighing_by_month_without_sales():
    """Nothing sold in the months that count is no figure; sales that were paid meanwhile are one of zero days."""
    changes = [[(0, 40)], [(0, -40)], []]
    assert metrics.weigh_by_month(changes, [0, 0, 0], [31, 28, 31], (3, 24)) == [None, None, None]
    assert metrics.weigh_by_month(changes, [80, 0, 0], [31, 28, 31], (3, 2)) == [15.5, 0.0, None]
