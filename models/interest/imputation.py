"""Payments that pay interest and costs before the principal, as several laws impute a part payment.

Source: Code civil, art. 1343-1 (and Cass. civ. 1re, 7 February 1995): a part payment goes to interest and collection costs
first. To count it against the principal first, as `compute_interest` does by itself, is the creditor's concession.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .errors import InterestError
from .halfyear import DAY, plain_amount, plain_date
from .ledger import Debt, Payment
from .rates import RateBook
from .regime import YEARLY
from .segments import compute_interest


@dataclass(frozen=True)
class Cost:
    """A cost of collecting that is owed from the day ``since`` on."""

    since: date
    amount: Decimal


@dataclass(frozen=True)
class ImputedPayment:
    """What a payment paid: ``interest``, then ``costs``, then ``principal``; ``surplus`` is what was not owed."""

    day: date
    amount: Decimal
    interest: Decimal
    costs: Decimal
    principal: Decimal
    surplus: Decimal


@dataclass(frozen=True)
class Imputation:
    """A debt whose payments are cut to what they paid of the principal, and the parts of each payment.

    Compute interest on ``debt``; what is still owed of it is that amount less ``interest``.

    :ivar Debt debt: as before, with the principal parts of its payments
    :ivar tuple payments: `ImputedPayment`, oldest first
    """

    debt: Debt
    payments: tuple

    @property
    def interest(self):
        """Interest that was paid."""
        return sum((payment.interest for payment in self.payments), Decimal(0))

    @property
    def costs(self):
        """Costs that were paid."""
        return sum((payment.costs for payment in self.payments), Decimal(0))


def impute_payments(debt, regime, catalogue, until, *, costs=Decimal(0), book=None):
    """Impute the payments of a debt to interest, costs, principal, in this order, one after another.

    The interest that a payment meets is all that accrued to its day, rounded once, less what was paid of it before;
    interest on what is in dispute that day is not met. A payment up to the due date goes to the principal.

    :param Debt debt: the debt with its payments as they came
    :param Regime regime: the law; simple interest
    :param Catalogue catalogue: the series
    :param date until: payments after it are left out
    :param costs: fixed sum and proven costs: a Decimal that is owed since the debt is late, or a sequence of `Cost`
    :param book: a `RateBook` of the same regime
    :return: `Imputation`
    :raises InterestError: the law compounds: what was paid of a year's interest would have to leave the base
    :raises UnknownRateError: a payment met interest of a half-year without a published rate
    :raises NotStartedError: nothing has made interest run yet
    """
    if regime.compounding == YEARLY:
        raise InterestError(f"{regime.key} compounds: its payments are not imputed to interest here")
    plain_date(until, "until")
    costs = _dated_costs(costs, debt)
    book, done = book or RateBook(catalogue, regime), Imputation(replace(debt, payments=()), ())
    for payment in sorted((one for one in debt.payments if one.day <= until), key=lambda one: one.day):
        accrued = compute_interest(done.debt, regime, book, payment.day).amount
        owed = sum((cost.amount for cost in costs if cost.since <= payment.day), Decimal(0))
        part = _split_payment(payment, done, accrued, owed)
        paid = (*done.debt.payments, Payment(payment.day, part.principal))
        done = Imputation(replace(done.debt, payments=paid), (*done.payments, part))
    return done


def _dated_costs(costs, debt):
    """Return costs as a tuple of `Cost`; a mere amount is owed from the day after the due date on."""
    if isinstance(costs, (tuple, list)):
        for cost in costs:
            plain_date(cost.since, "costs")
            plain_amount(cost.amount, "costs")
        return tuple(costs)
    plain_amount(costs, "costs")
    return (Cost(min(debt.due, date.max - DAY) + DAY, costs),)


def _split_payment(payment, done, accrued, costs):
    """Return the parts of a payment, given what accrued and what earlier payments paid."""
    interest = min(payment.amount, max(accrued - done.interest, Decimal(0)))
    left = payment.amount - interest
    cost = min(left, max(costs - done.costs, Decimal(0)))
    left -= cost
    principal = min(left, done.debt.open_amount(payment.day))
    return ImputedPayment(payment.day, payment.amount, interest, cost, principal, left - principal)
