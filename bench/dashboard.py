"""Measure the dashboard's server time on a built ledger, block by block.

Usage: ``python bench/dashboard.py [ITEMS] [CUSTOMERS] [DATABASE]`` (default 50,000 items of 5,000 customers and as many
paid invoices, with a year of contacts and payments, database ``bench_dashboard``). A database that is there already is
used as it is, with what it holds. The whole is what the screen waits for: blocks that it asks for later are not in it.
"""

import datetime
import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import aged
import build_history
import build_ledger

import lib

TARGET = 1.0


def build(env, items, customers):
    """Build the ledger, have it chased once, and compute the forecast."""
    day = datetime.date.today()
    company = build_ledger.build_books(env, items, customers, day, paid=items)
    build_ledger.build_dunning(env, company, day)
    build_history.build_history(env, company, day)
    build_ledger.analyze(env)
    env["dunning.run"].create({"company_id": company.id, "date": day}).action_run()
    env["dunning.behaviour"]._refresh_forecast(company)
    env.cr.commit()
    build_ledger.analyze(env)


def measure(env):
    """Print seconds and queries of each block and of the whole, the shortest of three."""
    board = env["dunning.dashboard"].with_user(env.ref("base.user_admin")).with_context(allowed_company_ids=env.company.ids)
    best = {}
    for _turn in range(3):
        env.invalidate_all()
        begin, queries = time.perf_counter(), env.cr.sql_log_count
        board.get_data({"months": 12})
        whole = time.perf_counter() - begin, env.cr.sql_log_count - queries
        best["whole"] = min(best.get("whole", whole), whole)
        asked = board._read_request({"months": 12})
        for code in board._block_codes():
            begin, queries = time.perf_counter(), env.cr.sql_log_count
            getattr(board, f"_block_{code}")(asked)
            found = time.perf_counter() - begin, env.cr.sql_log_count - queries
            best[code] = min(best.get(code, found), found)
    for name, (seconds, queries) in best.items():
        lib.say(f"{name:<10}{seconds:7.3f} s {queries:4} queries")
    lib.say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; target {TARGET:.1f} s")


def main():
    """Build the ledger unless it is there, and print the figures."""
    with aged.open_ledger("bench_dashboard", build) as env:
        measure(env)


if __name__ == "__main__":
    main()
