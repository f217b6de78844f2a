"""The key figures of one group, month by month, in one pass over what the statements gave. No database.

Months are places in lists, the oldest first. Sales and what is open are whole numbers of a currency's smallest parts, so
that they add up exactly, whatever their order; formulas are about ratios of them.
"""

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


class Months(NamedTuple):
    """The months that are read, by their last days, and how many of the latest are wanted.

    ``unit`` is how many of the smallest parts are one of the currency.
    """

    ends: list
    wanted: int
    unit: int

    @property
    def days(self):
        """Days of each month."""
        return [end.day for end in self.ends]


def _spread_months(rows, count, *nothing):
    """Return the values of each month, column by column.

    :param list rows: tuples that begin with the month's place
    :param int count: of months
    :param nothing: value of each column where a month has no row
    :return: list of lists
    """
    columns = [[value] * count for value in nothing]
    for month, *values in rows:
        for column, value in zip(columns, values, strict=True):
            column[month] = value
    return columns


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
    sales, days = _period_sums(sold, wanted), _period_sums(months.days, wanted)
    overdue = [amount - waiting for amount, waiting in zip(owed, not_due, strict=True)]
    dso = list(map(metrics.dso_balance, now, sales, days))
    best = list(map(metrics.best_possible_dso, not_due, sales, days))
    amounts = {
        "sales": sold[-wanted:], "receivables": now, "not_due": not_due, "overdue": overdue, "credits": credits,
        "period_sales": sales, "opening": opening,
    }  # fmt: skip
    return {
        **{name: [amount / unit for amount in column] for name, column in amounts.items()},
        "period_days": days,
        "dso": dso,
        "best_dso": best,
        "delinquent_days": list(map(metrics.average_days_delinquent, dso, best)),
        "effectiveness": list(map(metrics.collection_effectiveness, opening, sales, now, not_due)),
        "overdue_ratio": list(map(metrics.share, overdue, owed)),
        "dso_weighted": _weighted_column(months, sold, balances.of_sales),
        **_countback_columns(months, sold, now),
    }


def _period_sums(values, wanted):
    """Return for each wanted month the sum of a value over its period."""
    count = len(values)
    return [sum(values[place - PERIOD + 1 : place + 1]) for place in range(count - wanted, count)]


def _countback_columns(months, sold, receivables):
    """Return the DSO by counting back by month, and whether the balance is older than all sales that were read."""
    back = list(zip(sold, months.days, strict=True))[::-1]
    found = [
        metrics.dso_countback(left, back[age : age + COUNTBACK_MONTHS] if left > 0 else ())
        for age, left in zip(reversed(range(months.wanted)), receivables, strict=True)
    ]
    return {"dso_countback": [one.days for one in found], "is_exhausted": [one.exhausted for one in found]}


def _weighted_column(months, sold, changes):
    """Return the sales-weighted DSO by month.

    :param list sold: sales of each month that is read
    :param list changes: of each month from a period before the first wanted one on: list of (month of sale, amount)
    """
    days, skipped = months.days, len(sold) - len(changes)
    selling = [(month, amount, days[month]) for month, amount in enumerate(sold) if amount > 0]
    opened, found = dict.fromkeys(range(-1, len(sold)), 0), []
    for month, own in enumerate(changes, skipped):
        for sale, amount in own:
            opened[sale] += amount
        if month >= skipped + PERIOD:
            first = month - COUNTBACK_MONTHS
            found.append(metrics.dso_weighted([(opened[one], sales, length) for one, sales, length in selling if first < one <= month]))
    return found


def _payment_columns(months, rows):
    """Return what was paid and collected, and how late, by month."""
    paid, weighted, late = _spread_months(rows.paid, months.wanted, 0.0, 0.0, 0.0)
    [collected] = _spread_months(rows.collected, months.wanted, 0.0)
    settled_count, median = _spread_months(rows.closed, months.wanted, 0, None)
    return {
        "paid": paid,
        "collected": collected,
        "days_late": list(map(metrics.share, weighted, paid)),
        "late_rate": list(map(metrics.share, late, paid)),
        "settled_count": settled_count,
        "median_days_late": median,
    }


def _quality_columns(months, rows):
    """Return what stayed unpaid, how invoices are made, what was promised and disputed, by month."""
    wanted = months.wanted
    count, invoiced, dated, weighted = _spread_months(rows.invoiced, wanted, 0, 0.0, 0.0, 0.0)
    promised, kept = _spread_months(rows.promised, wanted, 0.0, 0.0)
    [disputed] = _spread_months(rows.disputed, wanted, 0)
    limits = _spread_months(rows.limits, wanted + DEFAULT_PERIOD - 1, 0.0, 0.0)
    # of each month the year that ends with it, the latest first
    years = [[column[place : place + DEFAULT_PERIOD][::-1] for column in limits] for place in range(wanted)]
    return {
        "invoiced": invoiced,
        "dated": dated,
        "invoice_count": count,
        "invoicing_delay": list(map(metrics.invoicing_delay, weighted, dated)),
        "delivered_share": list(map(metrics.share, dated, invoiced)),
        "default_base": [sum(due) for due, _unpaid in years],
        "default_rate": [metrics.default_rate(unpaid, due) for due, unpaid in years],
        "promised": promised,
        "promise_kept_ratio": list(map(metrics.share, kept, promised)),
        "disputed_count": disputed,
        "dispute_rate": list(map(metrics.share, disputed, count)),
    }
