"""Remittance advices and sums of subsets, without a database."""

import importlib.util
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


remittance, subsets = _load("remittance"), _load("subsets")


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
