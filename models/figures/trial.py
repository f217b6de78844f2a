"""The arithmetic of a trial: who is in which half, and what the difference is worth at any moment. Without a database.

Whoever looks at a trial each day and stops when it pleases finds a difference where none is, sooner or later. So the interval
here holds at all looks together: a normal mixture confidence sequence (Robbins 1970; Johari, Pekelis, Walsh 2017). It is wider
than the usual one of a single look, and it may be looked at as often as one likes.
"""

import hashlib
import math
from dataclasses import dataclass
from statistics import fmean, variance

# Customers of each half before anything is said: with fewer the mean of so skewed a thing as days is not normal.
MIN_CUSTOMERS = 30

# So many worlds in a hundred without a difference may be told that there is one.
LEVEL = 0.05

EARLY, OPEN, ALIKE, FIRST, SECOND = "early", "open", "alike", "a", "b"


def draw_half(seed, key, share):
    """Return the half of a customer, always the same: anybody who knows the seed can draw again.

    :param str seed: of the trial
    :param int key: id of the customer
    :param int share: percent of the customers that are to be in half ``b``
    :return: ``a`` or ``b``

    >>> [draw_half("1-2026-01-05", key, 50) for key in range(8)]
    ['b', 'b', 'a', 'a', 'b', 'a', 'b', 'b']
    """
    number = int(hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:8], 16)
    return "b" if number * 100 < share << 32 else "a"


@dataclass(frozen=True)
class Effect:
    """What half ``b`` differs by from half ``a``.

    :ivar float mean_a: mean of the customers of half ``a``
    :ivar float mean_b: of half ``b``
    :ivar float difference: ``mean_b - mean_a``
    :ivar float low: lower end of the interval that holds at all looks together
    :ivar float high: its upper end
    :ivar int customers: of the smaller half
    """

    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    customers: int


def estimate_effect(first, second, planned, level=LEVEL):
    """Return the difference between two halves with its interval, ``None`` with fewer than two customers in one of them.

    :param list first: one number a customer of half ``a``
    :param list second: one number a customer of half ``b``
    :param float planned: the difference that matters, in the unit of the numbers, above zero
    :param float level: share of trials without a difference that may be told of one
    """
    if min(len(first), len(second)) < 2:
        return None
    mean_a, mean_b = fmean(first), fmean(second)
    spread = variance(first) / len(first) + variance(second) / len(second)
    radius = _always_valid_radius(spread, planned, level)
    difference = mean_b - mean_a
    return Effect(mean_a, mean_b, difference, difference - radius, difference + radius, min(len(first), len(second)))


def _always_valid_radius(spread, planned, level):
    """Return half the width of the interval for a difference with this variance."""
    if spread <= 0:
        return 0.0
    mixed = spread + planned**2
    return math.sqrt(spread * mixed / planned**2 * (2 * math.log(1 / level) + math.log(mixed / spread)))


def judge_effect(effect, planned):
    """Return what a difference in days means: a code; all but ``early`` and ``open`` say that the trial may stop.

    ``a`` and ``b``: that half pays earlier; ``alike``: no difference that matters; ``open``: no difference yet.

    :param Effect effect: as estimated, ``None`` for none
    :param float planned: the difference that matters, in days
    """
    if effect is None or effect.customers < MIN_CUSTOMERS:
        return EARLY
    if effect.high < 0:
        return SECOND
    if effect.low > 0:
        return FIRST
    if -planned < effect.low and effect.high < planned:
        return ALIKE
    return OPEN
