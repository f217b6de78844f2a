"""What becomes of items that are late already, whoever owes them: the floor below a customer's own curve. No database.

A customer who always paid in time says nothing of the one item that he has not paid for a month: his own curve has ended.
What is known then is how such items of his segment went on: of what was still open at that age, how much was paid the next
day (the hazard of Kaplan and Meier). Where too little was open at an age, the rate of the latest ages is taken of which
anything was paid; beyond the last age that is looked at it falls with age as ``1 / t``, the tail of the log-logistic
distribution: what is open for a year is paid more rarely each month.

>>> floor = Floor({5: 80.0, 20: 15.0, 40: 3.0}, {40: 2.0}, few=1.0)
>>> round(floor.paid_within(10, 15), 3)  # 15 of the 20 that were open at 15 days
0.75
"""

from math import exp, log

# Ages that are looked at, and days from which the rate of the late ages is taken, the first with anything paid.
FIRST, LAST = -30, 180
LATE_FROM = (91, 31, 1)

# Payments of mean weight that must be open at an age for its own rate to count.
FEW_AT_RISK = 10


class Floor:
    """How items of a group go on after each age.

    :param dict events: weight paid by day of lateness
    :param dict censored: weight still open by the day of lateness it has reached
    :param float few: weight that must be open at a day for its own rate to count
    """

    __slots__ = ("rate", "survival")

    def __init__(self, events, censored, few):
        paid, at_risk = self._count_at_risk(events, censored)
        self.rate = self._late_rate(paid, at_risk)
        self.survival, left = [], 0.0
        for day in range(FIRST, LAST):
            risk = at_risk[day]
            hazard = paid[day] / risk if risk >= few and risk > 0 else self.rate
            left += log(1 - min(hazard, 0.999))
            self.survival.append(left)

    @classmethod
    def estimate(cls, events, censored, size, weight):
        """Return the floor of a group.

        :param float size: effective number of its payments
        :param float weight: of all of them together
        """
        return cls(events, censored, FEW_AT_RISK * weight / size)

    @staticmethod
    def _count_at_risk(events, censored):
        """Return what was paid on each day, and what was open in the morning of it."""
        paid, at_risk = {}, {}
        risk = sum(events.values()) + sum(censored.values())
        for day in range(FIRST, LAST):
            paid[day], at_risk[day] = events.get(day, 0.0), risk
            risk -= events.get(day, 0.0) + censored.get(day, 0.0)
        return paid, at_risk

    @staticmethod
    def _late_rate(paid, at_risk):
        """Return the share paid a day of what was open late."""
        for start in LATE_FROM:
            done = sum(amount for day, amount in paid.items() if day >= start)
            if done:
                return done / sum(risk for day, risk in at_risk.items() if day >= start)
        return 0.0

    def _log_open(self, late):
        """Return the logarithm of the share still open at the end of a day of lateness."""
        if late < FIRST:
            return 0.0
        if late < LAST:
            return self.survival[late - FIRST]
        return self.survival[-1] - self.rate * LAST * log(late / (LAST - 1))

    def paid_within(self, days, open_at):
        """Return the probability that what is open at a lateness is paid within the next days."""
        return 1 - exp(self._log_open(open_at + days) - self._log_open(open_at)) if days > 0 else 0.0
