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
