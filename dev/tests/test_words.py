"""Amounts in words: never a wrong one."""

import importlib.util
from decimal import Decimal

import pytest
from num2words import num2words

import lib

spec = importlib.util.spec_from_file_location("dunning_words", lib.ROOT / "models" / "shared" / "amount_in_words.py")
words = importlib.util.module_from_spec(spec)
spec.loader.exec_module(words)
amount_in_words, spell_french = words.amount_in_words, words.spell_french


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "expected"),
    [
        (1234.5, "EUR", "fr_FR", "mille deux cent trente-quatre euros et cinquante centimes"),
        (1971, "EUR", "fr_FR", "mille neuf cent soixante et onze euros"),  # the library takes a whole number for cents
        (0, "EUR", "fr_FR", "zéro euro"),
        (0.01, "EUR", "fr_FR", "zéro euro et un centime"),
        (1, "EUR", "fr_FR", "un euro"),
        (1.99, "EUR", "fr_FR", "un euro et quatre-vingt-dix-neuf centimes"),
        (80, "EUR", "fr_FR", "quatre-vingts euros"),
        (81, "EUR", "fr_FR", "quatre-vingt-un euros"),
        (200, "EUR", "fr_FR", "deux cents euros"),
        (201, "EUR", "fr_FR", "deux cent un euros"),
        (80_000, "EUR", "fr_FR", "quatre-vingt mille euros"),
        (200_000, "EUR", "fr_FR", "deux cent mille euros"),
        (1_000_000, "EUR", "fr_FR", "un million d'euros"),
        (2_000_000, "CHF", "fr_FR", "deux millions de francs suisses"),
        (200_000_000, "EUR", "fr_FR", "deux cents millions d'euros"),
        (1_000_100, "EUR", "fr_FR", "un million cent euros"),
        (3_000_000_000, "EUR", "fr_FR", "trois milliards d'euros"),
        (201, "EUR", "fr_BE", "deux cent un euros"),
        (971.8, "EUR", "fr_BE", "neuf cent septante et un euros et quatre-vingts centimes"),
        (99, "CHF", "fr_CH", "nonante-neuf francs suisses"),
        (1_000_000, "CHF", "fr_CH", "un million de francs suisses"),
        (21, "GBP", "fr_FR", "vingt et une livres sterling"),
        (91, "GBP", "fr_BE", "nonante et une livres sterling"),
        (71, "GBP", "fr_FR", "soixante et onze livres sterling"),
        (1.5, "TND", "fr_FR", "un dinar tunisien et cinq cents millimes"),
        (1500, "XOF", "fr_FR", "mille cinq cents francs CFA"),
        (1234.5, "EUR", "en_US", "one thousand, two hundred and thirty-four euros and fifty cents"),
        (1, "GBP", "en_GB", "one pound sterling"),
        (0.01, "GBP", "en_GB", "zero pounds sterling and one penny"),
        (1.01, "CHF", "en_US", "one Swiss franc and one centime"),
        (0.1 + 0.2, "EUR", "fr_FR", "zéro euro et trente centimes"),
        (Decimal("900000000000.99"), "EUR", "en_US", "nine hundred billion euros and ninety-nine cents"),
        # not known for certain: the figure alone
        (100, "JPY", "fr_FR", ""),
        (100, "EUR", "de_DE", ""),
        (100, "EUR", "es_CO", ""),
        (100, "EUR", "", ""),
        (100, "EUR", None, ""),
        (-1, "EUR", "fr_FR", ""),
        (10**12, "EUR", "fr_FR", ""),
    ],
)  # fmt: skip
def test_amounts(amount, currency, lang, expected):
    assert amount_in_words(amount, currency, lang) == expected


def test_french_agrees_with_the_library_where_it_is_right():
    numbers = [*range(2000), *range(2000, 1_000_000, 397), 999_999, 10**6, 80 * 10**6, 200 * 10**6 + 80_000]
    numbers += [987_654_321, 10**9, 123_456_789_012]
    wrong = [number for number in numbers if spell_french(number) != num2words(number, lang="fr")]
    assert wrong == []


def test_belgian_and_swiss():
    """What no source doubts: seventies and nineties; the eighties and the plurals as in France."""
    assert [spell_french(number, "BE") for number in (70, 71, 72, 79, 80, 81, 90, 91, 98, 280, 1980)] == [
        "septante", "septante et un", "septante-deux", "septante-neuf", "quatre-vingts", "quatre-vingt-un", "nonante",
        "nonante et un", "nonante-huit", "deux cent quatre-vingts", "mille neuf cent quatre-vingts",
    ]  # fmt: skip
    assert all(spell_french(number, "CH") == spell_french(number, "BE") for number in range(1000))
