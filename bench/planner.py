#!/usr/bin/env python3
"""Judge the month-end planner on a ledger: which list of calls brings most money before the month ends, an hour.

    python bench/planner.py                     the reference ledger (../shared/data/receivables_history.csv)
    LEDGER=receivables.csv python bench/planner.py

In each month of the last third of the ledger, ten and five days before its end, the overdue of that day is ordered three ways: by the
planner (``models/figures/planner.py`` with the forecast of ``models/forecast/behaviour.py``, which knows what was there the
evening before), by amount, by age. Whom the ledger shows paying before the month's end would have paid without a call: to call him
brings nothing. Of what the ledger shows paid later a call moves a share: it is no part of any ledger, so it is taken as the same for
everybody, or falling with age as the work list has it, and the order of the three does not rest on how large it is.
Writes ``bench/PLANNER.md``.
"""

import datetime
import os
import platform
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / place) for place in ("dev", "models/forecast", "models/figures", "models/work")]
import backtest
import planner
import priority

import ledger

RESULT = ROOT / "bench" / "PLANNER.md"
MINUTES = 10.0
# Calls that there is time for, as shares of the customers with something overdue.
SHARES = (0.1, 0.2, 0.3, 0.5)
DAYS_BEFORE = (10, 5)
LIFT = planner.USUAL_LIFT


def falling_lift(late):
    """Return what a call moves of an item so many days late, as the work list weighs age."""
    return LIFT * next((factor for limit, factor in priority.AGES if late <= limit), priority.OLDEST)


LIFTS = {"the same for all": lambda _late: LIFT, "falling with age": falling_lift}


def overdue_customers(rows, day, end, lift):
    """Return what is overdue on a day, by customer.

    :return: list of (`planner.Candidate`, days late of the oldest item, what the call really brings)
    """
    fit = backtest.estimate(rows, day)
    found = defaultdict(lambda: [0.0, 0.0, 0.0, 0, 0.0])
    for row in rows:
        if row.invoice_date >= day or row.due_date >= day or (row.settled_date and row.settled_date < day):
            continue
        late, amount = (day - row.due_date).days, float(row.amount)
        curve = fit.curve(row.customer, row.country)
        alone = amount * (curve.paid_within((end - day).days + 1, late - 1) if curve else 0.0)
        sums = found[row.customer]
        sums[0] += amount
        sums[1] += alone
        sums[2] += (amount - alone) * lift(late)
        sums[3] = max(sums[3], late)
        if not row.settled_date or row.settled_date > end:
            sums[4] += amount * lift(late)
    return [
        (planner.Candidate(customer, amount, alone, moved / (amount - alone) if amount > alone else 0.0, MINUTES), late, brought)
        for customer, (amount, alone, moved, late, brought) in found.items()
    ]


def lists_of(customers, calls):
    """Return what the calls of each order bring, by its name."""
    by_key = {one.key: brought for one, _late, brought in customers}
    chosen = {
        "planner": [one.key for one in planner.choose_calls([one for one, _late, _brought in customers], calls * MINUTES)],
        "amount": [one.key for one, _late, _brought in sorted(customers, key=lambda row: -row[0].amount)[:calls]],
        "age": [one.key for one, _late, _brought in sorted(customers, key=lambda row: (-row[1], -row[0].amount))[:calls]],
        "best possible": [key for key, _brought in sorted(by_key.items(), key=lambda row: -row[1])[:calls]],
    }
    return {name: sum(by_key[key] for key in keys) for name, keys in chosen.items()}


def judged_days(first, last):
    """Yield (day, last day of its month) of the months between two days."""
    month = first.replace(day=1)
    while month <= last:
        following = (month + datetime.timedelta(days=32)).replace(day=1)
        end = following - datetime.timedelta(days=1)
        for before in DAYS_BEFORE:
            day = end - datetime.timedelta(days=before)
            if first <= day and end <= last:
                yield day, end
        month = following


def compare_orders(rows, lift):
    """Return what each order brought an hour, by share of customers called: dict of dict, and how often the planner was not behind."""
    issued = sorted(row.invoice_date for row in rows)
    totals, hours, ahead, days = defaultdict(lambda: defaultdict(float)), defaultdict(float), defaultdict(int), 0
    known_until = max(row.settled_date for row in rows if row.settled_date)
    for day, end in judged_days(issued[len(issued) * 2 // 3], known_until):
        customers = overdue_customers(rows, day, end, lift)
        days += bool(customers)
        for share in SHARES if customers else ():
            calls = max(1, round(share * len(customers)))
            brought = lists_of(customers, calls)
            hours[share] += calls * MINUTES / 60
            ahead[share] += brought["planner"] >= max(brought["amount"], brought["age"]) - 0.005
            for name, amount in brought.items():
                totals[share][name] += amount
    return {share: {name: amount / hours[share] for name, amount in totals[share].items()} for share in SHARES}, ahead, days


def measure_speed(count=5000, items=10):
    """Return the seconds in which customers with items become candidates and a list, in Python alone."""
    world = random.Random(5)
    rows = [(key, world.uniform(50, 5000), world.random()) for key in range(count) for _item in range(items)]
    start = time.process_time()
    found = defaultdict(lambda: [0.0, 0.0])
    for key, amount, share in rows:
        found[key][0] += amount
        found[key][1] += amount * share
    customers = [planner.Candidate(key, amount, alone, LIFT, MINUTES) for key, (amount, alone) in found.items()]
    planner.choose_calls(customers, 60 * 400)
    return time.process_time() - start


def report(found, days, source):
    """Return the report as text."""
    lines = [
        "# The month-end planner", "",
        (
            f"Written by `python bench/planner.py` on {datetime.datetime.now(tz=datetime.UTC).date()}: {platform.machine()}, "
            f"Python {platform.python_version()}."
        ), "",
        (
            f"Ledger: `{source}`. On {days} days of its last third ({' and '.join(map(str, DAYS_BEFORE))} days before the end of a "
            f"month) the overdue of that day was ordered, and so many customers called ({MINUTES:.0f} minutes each)."
        ),
        "A call brings nothing where the ledger shows that the money came before the month's end anyway. Of the rest it moves a share into",
        (
            f"the month; no ledger shows that share, here it is {LIFT:.0%} (of the youngest items, where it falls with age). It decides "
            "how much an hour brings, not which order brings more."
        ), "",
    ]  # fmt: skip
    same = len({str(table) for table, _ahead, _days in found.values()}) == 1
    for name, (table, ahead, _days) in list(found.items())[: 1 if same else None]:
        lines += [
            "## An hour of calling" if same else f"## A call moves a share that is {name}", "",
            "Money in by the month's end that the calls brought, an hour of calling.", "",
            "| customers called | planner | by amount | by age | best possible | planner ÷ amount | planner ÷ age | not behind both |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
        ]  # fmt: skip
        for share, brought in table.items():
            ratios = [f"{brought['planner'] / brought[other]:.2f}" if brought[other] else "–" for other in ("amount", "age")]
            cells = [f"{brought[order]:,.2f}" for order in ("planner", "amount", "age", "best possible")]
            lines.append(f"| {share:.0%} | " + " | ".join([*cells, *ratios, f"{ahead[share]} of {days}"]) + " |")
        lines.append("")
    if same:
        lines += ["Where a call moves less of older items the figures are the same: nothing was so old on these days.", ""]
    lines += [
        "*Best possible*: whoever knew the payments to come. With time for half of the customers the order hardly matters any more.",
        f"The arithmetic for 5,000 customers with 50,000 items: {measure_speed():.2f} s of processor.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def main():
    """Judge, write the report, return the exit code: 1 when the planner is more than a hundredth behind an order in a line."""
    path = Path(os.environ.get("LEDGER") or backtest.DEFAULT)
    if not path.exists():
        print(f"{path} is missing: give another ledger by LEDGER=.")
        return 0
    rows = ledger.read(path).rows
    found = {name: compare_orders(rows, lift) for name, lift in LIFTS.items()}
    days = next(iter(found.values()))[2]
    RESULT.write_text(report(found, days, path.name), encoding="utf-8")
    behind = [
        (name, share) for name, (table, _ahead, _days) in found.items() for share, brought in table.items()
        if brought["planner"] < 0.99 * max(brought["amount"], brought["age"])
    ]  # fmt: skip
    print(f"{days} days, planner behind in {len(behind)} of {len(SHARES) * len(found)} lines; see {RESULT.name}")
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
