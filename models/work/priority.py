"""The chance that a contact helps now: what orders the work list, together with the money at stake.

A plain product of a few known facts, so that anybody can work it out and argue about it; no score about a person that a
machine decides with: a line with a small chance is further down, nothing is left out. The factors are estimates of the
trade, not laws: what counts is their order.

>>> chance("call", 20, "forgot")
0.72
>>> chance("call", 120, "difficulty", outcome="no_answer", unanswered=2)
0.12
"""

# What a person can do with each kind of line. Somebody who wrote or who broke his word is reachable and owes an answer;
# a call moves more than a message; a message that waits for approval does nothing until it is read; a hold to review
# is about money that rests for a reason.
BASE = {
    "reply": 0.8,
    "promise": 0.7,
    "call": 0.6,
    "transit": 0.6,
    "receipt": 0.6,
    "dispute": 0.5,
    "contact": 0.45,
    "letter": 0.4,
    "failed": 0.4,
    "review": 0.35,
    "hold": 0.3,
    "discount": 0.3,
    "case": 0.5,
    "claim": 0.3,
}
OTHER_KIND = 0.3

# (up to so many days overdue, factor): the older a debt, the less of it comes in without a lawyer.
AGES = ((30, 1.0), (60, 0.9), (90, 0.8), (180, 0.6), (365, 0.35))
OLDEST = 0.15

# What is known of how the customer pays. Who forgets pays when reminded; who has no money does not.
PAYERS = {
    "prompt": 1.2,
    "forgot": 1.2,
    "negligent": 1.1,
    "slow_approval": 0.9,
    "contests": 0.8,
    "difficulty": 0.5,
    "unreachable": 0.4,
}

# What was said last. Who was reached can be reached again; who refuses needs another step than a talk.
ANSWERS = {
    "reached": 1.1,
    "promised": 1.1,
    "not_received": 1.2,
    "wrong_contact": 0.9,
    "refused": 0.5,
    "difficulty": 0.7,
}

# Each call in a row that nobody answered, and a promise broken in the last months: a little less each.
UNANSWERED, MOST_UNANSWERED = 0.8, 3
BROKEN = 0.85

# Nothing is certain, and nothing is hopeless.
LEAST, MOST = 0.05, 0.95


def chance(kind, days, payer="unknown", outcome=None, unanswered=0, broken=False):
    """Return the chance that a contact about a line of the work list helps, 0.05 to 0.95, in hundredths.

    :param str kind: kind of the line
    :param int days: days overdue of the oldest item
    :param str payer: payer type of the customer
    :param str outcome: outcome of the last call
    :param int unanswered: calls in a row that nobody answered
    :param bool broken: whether a promise was broken lately; not counted again on the line of that promise
    """
    value = BASE.get(kind, OTHER_KIND)
    value *= next((factor for limit, factor in AGES if days <= limit), OLDEST)
    value *= PAYERS.get(payer, 1.0)
    value *= ANSWERS.get(outcome, 1.0)
    value *= UNANSWERED ** min(unanswered, MOST_UNANSWERED)
    if broken and kind != "promise":
        value *= BROKEN
    return round(min(MOST, max(LEAST, value)), 2)
