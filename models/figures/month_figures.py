"""The key figures of one group, month by month, in one pass over what the statements gave. No database.

Months are places in lists, the oldest first. Sales and what is open are whole numbers of a currency's smallest parts, so
that they add up exactly, whatever their order; formulas are about ratios of them.
"""

from itertools import accumulate
from operator import sub
from typing import NamedTuple

from . import metrics

# Months of sales that counting back may use, the month itself included.
COUNTBACK_MONTHS = 24

# Months over which DSO, best possible DSO and effectiveness are taken.
PERIOD = 3

# Months that one default rate is about: a year has all seasons.
DEFAULT_PERIOD = 12


class Rows(NamedTuple):
    """What each statement gives for one group: lists of tuples, the first value is the month's place among the statement's months.

    ``sales``: amount · ``flows``: see ``metrics.add_up_balances`` · ``paid``: amount, amount × days late, amount that was
    late · ``collected``: amount · ``limits``: amount, amount unpaid · ``invoiced``: number, amount, amount dated, amount ×
    days · ``closed``: number, median · ``promised``: amount, kept · ``disputed``: number
    """

    sales: list
    flows: list
    paid: list
    collected: list
    limits: list
    invoiced: list
    closed: list
    promised: list
    disputed: list


class Months:
    """The months that are read, by their last days, and how many of the latest are wanted.

    :param list ends: last days of the months, the oldest first
    :param int wanted: how many of the latest
    :param int unit: how many of a currency's smallest parts are one of it
    """

    def __init__(self, ends, wanted, unit):
        self.ends, self.wanted, self.unit = ends, wanted, unit
        self.days = [end.day for end in ends]
        self.period_days = _period_sums(self.days, wanted)
        # columns of groups of which there is nothing: read by all, changed by none
        self.nothing = [None] * wanted
        self.no_amount = [0.0] * wanted


def _spread_months(rows, count, *nothing):
    """Return the values of each month, column by column.

    :param list rows: tuples that begin with the month's place
    :param int count: of months
    :param nothing: value of each column where a month has no row
    :return: list of lists
    """
    columns = [[value] * count for value in nothing]
    if len(columns) == 1:
        [column] = columns
        for month, value in rows:
            column[month] = value
        return columns
    for month, *values in rows:
        for column, value in zip(columns, values, strict=True):
            column[month] = value
    return columns


def _period_sums(values, wanted):
    """Return for each wanted month the sum of a value over its period, of whole numbers."""
    sums = list(accumulate(values, initial=0))
    return list(map(sub, sums[-wanted:], sums[-wanted - PERIOD : len(sums) - PERIOD]))


def figures_of_group(months, rows, measures=None):
    """Return the figures of one group: one dict a month, the oldest first.

    :param Months months: those that are read and wanted
    :param Rows rows: what the statements gave for the group
    :param set measures: names of the figures that are wanted besides ``month``, all by default
    :return: list of dict, see ``dunning.metrics._figures_by_month``
    """
    columns = {"month": months.ends[-months.wanted :]}
    for part in (_balance_columns, _payment_columns, _quality_columns):
        columns |= part(months, rows)
    if measures is not None:
        columns = {name: column for name, column in columns.items() if name == "month" or name in measures}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _balance_columns(months, rows):
    """Return what was sold and is open, and the DSOs, by month."""
    wanted, unit = months.wanted, months.unit
    balances = metrics.add_up_balances(rows.flows, wanted + PERIOD)
    [sold] = _spread_months(rows.sales, len(months.ends), 0)
    opening, now = balances.receivables[:wanted], balances.receivables[PERIOD:]
    owed, not_due, credits = (column[PERIOD:] for column in (balances.owed, balances.not_due, balances.credits))
    sales, days = _period_sums(sold, wanted), months.period_days
    overdue = list(map(sub, owed, not_due))
    dso = list(map(metrics.dso_balance, now, sales, days))
    best = list(map(metrics.best_possible_dso, not_due, sales, days))
    amounts = {
        "sales": sold[-wanted:], "receivables": now, "not_due": not_due, "overdue": overdue, "credits": credits,
        "period_sales": sales, "opening": opening,
    }  # fmt: skip
    back = metrics.count_back_by_month(now, sold, months.days, COUNTBACK_MONTHS)
    return {
        **{name: [amount / unit for amount in column] if any(column) else months.no_amount for name, column in amounts.items()},
        "period_days": days,
        "dso": dso,
        "best_dso": best,
        "delinquent_days": list(map(metrics.average_days_delinquent, dso, best)),
        "effectiveness": list(map(metrics.collection_effectiveness, opening, sales, now, not_due)),
        "overdue_ratio": list(map(metrics.share, overdue, owed)),
        "dso_weighted": metrics.weigh_by_month(balances.of_sales, sold, months.days, (wanted, COUNTBACK_MONTHS)),
        "dso_countback": [one.days for one in back],
        "is_exhausted": [one.exhausted for one in back],
    }


def _payment_columns(months, rows):
    """Return what was paid and collected, and how late, by month."""
    paid, weighted, late = _spread_months(rows.paid, months.wanted, 0.0, 0.0, 0.0)
    [collected] = _spread_months(rows.collected, months.wanted, 0.0)
    settled_count, median = _spread_months(rows.closed, months.wanted, 0, None)
    return {
        "paid": paid,
        "collected": collected,
        "days_late": list(map(metrics.share, weighted, paid)) if rows.paid else months.nothing,
        "late_rate": list(map(metrics.share, late, paid)) if rows.paid else months.nothing,
        "settled_count": settled_count,
        "median_days_late": median,
    }


def _quality_columns(months, rows):
    """Return what stayed unpaid, how invoices are made, what was promised and disputed, by month."""
    wanted = months.wanted
    count, invoiced, dated, weighted = _spread_months(rows.invoiced, wanted, 0, 0.0, 0.0, 0.0)
    promised, kept = _spread_months(rows.promised, wanted, 0.0, 0.0)
    [disputed] = _spread_months(rows.disputed, wanted, 0)
    return {
        "invoiced": invoiced,
        "dated": dated,
        "invoice_count": count,
        "invoicing_delay": list(map(metrics.invoicing_delay, weighted, dated)) if any(dated) else months.nothing,
        "delivered_share": list(map(metrics.share, dated, invoiced)) if rows.invoiced else months.nothing,
        **_default_columns(months, rows.limits),
        "promised": promised,
        "promise_kept_ratio": list(map(metrics.share, kept, promised)) if rows.promised else months.nothing,
        "disputed_count": disputed,
        "dispute_rate": list(map(metrics.share, disputed, count)) if rows.invoiced else months.nothing,
    }


def _default_columns(months, limits):
    """Return what came to the limit of default in the year that ends with a month, and the share that was unpaid."""
    if not limits:
        return {"default_base": months.no_amount, "default_rate": months.nothing}
    count = months.wanted + DEFAULT_PERIOD - 1
    # the latest first, as they are added up
    due, unpaid = (column[::-1] for column in _spread_months(limits, count, 0.0, 0.0))
    years = [slice(place, place + DEFAULT_PERIOD) for place in reversed(range(months.wanted))]
    base = [sum(due[year]) for year in years]
    return {"default_base": base, "default_rate": [metrics.default_rate(unpaid[year], due[year]) for year in years]}
