"""Key figures of groups column by column beside plain formulas, group by group and month by month; without a database."""

import random
from datetime import date, timedelta

import pytest
from house import load

metrics = load("models/figures/metrics")
figures = load("models/figures/month_figures")

WANTED, READ = 4, 4 + 24 - 1


def ends(count, last=date(2025, 5, 31)):
    """Return the last days of so many months, the oldest first."""
    found = [last]
    while len(found) < count:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found[::-1]


def empty(**given):
    """Return the parts of the statement, those not given without rows."""
    return {name: {} for name in figures.PARTS} | given


def columns(rows):
    """Return rows of a part as the statement gives them: places of months, then each column."""
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.fixture(scope="module")
def drawn():
    """Three groups over 27 months: sales with a month of credit notes, flows, and the other parts."""
    draw = random.Random(7)
    parts = {name: {} for name in figures.PARTS}
    for key in ("one", "two"):
        sales = [draw.randrange(1, 90_000) for _month in range(READ)]
        sales[9] = -4_000 if key == "two" else 0
        parts["sales"][key] = columns([(place, amount) for place, amount in enumerate(sales) if amount])
        # flows count from three months before the wanted ones: the period of the first
        flows = [(0, 2, READ - 8, False, 50_000), (0, -1, None, True, -900)]
        for month in range(1, WANTED + figures.PERIOD):
            sold = READ - WANTED - figures.PERIOD + month
            flows.append((month, min(month + draw.randrange(2), 6), sold, False, sales[sold]))
            flows.append((month, -1, sold - 1, True, -draw.randrange(500)))
            flows.append((month, month - 1, sold - 2, False, -draw.randrange(9_000)))
        parts["flows"][key] = columns(flows)
        for name, count in (("paid", 3), ("collected", 1), ("promised", 2)):
            rows = [(place, *(draw.uniform(1, 50) for _column in range(count))) for place in range(WANTED) if place != 1]
            parts[name][key] = columns(rows)
        parts["closed"][key] = columns([(0, 4, 7.5), (3, 2, -1.0)])
        parts["disputed"][key] = columns([(2, 3)])
        parts["invoiced"][key] = columns([(place, 5 + place, 100.0 * (place + 1), 80.0, 240.0 + place) for place in (0, 2, 3)])
        due = [(place, draw.uniform(1, 9), draw.uniform(0, 1)) for place in range(0, WANTED + figures.DEFAULT_PERIOD - 1, 2)]
        parts["limits"][key] = columns(due)
    return figures.Months(ends(READ), WANTED, 100), parts, ["one", "none", "two"]


def test_as_by_the_plain_formulas(drawn):
    """Every figure of the balances of each group and month, by the formulas for one month alone."""
    months, parts, keys = drawn
    found = figures.figures_of_groups(months, parts, keys)
    assert list(found) == keys
    for key in keys:
        sales = dict(zip(*parts["sales"].get(key, ((), ())), strict=True))
        sold = [sales.get(place, 0) for place in range(READ)]
        flows = list(zip(*parts["flows"].get(key, ((),) * 5), strict=True))
        for number, row in enumerate(found[key]):
            place, here = READ - WANTED + number, number + figures.PERIOD
            until = [flow for flow in flows if flow[0] <= here]
            total = sum(flow[4] for flow in until)
            credits = sum(flow[4] for flow in until if flow[3])
            not_due = sum(flow[4] for flow in until if not flow[3] and flow[1] >= here)
            opening = sum(flow[4] for flow in flows if flow[0] <= here - figures.PERIOD)
            period, days = sum(sold[place - 2 : place + 1]), sum(end.day for end in months.ends[place - 2 : place + 1])
            back = [(sold[month], months.ends[month].day) for month in range(place, place - 24, -1)]
            opened = {month: sum(flow[4] for flow in until if flow[2] == month) for month in range(place - 23, place + 1)}
            weighted = metrics.dso_weighted([(amount, sold[month], months.ends[month].day) for month, amount in opened.items()])
            counted = metrics.dso_countback(total, back)
            assert row["month"] == months.ends[place]
            assert (row["sales"], row["period_sales"], row["period_days"]) == (sold[place] / 100, period / 100, days)
            assert (row["receivables"], row["not_due"], row["credits"]) == (total / 100, not_due / 100, credits / 100)
            assert (row["opening"], row["overdue"]) == (opening / 100, (total - credits - not_due) / 100)
            assert row["dso"] == metrics.dso_balance(total, period, days)
            assert row["best_dso"] == metrics.best_possible_dso(not_due, period, days)
            assert row["delinquent_days"] == metrics.average_days_delinquent(row["dso"], row["best_dso"])
            assert row["effectiveness"] == metrics.collection_effectiveness(opening, period, total, not_due)
            assert row["overdue_ratio"] == metrics.share(total - credits - not_due, total - credits)
            assert row["dso_weighted"] == (None if weighted is None else pytest.approx(weighted))
            assert row["dso_countback"] == pytest.approx(counted.days) and row["is_exhausted"] == counted.exhausted


def test_payments_and_quality(drawn):
    months, parts, keys = drawn
    found = figures.figures_of_groups(months, parts, keys)
    paid, weighted, late = (column[0] for column in parts["paid"]["two"][1:])
    first = found["two"][0]
    assert (first["paid"], first["collected"]) == (paid, parts["collected"]["two"][1][0])
    assert (first["days_late"], first["late_rate"]) == (weighted / paid, late / paid)
    assert [row["settled_count"] for row in found["two"]] == [4, 0, 0, 2]
    assert [row["median_days_late"] for row in found["two"]] == [7.5, None, None, -1.0]
    assert [row["disputed_count"] for row in found["two"]] == [0, 0, 3, 0]
    assert [row["invoice_count"] for row in found["two"]] == [5, 0, 7, 8]
    assert [row["invoiced"] for row in found["two"]] == [100.0, 0.0, 300.0, 400.0]
    assert [row["dispute_rate"] for row in found["two"]] == [0.0, None, 3 / 7, 0.0]
    assert [row["invoicing_delay"] for row in found["two"]] == [3.0, None, 242 / 80, 243 / 80]
    assert [row["delivered_share"] for row in found["two"]] == [0.8, None, 80 / 300, 0.2]
    promised, kept = (column[0] for column in parts["promised"]["two"][1:])
    assert (first["promised"], first["promise_kept_ratio"]) == (promised, kept / promised)
    # a month without anything, and a group without anything
    second, nothing = found["two"][1], found["none"][3]
    for row in (second, nothing):
        assert (row["paid"], row["collected"], row["promised"]) == (0.0, 0.0, 0.0)
        assert (row["days_late"], row["late_rate"], row["promise_kept_ratio"]) == (None, None, None)
    assert (nothing["receivables"], nothing["dso"], nothing["dso_weighted"], nothing["dso_countback"]) == (0.0, None, None, 0.0)
    assert (nothing["default_base"], nothing["default_rate"], nothing["is_exhausted"]) == (0.0, None, False)


def test_defaults_are_of_a_year(drawn):
    """Twelve months end with each wanted one; the months come from the first of the first year on."""
    months, parts, keys = drawn
    found = figures.figures_of_groups(months, parts, keys)["one"]
    places, due, unpaid = parts["limits"]["one"]
    for number, row in enumerate(found):
        year = [index for index, place in enumerate(places) if number <= place < number + 12]
        assert row["default_base"] == pytest.approx(sum(due[index] for index in year))
        assert row["default_rate"] == pytest.approx(sum(unpaid[index] for index in year) / sum(due[index] for index in year))


def test_only_what_is_wanted(drawn):
    months, parts, keys = drawn
    found = figures.figures_of_groups(months, parts, keys, {"dso", "paid"})
    everything = figures.figures_of_groups(months, parts, keys)
    assert list(found["one"][0]) == ["month", "dso", "paid"]
    assert [dict(row) for row in found["two"]] == [{name: row[name] for name in ("month", "dso", "paid")} for row in everything["two"]]
    assert len(everything["one"][0]) == 34


def test_nothing_at_all():
    months = figures.Months(ends(READ), WANTED, 100)
    assert figures.figures_of_groups(months, empty(), []) == {}
    [row, *_others] = figures.figures_of_groups(months, empty(), ["one"])["one"]
    assert (row["sales"], row["dso"], row["paid"], row["default_rate"]) == (0.0, None, 0.0, None)


def test_rows_of_a_month():
    row = figures.MonthFigures({"dso": 1, "month": 0}, (date(2025, 5, 31), 45.0))
    assert (row["dso"], list(row), len(row)) == (45.0, ["dso", "month"], 2)
    assert repr(row) == "{'dso': 45.0, 'month': datetime.date(2025, 5, 31)}"
    with pytest.raises(KeyError):
        row["paid"]
    # not told apart from the dict that it stands for
    assert dict(row) == {"dso": 45.0, "month": date(2025, 5, 31)}


def test_ragged_rows_are_refused(drawn):
    """A part that does not give each month its value is a fault of the statement, not a month without."""
    months, _parts, _keys = drawn
    for rows in ([[0, 1], [1.0]], [[0], [1.0], [2.0]]):
        with pytest.raises(ValueError):
            figures.figures_of_groups(months, empty(collected={"one": rows}), ["one"])
