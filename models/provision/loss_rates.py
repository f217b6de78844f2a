"""Roll rates and loss rates of a provision matrix (IFRS 9, simplified approach). Shares only: amounts that are posted come from SQL.

A bucket's roll rate is the share of what left it that went on into a later bucket; the rest was paid. What is still in the
bucket a month later has not left it: invoices with terms of more than a month wait in "not due", and are not taken for cured.
With buckets of 30 days, where hardly anything stays, this is the usual ratio *balance of the next bucket ÷ balance of this
one a month before*. The chance that a bucket ends in default is the product of its own roll rate and the later ones; times the
loss given default it is the loss rate. What is in the last bucket is in default.

>>> [round(rate, 4) for rate in loss_rates([0.25, 0.4, 0.5, 0.6, 0.7], 0.8)]
[0.0168, 0.0672, 0.168, 0.336, 0.56, 0.8]
"""

from typing import NamedTuple

PAID = -1


class Flow(NamedTuple):
    """What was open in a bucket at the end of a month, and what of it was open a month later, in which bucket (``PAID``: nothing)."""

    segment: str
    bucket: int
    later: int
    amount: float
    amount_later: float


class Roll(NamedTuple):
    """What became of a bucket within a month, over all months: amounts, and the roll rate; ``None`` when nothing left it."""

    balance: float
    stayed: float
    rolled: float
    rate: float | None


class LibraryMissingError(Exception):
    """pandas is not installed: ``pip install pandas``."""


def crosstab(flows):
    """Return amounts by segment and bucket against the bucket a month later.

    :param flows: iterable of ``Flow``
    :return: (table of balances, table of what was left), both ``pandas.DataFrame`` with the later bucket as columns
    :raises LibraryMissingError: pandas is not installed
    """
    try:
        import pandas as pd  # half a second and 50 MB: only where a matrix is asked for
    except ImportError as error:
        raise LibraryMissingError from error
    frame = pd.DataFrame(list(flows), columns=Flow._fields)
    tables = []
    for name in ("amount", "amount_later"):
        table = pd.crosstab([frame.segment, frame.bucket], frame.later, values=frame[name].astype(float), aggfunc="sum")
        tables.append(table.fillna(0.0))
    return tables


def roll_rates(flows, segments, count):
    """Return what became of each bucket of each segment, and of all together.

    :param flows: iterable of ``Flow``
    :param segments: codes of the segments
    :param int count: number of buckets, the last of which is default
    :return: dict of segment (``None``: all) of list of ``Roll``, one a bucket but the last
    """
    flows = list(flows)
    if not flows:
        return {segment: [Roll(0.0, 0.0, 0.0, None)] * (count - 1) for segment in (*segments, None)}
    balances, left = crosstab([*flows, *(flow._replace(segment="") for flow in flows)])

    def read(table, segment, bucket, later):
        rows = table.loc[(segment, bucket)] if (segment, bucket) in table.index else {}
        return float(sum(rows[one] for one in later if one in rows)) if len(rows) else 0.0

    found = {}
    for segment in (*segments, None):
        key, rolls = segment or "", []
        for bucket in range(count - 1):
            balance = read(balances, key, bucket, range(PAID, count))
            stayed = read(left, key, bucket, [bucket])
            rolled = read(left, key, bucket, range(bucket + 1, count))
            gone = balance - stayed
            rolls.append(Roll(balance, stayed, rolled, min(1.0, rolled / gone) if gone > 0 else None))
        found[segment] = rolls
    return found


def fill_gaps(rolls, fallback):
    """Return the rates of a segment; where nothing was seen of a bucket, that of all segments; 1 where nobody knows.

    Nobody knows: it is not taken for safe.

    :param list rolls: of ``Roll``
    :param list fallback: of ``Roll``, of all segments
    """
    rates = [roll.rate if roll.rate is not None else other.rate for roll, other in zip(rolls, fallback, strict=True)]
    return [1.0 if rate is None else rate for rate in rates]


def loss_rates(rates, lgd, factor=1.0):
    """Return the loss rate of each bucket, that in default included.

    :param list rates: roll rates, one a bucket but the last
    :param float lgd: share of what is in default that is lost
    :param float factor: adjustment for what is to be expected, over what was seen
    """
    found, chance = [], 1.0
    for rate in reversed(rates):
        chance *= rate
        found.append(min(1.0, chance * lgd * factor))
    return [*reversed(found), min(1.0, lgd * factor)]
