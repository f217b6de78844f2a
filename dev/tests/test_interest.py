"""Late-payment interest, without a database: worked examples, published tables, random ledgers, what always holds."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import law_cases
import law_ledgers
import law_tables
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from law_cases import CATALOGUE, REGIMES, debt, interest, library

DAY = timedelta(days=1)
FR, NL = REGIMES["fr.business"], REGIMES["nl.business"]
examples = settings(
    max_examples=100, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize(("name", "expected", "compute"), law_cases.EXAMPLES, ids=[row[0] for row in law_cases.EXAMPLES])
def test_worked_example(name, expected, compute):
    assert compute() == expected


def test_published_tables():
    rows = list(law_cases.published_rates())
    assert [row for row in rows if row[2] != row[3]] == []
    assert len(rows) == 231


def test_random_ledgers():
    """The library equals a sum day by day that shares no line with it; ``make law`` goes through 10,000."""
    differences, bulk, _days = law_ledgers.compare(2500, 7, CATALOGUE)
    assert differences == []
    assert bulk > 500


# ------------------------------------------------------------------------------------------------- what is refused


def test_no_extrapolation():
    """The ECB's rate was read on 3 October 2026: nobody knows what it is on 1 January 2027."""
    one = debt("1000", date(2026, 11, 30))
    assert interest(one, FR, date(2026, 12, 31)).amount == Decimal("10.53")
    with pytest.raises(library.UnknownRateError) as error:
        interest(one, FR, date(2027, 1, 1))
    assert (error.value.series, str(error.value.half_year)) == ("ecb.mro", "2027 H1")
    assert "FM.B.U2.EUR.4F.KR.MRR_FR.LEV" in error.value.hint
    known = CATALOGUE.with_values("ecb.mro", [], date(2026, 12, 31))
    with pytest.raises(library.UnknownRateError):  # the day before is not the day
        interest(one, FR, date(2027, 1, 1), known)
    assert interest(one, "es.business", date(2027, 1, 1), known).segments[-1].rate.percent == Decimal("10.65")


@pytest.mark.parametrize(
    ("key", "due", "until", "series", "name"),
    [
        ("fr.business", date(2014, 8, 1), date(2014, 9, 1), "ecb.mro", "2014 H2"),
        ("fr.consumer", date(2026, 12, 1), date(2027, 1, 1), "fr.legal.professional", "2027 H1"),
        ("de.business", date(2016, 1, 1), date(2016, 2, 1), "de.base", "2016 H1"),
        ("uk.business", date(2025, 3, 1), date(2025, 4, 1), "uk.bank_rate", "2025 H1"),
        ("nl.consumer", date(2025, 3, 1), date(2025, 4, 1), "nl.consumer", "2025 H1"),
        ("be.business", date(2023, 11, 1), date(2023, 12, 1), "ecb.mro", "2023 H2"),
        ("at.business", date(2026, 3, 1), date(2026, 4, 1), "at.base", "2026 H1"),
    ],
)
def test_half_year_without_value(key, due, until, series, name):
    facts = library.Facts(due_agreed=True, notice_received=due, reminder_term_began=due - 14 * DAY)
    with pytest.raises(library.UnknownRateError) as error:
        interest(debt("1000", due, facts=facts), key, until)
    assert (error.value.series, str(error.value.half_year)) == (series, name)
    assert str(error.value).startswith(f"{series}: no published value for {name}.")


def test_frozen_rate_needs_the_first_half_year_only():
    one = debt("1000", date(2026, 6, 30))
    found = interest(one, "fr.public", date(2028, 1, 31))
    assert [(segment.days, str(segment.rate.half_year)) for segment in found.segments] == [(580, "2026 H2")]
    assert found.per_diem_until is None


def test_unpaid_debts_only_need_rates():
    """A debt that was paid in 2026 is computed in 2027, whatever is unknown then."""
    assert interest(law_cases.TWO_PARTS, FR, date(2027, 6, 30)).amount == Decimal("325.24")


def test_stop_at_the_last_known_day():
    found = interest(debt("1000", date(2026, 12, 30)), FR, date(2027, 3, 1), missing="stop")
    assert (found.last_day, found.amount, found.ends) == (date(2026, 12, 31), Decimal("0.34"), library.UNKNOWN_RATE)
    assert found.runs_on and found.per_diem is None
    found = interest(debt("1000", date(2026, 12, 31)), FR, date(2027, 3, 1), missing="stop")
    assert (found.last_day, found.amount, found.segments) == (None, Decimal("0.00"), ())
    assert str(found.missing.half_year) == "2027 H1"


@pytest.mark.parametrize(
    "make",
    [
        lambda: debt("1000", datetime(2026, 12, 31, 23, 30)),
        lambda: library.Debt("A", 1000.0, date(2026, 1, 1)),
        lambda: debt("1000", date(2026, 1, 1), (datetime(2026, 2, 1), "1")),
        lambda: library.Debt("A", Decimal(1), date(2026, 1, 1), (library.Payment(date(2026, 2, 1), 0.1),)),
        lambda: interest(debt("1", date(2026, 1, 1)), FR, datetime(2026, 12, 31)),
    ],
)
def test_moments_and_floats(make):
    """A moment's day depends on a time zone (midnight of 1 January is the other half-year), a float is no amount."""
    with pytest.raises(TypeError):
        make()


@pytest.mark.parametrize("principal", ["-1", "NaN", "Infinity"])
def test_no_amount(principal):
    with pytest.raises(library.InterestError):
        debt(principal, date(2026, 1, 1))


# -------------------------------------------------------------------------------------------------- days and segments


def test_first_and_last_day():
    """From the day after the due date to the day on which the money is there: payment − due days."""
    one = debt("365", date(2026, 6, 30), (date(2026, 7, 1), "365"))
    found = interest(one, REGIMES["ch.any"].completed(start=FR.start, sources="test"))
    assert (found.first_day, found.last_day, found.days, found.ends) == (date(2026, 7, 1), date(2026, 7, 1), 1, library.PAID)
    assert found.amount == Decimal("0.05")
    on_time = debt("365", date(2026, 6, 30), (date(2026, 6, 30), "365"))
    found = interest(on_time, FR)
    assert (found.days, found.amount, found.last_day, found.ends) == (0, Decimal("0.00"), None, library.PAID)
    assert not found.runs_on and found.per_diem == 0


def test_not_yet():
    found = interest(debt("1000", TODAY := date(2026, 11, 29)), FR, TODAY)
    assert (found.ends, found.amount, found.runs_on, found.first_day) == (library.NOT_YET, 0, False, TODAY + DAY)


def test_half_years_with_one_rate_stay_apart():
    """2025 H2 and 2026 H1 bear the same rate, each by its own half-year."""
    found = interest(debt("1000", date(2025, 11, 30)), FR, date(2026, 1, 31))
    assert [(segment.days, str(segment.rate.half_year)) for segment in found.segments] == [(31, "2025 H2"), (31, "2026 H1")]


def test_leap_years():
    """In leap years too the base is 365, unless the day count is ACT/ACT."""
    one, year = debt("36500", date(2023, 12, 31)), date(2024, 12, 31)
    fixed = replace(FR, floor=None).with_contract_rate(Decimal(10), "clause")
    assert interest(one, fixed, year).amount == Decimal("3660.00")
    assert interest(one, replace(fixed, day_count="ACT/ACT"), year).amount == Decimal("3650.00")
    assert interest(one, replace(fixed, day_count="30E/360"), year).amount == Decimal("3650.00")


def test_credits():
    """A correction undoes its part from the beginning; a rebate counts from its own day."""
    day = date(2026, 5, 1)
    plain = debt("1000", date(2026, 3, 31))
    corrected = replace(plain, credits=(library.Credit(day, Decimal(400), corrects=True),))
    rebated = replace(plain, credits=(library.Credit(day, Decimal(400)),))
    assert interest(corrected, FR).exact == interest(debt("600", date(2026, 3, 31)), FR).exact
    segments = interest(rebated, FR, date(2026, 5, 31)).segments
    assert [(one.days, one.principal) for one in segments] == [(30, 1000), (31, 600)]


def test_overpaid():
    one = debt("1000", date(2026, 3, 31), (date(2026, 4, 10), "900"), (date(2026, 4, 20), "900"))
    assert [(part.days, part.principal) for part in interest(one, FR).segments] == [(10, 1000), (10, 100)]


def test_dispute():
    """An open dispute keeps its part out of the claim; the clock stops only where law says so."""
    plain = debt("1000", date(2026, 3, 31))
    whole = interest(plain, FR, date(2026, 6, 30))
    dispute = library.Dispute(date(2026, 5, 1), None, Decimal(400))
    held = interest(replace(plain, disputes=(dispute,)), FR, date(2026, 6, 30))
    assert held.amount == interest(debt("600", date(2026, 3, 31)), FR, date(2026, 6, 30)).amount
    assert held.amount + held.withheld == whole.amount
    assert held.outstanding == 1000
    over = replace(dispute, last=date(2026, 5, 31))
    assert interest(replace(plain, disputes=(over,)), FR, date(2026, 6, 30)).amount == whole.amount
    stopped = replace(over, stopped_by="art. 1 of some law")
    found = interest(replace(plain, disputes=(stopped,)), FR, date(2026, 6, 30))
    assert [(one.days, one.principal) for one in found.segments] == [(30, 1000), (31, 600), (30, 1000)]
    by_regime = interest(replace(plain, disputes=(over,)), replace(FR, dispute_stops=True), date(2026, 6, 30))
    assert by_regime.segments == found.segments


def test_insolvency():
    """On the day of the judgment interest has stopped."""
    one = debt("1000", date(2026, 3, 31), insolvency=date(2026, 5, 1))
    found = interest(one, FR)
    assert (found.last_day, found.days, found.ends, found.per_diem) == (date(2026, 4, 30), 30, library.INSOLVENCY, 0)
    assert not found.runs_on
    before = interest(replace(one, insolvency=date(2026, 3, 1)), FR)
    assert (before.amount, before.last_day, before.ends) == (0, None, library.INSOLVENCY)


def test_no_day_is_charged_twice():
    one = law_cases.TWO_PARTS
    first = interest(one, FR, date(2026, 5, 31))
    second = interest(one, FR, charged_until=date(2026, 5, 31))
    assert first.exact + second.exact == interest(one, FR).exact
    assert second.segments[0].first == date(2026, 6, 1)
    assert first.days + second.days == 132


def test_compounding_and_charges():
    """What was charged for a past year still bears interest by Dutch law, and is not charged again."""
    one = debt("1000", date(2023, 12, 31))
    first = interest(one, NL, date(2024, 12, 31))
    second = interest(one, NL, date(2025, 1, 31), charged_until=date(2024, 12, 31))
    assert first.exact + second.exact == interest(one, NL, date(2025, 1, 31)).exact
    assert second.segments[0].capitalised == first.exact


def test_compounding_ends_with_the_principal():
    """Interest of past years bears interest only while the sum itself is late."""
    one = debt("1000", date(2023, 12, 31), (date(2025, 1, 31), "1000"))
    found = interest(one, NL, date(2026, 2, 28))
    assert (found.last_day, found.ends, found.per_diem) == (date(2025, 1, 31), library.PAID, 0)
    assert found.amount == Decimal("134.73")


def test_year_that_began_on_a_leap_day():
    assert library.timeline.anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)
    found = interest(debt("1000", date(2024, 2, 28)), NL, date(2025, 3, 31))
    assert [one.first for one in found.segments if one.capitalised] == [date(2025, 3, 1)]


def test_contract_rate_and_floor():
    """A clause below three times the legal rate is lifted to it, half-year by half-year, and says so."""
    low = FR.with_contract_rate(Decimal("9"), "terms of sale of 2025, art. 4")
    found = interest(debt("1000", date(2025, 5, 31)), low, date(2025, 7, 31))
    assert [(one.rate.percent, one.rate.limited) for one in found.segments] == [(Decimal("11.13"), "floor"), (Decimal(9), "")]
    assert [(str(name), what) for name, what in found.limits] == [("2025 H1", "floor")]
    assert "terms of sale of 2025, art. 4" in found.segments[1].rate.source
    assert "3.71 % from 2025-01-01" in found.segments[0].rate.source


def test_cap_of_belgian_consumers():
    """No contract, no interest; a clause above the commercial rate is cut to it."""
    form = REGIMES["be.consumer"]
    one = debt("1000", date(2026, 3, 31), facts=library.Facts(reminder_term_began=date(2026, 4, 16)))
    with pytest.raises(library.IncompleteRegimeError):
        interest(one, form)
    found = interest(one, form.with_contract_rate(Decimal(12), "clause"), date(2026, 6, 30))
    assert (found.first_day, found.segments[0].rate.percent, found.segments[0].rate.limited) == (
        date(2026, 5, 1), Decimal("10.5"), "cap",
    )  # fmt: skip


def test_one_line_an_invoice():
    found = interest(law_cases.TWO_PARTS, FR)
    assert (found.days, found.rates, found.amount) == (132, (Decimal("12.15"), Decimal("12.40")), Decimal("325.24"))


def test_every_segment_names_its_source():
    for segment in interest(law_cases.TWO_PARTS, FR).segments:
        assert segment.rate.value.source and segment.rate.value.seen == date(2026, 10, 3)
        assert "L441-10" in segment.rate.source and str(segment.rate.value.day) in segment.rate.source


def test_per_diem():
    found = interest(debt("10000", date(2026, 3, 31)), FR, date(2026, 6, 30))
    assert (found.per_diem, found.per_diem_rate.percent) == (Decimal("3.40"), Decimal("12.40"))  # of 1 July, not of 30 June
    assert found.per_diem_until == date(2026, 12, 31)
    claim = law_cases.interest(debt("1000", date(2026, 6, 29)), NL, date(2026, 7, 1))
    assert claim.per_diem_until == date(2026, 12, 31)
    months = replace(FR, day_count="30E/360")  # its 30 July has no weight of its own
    assert interest(debt("36000", date(2026, 6, 30)), months, date(2026, 7, 29)).per_diem == Decimal("12.40")
    near = interest(debt("1000", date(2025, 9, 29)), NL, date(2026, 9, 1))
    assert near.per_diem_until == date(2026, 9, 29)  # then the base grows


def test_rounding_is_half_up():
    assert library.round_half_up(Fraction(1, 200), 2) == Decimal("0.01")
    assert library.round_half_up(Fraction(1, 200) - Fraction(1, 10**30), 2) == Decimal("0.00")
    assert library.round_half_up(Fraction(5, 2), 0) == Decimal(3)
    # 36 + 37 days of 0.1 % on 50.00 are exactly 0.01 together, each of them alone is not finite in decimals.
    tie = debt("25.00", date(2026, 3, 31), (date(2026, 5, 6), "0.00"))
    flat = replace(FR, floor=None).with_contract_rate(Decimal("0.1"), "clause")
    assert interest(tie, flat, date(2026, 6, 12)).exact == Fraction(1, 200)
    assert interest(tie, flat, date(2026, 6, 12)).amount == Decimal("0.01")


# -------------------------------------------------------------------------------------------------- what always holds

days = st.dates(date(2023, 1, 1), date(2026, 9, 30))
cents = st.integers(1, 10**9)
rows_of_numbers = st.tuples(days, st.integers(0, 900), cents, st.lists(st.tuples(st.integers(-9, 700), cents), max_size=3))


@st.composite
def debts(draw):
    due = draw(days)
    paid = draw(st.lists(st.tuples(st.integers(-10, 600), cents), max_size=4))
    return debt(law_ledgers.money(draw(cents)), due, *((due + DAY * later, law_ledgers.money(part)) for later, part in paid))


@examples
@given(debts(), st.integers(0, 500), st.integers(0, 500))
def test_parts_make_the_whole(one, early, late):
    early, late = sorted((one.due + DAY * early, one.due + DAY * late))
    early, late = min(early, date(2026, 12, 31)), min(late, date(2026, 12, 31))
    for regime in (FR, REGIMES["fr.public"], NL, replace(FR, day_count="ACT/ACT")):
        parts = interest(one, regime, early).exact + interest(one, regime, late, charged_until=early).exact
        assert parts == interest(one, regime, late).exact


@examples
@given(debts(), st.integers(1, 500))
def test_segments(one, later):
    """They do not overlap, hold one principal each, and differ from what is shown by rounding alone."""
    found = interest(one, FR, min(one.due + DAY * later, date(2026, 12, 31)))
    for before, after in zip(found.segments, found.segments[1:], strict=False):
        assert before.last < after.first
        assert (before.principal, before.rate) != (after.principal, after.rate)
    assert sum(found.shown_amounts()) == found.amount
    assert abs(found.exact - Fraction(found.amount)) <= Fraction(1, 200)
    assert found.days == sum(segment.days for segment in found.segments)


@examples
@given(debts(), st.integers(1, 600))
def test_one_more_day(one, later):
    """The daily amount is what the next day really adds."""
    day = min(one.due + DAY * later, date(2026, 12, 30))
    for regime in (FR, NL):
        found, more = interest(one, regime, day), interest(one, regime, day + DAY)
        if found.ends == library.UNTIL_ASKED:
            assert found.per_diem == library.round_half_up(more.exact - found.exact, 2)
        assert more.amount >= found.amount


@examples
@given(st.lists(rows_of_numbers, min_size=1))
def test_many_at_once(rows):
    """numpy, whole numbers in Python and explained segments give the same cents."""
    np = pytest.importorskip("numpy")
    until = date(2026, 12, 31)
    for regime in (FR, REGIMES["fr.public"], replace(FR, day_count="30E/360"), replace(FR, day_count="ACT/ACT")):
        table = library.RateTable(regime, CATALOGUE, min(row[0] for row in rows) + DAY, until)
        items = [
            (due + DAY, min(due + DAY * late, until), amount, [(due + DAY * after, part) for after, part in paid])
            for due, late, amount, paid in rows
        ]
        paid = [(rank, day.toordinal(), part) for rank, item in enumerate(items) for day, part in item[3]]
        found = table.interest_arrays(
            [item[0].toordinal() for item in items],
            [item[1].toordinal() for item in items],
            [item[2] for item in items],
            *(np.array(column, dtype=np.int64) for column in zip(*paid, strict=True)),
        )
        assert found.tolist() == [table.interest(*item) for item in items]
        for item, amount in zip(items, found.tolist(), strict=True):
            one = debt(law_ledgers.money(item[2]), item[0] - DAY, *((day, law_ledgers.money(part)) for day, part in item[3]))
            assert law_ledgers.money(amount) == interest(one, regime, item[1]).amount


def test_many_at_once_refuses():
    np = pytest.importorskip("numpy")
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    with pytest.raises(library.UnknownRateError):
        library.RateTable(FR, CATALOGUE, first, date(2027, 1, 1))
    compounding = library.RateTable(NL, CATALOGUE, first, last)
    for refused in (compounding.columns, lambda: compounding.interest_arrays([1], [1], [1])):
        with pytest.raises(library.InterestError):
            refused()
    table = library.RateTable(FR, CATALOGUE, first, last)
    with pytest.raises(library.InterestError):
        table.interest(date(2025, 12, 31), last, 100)
    for firsts, lasts in (([first.toordinal() - 1], [last.toordinal()]), ([first.toordinal()], [last.toordinal() + 1])):
        with pytest.raises(library.InterestError):
            table.interest_arrays(firsts, lasts, [100])
    with pytest.raises(OverflowError):
        table.interest_arrays([first.toordinal()], [last.toordinal()], np.array([2**60]))
    listed, cumulated = table.columns()
    assert (listed[0], listed[-1], cumulated[0]) == (first, last + DAY, 0)
    assert 100_00 * cumulated[-1] == Fraction(interest(debt("100", date(2025, 12, 31)), FR, last).exact) * 100 * table.divisor


def test_known_periods():
    """Debts that begin in one period are known to its end; where a rate is missing another period begins."""
    begin, end = date(2026, 2, 1), date(2028, 1, 1)
    assert library.known_periods(FR, CATALOGUE, begin, date(2026, 11, 29)) == [(begin, date(2026, 11, 29))]
    assert library.known_periods(FR, CATALOGUE, begin, end) == [(begin, date(2026, 12, 31))]
    assert library.known_periods(FR, CATALOGUE, date(2027, 2, 1), end) == []
    moving = replace(REGIMES["uk.business"], reset="variable")
    found = library.known_periods(moving, CATALOGUE, date(2023, 5, 1), date(2026, 8, 31))
    assert found == [(date(2024, 1, 1), date(2024, 12, 31)), (date(2026, 1, 1), date(2026, 8, 31))]


def test_frozen_rates_with_gaps():
    """What begins in a half-year whose rate was not published bears nothing; what begins later is priced all the same."""
    regime, last = REGIMES["uk.business"], date(2026, 11, 29)
    with pytest.raises(library.UnknownRateError):
        library.RateTable(regime, CATALOGUE, date(2024, 7, 1), last)
    table = library.RateTable(regime, CATALOGUE, date(2024, 7, 1), last, gaps=True)
    for first in (date(2024, 8, 1), date(2025, 3, 1), date(2026, 3, 1)):
        found = interest(debt("1000", first - DAY), regime, last, missing="stop")
        assert law_ledgers.money(table.interest(first, last, 100_000)) == found.amount
    assert table.interest(date(2025, 3, 1), last, 100_000) == 0
    assert table.start_units()[0] == 1325


def test_tables_are_typed_twice():
    """The oracle's rates and the shipped ones are two copies: a slip in one of them shows."""
    series = CATALOGUE.series["ecb.mro"]
    assert {value.day.isoformat(): str(value.value) for value in series.values} == law_tables.MRO
