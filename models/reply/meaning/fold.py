"""Text as it is compared: small letters without accents, one kind of space, quote and dash. No database."""

import re
import unicodedata

# What NFKD leaves as it is.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l",
     "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-"}
)  # fmt: skip
SPACES = re.compile(r"[^\S\n]+")


def fold(text):
    """Return text in small letters without accents, each run of spaces (no-break and thin ones too) as one space.

    :param str text: as people write
    :rtype: str
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("№", "no ").lower().translate(LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return SPACES.sub(" ", plain.translate(LETTERS)).strip()
