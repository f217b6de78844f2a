"""Authorities as data, for credit and for payment plans: who may decide alone, in which order they are asked."""

from .activities import find_present

MANAGER_GROUP = "account_dunning.group_dunning_manager"


def read_chain(authorities, company):
    """Return the rows of a main company, the smallest amount first, any amount last.

    :param authorities: model with ``company_id`` and ``amount``
    :param company: root ``res.company``
    """
    return authorities.sudo().search([("company_id", "=", company.id)]).sorted(lambda one: (not one.amount, one.amount, one.id))


def find_people(row):
    """Return the people of a row who work in its company.

    :param row: authority with ``user_id`` or ``group_id``
    """
    people = row.user_id or row.group_id.all_user_ids
    return people.filtered(lambda user: find_present(user, row.company_id))


def find_managers(env, company):
    """Return the credit managers who work in a main company."""
    return env.ref(MANAGER_GROUP).sudo().all_user_ids.filtered(lambda user: find_present(user, company)).sorted("id")
