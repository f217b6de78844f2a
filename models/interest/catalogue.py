"""The shipped regimes and series, read from the files in ``data``, and a person's own beside them."""

import csv
import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from .errors import InterestError, NoRegimeError
from .regime import FeeSchedule, Limit, Regime, Rounding, Tier, Trigger
from .series import DatedValue, Series

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Catalogue:
    """Regimes and series by key."""

    regimes: dict
    series: dict

    def __post_init__(self):
        for regime in self.regimes.values():
            limits = [limit.series for limit in (regime.floor, regime.cap) if limit]
            for key in (*filter(None, [regime.series]), *limits):
                if key not in self.series:
                    raise InterestError(f"{regime.key} needs the series {key}, which is not there")

    def regime_for(self, country, debtor_class):
        """Return the regime of a country's law for a class of debtors; the first where a country has several.

        :param str country: ISO 3166 code of the law that governs (see `choose_law`)
        :param str debtor_class: ``business``, ``consumer`` or ``public``
        :raises NoRegimeError: none is known
        """
        for regime in self.regimes.values():
            if regime.country == country and debtor_class in regime.debtor_classes:
                return regime
        raise NoRegimeError(country, debtor_class)

    def with_regime(self, regime):
        """Return the catalogue with a regime added, or changed."""
        return replace(self, regimes={**self.regimes, regime.key: regime})

    def with_series(self, series):
        """Return the catalogue with a series added, or changed."""
        return replace(self, series={**self.series, series.key: series})

    def with_values(self, key, values, known_until=None):
        """Return the catalogue with more values in one series.

        :raises EntryError: a value cannot be right, or contradicts one that is there
        """
        return self.with_series(self.series[key].merged(values, known_until))


def load_catalogue(folder=DATA):
    """Read a catalogue.

    :param folder: holds ``regimes.json``, ``series.json`` and ``values.csv``, as shipped
    :return: `Catalogue`
    """
    folder = Path(folder)
    values = {}
    with open(folder / "values.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            seen = date.fromisoformat(row["seen"])
            value = DatedValue(date.fromisoformat(row["day"]), Decimal(row["value"]), row["source"], seen)
            values.setdefault(row["series"], []).append(value)
    described = _read_json(folder / "series.json")
    unknown = set(values) - {one["key"] for one in described}
    if unknown:
        raise InterestError(f"values of series that are not described: {', '.join(sorted(unknown))}")
    series = {one["key"]: _make_series(one, values.get(one["key"], ())) for one in described}
    regimes = {one["key"]: make_regime(one) for one in _read_json(folder / "regimes.json")}
    return Catalogue(regimes, series)


def _read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _make_series(described, values):
    until = described.get("known_until")
    known_until = date.fromisoformat(until) if until else None
    return Series(
        described["key"], described["name"], described["kind"], described.get("hint", ""), tuple(values), known_until
    )


def make_regime(described):
    """Return the regime that a dictionary describes, as in ``regimes.json``: numbers as texts, days as ISO dates.

    :raises TypeError: a name that is no field
    """
    fields = dict(described)
    fields["debtor_classes"] = tuple(fields["debtor_classes"])
    fields["to_enter"] = tuple(fields.get("to_enter", ()))
    if "margin" in fields:
        fields["margin"] = Decimal(fields["margin"])
    if "rounding" in fields:
        fields["rounding"] = _make_rounding(fields["rounding"])
    if "valid_from" in fields:
        fields["valid_from"] = date.fromisoformat(fields["valid_from"])
    if "start" in fields:
        fields["start"] = tuple(Trigger(**trigger) for trigger in fields["start"])
    for name in ("floor", "cap"):
        if name in fields:
            fields[name] = _make_limit(fields[name])
    if "fee" in fields:
        fields["fee"] = _make_schedule(fields["fee"])
    return Regime(**fields)


def _make_rounding(described):
    return Rounding(Decimal(described["step"]), described["mode"])


def _make_limit(described):
    numbers = {name: Decimal(described[name]) for name in ("times", "margin") if name in described}
    rounding = _make_rounding(described["rounding"]) if "rounding" in described else None
    return Limit(**{**described, **numbers, "rounding": rounding})


def _make_schedule(described):
    tiers = tuple(Tier(**{name: Decimal(value) for name, value in tier.items()}) for tier in described["tiers"])
    numbers = {name: Decimal(described[name]) for name in ("minimum", "maximum") if name in described}
    return FeeSchedule(**{**described, **numbers, "tiers": tiers})
