"""Tables as people export them, read column by column: each sign, each order of dates, each thing that is refused."""

import io
import sys
from datetime import date

import pytest
from house import check_examples, load

spreadsheet = load("models/takeover/spreadsheet")
LATEST = date(2026, 12, 31)


def amounts(*cells, **options):
    """Return the values of a column of amounts as texts."""
    return [None if one is None else str(one) for one in spreadsheet.read_amounts(list(cells), **options).values]


def days(*cells, order=None, latest=LATEST):
    """Return the values of a column of dates."""
    return spreadsheet.read_days(list(cells), latest, order).values


def test_examples(monkeypatch):
    monkeypatch.setitem(sys.modules, "takeover_spreadsheet", spreadsheet)
    monkeypatch.setattr(spreadsheet.UnclearError, "__module__", "takeover_spreadsheet")
    check_examples(spreadsheet)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["2309.7899999999995"], ["2309.79"]),
        (["1 200", "1'000.5", "3\u202f000.10", "4\u00a0000"], ["1200.00", "1000.50", "3000.10", "4000.00"]),
        (["250.00-", "-3.5", "−4", "–5", "(12.5)", "+7"], ["-250.00", "-3.50", "-4.00", "-5.00", "-12.50", "7.00"]),
        (["€ 3", "12 EUR", "chf 1.5"], ["3.00", "12.00", "1.50"]),
        (["1.234,56", "1.234", "12"], ["1234.56", "1234.00", "12.00"]),
        (["1,234.56", "1,234"], ["1234.56", "1234.00"]),
        (["1,234,567", "1,234"], ["1234567.00", "1234.00"]),
        (["1.234.567", "1.234"], ["1234567.00", "1234.00"]),
        (["12,5", "1,25", "3"], ["12.50", "1.25", "3.00"]),
        (["12,3456"], ["12.35"]),
        (["5", "", "6"], ["5.00", None, "6.00"]),
    ],
)
def test_amounts(cells, values):
    assert amounts(*cells) == values


def test_amounts_that_are_none():
    column = spreadsheet.read_amounts(["1.005", "2.3", "x", "3.0000001", "2.000002", "1.2.3", ""])
    assert column.bad == {2: "x", 5: "1.2.3"}
    assert column.rounded == {0: "1.005", 4: "2.000002"}
    assert [str(one) for one in column.values if one is not None] == ["1.00", "2.30", "3.00", "2.00"]


def test_rounding():
    assert amounts("1.005", "1.0051", decimals=0) == ["1", "1"]
    assert amounts("1.0005", decimals=3) == ["1.000"]
    assert spreadsheet.read_amounts(["-1.239"], mark=".").rounded == {0: "-1.239"}
    assert spreadsheet.read_amounts(["-1.230"], mark=".").rounded == {}


def test_unclear_amounts():
    with pytest.raises(spreadsheet.UnclearError) as refused:
        amounts("12,345", "1,000", "7")
    assert (refused.value.choices, str(refused.value)) == ([",", "."], ",, .")
    assert amounts("12,345", mark=".") == ["12345.00"]
    assert amounts("12,345", mark=",") == ["12.34"]
    assert amounts("12,345", "1,5") == ["12.34", "1.50"]
    assert amounts("12,345", "1.000", mark=None) == ["12345.00", "1.00"]  # both marks, each unclear: a point is the computer's


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["05/02/26", "31/01/26", ""], [date(2026, 2, 5), date(2026, 1, 31), None]),
        (["02/05/2026", "01/31/2026"], [date(2026, 2, 5), date(2026, 1, 31)]),
        (["2026-02-05 00:00:00", "2026-01-31T10:00"], [date(2026, 2, 5), date(2026, 1, 31)]),
        (["2026/2/5", "2026.1.31"], [date(2026, 2, 5), date(2026, 1, 31)]),
        (["26/02/15"], [date(2015, 2, 26)]),
        (["99/02/15", "98/03/16"], [None, None]),
        (["26/02/31"], [None]),
        (["5 2 2026", "31 1 2026"], [date(2026, 2, 5), date(2026, 1, 31)]),
        (["05/05/2026"], [date(2026, 5, 5)]),
        (["2026-02-30"], [None]),
        (["2027-01-01"], [None]),
        (["2026-12-31"], [LATEST]),
    ],
)
def test_days(cells, values):
    assert days(*cells) == values


def test_days_by_order():
    assert days("05/02/2026", order="mdy") == [date(2026, 5, 2)]
    assert days("26/02/05", order="ymd") == [date(2026, 2, 5)]
    assert days("05/02/99", order="dmy", latest=date(2100, 1, 1)) == [date(2099, 2, 5)]
    assert days("05/02/100", order="dmy") == [date(100, 2, 5)]
    assert days("05/12/2026", "04/03/2026", latest=date(2026, 6, 1)) == [date(2026, 5, 12), date(2026, 4, 3)]


def test_unclear_days():
    for cells, choices in ((["05/02/2026", "03/04/2026"], ["dmy", "mdy"]), (["05/02/2026", "32/13/2026", "03/04/2026"], ["dmy", "mdy"])):
        with pytest.raises(spreadsheet.UnclearError) as refused:
            days(*cells)
        assert refused.value.choices == choices


def test_days_that_are_none():
    column = spreadsheet.read_days(["31/01/2026", "32/01/2026", "soon", "15/01/2026"], LATEST)
    assert (column.values, column.bad) == ([date(2026, 1, 31), None, None, date(2026, 1, 15)], {1: "32/01/2026", 2: "soon"})
    assert spreadsheet.read_days(["31/12/2027"], LATEST, "dmy").bad == {0: "31/12/2027"}
    assert spreadsheet.read_days(["2027-01-01", "2026-01-01"], LATEST) == ([None, date(2026, 1, 1)], {0: "2027-01-01"}, {})


def test_tables():
    titles, rows = spreadsheet.read_table("a.CSV", b"Invoice;Phone\n000123; 0033 1\n;\n1e5;x\n")
    assert (titles, rows) == (["Invoice", "Phone"], [["000123", "0033 1"], ["1e5", "x"]])
    assert spreadsheet.read_table("a.csv", "É\tB\n1\t2\n".encode("cp1252")) == (["É", "B"], [["1", "2"]])
    assert spreadsheet.read_table("a.csv", "\ufeffA|B\nn|NA\n".encode()) == (["A", "B"], [["n", "NA"]])
    with pytest.raises(ValueError, match="no table"):
        spreadsheet.read_table("a.xlsx", b"PK")
    with pytest.raises(ValueError, match="no table"):
        spreadsheet.read_table("a.csv", b"\x81\x8d\xff")


def test_workbook():
    import pandas as pd

    buffer = io.BytesIO()
    pd.DataFrame({"Invoice": ["001", ""], "Due": ["2026-01-31", ""]}).to_excel(buffer, index=False)
    assert spreadsheet.read_table("A.XLSX", buffer.getvalue()) == (["Invoice", "Due"], [["001", "2026-01-31"]])


def test_size(monkeypatch):
    """The greatest file is still read; one byte more, or one row, is not."""
    assert (spreadsheet.MOST_BYTES, spreadsheet.MOST_ROWS) == (20_000_000, 100_000)
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 8)
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    assert spreadsheet.read_table("a.csv", b"A\n1\n2\n3\n")[1] == [["1"], ["2"]]
    with pytest.raises(ValueError, match="too large"):
        spreadsheet.read_table("a.csv", b"A\n1\n2\n33\n")


def test_titles():
    assert [spreadsheet.plain_title(text) for text in ("  N° de Facture ", "ÉCHÉANCE", "Total (EUR)", "")] == [
        "n de facture", "echeance", "total eur", "",
    ]  # fmt: skip
