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
