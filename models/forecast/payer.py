"""Payer types: which one a customer's behaviour suggests, and on what evidence. Pure rules, no database.

The evidence is the name of the rule and the facts it counted; words are made of them where they are read. A person decides
whether to accept a proposal: nothing depends on it before.

>>> propose(Facts(paid=10, on_time=9, level=-2.0))
('prompt', 'prompt')
>>> propose(Facts(paid=2, on_time=0, level=40.0))
('unknown', 'few')
"""

from typing import NamedTuple

# The type of a customer of whom nothing is known, on the profile and as a proposal.
UNKNOWN = "unknown"

# Limits of the rules, in invoices, calls, days and shares.
FEW_INVOICES = 3
MANY_DISPUTES, DISPUTED_SHARE = 2, 0.20
UNANSWERED_CALLS = 3
WORSE_DAYS, OVERDUE_SHARE = 15, 0.50
PROMPT_SHARE = 0.80
LATE_DAYS = 5
REMINDED_LATE, REMINDED_SHARE = 2, 0.60
REGULAR_SPREAD = 14


class Facts(NamedTuple):
    """What is counted of a customer, over the last twelve months where no level is meant.

    :param int paid: invoices paid in full; ``on_time`` of them by their due date
    :param float level: expected days late; ``spread`` days between the 20th and 80th percentile of his own payments
    :param float trend: days late of the last 90 days less those of the 270 before; ``None``: not enough payments
    :param float overdue_share: overdue of all that is open
    :param int disputes: disputes opened; ``broken`` promises not kept
    :param int reminded: late payments within a week after a contact about them
    :param int unanswered: calls without reaching anybody; ``reached`` calls that did
    :param int distress: insolvency proceedings, and calls in which the customer said he is in difficulty
    """

    paid: int = 0
    on_time: int = 0
    level: float = 0.0
    spread: float | None = None
    trend: float | None = None
    overdue_share: float = 0.0
    disputes: int = 0
    broken: int = 0
    reminded: int = 0
    unanswered: int = 0
    reached: int = 0
    distress: int = 0


def propose(facts):
    """Return the payer type that facts suggest and the rule that says so.

    The gravest rule comes first: what stops the money altogether before what delays it.

    :param facts: :class:`Facts`
    :return: (payer type, rule): the rule is the type itself, ``worsening`` or ``few``
    """
    late = facts.paid - facts.on_time
    if facts.distress:
        return "difficulty", "difficulty"
    if facts.disputes >= MANY_DISPUTES and facts.disputes >= DISPUTED_SHARE * (facts.paid + facts.disputes):
        return "contests", "contests"
    if facts.unanswered >= UNANSWERED_CALLS and not facts.reached:
        return "unreachable", "unreachable"
    if facts.paid < FEW_INVOICES:
        return UNKNOWN, "few"
    if facts.trend is not None and facts.trend >= WORSE_DAYS and facts.overdue_share > OVERDUE_SHARE:
        return "difficulty", "worsening"
    if facts.on_time >= PROMPT_SHARE * facts.paid and facts.level <= LATE_DAYS:
        return "prompt", "prompt"
    if late >= REMINDED_LATE and facts.reminded >= REMINDED_SHARE * late:
        return "forgot", "forgot"
    if facts.level > LATE_DAYS and 2 * late >= facts.paid:
        if facts.spread is not None and facts.spread <= REGULAR_SPREAD and not facts.broken:
            return "slow_approval", "slow_approval"
        return "negligent", "negligent"
    return UNKNOWN, "mixed"
