"""Amounts in answers: "1 200,00 €", "EUR 1,000", "800 euros". No database."""

import re
from decimal import Decimal

CURRENCY = r"(?:€|eur\b|euros?\b|chf\b|£|gbp\b|pounds?\b|\$|usd\b|dollars?\b|¥|jpy\b|yen\b)"
NUMBER = r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
WITH_CURRENCY = re.compile(
    rf"(?:{CURRENCY}\s*(?P<after>{NUMBER})(?![\d]))|(?<![\d/.,-])(?P<before>{NUMBER})\s*(?:{CURRENCY}|,-\s*{CURRENCY}?)"
)
PLAIN = re.compile(rf"(?<![\d/.,:-])(?:{NUMBER})(?![\d/:%-])")


def parse_amount(text):
    """Return the value of a number as Europe and the Americas write it: the last sign before one or two digits is the decimal one.

    :param str text: digits with signs and blanks
    :rtype: Decimal
    """
    text = text.replace(" ", "").replace("'", "")
    match = re.fullmatch(r"(.*?)[.,](\d{1,2})", text)
    whole, part = (match[1], match[2]) if match else (text, "")
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{part}" if part else ""))


def has_cents(text):
    """Tell whether a figure ends with a sign and two digits, as amounts of money do."""
    return bool(re.search(r"[.,]\d\d$", text))


def find_amounts(text):
    """Return (start, end, value) of each figure with a currency in a folded text.

    :param str text: folded text, numbers of invoices taken out
    :rtype: list of (int, int, Decimal)
    """
    return [(match.start(), match.end(), parse_amount(match["after"] or match["before"])) for match in WITH_CURRENCY.finditer(text)]


def find_plain_amounts(text, taken):
    """Return (start, end, value) of figures without a currency, for sentences that are about amounts anyway.

    :param str text: folded text, numbers of invoices taken out
    :param list taken: (start, end) of what is a day
    :rtype: list of (int, int, Decimal)
    """
    return [
        (match.start(), match.end(), value)
        for match in PLAIN.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken) and (value := parse_amount(match[0])) >= 20
    ]
