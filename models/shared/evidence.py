"""Evidence is immutable (design rule 11): only the add-on's own code writes what left, and nobody deletes it.

The add-on says that it is writing by a key in the context that no client can send, since it is an object and not a value.
The guards hold for the superuser too: routes of core work as one on behalf of whoever clicked. Whoever has to pass – the
delivery, merging customers, a correction that keeps what was there, uninstalling – says so with ``as_writer``.
"""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

WRITER = object()

# Records of ours whose history is kept: what left or came in by them, and what was logged.
THREADS = (
    "dunning.action", "dunning.profile", "dunning.promise", "dunning.dispute", "dunning.hold", "dunning.reply",
    "dunning.payment.notice", "dunning.payment.plan", "dunning.set.off", "dunning.debit", "dunning.run", "dunning.case",
    "dunning.provision", "dunning.write.off", "dunning.claim", "dunning.erasure", "dunning.trial",
)  # fmt: skip


def may_write(env):
    """Tell whether the add-on itself is writing."""
    return env.context.get("dunning_evidence") is WRITER


def as_writer(records):
    """Return the records for a write of the add-on itself.

    :param records: recordset of any model
    """
    return records.with_context(dunning_evidence=WRITER)


def may_delete(env):
    """Tell whether evidence may be deleted: by the add-on itself, and while it is being uninstalled.

    The key by which core marks uninstalling can be sent by any client, and has core skip the checks that say
    ``at_uninstall=False``; here the state of the module decides.
    """
    if may_write(env):
        return True
    query = "SELECT FROM ir_module_module WHERE name = 'account_dunning' AND state = 'to remove'"
    return bool(env.context.get("_force_unlink") and env.execute_query(SQL(query)))


def without_defaults(records, names):
    """Return the records without the defaults that a client's context gives for some fields.

    :param records: recordset of any model
    :param names: names of fields
    """
    given = {f"default_{name}" for name in names} & records.env.context.keys()
    if not given:
        return records
    kept = {key: value for key, value in records.env.context.items() if key not in given}
    return records.with_env(records.env(context=kept))


def check_deletion(records, sentence):
    """Refuse to delete records that are part of the history, whoever asks.

    :param records: recordset; an empty one may be deleted
    :param str sentence: what to do instead
    :raises UserError: there are such records, and it is neither the add-on nor uninstalling
    """
    if records and not may_delete(records.env):
        raise UserError(sentence)


def check_change(records):
    """Refuse to change or delete what was sent or came in.

    :param records: recordset of what is evidence; an empty one may be changed
    :raises UserError: there are such records, and it is neither the add-on nor uninstalling
    """
    if records and not may_delete(records.env):
        raise UserError(records.env._("What was sent to a customer is evidence: it cannot be changed or deleted."))


def is_same(record, name, value):
    """Tell whether a value written to a field leaves it as it is: core repeats values, and has a right to.

    :param record: one record
    :param str name: name of a stored field
    :param value: as given to ``write``
    """
    field = record._fields[name]
    if field.type in ("one2many", "many2many"):
        return ids_after(record, name, value) == set(record[name].ids)
    return field.convert_to_cache(value, record) == field.convert_to_cache(record[name], record)


def ids_after(record, name, value):
    """Return the ids that a relation to many would have after a write.

    :param record: one record
    :param str name: name of the field
    :param value: commands, ids or a recordset, as given to ``write``
    :return: set of int, with ``None`` in it when records would be created or changed as well
    """
    if not isinstance(value, (list, tuple)):
        return set(value.ids if value else ())
    if all(isinstance(command, int) for command in value):
        return set(value)
    ids = set(record[name].ids)
    for command in value:
        if isinstance(command, int) or command[0] == Command.LINK:
            ids.add(command if isinstance(command, int) else command[1])
        elif command[0] == Command.SET:
            ids = set(command[2])
        elif command[0] == Command.CLEAR:
            ids = set()
        elif command[0] in (Command.UNLINK, Command.DELETE):
            ids.discard(command[1])
        else:
            ids.add(None)
    return ids
