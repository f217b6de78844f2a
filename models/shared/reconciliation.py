"""Reconciling what belongs together, many at once: by core's own plan, in as many queries for 240 items as for a few.

One call an item would have core compute anew, after each of them, what the whole payment pays: with the items of a payment
the queries grow, and each of them with the payment.
"""


def reconcile_each(groups):
    """Reconcile some journal items with each other, and the next ones with each other: nothing with items of another group.

    Amounts and order are those of one ``reconcile`` a group.

    :param groups: iterable of ``account.move.line``, each on one account with something open of each item
    """
    groups = list(groups)
    if groups:
        groups[0]._reconcile_plan(groups)
