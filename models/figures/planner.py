"""What a month can still bring: which customers to call in the hours that are left. Without a database.

A call brings what it moves, not what is owed: the money of a customer who pays by himself before the month ends would have come
anyway, and that of one whom no call moves does not come. So calls go by what each brings a minute, best first; with calls of equal
length and a list of many no other choice brings more than one call more.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A customer who could be called.

    :ivar key: whatever tells it apart
    :ivar float amount: what is open and could come by the month's end
    :ivar float alone: what of it is expected by then without a call
    :ivar float lift: share of the rest that a call moves into the month, 0 to 1
    :ivar float minutes: what the call takes
    """

    key: object
    amount: float
    alone: float
    lift: float
    minutes: float

    @property
    def gain(self):
        """What the call brings by the month's end that would not have come without it."""
        return max(self.amount - self.alone, 0.0) * self.lift

    @property
    def with_call(self):
        """What is expected by the month's end with the call."""
        return self.alone + self.gain


# What a call moves where nothing is measured yet, and how many contacts this guess weighs.
USUAL_LIFT, GUESS_WEIGHT = 0.25, 20


def known_lift(measured, contacts):
    """Return the lift to plan with: what was measured, drawn to the usual one as long as few contacts were made.

    >>> known_lift(None, 0), known_lift(0.4, 20), round(known_lift(0.4, 180), 3)
    (0.25, 0.325, 0.385)
    """
    return USUAL_LIFT if measured is None else (contacts * measured + GUESS_WEIGHT * USUAL_LIFT) / (contacts + GUESS_WEIGHT)


def lift_of(called, idle):
    """Return which share of those who would not have paid a call moves, by the shares paid with and without it.

    >>> round(lift_of(0.55, 0.25), 2), lift_of(0.2, 0.25), lift_of(0.9, 1.0)
    (0.4, 0.0, 0.0)
    """
    return max(0.0, min(1.0, (called - idle) / (1.0 - idle))) if idle < 1.0 else 0.0


def share_by(points, days):
    """Return a share by so many days, between the points that are known; nothing is paid on day 0, and no more after the last one.

    :param dict points: share by number of days

    >>> [round(share_by({7: 0.2, 15: 0.4, 30: 0.5}, days), 3) for days in (0, 7, 11, 15, 30, 60)]
    [0.0, 0.2, 0.3, 0.4, 0.5, 0.5]
    """
    before, known = 0, 0.0
    for point in sorted(points):
        if days <= point:
            return known + (points[point] - known) * (days - before) / (point - before)
        before, known = point, points[point]
    return known


def choose_calls(candidates, minutes):
    """Return the calls to make in the time that there is, best first: those that bring most a minute and fit.

    :param list candidates: `Candidate`
    :param float minutes: time for all of them

    >>> rows = [("pays anyway", 9000, 8900, 0.4, 10), ("moves", 3000, 300, 0.4, 10), ("small", 200, 0, 0.4, 5)]
    >>> [one.key for one in choose_calls([Candidate(*row) for row in rows], 15)]
    ['moves', 'small']
    """
    chosen, left = [], minutes
    for one in sorted(candidates, key=lambda one: (-one.gain / max(one.minutes, 1.0), -one.amount)):
        if one.gain > 0 and one.minutes <= left:
            chosen.append(one)
            left -= one.minutes
    return chosen
