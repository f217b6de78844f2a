"""What an exposure means beside a limit: pure arithmetic, without the ORM.

>>> judge(Credit(exposure=900.0, limit=1000.0)).code
'near'
>>> judge(Credit(exposure=900.0, limit=1000.0), extra=100.01).code
'over'
>>> judge(Credit(exposure=100.0, limit=1000.0, days=30, late_days=31, late_amount=40.0)).code
'late'
>>> judge(Credit(exposure=900.0)).code
'none'
>>> judge(Credit(exposure=100.0, limit=1000.0, group_limit=5000.0, group_exposure=4900.0), extra=150.0).available
-50.0
"""

from typing import NamedTuple

# From this share of a limit on it is said to be nearly used.
NEAR = 0.9

STATUSES = [
    ("none", "No limit"),
    ("free", "Within the limit"),
    ("near", "Nearly used"),
    ("late", "Too late"),
    ("over", "Above the limit"),
    ("blocked", "Blocked by a person"),
]

# Statuses that stand against a new order, where the settings give them an effect.
AGAINST = ("late", "over", "blocked")


class Credit(NamedTuple):
    """What a customer owes and may owe in a main company, in its currency. ``limit`` is ``None`` where none was granted.

    ``days`` is how late the oldest invoice may be (0: the limit does not say), ``late_days`` and ``late_amount`` what is
    late, undisputed and not covered by credits; of it ``over_age_amount`` is later than ``days``. ``group_limit`` is that of
    the customer's group of companies (``None``: there is none), ``group_exposure`` what all of the group owe, ``group_name``
    whose group it is; ``block_text`` says who blocked and why.
    """

    exposure: float = 0.0
    limit: float | None = None
    days: int = 0
    late_days: int = 0
    late_amount: float = 0.0
    over_age_amount: float = 0.0
    covered: float = 0.0
    blocked: bool = False
    group_limit: float | None = None
    group_exposure: float = 0.0
    group_name: str = ""
    block_text: str = ""


class Judgement(NamedTuple):
    """A status with what would lift it: ``pay`` brings the customer back below its limit in amount and age.

    ``available`` is what may still be sold to it: of its own limit and that of its group, what leaves less.
    ``is_group_over`` tells that the group is above its limit, ``is_own_over`` that the customer is.
    """

    code: str
    total: float
    available: float
    pay: float
    group_total: float = 0.0
    is_own_over: bool = False
    is_group_over: bool = False


def judge(credit, extra=0.0, digits=2):
    """Judge what a customer owes beside its limit.

    :param Credit credit: what it owes and may owe
    :param float extra: amount of an order that is not in the exposure yet, company currency
    :param int digits: decimals of the currency
    :return: ``Judgement``; of several reasons a person's block counts before amount, amount before age
    """
    total, group_total = round(credit.exposure + extra, digits), round(credit.group_exposure + extra, digits)
    # a person's block lasts while something is late
    is_blocked = credit.blocked and round(credit.late_amount, digits) > 0
    used = [(owed, limit) for owed, limit in ((total, credit.limit), (group_total, credit.group_limit)) if limit is not None]
    if not used:
        return Judgement("blocked" if is_blocked else "none", total, 0.0, credit.late_amount if is_blocked else 0.0)
    available = min(round(limit - owed, digits) for owed, limit in used)
    is_late = credit.days > 0 and credit.late_days > credit.days
    pay = max(-available, credit.over_age_amount if is_late else 0.0, credit.late_amount if is_blocked else 0.0, 0.0)
    if is_blocked:
        code = "blocked"
    elif available < 0:
        code = "over"
    elif is_late:
        code = "late"
    else:
        code = "near" if any(owed > 0 and owed >= NEAR * limit for owed, limit in used) else "free"
    over = [limit is not None and round(limit - owed, digits) < 0 for owed, limit in (
        (total, credit.limit), (group_total, credit.group_limit))]  # fmt: skip
    return Judgement(code, total, available, round(pay, digits), group_total, *over)
