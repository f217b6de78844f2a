#!/usr/bin/env python3
"""Live the same weeks with this build and with the one of a former commit, and compare what they decided and recorded, row by row.

    python bench/same_results.py                     a small ledger, 45 days
    DAYS=120 LEDGER=file.csv CUSTOMERS=30 python bench/same_results.py   another ledger, for longer

Compared are the decisions of each day's run and preview, and at the end actions, lines, activities, profiles, messages, holds and what
else was recorded, with what was sent. Keys of records are told by what they are about; what is random (tokens, what is signed with
them, the hash over both) is left out. Ends with the rows that differ; the exit code tells whether there were any. Without git's
history there is nothing to compare with, which is said.
"""

import concurrent.futures
import json
import os
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "dev")]
import builds

import lib

DAYS = 45
# Rows that differ and are shown.
SHOWN = 10


def live(build, db, days):
    """Live the weeks with one build in a database of its own; return its rows by table."""
    lib.newdb(db, french=True)
    log = lib.OUT / f"same_results_{build.name}.log"
    build.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--max-cron-threads=0"], log)
    result = lib.OUT / f"same_results_{build.name}.json"
    build.work("same_results_worker.py", db, days, result)
    return json.loads(result.read_text())


def compare(before, now):
    """Return what differs between two lives.

    :param dict before: rows by table, each a text
    :param dict now: likewise
    :return: list of str, one a row that only one of them has
    """
    found = []
    for table in before.keys() | now.keys():
        rows = Counter(before.get(table, [])), Counter(now.get(table, []))
        found += [f"{table}, only before: {row}" for row in sorted((rows[0] - rows[1]).elements())]
        found += [f"{table}, only now: {row}" for row in sorted((rows[1] - rows[0]).elements())]
    return found


def live_twice(days, name="same_results"):
    """Live the weeks with both builds at the same time.

    :param int days: how many days
    :param str name: with which the databases begin
    :return: (rows before, rows now), ``None`` where git's history does not have the former build
    """
    lib.OUT.mkdir(parents=True, exist_ok=True)
    with builds.both_builds() as both:
        if len(both) < 2:
            return None
        names = {build: f"{name}_{build.name}" for build in both}
        try:
            with concurrent.futures.ThreadPoolExecutor() as pool:
                now, before = pool.map(lambda build: live(build, names[build], days), both)
        finally:
            for db in names.values():
                lib.drop_db(db)
    return before, now


def main():
    """Compare, and say how many rows were and which differ; return 1 when some do."""
    lib.use_venv()
    lives = live_twice(int(os.environ.get("DAYS") or DAYS))
    if lives is None:
        return 0
    for table, rows in sorted(lives[0].items()):
        lib.say(f"{table:<28}{len(rows):>8,} rows before{len(lives[1].get(table, [])):>8,} now")
    found = compare(*lives)
    for line in found[:SHOWN]:
        lib.say(f"! {line[:2000]}")
    lib.say(f"{len(found)} rows differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
