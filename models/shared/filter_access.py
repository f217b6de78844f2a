"""Filters that people write and the engine evaluates as superuser: what they may ask for, and of whose records.

The rule (docs/developer_guide.md): a filter names only fields that its writer may read, of models that he may read; it
never looks into the models of ``CLOSED_MODELS``, whoever wrote it; and what it reaches over a relation counts only as far
as it belongs to the companies for which is decided, or to none. The first part is checked when it is written, the others
each time it is evaluated too, for filters may be older than the rule.
"""

from odoo.fields import Domain

# What no filter looks into: accounts at banks, means of payment, logins, messages, files, settings and the system itself.
CLOSED_MODELS = ("res.partner.bank", "res.users.", "auth.", "ir.", "mail.", "fetchmail.", "payment.token", "payment.provider", "hr.")

# Of a user a filter may only ask who it is.
USER_FIELDS = ("id", "name", "display_name", "active")

ANY_OPERATORS = ("any", "not any", "any!", "not any!")


def is_closed(model):
    """Tell whether filters may not look into a model.

    :param str model: name of the model
    """
    return any(model == closed or (closed.endswith(".") and model.startswith(closed)) for closed in CLOSED_MODELS)


def forbidden_path(records, domain):
    """Return the first path of a filter that its writer may not use.

    :param records: recordset of the filtered model; its environment is the writer's, the superuser's when a filter that
        is stored already is evaluated
    :param domain: ``Domain``
    :return: the path as it was written, ``None`` when all may be used
    """
    for condition in domain.iter_conditions():
        if not _may_follow(records, condition):
            return condition.field_expr
    return None


def _may_follow(records, condition):
    """Tell whether each step of a condition's path may be read, and what it is compared with."""
    model, field = records, None
    for name in condition.field_expr.split("."):
        if model is None:  # a part of a date, or a property
            return field.type in ("date", "datetime")
        field = model._fields.get(name)
        if field is None:
            return True  # the ORM says what it does not know
        if not model._has_field_access(field, "read") or (model._name == "res.users" and name not in USER_FIELDS):
            return False
        model = model.env[field.comodel_name] if field.relational else None
        if model is not None and (is_closed(model._name) or not model.has_access("read")):
            return False
    if condition.operator in ANY_OPERATORS:
        return isinstance(condition.value, (Domain, list, tuple)) and model is not None and (
            forbidden_path(model, Domain(condition.value)) is None
        )  # fmt: skip
    return field.type != "properties"


def keep_to_companies(records, domain, company):
    """Return a filter that takes of what it reaches over relations only what belongs to a company, or to none.

    :param records: recordset of the filtered model
    :param domain: ``Domain``
    :param company: root ``res.company`` for which is decided; its branches count as it does
    """
    return domain.map_conditions(lambda condition: _keep_condition(records, condition, company))


def _keep_condition(records, condition, company):
    first, _dot, rest = condition.field_expr.partition(".")
    field = records._fields.get(first)
    if field is None or not field.relational:
        return condition
    model = records.env[field.comodel_name]
    if rest:
        operator, inner = "any", Domain(rest, condition.operator, condition.value)
    elif condition.operator in ("any", "not any"):
        operator, inner = condition.operator, Domain(condition.value)
    else:
        return condition
    inner = inner.map_conditions(lambda one: _keep_condition(model, one, company))
    if model._name != "res.company" and "company_id" in model._fields:
        inner &= Domain("company_id", "child_of", company.ids) | Domain("company_id", "=", False)
    return Domain(first, operator, inner)
