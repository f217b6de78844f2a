"""The text of EPC QR codes: every limit of the standard, in letters and in bytes."""

import importlib.util

import pytest
import qrcode

import lib

spec = importlib.util.spec_from_file_location("dunning_epc", lib.ROOT / "models" / "delivery" / "epc.py")
epc = importlib.util.module_from_spec(spec)
spec.loader.exec_module(epc)

FRENCH, GERMAN = "FR7630006000011234567890189", "DE89370400440532013000"


def lines(**vals):
    asked = {"name": "Société Durand", "iban": FRENCH, "amount": 1250.5, "text": "FAC/2025/00001", **vals}
    return epc.payload(**asked).split("\n")


def test_fields():
    assert lines(bic="AGRI FR PP") == [
        "BCD", "002", "1", "SCT", "AGRIFRPP", "Société Durand", FRENCH, "EUR1250.50", "", "", "FAC/2025/00001",
    ]  # fmt: skip
    assert lines(bic="AGRI")[4] == "", "no BIC is better than a wrong one"
    assert lines(iban="de89 3704 0044 0532 0130 00")[6] == GERMAN


def test_structured_reference():
    """It replaces the text; one that is too long is no structured reference."""
    assert lines(structured="RF18539007547034")[9:] == ["RF18539007547034"]
    assert lines(structured="R" * 36)[9:] == ["", "FAC/2025/00001"]
    assert lines(text="")[-1] == "EUR1250.50", "empty fields at the end are left out"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0.01, "EUR0.01"), (999999999.99, "EUR999999999.99"), (0.1 + 0.2, "EUR0.30"), (1e8, "EUR100000000.00"), (2.675, "EUR2.68")],
)
def test_amounts(amount, text):
    assert lines(amount=amount)[7] == text


@pytest.mark.parametrize("amount", [0, 0.004, -5, 1e9])
def test_amounts_outside(amount):
    assert lines(amount=amount) == [""]


@pytest.mark.parametrize("iban", ["", "FR7630006000011234567890188", "US12345678901234567", "TR330006100519786457841326", "12345"])
def test_no_sepa_account(iban):
    assert lines(iban=iban) == [""]


def test_limits_in_letters():
    found = lines(name="N" * 71, text="T" * 141)
    assert (found[5], found[10]) == ("N" * 70, "T" * 140)


@pytest.mark.parametrize("letter", ["é", "€", "漢", "😀", "👨\u200d👩\u200d👧", "e\u0301", "1\ufe0f\u20e3"])
def test_limits_in_bytes(letter):
    """No letter is split, and what is left of the reference is worth quoting."""
    text = epc.payload(letter * 80, FRENCH, 999999999.99, text=letter * 150, bic="AGRIFRPPXXX")
    assert 300 < len(text.encode()) <= 331
    name, quoted = text.split("\n")[5], text.split("\n")[10]
    assert len(name) <= 70 and len(quoted) <= 140
    whole = epc.one_line(letter)
    assert name == whole * (len(name) // len(whole)) and quoted == whole * (len(quoted) // len(whole)), "whole letters only"
    assert len(quoted.encode()) > 50 and len(name.encode()) > 50
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text, optimize=0)
    code.make()
    assert code.version <= 13


def test_fields_stay_apart():
    """A line break in a name does not become another account."""
    found = lines(name=f"Durand\r\n{GERMAN}\x0bSA", text="a\nb\u2028c")
    assert (found[5], found[6], found[10], len(found)) == (f"Durand {GERMAN} SA", FRENCH, "a b c", 11)


def test_limits_of_the_standard():
    """EPC069-12: 331 bytes in all, 70 letters of name, 140 of text, 35 of a structured reference, a cent to a billion less one."""
    assert (epc.PAYLOAD_BYTES, epc.NAME_LETTERS, epc.TEXT_LETTERS, epc.STRUCTURED_LETTERS, epc.REFERENCE_BYTES) == (331, 70, 140, 35, 70)
    assert (str(epc.LOWEST), str(epc.HIGHEST), len(epc.SEPA)) == ("0.01", "999999999.99", 42)
    assert lines(structured="R" * 35)[9:] == ["R" * 35]
    assert lines(structured="R" * 36, text="")[9:] == ["", "R" * 36]


def test_room_for_name_and_reference():
    """A long name gives way to the first 70 bytes of the reference; then the reference takes what is left, to the byte."""
    text = epc.payload("漢" * 70, FRENCH, 1250.5, text="T" * 140)
    name, quoted = text.split("\n")[5], text.split("\n")[10]
    fixed = len(text.encode()) - len(name.encode()) - len(quoted)
    assert len(name) == (331 - fixed - 70) // 3
    assert len(quoted) == 331 - fixed - len(name.encode())
    short = epc.payload("漢" * 70, FRENCH, 1250.5, text="T" * 20)
    assert len(short.split("\n")[5]) == min(70, (331 - fixed - 20) // 3)
    assert short.split("\n")[10] == "T" * 20


@pytest.mark.parametrize(
    ("text", "letters", "size", "kept"),
    [
        ("abc", 2, 331, "ab"), ("abc", 3, 331, "abc"), ("éé", 9, 3, "é"), ("éé", 9, 4, "éé"), ("abc", 9, 0, ""), ("abc", 9, -1, ""),
        ("e\u0301x", 1, 9, ""), ("ab\u0301c", 2, 9, "a"), ("a b", 2, 9, "a"), ("x👩\u200d👧", 2, 99, "x"), ("x👩\u200d👧", 3, 99, "x"),
        ("x👩\u200d👧", 4, 99, "x👩\u200d👧"),
    ],
)  # fmt: skip
def test_cut(text, letters, size, kept):
    assert epc.cut(text, letters, size) == kept


@pytest.mark.parametrize(
    ("number", "right"),
    [
        (FRENCH, True), (GERMAN, True), (FRENCH[:-1], False), (FRENCH.lower(), False), ("GB29NWBK60161331926819", True), (None, False),
        ("MT84MALT011000012345MTLCAST001S", True), ("DE99370400440532013000", False),
    ],
)  # fmt: skip
def test_iban(number, right):
    assert epc.is_sepa_iban(number) is right


@pytest.mark.parametrize(("bic", "kept"), [("agrifrpp", "AGRIFRPP"), ("AGRIFRPPXXX", "AGRIFRPPXXX"), ("AGRIFRPPXX", ""), ("1GRIFRPP", "")])
def test_bic(bic, kept):
    assert lines(bic=bic)[4] == kept
