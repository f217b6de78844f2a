"""Measure the aged balance on a built ledger, beside the plain SQL that gives the same totals.

Usage: ``python bench/aged.py [ITEMS] [CUSTOMERS] [DATABASE]`` (default 50,000 items of 5,000 customers, database
``bench_aged``). A database that is there already is used as it is, with what it holds.
"""

import contextlib
import datetime
import itertools
import resource
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import build_ledger

import lib

DAY = datetime.date(2026, 6, 30)

# What an accountant would write for the same table at the same day, without people, disputes and promises.
PLAIN_SQL = """
    SELECT line.partner_id, %(columns)s, SUM(line.residual)
      FROM (
        SELECT line.partner_id, %%(day)s - COALESCE(line.date_maturity, line.date) AS days,
               line.balance - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0) AS residual
          FROM account_move_line AS line
          JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
          LEFT JOIN (SELECT debit_move_id, SUM(amount) AS amount FROM account_partial_reconcile
                      WHERE max_date <= %%(day)s GROUP BY 1) AS debit ON debit.debit_move_id = line.id
          LEFT JOIN (SELECT credit_move_id, SUM(amount) AS amount FROM account_partial_reconcile
                      WHERE max_date <= %%(day)s GROUP BY 1) AS credit ON credit.credit_move_id = line.id
         WHERE line.parent_state = 'posted' AND line.date <= %%(day)s
      ) AS line
     WHERE line.residual <> 0
     GROUP BY line.partner_id
"""


def plain_sql(lowers):
    """Return the plain statement for buckets that begin on these days."""
    limits = [None, *lowers, None]
    columns = []
    for low, high in itertools.pairwise(limits):
        parts = [f"days >= {low}"] if low is not None else []
        parts += [f"days < {high}"] if high is not None else []
        columns.append(f"SUM(line.residual) FILTER (WHERE {' AND '.join(parts)})")
    return PLAIN_SQL % {"columns": ", ".join(columns)}


def best(work, times=3):
    """Return the shortest of a few measurements in seconds, and what the last one gave."""
    found = []
    for _turn in range(times):
        begin = time.perf_counter()
        result = work()
        found.append(time.perf_counter() - begin)
    return min(found), result


def memory():
    """Return the most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(env, day):
    """Measure data, screen, and workbook."""
    Aging = env["dunning.aging"]
    options = Aging._read_options({"day": day})
    statement = plain_sql(options.lowers())

    def plain():
        env.cr.execute(statement, {"day": day})
        return env.cr.fetchall()

    def screen():
        env.invalidate_all()
        Balance = env["dunning.aged.balance"].with_context(**options.context())
        return Balance.web_search_read([], {"partner_id": {"fields": {"display_name": {}}}, "balance": {}}, limit=80)

    plain_time, rows = best(plain)
    lib.say(f"{day}  plain SQL     {plain_time:7.3f} s  {len(rows):>9,} customers")
    env.flush_all()
    data_time, balances = best(lambda: env.execute_query(Aging._sql_balances(options)))
    lib.say(f"{day}  data          {data_time:7.3f} s  {len(balances):>9,} lines, {data_time / plain_time:.2f} × plain SQL")
    screen_time, _found = best(screen)
    lib.say(f"{day}  screen        {screen_time:7.3f} s  first 80 lines and their count")
    total = sum(round(row["balance"] * 100) for row in Aging._balance_rows(options)) / 100
    plain_total = sum(round((row[-1] or 0) * 100) for row in rows) / 100
    lib.say(f"{day}  total         {total:,.2f}, plain SQL {plain_total:,.2f}")
    idle = memory()
    begin, busy = time.perf_counter(), time.process_time()
    content = env["dunning.aged.xlsx"]._build_aged_workbook(options, "Aged Receivable", "by due date")
    took = time.perf_counter() - begin
    busy = time.process_time() - busy
    lib.say(f"{day}  workbook      {took:7.3f} s  {busy:.3f} s of them busy, {len(content) / 1e6:.1f} MB")
    lib.say(f"{day}  memory        {memory() - idle:7.0f} MB above idle")


def build_books(env, items, customers):
    """Build a ledger with as many open items, and a fifth as many that were paid."""
    build_ledger.build_books(env, items, customers, DAY, paid=items // 5)
    build_ledger.analyze(env)


@contextlib.contextmanager
def open_ledger(name="bench_aged", build=build_books, more=(), french=False):
    """Give an environment on the ledger that the command line names, built unless it is there.

    Args:
        name: of the database, when the command line names none; there it stands last.
        build: function of (env, items, customers, more numbers) that builds the ledger.
        more: what the further numbers are by default.
        french: whether the company is a French one.
    """
    lib.use_venv()
    usual = ["50000", "5000", *map(str, more), name]
    *numbers, db = (sys.argv[1:] + usual[len(sys.argv) - 1 :])[: len(usual)]
    if not lib.db_exists(db):
        lib.newdb(db, french=french)
        lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / f"{name}.log")
    with lib.odoo_env(db) as env:
        env.cr.execute("SELECT COUNT(*) FROM account_move WHERE name LIKE 'BENCH/%%'")
        if not env.cr.fetchone()[0]:
            build(env, *map(int, numbers))
        yield env


def main():
    """Print the figures."""
    with open_ledger() as env:
        measure(env, DAY)
        measure(env, DAY - datetime.timedelta(days=90))


if __name__ == "__main__":
    main()
