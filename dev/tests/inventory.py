"""What a database holds, table by table and row by row, to tell what the add-on's coming and going changed in it."""

import contextlib

import psycopg2

import lib

SCHEMA = {
    "columns": """
        SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '')
          FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "functions": "SELECT oid::regprocedure::text, md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


@contextlib.contextmanager
def cursor(db):
    """Give a cursor on database ``db``; nothing is committed."""
    environ = lib.pg_environ()
    connection = psycopg2.connect(
        dbname=db, host=environ["PGHOST"], port=environ.get("PGPORT", "5432"), user=environ["PGUSER"]
    )
    try:
        yield connection.cursor()
    finally:
        connection.close()


def schema(db):
    """Return the definitions of columns, indexes, constraints and so on, by kind and name."""
    with cursor(db) as cr:
        found = {}
        for kind, query in SCHEMA.items():
            cr.execute(query)
            found[kind] = dict(cr.fetchall())
        return found


def rows(db):
    """Return the rows of every table: a fingerprint by id, or by the whole row where there is no id."""
    with cursor(db) as cr:
        cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cr.fetchall()]
        cr.execute("SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'")
        with_id = {name for (name,) in cr.fetchall()}
        found = {}
        for table in tables:
            key = "t.id::text" if table in with_id else "t::text"
            cr.execute(f'SELECT {key}, md5(t::text) FROM "{table}" AS t')
            found[table] = dict(cr.fetchall())
        return found


def files(db, tables):
    """Return the file of each table on disk and the transaction that wrote each of its rows.

    Both stay the same so long as nothing rewrites the table (a new file) or updates a row (a new transaction).
    """
    with cursor(db) as cr:
        found = {}
        for table in tables:
            cr.execute(f"SELECT pg_relation_filenode('{table}')")
            (node,) = cr.fetchone()
            cr.execute(f"SELECT id, xmin::text FROM {table}")
            found[table] = (node, dict(cr.fetchall()))
        return found


def differences(before, after):
    """Return what was added, lost or changed between two inventories, as sorted (group, name, what) tuples."""
    found = []
    for group in sorted({*before, *after}):
        old, new = before.get(group, {}), after.get(group, {})
        found += [(group, name, "added") for name in new.keys() - old.keys()]
        found += [(group, name, "lost") for name in old.keys() - new.keys()]
        found += [(group, name, "changed") for name in new.keys() & old.keys() if old[name] != new[name]]
    return sorted(found)


# Tables of which every row is a person's: what is in them is not to be touched by an upgrade, but by the columns of
# core's bookkeeping.
KEPT = (
    "account_move", "account_move_line", "account_partial_reconcile", "res_partner", "res_company", "mail_message", "mail_activity",
    "mail_followers", "ir_attachment", "mail_template", "sms_template", "ir_cron", "mail_activity_type", "ir_filters", "ir_exports",
    "ir_default", "sms_sms", "mail_mail",
)  # fmt: skip
BOOKKEEPING = {"write_date", "write_uid", "lastcall", "nextcall", "last_refresh"}


def records(db):
    """Return the records of the dunning tables and of ``KEPT``, as dict by table and id (or position)."""
    with cursor(db) as cr:
        cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'dunning%'")
        tables = [name for (name,) in cr.fetchall() if "wizard" not in name]
        found = {}
        for table in (*tables, *KEPT):
            where = "WHERE t.res_model IS NOT NULL AND t.res_model <> 'ir.ui.view'" if table == "ir_attachment" else ""
            cr.execute(f'SELECT to_jsonb(t) FROM "{table}" AS t {where}')
            rows_found = [row for (row,) in cr.fetchall()]
            found[table] = {row.get("id") or str(sorted(row.items())): row for row in rows_found}
        return found


def lost(before, after, changed=()):
    """Return what is missing or different after an upgrade, as sorted (table, id, column, old, new) tuples.

    Args:
        before: what :func:`records` found before.
        after: what it found afterwards; new tables, rows and columns are welcome.
        changed: the ``table.column`` that the new version means to change, and columns it gave up.
    """
    found = []
    for table, old_rows in before.items():
        for key, old in old_rows.items():
            new = after.get(table, {}).get(key)
            if new is None:
                found.append((table, str(key), "", "row", "missing"))
                continue
            for column, value in old.items():
                if column in BOOKKEEPING or f"{table}.{column}" in changed or f"{table}.*" in changed:
                    continue
                if new.get(column) != value:
                    found.append((table, str(key), column, str(value), str(new.get(column))))
    return sorted(found)
