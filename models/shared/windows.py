"""The windows that buttons open."""


def form_of(record):
    """Return the action that opens one record as a form, in the place of the list.

    :param record: one record of any model
    :return: dict of an ``ir.actions.act_window``
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
        "views": [(False, "form")],
    }


def entry_or_customer(move, profile):
    """Return the action that opens an entry; for people without accounting, the customer's page.

    :param move: ``account.move``
    :param profile: ``dunning.profile`` of its customer, may be empty
    :return: dict of an ``ir.actions.act_window``, ``False`` when there is neither
    """
    target = move if move.has_access("read") else profile
    return form_of(target) if target else False
