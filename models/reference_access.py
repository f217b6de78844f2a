"""Whether a caller may see the records he points to, before anything is computed or said about them.

Values given to ``create``, ``write`` and ``onchange`` name records by id. A relation that shows more than an id – a
related field, a computed amount, an error with a name in it – must not be followed for somebody who cannot read them.
"""

from odoo.exceptions import AccessError
from odoo.fields import Command

# Invoices and their items are also read through a model of ours, by people without rights in accounting.
READ_THROUGH = {
    "account.move": (("dunning.receivable", "move_id"), ("dunning.action.line", "move_id"), ("dunning.dispute", "move_id")),
    "account.move.line": (("dunning.receivable", "id"), ("dunning.action.line", "move_line_id")),
}


def named_ids(field, value):
    """Return the ids of stored records that a value for a relational field names.

    :param field: the relational ``odoo.fields.Field``
    :param value: what ``create``, ``write`` or ``onchange`` accepts: an id, commands, ids, or values of the web client
    :return: set of int; records to be created are not in it
    """
    if field.type == "many2one":
        if isinstance(value, dict):
            value = value.get("id")
        elif isinstance(value, (list, tuple)):
            value = value[0] if value else False
        return {int(value)} if isinstance(value, int) and value else set()
    found = set()
    for item in value or ():
        if isinstance(item, int):
            found.add(item)
        elif isinstance(item, (list, tuple)) and item:
            if item[0] == Command.SET:
                found.update(one for one in item[2] or () if isinstance(one, int))
            elif len(item) > 1 and item[0] in (Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK):
                found.update([item[1]] if isinstance(item[1], int) and item[1] else ())
    return found


def nested_values(value):
    """Yield the values of records that commands create or update."""
    for item in value if isinstance(value, (list, tuple)) else ():
        if isinstance(item, (list, tuple)) and len(item) > 2 and isinstance(item[2], dict):
            yield item[2]


def check_references(model, vals, names=None):
    """Refuse values that name records which the caller may not read.

    :param model: a recordset (its environment is the caller's); nothing is checked for the superuser
    :param dict vals: values as for ``create`` or ``write``; fields that do not exist are left to the ORM
    :param names: the fields to check, by default all relational ones; nested records are checked whole
    :raises AccessError: a record that is not there for the caller; the message names no amount and no name
    """
    if model.env.su:
        return
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or not field.relational or (names is not None and name not in names):
            continue
        comodel = model.env[field.comodel_name]
        ids = named_ids(field, value)
        if ids and not comodel._transient and not may_read(comodel.browse(ids)):
            raise AccessError(model.env._("You may not use a record that you cannot see (%s).", comodel._description))
        if field.type in ("one2many", "many2many"):
            for inner in nested_values(value):
                check_references(comodel, inner)


def may_read(records):
    """Tell whether the caller may read all these records, himself or through one of our models.

    :param records: recordset of any model; what does not exist tells nothing and is left to the database
    """
    records = records.exists()
    if not records or records.has_access("read"):
        return True
    for model, column in READ_THROUGH.get(records._name, ()):
        mine = records.env[model]
        if not mine.has_access("read"):
            continue
        known = mine.with_context(active_test=False).search([(column, "in", records.ids)])
        records -= records.browse(known.ids if column == "id" else known.sudo()[column].ids)
        if not records:
            return True
    return False
