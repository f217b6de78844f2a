"""The limits and small numbers of payment behaviour: where a rule begins, and sums worked out a second time the long way."""

import math

import pytest
from house import check_examples, load

behaviour, floor, payer = (load(f"models/forecast/{name}") for name in ("behaviour", "floor", "payer"))
Curve, Part, Facts = behaviour.Curve, behaviour.Part, payer.Facts


def test_examples():
    for module in (behaviour, floor, payer):
        check_examples(module)


def test_constants():
    """What the guides say in numbers."""
    assert (behaviour.LOW, behaviour.HIGH, behaviour.HALF_LIFE, behaviour.DAMPING) == (-30, 180, 180, 0.5)
    assert (behaviour.HISTORY_MONTHS, behaviour.FORECAST_WEEKS, behaviour.FEW_INVOICES, behaviour.FEW_IN_GROUP) == (24, 13, 3, 30)
    assert (behaviour.STRENGTH, behaviour.STRENGTHS, behaviour.SHAPE_STRENGTH, behaviour.FEW_CUSTOMERS) == (5, (0.5, 20), 20, 10)
    assert (behaviour.BAND, floor.FIRST, floor.LAST, floor.LATE_FROM, floor.FEW_AT_RISK) == (0.8416, -30, 180, (91, 31, 1), 10)


def test_small_numbers():
    assert [behaviour.clip(late) for late in (-31, -30, 0, 180, 181)] == [-30, -30, 0, 180, 180]
    assert behaviour.weight(100, 180) == 5
    assert behaviour.weight(100, -5) == behaviour.weight(100, 0) == 10
    assert behaviour.weight(0, 0) == behaviour.weight(0.01, 0) == pytest.approx(0.1)
    assert behaviour.effective_size(0.0, 0.0) == 0
    assert behaviour.effective_size(3, 0.5) == 18
    assert behaviour.weighted_lateness([(100, 10, 0), (400, 40, 0)]) == 30  # weights 10 and 20
    assert behaviour.shrink(12, 3, 4, 1) == 10
    assert behaviour.shrunk_share(0, 0, 0.7) == 0.7


# -- curves ---------------------------------------------------------------------------------------


def test_curve_at_its_ends():
    curve = Curve.estimate({-30: 1, 180: 1}, {})
    assert [curve.paid_by(late) for late in (-31, -30, 179, 180, 500)] == [0, 0.5, 0.5, 1, 1]
    assert len(curve.paid) == 211
    assert Curve.estimate({}, {5: 1}) is None
    assert Curve.estimate({5: 0.0}, {}) is None
    assert Curve.estimate({0: 1}, {0: 1}).paid_by(0) == 0.5  # open that day still: at risk of it
    assert Curve.estimate({0: 1, 2: 1}, {1: 2}).paid_by(2) == 1
    assert Curve.estimate({0: 1, 2: 1}, {1: 2}).paid_by(1) == 0.25


def test_rounding_leaves_nobody_open():
    """Weights that add up to a hair more or less than what is left."""
    curve = Curve.estimate({0: 0.1, 1: 0.2, 2: 0.3}, {})
    assert curve.paid_by(2) == 1


def test_moved_and_mixed():
    deviation = Curve.estimate({-2: 1, 0: 1}, {}, -210, 210)
    moved = deviation.moved(9.6)
    assert [moved.paid_by(day) for day in (7, 8, 9, 10)] == [0, 0.5, 0.5, 1]
    assert (moved.low, len(moved.paid)) == (-30, 211)
    assert deviation.moved(300).paid_by(180) == 0
    one, two = Curve([0.0, 0.5, 1.0], 0), Curve([0.0, 0.0, 0.5], 0)
    mixed = one.mixed(two, 0.25)
    assert (mixed.paid, mixed.low) == ([0.0, 0.125, 0.625], 0)
    with pytest.raises(ValueError):
        one.mixed(Curve([0.0], 0), 0.5)


class Half:
    """A floor: half of what is left within each month."""

    @staticmethod
    def paid_within(days, _open_at):
        return 1 - 0.5 ** (days / 30)


def test_floor_below_a_curve():
    curve = Curve([0.0, 0.5, 0.8], 0)
    assert curve.floored(Half).floor is Half
    assert curve.floored(Half).paid_within(30, 2) == pytest.approx(0.8 * 0.5)
    assert curve.floored(Half, lambda late: 0.9).paid_within(30, 2) == pytest.approx(0.9 * 0.5)
    assert curve.floored(Half, lambda late: 0.1).paid_within(30, 2) == pytest.approx(0.8 * 0.5)
    assert curve.floored(Half).paid_within(1, 1) == pytest.approx(0.6)  # its own: (0.8 − 0.5) / 0.5
    assert Curve([0.0, 1.0], 0).paid_within(5, 1) == 0
    assert Curve([0.0, 1.0], 0).floored(Half).paid_within(30, 1) == 0.5


def test_percentiles_of_what_is_open():
    curve = Curve([0.0, 0.5, 0.5, 1.0], 0)
    assert [curve.percentile(share) for share in (0.0, 0.5, 0.51, 1.0)] == [0, 1, 3, 3]
    assert (curve.percentile(0.5, open_at=0), curve.percentile(0.6, open_at=0), curve.percentile(0.0, open_at=0)) == (1, 3, 1)
    assert Curve([0.0, 0.5], 0).percentile(0.6) is None
    assert Curve([0.0, 0.0], 0).floored(None).percentile(0.5, open_at=0) is None


def test_first_day():
    def steps(days):
        return 0.25 * (days // 10)

    assert [behaviour.first_day(steps, share, 40) for share in (0.0, 0.25, 0.26, 1.0, 1.01)] == [0, 10, 20, 40, None]
    assert behaviour.first_day(steps, 1.0, 39) is None


def test_parts():
    curve = Curve([0.0, 0.5, 1.0], 0)
    assert [Part(0.4, 3).paid_by(days) for days in (2, 3, 4)] == [0, 0.4, 0.4]
    part = Part(0.5, 2, curve, 0)
    assert [part.paid_by(days) for days in (1, 2, 3, 4)] == [0, 0, 0.25, 0.5]
    assert Part(0.5, 2, curve).late == 0
    assert behaviour.days_until([Part(1.0, 210)], 0.5) == 210
    assert behaviour.days_until([Part(1.0, 211)], 0.5) is None
    assert behaviour.shares([Part(1.0, 2), Part(1.0, 9)], [1, 3, 10]) == [0.0, 1.0, 1.0]


# -- a ledger -------------------------------------------------------------------------------------


def rows_of(lates_by_customer, weight=1.0):
    return [
        (customer, "all", late, weight, weight * weight) for customer, lates in lates_by_customer.items() for late in lates
    ]


def strength_by_hand(lates_by_customer):
    """The variance of payments around their customer's mean ÷ the variance of the means, every payment weighing one."""
    groups = [lates for lates in lates_by_customer.values() if len(lates) >= 2]
    means = [sum(lates) / len(lates) for lates in groups]
    within = sum((late - mean) ** 2 for lates, mean in zip(groups, means, strict=True) for late in lates)
    within /= sum(len(lates) - 1 for lates in groups)
    count = sum(map(len, groups))
    average = sum(len(lates) * mean for lates, mean in zip(groups, means, strict=True)) / count
    scatter = sum(len(lates) * (mean - average) ** 2 for lates, mean in zip(groups, means, strict=True)) - within * (len(groups) - 1)
    return within / (scatter / (count - sum(len(lates) ** 2 for lates in groups) / count))


LATES = {number: [3 * number, 3 * number + 14, 3 * number - 8][: 2 + number % 2] for number in range(10)}


def test_strength():
    """Ten customers with two payments or more tell it, nine do not; one payment alone tells nothing."""
    expected = strength_by_hand(LATES)
    assert 0.5 < expected < 20
    assert behaviour.Ledger(rows_of(LATES)).strength == pytest.approx(expected)
    assert behaviour.Ledger(rows_of({**LATES, "once": [90]})).strength == pytest.approx(expected)
    assert behaviour.Ledger(rows_of({**LATES, 9: [5]})).strength == 5
    # weights in cents count as weights in euros
    assert behaviour.Ledger(rows_of(LATES, 0.5)).strength == pytest.approx(expected)


def test_company_and_groups():
    rows = [("a", "big", 10, 2.0, 4.0)] * 30 + [("b", "small", 0, 1.0, 1.0)] * 29
    ledger = behaviour.Ledger(rows)
    assert ledger.company == pytest.approx(600 / 89)
    assert ledger.groups["big"] == 10
    assert set(ledger.groups) == {"big", None}
    assert ledger.figures("a", "big").group == 10
    assert ledger.figures("x", "small").group == pytest.approx(600 / 89)


def test_lateness_is_kept_within_limits():
    ledger = behaviour.Ledger(rows_of({"a": [500, -500]}))
    assert ledger.company == 75
    assert sorted(ledger.events["a"]) == [-30, 180]


def test_deviation():
    """Around levels of 10 and 0, drawn to 4 by a strength of 5: 6.67 and 1.8, rounded 7 and 2."""
    ledger = behaviour.Ledger(rows_of({"a": [10] * 4, "b": [0] * 6}))
    level = {"a": 4 + 6 * 4 / 9, "b": 4 - 4 * 6 / 11}
    assert ledger._plain_level("a") == pytest.approx(level["a"])
    assert ledger._plain_level("b") == pytest.approx(level["b"])
    assert [round(ledger.deviation.paid_by(day), 6) for day in (-3, -2, 2, 3)] == [0, 0.6, 0.6, 1]
    assert ledger.deviation.low == -210


def test_share_usually_paid():
    ledger = behaviour.Ledger(
        rows_of({"a": [0, 10, 20, 30]}), [("a", "all", 0, 1.0), ("a", "all", -1, 1.0), ("a", "all", 40, 1.0)]
    )
    assert ledger.late_items["a"] == 2
    assert ledger._share_usually_paid("a", 4.0, 9) == pytest.approx(0.25 * 4 / 6)
    assert ledger._share_usually_paid("a", 4.0, 10) == pytest.approx(0.5 * 4 / 6)
    assert ledger._share_usually_paid("a", 4.0, 30) == pytest.approx(4 / 6)


# -- the floor ------------------------------------------------------------------------------------


def test_floor_day_by_day():
    """Of 20 open at 10 days 15 are paid at 20 and three at 40; two stay open."""
    one = floor.Floor({5: 80.0, 20: 15.0, 40: 3.0}, {40: 2.0}, few=1.0)
    assert one.paid_within(0, 15) == 0
    assert [round(one.paid_within(days, 15), 4) for days in (4, 5, 24)] == [0.0, 0.75, 0.75]
    assert one.paid_within(25, 15) == pytest.approx(1 - 0.25 * 0.4)
    assert one.paid_within(40, -40) == pytest.approx(0.0)
    assert one.paid_within(45, -40) == pytest.approx(0.8)
    # nothing is open any more: the rate of the late ages, three paid of what was open on the days from 31 on
    assert one.rate == pytest.approx(3 / (5 * 10))
    assert one.paid_within(1, 50) == pytest.approx(one.rate)


def test_floor_with_little_to_go_by():
    """Where fewer than so many are open the rate of the late ages is taken; nothing paid late: nothing comes."""
    thin = floor.Floor({0: 90.0, 100: 5.0, 101: 5.0}, {}, few=20.0)
    assert thin.rate == pytest.approx(10 / sum([10] * 10 + [5]))
    assert thin.paid_within(1, 99) == pytest.approx(thin.rate)
    assert floor.Floor({-5: 9.0}, {}, few=1.0).rate == 0
    assert floor.Floor({0: 1.0}, {}, few=0.0).paid_within(1, -1) == pytest.approx(0.999)
    assert floor.Floor.estimate({0: 4.0}, {}, 20, 40).paid_within(1, -1) == 0.0  # twenty must be open, four were
    assert floor.Floor.estimate({0: 4.0}, {}, 20, 8).paid_within(1, -1) == pytest.approx(0.999)


def test_floor_beyond_its_ages():
    one = floor.Floor({0: 50.0, 100: 5.0}, {120: 45.0}, few=1.0)
    assert one.paid_within(100, 179) == pytest.approx(1 - math.exp(-one.rate * 180 * math.log(279 / 179)))
    assert one.paid_within(1, 178) == pytest.approx(one.rate)


# -- payer types at their limits --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"disputes": 1, "paid": 4, "on_time": 4}, "prompt"), ({"disputes": 2, "paid": 8, "on_time": 8}, "contests"),
        ({"disputes": 2, "paid": 9, "on_time": 9}, "prompt"), ({"unanswered": 2, "paid": 4, "on_time": 4}, "prompt"),
        ({"unanswered": 3, "reached": 1, "paid": 4, "on_time": 4}, "prompt"), ({"paid": 3, "on_time": 3}, "prompt"),
        ({"paid": 3, "on_time": 3, "trend": 15, "overdue_share": 0.51}, "difficulty"),
        ({"paid": 3, "on_time": 3, "trend": 15, "overdue_share": 0.5}, "prompt"),
        ({"paid": 3, "on_time": 3, "trend": 14, "overdue_share": 0.9}, "prompt"),
        ({"paid": 10, "on_time": 8, "level": 5}, "prompt"), ({"paid": 10, "on_time": 8, "level": 5.1}, "unknown"),
        ({"paid": 10, "on_time": 7, "level": 5}, "unknown"), ({"paid": 10, "on_time": 5, "reminded": 3}, "forgot"),
        ({"paid": 10, "on_time": 5, "reminded": 2}, "unknown"), ({"paid": 4, "on_time": 3, "reminded": 1}, "unknown"),
        ({"paid": 4, "on_time": 2, "reminded": 2}, "forgot"), ({"paid": 10, "on_time": 5, "level": 5.1}, "negligent"),
        ({"paid": 10, "on_time": 6, "level": 5.1}, "unknown"), ({"paid": 10, "on_time": 5, "level": 5}, "unknown"),
        ({"paid": 10, "level": 9, "spread": 14}, "slow_approval"), ({"paid": 10, "level": 9, "spread": 14.1}, "negligent"),
        ({"paid": 10, "level": 9, "spread": 0.0}, "slow_approval"), ({"paid": 10, "level": 9, "spread": 5, "broken": 1}, "negligent"),
        ({"distress": 1}, "difficulty"), ({}, "unknown"),
    ],
)  # fmt: skip
def test_limits_of_payer_types(facts, expected):
    assert payer.propose(Facts(**facts))[0] == expected


def test_nothing_is_known():
    assert Facts() == (0, 0, 0.0, None, None, 0.0, 0, 0, 0, 0, 0, 0)


def test_floors_are_of_payments_and_of_what_is_open():
    """What makes the floor of a group is given its own payments and open items, and for everybody those of all."""
    given = {}

    def note(events, censored, size, weight):
        given[weight] = (dict(events), dict(censored), size)

    paid = [("a", "big", 10, 1.0, 1.0)] * 30 + [("b", "small", 0, 1.0, 1.0)]
    behaviour.Ledger(paid, [("a", "big", 5, 2.0), ("b", "small", 7, 3.0)], note)
    assert given == {30.0: ({10: 30.0}, {5: 2.0}, 30.0), 31.0: ({10: 30.0, 0: 1.0}, {5: 2.0, 7: 3.0}, 31.0)}


def test_curve_moved():
    """A curve that has paid half on its first day has paid nothing before it, wherever it is moved."""
    curve = behaviour.Curve([0.5, 1.0], 0)
    assert [curve.moved(level).paid_by(late) for level, late in ((0, -1), (0, 0), (0, 1), (7, 6), (7, 7), (7, 8))] == [0, 0.5, 1, 0, 0.5, 1]


def test_percentile_to_the_end_of_the_curve():
    """Of what is open at the first day all comes on the last one: that is as far as anything is looked for."""
    length = behaviour.HIGH - behaviour.LOW
    curve = behaviour.Curve([0.0] * length + [1.0], behaviour.LOW)
    assert curve.percentile(0.5, behaviour.LOW) == behaviour.HIGH
    assert behaviour.first_day(lambda _days: 1.0, 0.5, 10) == 0


def test_silence_by_hand():
    """A level of 10 is worsened by an item that is open on its tenth day, as eleven: three payments of 10 and one of 11."""
    rows = [("a", "big", 10, 1.0, 1.0)] * 3
    ledger = behaviour.Ledger(rows, [("a", "big", 10, 1.0), ("a", "big", 9, 5.0)])
    assert ledger.figures("a", "big").own == pytest.approx((3 * 10 + 11) / 4)
    assert behaviour.Ledger(rows, [("a", "big", 8, 1.0)]).figures("a", "big").own == 10
    # without a payment of his own a customer's open items weigh as much as they do, from the company's level on
    assert behaviour.Ledger(rows, [("b", "big", 29, 2.0)]).figures("b", "big").own == pytest.approx((2 * 10 + 2 * 30) / 4)
