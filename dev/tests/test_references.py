"""Invoices named in answers: whole numbers, ends of numbers, the customer's own, lists and ranges; and what is none."""

from importlib import import_module

import pytest
import replies_corpus

replies_corpus.load_library()
REFERENCES, FOLD = import_module("reply_meaning.references"), import_module("reply_meaning.fold")
LANGUAGES = import_module("reply_meaning.languages").LANGUAGES
OWN = {103: "PO-4711", 112: "BC 88123", 118: "", 121: "AB", 455: "K12"}
INVOICES = [{"number": f"FAC/2026/00{end}", "reference": reference} for end, reference in OWN.items()]


def read(language, text, invoices=INVOICES):
    """Return what a text names: (words of the text, number); and whether all are meant."""
    text = FOLD.fold(text)
    found, everything = REFERENCES.find_invoices(text, LANGUAGES[language], invoices)
    return [(text[start:end], number) for start, end, number in found], everything


def named(language, text):
    """Return the ends of the numbers that a text names, in its order."""
    return [int(number[-3:]) for _words, number in read(language, text)[0]]


@pytest.mark.parametrize(
    ("language", "text", "ends"),
    [
        ("fr", "La facture FAC/2026/00103 est payée", [103]), ("fr", "FAC 2026 103", [103]), ("fr", "fac-2026-0103", [103]),
        ("fr", "FAC202600103", [103]), ("fr", "facture 103", [103]), ("fr", "n° 118 et 121", [118, 121]),
        ("fr", "factures 103, 112 et 118", [103, 112, 118]), ("fr", "factures 103 au 118", [103, 112, 118]),
        ("en", "invoices 103 to 121", [103, 112, 118, 121]), ("en", "invoices 103 to 112", [103, 112]),
        ("en", "invoices 118 to 103", [118, 103]), ("fr", "103/118", [103, 118]), ("fr", "103/118/121", [103, 118, 121]),
        ("fr", "commande 4711", [103]), ("fr", "PO 4711", [103]), ("fr", "BC 88123", [112]), ("fr", "bc88123", [112]),
        ("fr", "cmd n° 88123", [112]), ("fr", "00118", [118]), ("fr", "2026/118", [118]), ("fr", "2026-00118", [118]),
        ("fr", "fac 118", [118]), ("fr", "facture 118 du 12 mai", [118]), ("en", "invoice 103 and 455", [103, 455]),
        ("en", "invoice 455 and 112", [455, 112]), ("fr", "les factures 118 et la 121", [118, 121]),
        ("fr", "121 et facture 118", [121, 118]),
        ("fr", "118 et facture 103, puis facture 103", [118, 103, 103]), ("de", "Rechnung 118 sowie 121", [118, 121]),
    ],
)  # fmt: skip
def test_named(language, text, ends):
    assert sorted(named(language, text)) == sorted(ends)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "facture 103 €"), ("fr", "facture 103,50"), ("fr", "0118"), ("fr", "K12"), ("fr", "12"), ("fr", "facture 999"),
        ("fr", "x1181"),
        ("fr", "118 jours"), ("de", "Duplikat von 103"), ("fr", "AB"), ("fr", "4711"), ("fr", "1030"), ("fr", "FAC/2026/001030"),
        ("fr", "facture 118/12"), ("fr", "XFAC/2026/00103"), ("fr", "commande 4711 €"),
    ],
)  # fmt: skip
def test_not_named(language, text):
    assert read(language, text) == ([], False)


def test_all():
    assert read("fr", "Toutes les factures seront payées") == ([], True)
    assert read("fr", "toutes les factures, surtout la 118")[1]


def test_words_found():
    """The place that is found is the number's, without what leads to it."""
    assert read("fr", "votre facture n° 00118 et la 121.")[0] == [("00118", "FAC/2026/00118"), ("121", "FAC/2026/00121")]
    assert read("fr", "facture 2026/118 du 12 mai et 13 mai")[0] == [("2026/118", "FAC/2026/00118")]
    assert read("fr", "PO 4711")[0] == [("po 4711", "FAC/2026/00103")]
    assert read("fr", "commande 4711")[0] == [("4711", "FAC/2026/00103")]


@pytest.mark.parametrize(
    ("number", "text", "is_named"),
    [
        ("INV-7", "invoice 7", True), ("INV-7", "7", False), ("INV-7", "inv 7", True), ("RE-42", "re 42", True), ("RE-42", "42", False),
        ("RE-42", "invoice 0042", True), ("INV/2026/4", "2026/4", False), ("INV/2026/40", "2026/40", True), ("2026-0455", "2026/455", True),
        ("2026-0455", "455", True), ("2026-0455", "0455", True), ("INV-455", "455", True),
        ("INV-455", "#455", True), ("INV-455", "0455", False),
        ("INV-000", "invoice 000", True), ("INV-12A", "12A", False), ("INV-12A", "inv 12 a", True), ("X0455", "x 455", True),
        ("INV-0042", "42", False), ("INV-0042", "0042", True), ("INV-042", "042", False),
    ],
)  # fmt: skip
def test_ends(number, text, is_named):
    """How short an end may be depends on what stands before it."""
    assert bool(read("en", text, [{"number": number, "reference": None}])[0]) is is_named


def test_same_ends():
    """An end that two invoices have names neither."""
    twins = [{"number": "A-2025-118"}, {"number": "B-2026-118"}, {"number": "C-2026-119"}]
    assert read("en", "invoice 118 and 119", twins)[0] == [("119", "C-2026-119")]
    assert REFERENCES._ends_by_figures(twins) == {"119": "C-2026-119"}
    short = [{"number": "INV/0007"}, {"number": "INV/0012"}, {"number": "none"}]
    assert REFERENCES._ends_by_figures(short) == {"12": "INV/0012"}


def test_between():
    ends = {"12": "A", "15": "B", "20": "C"}
    assert REFERENCES._lie_between(ends, "A", "C") == ["B"]
    assert REFERENCES._lie_between(ends, "A", "B") == []
    assert REFERENCES._lie_between(ends, "A", "other") == []
    assert REFERENCES._lie_between(ends, "other", "C") == []


def test_parts():
    assert REFERENCES.mask("abcdef", [(1, 3, "x"), (5, 6, "y")]) == "a§§de§"
    assert [REFERENCES._without_zeros(part) for part in ("00103", "abc", "000", "7")] == ["0*103", "abc", "000", "0*7"]
    assert [len(REFERENCES._patterns_of_reference(text)) for text in ("", "abc", "abcd", "po-4711", "ab-12", "ab-123", "4711")] == [
        0, 0, 1, 2, 1, 2, 1,
    ]  # fmt: skip
    assert REFERENCES._patterns_of_end(["inv", "12", "a"], LANGUAGES["en"]) == []


def test_order_of_several_parts():
    """An order is named by the last of its figures, whatever stands between, when they are three at least."""
    invoices = [{"number": "INV-1", "reference": "PO 26 4711"}, {"number": "INV-2", "reference": "K 2026 88"}]
    assert read("en", "order 4711 and order 88", invoices)[0] == [("4711", "INV-1")]
