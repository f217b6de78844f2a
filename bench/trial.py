#!/usr/bin/env python3
"""Judge the verdicts of trials on worlds whose truth is known: is a planted effect found, is one made up where there is none.

    make trial                  400 worlds of each effect; WORLDS=n others

Half B pays a known number of days earlier than half A, or alike. Somebody looks whenever thirty more customers of each half were
followed to the end, forty times at most, and stops at the first verdict: whoever looks once only is told too little, whoever looks
often with the interval of one look is told too much, which is shown beside. Writes ``bench/TRIAL.md``. No database.
"""

import os
import platform
import random
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from statistics import NormalDist, fmean, median, variance

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / place) for place in ("dev", "models/figures")]
import trial
import trial_worlds

RESULT = ROOT / "bench" / "TRIAL.md"
# Days by which half B pays earlier before what lies beyond the first and the thirtieth day is cut off, largest first.
PLANTED = (4.5, 2.25, 1.12, 0.0)
NORMAL = NormalDist().inv_cdf(1 - trial.LEVEL / 2)
HEAD = """# Trials

Written by `make trial` on {today}: {machine}, Python {python}.

{worlds} seeded worlds of each effect. Half B pays so many days earlier than half A; customers differ by more than that (standard
deviation {spread:.1f} days). Somebody looks whenever {step} more customers of each half were followed for thirty days, up to {last}, and
stops at the first verdict. The difference that matters is planned as {planned:g} day.

| days earlier | B is better | A is better | none that matters | no verdict yet | customers a half (median) | told by one look's interval |
|---:|---:|---:|---:|---:|---:|---:|
"""
FOOT = """
The last line is the one that matters: of worlds without any difference at most {level:.0%} may be told of one, however often somebody
looks. The usual interval of one look, looked at as often, tells of one in the share of the last column.
"""


def mean_effect(effect):
    """Return how many days earlier half B really pays, by 40,000 customers of each."""
    first, second = ([trial_worlds.customer(random.Random(f"{half}{rank}"), gap) for rank in range(40_000)]
                     for half, gap in (("a", 0.0), ("b", -effect)))  # fmt: skip
    return fmean(first) - fmean(second), variance(first) ** 0.5


def is_told_by_one_look(seed, effect):
    """Tell whether somebody who looks as often with the usual interval is told of a difference at any look."""
    for look, first, second in trial_worlds.look_at(seed, effect):
        radius = NORMAL * (variance(first) / look + variance(second) / look) ** 0.5
        if abs(fmean(second) - fmean(first)) > radius:
            return True
    return False


def line(effect, worlds):
    """Return the line of the table of one effect, and the deviation of customers."""
    found = [trial_worlds.live(trial, f"{effect}-{seed}", -effect) for seed in range(worlds)]
    counts = Counter(verdict for verdict, _look in found)
    told = sum(is_told_by_one_look(f"{effect}-{seed}", -effect) for seed in range(worlds))
    real, spread = mean_effect(effect)
    shares = [f"{counts[code] / worlds:.1%}" for code in (trial.SECOND, trial.FIRST, trial.ALIKE, trial.OPEN)]
    cells = (f"{real:.2f}", *shares, f"{median(look for _verdict, look in found):g}", f"{told / worlds:.1%}")
    return f"| {' | '.join(cells)} |", spread, counts[trial.FIRST] + counts[trial.SECOND]


def main():
    """Write the report; return 1 when too many worlds without a difference are told of one, or a planted one is missed."""
    worlds = int(os.environ.get("WORLDS") or 400)
    rows = [line(effect, worlds) for effect in PLANTED]
    looks = trial_worlds.LOOKS
    head = HEAD.format(
        today=date.today(), machine=f"{platform.machine()}, {os.cpu_count()} cores", python=platform.python_version(), worlds=worlds,
        spread=rows[-1][1], step=looks.step, last=looks[-1], planned=trial_worlds.PLANNED,
    )  # fmt: skip
    RESULT.write_text(head + "\n".join(row for row, *_rest in rows) + "\n" + FOOT.format(level=trial.LEVEL))
    print(RESULT.read_text())
    return int(rows[-1][2] > trial.LEVEL * worlds or rows[1][2] < worlds)


if __name__ == "__main__":
    sys.exit(main())
