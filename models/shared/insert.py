"""Creating records by the thousand with one COPY, where ``create`` would spend its time on converting them value by value.

Defaults, access, stored computed fields, inverse fields and constraints are the ORM's. Where anybody else takes part in creating
records of a model – an add-on that extends ``create``, an automation rule, which replaces it – the ORM does it all.
"""

import io
import re

from odoo.tools import SQL, split_every

# Records written by one COPY.
RECORDS_PER_INSERT = 5000

# What means something else in the lines of a COPY.
ESCAPED = re.compile(r"[\\\t\n\r]")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

# Whose ``create`` is known: what it does is done here too, or is switched off where this is used.
KNOWN = ("odoo.orm.", "odoo.models", "odoo.addons.base.", "odoo.addons.mail.", "odoo.addons.portal.", "odoo.addons.account_dunning.")
EXTENDED = ("create", "_create", "_prepare_create_values", "_add_missing_default_values")


def may_insert(records):
    """Tell whether nobody but Odoo and the add-on itself takes part in creating records of a model.

    :param records: any recordset of the model
    """
    registered, *classes = type(records).__mro__
    if any(name in vars(registered) for name in EXTENDED):  # put there at run time, as automation rules do
        return False
    strange = (one for one in classes if one is not object and not f"{one.__module__}.".startswith(KNOWN))
    return not any(name in vars(one) for one in strange for name in EXTENDED)


def insert_records(records, vals_list):
    """Create records as ``create`` does, with one COPY for thousands of them.

    :param records: a recordset of the model
    :param list vals_list: stored values, amounts rounded, as the database gave them; computed ones are taken as they are
    :return: recordset, in the order of the values
    """
    model = records.browse()
    if not vals_list:
        return model
    model.check_access("create")
    given = {name for vals in vals_list for name in vals}
    stored = {name for name, field in model._fields.items() if field.store and field.column_type}
    defaults, own = _read_defaults(model, stored - given)
    defaults |= {"create_uid": model.env.uid, "write_uid": model.env.uid}
    rows = [defaults | (model.default_get(own) if own else {}) | vals for vals in vals_list]
    model._add_precomputed_values(rows)
    given.update(field.name for row in rows for field in row.pop("__precomputed__", ()))
    names = [name for name in model._fields if name in given or name in defaults]
    created = model.browse(
        number for part in split_every(RECORDS_PER_INSERT, rows, list) for number in _insert_part(model, names, part)
    )
    # what was given or computed before needs not be computed again
    with model.env.protecting([model._fields[name] for name in names], created):
        created.modified(model._fields, create=True)
    _tell_inverse_fields(created, names, rows)
    if model._constraint_methods:
        created._validate_fields(names)
    if model._check_company_auto:
        created._check_company()
    created.check_access("create")
    return created


def _tell_inverse_fields(created, names, rows):
    """Add new records to what was read of the other side's fields before, in their order, as ``create`` does."""
    for field in (created._fields[name] for name in names):
        inverses = created.pool.field_inverses[field]
        if inverses and field.type != "many2one":
            for inverse in inverses:
                created.env[inverse.model_name].invalidate_model([inverse.name])
        elif inverses:
            ids = {}
            for number, row in zip(created._ids, rows, strict=True):
                ids.setdefault(row.get(field.name), []).append(number)
            for other, own in ids.items():
                if other and any(other in inverse._get_cache(created.env) for inverse in inverses):
                    field._update_inverses(created.browse(own), other)


def _read_defaults(model, names):
    """Return the defaults of stored fields, and of which of them each record has its own.

    A default that is another one when it is asked for again, as the secret of a link is, must never be that of many.
    """
    once, again = ({name: value for name, value in model.default_get(list(names)).items() if name in names} for _time in range(2))
    return once, [name for name, value in once.items() if again.get(name) != value]


def _insert_part(model, names, rows):
    """Write rows with one COPY; return their ids, in order."""
    cr, table = model.env.cr, SQL.identifier(model._table)
    numbers = model.env.execute_query(
        SQL(
            """
            WITH sequence AS MATERIALIZED (SELECT PG_GET_SERIAL_SEQUENCE(%s, 'id')::regclass AS name)
            SELECT NEXTVAL(name) FROM sequence, GENERATE_SERIES(1, %s)
            """,
            f'"{model._table}"',
            len(rows),
        )
    )
    ids = [number for (number,) in numbers]
    writers = [(name, _write_boolean if model._fields[name].type == "boolean" else _write_value) for name in names]
    now = _write_value(cr.now())
    lines = (
        "\t".join((str(number), now, now, *(write(row.get(name)) for name, write in writers)))
        for number, row in zip(ids, rows, strict=True)
    )
    columns = SQL(", ").join(map(SQL.identifier, ("id", "create_date", "write_date", *names)))
    cr.copy_expert(SQL("COPY %s (%s) FROM STDIN", table, columns).code, io.StringIO("\n".join(lines)))
    return ids


def _write_boolean(value):
    """Return a boolean as COPY reads it."""
    return "\\N" if value is None else "t" if value else "f"


def _write_value(value):
    """Return a value as COPY reads it; ``False`` is NULL, as in all fields but booleans."""
    if value is None or value is False:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES) if ESCAPED.search(value) else value
    return str(value)
