#!/usr/bin/env python3
"""Check the arithmetic of late-payment law, without a database, and write ``bench/LAW.md``.

    make law                        worked examples, published tables, 10,000 random ledgers, speed
    make law LEDGERS=100000 SEED=7  more ledgers, other ledgers

The library is ``models/interest``. Every worked example and every published rate is computed and set beside what its
source says (``law_cases``); random ledgers are added up day by day by slow code that shares no line with the library
(``law_ledgers``); 50,000 overdue items are timed. The exit code tells whether anything differs.
"""

import itertools
import os
import platform
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

REPORT = lib.ROOT / "bench" / "LAW.md"
SHOWN = 20
ITEMS = 50_000
DAY = timedelta(days=1)


def number(name, default):
    """Return a number above zero that the environment gives."""
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        raise lib.DevError(f"{name}={text} is not a number above zero.")
    return int(text)


def check_examples():
    """Return (name, expected, computed) of every worked example."""
    import law_cases

    return [(name, expected, compute()) for name, expected, compute in law_cases.EXAMPLES]


def check_tables():
    """Return the published rates as {what: list of (half-year, published, computed)}."""
    import law_cases

    found = {}
    for what, name, published, computed in law_cases.published_rates():
        found.setdefault(what, []).append((name, published, computed))
    return found


class Items:
    """Overdue items as plain numbers: due in the first of four half-years, a third of them paid in part since."""

    def __init__(self, number, seed=19):
        dice = random.Random(seed)
        first, self.until = date(2025, 1, 1), date(2026, 11, 29)
        span = (date(2025, 6, 30) - first).days
        self.firsts = [first + DAY * dice.randint(0, span) for _item in range(number)]
        self.cents = [dice.randint(1_000, 5_000_000) for _item in range(number)]
        self.payments = [[] for _item in range(number)]
        for rank in range(0, number, 3):
            day = self.firsts[rank] + DAY * dice.randint(0, (self.until - self.firsts[rank]).days)
            self.payments[rank].append((day, dice.randint(1, self.cents[rank])))


def best(work, times=5):
    """Return the shortest of a few measurements as (wall-clock, processor) seconds, and what the last one gave."""
    wall, busy = [], []
    for _turn in range(times):
        begin, busy_begin = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - begin)
        busy.append(time.process_time() - busy_begin)
    return (min(wall), min(busy)), result


def measure(number):
    """Time the three ways to compute the same interest.

    :return: ({way: (wall-clock, processor) seconds}, whether all of them gave the same cents, segments made)
    """
    import law_ledgers
    import law_package
    import numpy as np

    library = law_package.load()
    catalogue = library.load_catalogue()
    regime, items = catalogue.regimes["fr.business"], Items(number)
    ranks = range(number)
    seconds = {}

    def explained():
        book = library.RateBook(catalogue, regime)
        return [library.compute_interest(debt, regime, book, items.until) for debt in debts]

    def totals():
        table = library.RateTable(regime, catalogue, min(items.firsts), items.until)
        return [table.interest(items.firsts[rank], items.until, items.cents[rank], items.payments[rank]) for rank in ranks]

    def vectorised():
        table = library.RateTable(regime, catalogue, min(items.firsts), items.until)
        return table.interest_arrays(*arrays)

    debts = [
        library.Debt(
            str(rank),
            law_ledgers.money(items.cents[rank]),
            items.firsts[rank] - DAY,
            tuple(library.Payment(day, law_ledgers.money(cents)) for day, cents in items.payments[rank]),
        )
        for rank in ranks
    ]
    paid = [(rank, day.toordinal(), cents) for rank in ranks for day, cents in items.payments[rank]]
    firsts = np.array([day.toordinal() for day in items.firsts])
    arrays = (firsts, np.full(number, items.until.toordinal()), np.array(items.cents), *map(np.array, zip(*paid, strict=True)))
    seconds["vectorised"], fast = best(vectorised)
    seconds["pure totals"], plain = best(totals)
    seconds["explained"], lines = best(explained, times=1)
    same = fast.tolist() == plain == [int(line.amount * 100) for line in lines]
    return seconds, same, sum(len(line.segments) for line in lines)


def write_report(examples, tables, ledgers, speed, seconds):
    """Write ``bench/LAW.md``."""
    count, seed, (differences, bulk, walked) = ledgers
    times, same, segments = speed
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    shown = [f"* {text}" for text in differences[:SHOWN]] or ["None."]
    text = f"""# The law in amounts

Written by `make law` on {date.today()}: {machine}; {seconds:.0f} s. The library is `models/interest`, without Odoo and without a database.

## Worked examples

Expected by hand from the sources, and computed. {_count_same(examples)}

{_table(["example", "expected", "computed", ""], [(*row, _mark(row[1], row[2])) for row in examples])}

## Published tables, recomputed

Percent a year; every published half-year of the tables in `dev/law_tables.py`. {_count_same(list(itertools.chain(*tables.values())))}

{_table(["table", "half-years", "from", "to", "differences"], [_table_row(what, rows) for what, rows in tables.items()])}

{_table(["half-year", "FR default", "EU minimum", "FR floor of contracts", "DE business", "BE business"], _recent(tables))}

## Random ledgers

{count:,} random ledgers (seed {seed}) of thirteen laws and contracts, four day counts, with part payments, overpayments, rebates,
corrections, disputes that stop the clock or do not, insolvency judgments and days charged before, are added up day by day
({walked:,} days) by code that shares no line with the library. Claimed cents, withheld cents and days must be equal; {bulk:,} of them
were also computed by the bulk table. Differences: {len(differences)}.

{chr(10).join(shown)}

## Speed

Interest over four half-years of {ITEMS:,} overdue items, a third paid in part ({segments:,} segments), French business law.
The three ways gave {"the same cents for every item" if same else "**different cents**"}.

{_table(["way", "seconds", "processor seconds", "items a processor second", "÷ vectorised"], _speed_rows(times))}

*Vectorised*: numpy, whole numbers of 64 bits, from arrays that are there. *Pure totals*: the same table of cumulated rates in Python
alone. *Explained*: segments with their rates and sources, as printed on a claim. The same two look-ups an item are what a set-based
SQL statement does with a table of cumulated rates.
"""
    # what bench/interest.py measured in a database stays
    former = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    _before, heading, measured = former.partition("\n## Interest in the database\n")
    REPORT.write_text(text.rstrip() + "\n" + (f"{heading}{measured}" if heading else ""), encoding="utf-8")


def _table(head, rows):
    def line(cells):
        return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"

    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, rows)])


def _mark(expected, computed):
    return "=" if expected == computed else "**differs**"


def _count_same(rows):
    same = sum(row[-2] == row[-1] for row in rows)
    return f"{same} of {len(rows)} agree."


def _table_row(what, rows):
    names = sorted(row[0] for row in rows)
    return what, len(rows), names[0], names[-1], sum(published != computed for _name, published, computed in rows)


def _recent(tables):
    columns = [{name: computed for name, _published, computed in tables[what]} for what in _COLUMNS]
    names = [name for name, _published, _computed in tables["FR default"] if name >= "2023 H1"]
    return [(name, *(column.get(name, "") for column in columns)) for name in names]


_COLUMNS = ("FR default", "EU minimum (IT)", "FR floor", "DE business", "BE business")


def _speed_rows(times):
    base = times["vectorised"][1]
    return [
        (way, f"{wall:.4f}", f"{busy:.4f}", f"{ITEMS / busy:,.0f}", f"{busy / base:,.1f}")
        for way, (wall, busy) in times.items()
    ]


def main():
    """Check, measure, report; return the exit code."""
    import law_ledgers
    import law_package

    begin = time.monotonic()
    examples, tables = check_examples(), check_tables()
    count, seed = number("LEDGERS", 10_000), number("SEED", 19)
    ledgers = law_ledgers.compare(count, seed, law_package.load().load_catalogue())
    speed = measure(ITEMS)
    wrong = [f"{name}: {computed} instead of {expected}" for name, expected, computed in examples if computed != expected]
    for what, rows in tables.items():
        wrong += [f"{what} {name}: {got} instead of {rate}" for name, rate, got in rows if got != rate]
    wrong += ledgers[0] + ([] if speed[1] else ["the three ways to compute many items differ"])
    for text in wrong[:SHOWN]:
        lib.say(f"  ! {text}")
    write_report(examples, tables, (count, seed, ledgers), speed, time.monotonic() - begin)
    times = ", ".join(f"{way} {wall:.3f} s ({busy:.3f} busy)" for way, (wall, busy) in speed[0].items())
    lib.say(f"{ITEMS:,} items: {times}")
    rates = sum(map(len, tables.values()))
    lib.say(f"{len(examples)} examples, {rates} published rates, {count:,} ledgers: {len(wrong)} differences; see {REPORT.name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
