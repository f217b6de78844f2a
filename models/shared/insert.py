"""Creating records by the thousand with one INSERT, where ``create`` would spend its time on converting them value by value.

Defaults, access, stored computed fields, inverse fields and constraints are the ORM's. Where anybody else takes part in creating
records of a model – an add-on that extends ``create``, an automation rule, which replaces it – the ORM does it all.
"""

import json

from odoo.tools import SQL, split_every

# Records written by one INSERT.
RECORDS_PER_INSERT = 5000

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
    """Create records as ``create`` does, with one INSERT for thousands of them.

    :param records: a recordset of the model
    :param list vals_list: stored values, amounts rounded, as the database gave them
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
    names = [name for name in model._fields if name in given or name in defaults]
    rows = [defaults | (model.default_get(own) if own else {}) | vals for vals in vals_list]
    created = model.browse(
        number for part in split_every(RECORDS_PER_INSERT, rows, list) for number in _insert_part(model, names, part)
    )
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
    """Write rows with one INSERT; return their ids, in order."""
    table = SQL.identifier(model._table)
    empty = {name for name in names if model._fields[name].type != "boolean"}  # ``False`` is NULL there
    rows = [{name: None if value is False and name in empty else value for name, value in row.items()} for row in rows]
    found = model.env.execute_query(
        SQL(
            """
            INSERT INTO %(table)s (%(columns)s, create_date, write_date)
            SELECT %(columns)s, %(now)s, %(now)s FROM JSON_POPULATE_RECORDSET(NULL::%(table)s, %(rows)s)
            RETURNING id
            """,
            table=table,
            columns=SQL(", ").join(map(SQL.identifier, names)),
            now=model.env.cr.now(),
            rows=json.dumps(rows, default=str),
        )
    )
    return [number for (number,) in found]
