"""Amounts in words, for letters in which a wrong word would cost the case. No database.

Only what is known for certain is put into words: French (France, Belgium, Switzerland, Canada, Luxembourg) and English, for the
currencies named here. For everything else the answer is empty and the letter keeps the figure alone; the figure stands
beside the words anyway. French is spelt here, in the traditional spelling: the library ``num2words`` (0.5.10 to 0.5.14)
writes "un million euros", "deux cents un" (Belgium, Switzerland) and always "zéro centimes", reads a whole number as cents
and knows neither CHF nor XOF. English cardinals are its own, asked for whole numbers only.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

# The largest amount put into words, in units of the currency.
LIMIT = 10**12


class Unit(NamedTuple):
    """What a currency is called: one and several of its units and of its parts, and how many digits the parts have."""

    one: str
    several: str
    part: str
    parts: str
    digits: int = 2


FRENCH = {
    "EUR": Unit("euro", "euros", "centime", "centimes"),
    "CHF": Unit("franc suisse", "francs suisses", "centime", "centimes"),
    "GBP": Unit("livre sterling", "livres sterling", "penny", "pence"),
    "USD": Unit("dollar américain", "dollars américains", "cent", "cents"),
    "CAD": Unit("dollar canadien", "dollars canadiens", "cent", "cents"),
    "MAD": Unit("dirham marocain", "dirhams marocains", "centime", "centimes"),
    "TND": Unit("dinar tunisien", "dinars tunisiens", "millime", "millimes", 3),
    "XOF": Unit("franc CFA", "francs CFA", "", "", 0),
    "XAF": Unit("franc CFA", "francs CFA", "", "", 0),
}
# Units that are feminine in French: "une livre", "vingt et une livres".
FEMININE = {"GBP"}

ENGLISH = {
    "EUR": Unit("euro", "euros", "cent", "cents"),
    "CHF": Unit("Swiss franc", "Swiss francs", "centime", "centimes"),
    "GBP": Unit("pound sterling", "pounds sterling", "penny", "pence"),
    "USD": Unit("US dollar", "US dollars", "cent", "cents"),
    "CAD": Unit("Canadian dollar", "Canadian dollars", "cent", "cents"),
}

SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
    "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def amount_in_words(amount, currency, lang):
    """Return an amount in words, empty when the language or the currency is not known for certain.

    :param amount: ``Decimal``, ``float`` or ``int`` in units of the currency; negative ones and those from 10¹² on have no words
    :param str currency: ISO 4217 code
    :param str lang: code of the language, as Odoo has it (``fr_FR``, ``en_US``)
    :return: such as "mille deux cent trente-quatre euros et cinquante centimes"
    """
    language, _underscore, country = (lang or "").partition("_")
    unit = {"fr": FRENCH, "en": ENGLISH}.get(language, {}).get(currency)
    if not unit:
        return ""
    value = Decimal(str(amount)).quantize(Decimal(1).scaleb(-unit.digits), ROUND_HALF_UP)
    if not 0 <= value < LIMIT:
        return ""
    whole = int(value)
    part = int((value - whole).scaleb(unit.digits))
    if language == "fr":
        spelt = spell_french(whole, country)
        if currency in FEMININE and spelt.replace("-", " ").split(" ")[-1] == "un":
            spelt += "e"
        # a million is a noun: "un million d'euros", "deux millions de francs"
        of = ("d'" if unit.several[0] in "aeiou" else "de ") if whole and not whole % 10**6 else ""
        words = f"{spelt} {of}{unit.one if whole < 2 else unit.several}"
        return f"{words} et {spell_french(part, country)} {unit.part if part == 1 else unit.parts}" if part else words
    words = spell_english(whole)
    if not words:
        return ""
    words = f"{words} {unit.one if whole == 1 else unit.several}"
    return f"{words} and {spell_english(part)} {unit.part if part == 1 else unit.parts}" if part else words


def spell_english(number):
    """Return a whole number in English words, empty where ``num2words`` is not installed."""
    try:
        from num2words import num2words  # comes with Odoo, which works without it as well
    except ImportError:
        return ""
    return num2words(number, lang="en")


def spell_french(number, country="FR"):
    """Return a whole number below 10¹² in French words, traditional spelling, masculine.

    :param int number: 0 or more
    :param str country: BE and CH say septante and nonante
    """
    if not number:
        return SMALL[0]
    billions, rest = divmod(number, 10**9)
    millions, rest = divmod(rest, 10**6)
    thousands, rest = divmod(rest, 1000)
    parts = []
    for count, noun in ((billions, "milliard"), (millions, "million")):
        if count:
            parts.append(f"{_spell_hundreds(count, country)} {noun}{'s' if count > 1 else ''}")
    if thousands:  # mille is no noun: invariable, and what stands before it loses its s
        parts.append("mille" if thousands == 1 else f"{_spell_hundreds(thousands, country, last=False)} mille")
    if rest:
        parts.append(_spell_hundreds(rest, country))
    return " ".join(parts)


def _spell_hundreds(number, country, last=True):
    """Return 1 to 999; ``last`` when no number follows: "deux cents", "quatre-vingts" take their s only then."""
    hundreds, rest = divmod(number, 100)
    parts = []
    if hundreds:
        word = "cent" if hundreds == 1 else f"{SMALL[hundreds]} cent"
        parts.append(f"{word}s" if hundreds > 1 and not rest and last else word)
    if rest:
        parts.append(_spell_tens(rest, country, last))
    return " ".join(parts)


def _spell_tens(number, country, last):
    """Return 1 to 99."""
    if number < 20:
        return SMALL[number]
    tens = dict(TENS)
    if country in ("BE", "CH"):
        tens |= {7: "septante", 9: "nonante"}
    ten, unit = divmod(number, 10)
    if ten == 8 or (ten == 9 and ten not in tens):
        unit = number - 80
        return f"quatre-vingt-{SMALL[unit]}" if unit else "quatre-vingts" if last else "quatre-vingt"
    if ten not in tens:  # soixante-dix
        ten, unit = 6, number - 60
    if not unit:
        return tens[ten]
    return f"{tens[ten]} et {SMALL[unit]}" if unit in (1, 11) else f"{tens[ten]}-{SMALL[unit]}"
