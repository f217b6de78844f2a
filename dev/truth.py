#!/usr/bin/env python3
"""Compare every figure with the ledger, at random dates of a replayed ledger: aged balances, statements, workbooks, PDFs.

    make truth                                  with the ledger beside the project
    make truth LEDGER=file.csv DAYS=120         another one; its first 120 days (default 90)
    make truth DATES=50 SEED=7                  more days, other days; CUSTOMERS=n as for make replay

The ledger is lived through as by ``make replay`` (instalments, part payments, credit notes, reposts, pounds); bills,
dollars with a rate that moves, and payments across currencies are added (``truth_world``). Then each day is judged by
plain SQL on the journal items (``truth_checks``). Where PyPI can be reached, the OCA's aged partner balance is asked as
well. The report is ``bench/TRUTH.md``. Ends with the number of checks and differences; the exit code tells whether
there were any.
"""

import json
import os
import platform
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

DB = os.environ.get("DB") or "truth"
LEDGER = Path(os.environ.get("LEDGER") or lib.ROOT.parent / "shared" / "data" / "receivables_history.csv")
REPORT = lib.ROOT / "bench" / "TRUTH.md"
SHOWN = 20


def number(name, default):
    """Return a number above zero that the environment gives."""
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        raise lib.DevError(f"{name}={text} is not a number above zero.")
    return int(text)


def live():
    """Live through the ledger in a database of its own; return its first and last day."""
    import replay
    import replay_worker

    if not LEDGER.exists():
        raise lib.DevError(f"{LEDGER} is not there: make truth LEDGER=file.csv names a ledger.")
    rows = replay.read_ledger(LEDGER)
    replay_worker.prepare(DB)
    life = replay_worker.Replay(
        rows, DB, lib.OUT / "truth" / "mail", days=number("DAYS", 90), customers=number("CUSTOMERS", 40), density=2
    )
    oracle = life.run()
    lib.say(f"lived from {life.start} to {life.end}: {len(oracle.violations)} violations of the oracle")
    return life.start, life.end


def days_between(first, last):
    """Return the days to be judged, sorted: random ones of the period and the month after it."""
    dice = random.Random(number("SEED", 19))
    span = (last - first).days + 31
    return sorted(first + timedelta(dice.randrange(span)) for _turn in range(number("DATES", 20)))


def ask_oca(days):
    """Return what the OCA's aged partner balance says, by day; ``None`` where its add-ons cannot be had."""
    import truth_oca

    return truth_oca.balances(DB, days)


def write_report(life, days, checked, differences, notes, seconds):
    """Write ``bench/TRUTH.md``: what was compared, how often, and what did not agree."""
    first, last = life
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    rows = [f"| {what} | {count:,} |" for what, count in sorted(checked.items())]
    found = [f"* {text}" for text in differences] or ["None."]
    REPORT.write_text(
        "\n".join(
            [
                "# The truth of figures",
                "",
                f"Written by `make truth` on {date.today()}: {machine}; {seconds:.0f} s.",
                "",
                f"Ledger: `{LEDGER.name}`, lived through from {first} to {last} with instalments, part payments, credit notes and",
                "reposts, in euros and pounds; bills, dollars with a moving rate and payments across currencies added. Judged on",
                f"{len(days)} random days from {days[0]} to {days[-1]}, receivable and payable, by plain SQL on the journal items.",
                "",
                "| compared | times |",
                "|---|---:|",
                *rows,
                "",
                "Beside the OCA's `account_financial_report`:",
                "",
                *(f"* {note}" for note in notes),
                "",
                "## Differences",
                "",
                *found,
                "",
            ]
        )
    )


def main():
    """Live, judge, report; return the exit code."""
    import truth_checks
    import truth_credit
    import truth_figures
    import truth_world

    from replay_worker import forget

    begin = time.monotonic()
    (lib.OUT / "truth").mkdir(parents=True, exist_ok=True)
    first, last = live()
    with lib.odoo_env(DB) as env:
        truth_world.enrich(env, first, last)
        env.cr.commit()
    days = days_between(first, last)
    with lib.OdooServer(DB) as server, lib.odoo_env(DB) as env:
        for name in ("report.url", "web.base.url"):
            env["ir.config_parameter"].set_param(name, server.url)
        env.cr.commit()
        judge = truth_checks.Judge(env, lib.OUT / "truth", random.Random(number("SEED", 19)))
        for rank, day in enumerate(days):
            judge.judge(day, documents=rank % 5 == 0)
            truth_figures.judge_figures(judge, days[rank - 1] if rank else None, day)
            truth_credit.judge_exposure(judge, day)
            lib.say(f"{day}: {judge.summary}")
        ledger = {day: judge.ledger(day) for day in days}
    forget(DB)  # or it could not be copied
    theirs = ask_oca(days)
    notes = judge.compare_oca(theirs, ledger) if theirs is not None else ["the OCA's add-ons could not be had: not compared"]
    checked, differences = judge.checked, judge.differences
    for note in notes:
        lib.say(note)
    for text in differences[:SHOWN]:
        lib.say(f"  ! {text}")
    lib.say("checks: " + ", ".join(f"{what} {count}" for what, count in sorted(checked.items())))
    (lib.OUT / "truth" / "truth.json").write_text(
        json.dumps({"day": date.today().isoformat(), "checked": checked, "differences": differences, "notes": notes}, indent=1)
    )
    if not os.environ.get("DAYS"):  # a part is no result
        write_report((first, last), days, checked, differences, notes, time.monotonic() - begin)
    lib.say(f"{time.monotonic() - begin:.0f} s, {sum(checked.values())} checks, {len(differences)} differences")
    return 1 if differences or not checked else 0


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
