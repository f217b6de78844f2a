"""Remittance advices and sums of subsets, without a database."""

import importlib.util
import io
import itertools
import random
from decimal import Decimal

import pytest

import lib


def _load(name):
    spec = importlib.util.spec_from_file_location(f"dunning_{name}", lib.ROOT / "models" / "shared" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


remittance, subsets = _load("remittance"), _load("amounts_adding_up")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56", "1234.56"), ("1\u202f234,56 €", "1234.56"), ("1,234.56", "1234.56"), ("1.234,56", "1234.56"), ("1'234.50", "1234.50"),
        ("12,5", "12.5"), ("1.234", "1234"), ("1,234,567", "1234567"), ("EUR 10", "10"), ("(100)", "-100"), ("250-", "-250"),
        ("-3,00", "-3.00"),
        ("", None), ("12/03/2025", None), ("2025-03-12", None), ("2025-03-12 00:00:00", None), ("A12", None), ("FAC/1", None), ("-", None),
    ],
)  # fmt: skip
def test_amounts(text, amount):
    assert remittance.read_amount(text) == (None if amount is None else Decimal(amount))


def test_table():
    content = "Facture;Total facture;Montant réglé\nA-1;100,00;90,00\n;;\nA-2;50,00;x\nTotaux;150,00;90,00\n"
    rows = remittance.read_advice("avis.CSV", content.encode())
    assert rows == [(2, ("A-1", "100,00", "90,00"), Decimal("90.00")), (4, ("A-2", "50,00", "x"), None)]


def test_without_titles_the_last_amount_counts():
    assert remittance.read_advice("a.csv", b"A-1,12/01/2025,1.50\n")[0].amount == Decimal("1.50")


def test_text():
    rows = remittance.read_advice("a.txt", "Hello\nINV/2025/00001 of 12.03.2025: 1.000,00\nline paid\n".encode("cp1252"))
    assert [row.amount for row in rows] == [None, Decimal("1000.00"), None]


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"PK"), ("a.xlsx", b""), ("a.csv", b"x" * 2_000_001)])
def test_what_cannot_be_read(name, content):
    with pytest.raises(ValueError):
        remittance.read_advice(name, content)


def test_subsets_against_trying_all():
    chance = random.Random(7)
    for _case in range(500):
        amounts = [chance.randint(-5, 9) for _ in range(chance.randint(0, 8))]
        target = chance.randint(-3, 15)
        places = range(len(amounts))
        every = [one for size in range(1, len(amounts) + 1) for one in itertools.combinations(places, size)]
        expected = [one for one in every if sum(amounts[place] for place in one) == target]
        assert subsets.find_subsets(amounts, target) == expected[:3]


def test_subsets_are_bounded():
    assert subsets.find_subsets([1] * 25, 21) == []
    assert subsets.find_subsets([100] * 20, 1000, most=1) == [tuple(range(10))]


def test_rows_of_a_table():
    """Titles may stand below others; totals, empty rows and rows without amount are told apart."""
    content = (
        "Remittance 2026\nInvoice;Amount;Net paid\nA-1;12,00;10,00\nA-2\nSubtotal;;10,00\n;;\nA-9;7,50\nA-3;20,00;\nNo titles;1,00;Paid\n"
    )
    assert remittance.read_advice("x.csv", content.encode()) == [
        (1, ("Remittance 2026",), None), (3, ("A-1", "12,00", "10,00"), Decimal("10.00")), (4, ("A-2",), None),
        (7, ("A-9", "7,50"), Decimal("7.50")), (8, ("A-3", "20,00", ""), None), (9, ("No titles", "1,00", "Paid"), None),
    ]  # fmt: skip


def test_title_of_the_amount():
    """The surest word counts, wherever it stands; a row with an amount is none of titles."""
    found = {"Total;Regle le;Nr": "2", "Amount;Nr;Paid": "3", "A;Betrag;Summe": "2", "A;1,00;Paid": "3", "Nr;X;Y": "3"}
    for titles, amount in found.items():
        assert remittance.read_advice("x.csv", f"{titles}\n1;2;3\n".encode())[-1].amount == Decimal(amount), titles


def test_lines_of_text():
    """A line of a text is one cell, unless something parts it; the last amount of a line counts."""
    assert remittance.read_advice("a.TXT", b"A-1 10.00 and 5.00\n") == [(1, ("A-1 10.00 and 5.00",), Decimal("5.00"))]
    assert remittance.read_advice("a.txt", b"A-1\t10.00\n")[0] == (1, ("A-1", "10.00"), Decimal("10.00"))
    assert remittance.read_advice("a.txt", b"A-1;10.00\n")[0] == (1, ("A-1", "10.00"), Decimal("10.00"))
    assert remittance.read_advice("a.txt", b"A, B, 10.00\n")[0] == (1, ("A, B, 10.00",), Decimal("10.00"))
    assert remittance.read_advice("a.csv", b"A,1,10.00\n")[0] == (1, ("A", "1", "10.00"), Decimal("10.00"))
    assert remittance.read_advice("a.b.tsv", b"\xef\xbb\xbfA\t1\n")[0].cells == ("A", "1")
    with pytest.raises(ValueError, match="unknown characters"):
        remittance.read_advice("a.csv", b"\x81\x8d\xff")


def test_sizes():
    """Two million bytes, two thousand rows, sixty cells; what is beyond is refused or left out."""
    assert len(remittance.read_advice("a.csv", b"x\n" * 1_000_000)) == 2_000
    with pytest.raises(ValueError, match="too large"):
        remittance.read_advice("a.csv", b"x\n" * 1_000_000 + b"x")
    assert len(remittance.read_advice("a.csv", b"x\n" * 1_999)) == 1_999
    assert len(remittance.read_advice("a.csv", ";".join(map(str, range(1, 70))).encode())[0].cells) == 60


def test_names():
    good = ("a.csv", "a.2026.XLSX", "a.tsv", "a.txt", "a.xlsm")
    assert [remittance.is_readable(name) for name in good] == [True] * 5
    assert [remittance.is_readable(name) for name in ("a.pdf", "a.csv.pdf", "xlsx.")] == [False] * 3


def test_workbook():
    """The first sheet counts, with values; numbers have cents."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Invoice", "Paid"], ["A-1", 1234.5], [None, None], ["A-2", None], ["A-3", 7]):
        book.active.append(row)
    book.create_sheet().append(["other", 1])
    buffer = io.BytesIO()
    book.save(buffer)
    rows = [(place, cells[:2], amount) for place, cells, amount in remittance.read_advice("a.xlsm", buffer.getvalue())]
    assert rows == [
        (2, ("A-1", "1234.50"), Decimal("1234.50")), (4, ("A-2", ""), None), (5, ("A-3", "7"), Decimal(7)),
    ]  # fmt: skip


def test_most_subsets():
    """Three by default, of the first twenty amounts."""
    assert subsets.find_subsets([1] * 4, 1) == [(0,), (1,), (2,)]
    assert subsets.find_subsets([1] * 25, 20) == [tuple(range(20))]
    assert subsets.find_subsets([1, 2, 3], 3, most=2) == [(2,), (0, 1)]
    assert subsets.find_subsets([], 0) == []
