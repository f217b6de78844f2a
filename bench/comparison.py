"""Measure *Plan against Plan*: twelve months lived twice, in the background as people have it done.

Writes ``bench/COMPARISON.md``.

Usage: ``python bench/comparison.py [INVOICES] [CUSTOMERS] [DATABASE]`` (default 2,500 invoices of a year, 100 customers,
database ``bench_comparison``). One invoice in ten is open still; the others were paid between five days before and 45 days
after their due date. A database that is there already is used as it is. The target is five minutes.
"""

import datetime
import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import build_history
import build_ledger

import lib

DAY = datetime.date(2026, 6, 30)
DAYS = 365
TARGET = 300


def measure(env):
    """Queue one comparison, shipped windows against none, and have the scheduled action live it."""
    plan = env.ref("account_dunning.plan_standard")
    comparison = env["dunning.comparison"].create(
        {
            "company_id": env.company.id,
            "date_start": DAY - datetime.timedelta(days=DAYS),
            "date_end": DAY - datetime.timedelta(days=1),
            "plan_a_id": plan.id,
            "windows_b": True,
            "grouping_window_b": 0,
            "letter_window_b": 0,
            "not_again_b": 0,
        }
    )
    comparison.action_compare()
    seen = []
    kept = type(comparison)._keep_progress

    def keep(self, share):
        seen.append(share)
        return kept(self, share)

    type(comparison)._keep_progress = keep
    start, processor = time.monotonic(), time.process_time()
    try:
        env["dunning.comparison"]._cron_compare()
    finally:
        type(comparison)._keep_progress = kept
    taken, processor = time.monotonic() - start, time.process_time() - processor
    env.invalidate_all()
    if comparison.state != "done":
        raise lib.DevError(f"The comparison ended {comparison.state}: {comparison.error}")
    sides = [comparison.result[side] for side in "ab"]
    load = f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    lines = [
        f"{DAYS} days, two sides: {taken:.0f} s (target {TARGET} s), {load}",
        f"progress told {len(seen)} times, last {max(seen):.0%}; Python {processor:.1f} s, the rest is PostgreSQL",
        *(
            f"side {name}: {side['contacts']:,} contacts of {side['customers']} customers, {side['owed']:,} items owed"
            for name, side in zip("AB", sides, strict=True)
        ),
    ]
    write_report(lines)
    if taken > TARGET:
        raise lib.DevError("Slower than the target.")


def write_report(lines):
    """Print the figures and keep them in ``bench/COMPARISON.md``."""
    for line in lines:
        lib.say(line)
    head = ["# Plan against plan", "", "`python bench/comparison.py`: see its first lines.", ""]
    text = "\n".join([*head, *(f"* {line}" for line in lines)])
    Path(__file__).with_name("COMPARISON.md").write_text(text + "\n")


def main():
    """Build the ledger unless it is there, and print the figures."""
    lib.use_venv()
    invoices, customers, db = (sys.argv[1:] + ["2500", "100", "bench_comparison"][len(sys.argv) - 1 :])[:3]
    if not lib.db_exists(db):
        lib.newdb(db, french=True)
        lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / "bench_comparison.log")
    from freezegun import freeze_time

    with lib.odoo_env(db) as env, freeze_time(DAY, tick=True):
        env.cr.execute("SELECT COUNT(*) FROM account_move WHERE name LIKE 'BENCH/%%'")
        if not env.cr.fetchone()[0]:
            still_open = int(invoices) // 10
            company = build_ledger.build_books(env, still_open, int(customers), DAY, paid=int(invoices) - still_open)
            build_ledger.build_dunning(env, company, DAY - datetime.timedelta(days=DAYS + 30))
            build_history.build_history(env, company, DAY)
            build_ledger.analyze(env)
        measure(env)


if __name__ == "__main__":
    main()
