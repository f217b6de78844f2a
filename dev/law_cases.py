"""The worked examples and published tables of late-payment law, each with what is expected and how it is computed.

``EXAMPLES`` lists (name, expected, function); both sides are texts, so that a report can print them side by side. The
expected side is written by hand from the sources, never taken from a run.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import law_package
import law_tables

library = law_package.load()
CATALOGUE = library.load_catalogue()
REGIMES = CATALOGUE.regimes
TODAY = date(2026, 11, 29)


def debt(principal, due, *payments, **fields):
    """Return a `Debt`; payments are (day, amount) pairs."""
    paid = tuple(library.Payment(day, Decimal(amount)) for day, amount in payments)
    return library.Debt("INV/1", Decimal(principal), due, paid, **fields)


# 10,000 due 31 Mar 2026, 4,000 received 15 May, 6,000 received 10 Aug.
TWO_PARTS = debt("10000.00", date(2026, 3, 31), (date(2026, 5, 15), "4000"), (date(2026, 8, 10), "6000"))
# The same with the rest received on 10 Feb 2027.
INTO_2027 = debt("10000.00", date(2026, 3, 31), (date(2026, 5, 15), "4000"), (date(2027, 2, 10), "6000"))


def interest(one, regime, until=TODAY, catalogue=CATALOGUE, **options):
    """Return the `Interest` of a debt under a regime, by key or as given."""
    return library.compute_interest(one, REGIMES.get(regime, regime), catalogue, until, **options)


def lines(found):
    """Return an `Interest` as one text: days, principal, rate and amount of each segment, then the total."""
    parts = [f"{one.days} d {one.principal.normalize():f} at {one.rate.percent} %: {one.amount}" for one in found.segments]
    return f"{'; '.join(parts)}; total {found.days} d {found.amount}"


def with_2027():
    """Return the catalogue as if the ECB's rate of 1 January 2027 were known to be still 2.65 %."""
    return CATALOGUE.with_values("ecb.mro", [], date(2027, 1, 1))


def refused(function, error):
    """Return the message of an error, or what came instead of it."""
    try:
        return f"not refused: {function()}"
    except error as found:
        return str(found).split(". ")[0]


def flat(percent, principal, days, base="ACT/365"):
    """Return the interest at a fixed contractual rate from 1 April 2026 on."""
    regime = replace(REGIMES["fr.business"], floor=None, day_count=base).with_contract_rate(Decimal(percent), "clause")
    first = date(2026, 4, 1)
    return interest(debt(principal, date(2026, 3, 31)), regime, date.fromordinal(first.toordinal() + days - 1))


def scale(key, *amounts):
    """Return the fixed sums of a regime's schedule for amounts, as one text."""
    return ", ".join(str(library.scale_amount(REGIMES[key].fee, Decimal(amount))) for amount in amounts)


def sums(key, number, **options):
    """Return the fixed sums for a number of late invoices of 500 in one letter: how many, total, and refusals."""
    items = [library.FeeItem(f"INV/{rank}", Decimal(500), date(2026, 3, 31)) for rank in range(number)]
    found = library.fixed_sums(REGIMES[key], items, **options)
    reasons = sorted({reason for _reference, reason in found.refused})
    return f"{len(found.fees)} = {found.total}" + (f" ({', '.join(reasons)})" if reasons else "")


def british():
    """Return 10,000 pounds, 60 days late, in 2026."""
    one = debt("10000", date(2026, 1, 31), currency="GBP")
    claim = library.make_claim([one], REGIMES["uk.business"], CATALOGUE, date(2026, 4, 1))
    return f"{claim.interest} + {claim.fees.total} = {claim.total}"


def ratio_of_bases():
    """Return by how much ACT/360 raises interest, in percent."""
    more = flat("15", "1000000", 200, "ACT/360").exact / flat("15", "1000000", 200).exact - 1
    return f"{float(more) * 100:.2f} %"


MAIN = "45 d 10000 at 12.15 %: 149.79; 46 d 6000 at 12.15 %: 91.87; 41 d 6000 at 12.40 %: 83.57; total 132 d 325.24"
CROSSING = (
    "45 d 10000 at 12.15 %: 149.79; 46 d 6000 at 12.15 %: 91.87; 184 d 6000 at 12.40 %: 375.06; "
    "41 d 6000 at 12.65 %: 85.26; total 316 d 701.98"
)

def _to_last_known_day():
    found = interest(INTO_2027, "fr.business", date(2027, 3, 1), missing="stop")
    says = ", runs on" if found.runs_on else ""
    return f"to {found.last_day}: {found.amount}, {found.ends} {found.missing.half_year}{says}"


def _floors_of_2024():
    found = []
    for name in ("2024 H1", "2024 H2"):
        day = library.HalfYear.parse(name).first
        regime = REGIMES["fr.business"]
        floor = library.RateBook(CATALOGUE, regime.with_contract_rate(Decimal(1), "clause")).rate_on(day, day)
        default = library.RateBook(CATALOGUE, regime).rate_on(day, day)
        found.append(f"{floor.percent} > {default.percent}")
    return "; ".join(found)


def _dutch_years():
    found = interest(debt("1000", date(2023, 12, 31)), "nl.business", date(2025, 1, 31))
    last = found.segments[-1]
    year = library.round_half_up(sum(one.exact for one in found.segments[:-1]), 2)
    grown = library.round_half_up(last.capitalised, 2)
    return (
        f"{year} in 2024; {last.days} d on {last.principal} + {grown} at {last.rate.percent} %: {last.amount}; "
        f"total {found.amount}"
    )


EXAMPLES = [
    ("France, two part payments, two half-years", MAIN, lambda: lines(interest(TWO_PARTS, "fr.business"))),
    ("… unrounded", "325.2411", lambda: f"{float(interest(TWO_PARTS, 'fr.business').exact):.4f}"),
    (
        "… rounded segments add up to one cent less",
        "325.23",
        lambda: str(sum(one.amount for one in interest(TWO_PARTS, "fr.business").segments)),
    ),
    (
        "… shown with the difference on the last line",
        "149.79, 91.87, 83.58",
        lambda: ", ".join(map(str, interest(TWO_PARTS, "fr.business").shown_amounts())),
    ),
    ("… frozen", "323.56", lambda: str(interest(TWO_PARTS, replace(REGIMES["fr.business"], reset="frozen")).amount)),
    ("… ACT/360", "329.76", lambda: str(interest(TWO_PARTS, replace(REGIMES["fr.business"], day_count="ACT/360")).amount)),
    (
        "… one fixed sum",
        "40.00",
        lambda: str(library.make_claim([TWO_PARTS], REGIMES["fr.business"], CATALOGUE, TODAY).fees.total),
    ),
    (
        "Rest paid on 10 Feb 2027, at 2.65 % if unchanged",
        CROSSING,
        lambda: lines(interest(INTO_2027, "fr.business", date(2027, 3, 1), with_2027())),
    ),
    (
        "… refused without the rate of 2027",
        "ecb.mro: no published value for 2027 H1",
        lambda: refused(lambda: interest(INTO_2027, "fr.business", date(2027, 3, 1)), library.UnknownRateError),
    ),
    (
        "… a notice takes it to the last known day and runs on",
        "to 2026-12-31: 616.73, unknown_rate 2027 H1, runs on",
        _to_last_known_day,
    ),
    (
        "French public buyer, the same payments: the rate of the first half-year stays",
        "45 d 10000 at 10.15 %: 125.14; 87 d 6000 at 10.15 %: 145.16; total 132 d 270.30",
        lambda: lines(interest(TWO_PARTS, "fr.public")),
    ),
    ("15,000 at 15 % for 30 days", "184.93", lambda: str(flat("15", "15000", 30).amount)),
    ("ACT/360 raises interest by", "1.39 %", ratio_of_bases),
    ("United Kingdom, 10,000 pounds, 60 days at 11.75 %", "193.15 + 100.00 = 10293.15", british),
    (
        "United Kingdom, compensation of 999.99, 1,000, 9,999.99, 10,000",
        "40.00, 70.00, 70.00, 100.00",
        lambda: scale("uk.business", "999.99", "1000", "9999.99", "10000"),
    ),
    (
        "Belgium, most that a consumer's clause may grant on 150, 215, 500, 1,000, 100,000",
        "20.00, 36.50, 65.00, 90.00, 2000.00",
        lambda: scale("be.consumer", "150", "215", "500", "1000", "100000"),
    ),
    (
        "Netherlands, scale on 125, 23,000, 2,000,000",
        "40.00, 1005.00, 6775.00",
        lambda: scale("nl.consumer", "125", "23000", "2000000"),
    ),
    ("France, three late invoices", "3 = 120.00", lambda: sums("fr.business", 3)),
    ("Germany, three late invoices of one claim", "1 = 40.00", lambda: sums("de.business", 3)),
    ("Netherlands, three invoices of 500 in one letter: 15 % of 1,500", "1 = 225.00", lambda: sums("nl.business", 3)),
    ("France, consumers: no fixed sum", "0 = 0 (no_schedule)", lambda: sums("fr.consumer", 3)),
    ("Germany, consumers: no fixed sum", "0 = 0 (no_schedule)", lambda: sums("de.consumer", 3)),
    ("Netherlands, consumers: not before the free letter", "0 = 0 (no_free_letter)", lambda: sums("nl.consumer", 3)),
    ("Belgium, consumers: not without a clause", "0 = 0 (no_contract_clause)", lambda: sums("be.consumer", 3)),
    (
        "France 2024: the floor of contractual rates is above MRO + 10, which stays",
        "15.21 > 14.50; 14.76 > 14.25",
        _floors_of_2024,
    ),
    (
        "Switzerland, 5 % whatever the half-year: 10,000 for 365 days from an agreed day",
        "365 d 10000 at 5 %: 500.00; total 365 d 500.00",
        lambda: lines(
            interest(debt("10000", date(2025, 3, 31), facts=library.Facts(due_agreed=True)), "ch.any", date(2026, 3, 31))
        ),
    ),
    (
        # By hand: 1,000 × (12.5 × 182 + 12.25 × 184) / 36,500 = 124.08; 1,124.08 × 11.15 × 31 / 36,500 = 10.64.
        "Netherlands: interest of a full year bears interest (1,000 due 31 Dec 2023, until 31 Jan 2025)",
        "124.08 in 2024; 31 d on 1000 + 124.08 at 11.15 %: 10.64; total 134.73",
        _dutch_years,
    ),
]


def rate_of(key, name):
    """Return the library's rate of a regime in a half-year, as a text."""
    day = library.HalfYear.parse(name).first
    return str(library.RateBook(CATALOGUE, REGIMES[key]).rate_on(day, day).percent.normalize())


def published_rates():
    """Yield (what, half-year, published, computed) of every published table."""

    def same(value):
        return str(Decimal(value).normalize())

    for name, mro, default, minimum, professional, private, floor in law_tables.FRANCE:
        day = library.HalfYear.parse(name)
        yield "ECB rate", name, same(mro), str(CATALOGUE.series["ecb.mro"].value_for(day).value.normalize())
        yield "FR default", name, same(default), rate_of("fr.business", name)
        yield "EU minimum (IT)", name, same(minimum), rate_of("it.business", name)
        yield "FR public buyers", name, same(minimum), rate_of("fr.public", name)
        yield "FR legal, professional", name, same(professional), rate_of("fr.consumer", name)
        if private:
            value = CATALOGUE.series["fr.legal.private"].value_for(day).value
            yield "FR legal, private", name, same(private), str(value.normalize())
        low = library.RateBook(CATALOGUE, REGIMES["fr.business"].with_contract_rate(Decimal(0), "clause"))
        yield "FR floor", name, same(floor), str(low.rate_on(day.first, day.first).percent.normalize())
    for name, base in law_tables.GERMANY.items():
        yield "DE business", name, same(Decimal(base) + 9), rate_of("de.business", name)
        yield "DE consumer", name, same(Decimal(base) + 5), rate_of("de.consumer", name)
    tables = (
        ("BE business", "be.business", law_tables.BELGIUM),
        ("NL business", "nl.business", law_tables.NETHERLANDS),
        ("NL consumer", "nl.consumer", law_tables.NETHERLANDS_CONSUMERS),
        ("ES business", "es.business", law_tables.SPAIN),
        ("IT business", "it.business", law_tables.ITALY),
        ("UK business", "uk.business", law_tables.UNITED_KINGDOM),
    )
    for what, key, table in tables:
        for name, rate in table.items():
            yield what, name, same(rate), rate_of(key, name)
