#!/usr/bin/env python3
"""Calibrate the credit score on a ledger by time, with the add-on's own formulas; writes ``bench/SCORE.md``.

    make score                          the reference ledger (../shared/data/receivables_history.csv)
    make score LEDGER=receivables.csv   another one, in the documented format

Each invoice issued after the cut is scored on the day of its issue with what was issued, paid or late by the day before
(``known_on`` is the only door to the ledger). Half-life and strength of ``models/credit/score.py`` are among the best on the
invoices before the cut; the report shows that table too. Without the file it says so and ends well.
"""

import collections
import datetime
import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "dev"), str(ROOT / "models" / "credit")]
import score

import ledger

DEFAULT = ROOT.parent / "shared" / "data" / "receivables_history.csv"
RESULT = ROOT / "bench" / "SCORE.md"

# The published protocol on the reference ledger: customers with that many closed invoices, issued from this day on.
CLOSED = 3
CUT = datetime.date(2013, 4, 1)

# What was tried on the invoices before the cut: half-life in days (none: all count alike), strength.
TRIED = [(half_life, strength) for half_life in (None, 180, 365) for strength in (2.0, 5.0)]
# The published rate: all invoices alike, the strength of domain.md 4.2.
PUBLISHED = (None, 5.0)

SAMPLES = 2000

HEAD = """# Calibration of the credit score

Written by `make score`. Ledger: `{name}`. Each invoice is scored on the day of its issue, knowing only what was issued, paid or
late by the day before; customers with at least {closed} closed invoices; rate = expected share of late invoices.

## From {cut} on

{count} invoices, {late} late.
"""

# Accuracy and AUC of what is published on the same invoices.
PUBLISHED_PAIRS = (("shrunk customer rate", 0.818, 0.867), ("random forest", 0.808, 0.869), ("gradient boosting", 0.784, 0.840))

PUBLISHED_FIGURES = """Published on this ledger and cut (../shared/reference/anchors-2026.md, 4.3; accuracy, AUC, Brier): shrunk customer
late rate 0.818, 0.867, 0.137; random forest 0.808, 0.869, 0.132; gradient boosting 0.784, 0.840, 0.155."""

CHOSEN = """## What was chosen before the cut

{count} invoices of the seven months before. The shipped setting is one of the two best in Brier score and AUC to three digits: of
them the one in which old invoices fade. Both tables were made at the same time, so whoever chose could see the other one.
"""


class Row(collections.namedtuple("Row", "customer is_late age closed")):
    """What was known of one invoice: whether it was late, days since that was settled, and whether it is paid."""


def known_on(rows, day):
    """Return what was known of earlier invoices at the beginning of a day; nothing of that day or later.

    :param rows: of ``ledger.LedgerRow``
    :param date day: the day on which is scored
    :return: list of ``Row``; an invoice that is late and open counts as late that day, one that is not due yet does not count
    """
    found = []
    for row in rows:
        if row.invoice_date >= day:
            continue
        if row.settled_date and row.settled_date < day:
            found.append(Row(row.customer, row.settled_date > row.due_date, (day - row.settled_date).days, True))
        elif row.due_date < day - datetime.timedelta(days=1):
            found.append(Row(row.customer, True, 0, False))
    return found


def expected_rate(known, customer, half_life, strength):
    """Return the expected share of late invoices of a customer, by the formula of the add-on with other settings."""
    score.HALF_LIFE, score.STRENGTH = half_life or 10**9, strength
    counted = collections.defaultdict(lambda: [0.0, 0.0])
    for row in known:
        own = score.recency(row.age)
        counted[row.customer][0] += own * row.is_late
        counted[row.customer][1] += own
    counted = {name: score.Counted(*sums) for name, sums in counted.items()}
    found, priors, everybody = score.rates(counted, lambda _customer: "all")
    return found.get(customer, priors.get("all", everybody))


def forecast(rows, tested, settings):
    """Return (expected share, whether it was late) of each tested invoice, by setting.

    :param list tested: invoices that were paid in the end
    :param list settings: of (half-life, strength)
    """
    found = {setting: [] for setting in settings}
    for row in tested:
        known = known_on(rows, row.invoice_date)
        if sum(one.closed for one in known if one.customer == row.customer) < CLOSED:
            continue
        for setting in settings:
            found[setting].append((expected_rate(known, row.customer, *setting), row.settled_date > row.due_date))
    return found


def accuracy(pairs):
    """Return the share of invoices that a rate of one half or more calls rightly late, or rightly on time."""
    return sum((rate >= 0.5) == is_late for rate, is_late in pairs) / len(pairs)


def brier(pairs):
    """Return the mean squared error of the rates."""
    return sum((rate - is_late) ** 2 for rate, is_late in pairs) / len(pairs)


def area(pairs):
    """Return the area under the ROC curve: how often a late invoice has a higher rate than one on time; equal ones half."""
    ordered = sorted(pairs)
    late, ranks, start = sum(is_late for _rate, is_late in ordered), 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        ranks += (start + end + 1) / 2 * sum(is_late for _rate, is_late in ordered[start:end])
        start = end
    return (ranks - late * (late + 1) / 2) / (late * (len(ordered) - late))


def interval(mine, other, measure):
    """Return the paired bootstrap interval (95 %) of the difference of a measure, the same invoices drawn for both."""
    draw, found = random.Random(1), []
    for _sample in range(SAMPLES):
        places = [draw.randrange(len(mine)) for _one in mine]
        if len({mine[place][1] for place in places}) < 2:
            continue  # all late or all on time: such a draw has no area
        found.append(measure([mine[place] for place in places]) - measure([other[place] for place in places]))
    found.sort()
    return found[int(len(found) * 0.025)], found[int(len(found) * 0.975)]


def calibration(pairs):
    """Yield (from, to, invoices, mean rate, share that was late) of ten bands of rates."""
    for band in range(10):
        own = [(rate, is_late) for rate, is_late in pairs if min(int(rate * 10), 9) == band]
        if own:
            rates = sum(rate for rate, _is_late in own) / len(own)
            yield band / 10, (band + 1) / 10, len(own), rates, sum(is_late for _rate, is_late in own) / len(own)


def table_line(name, pairs):
    """Return a line of the report's table."""
    return f"| {name} | {accuracy(pairs):.3f} | {area(pairs):.3f} | {brier(pairs):.3f} |"


def name_of(setting):
    """Return a setting in words."""
    half_life, strength = setting
    return f"half-life {half_life} days, k = {strength:g}" if half_life else f"all alike, k = {strength:g}"


def report(path, cut, before, after, shipped):
    """Return the report.

    :param date cut: first day of what was tested
    :param dict before: pairs of the invoices before the cut, by setting; ``after`` of those from it on
    :param tuple shipped: the setting of the add-on
    """
    mine = after[shipped]
    late = sum(is_late for _rate, is_late in mine) / len(mine)
    lines = [
        HEAD.format(name=path.name, closed=CLOSED, cut=cut, count=len(mine), late=f"{late:.0%}"),
        *measured(path, mine, after[PUBLISHED], shipped),
    ]
    lines += ["", CHOSEN.format(count=len(before[shipped])), "| setting | accuracy | AUC | Brier |", "|---|---:|---:|---:|"]
    lines += [table_line(name_of(setting), pairs) for setting, pairs in before.items()]
    return "\n".join(lines) + "\n"


def measured(path, mine, other, shipped):
    """Return the lines of what was measured after the cut: figures, intervals, what is published, calibration.

    :param list mine: pairs of the shipped setting; ``other`` of the published one
    :param tuple shipped: the setting of the add-on
    """
    lines = [
        "| method | accuracy | AUC | Brier |",
        "|---|---:|---:|---:|",
        table_line(f"**score** ({name_of(shipped)}, late and open counts)", mine),
        table_line(f"the same, {name_of(PUBLISHED)}", other),
        "",
    ]
    for name, measure in (("accuracy", accuracy), ("AUC", area), ("Brier", brier)):
        low, high = interval(mine, other, measure)
        lines.append(f"* {name}: score less the second line, 95 % of {SAMPLES} paired bootstraps: {low:+.3f} to {high:+.3f}")
    if path.name == DEFAULT.name:
        lines += ["", PUBLISHED_FIGURES]
        lines += ["", beside_published(mine)]
    lines += ["", "| rate | invoices | expected late | were late |", "|---|---:|---:|---:|"]
    lines += [f"| {low:.1f}–{high:.1f} | {count} | {rate:.0%} | {share:.0%} |" for low, high, count, rate, share in calibration(mine)]
    return lines


def beside_published(mine):
    """Return how far the score is from the published figures, in one sentence.

    Only their figures are published and no forecasts by invoice, so an interval that is paired with them cannot be drawn; the
    second line of the table is their customer rate, computed again, with the interval.
    """
    found = (accuracy(mine), area(mine))
    said = []
    for name, *published in PUBLISHED_PAIRS:
        gaps = [round(ours, 3) - theirs for ours, theirs in zip(found, published, strict=True)]
        said.append(f"{name} {gaps[0]:+.3f} in accuracy, {gaps[1]:+.3f} in AUC")
    return f"Score less published: {'; '.join(said)}."


def late_or_not(path, rows):
    """Return the section about late or not for the report of the back-test; empty where too few invoices can be tested.

    :param rows: of ``ledger.LedgerRow``, by day of issue
    """
    shipped = (score.HALF_LIFE, score.STRENGTH)
    cut = CUT if path.name == DEFAULT.name else rows[2 * len(rows) // 3].invoice_date
    after = forecast(rows, [row for row in rows if row.settled_date and row.invoice_date >= cut], [shipped, PUBLISHED])
    mine = after[shipped]
    if len(mine) < 30 or len({is_late for _rate, is_late in mine}) < 2:
        return []
    score.HALF_LIFE, score.STRENGTH = shipped
    text = (
        f"The credit score of the customer on the day of issue, {len(mine)} invoices from {cut} on of customers with at least {CLOSED} "
        "closed ones; nothing later is known to it. How its setting was chosen: [SCORE.md](SCORE.md)."
    )
    return ["## Late or not", "", text, "", *measured(path, mine, after[PUBLISHED], shipped), ""]


def main():
    """Calibrate and write the report."""
    path = Path(os.environ.get("LEDGER") or DEFAULT)
    if not path.exists():
        print(f"{path.name} is not there: nothing to calibrate. Give a ledger: make score LEDGER=file.csv")
        return 0
    shipped = (score.HALF_LIFE, score.STRENGTH)
    rows = sorted(ledger.read(path).rows, key=lambda row: (row.invoice_date, row.line))
    cut = CUT if path.name == DEFAULT.name else rows[2 * len(rows) // 3].invoice_date
    first = cut - datetime.timedelta(days=212)
    paid = [row for row in rows if row.settled_date]
    before = forecast(rows, [row for row in paid if first <= row.invoice_date < cut], TRIED)
    after = forecast(rows, [row for row in paid if row.invoice_date >= cut], [shipped, PUBLISHED])
    if len(after[shipped]) < 30:
        print(f"{path.name} has {len(after[shipped])} invoices to test: at least 30 are needed.")
        return 0
    text = report(path, cut, before, after, shipped)
    RESULT.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
