"""A debt and what happened to it: how much of it was outstanding on which day.

Days are included as follows: the day on which a payment is there still bears interest (``payment − due`` days); a
rebate counts from its own day; a credit note that corrects an error undoes its part from the beginning. On the day of
an insolvency judgment interest has stopped.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .errors import InterestError
from .halfyear import DAY, plain_amount, plain_date
from .start import Facts


@dataclass(frozen=True)
class Payment:
    """Money that was available to the creditor on ``day`` (day of value). A returned payment is left out."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class Credit:
    """A credit note; ``corrects``: an error, so that no interest was ever due on its part. Else a rebate."""

    day: date
    amount: Decimal
    corrects: bool = False


@dataclass(frozen=True)
class Dispute:
    """A dispute of the debt, or of an ``amount`` of it, from ``first`` to ``last`` (both included; None: still open).

    While it is open, interest on its part is computed but not claimed. The clock stops for its part only where law says
    so: ``stopped_by`` names that law (or the regime does, by ``dispute_stops``). One that was founded is a `Credit` that
    corrects.
    """

    first: date
    last: date | None = None
    amount: Decimal | None = None
    stopped_by: str = ""

    def is_open(self, day):
        """Tell whether a day is one of its days."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Debt:
    """One invoice or instalment.

    :ivar str reference: its number
    :ivar Decimal principal: amount with VAT, in units of the currency
    :ivar date due: day on which payment was due
    :ivar insolvency: day of the judgment that opened insolvency proceedings, if any
    :ivar Facts facts: what else may make interest run (see start.py)
    :ivar str invoice: what its instalments have in common; its reference where empty
    :ivar int digits: decimals of the currency
    """

    reference: str
    principal: Decimal
    due: date
    payments: tuple = ()
    credits: tuple = ()
    disputes: tuple = ()
    insolvency: date | None = None
    facts: Facts = field(default_factory=Facts)
    invoice: str = ""
    currency: str = "EUR"
    digits: int = 2

    def __post_init__(self):
        plain_date(self.due, "due")
        plain_amount(self.principal, "principal")
        if self.insolvency is not None:
            plain_date(self.insolvency, "insolvency")
        for event in (*self.payments, *self.credits):
            plain_date(event.day, "day")
            plain_amount(event.amount, "amount")
        for dispute in self.disputes:
            plain_date(dispute.first, "first")
            if dispute.amount is not None:
                plain_amount(dispute.amount, "amount")
            if dispute.last is not None and plain_date(dispute.last, "last") < dispute.first:
                raise InterestError(f"{self.reference}: a dispute ends on {dispute.last}, before it began")

    def reductions(self, first):
        """Return (day, amount) pairs: from that day on, the amount is no longer outstanding.

        :param date first: the first day that bears interest; nothing earlier is told apart
        """
        found = [(max(payment.day + DAY, first), payment.amount) for payment in self.payments]
        found += [(first if credit.corrects else max(credit.day, first), credit.amount) for credit in self.credits]
        return sorted(found)

    def open_amount(self, day):
        """Return what is still to be paid at the end of a day, never below zero.

        :param date day: the day; its own payments and credits count, and all credits that correct an error
        """
        gone = sum((payment.amount for payment in self.payments if payment.day <= day), Decimal(0))
        gone += sum((credit.amount for credit in self.credits if credit.corrects or credit.day <= day), Decimal(0))
        return max(self.principal - gone, Decimal(0))

    def disputed(self, dispute):
        """Return the amount of a dispute: the whole principal where none was given."""
        return self.principal if dispute.amount is None else dispute.amount
