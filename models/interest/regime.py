"""A regime: the law of late payment of one country for one class of debtors, as data.

Rates are in percent a year, amounts in the fee schedule's currency. Everything here is a value: to change a regime,
make another one (`Regime.completed`, `Regime.with_contract_rate`).
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .daycount import ACT_365, DAY_COUNTS
from .errors import IncompleteRegimeError, InterestError
from .halfyear import plain_amount
from .series import DAY_BEFORE, FIRST_DAY

BUSINESS, CONSUMER, PUBLIC = "business", "consumer", "public"
DEBTOR_CLASSES = (BUSINESS, CONSUMER, PUBLIC)

# The rate follows each half-year, or stays that of the half-year in which interest began to run.
VARIABLE, FROZEN = "variable", "frozen"

SIMPLE, YEARLY = "none", "yearly"

# What makes interest run (see start.py).
DUE, AGREED_DUE, NOTICE, INVOICE_RECEIPT, FREE_REMINDER = (
    "due", "agreed_due", "notice", "invoice_receipt", "free_reminder",
)  # fmt: skip
TRIGGERS = (DUE, AGREED_DUE, NOTICE, INVOICE_RECEIPT, FREE_REMINDER)

# What a fixed sum is counted by.
PER_INVOICE, PER_CLAIM, PER_LETTER = "invoice", "claim", "letter"

UP, NEAREST = "up", "nearest"


@dataclass(frozen=True)
class Rounding:
    """Rounding of a rate to a ``step`` in points: ``up`` to the next one, or to the ``nearest`` (halves upwards)."""

    step: Decimal
    mode: str

    def __post_init__(self):
        if self.mode not in (UP, NEAREST) or self.step <= 0:
            raise InterestError(f"A rate is rounded up or to the nearest step above zero, not {self.mode} {self.step}")

    def apply(self, rate):
        """Return a rate in percent, rounded.

        >>> Rounding(Decimal("0.5"), UP).apply(Decimal("10.15"))
        Decimal('10.5')
        """
        steps, rest = divmod(rate, self.step)
        if rest < 0:  # divmod of decimals cuts towards zero
            steps, rest = steps - 1, rest + self.step
        more = rest > 0 if self.mode == UP else rest * 2 >= self.step
        return (steps + more) * self.step


@dataclass(frozen=True)
class Limit:
    """A floor or cap that moves with a series: ``times`` × value + ``margin``, rounded.

    ``contract_only``: it binds rates agreed in a contract, not the statutory one.
    """

    series: str
    times: Decimal = Decimal(1)
    margin: Decimal = Decimal(0)
    rounding: Rounding | None = None
    contract_only: bool = False
    source: str = ""


@dataclass(frozen=True)
class Trigger:
    """What makes interest run, and how many ``days`` after it; ``warned``: only if the invoice said so."""

    kind: str
    days: int = 0
    warned: bool = False

    def __post_init__(self):
        if self.kind not in TRIGGERS or self.days < 0:
            raise InterestError(f"Interest is not made to run by {self.kind} + {self.days} days")


@dataclass(frozen=True)
class Tier:
    """From an amount (included) on: ``fixed`` + ``percent`` of the part of the amount above ``above``."""

    start: Decimal
    fixed: Decimal
    percent: Decimal = Decimal(0)
    above: Decimal = Decimal(0)


@dataclass(frozen=True)
class FeeSchedule:
    """Fixed compensation for late payment, by amount.

    ``basis`` is what it is counted by. ``needs`` names what must be there first: ``contract`` (a clause), ``letter`` (a
    free letter that gave the debtor a term and stated the sum), or nothing. ``barred_by_insolvency``: not for an
    invoice that falls due on or after the opening judgment. ``waivable``: the creditor may renounce it.
    """

    currency: str
    basis: str
    tiers: tuple
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    needs: str = ""
    barred_by_insolvency: bool = False
    waivable: bool = True
    source: str = ""

    def __post_init__(self):
        if self.basis not in (PER_INVOICE, PER_CLAIM, PER_LETTER) or self.needs not in ("", "contract", "letter"):
            raise InterestError(f"A fixed sum by {self.basis} that needs {self.needs or 'nothing'} is unknown")
        starts = [tier.start for tier in self.tiers]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            raise InterestError(f"The tiers of a fixed sum begin with 0 and rise: {starts}")


@dataclass(frozen=True)
class Regime:
    """The late-payment law of one country for one class of debtors.

    :ivar str key: as in ``fr.business``
    :ivar str country: of the law, ISO 3166 code
    :ivar tuple debtor_classes: whom it is for
    :ivar series: key of the reference series, or None: ``margin`` alone is the rate
    :ivar Decimal margin: points added to the series
    :ivar str fixing: which value of the series rules a half-year, `FIRST_DAY` or `DAY_BEFORE`
    :ivar reset: `VARIABLE` or `FROZEN`
    :ivar rounding: of the resulting rate
    :ivar tuple start: triggers; the earliest that happened counts
    :ivar valid_from: half-years that begin before are refused: the regime was not checked for them
    :ivar tuple to_enter: what must be entered before it can be used
    :ivar bool contract: its rate was agreed in a contract, not set by law
    """

    key: str
    country: str
    debtor_classes: tuple
    law: str
    series: str | None = None
    margin: Decimal = Decimal(0)
    fixing: str = FIRST_DAY
    reset: str | None = VARIABLE
    rounding: Rounding | None = None
    floor: Limit | None = None
    cap: Limit | None = None
    compounding: str = SIMPLE
    start: tuple = (Trigger(DUE),)
    day_count: str = ACT_365
    fee: FeeSchedule | None = None
    dispute_stops: bool = False
    valid_from: date | None = None
    contract: bool = False
    sources: str = ""
    notes: str = ""
    to_enter: tuple = ()

    def __post_init__(self):
        known = (
            (self.fixing, (FIRST_DAY, DAY_BEFORE)),
            (self.reset, (VARIABLE, FROZEN, None)),
            (self.compounding, (SIMPLE, YEARLY)),
            (self.day_count, DAY_COUNTS),
        )
        for value, values in known:
            if value not in values:
                raise InterestError(f"{self.key}: {value!r} is not one of {values}")
        if not set(self.debtor_classes) <= set(DEBTOR_CLASSES) or not self.debtor_classes:
            raise InterestError(f"{self.key}: debtor classes {self.debtor_classes}")
        if not self.start or (self.reset is None and not self.to_enter):
            raise InterestError(f"{self.key}: a regime says what makes interest run and whether its rate is frozen")

    def check_complete(self):
        """Refuse to compute with a form that is not filled in.

        :raises IncompleteRegimeError: something is to be entered first
        """
        if self.to_enter:
            raise IncompleteRegimeError(self.key, self.to_enter)

    def completed(self, **values):
        """Return the regime with what was to be entered.

        :param values: fields of the regime; ``sources`` must say where they were found
        :raises InterestError: no source
        """
        if not (values.get("sources") or "").strip():
            raise InterestError(f"{self.key}: what is entered needs its source")
        return replace(self, **{"to_enter": (), **values})

    def with_contract_rate(self, percent, clause):
        """Return the regime with a rate agreed in a contract, within the law's floor and cap.

        The rate is fixed; to agree on points above a series, use `completed` with ``contract=True``.

        :param Decimal percent: a year
        :param str clause: where it was agreed, as printed beside the amount
        """
        return self.completed(
            series=None, margin=plain_amount(percent, "contract rate"), rounding=None, contract=True, sources=clause
        )
