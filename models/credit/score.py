"""The score: how likely a customer pays its next invoice on time, from the own ledger alone. Pure arithmetic, without the ORM.

The share of its invoices that were late, recent ones counting more, drawn to the share of its segment, and that to all:
the more, the fewer invoices there are. What is late and still open counts as late today. Nothing else is in the number, so
it can be said in one line; what no ledger could calibrate (promises, disputes, steps) is told beside it.

Half-life and strength are among the best on the invoices of the reference ledger before the cut of its back-test
(``dev/scoring.py``, bench/SCORE.md).

>>> round(late_rate(Counted(0.0, 0.0), 0.3), 2)
0.3
>>> round(late_rate(Counted(4.0, 8.0), 0.3), 2)
0.46
>>> points(0.46)
54
"""

from typing import NamedTuple

# Days after which an invoice counts half.
HALF_LIFE = 365

# As many invoices as the prior is worth.
STRENGTH = 2.0

# Where nothing was ever paid or late.
UNKNOWN = 0.5


class Counted(NamedTuple):
    """Weighted invoices: ``late`` ones of ``size`` in all."""

    late: float = 0.0
    size: float = 0.0


def recency(age):
    """Return the weight of an invoice settled ``age`` days ago."""
    return 0.5 ** (max(age, 0) / HALF_LIFE)


def late_rate(own, prior):
    """Return the expected share of late invoices: ``(late + k·prior) / (size + k)``.

    :param Counted own: of the customer, or of a segment
    :param float prior: share of the segment, or of all
    """
    return (own.late + STRENGTH * prior) / (own.size + STRENGTH)


def add_counted(parts):
    """Return the sum of several counts."""
    parts = list(parts)
    return Counted(sum(part.late for part in parts), sum(part.size for part in parts))


def rates(counted, segment_of):
    """Return the expected share of late invoices of each customer.

    :param dict counted: by customer, of ``Counted``
    :param segment_of: function giving the segment of a customer
    :return: (dict by customer, dict of the priors by segment, share of all)
    """
    everybody = late_rate(add_counted(counted.values()), UNKNOWN)
    segments = {}
    for customer, own in counted.items():
        segments.setdefault(segment_of(customer), []).append(own)
    priors = {segment: late_rate(add_counted(parts), everybody) for segment, parts in segments.items()}
    found = {customer: late_rate(own, priors[segment_of(customer)]) for customer, own in counted.items()}
    return found, priors, everybody


def points(rate):
    """Return the score of a share of late invoices: 0 to 100, the higher the better."""
    return round(100 * (1 - rate))
