"""The ledger reader: what it understands, what it refuses and how it says so."""

from datetime import date
from decimal import Decimal

import pytest

import ledger

HEADER = "customer,country,invoice,invoice_date,due_date,amount,currency,disputed,settled_date\n"
GOOD = "Moulin Neuf,FR,F1,2026-01-15,2026-02-14,1250.40,EUR,no,2026-02-20\n"
SAMPLE = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
    "PaperlessBill,DaysToSettle,DaysLate\n"
)


def reasons(text):
    """Return the refusals of the lines in ``text``, put below the documented header."""
    return [str(bad) for bad in ledger.parse(HEADER + text).bad]


def test_documented_format():
    result = ledger.parse(HEADER + GOOD)
    assert result.bad == []
    assert result.rows == [
        ledger.LedgerRow(
            line=2,
            customer="Moulin Neuf",
            country="FR",
            invoice="F1",
            invoice_date=date(2026, 1, 15),
            due_date=date(2026, 2, 14),
            amount=Decimal("1250.40"),
            currency="EUR",
            disputed=False,
            settled_date=date(2026, 2, 20),
        )
    ]


def test_optional_columns_and_order():
    text = "Invoice Date;Due Date;Customer;Amount;Invoice;Country\n2026-01-15;2026-02-14;Åsa Öl;1.250,40;F1;se\n"
    (row,) = ledger.parse(text).rows
    assert (row.customer, row.country, row.amount, row.currency) == ("Åsa Öl", "SE", Decimal("1250.40"), "EUR")
    assert row.settled_date is None
    assert not row.disputed


def test_sample_header():
    text = SAMPLE + "391,0379-NEVHP,4/6/2013,611365,1/2/2013,2/1/2013,55.94,Yes,1/15/2013,Paper,13,0\n"
    result = ledger.parse(text)
    (row,) = result.rows
    assert result.is_sample
    assert (row.country, row.invoice_date, row.due_date) == ("FR", date(2013, 1, 2), date(2013, 2, 1))
    assert (row.settled_date, row.disputed, row.currency) == (date(2013, 1, 15), True, "EUR")
    assert [bad.reason for bad in ledger.parse(text.replace("391,", "276,")).bad] == [
        "country 276 is none of the sample's codes 391, 406, 770, 818, 897"
    ]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("10", "10"),
        ("10.5", "10.5"),
        ("10,50", "10.50"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,234,567.00", "1234567"),
        ("1.234.567", "1234567"),
        ("1'234.50", "1234.50"),
    ],
)
def test_amounts(written, amount):
    (row,) = ledger.parse(HEADER + GOOD.replace("1250.40", f'"{written}"')).rows
    assert row.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("FR", "France", "country France is not a two-letter code such as FR"),
        ("FR", "", "country is empty"),
        ("2026-01-15", "15/01/2026", "invoice_date 15/01/2026 is not a date written like 2026-01-31"),
        ("2026-01-15", "01/02/2026", "invoice_date 01/02/2026 is not a date written like 2026-01-31"),
        ("2026-01-15", "2026-02-30", "invoice_date 2026-02-30 is not a date written like 2026-01-31"),
        ("2026-01-15", "1026-01-15", "invoice_date 1026-01-15 lies outside 1990–2100"),
        ("2026-02-14", "2026-01-14", "due on 2026-01-14, before the invoice date 2026-01-15"),
        ("2026-02-20", "2026-01-14", "settled on 2026-01-14, before the invoice date 2026-01-15"),
        ("1250.40", "12x", "amount 12x is not a number"),
        ("1250.40", "nan", "amount nan is not a number"),
        ("1250.40", "1e5", "amount 1e5 is not a number"),
        ("1250.40", "0", "amount 0 is not above zero: the ledger holds invoices only"),
        ("1250.40", "-5", "amount -5 is not above zero: the ledger holds invoices only"),
        ("1250.40", '"1,250"', "amount 1,250 can be read in two ways: write it with a point and two decimals"),
        ("1250.40", "1.2345", "amount 1.2345 has more than two decimals"),
        ("EUR", "€", "currency € is not a three-letter code such as EUR"),
        (",no,", ",perhaps,", "disputed perhaps is neither yes nor no"),
        ("Moulin Neuf", "a\tb", "customer holds characters that cannot be printed"),
        ("F1,", "F1,x,", "10 cells for 9 columns: a separator inside a cell needs quotes"),
    ],
)
def test_refused(old, new, reason):
    assert reasons(GOOD.replace(old, new, 1)) == [f"line 2: {reason}"]


def test_bad_lines_do_not_hide_good_ones():
    text = GOOD + "\n" + GOOD + GOOD.replace("F1", "F2").replace("FR", "F") + GOOD.replace("F1", "F3")
    result = ledger.parse(HEADER + text)
    assert [row.invoice for row in result.rows] == ["F1", "F3"]
    assert [str(bad) for bad in result.bad] == [
        "line 4: invoice F1 of Moulin Neuf is already on line 2",
        "line 5: country F is not a two-letter code such as FR",
    ]


def test_line_numbers_count_quoted_line_breaks():
    text = GOOD.replace("Moulin Neuf", '"Moulin\nNeuf"') + GOOD.replace("1250.40", "x")
    assert [bad.line for bad in ledger.parse(HEADER + text).bad] == [2, 4]


def test_unknown_codes():
    result = ledger.parse(HEADER + GOOD + GOOD.replace("FR", "QQ").replace("F1", "F2") + GOOD.replace("EUR", "ABC"))
    checked = ledger.check_codes(
        ledger.parse(HEADER + GOOD + GOOD.replace("FR", "QQ").replace("F1", "F2")), {"FR"}, {"EUR"}
    )
    assert len(result.rows) == 2
    assert [str(bad) for bad in checked.bad] == ["line 3: no country has the code QQ"]
    assert len(checked.rows) == 1


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"", "empty.csv is empty"),
        (b"\n \n", "empty.csv is empty"),
        (b"a,b\n1,2\n", "empty.csv lacks the column customer, country, invoice, invoice_date, due_date, amount"),
        (HEADER.encode(), "empty.csv has a header and no invoice"),
        (b"PK\x03\x04\x00\x00", "empty.csv is not a text file"),
        (
            b"customer,customer,country,invoice,invoice_date,due_date,amount\n",
            "empty.csv has the column customer twice",
        ),
    ],
)
def test_whole_file_refused(tmp_path, content, start):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(ledger.LedgerError) as caught:
        ledger.read(path)
    assert str(caught.value).startswith(start)
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path):
    with pytest.raises(ledger.LedgerError, match="cannot be read"):
        ledger.read(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "ledger.csv"
    path.write_text(HEADER + GOOD.replace("Moulin", "Crêperie"), encoding=encoding)
    assert ledger.read(path).rows[0].customer == "Crêperie Neuf"
