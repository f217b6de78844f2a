"""What a customer sent from its page, after it was read from the form; and what may be sent. No database."""

from datetime import date
from typing import NamedTuple

# Files of an answer: how many, how big (bytes), and by which first bytes they are known.
MOST_FILES = 3
MOST_BYTES = 5 * 1024 * 1024
FILE_TYPES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

# Longest texts (characters).
MOST_TEXT = 2000
MOST_WORDS = 120

MOST_INSTALMENTS = 36


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
