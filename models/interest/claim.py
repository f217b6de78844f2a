"""A claim: what one letter asks of one debtor, with what each amount rests on and what could not be computed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .errors import InterestError, NotStartedError, UnknownRateError
from .fees import FeeItem, Fees, counts_open_amount, fixed_sums
from .rates import RateBook
from .regime import FREE_REMINDER
from .segments import STOP, compute_interest


@dataclass(frozen=True)
class Claim:
    """Principal, interest and fixed sums of several debts in one currency at one day.

    :ivar tuple lines: `Interest`, one a debt
    :ivar tuple refused: (reference, error) of debts whose interest cannot be computed at all; their principal counts
    :ivar Fees fees: fixed sums; in ``fees_currency``, which may be another one
    :ivar Decimal principal: outstanding at the end of the day, of all debts that were given, due or not, disputed or not
    :ivar Decimal interest: sum of the rounded amounts of the lines
    :ivar per_diem: one more day for all debts; None where the rate of one of them is unknown
    :ivar per_diem_until: last day for which it is sure, None: no end
    """

    day: date
    currency: str
    lines: tuple
    refused: tuple
    fees: Fees
    fees_currency: str
    principal: Decimal
    interest: Decimal
    per_diem: Decimal | None
    per_diem_until: date | None

    @property
    def total(self):
        """Principal, interest and fixed sums.

        :raises InterestError: the fixed sums are in another currency: convert them first
        """
        if self.fees.fees and self.fees_currency != self.currency:
            raise InterestError(f"The fixed sums are in {self.fees_currency}, the claim in {self.currency}")
        return self.principal + self.interest + self.fees.total

    @property
    def runs_on(self):
        """References of the debts whose interest goes on."""
        return tuple(line.reference for line in self.lines if line.runs_on)

    @property
    def missing(self):
        """The `UnknownRateError` objects of all debts: half-years that are to be entered, each once."""
        errors = [line.missing for line in self.lines if line.missing]
        errors += [error for _reference, error in self.refused if isinstance(error, UnknownRateError)]
        return tuple({(error.series, error.half_year): error for error in errors}.values())


def make_claim(debts, regime, catalogue, day, *, charged_until=None, fee_charged=(), **fee_options):
    """Compute what may be claimed of one debtor under one regime.

    A half-year without a published rate does not keep the claim back: interest goes to the last day known and runs on.

    :param debts: `Debt` objects of one currency
    :param Regime regime: the law
    :param Catalogue catalogue: the series
    :param date day: last day of interest
    :param charged_until: dict of reference → day up to which its interest was charged before
    :param fee_charged: references whose fixed sum was charged before
    :param fee_options: ``claim_of``, dict of reference → claim, where sums are counted by claim (default: all are one claim);
        ``has_clause``, ``has_letter`` of `fixed_sums`
    :return: `Claim`
    :raises InterestError: several currencies
    """
    debts = list(debts)
    currencies = {debt.currency for debt in debts}
    if len(currencies) > 1:
        raise InterestError(f"One claim is in one currency, not in {', '.join(sorted(currencies))}")
    currency = next(iter(currencies), "")
    book, lines, refused = RateBook(catalogue, regime), [], []
    for debt in debts:
        until = (charged_until or {}).get(debt.reference)
        try:
            line = compute_interest(debt, regime, book, day, charged_until=until, missing=STOP)
        except NotStartedError as error:
            refused.append((debt.reference, error))
        else:
            lines.append(line)
    claim_of = fee_options.pop("claim_of", None) or {}
    items = [
        _fee_item(regime, debt, day, debt.reference in fee_charged, claim_of.get(debt.reference, ""))
        for debt in debts
    ]
    per_diems = [line.per_diem for line in lines]
    return Claim(
        day=day,
        currency=currency,
        lines=tuple(lines),
        refused=tuple(refused),
        fees=fixed_sums(regime, items, currency=currency, **fee_options),
        fees_currency=regime.fee.currency if regime.fee else currency,
        principal=sum((debt.open_amount(day) for debt in debts), Decimal(0)),
        interest=sum((line.amount for line in lines), Decimal(0)),
        per_diem=None if None in per_diems else sum(per_diems, Decimal(0)),
        per_diem_until=min((line.per_diem_until for line in lines if line.per_diem_until), default=None),
    )


def is_worth_charging(line, *, minimum=Decimal(0), grace_days=0):
    """Tell whether interest is charged at all; neither limit moves the day from which it is computed.

    :param Interest line: what was computed
    :param Decimal minimum: smallest amount that is charged
    :param int grace_days: days late up to which nothing is charged
    """
    return line.amount >= minimum and line.amount > 0 and line.days > grace_days


def _is_noticed(regime, debt, day):
    """Tell whether the days of a free reminder are over, where nothing is due before (Belgian and Dutch consumers)."""
    waits = [trigger.days for trigger in regime.start if trigger.kind == FREE_REMINDER]
    if not waits or len(waits) < len(regime.start):
        return True
    began = debt.facts.reminder_term_began if debt.facts else None
    return began is not None and (day - began).days > min(waits)


def _fee_item(regime, debt, day, charged, claim):
    """Return the item of a debt: late when something was unpaid at the end of the due date."""
    schedule = regime.fee
    unpaid = debt.open_amount(debt.due)
    # A credit that corrects the whole of it: the debtor was right not to pay.
    founded = unpaid == 0 and any(credit.corrects for credit in debt.credits)
    disputes = [debt.disputed(dispute) for dispute in debt.disputes if dispute.is_open(day)]
    return FeeItem(
        debt.reference,
        debt.open_amount(day) if schedule and counts_open_amount(schedule) else unpaid,
        debt.due,
        late=day > debt.due and (unpaid > 0 or founded),
        invoice=debt.invoice,
        claim=claim,
        charged=charged,
        dispute_founded=founded,
        disputed=bool(disputes) and sum(disputes) >= unpaid,
        insolvency=debt.insolvency,
        noticed=_is_noticed(regime, debt, day),
    )
