"""The text of an SMS in the letters that it is sent with, and how many messages it takes (3GPP TS 23.038 and 23.040).

A text of the default alphabet has 160 characters, or 153 in each of several messages; one other letter – a no-break space,
a typographic apostrophe, ê, œ – makes it a text of 70 or 67. Blanks and punctuation that look the same are replaced;
letters stay, for a name is written as its owner writes it.
"""

import math
import re

# 3GPP TS 23.038, section 6.2.1: the default alphabet (é, è, à, ù and ì are in it, ê, ç and œ are not) …
ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# … and 6.2.1.1: characters that take the place of two.
EXTENSION = frozenset("\f^{}\\[~]|€")
ALIKE = {"‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "…": "...", "−": "-"}
BLANKS = re.compile("[\\t\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]+")
# Characters of a text alone, and of each part of a longer one, whose header takes the rest.
DEFAULT, UNICODE = (160, 153), (70, 67)


def plain_sms(text):
    """Return a text with the blanks and punctuation of the default alphabet; letters stay.

    >>> plain_sms("Relance\\u00a0: l\\u2019échéance de 1\\u202f234,56\\u00a0€")
    "Relance : l'échéance de 1 234,56 €"
    """
    text = BLANKS.sub(" ", text or "")
    return "".join(ALIKE.get(letter, letter) for letter in text)


def foreign_letters(text):
    """Return the letters of a text that the default alphabet lacks, each once, in their order.

    >>> foreign_letters("Nous en reçûmes déjà, façade")
    'çû'
    """
    return "".join(dict.fromkeys(letter for letter in text or "" if letter not in ALPHABET | EXTENSION))


def sms_count(text):
    """Return how many messages a text takes.

    >>> sms_count("a" * 160), sms_count("a" * 161), sms_count("€" * 81), sms_count("ê" * 71), sms_count("")
    (1, 2, 2, 2, 0)
    """
    text = text or ""
    if foreign_letters(text):
        # Letters outside the basic plane, as emoji, take two places.
        size, (alone, part) = len(text.encode("utf-16-be")) // 2, UNICODE
    else:
        size, (alone, part) = sum(1 + (letter in EXTENSION) for letter in text), DEFAULT
    return math.ceil(size / (alone if size <= alone else part))
