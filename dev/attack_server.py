#!/usr/bin/env python3
"""The Odoo server that is attacked: a real one, which notes what each request changed and commits nothing unless told.

Started by ``attack_client.Server`` with Odoo's own arguments. A request names itself by the header ``X-Attack``; what
it would have committed is noted by triggers (``attack_world.TRIGGERS``) and rolled back when its cursor is closed, so
that every request finds the same world. With ``X-Attack-Keep`` it is committed. Paths below ``/__attack__/`` answer
the attacker: ``spec`` (models, fields, public methods), ``take`` (changes by request), ``reached`` (methods whose body
was entered), ``entered/<model>/<method>`` (one of them), ``hole/<name>`` and ``whole`` (see ``attack_holes``).
"""

import functools
import inspect
import json
import sys
import threading
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

OURS = "odoo.addons.account_dunning"
LOCAL = threading.local()
CHANGES = defaultdict(list)
REACHED = defaultdict(set)
LOCK_TIMEOUT = "4s"
# Of the hash of passwords, six hundred thousand as core has it: half a second each time a cache was cleared.
ROUNDS = 1000


def is_ours(cls):
    """Tell whether a class is defined by the add-on or one of its glue add-ons."""
    return cls.__module__.startswith(OURS) and ".tests" not in cls.__module__


def our_methods(model_class):
    """Yield (name, class, function) of what the add-on defines or overrides for a model and RPC may call."""
    seen = set()
    for cls in model_class.__mro__:
        if is_ours(cls):
            for name, value in vars(cls).items():
                if not name.startswith("_") and name not in seen and inspect.isfunction(inspect.unwrap(value)):
                    seen.add(name)
                    yield name, cls, value


def watch(registry):
    """Have every such method note that its body was reached: it returned, or failed after its first statement."""
    for model_class in registry.models.values():
        for name, cls, function in list(our_methods(model_class)):
            if inspect.isfunction(function) and not getattr(function, "attack_watched", False):
                setattr(cls, name, watched(cls._name, name, function))


def watched(model, name, function):
    """Return ``function`` wrapped so that it notes when its body is reached."""
    code = function.__code__
    first = first_line(function)

    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        # what a mixin defines is reached through any model that has it
        keys = {(getattr(self, "_name", model), name), (model, name)}
        try:
            result = function(self, *args, **kwargs)
        except Exception as error:
            trace = error.__traceback__
            while trace and trace.tb_frame.f_code is not code:
                trace = trace.tb_next
            how = "body" if trace and trace.tb_lineno > first else f"stopped: {type(error).__name__}"
            for key in keys:
                REACHED[key].add(how)
            raise
        for key in keys:
            REACHED[key].add("body")
        return result

    wrapper.attack_watched = True
    return wrapper


def first_line(function):
    """Return the line on which a function's first statement ends."""
    import ast
    import textwrap

    source, start = inspect.getsourcelines(function)
    body = ast.parse(textwrap.dedent("".join(source))).body[0].body
    if len(body) > 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    # the only statement is the body
    return start + body[0].end_lineno - 1 if len(body) > 1 else start + body[0].lineno - 2


def describe(registry):
    """Return what the attacker knows: models, their fields and public methods, and the controllers' routes."""
    from odoo.api import SUPERUSER_ID, Environment

    models = {}
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        for name, cls in registry.models.items():
            # what a mixin defines is the mixin's, whichever model has it
            methods = {method: signature(function) | {"of": owner._name} for method, owner, function in our_methods(cls)}
            if not (name.startswith("dunning.") or methods or "dunning" in name):
                continue
            inherited = inherited_methods(cls) if name.startswith("dunning.") else {}
            models[name] = {
                "transient": cls._transient, "abstract": cls._abstract, "table": cls._table, "auto": cls._auto,
                "shared": getattr(cls, "_shared_without_company", False), "methods": methods, "inherited": inherited,
                "fields": {field.name: describe_field(env, field) for field in env[name]._fields.values()},
            }  # fmt: skip
        columns = {
            env[name]._table: {
                field.name: field.comodel_name
                for field in env[name]._fields.values()
                if field.type == "many2one" and field.store and field.column_type
            }
            for name, cls in registry.models.items()
            if not cls._abstract and cls._auto
        }
        tables = {cls._table: name for name, cls in registry.models.items() if not cls._abstract and cls._auto}
        rules = [
            (rule.rule, rule.endpoint.routing.get("type"), sorted(rule.methods or ()))
            for rule in env["ir.http"].routing_map().iter_rules()
            if any(is_ours(cls) for cls in type(getattr(rule.endpoint.func, "__self__", None)).__mro__)
            and "dunning" in rule.rule
        ]
    return {"models": models, "columns": columns, "tables": tables, "routes": rules}


def describe_field(env, field):
    """Return what an attacker needs of a field."""
    selection = field.get_values(env) if field.type == "selection" else []
    return {
        "type": field.type, "comodel": field.comodel_name or "", "required": bool(field.required),
        "store": bool(field.store), "readonly": bool(field.readonly), "selection": selection,
        "ours": (field._module or "").startswith("account_dunning"), "groups": field.groups or "",
        "relation": getattr(field, "relation", "") or "",
    }  # fmt: skip


def signature(function):
    """Return [(name, has default)] of a method's parameters without ``self``, and whether it takes no ids."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    listed = [(one.name, one.default is not one.empty) for one in parameters if one.kind not in kinds]
    return {"parameters": listed, "model": bool(getattr(function, "_api_model", False))}


def inherited_methods(cls):
    """Return the public methods that a model has from core's mixins (threads, activities, portal)."""
    found = {}
    for base in cls.__mro__:
        if base.__module__.startswith(("odoo.addons.mail.models.mail", "odoo.addons.portal")):
            for name, value in vars(base).items():
                if not name.startswith("_") and inspect.isfunction(value) and not getattr(value, "_api_private", False):
                    found.setdefault(name, signature(value))
    return found


def patch_cursor(db):
    """Let cursors on the database commit only what the request asked to keep, and note what would have been committed."""
    from odoo.sql_db import Cursor

    commit, close, init = Cursor.commit, Cursor.close, Cursor.__init__

    def begin(self, *args, **kwargs):
        init(self, *args, **kwargs)
        self.attack_call = getattr(LOCAL, "call", None) if self.dbname == db else None
        self.attack_keep = getattr(LOCAL, "keep", False)
        if self.attack_call:
            self.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")

    def note(self):
        self.flush()
        if not self.readonly:
            self.execute("WITH gone AS (DELETE FROM attack_log RETURNING *) SELECT tab, op, old, new FROM gone ORDER BY number")
            CHANGES[self.attack_call].extend(self.fetchall())

    def commit_noted(self):
        if not self.attack_call:
            return commit(self)
        note(self)
        if self.attack_keep:
            return commit(self)
        self.clear()
        self.precommit.run()
        self.postcommit.clear()
        return None

    def close_clean(self):
        if self.attack_call and not self._closed:
            self._cnx.rollback()
        return close(self)

    Cursor.__init__, Cursor.commit, Cursor.close = begin, commit_noted, close_clean


def weaken_passwords():
    """Let the hash of passwords cost nothing: nobody attacks core's own."""
    from odoo.addons.base.models import res_users

    res_users.MIN_ROUNDS = ROUNDS


def patch_root(db):
    """Name each request and answer the attacker's own paths."""
    from odoo.http import Application
    from odoo.modules.registry import Registry

    call = Application.__call__

    def answer(path):
        from attack_holes import close_all, open_hole

        registry = Registry(db)
        if path == "spec":
            watch(registry)
            return describe(registry)
        if path == "take":
            taken = dict(CHANGES)
            CHANGES.clear()
            return taken
        if path == "reached":
            return [[*key, sorted(how)] for key, how in REACHED.items()]
        if path.startswith("entered/"):
            return "body" in REACHED.get(tuple(path.split("/")[1:]), ())
        if path == "whole":
            return close_all()
        return open_hole(registry, path.removeprefix("hole/"))

    def named(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith("/__attack__/"):
            body = json.dumps(answer(path.removeprefix("/__attack__/")), default=str).encode()
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        weaken_passwords()
        LOCAL.call, LOCAL.keep = environ.get("HTTP_X_ATTACK"), bool(environ.get("HTTP_X_ATTACK_KEEP"))
        try:
            return call(self, environ, start_response)
        finally:
            LOCAL.call, LOCAL.keep = None, False

    Application.__call__ = named


def main():
    """Patch and run Odoo with the arguments of the command line; the first names the database."""
    db = sys.argv.pop(1)
    import odoo.cli

    patch_cursor(db)
    patch_root(db)
    odoo.cli.main()


if __name__ == "__main__":
    main()
