"""Random ledgers, and their interest added up day by day: slow, obvious, and without a line of the library.

The oracle knows a debt as plain numbers, walks through every single day, asks what was outstanding and which rate its
publisher printed, and rounds once at the end.
"""

import calendar
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import law_package
import law_tables

DAY = timedelta(days=1)

# Law, day count, and the span of due dates for which every rate is published.
KINDS = [
    ("fr.business", "ACT/365", date(2015, 1, 15), date(2026, 10, 1)),
    ("fr.business", "ACT/365", date(2023, 1, 15), date(2026, 10, 1)),
    ("fr.business", "ACT/360", date(2023, 1, 15), date(2026, 10, 1)),
    ("fr.business", "ACT/ACT", date(2023, 1, 15), date(2026, 10, 1)),
    ("fr.business", "30E/360", date(2023, 1, 15), date(2026, 10, 1)),
    ("fr.public", "ACT/365", date(2022, 1, 15), date(2026, 10, 1)),
    ("fr.public", "ACT/ACT", date(2022, 1, 15), date(2026, 10, 1)),
    ("fr.consumer", "ACT/365", date(2022, 1, 15), date(2026, 10, 1)),
    ("fr.contract", "ACT/365", date(2023, 1, 15), date(2026, 10, 1)),
    ("de.business", "ACT/365", date(2016, 7, 1), date(2026, 10, 1)),
    ("de.consumer", "ACT/365", date(2016, 7, 1), date(2026, 10, 1)),
    ("uk.business", "ACT/365", date(2026, 1, 1), date(2026, 10, 1)),
    ("nl.business", "ACT/365", date(2021, 1, 15), date(2026, 10, 1)),
    ("nl.business", "ACT/ACT", date(2021, 1, 15), date(2026, 10, 1)),
    ("be.business", "ACT/365", date(2024, 1, 1), date(2026, 10, 1)),
    ("be.contract", "ACT/365", date(2024, 1, 1), date(2026, 10, 1)),
    ("es.business", "ACT/365", date(2022, 1, 15), date(2026, 10, 1)),
    ("it.business", "ACT/365", date(2022, 1, 15), date(2026, 10, 1)),
    ("ch.any", "ACT/365", date(2022, 1, 15), date(2026, 10, 1)),
]
FROZEN = ("fr.public", "uk.business")
COMPOUNDING = ("nl.business",)
LAST_DAY = date(2026, 12, 31)
DIVISORS = {"ACT/365": 365, "ACT/360": 360, "30E/360": 360}


@dataclass
class Ledger:
    """A debt as plain numbers: cents and days. Disputes are (first, last or None, cents or None, stops the clock)."""

    kind: str
    day_count: str
    cents: int
    due: date
    until: date
    payments: list = field(default_factory=list)
    rebates: list = field(default_factory=list)
    corrections: list = field(default_factory=list)
    disputes: list = field(default_factory=list)
    insolvency: date | None = None
    charged_until: date | None = None

    @property
    def is_plain(self):
        """No clock that stops, nothing charged before: what the bulk computation takes."""
        return not (self.charged_until or any(stops for _first, _last, _cents, stops in self.disputes))

    def open_disputes(self):
        """Return the cents in dispute on the last day, as one debt is counted: never more than it."""
        held = [one for one in self.disputes if one[0] <= self.until and (one[1] is None or self.until <= one[1])]
        return min(sum(self.cents if cents is None else cents for _first, _last, cents, _stops in held), self.cents)


def random_ledger(dice):
    """Return a ledger: a third unpaid, a third paid in part; credits, disputes, insolvency and past charges are rarer."""
    kind, day_count, earliest, latest = dice.choice(KINDS)
    due = earliest + DAY * dice.randint(0, (latest - earliest).days)
    if dice.random() < 0.15:
        due = dice.choice([date(due.year, 6, 30), date(due.year, 12, 31), date(due.year, 2, 28)])
        due = min(max(due, earliest), latest)
    until = min(due + DAY * dice.choice([1, 10, 45, 180, 400, 800]) + DAY * dice.randint(0, 40), LAST_DAY)
    cents = dice.choice([1, 99, 12_345, 500_000, 1_000_000, 99_999_999]) + dice.randint(0, 5000)
    ledger = Ledger(kind, day_count, cents, due, until)
    span = max((until - due).days, 1)

    def any_day(early=20):
        return due + DAY * dice.randint(-early, span + 5)

    for _turn in range(dice.choice([0, 0, 1, 1, 2, 4])):
        ledger.payments.append((any_day(), dice.choice([cents // 3, cents // 2, dice.randint(1, cents), cents])))
    if dice.random() < 0.2:
        chosen = dice.choice([ledger.rebates, ledger.corrections])
        chosen.append((any_day(), dice.randint(1, cents)))
    for _turn in range(dice.choice([0, 0, 0, 1, 2])):
        first = any_day()
        last = dice.choice([None, first + DAY * dice.randint(0, 90)])
        ledger.disputes.append((first, last, dice.choice([None, dice.randint(1, cents)]), dice.random() < 0.5))
    if dice.random() < 0.08:
        ledger.insolvency = any_day(early=0)
    if dice.random() < 0.1:
        ledger.charged_until = any_day(early=0)
    return ledger


def slow_interest(ledger):
    """Add up a ledger's interest day by day.

    :return: (claimed cents, cents withheld because of open disputes, days that bore interest)
    """
    held = [one for one in ledger.disputes if one[0] <= ledger.until and (one[1] is None or ledger.until <= one[1])]
    claimed, days = _walk(ledger, held)
    everything = _walk(ledger, [])[0] if held else claimed
    return claimed, everything - claimed, days


def _walk(ledger, held):
    first = ledger.due + DAY
    totals, total, year, capital, days = {}, Fraction(0), Fraction(0), Fraction(0), 0
    day, compounds = first, ledger.kind in COMPOUNDING
    while day <= ledger.until and (ledger.insolvency is None or day < ledger.insolvency):
        if compounds and day > first and _is_birthday(first, day):
            capital, year = capital + year, Fraction(0)
        base = _bearing(ledger, day, held)
        if base:
            rate, divisor, parts = _rate_units(ledger, day, first), *_part_of_year(ledger.day_count, day)
            counts = not ledger.charged_until or day > ledger.charged_until
            if compounds:
                part = (base + capital) * rate * parts / Fraction(divisor * 10_000)
                year += part
                total += part if counts else 0
            elif counts:
                totals[divisor] = totals.get(divisor, 0) + base * rate * parts
            days += counts
        day += DAY
    total += sum((Fraction(units, divisor * 10_000) for divisor, units in totals.items()), Fraction(0))
    cents, rest = divmod(total.numerator, total.denominator)
    return cents + (2 * rest >= total.denominator), days


def _bearing(ledger, day, held):
    left = ledger.cents
    for paid, amount in ledger.payments:
        if paid < day:
            left -= amount
    for credited, amount in ledger.rebates:
        if credited <= day:
            left -= amount
    for _day, amount in ledger.corrections:
        left -= amount
    left = max(left, 0)
    for dispute in ledger.disputes:
        first, last, amount, stops = dispute
        if dispute in held or (stops and first <= day and (last is None or day <= last)):
            left -= ledger.cents if amount is None else amount
    return max(left, 0)


_units = {}


def _rate_units(ledger, day, first):
    """Return the rate of a day in hundredths of a percent."""
    key = (ledger.kind, law_tables.half_year(first if ledger.kind in FROZEN else day))
    if key not in _units:
        units = law_tables.RATES[key[0]](key[1]) * 100
        assert units == int(units)
        _units[key] = int(units)
    return _units[key]


def _part_of_year(day_count, day):
    """Return (divisor, parts) of one day."""
    if day_count == "ACT/ACT":
        return (366 if calendar.isleap(day.year) else 365), 1
    if day_count != "30E/360":
        return DIVISORS[day_count], 1
    after = day + DAY
    months = (after.year - day.year) * 12 + after.month - day.month
    return 360, months * 30 + min(after.day, 30) - min(day.day, 30)


def _is_birthday(first, day):
    if (first.month, first.day) == (2, 29) and not calendar.isleap(day.year):
        return (day.month, day.day) == (3, 1)
    return (first.month, first.day) == (day.month, day.day)


def regimes(catalogue):
    """Return the library's regimes by the names of `KINDS`, without triggers: interest runs from the due date."""
    from dataclasses import replace

    library = law_package.load()
    found = {key: regime for key, regime in catalogue.regimes.items() if not regime.to_enter}
    found["fr.contract"] = catalogue.regimes["fr.business"].with_contract_rate(Decimal("12.5"), "clause 7")
    found["be.contract"] = catalogue.regimes["be.consumer"].with_contract_rate(Decimal(12), "clause 9")
    return {key: replace(regime, start=(library.Trigger("due"),)) for key, regime in found.items()}


def as_debt(ledger, library):
    """Return a ledger as the library's `Debt`."""
    return library.Debt(
        "R",
        money(ledger.cents),
        ledger.due,
        payments=tuple(library.Payment(day, money(cents)) for day, cents in ledger.payments),
        credits=(
            *(library.Credit(day, money(cents)) for day, cents in ledger.rebates),
            *(library.Credit(day, money(cents), corrects=True) for day, cents in ledger.corrections),
        ),
        disputes=tuple(
            library.Dispute(first, last, None if cents is None else money(cents), "by law" if stops else "")
            for first, last, cents, stops in ledger.disputes
        ),
        insolvency=ledger.insolvency,
    )


def money(cents):
    """Return cents as an amount."""
    return Decimal(cents).scaleb(-2)


def price_in_bulk(ledger, table):
    """Return the cents that a table of cumulated rates gives: a rebate counts from its own day, a correction from the first."""
    last = min(ledger.until, ledger.insolvency - DAY) if ledger.insolvency else ledger.until
    gone = [(day - DAY, cents) for day, cents in ledger.rebates] + [(ledger.due, cents) for _day, cents in ledger.corrections]
    return table.interest(ledger.due + DAY, last, ledger.cents - ledger.open_disputes(), ledger.payments + gone)


def compare(number, seed, catalogue):
    """Compare the library with the slow sum on random ledgers.

    :param int number: how many ledgers
    :param int seed: of the dice
    :param catalogue: the library's `Catalogue`
    :return: (differences as texts, how many were also computed in bulk, how many days were walked)
    """
    from dataclasses import replace

    library, dice, own = law_package.load(), random.Random(seed), regimes(catalogue)
    differences, bulk, walked = [], 0, 0
    for rank in range(number):
        ledger = random_ledger(dice)
        regime = replace(own[ledger.kind], day_count=ledger.day_count)
        found = library.compute_interest(
            as_debt(ledger, library), regime, catalogue, ledger.until, charged_until=ledger.charged_until
        )
        expected = slow_interest(ledger)
        got = (int(found.amount * 100), int(found.withheld * 100), found.days)
        walked += (ledger.until - ledger.due).days
        if got != expected:
            differences.append(f"ledger {rank}: {got} instead of {expected}: {ledger}")
        if sum(found.shown_amounts()) != (found.amount if found.segments else 0):
            differences.append(f"ledger {rank}: shown amounts do not add up: {ledger}")
        if ledger.is_plain:
            bulk += 1
            cents = price_in_bulk(ledger, library.RateTable(regime, catalogue, ledger.due + DAY, ledger.until))
            if cents != expected[0]:
                differences.append(f"ledger {rank}: in bulk {cents} instead of {expected[0]}: {ledger}")
    return differences, bulk, walked
