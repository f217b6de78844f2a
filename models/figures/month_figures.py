"""The key figures of groups, month by month, in one pass over what the statement gave. No database.

Months are places in lists, the oldest first. Sales and what is open are whole numbers of a currency's smallest parts, so
that they add up exactly, whatever their order; formulas are about ratios of them. Figures are computed column by column,
of all groups one after the other: a list has the months of the first group, then those of the second.
"""

from collections.abc import Mapping
from itertools import accumulate, chain
from operator import sub

from . import metrics

# Months of sales that counting back may use, the month itself included.
COUNTBACK_MONTHS = 24

# Months over which DSO, best possible DSO and effectiveness are taken.
PERIOD = 3

# Months that one default rate is about: a year has all seasons.
DEFAULT_PERIOD = 12

# Columns that a part of the statement may have after its group and month: name and type.
COLUMNS = {
    "due_month": "int", "sale_month": "int", "is_credit": "boolean", "units": "bigint", "one": "float", "two": "float", "three": "float",
}  # fmt: skip

# The columns that each part has: amounts in whole numbers and counts are ``units``, the others amounts, in the order in which
# the statement's methods tell them.
PARTS = {
    "sales": ("units",),
    "flows": ("due_month", "sale_month", "is_credit", "units"),  # see metrics.add_up_balances
    "paid": ("one", "two", "three"),
    "collected": ("one",),
    "limits": ("one", "two"),
    "invoiced": ("units", "one", "two", "three"),
    "closed": ("units", "one"),
    "promised": ("one", "two"),
    "disputed": ("units",),
}


class MonthFigures(Mapping):
    """The figures of one group and month by their names.

    :param dict places: place of each name in ``values``, the same for all months
    :param tuple values: of the figures
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places, values):
        self._places, self._values = places, values

    def __getitem__(self, name):
        return self._values[self._places[name]]

    def __iter__(self):
        return iter(self._places)

    def __len__(self):
        return len(self._places)

    def __repr__(self):
        return repr(dict(self))


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


def _period_sums(values, wanted):
    """Return for each wanted month the sum of a value over its period, of whole numbers."""
    sums = list(accumulate(values, initial=0))
    return list(map(sub, sums[-wanted:], sums[-wanted - PERIOD : len(sums) - PERIOD]))


def figures_of_groups(months, parts, keys, measures=None):
    """Return the figures of groups: one ``MonthFigures`` a month, the oldest first.

    :param Months months: those that are read and wanted
    :param dict parts: by name, see ``PARTS``, a dict by group of lists: the places of the months, and each column
    :param list keys: the groups
    :param set measures: names of the figures that are wanted besides ``month``, all by default
    :return: dict by group of list, see ``dunning.metrics._figures_by_month``
    """
    if not keys:
        return {}
    wanted = months.wanted
    columns = {"month": months.ends[-wanted:] * len(keys)}
    for make in (_balance_columns, _payment_columns, _quality_columns, _default_columns):
        columns |= make(months, parts, keys)
    if measures is not None:
        columns = {name: column for name, column in columns.items() if name == "month" or name in measures}
    places = {name: place for place, name in enumerate(columns)}
    rows = [MonthFigures(places, values) for values in zip(*columns.values(), strict=True)]
    return {key: rows[start : start + wanted] for key, start in zip(keys, range(0, len(rows), wanted), strict=True)}


def _spread_months(part, keys, count, *nothing):
    """Return the values of each month of each group, column by column.

    :param dict part: by group: lists, see ``figures_of_groups``
    :param list keys: the groups
    :param int count: of months
    :param nothing: value of each column where a month has none
    :return: list of lists
    """
    columns = [[value] * (count * len(keys)) for value in nothing]
    for key, start in zip(keys, range(0, count * len(keys), count), strict=True):
        if key in part:
            places, *lists = part[key]
            for column, values in zip(columns, lists, strict=True):
                for place, value in zip(places, values, strict=True):
                    column[start + place] = value
    return columns


def _balance_columns(months, parts, keys):
    """Return what was sold and is open, and the DSOs, by month."""
    unit, count = months.unit, len(months.ends)
    [all_sold] = _spread_months(parts["sales"], keys, count, 0)
    found = [
        _group_balances(months, parts["flows"].get(key), all_sold[start : start + count])
        for key, start in zip(keys, range(0, len(all_sold), count), strict=True)
    ]
    names = ("sales", "receivables", "owed", "not_due", "credits", "period_sales", "opening", "dso_weighted", "back")
    chained = {name: list(chain.from_iterable(column)) for name, column in zip(names, zip(*found, strict=True), strict=True)}
    back, owed, days = chained.pop("back"), chained.pop("owed"), months.period_days * len(keys)
    now, not_due, sales, opening = (chained[name] for name in ("receivables", "not_due", "period_sales", "opening"))
    overdue = list(map(sub, owed, not_due))
    dso = list(map(metrics.dso_balance, now, sales, days))
    best = list(map(metrics.best_possible_dso, not_due, sales, days))
    amounts = {name: chained[name] for name in ("sales", "receivables", "not_due")} | {"overdue": overdue} | chained
    return {
        **{name: [amount / unit for amount in column] for name, column in amounts.items() if name != "dso_weighted"},
        "period_days": days,
        "dso": dso,
        "best_dso": best,
        "delinquent_days": list(map(metrics.average_days_delinquent, dso, best)),
        "effectiveness": list(map(metrics.collection_effectiveness, opening, sales, now, not_due)),
        "overdue_ratio": list(map(metrics.share, overdue, owed)),
        "dso_weighted": chained["dso_weighted"],
        "dso_countback": [one.days for one in back],
        "is_exhausted": [one.exhausted for one in back],
    }


def _group_balances(months, flows, sold):
    """Return what was sold and is open of one group, and what is found from month to month, as lists of the wanted months.

    :param list flows: the columns of its flows, ``None`` without any
    :param list sold: sales of each month that is read
    :return: tuple of lists, as named in ``_balance_columns``
    """
    wanted = months.wanted
    rows = zip(*flows, strict=True) if flows else ()
    balances = metrics.add_up_balances(rows, wanted + PERIOD)
    now = balances.receivables[PERIOD:]
    owed, not_due, credits = (column[PERIOD:] for column in (balances.owed, balances.not_due, balances.credits))
    weighted = metrics.weigh_by_month(balances.of_sales, sold, months.days, (wanted, COUNTBACK_MONTHS))
    back = metrics.count_back_by_month(now, sold, months.days, COUNTBACK_MONTHS)
    return sold[-wanted:], now, owed, not_due, credits, _period_sums(sold, wanted), balances.receivables[:wanted], weighted, back


def _payment_columns(months, parts, keys):
    """Return what was paid and collected, and how late, by month."""
    wanted = months.wanted
    paid, weighted, late = _spread_months(parts["paid"], keys, wanted, 0.0, 0.0, 0.0)
    [collected] = _spread_months(parts["collected"], keys, wanted, 0.0)
    settled_count, median = _spread_months(parts["closed"], keys, wanted, 0, None)
    return {
        "paid": paid,
        "collected": collected,
        "days_late": list(map(metrics.share, weighted, paid)),
        "late_rate": list(map(metrics.share, late, paid)),
        "settled_count": settled_count,
        "median_days_late": median,
    }


def _quality_columns(months, parts, keys):
    """Return how invoices are made, what was promised and disputed, by month."""
    wanted = months.wanted
    count, invoiced, dated, weighted = _spread_months(parts["invoiced"], keys, wanted, 0, 0.0, 0.0, 0.0)
    promised, kept = _spread_months(parts["promised"], keys, wanted, 0.0, 0.0)
    [disputed] = _spread_months(parts["disputed"], keys, wanted, 0)
    return {
        "invoiced": invoiced,
        "dated": dated,
        "invoice_count": count,
        "invoicing_delay": list(map(metrics.invoicing_delay, weighted, dated)),
        "delivered_share": list(map(metrics.share, dated, invoiced)),
        "promised": promised,
        "promise_kept_ratio": list(map(metrics.share, kept, promised)),
        "disputed_count": disputed,
        "dispute_rate": list(map(metrics.share, disputed, count)),
    }


def _default_columns(months, parts, keys):
    """Return what came to the limit of default in the year that ends with a month, and the share that was unpaid."""
    count = months.wanted + DEFAULT_PERIOD - 1
    years = [slice(place, place + DEFAULT_PERIOD) for place in reversed(range(months.wanted))]
    nothing = [0.0] * months.wanted, [None] * months.wanted
    base, rate = [], []
    for key in keys:
        if key not in parts["limits"]:
            base += nothing[0]
            rate += nothing[1]
            continue
        # the latest first, as they are added up
        due, unpaid = (column[::-1] for column in _spread_months(parts["limits"], [key], count, 0.0, 0.0))
        base += [sum(due[year]) for year in years]
        rate += [metrics.default_rate(unpaid[year], due[year]) for year in years]
    return {"default_base": base, "default_rate": rate}
