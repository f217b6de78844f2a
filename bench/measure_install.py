"""Measure of installing: how long it takes on a big ledger, and that it rewrites no table of accounting."""

import time

import lib

# Accounting and contacts: a column with a default, or one that is computed and stored, would rewrite them.
WATCHED = ("account_move", "account_move_line", "account_partial_reconcile", "account_payment", "res_partner")

JOURNAL_ITEMS = 1_000_000


def measure(db, log):
    """Install the add-on on a database that has its ledger already.

    :param str db: the database, accounting installed
    :param log: file for Odoo's output
    :return: dict ``seconds``, ``journal_items``, ``rewritten`` (names of tables), ``columns`` added to them
    """
    before, columns = files(db), columns_of(db)
    begin = time.perf_counter()
    lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--log-level=warn"], log=log)
    seconds = time.perf_counter() - begin
    after = files(db)
    return {
        "seconds": seconds,
        "journal_items": int(lib.sql("SELECT COUNT(*) FROM account_move_line", db)[0]),
        "rewritten": [table for table in WATCHED if before[table] != after[table]],
        "columns": sorted(columns_of(db) - columns),
    }


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
