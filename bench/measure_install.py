"""Measure of installing: how long it takes on a big ledger, and that it rewrites no table of accounting."""

import resource
import time
from concurrent.futures import ThreadPoolExecutor, wait

from meter import processor_seconds

import lib

# Accounting and contacts: a column with a default, or one that is computed and stored, would rewrite them.
WATCHED = ("account_move", "account_move_line", "account_partial_reconcile", "account_payment", "res_partner")

JOURNAL_ITEMS = 1_000_000


def measure(db, log):
    """Install the add-on on a database that has its ledger already.

    :param str db: the database, accounting installed
    :param log: file for Odoo's output
    :return: dict ``seconds``, ``cpu`` (processor seconds of Odoo and its backends), ``journal_items``, ``rewritten``
        (names of tables), ``columns`` added to them
    """
    before, columns = files(db), columns_of(db)
    begin, busy = time.perf_counter(), _children_seconds()
    with ThreadPoolExecutor(1) as pool:
        arguments = ["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--log-level=warn"]
        installing = pool.submit(lib.run_odoo, arguments, log=log)
        backends = {}
        while not installing.done():
            backends |= _backend_seconds(db)
            wait([installing], timeout=0.5)
        installing.result()
    seconds = time.perf_counter() - begin
    cpu = _children_seconds() - busy + sum(backends.values())
    after = files(db)
    return {
        "seconds": seconds,
        "cpu": cpu,
        "journal_items": int(lib.sql("SELECT COUNT(*) FROM account_move_line", db)[0]),
        "rewritten": [table for table in WATCHED if before[table] != after[table]],
        "columns": sorted(columns_of(db) - columns),
    }


def _children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _backend_seconds(db):
    """Return the processor seconds used so far by each backend of a database that runs on this machine."""
    pids = lib.sql(f"SELECT pid FROM pg_stat_activity WHERE datname = '{db}' AND pid <> pg_backend_pid()")
    found = {int(pid): processor_seconds(pid) for pid in pids}
    return {pid: seconds for pid, seconds in found.items() if seconds}


def files(db):
    """Return the file that holds each watched table; a rewrite gives it another one."""
    names = ", ".join(f"('{table}')" for table in WATCHED)
    rows = lib.sql(f"SELECT name, PG_RELATION_FILENODE(name::regclass) FROM (VALUES {names}) AS watched(name)", db)
    return dict(row.split("|") for row in rows)


def columns_of(db):
    """Return the columns of the watched tables, as ``table.column``."""
    names = ", ".join(f"'{table}'" for table in WATCHED)
    query = f"SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_name IN ({names})"
    return set(lib.sql(query, db))
