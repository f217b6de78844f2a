"""What a customer sent from its page, after it was read from the form; and what may be sent. No database."""

import re
from datetime import date
from typing import NamedTuple

from ..shared.remittance import read_amount

# Files of an answer: how many, how big (bytes), and by which first bytes they are known.
MOST_FILES = 3
MOST_BYTES = 5 * 1024 * 1024
FILE_TYPES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

# Longest texts (characters).
MOST_TEXT = 2000
MOST_WORDS = 120

MOST_INSTALMENTS = 36
# Amounts from here on are typing mistakes.
MOST_AMOUNT = 1e12


class Given(NamedTuple):
    """One answer. ``items`` are the ids of the journal items that were chosen, ``lines`` those of them that the page shows;
    ``amount`` is in their currency, ``None`` for all that is open.

    ``key`` is made with the form: the same form sent twice is one answer. ``files`` are (name, bytes) pairs.
    """

    kind: str
    key: str
    items: tuple = ()
    lines: object = None
    text: str = ""
    day: date | None = None
    amount: float | None = None
    means: str = ""
    category: object = None
    count: int = 0
    person: str = ""
    email: str = ""
    phone: str = ""
    files: tuple = ()


def file_type(content):
    """Return what a file is by its first bytes, ``None`` when it is not of a kind that is taken.

    >>> file_type(b"%PDF-1.7 ...")
    'application/pdf'
    >>> file_type(b"MZ...")
    """
    return next((kind for start, kind in FILE_TYPES.items() if content.startswith(start)), None)


def clean_text(text, most=MOST_TEXT):
    """Return a text without what no keyboard types, cut to its longest.

    >>> clean_text("  two\\x00 lines\\r\\nhere ")
    'two lines\\nhere'
    """
    kept = "".join(one for one in (text or "").replace("\r\n", "\n") if one == "\n" or one.isprintable())
    return kept.strip()[:most]


def read_typed_amount(text, decimals=2, signs=()):
    """Return an amount as customers type or copy it, with the marks of any country; -1 when it is none.

    :param int decimals: of the currency; where it has more than two, that many digits behind a point are decimals
    :param signs: what may stand beside it: symbol and name of the currency
    :rtype: float

    >>> [read_typed_amount(text) for text in ("1 234,50", "1\u202f234,50\xa0€", "1,234.50", "1,234", "240,5", "1e5", "nan", "")]
    [1234.5, 1234.5, 1234.5, 1234.0, 240.5, -1.0, -1.0, -1.0]
    >>> read_typed_amount("1.234", 3), read_typed_amount("1 500 F", 0, ("F",)), read_typed_amount("9" * 20)
    (1.234, 1500.0, -1.0)
    """
    for sign in filter(None, signs):
        text = text.replace(sign, "")
    text = text.strip()
    if decimals > 2 and re.fullmatch(rf"[0-9]+[.][0-9]{{{decimals}}}", text):
        amount = float(text)
    else:
        found = read_amount(text)
        amount = -1.0 if found is None else float(found)
    return amount if 0 <= amount < MOST_AMOUNT else -1.0
