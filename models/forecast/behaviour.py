"""Payment behaviour: how late customers pay, and when an open item will probably be paid. Pure arithmetic, no database.

Lateness is in days from the due date: negative is early. Everything can be traced to payments; nothing is learned
that cannot be said in a sentence:

* a customer's *level* is the mean lateness of what he paid, recent and large payments counting more, open overdue items
  counting with the days they are late already;
* with few payments it is drawn to the level of his group (credibility, Bühlmann and Straub 1970);
* around it payments scatter as everybody's do (time-to-pay curve, Kaplan and Meier 1958), with more of them as his own do;
* an item still open on a day is looked at on the part of the curve that lies after that day;
* as far as it is older than what the customer usually takes, the items of his segment that were open at that age decide
  (``floor``): who always paid in time says nothing of when he pays the one that he has not paid for a month.

>>> round(weighted_lateness([(5000, 20, 30), (15000, 5, 300)], damping=1), 1)
12.3
>>> shrunk_share(2, 3, prior=0.70, strength=5)
0.6875
"""

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import NamedTuple

# Lateness is kept within these days, so that one forgotten invoice does not speak for a customer (winsorising).
LOW, HIGH = -30, 180

# A payment counts half as much as one that many days younger.
HALF_LIFE = 180

# Exponent of the amount in a payment's weight: 0 all alike, 1 by amount.
DAMPING = 0.5

# Months of history that are read.
HISTORY_MONTHS = 24

# Payments with which a customer's own mean and the group's count alike where the ledger does not tell; bounds of what it may.
STRENGTH, STRENGTHS = 5.0, (0.5, 20.0)

# Payments with which the scatter of a customer's own payments counts as much as everybody's.
SHAPE_STRENGTH = 20.0

# With fewer invoices paid a customer has no history of his own; with fewer payments a group has no level of its own.
FEW_INVOICES, FEW_IN_GROUP = 3, 30

# Customers with two payments or more from which the strength is told.
FEW_CUSTOMERS = 10

# Multiple of the standard deviation between the mean and the 20th or 80th percentile of a normal distribution.
BAND = 0.8416

FORECAST_WEEKS = 13


def clip(late):
    """Return a lateness within ``LOW`` and ``HIGH``."""
    return max(LOW, min(HIGH, late))


def weight(amount, age, damping=DAMPING, half_life=HALF_LIFE):
    """Return the weight of a payment: ``amount^damping · 0.5^(age / half_life)``.

    :param float amount: of the invoice, company currency
    :param int age: days since the payment
    """
    return max(amount, 0.01) ** damping * 0.5 ** (max(age, 0) / half_life)


def weighted_lateness(payments, damping=DAMPING, half_life=HALF_LIFE):
    """Return the mean lateness in days of (amount, days late, age in days) triples, ``None`` without any."""
    pairs = [(weight(amount, age, damping, half_life), clip(late)) for amount, late, age in payments]
    total = sum(own for own, _late in pairs)
    return sum(own * late for own, late in pairs) / total if total else None


def effective_size(total, squares):
    """Return how many payments of equal weight the weights stand for: ``(Σw)² / Σw²``."""
    return total * total / squares if squares else 0.0


def shrink(own, size, prior, strength=STRENGTH):
    """Return ``λ·own + (1 − λ)·prior`` with ``λ = size / (size + strength)``.

    :param own: the customer's figure, ``None`` when there is none
    :param float size: effective number of payments behind it
    """
    if own is None:
        return prior
    share = size / (size + strength)
    return share * own + (1 - share) * prior


def shrunk_share(successes, size, prior, strength=STRENGTH):
    """Return a share drawn to its prior: ``(successes + k·prior) / (size + k)``."""
    return (successes + strength * prior) / (size + strength)


def business_day(day):
    """Return the day itself, on a weekend the Monday after it: money is not credited in between."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


# -- time to pay -----------------------------------------------------------------------------------


class Curve:
    """Share of what is invoiced that is paid by each day of lateness from ``low`` on; flat after the last day.

    ``floor`` is how items of the segment go on that are late already (:class:`floor.Floor`), or ``None``; ``usual`` a function
    that gives the share of the customer's items that are paid by a day, by number: one large item does not speak for itself.
    """

    __slots__ = ("floor", "low", "paid", "usual")

    def __init__(self, paid, low=LOW, floor=None, usual=None):
        self.low = low
        self.paid = paid
        self.floor = floor
        self.usual = usual

    def floored(self, floor, usual=None):
        """Return this curve with what holds once it has nothing more to say."""
        return Curve(self.paid, self.low, floor, usual)

    @classmethod
    def estimate(cls, events, censored, low=LOW, high=HIGH):
        """Estimate by Kaplan and Meier: ``1 − Π (1 − d_t / n_t)``.

        :param dict events: weight paid by day of lateness
        :param dict censored: weight still open by the day of lateness it has reached
        :return: Curve, ``None`` when nothing was paid
        """
        risk = sum(events.values()) + sum(censored.values())
        if not events or risk <= 0:
            return None
        open_share, paid = 1.0, []
        for day in range(low, high + 1):
            done = events.get(day, 0.0)
            if done:
                open_share *= max(0.0, 1 - done / risk) if risk > done * 1.000001 else 0.0
            risk -= done + censored.get(day, 0.0)
            paid.append(1 - open_share)
        return cls(paid, low)

    def moved(self, days):
        """Return this curve, of deviations, moved to a level; what would come before ``LOW`` comes on it."""
        start = LOW - round(days) - self.low
        last = len(self.paid) - 1
        return Curve([self.paid[max(0, min(last, place))] if place >= 0 else 0.0 for place in range(start, start + HIGH - LOW + 1)])

    def mixed(self, other, share):
        """Return ``share`` of this curve and the rest of another one on the same days."""
        return Curve([share * one + (1 - share) * two for one, two in zip(self.paid, other.paid, strict=True)], self.low)

    def paid_by(self, late):
        """Return the share paid by a day of lateness."""
        place = late - self.low
        return 0.0 if place < 0 else self.paid[min(place, len(self.paid) - 1)]

    def paid_within(self, days, open_at):
        """Return the probability that what is open at a lateness is paid within the next days: ``1 − S(x+n)/S(x)``.

        Not below what the segment's items of that age did, as far as the item is older than usual: times the share that is
        usually paid by then.
        """
        before = self.paid_by(open_at)
        own = (self.paid_by(open_at + days) - before) / (1 - before) if before < 1 - 1e-9 else 0.0
        if self.floor is None:
            return own
        usual = max(before, self.usual(open_at)) if self.usual else before
        return max(own, usual * self.floor.paid_within(days, open_at))

    def percentile(self, share, open_at=None):
        """Return the lateness by which a share of what is open is paid, ``None`` when it is not within the curve.

        :param open_at: lateness that has passed without payment; ``None``: nothing is known
        """
        if open_at is not None:
            days = first_day(lambda days: self.paid_within(days, open_at), share, HIGH - LOW)
            return None if days is None else open_at + max(days, 1)
        place = bisect_left(self.paid, share - 1e-9)
        return None if place == len(self.paid) else self.low + place


def first_day(paid, share, limit):
    """Return the first day by which a share is paid, by a function of days that never falls; ``None``: not within ``limit``."""
    if paid(limit) < share - 1e-9:
        return None
    low, high = 0, limit
    while low < high:
        middle = (low + high) // 2
        if paid(middle) >= share - 1e-9:
            high = middle
        else:
            low = middle + 1
    return low


class Part(NamedTuple):
    """A share of an item and when it comes: on a day, or by a curve whose clock goes on from that day.

    ``start`` in days from today, ``late`` the lateness on it; without ``curve`` all of it comes on ``start``.
    """

    share: float
    start: int
    curve: Curve | None = None
    late: int = 0

    def paid_by(self, days):
        """Return the share of the item that this part brings by so many days from today."""
        if self.curve is None:
            return self.share if days >= self.start else 0.0
        return self.share * self.curve.paid_within(days - self.start, self.late) if days > self.start else 0.0


def paid_by(parts, days):
    """Return the probable share of an item paid by so many days from today."""
    return sum(part.paid_by(days) for part in parts)


def days_until(parts, share, limit=HIGH - LOW):
    """Return the days from today by which an item is paid with a probability, ``None`` when not within ``limit``."""
    return first_day(lambda days: paid_by(parts, days), share, limit)


def weeks(today, count=FORECAST_WEEKS):
    """Return the weeks of a forecast: (Monday, days from today to its last banking day).

    Money that would come on a weekend comes on Monday.
    """
    first = business_day(today)
    monday = first - timedelta(days=first.weekday())
    return [(monday + timedelta(weeks=rank), (monday - today).days + 4 + 7 * rank) for rank in range(count)]


def shares(parts, ends):
    """Return the probable share of an item paid in each week, by the last day of each.

    :param list ends: days from today, rising
    """
    reached = [paid_by(parts, end) for end in ends]
    return [after - before for before, after in zip([0.0, *reached], reached, strict=False)]


# -- all customers of a ledger ---------------------------------------------------------------------


class Figures(NamedTuple):
    """What is known of one customer: ``own`` level and ``size`` behind it, ``level`` after shrinking to ``group``."""

    own: float | None
    size: float
    group: float
    level: float


class Ledger:
    """The payments of all customers of a company, and what follows from them.

    :param paid: (customer, group, days late, weight, weight²) of payments, in any grouping by day
    :param still_open: (customer, group, days late, weight) of open items, the coming ones too; nothing had come by the end of
        that day of lateness
    :param floor_of: what makes of (events, censored, size, weight) of a group the floor below its curves, such as
        ``floor.Floor.estimate``; ``None``: there is none
    """

    def __init__(self, paid, still_open=(), floor_of=None):
        self.events, self.censored, self.late_items = defaultdict(dict), defaultdict(dict), defaultdict(int)
        self.sums = defaultdict(lambda: [0.0, 0.0, 0.0])
        groups = defaultdict(lambda: [0.0, 0.0, 0.0])
        paid_days, open_days = (defaultdict(lambda: defaultdict(float)) for _kind in range(2))
        for customer, group, late, own, square in paid:
            day = clip(late)
            events = self.events[customer]
            events[day] = events.get(day, 0.0) + own
            for whose in (group, None):
                paid_days[whose][day] += own
            for sums in (self.sums[customer], groups[group], groups[None]):
                sums[0] += own
                sums[1] += square
                sums[2] += own * day
        for customer, group, late, own in still_open:
            day = clip(late)
            for whose in (group, None):
                open_days[whose][day] += own
            censored = self.censored[customer]
            censored[day] = censored.get(day, 0.0) + own
            self.late_items[customer] += late >= 0
        everybody = groups[None]
        self.floors = self._estimate_floors(paid_days, open_days, groups, floor_of)
        self.company = everybody[2] / everybody[0] if everybody[0] else None
        self.groups = {
            group: sums[2] / sums[0] for group, sums in groups.items() if effective_size(*sums[:2]) >= FEW_IN_GROUP
        }
        self.strength = self._estimate_strength()
        self.deviation = self._estimate_deviation()
        self._fallback = {}

    @staticmethod
    def _estimate_floors(paid_days, open_days, groups, floor_of):
        """Return by group how its items go on that are late already; a group with too few payments has everybody's (``None``)."""
        sizes = {group: effective_size(*sums[:2]) for group, sums in groups.items()}
        return {
            group: floor_of(paid_days[group], open_days[group], size, groups[group][0])
            for group, size in sizes.items()
            if floor_of and size >= FEW_IN_GROUP
        }

    def _estimate_strength(self):
        """Return after how many payments a customer's own mean counts as much as the group's.

        The variance of payments around their customer's mean, divided by that of the means (credibility theory).
        """
        within = inside = 0.0
        means = []
        for customer, (total, squares, product) in self.sums.items():
            size = effective_size(total, squares)
            if size < 2:
                continue
            mean = product / total
            spread = sum(own * (late - mean) ** 2 for late, own in self.events[customer].items()) / total
            within += size * spread
            inside += size - 1
            means.append((size, mean))
        if len(means) < FEW_CUSTOMERS:
            return STRENGTH
        within /= inside
        sizes = sum(size for size, _mean in means)
        average = sum(size * mean for size, mean in means) / sizes
        scatter = sum(size * (mean - average) ** 2 for size, mean in means) - within * (len(means) - 1)
        between = scatter / (sizes - sum(size * size for size, _mean in means) / sizes)
        low, high = STRENGTHS
        return high if between <= 0 else max(low, min(high, within / between))

    def figures(self, customer, group=None):
        """Return the :class:`Figures` of a customer, ``None`` when the company has no history at all.

        Items that are open and overdue count with the days they are late already: silence worsens the level.
        """
        if self.company is None:
            return None
        prior = self.groups.get(group, self.company)
        total, squares, product = self.sums.get(customer, (0.0, 0.0, 0.0))
        size = effective_size(total, squares)
        own = product / total if total else None
        level = shrink(own, size, prior, self.strength)
        # the lower bound can only raise what is expected, never lower it
        silent = [(late + 1, own) for late, own in self.censored.get(customer, {}).items() if late + 1 > level]
        if silent:
            extra = sum(weight for _late, weight in silent)
            base = total or extra
            own = ((level if own is None else own) * base + sum(late * weight for late, weight in silent)) / (base + extra)
            level = shrink(own, size or 1.0, prior, self.strength)
        return Figures(own, size, prior, level)

    def _estimate_deviation(self):
        """Return how payments scatter around the level of their customers: a curve of deviations in days."""
        events, censored = defaultdict(float), defaultdict(float)
        for customer in self.events.keys() | self.censored.keys():
            level = round(self._plain_level(customer))
            for found, total in ((self.events, events), (self.censored, censored)):
                for late, own in found.get(customer, {}).items():
                    total[late - level] += own
        width = HIGH - LOW
        return Curve.estimate(self._share_within(events, width), self._share_within(censored, width), -width, width)

    @staticmethod
    def _share_within(histogram, width):
        found = defaultdict(float)
        for day, own in histogram.items():
            found[max(-width, min(width, day))] += own
        return found

    def _plain_level(self, customer):
        total, squares, product = self.sums.get(customer, (0.0, 0.0, 0.0))
        return shrink(product / total if total else None, effective_size(total, squares), self.company or 0.0, self.strength)

    def curve(self, customer, group=None):
        """Return the time-to-pay :class:`Curve` of a customer, ``None`` when the company has no history."""
        figures = self.figures(customer, group)
        if figures is None:
            return None
        level = round(figures.level)
        if level not in self._fallback:
            self._fallback[level] = self.deviation.moved(level)
        around = self._fallback[level]
        own = Curve.estimate(self.events.get(customer, {}), self.censored.get(customer, {}))
        floor = self.floors.get(group, self.floors.get(None))
        if own is None:
            return around.floored(floor)
        mixed = own.mixed(around, figures.size / (figures.size + SHAPE_STRENGTH))
        return mixed.floored(floor, partial(self._share_usually_paid, customer, figures.size))

    def _share_usually_paid(self, customer, size, late):
        """Return the share of a customer's items that are paid by a day of lateness, what he leaves open counted as not paid."""
        events = self.events[customer]
        by_then = sum(own for day, own in events.items() if day <= late) / sum(events.values())
        return by_then * size / (size + self.late_items[customer])
