"""The figures of receivables, without a database: one function a formula, amounts in, days or shares out.

Amounts are floats in one currency, all with tax: receivables are, so sales must be. A figure that cannot be told is
``None``. DSOs of parts of a portfolio are never averaged: each is computed from its own amounts.
"""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple


class Countback(NamedTuple):
    """What counting back gives: the days, and whether the balance is older than all sales that are known."""

    days: float
    exhausted: bool


NOTHING_OPEN = Countback(0.0, False)


class Balances(NamedTuple):
    """What is open at the ends of months, one list each, and how what is open of the sales of months changed.

    ``owed`` is due or not, before ``credits``; ``of_sales``: list of (month of sale, amount) for each month.
    """

    receivables: list
    owed: list
    not_due: list
    credits: list
    of_sales: list


def add_up_balances(flows, count):
    """Return what was open at the ends of months, added up in one pass from what happened until then.

    Months are places in a list, the oldest first; whole amounts (of cents, say) add up exactly.

    :param list flows: of (month in which it happened, last month at whose end it was not due or -1, month of sale or
        ``None``, whether it is of a credit, amount)
    :param int count: of months
    :return: ``Balances``
    """
    owed, credits, waiting = [0] * count, [0] * count, [0] * (count + 1)
    of_sales = [[] for _month in range(count)]
    for month, due, sold, is_credit, amount in flows:
        if is_credit:
            credits[month] += amount
        else:
            owed[month] += amount
            if due >= month:
                waiting[month] += amount
                waiting[due + 1] -= amount
        if sold is not None:
            of_sales[month].append((sold, amount))
    owed, credits, not_due = (list(accumulate(changes[:count])) for changes in (owed, credits, waiting))
    return Balances([due + back for due, back in zip(owed, credits, strict=True)], owed, not_due, credits, of_sales)


def dso_balance(receivables, sales, days):
    """Return days sales outstanding by the balance method: receivables ÷ sales of the period × its days."""
    return receivables / sales * days if sales > 0 else None


def best_possible_dso(not_due, sales, days):
    """Return what the DSO would be if everybody paid on the due date: not due ÷ sales × days."""
    return dso_balance(not_due, sales, days)


def average_days_delinquent(dso, best):
    """Return by how many days payment is late on average: DSO less best possible DSO, of the same method and period."""
    return None if dso is None or best is None else dso - best


def merge_negative(months):
    """Merge months in which credits exceed sales with the month before, which they correct.

    :param list months: of (sales, days), the latest first
    :return: the same list with sales of at least zero, but for the oldest
    """
    if not months or min(months)[0] >= 0:
        return months
    merged = []
    pending_sales, pending_days = 0.0, 0
    for sales, days in months:
        sales, days = sales + pending_sales, days + pending_days
        pending_sales, pending_days = 0.0, 0
        if sales < 0:
            pending_sales, pending_days = sales, days
        else:
            merged.append((sales, days))
    if pending_days:
        merged.append((pending_sales, pending_days))
    return merged


def dso_countback(receivables, months):
    """Return days sales outstanding by counting back: the latest months' sales are taken off the balance until it is used up.

    :param float receivables: balance at the end of the latest month
    :param list months: of (sales, days), the latest first; 12 to 24 of them
    :return: ``Countback``; exhausted when the balance is more than all these sales ("> n days")
    """
    left, total = receivables, 0.0
    if left <= 0:
        return Countback(0.0, False)
    for sales, days in merge_negative(months):
        if sales > 0 and left <= sales:
            return Countback(total + left / sales * days, False)
        left -= max(sales, 0)
        total += days
    return Countback(total, True)


def count_back_by_month(receivables, sales, days, limit):
    """Return days sales outstanding by counting back for each of the latest months: ``dso_countback`` of each, found at once.

    :param list receivables: balance at the end of each of the latest months
    :param list sales: of all months that are known, the oldest first, whole amounts
    :param list days: of each of these months
    :param int limit: months that counting back may use, the month itself included
    :return: list of ``Countback``
    """
    first = len(sales) - len(receivables) + 1
    if min(sales) < 0:
        known = list(zip(sales, days, strict=True))
        return [
            dso_countback(left, known[max(0, end - limit) : end][::-1] if left > 0 else ()) for end, left in enumerate(receivables, first)
        ]
    sold, length = list(accumulate(sales, initial=0)), list(accumulate(days, initial=0))
    found = []
    for end, left in enumerate(receivables, first):
        if left <= 0:
            found.append(NOTHING_OPEN)
            continue
        oldest, reached = max(0, end - limit), sold[end] - left
        # the latest month from whose beginning on as much was sold as is open
        month = bisect_right(sold, reached, oldest, end) - 1
        if month < oldest:
            found.append(Countback(float(length[end] - length[oldest]), True))
        else:
            part = (sold[month + 1] - reached) / sales[month] * days[month]
            found.append(Countback(length[end] - length[month + 1] + part, False))
    return found


def dso_weighted(months):
    """Return the sales-weighted DSO: of each month's sales the share still open, times its days, added up.

    :param list months: of (open, sales, days)
    """
    parts = [opened / sales * days for opened, sales, days in months if sales > 0]
    return sum(parts) if parts else None


def weigh_by_month(changes, sales, days, months):
    """Return the sales-weighted DSO of each of the latest months: ``dso_weighted`` of each, kept up from month to month.

    :param list changes: of each of the latest months and some before: list of (month of sale, amount opened or paid)
    :param list sales: of all months that are known, the oldest first
    :param list days: of each of these months
    :param tuple months: (how many of the latest are wanted, months of sale that count)
    """
    wanted, limit = months
    opened, parts = [0] * len(sales), [0.0] * len(sales)
    selling = list(accumulate((amount > 0 for amount in sales), initial=0))
    skipped, found = len(sales) - len(changes), []
    for month, own in enumerate(changes, skipped):
        for sale, amount in own:
            if sale >= 0:
                opened[sale] += amount
                if sales[sale] > 0:
                    parts[sale] = opened[sale] / sales[sale] * days[sale]
        if month >= len(sales) - wanted:
            first = max(0, month + 1 - limit)
            found.append(sum(parts[first : month + 1]) if selling[month + 1] > selling[first] else None)
    return found


def collection_effectiveness(opening, sales, closing, closing_not_due):
    """Return the collection effectiveness index: of what could be collected, the share that was.

    (Opening + sales − closing) ÷ (opening + sales − closing not due), with all sales of the period.
    """
    collectible = opening + sales - closing_not_due
    return (opening + sales - closing) / collectible if collectible > 0 else None


def share(part, whole):
    """Return a part of a whole, ``None`` when there is nothing."""
    return part / whole if whole > 0 else None


def default_rate(unpaid, due):
    """Return of what came to the limit of default the share that was unpaid then.

    90 days after the due date unless the company says otherwise: the rebuttable presumption of IFRS 9 B5.5.37.

    :param list unpaid: amounts unpaid at the limit, by month
    :param list due: amounts that came to the limit, credit notes taken off, by month
    """
    return share(sum(unpaid), sum(due))


def invoicing_delay(weighted, dated):
    """Return how many days an invoice waits to be made after delivery, weighted by amount.

    :param float weighted: amounts × days from delivery to invoice
    :param float dated: amounts of the invoices whose delivery date is known
    """
    return share(weighted, dated)


def cash_of_one_day(annual_sales):
    """Return the money that one day of DSO ties up: a year's sales ÷ 365."""
    return annual_sales / 365


def cost_of_days(annual_sales, days, rate):
    """Return what financing so many days costs a year.

    :param float rate: share a year, 0.05 for 5 %
    """
    return cash_of_one_day(annual_sales) * days * rate


def working_capital_days(requirement, annual_sales):
    """Return how many days of sales the working capital requirement ties up: requirement ÷ a year's sales × 365.

    :param float requirement: inventory + receivables − payables
    """
    return requirement / annual_sales * 365 if annual_sales > 0 else None


def sales_to_offset(loss, margin):
    """Return the orders needed to make up for a loss: the loss ÷ the net margin rate.

    :param float margin: share of sales, 0.05 for 5 %
    """
    return loss / margin if margin > 0 else None
