"""Aging: which bucket an open item belongs to. Pure arithmetic, shared by screen, PDF, XLSX, statement and letter.

A scale is written as its bounds in days: those before the due date, a bar, those after it, as in
``60, 30, 0 | 30, 60, 90, 120``. It always cuts the whole line of days: whatever the bounds, every item falls into
exactly one bucket. Due today is not overdue; day 30 belongs to 1–30.

>>> [str(bucket) for bucket in Scale.parse("30, 0 | 30, 60").buckets()]
['coming >30', 'coming 0-30', 'overdue 1-30', 'overdue 31-60', 'overdue >60']
"""

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

DEFAULT_BOUNDS = "60, 30, 0 | 30, 60, 90, 120"

# As many buckets as the list of balances has columns for.
MAX_BUCKETS = 12

# An item is aged by its due date, or by the date of its invoice.
BY_DUE, BY_INVOICE, BY_ORIGINAL = "due", "invoice", "original"


def add_up(amounts, digits=2):
    """Return a sum that is right to the last digit, however many floats are added.

    :param amounts: amounts of one currency
    :param int digits: its decimals
    """
    units = 10**digits
    return sum(round(amount * units) for amount in amounts) / units


class BoundsError(ValueError):
    """The bounds do not make a scale; ``args[0]`` is one of the codes below."""


# Codes of what may be wrong with bounds.
BOUNDS_ERRORS = ("number", "bar", "zero", "coming_order", "overdue_order", "many")


class Bucket(NamedTuple):
    """Days ``low`` to ``high``, both included; ``None`` is no limit. ``kind``: coming, overdue or age."""

    kind: str
    low: int | None
    high: int | None

    def __str__(self):
        if self.high is None:
            return f"{self.kind} >{self.low - 1}"
        return f"{self.kind} {self.low}-{self.high}"


class Scale(NamedTuple):
    """Bounds of a scale in days: ``coming`` falls to 0, ``overdue`` rises."""

    coming: tuple
    overdue: tuple

    @classmethod
    def parse(cls, text):
        """Read bounds as people write them.

        :param str text: such as ``60, 30, 0 | 30, 60, 90, 120``
        :raises BoundsError: they leave a gap, overlap, or are no numbers of days
        """
        parts = (text or "").split("|")
        if len(parts) != 2:
            raise BoundsError("bar")
        try:
            coming, overdue = (tuple(int(word) for word in part.replace(",", " ").split()) for part in parts)
        except ValueError as error:
            raise BoundsError("number") from error
        if not coming or coming[-1] != 0:
            raise BoundsError("zero")
        if any(after >= before for before, after in pairwise(coming)):
            raise BoundsError("coming_order")
        if not overdue or any(after <= before for before, after in pairwise((0, *overdue))):
            raise BoundsError("overdue_order")
        if len(coming) + len(overdue) + 1 > MAX_BUCKETS:
            raise BoundsError("many")
        return cls(coming, overdue)

    def __str__(self):
        return f"{', '.join(map(str, self.coming))} | {', '.join(map(str, self.overdue))}"

    def lowers(self, basis=BY_DUE):
        """Return the first day of every bucket but the first, rising, in days overdue (or of age, by invoice date)."""
        after = [bound + 1 for bound in self.overdue]
        return after if basis == BY_INVOICE else [*(-bound for bound in self.coming[:-1]), 1, *after]

    def index(self, days, basis=BY_DUE):
        """Return the rank of the bucket of a day.

        :param int days: days overdue (negative: coming due), or age in days by invoice date
        """
        return bisect_right(self.lowers(basis), days)

    def buckets(self, basis=BY_DUE):
        """Return the buckets in the order of their rank, furthest in the future first."""
        lows = (0 if basis == BY_INVOICE else 1, *(bound + 1 for bound in self.overdue))
        late = "age" if basis == BY_INVOICE else "overdue"
        after = [Bucket(late, *pair) for pair in zip(lows, (*self.overdue, None), strict=True)]
        if basis == BY_INVOICE:
            return after
        lows = (*(bound + 1 for bound in self.coming[:-1]), 0)
        return [Bucket("coming", *pair) for pair in zip(lows, (None, *self.coming[:-1]), strict=True)] + after

    def spread(self, items, basis=BY_DUE, digits=2):
        """Add up amounts by bucket; what is in the buckets is what was given.

        :param items: (days, amount) pairs
        :param int digits: decimals of the currency
        :return: list of sums in the order of the buckets
        """
        lowers = self.lowers(basis)
        amounts = [[] for _rank in range(len(lowers) + 1)]
        for days, amount in items:
            amounts[bisect_right(lowers, days)].append(amount)
        return [add_up(own, digits) for own in amounts]
