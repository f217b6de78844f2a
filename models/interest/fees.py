"""Fixed sums for late payment: by invoice, by claim, or by the scale on the sum of one letter.

Amounts of tiers and sums are in the schedule's currency. The debtor's class is the regime's: a regime without a schedule
(consumers in France, Germany) gives none.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .halfyear import plain_amount
from .regime import PER_INVOICE, PER_LETTER

# Why no sum is claimed for an item.
NO_SCHEDULE, NOT_LATE, CHARGED, DISPUTE_FOUNDED, DISPUTED, INSOLVENT, NO_CLAUSE, NO_LETTER, NOTHING_OPEN, OTHER_CURRENCY = (
    "no_schedule", "not_late", "charged_before", "dispute_founded", "dispute_open", "insolvency", "no_contract_clause",
    "no_free_letter", "nothing_open", "other_currency",
)  # fmt: skip


@dataclass(frozen=True)
class FeeItem:
    """An invoice or instalment for which a fixed sum may be due.

    :ivar str reference: of the instalment
    :ivar Decimal amount: unpaid, in the schedule's currency where the sum depends on it: when it became late, or on the
        day of the letter where the sum is a scale of costs (`counts_open_amount`)
    :ivar date due: due date
    :ivar bool late: it was not paid on time
    :ivar str invoice: the same for all instalments of one invoice; the reference where empty
    :ivar str claim: the same for all that is one claim
    :ivar bool charged: its sum was charged before
    :ivar bool dispute_founded: the debtor was right not to pay
    :ivar bool disputed: all of it is in dispute, which is still open
    :ivar insolvency: day of the judgment that opened insolvency proceedings, if any
    :ivar bool noticed: the days of a free reminder are over, where the law lets nothing be due before
    """

    reference: str
    amount: Decimal
    due: date
    late: bool = True
    invoice: str = ""
    claim: str = ""
    charged: bool = False
    dispute_founded: bool = False
    disputed: bool = False
    insolvency: date | None = None
    noticed: bool = True


@dataclass(frozen=True)
class Fee:
    """A fixed sum: for which items, by what basis, on which source it rests."""

    references: tuple
    amount: Decimal
    currency: str
    basis: str
    source: str


@dataclass(frozen=True)
class Fees:
    """The fixed sums of one letter, and (reference, reason) of the items that have none."""

    fees: tuple
    refused: tuple

    @property
    def total(self):
        """Sum of the fixed sums, in their currency."""
        return sum((fee.amount for fee in self.fees), Decimal(0))


def scale_amount(schedule, amount):
    """Return the fixed sum for an amount.

    :param FeeSchedule schedule: its tiers
    :param Decimal amount: unpaid, above zero
    :return: `Decimal` with two decimals, halves rounded up
    """
    amount = plain_amount(amount, "amount")
    tier = [tier for tier in schedule.tiers if tier.start <= amount][-1]
    found = tier.fixed + (amount - tier.above) * tier.percent / 100
    found = max(found, schedule.minimum)
    if schedule.maximum is not None:
        found = min(found, schedule.maximum)
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP)


def fixed_sums(regime, items, *, has_clause=False, has_letter=False, currency=None):
    """Return the fixed sums that may be claimed in one letter.

    One sum for each invoice, even when it is paid in parts or was put in instalments of our own; one for each claim; or
    one on the sum of all items of the letter: as the regime's schedule says.

    :param Regime regime: the law
    :param items: `FeeItem` objects
    :param bool has_clause: the contract grants the sum (Belgian consumers)
    :param bool has_letter: a free letter stated the sum and its term is over (Dutch consumers)
    :param currency: of the items' amounts; where the sum depends on them and it is not the schedule's, none is given
    :return: `Fees`
    """
    schedule = regime.fee
    foreign = schedule is not None and currency not in (None, schedule.currency) and _depends_on_amount(schedule)
    refused = [(item.reference, _find_refusal(schedule, item, has_clause, has_letter, foreign)) for item in items]
    left = [item for item, (_reference, reason) in zip(items, refused, strict=True) if not reason]
    refused = [(reference, reason) for reference, reason in refused if reason]
    if not left:
        return Fees((), tuple(refused))
    groups, charged = {}, set()
    for item in items:
        if item.charged:
            charged.add(_group_of(schedule, item))
    for item in left:
        group = _group_of(schedule, item)
        if group in charged and schedule.basis != PER_LETTER:
            refused.append((item.reference, CHARGED))
        else:
            groups.setdefault(group, []).append(item)
    return Fees(tuple(_make_fee(schedule, group) for group in groups.values()), tuple(refused))


def _find_refusal(schedule, item, has_clause, has_letter, foreign):
    """Return why there is no sum for an item, or an empty text."""
    if schedule is None:
        return NO_SCHEDULE
    reasons = (
        (not item.late, NOT_LATE),
        (item.charged, CHARGED),
        (item.dispute_founded, DISPUTE_FOUNDED),
        (item.disputed, DISPUTED),
        # The judgment forbade to pay on the due date: being late is no fault.
        (schedule.barred_by_insolvency and item.insolvency is not None and item.due >= item.insolvency, INSOLVENT),
        (schedule.needs == "contract" and not has_clause, NO_CLAUSE),
        ((schedule.needs == "letter" and not has_letter) or not item.noticed, NO_LETTER),
        (item.amount <= 0, NOTHING_OPEN),
        (foreign, OTHER_CURRENCY),
    )
    return next((reason for holds, reason in reasons if holds), "")


def counts_open_amount(schedule):
    """Tell whether the sum is measured by what is open on the day of the letter, as costs of collecting it are."""
    return schedule.basis == PER_LETTER or bool(schedule.needs)


def _group_of(schedule, item):
    """Return what an item's sum is counted by: its invoice, its claim, or the letter."""
    if schedule.basis == PER_INVOICE:
        return item.invoice or item.reference
    return "" if schedule.basis == PER_LETTER else item.claim


def _make_fee(schedule, items):
    amount = scale_amount(schedule, sum((item.amount for item in items), Decimal(0)))
    references = tuple(item.reference for item in items)
    return Fee(references, amount, schedule.currency, schedule.basis, schedule.source)


def _depends_on_amount(schedule):
    return len(schedule.tiers) > 1 or any(tier.percent for tier in schedule.tiers)
