"""Whether a caller may see the records he points to, before anything is computed or said about them.

Values given to ``create``, ``write`` and ``onchange`` name records by id. A relation that shows more than an id – a
related field, a computed amount, an error with a name in it – must not be followed for somebody who cannot read them.
"""

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command

# Invoices and their items are also read through a model of ours, by people without rights in accounting.
READ_THROUGH = {
    "account.move": (("dunning.action.line", "move_id"), ("dunning.dispute", "move_id"), ("dunning.receivable", "items")),
    "account.move.line": (("dunning.receivable", "id"), ("dunning.action.line", "move_line_id")),
}


def named_ids(field, value):
    """Return the ids of stored records that a value for a relational field names.

    :param field: the relational ``odoo.fields.Field``
    :param value: what ``create``, ``write`` or ``onchange`` accepts: an id, commands, ids, or values of the web client
    :return: set of int; records to be created are not in it. What stands in the place of an id and is none stays as it
        is: the database might still read ``"7"`` as one
    """
    if isinstance(value, models.BaseModel):
        return set(value.ids)
    if field.type == "many2one":
        if isinstance(value, dict):
            value = value.get("id")
        elif isinstance(value, (list, tuple)):
            value = value[0] if value else False
        return stored_ids([value])
    found = set()
    for item in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(item, dict):
            found |= stored_ids([item.get("id")])
        elif not isinstance(item, (list, tuple)):
            found |= stored_ids([item])
        elif item and item[0] == Command.SET:
            found |= stored_ids(item[2] or ())
        elif len(item) > 1 and item[0] in (Command.UPDATE, Command.DELETE, Command.UNLINK, Command.LINK):
            found |= stored_ids([item[1]])
    return found


def stored_ids(values):
    """Return what of some values may be ids of stored records; marks of the web client for new lines are none."""
    values = {getattr(value, "origin", value) for value in values}  # a new record may stand for a stored one
    return {value for value in values if value and not str(value).startswith("virtual_")}


def nested_values(value):
    """Yield the values of records that a value creates, updates, or stands for in a form."""
    if isinstance(value, dict):
        yield value
    for item in value if isinstance(value, (list, tuple)) else ():
        if isinstance(item, dict):
            yield item
        elif isinstance(item, (list, tuple)) and len(item) > 2 and isinstance(item[2], dict):
            yield item[2]


def check_references(model, values, parts=()):
    """Refuse values that name records which the caller may not read.

    :param model: a recordset (its environment is the caller's); nothing is checked for the superuser
    :param values: values as for ``create`` or ``write``, a dict or a list of dicts; nested records are checked whole,
        fields that do not exist are left to the ORM
    :param parts: names of fields whose records are parts of their own record, not pointed to
    :raises AccessError: a record that is not there for the caller; the message names no amount and no name
    """
    if model.env.su:
        return
    found = {}
    for vals in values if isinstance(values, (list, tuple)) else [values]:
        collect_references(model, {name: value for name, value in vals.items() if name not in parts}, found)
    for name, ids in found.items():
        strange = any(not isinstance(one, int) for one in ids)
        check_readable(model.env[name] if strange else model.env[name].browse(ids), strange)


def check_readable(records, strange=False):
    """Refuse records that the caller may not read.

    :param records: recordset of any model
    :param bool strange: something stood in the place of an id that is none
    :raises AccessError: with the name of the model
    """
    if strange or not may_read(records):
        raise AccessError(records.env._("You may not use a record that you cannot see (%s).", records._description))


def collect_references(model, vals, found):
    """Add to ``found`` the ids that values name, by the name of their model."""
    for name, value in vals.items():
        field = model._fields.get(name)
        # followers and tasks have rules of their own, by the document that they belong to
        if field is None or not field.relational or (field.type == "one2many" and field.comodel_name.startswith("mail.")):
            continue
        if ids := named_ids(field, value):
            found.setdefault(field.comodel_name, set()).update(ids)
        for inner in nested_values(value):
            collect_references(model.env[field.comodel_name], inner, found)


def may_read(records):
    """Tell whether the caller may read all these records, himself or through one of our models.

    Companies: his own, and their main companies, to which plans, profiles and promises belong.

    :param records: recordset of any model; what does not exist tells nothing and is left to the database
    """
    records = records.exists()
    if records._name == "res.company" and not records.env.su:
        own = records.env.user.company_ids.sudo()
        return records <= own | own.root_id
    if not records or records.has_access("read"):
        return True
    for model, column in READ_THROUGH.get(records._name, ()):
        mine = records.env[model]
        if mine.has_access("read"):
            records -= records.browse(seen_through(records, mine.with_context(active_test=False), column))
        if not records:
            return True
    return False


def seen_through(records, mine, column):
    """Return the ids of those records that the caller sees in one of our models.

    :param mine: empty recordset of that model
    :param str column: its field that points to the records; ``id``: both have the same ids, ``items``: it has the ids
        of the records' journal items
    """
    if column == "items":
        items = records.sudo().line_ids
        return items.browse(mine.search([("id", "in", items.ids)]).ids).move_id.ids
    found = mine.search([(column, "in", records.ids)])
    return found.ids if column == "id" else found.sudo()[column].ids
