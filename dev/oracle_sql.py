"""How the oracle reads a database: a connection of its own, and plain SQL through psycopg2."""

from decimal import Decimal

import psycopg2
import psycopg2.extensions


def connect(db, host, port, user):
    """Return a connection of the oracle's own to database ``db``: committed data only, exact decimals."""
    connection = psycopg2.connect(dbname=db, host=host, port=port, user=user)
    connection.autocommit = True
    # Odoo makes floats of all numerics in its process; a connection's own converter comes first.
    exact = psycopg2.extensions.new_type((1700,), "EXACT", lambda value, _cursor: value and Decimal(value))
    psycopg2.extensions.register_type(exact, connection)
    return connection


def rows(cursor, query, **parameters):
    """Return the rows of a query as dicts."""
    cursor.execute(query, parameters)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
