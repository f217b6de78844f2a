"""Reference series, the ECB's files, the shipped catalogue and day counts of the late-payment library."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import law_package
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

library = law_package.load()
CATALOGUE = library.load_catalogue()
MRO = CATALOGUE.series["ecb.mro"]
DAY = timedelta(days=1)
HY = library.HalfYear

API = """KEY,FREQ,REF_AREA,CURRENCY,PROVIDER_FM,INSTRUMENT_FM,PROVIDER_FM_ID,DATA_TYPE_FM,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE
FM.B.U2.EUR.4F.KR.MRR_FR.LEV,B,U2,EUR,4F,KR,MRR_FR,LEV,2026-06-17,2.4,A,"Main refinancing operations, fixed rate"
FM.B.U2.EUR.4F.KR.DFR.LEV,B,U2,EUR,4F,KR,DFR,LEV,2026-06-17,2.25,A,Deposit facility
FM.B.U2.EUR.4F.KR.MRR_FR.LEV,B,U2,EUR,4F,KR,MRR_FR,LEV,2026-09-16,2.65,A,"Main refinancing operations, fixed rate"
"""
PORTAL = '''\ufeff"DATE","TIME PERIOD","Main refinancing (FM.B.U2.EUR.4F.KR.MRR_FR.LEV)","Deposit (FM.B.U2.EUR.4F.KR.DFR.LEV)"
"2026-06-16","16 Jun 2026","2.15","2.00"
"2026-06-17","17 Jun 2026","2.40","2.25"
"2026-06-18","18 Jun 2026","2.40","2.25"
"2026-09-16","16 Sep 2026","2.65",""
'''
READ = date(2027, 1, 4)


# ------------------------------------------------------------------------------------------------------- half-years


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "2026 H1"), (date(2026, 6, 30), "2026 H1"), (date(2026, 7, 1), "2026 H2"),
        (date(2026, 12, 31), "2026 H2"), (date(2024, 2, 29), "2024 H1"),
    ],
)  # fmt: skip
def test_half_year(day, name):
    half_year = HY.of(day)
    assert str(half_year) == name and HY.parse(name) == half_year
    assert half_year.first <= day <= half_year.last
    assert half_year.next().first == half_year.last + DAY and half_year.next().previous() == half_year


@pytest.mark.parametrize("text", ["2026", "2026H1", "2026 H3", "26 H1", "2026 h1", "", "²026 H1"])
def test_no_half_year(text):
    with pytest.raises(library.InterestError):
        HY.parse(text)


# ----------------------------------------------------------------------------------------------------------- series


@pytest.mark.parametrize(
    ("name", "fixing", "value"),
    [
        ("2015 H1", "first_day", "0.05"), ("2022 H2", "first_day", "0.00"), ("2023 H1", "first_day", "2.50"),
        ("2026 H2", "first_day", "2.40"), ("2026 H2", "day_before", "2.40"), ("2014 H2", "first_day", None),
        ("2014 H1", "day_before", None), ("2027 H1", "first_day", None), ("2027 H1", "day_before", None),
    ],
)  # fmt: skip
def test_series_of_changes(name, fixing, value):
    if value:
        assert MRO.value_for(HY.parse(name), fixing).value == Decimal(value)
    else:
        with pytest.raises(library.UnknownRateError) as error:
            MRO.value_for(HY.parse(name), fixing)
        assert str(error.value).startswith(f"ecb.mro: no published value for {name}.")


def test_change_on_the_very_day():
    """A rate that changes on 1 January rules the half-year; where law looks at the day before, the old one does."""
    series = MRO.merged([library.DatedValue(date(2027, 1, 1), Decimal("3.00"), "test")], date(2027, 1, 1))
    assert series.value_for(HY(2027, 1)).value == Decimal("3.00")
    assert series.value_for(HY(2027, 1), "day_before").value == Decimal("2.65")


def test_announced_change_is_no_knowledge_of_the_rest():
    """A change announced for 23 December does not tell what holds on 1 January."""
    series = MRO.merged([library.DatedValue(date(2026, 12, 23), Decimal("2.90"), "decision")], date(2026, 12, 18))
    with pytest.raises(library.UnknownRateError):
        series.value_for(HY(2027, 1))
    assert series.merged([], date(2027, 1, 1)).value_for(HY(2027, 1)).value == Decimal("2.90")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (library.DatedValue(date(2027, 1, 1), Decimal("26.5e1"), "x"), "out_of_range"),
        (library.DatedValue(date(2027, 1, 1), Decimal("-6"), "x"), "out_of_range"),
        (library.DatedValue(date(2027, 1, 1), Decimal("NaN"), "x"), "not_a_number"),
        (library.DatedValue(date(2027, 1, 1), 2.65, "x"), "not_a_number"),
        (library.DatedValue(date(2027, 1, 1), Decimal("2.65"), "  "), "no_source"),
        (library.DatedValue(date(2027, 1, 2), Decimal("2.65"), "x"), "not_a_half_year"),
        (library.DatedValue(date(2026, 7, 1), Decimal("2.76"), "x"), "another_value_is_there"),
    ],
)
def test_entry_refused(value, code):
    with pytest.raises(library.EntryError) as error:
        CATALOGUE.with_values("fr.legal.professional", [value])
    assert error.value.code == code


def test_entry():
    value = library.DatedValue(date(2027, 1, 1), Decimal("2.80"), "order of 28 December 2026")
    grown = CATALOGUE.with_values("fr.legal.professional", [value])
    assert grown.series["fr.legal.professional"].value_for(HY(2027, 1)) is value
    with pytest.raises(library.UnknownRateError):  # the shipped catalogue is as it was
        CATALOGUE.series["fr.legal.professional"].value_for(HY(2027, 1))
    corrected = grown.series["fr.legal.professional"].replaced(replace(value, value=Decimal("2.81")))
    assert corrected.value_for(HY(2027, 1)).value == Decimal("2.81")
    with pytest.raises(TypeError):
        CATALOGUE.with_values("ecb.mro", [library.DatedValue(datetime(2027, 1, 1), Decimal(3), "x")])


# -------------------------------------------------------------------------------------------------- the ECB's files


@pytest.mark.parametrize("text", [API, API.replace("\n", "\r\n"), "\ufeff" + API])
def test_ecb_api(text):
    found = library.read_ecb_csv(text, READ)
    assert [(value.day, value.value, value.seen) for value in found] == [
        (date(2026, 6, 17), Decimal("2.4"), READ), (date(2026, 9, 16), Decimal("2.65"), READ),
    ]  # fmt: skip
    assert "FM.B.U2.EUR.4F.KR.MRR_FR.LEV" in found[0].source and "2027-01-04" in found[0].source


def test_ecb_portal():
    found = library.read_ecb_csv(PORTAL, READ)
    assert [(value.day, value.value) for value in found] == [
        (date(2026, 6, 16), Decimal("2.15")), (date(2026, 6, 17), Decimal("2.40")), (date(2026, 9, 16), Decimal("2.65")),
    ]  # fmt: skip
    other = library.read_ecb_csv(PORTAL, READ, "FM.B.U2.EUR.4F.KR.DFR.LEV")
    assert [value.value for value in other] == [Decimal("2.00"), Decimal("2.25")]


def test_ecb_file_makes_the_next_half_year_known():
    grown = CATALOGUE.with_values("ecb.mro", library.read_ecb_csv(API, READ), READ)
    assert grown.series["ecb.mro"].value_for(HY(2027, 1)).value == Decimal("2.65")
    assert len(grown.series["ecb.mro"].values) == len(MRO.values)  # what was there stays, with its source


def test_ecb_gap():
    """Between 2000 and 2008 the rate was not fixed: what was before must not hold until 2008."""
    head = API.splitlines()[0]
    rows = [("2000-06-09", "4.25"), ("2000-06-28", "NaN"), ("2008-10-15", "3.75")]
    text = "\n".join([head, *(f"FM.B.U2.EUR.4F.KR.MRR_FR.LEV,B,,,,,,,{day},{value},A," for day, value in rows)])
    assert [value.day for value in library.read_ecb_csv(text, READ)] == [date(2008, 10, 15)]
    with pytest.raises(library.CsvError) as error:
        library.read_ecb_csv("\n".join(text.splitlines()[:-1]), READ)
    assert error.value.lines == ((3, "no_value", library.MRO_KEY),)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("2026-09-16,2.65", "16/09/2026,2.65", 4, "not_a_day"),
        ("2026-09-16,2.65", "2026-09-31,2.65", 4, "not_a_day"),
        ("2026-09-16,2.65", '2026-09-16,"2,65"', 4, "not_a_number"),
        ("2026-09-16,2.65", "2026-09-16,2.65 %", 4, "not_a_number"),
        ("2026-09-16,2.65", "2026-06-17,2.65", 4, "two_values_for_one_day"),
        ("OBS_VALUE", "VALUE", 1, "column_missing"),
        ("MRR_FR.LEV,B", "MRR_RT.LEV,B", 1, "no_such_series"),
        (API, "", 1, "empty_file"),
        (API, "<html>Service unavailable</html>", 1, "no_such_series"),
    ],
)
def test_ecb_errors(old, new, line, code):
    with pytest.raises(library.CsvError) as error:
        library.read_ecb_csv(API.replace(old, new), READ)
    assert [found[:2] for found in error.value.lines] == [(line, code)]
    assert f"line {line}: {code.replace('_', ' ')}" in str(error.value)


def test_ecb_names_every_bad_line():
    text = API.replace("2026-06-17,2.4,", "17.6.2026,2.4,").replace("2026-09-16,2.65", "2026-09-16,?")
    with pytest.raises(library.CsvError) as error:
        library.read_ecb_csv(text, READ)
    assert [found[:2] for found in error.value.lines] == [(2, "not_a_day"), (4, "not_a_number")]


# -------------------------------------------------------------------------------------------------------- catalogue


def test_shipped_values_have_source_and_day():
    shipped = {key: len(series.values) for key, series in CATALOGUE.series.items() if series.values}
    assert shipped == {
        "ecb.mro": 22, "fr.legal.professional": 24, "fr.legal.private": 23, "de.base": 21, "uk.bank_rate": 4, "nl.consumer": 2,
    }  # fmt: skip
    for series in CATALOGUE.series.values():
        assert series.hint
        assert all(value.source and value.seen for value in series.values)


def test_what_was_not_found_in_a_source_is_not_shipped():
    for key in ("at.base", "pl.commercial", "lu.commercial", "pt.commercial"):
        assert CATALOGUE.series[key].values == ()
    for key, name in (("uk.bank_rate", "2025 H1"), ("uk.bank_rate", "2025 H2"), ("nl.consumer", "2026 H1")):
        with pytest.raises(library.UnknownRateError):
            CATALOGUE.series[key].value_for(HY.parse(name))


@pytest.mark.parametrize("country", ["PL", "LU", "PT"])
def test_forms_say_what_to_enter(country):
    regime = CATALOGUE.regime_for(country, library.BUSINESS)
    debt = library.Debt("A", Decimal(1000), date(2026, 3, 31))
    with pytest.raises(library.IncompleteRegimeError) as error:
        library.compute_interest(debt, regime, CATALOGUE, date(2026, 6, 30))
    assert "variable" in str(error.value) and len(error.value.to_enter) == 2
    with pytest.raises(library.InterestError):
        regime.completed(reset="variable")  # without a source
    filled = regime.completed(reset="variable", sources="art. 1")
    with pytest.raises(library.UnknownRateError) as error:
        library.compute_interest(debt, filled, CATALOGUE, date(2026, 6, 30))
    assert error.value.hint.startswith("Enter the whole rate")
    value = library.DatedValue(date(2026, 1, 1), Decimal(10), "official journal")
    known = CATALOGUE.with_values(regime.series, [value])
    assert library.compute_interest(debt, filled, known, date(2026, 6, 30)).amount == Decimal("24.93")


def test_austria_needs_its_base_rate():
    value = library.DatedValue(date(2024, 1, 1), Decimal("3.88"), "Oesterreichische Nationalbank")
    known = CATALOGUE.with_values("at.base", [value])
    debt = library.Debt("A", Decimal(36500), date(2023, 12, 31))
    found = library.compute_interest(debt, CATALOGUE.regimes["at.business"], known, date(2024, 1, 10))
    assert (found.segments[0].rate.percent, found.amount) == (Decimal("13.08"), Decimal("130.80"))


def test_every_regime_is_read():
    keys = set(CATALOGUE.regimes)
    assert keys == {
        "fr.business", "fr.public", "fr.consumer", "de.business", "de.consumer", "uk.business", "nl.business", "nl.consumer",
        "be.business", "be.consumer", "es.business", "it.business", "ch.any", "at.business", "at.business.no_fault",
        "at.consumer", "pl.business", "lu.business", "pt.business",
    }  # fmt: skip
    for regime in CATALOGUE.regimes.values():
        assert regime.law and (regime.sources or regime.to_enter)


def test_describing_a_regime_wrongly():
    good = {"key": "x", "country": "FR", "debtor_classes": ["business"], "law": "none"}
    assert library.make_regime(good).margin == 0
    for name, value in (("reset", "daily"), ("day_count", "30/360 US"), ("fixing", "last_day"), ("debtor_classes", ["all"])):
        with pytest.raises(library.InterestError):
            library.make_regime({**good, name: value})
    with pytest.raises(TypeError):
        library.make_regime({**good, "rate": "12"})
    with pytest.raises(library.InterestError):
        library.Catalogue({"x": library.make_regime({**good, "series": "nowhere"})}, {})


@pytest.mark.parametrize(
    ("mode", "rate", "rounded"),
    [
        ("up", "10.15", "10.5"), ("up", "10.5", "10.5"), ("up", "10.51", "11.0"), ("nearest", "10.24", "10.0"),
        ("nearest", "10.25", "10.5"), ("up", "-0.3", "0"), ("nearest", "-0.3", "-0.5"), ("nearest", "-0.25", "0"),
    ],
)  # fmt: skip
def test_rounding_of_rates(mode, rate, rounded):
    assert library.Rounding(Decimal("0.5"), mode).apply(Decimal(rate)) == Decimal(rounded)


# ------------------------------------------------------------------------------------------------------- day counts


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(st.dates(date(1999, 1, 1), date(2036, 12, 31)), st.integers(0, 2000))
def test_day_counts(first, more):
    """The package ``daycounts`` takes the day after the last one as the end."""
    daycounts = pytest.importorskip("daycounts")
    last = first + DAY * more
    theirs = {
        library.ACT_365: daycounts.actual_365_fixed,
        library.ACT_360: daycounts.actual_360,
        library.ACT_ACT: daycounts.actual_actual_isda,
        library.THIRTY_E_360: daycounts.thirty_e_360,
    }
    assert set(theirs) == set(library.DAY_COUNTS)
    for convention, fraction in theirs.items():
        ours = library.year_fraction(convention, first, last)
        assert abs(ours - Fraction(fraction(first, last + DAY))) < Fraction(1, 10**12)
        middle = first + DAY * (more // 2)
        parts = library.year_fraction(convention, first, middle) + library.year_fraction(convention, middle + DAY, last)
        assert parts == ours


def test_day_counts_refuse():
    with pytest.raises(ValueError):
        library.year_fraction("30/360 US", date(2026, 1, 1), date(2026, 1, 31))
    with pytest.raises(ValueError):
        library.year_fraction(library.ACT_365, date(2026, 1, 2), date(2025, 12, 31))
    assert library.year_fraction(library.ACT_365, date(2026, 1, 2), date(2026, 1, 1)) == 0


# ---------------------------------------------------------------------------------------------------------- package


def test_package_stands_alone():
    """It imports nothing but the standard library; numpy only when many items are computed at once."""
    script = (
        f"import sys; sys.path.insert(0, {str(law_package.__file__.rsplit('/', 1)[0])!r}); import law_package; "
        "known = set(sys.modules); library = law_package.load(); library.load_catalogue(); "
        "new = {name.split('.')[0] for name in set(sys.modules) - known}; "
        "print(sorted(new - set(sys.stdlib_module_names) - {'late_interest'}))"
    )
    found = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_modules_are_small_and_know_no_odoo():
    for path in law_package.FOLDER.glob("*.py"):
        text = path.read_text()
        assert len(text.splitlines()) <= 400, path.name
        assert "import odoo" not in text and "from odoo" not in text, path.name


def test_readme_runs(capsys, tmp_path, monkeypatch):
    """What the README shows works as it stands, with a file of the ECB beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text(API)
    text = (law_package.FOLDER / "README.md").read_text()
    names = {name: getattr(library, name) for name in ("DatedValue", "read_ecb_csv")}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    assert "132 325.24\n" in capsys.readouterr().out
    assert names["catalogue"].series["fr.legal.professional"].value_for(HY(2027, 1)).value == Decimal("2.80")
