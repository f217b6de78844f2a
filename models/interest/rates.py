"""The rate of a regime on a day, with what it rests on."""

from dataclasses import dataclass
from decimal import Decimal

from .errors import UnknownRateError
from .halfyear import HalfYear
from .regime import FROZEN
from .series import DatedValue

FLOOR, CAP = "floor", "cap"


@dataclass(frozen=True)
class Rate:
    """A rate in percent a year and where it comes from.

    :ivar Decimal percent: the rate that is applied
    :ivar half_year: whose rate it is: of the day, or of the day on which interest began where it is frozen
    :ivar value: the `DatedValue` of the reference series, None for a fixed rate
    :ivar str series: key of the series, empty for a fixed rate
    :ivar Decimal margin: points above the series, or the fixed rate itself
    :ivar str source: law or clause, and the source of the value with its day
    :ivar str limited: `FLOOR` or `CAP` where one of them replaced the regime's own rate
    """

    percent: Decimal
    half_year: HalfYear
    value: DatedValue | None
    series: str
    margin: Decimal
    source: str
    limited: str = ""


class RateBook:
    """The rates of one regime, looked up once for each half-year.

    :param catalogue: a `Catalogue`, for its series
    :param Regime regime: must be complete
    """

    def __init__(self, catalogue, regime):
        regime.check_complete()
        self.catalogue, self.regime = catalogue, regime
        self._rates = {}

    def rate_on(self, day, first_day):
        """Return the `Rate` that a day bears.

        :param date day: the day
        :param date first_day: the first day that bears interest; where the rate is frozen, its half-year counts
        :raises UnknownRateError: a series has no published value for that half-year
        """
        half_year = HalfYear.of(first_day if self.regime.reset == FROZEN else day)
        if half_year not in self._rates:
            self._rates[half_year] = self._find_rate(half_year)
        return self._rates[half_year]

    def _find_rate(self, half_year):
        regime = self.regime
        if regime.valid_from and half_year.first < regime.valid_from:
            hint = f"This regime was checked from {regime.valid_from} on only."
            raise UnknownRateError(regime.series or regime.key, half_year, hint)
        value, percent = None, regime.margin
        if regime.series:
            value = self.catalogue.series[regime.series].value_for(half_year, regime.fixing)
            percent = value.value + regime.margin
        if regime.rounding:
            percent = regime.rounding.apply(percent)
        percent, limited, limit_source = self._keep_within(percent, half_year)
        parts = (regime.law, regime.sources if regime.contract else "", _quote_value(value), limit_source)
        source = "; ".join(filter(None, parts))
        return Rate(percent, half_year, value, regime.series or "", regime.margin, source, limited)

    def _keep_within(self, percent, half_year):
        """Return the rate within floor and cap, which of them replaced it, and on what that rests."""
        for name, limit in ((FLOOR, self.regime.floor), (CAP, self.regime.cap)):
            if limit is None or (limit.contract_only and not self.regime.contract):
                continue
            value = self.catalogue.series[limit.series].value_for(half_year, self.regime.fixing)
            bound = value.value * limit.times + limit.margin
            bound = limit.rounding.apply(bound) if limit.rounding else bound
            if percent < bound if name == FLOOR else percent > bound:
                return bound, name, f"{limit.source} ({_quote_value(value)})"
        return percent, "", ""


def _quote_value(value):
    """Return a value, its day and its source as one text."""
    return f"{value.value} % from {value.day}: {value.source}" if value else ""
