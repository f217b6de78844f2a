"""The letters of an SMS, and how many messages a text takes."""

import doctest
import importlib.util

import pytest

import lib

spec = importlib.util.spec_from_file_location("dunning_gsm", lib.ROOT / "models" / "shared" / "gsm_text.py")
gsm = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gsm)


def test_examples():
    assert doctest.testmod(gsm).failed == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (None, 0),
        ("é" * 160, 1),
        ("é" * 306, 2),
        ("é" * 307, 3),
        ("€" * 80, 1),  # a character of the extension takes two places
        ("ç" * 70, 1),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("😀" * 35, 1),  # two places each
        ("😀" * 36, 2),
    ],
)
def test_count(text, count):
    assert gsm.sms_count(text) == count


def test_plain():
    """What looks the same is written in the alphabet, a person's name as he writes it."""
    assert gsm.plain_sms("«\u00a0Façade\u2009», n‑1 – 3…") == "« Façade », n-1 - 3..."
    assert gsm.foreign_letters("« Façade »") == "«ç»"
    assert gsm.foreign_letters("Été à Orléans : 5 €") == ""
