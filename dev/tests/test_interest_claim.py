"""Which law, from when, which fixed sums, and the claim of one letter: the late-payment library."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from law_cases import CATALOGUE, REGIMES, debt, library

DAY = timedelta(days=1)
DUE = date(2026, 3, 31)
FR, DE, UK, NL, BE = (REGIMES[f"{country}.business"] for country in ("fr", "de", "uk", "nl", "be"))


# -------------------------------------------------------------------------------------------------------- whose law


@pytest.mark.parametrize(
    ("debtor_class", "countries", "country", "rule", "review"),
    [
        ("business", {"seller": "FR", "debtor": "DE"}, "FR", "seller", False),
        ("business", {"seller": "BE", "debtor": "BE"}, "BE", "seller", False),
        ("business", {"contract": "DE", "seller": "FR", "debtor": "IT"}, "DE", "contract", False),
        ("consumer", {"seller": "FR", "debtor": "BE"}, "BE", "consumer", False),
        ("consumer", {"contract": "FR", "seller": "FR", "debtor": "BE"}, "FR", "contract", True),
        ("consumer", {"contract": "BE", "seller": "FR", "debtor": "BE"}, "BE", "contract", False),
        ("public", {"seller": "BE", "debtor": "FR"}, "FR", "procurement", False),
        ("public", {"contract": "BE", "seller": "BE", "debtor": "FR"}, "BE", "contract", True),
    ],
)
def test_law(debtor_class, countries, country, rule, review):
    assert library.choose_law(debtor_class, **countries) == library.LawChoice(country, debtor_class, rule, review)


@pytest.mark.parametrize(
    ("debtor_class", "countries"),
    [("business", {"debtor": "DE"}), ("consumer", {"seller": "FR"}), ("public", {"seller": "FR"}), ("other", {"seller": "FR"})],
)
def test_law_unknown(debtor_class, countries):
    """No other country takes the place of the one that the rule needs."""
    with pytest.raises(library.InterestError):
        library.choose_law(debtor_class, **countries)


def test_regime_of_a_law():
    keys = {(key.country, one): CATALOGUE.regime_for(key.country, one).key for key in REGIMES.values() for one in key.debtor_classes}
    assert keys["FR", "public"] == "fr.public" and keys["CH", "consumer"] == "ch.any" and keys["AT", "business"] == "at.business"
    for country, debtor_class in (("IT", "consumer"), ("DE", "public"), ("CH", "public"), ("US", "business")):
        with pytest.raises(library.NoRegimeError) as error:
            CATALOGUE.regime_for(country, debtor_class)
        assert (error.value.country, error.value.debtor_class) == (country, debtor_class)


# -------------------------------------------------------------------------------------------------------- from when


@pytest.mark.parametrize(
    ("key", "facts", "first"),
    [
        ("fr.business", {}, date(2026, 4, 1)),
        ("fr.public", {}, date(2026, 4, 1)),
        ("fr.consumer", {"notice_received": date(2026, 5, 12)}, date(2026, 5, 13)),
        ("fr.consumer", {"notice_received": date(2026, 3, 1)}, date(2026, 4, 1)),
        ("de.business", {"due_agreed": True}, date(2026, 4, 1)),
        ("de.business", {"notice_received": date(2026, 4, 10)}, date(2026, 4, 11)),
        ("de.business", {"invoice_received": date(2026, 3, 3)}, date(2026, 5, 1)),
        ("de.business", {"invoice_received": date(2026, 4, 8)}, date(2026, 5, 9)),
        ("de.business", {"invoice_received": date(2026, 3, 3), "notice_received": date(2026, 4, 10)}, date(2026, 4, 11)),
        ("de.consumer", {"invoice_received": date(2026, 3, 3), "invoice_warned": True}, date(2026, 5, 1)),
        ("nl.consumer", {"reminder_term_began": date(2026, 4, 15)}, date(2026, 4, 30)),
        ("ch.any", {"notice_received": date(2026, 4, 10)}, date(2026, 4, 11)),
        ("ch.any", {"due_agreed": True}, date(2026, 4, 1)),
    ],
)
def test_first_day(key, facts, first):
    assert library.first_day(REGIMES[key], DUE, library.Facts(**facts)) == first


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("fr.consumer", {"due_agreed": True}),
        ("de.business", {}),
        ("de.consumer", {"invoice_received": date(2026, 3, 3)}),
        ("nl.consumer", {"notice_received": date(2026, 4, 10)}),
        ("ch.any", {}),
    ],
)
def test_not_started(key, facts):
    with pytest.raises(library.NotStartedError) as error:
        library.first_day(REGIMES[key], DUE, library.Facts(**facts))
    assert error.value.waits_for == tuple(trigger.kind for trigger in REGIMES[key].start)


def test_legal_due_date():
    assert library.legal_due_date(date(2026, 3, 1)) == date(2026, 3, 31)
    assert library.legal_due_date(date(2026, 3, 1), date(2026, 3, 10)) == date(2026, 4, 9)
    assert library.legal_due_date(date(2026, 3, 1), days=50) == date(2026, 4, 20)


def test_british_rate_is_that_of_the_day_on_which_interest_starts_to_run():
    """Due on 30 June: interest starts on 1 July, the rate in force on 30 June counts."""
    rates = CATALOGUE.with_series(CATALOGUE.series["uk.bank_rate"].replaced(library.DatedValue(date(2026, 7, 1), Decimal(4), "test")))
    found = library.compute_interest(debt("1000", date(2026, 6, 30)), UK, rates, date(2027, 6, 30))
    assert [(one.days, one.rate.percent) for one in found.segments] == [(365, Decimal(12))]


# ------------------------------------------------------------------------------------------------------- fixed sums


def item(reference, amount=500, **fields):
    return library.FeeItem(reference, Decimal(amount), DUE, **fields)


def refusals(regime, *items, **options):
    return dict(library.fixed_sums(regime, items, **options).refused)


def test_one_sum_an_invoice():
    """Once, even when the invoice is paid in parts or was put in instalments."""
    items = [item("A-1", invoice="A"), item("A-2", invoice="A"), item("B")]
    found = library.fixed_sums(FR, items)
    assert [(fee.references, fee.amount, fee.currency) for fee in found.fees] == [
        (("A-1", "A-2"), Decimal("40.00"), "EUR"), (("B",), Decimal("40.00"), "EUR"),
    ]  # fmt: skip
    assert found.total == 80 and found.fees[0].source == "Code de commerce, art. D441-5"


def test_never_twice():
    assert refusals(FR, item("A", charged=True)) == {"A": "charged_before"}
    assert refusals(FR, item("A-1", invoice="A", charged=True), item("A-2", invoice="A")) == {
        "A-1": "charged_before", "A-2": "charged_before",
    }  # fmt: skip
    found = library.fixed_sums(DE, [item("A", claim="C", charged=True), item("B", claim="C"), item("D", claim="E")])
    assert [fee.references for fee in found.fees] == [("D",)]
    assert dict(found.refused) == {"A": "charged_before", "B": "charged_before"}


def test_no_sum():
    assert refusals(FR, item("A", late=False)) == {"A": "not_late"}
    assert refusals(FR, item("A", dispute_founded=True)) == {"A": "dispute_founded"}
    assert refusals(FR, item("A", insolvency=DUE)) == {"A": "insolvency"}
    assert refusals(FR, item("A", insolvency=DUE + DAY)) == {}  # it was late before the judgment
    assert refusals(REGIMES["ch.any"], item("A")) == {"A": "no_schedule"}
    assert refusals(REGIMES["be.consumer"], item("A"), has_clause=True) == {}
    assert refusals(REGIMES["nl.consumer"], item("A"), has_letter=True) == {}


def test_waiving():
    assert FR.fee.waivable and not REGIMES["fr.public"].fee.waivable


def test_sum_of_a_letter():
    found = library.fixed_sums(NL, [item("A", 100), item("B", 1900), item("C", 1000)])
    assert [(fee.references, fee.amount) for fee in found.fees] == [(("A", "B", "C"), Decimal("425.00"))]


@pytest.mark.parametrize(
    ("key", "amount", "expected"),
    [
        ("nl.business", "266.66", "40.00"), ("nl.business", "266.67", "40.00"), ("nl.business", "266.71", "40.01"),
        ("nl.business", "2500", "375.00"), ("nl.business", "5000", "625.00"), ("nl.business", "10000", "875.00"),
        ("nl.business", "200000", "2775.00"), ("nl.business", "1000000", "6775.00"), ("be.consumer", "150.01", "30.00"),
        ("be.consumer", "500", "65.00"), ("be.consumer", "500.01", "65.00"), ("be.consumer", "38200", "1950.00"),
        ("uk.business", "0.01", "40.00"), ("fr.business", "1000000", "40.00"),
    ],
)  # fmt: skip
def test_scales(key, amount, expected):
    assert library.scale_amount(REGIMES[key].fee, Decimal(amount)) == Decimal(expected)


def test_scale_in_another_currency():
    """Tiers in pounds say nothing of an amount in euros; a flat sum is due in its own currency."""
    assert dict(library.fixed_sums(UK, [item("A")], currency="EUR").refused) == {"A": "other_currency"}
    assert library.fixed_sums(UK, [item("A")], currency="GBP").total == 40
    assert library.fixed_sums(FR, [item("A")], currency="CHF").total == 40


# ------------------------------------------------------------------------------------------------------------ claim


def named(reference, *arguments, **fields):
    return replace(debt(*arguments, **fields), reference=reference)


def test_claim():
    """One line an invoice, rounded one by one; sums; what one more day costs."""
    day = date(2026, 6, 15)
    debts = [
        named("A", "10000.00", DUE, (date(2026, 5, 15), "4000")),
        named("B", "1000.00", date(2026, 4, 30)),
        named("C", "500.00", date(2026, 7, 31)),
        named("D", "700.00", DUE, (DUE, "700")),
    ]
    claim = library.make_claim(debts, FR, CATALOGUE, day)
    # 10,000 × 45 + 6,000 × 31, and 1,000 × 46 days, at 12.15 %
    assert [(line.reference, line.amount, line.days) for line in claim.lines] == [
        ("A", Decimal("211.71"), 76), ("B", Decimal("15.31"), 46), ("C", Decimal("0.00"), 0), ("D", Decimal("0.00"), 0),
    ]  # fmt: skip
    assert (claim.principal, claim.interest, claim.fees.total) == (Decimal(7500), Decimal("227.02"), Decimal(80))
    assert claim.total == Decimal("7807.02")
    assert claim.per_diem == Decimal("2.00") + Decimal("0.33") and claim.per_diem_until == date(2026, 6, 30)
    assert claim.runs_on == ("A", "B")
    assert dict(claim.fees.refused) == {"C": "not_late", "D": "not_late"}
    assert claim.refused == () and claim.missing == ()


def test_claim_across_an_unknown_half_year():
    """The letter leaves with interest to the last known day, names the half-year and says that it runs on."""
    claim = library.make_claim([named("A", "1000", DUE), named("B", "1000", date(2027, 1, 31))], FR, CATALOGUE, date(2027, 3, 1))
    assert [(line.reference, line.last_day) for line in claim.lines] == [("A", date(2026, 12, 31)), ("B", None)]
    assert [str(error.half_year) for error in claim.missing] == ["2027 H1"]
    assert claim.per_diem is None and claim.runs_on == ("A", "B")


def test_claim_of_a_consumer():
    """Business wording on consumers is the commonest error: no fixed sum, and interest only from the notice."""
    regime = CATALOGUE.regime_for("FR", library.CONSUMER)
    claim = library.make_claim([named("A", "1000", DUE)], regime, CATALOGUE, date(2026, 6, 30))
    assert (claim.total, claim.interest, claim.fees.total) == (1000, 0, 0)
    assert [(reference, type(error).__name__) for reference, error in claim.refused] == [("A", "NotStartedError")]
    told = named("A", "1000", DUE, facts=library.Facts(notice_received=date(2026, 5, 31)))
    claim = library.make_claim([told], regime, CATALOGUE, date(2026, 6, 30))
    assert claim.interest == Decimal("2.15")  # 30 days at the legal rate of 2.62 %


def test_founded_dispute_cancels_the_sum():
    one = named("A", "1000", DUE, credits=(library.Credit(date(2026, 6, 1), Decimal(1000), corrects=True),))
    claim = library.make_claim([one], FR, CATALOGUE, date(2026, 6, 30))
    assert (claim.total, dict(claim.fees.refused)) == (0, {"A": "dispute_founded"})


def test_open_dispute_keeps_the_sum_back():
    whole = library.Dispute(date(2026, 5, 1), None)
    part = replace(whole, amount=Decimal(400))
    for dispute, reasons in ((whole, {"A": "dispute_open"}), (part, {}), (replace(whole, last=date(2026, 6, 1)), {})):
        claim = library.make_claim([named("A", "1000", DUE, disputes=(dispute,))], FR, CATALOGUE, date(2026, 6, 30))
        assert dict(claim.fees.refused) == reasons


def test_costs_of_collecting_count_what_is_open():
    """The Dutch scale is on what the letter asks for; the French sum is due for being late, paid meanwhile or not."""
    debts = [
        named("A", "1000", DUE, (date(2026, 4, 20), "800")),
        named("B", "500", DUE, (date(2026, 4, 20), "500")),
        named("C", "1300", DUE),
    ]
    claim = library.make_claim(debts, NL, CATALOGUE, date(2026, 6, 30))
    assert [(fee.references, fee.amount) for fee in claim.fees.fees] == [(("A", "C"), Decimal("225.00"))]
    assert dict(claim.fees.refused) == {"B": "nothing_open"}
    assert library.make_claim(debts, FR, CATALOGUE, date(2026, 6, 30)).fees.total == 120


def test_claim_in_another_currency():
    one = named("A", "1000", DUE, currency="USD")
    claim = library.make_claim([one], FR, CATALOGUE, date(2026, 6, 30))
    assert (claim.fees.total, claim.fees_currency) == (40, "EUR")
    with pytest.raises(library.InterestError):
        _total = claim.total
    with pytest.raises(library.InterestError):
        library.make_claim([one, named("B", "1", DUE)], FR, CATALOGUE, date(2026, 6, 30))


def test_yen_have_no_cents():
    one = named("A", "1000000", DUE, currency="JPY", digits=0)
    line = library.make_claim([one], FR, CATALOGUE, date(2026, 4, 10)).lines[0]
    assert str(line.amount) == "3329"


def test_charged_before():
    claim = library.make_claim(
        [named("A", "1000", DUE)], FR, CATALOGUE, date(2026, 6, 30),
        charged_until={"A": date(2026, 5, 31)}, fee_charged={"A"},
    )  # fmt: skip
    assert claim.lines[0].days == 30 and dict(claim.fees.refused) == {"A": "charged_before"}


def test_worth_charging():
    """A small amount or few days keep from charging, never from counting the days."""
    line = library.make_claim([named("A", "1000", DUE)], FR, CATALOGUE, date(2026, 4, 10)).lines[0]
    assert (line.days, line.amount) == (10, Decimal("3.33"))
    assert library.is_worth_charging(line) and library.is_worth_charging(line, minimum=Decimal("3.33"), grace_days=9)
    assert not library.is_worth_charging(line, minimum=Decimal(5))
    assert not library.is_worth_charging(line, grace_days=10)
    assert not library.is_worth_charging(replace(line, amount=Decimal(0)))


# ----------------------------------------------------------------------------------------------- errors seen elsewhere


def test_frequent_errors():
    """What public calculators and tables get wrong."""
    day = date(2026, 7, 1)
    keys = ("fr.business", "be.business", "it.business", "de.business", "fr.consumer")
    rates = {key: library.RateBook(CATALOGUE, REGIMES[key]).rate_on(day, day).percent for key in keys}
    assert rates["fr.business"] == Decimal("12.40") != Decimal("2.75") + 10  # 10 points are added to the ECB's rate, not to the legal one
    assert rates["be.business"] == Decimal("10.5")  # not 12.5, its rate of 2024
    assert len(set(rates.values())) == 5  # no flat rate for the whole of the EU
    known = CATALOGUE.with_values("ecb.mro", [], date(2027, 1, 1))
    found = library.compute_interest(debt("1000", date(2026, 12, 31)), FR, known, date(2027, 1, 31))
    assert [str(one.rate.half_year) for one in found.segments] == ["2027 H1"]
