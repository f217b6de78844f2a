"""The text of an EPC QR code (EPC069-12, version 002): a transfer in euros, read by a banking app. No database.

Banking apps refuse a code that breaks the standard's limits, and readers of it stop at QR version 13, which at error
correction M holds 331 bytes: texts are cut by letters first, then by bytes of UTF-8, never inside a letter.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

PAYLOAD_BYTES = 331
NAME_LETTERS, TEXT_LETTERS, STRUCTURED_LETTERS = 70, 140, 35
LOWEST, HIGHEST = Decimal("0.01"), Decimal("999999999.99")
# So many bytes of the reference stay whole before a long name is cut: it is what the payment is found by.
REFERENCE_BYTES = 70
# Countries whose IBANs the SEPA schemes reach (EPC409-09); territories of others use the IBAN of their state.
SEPA = frozenset(
    ("AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE", "IS",
     "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA")
)  # fmt: skip
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def is_sepa_iban(number):
    """Tell whether an account number without spaces is an IBAN of the SEPA area with right check digits."""
    if not IBAN.fullmatch(number or "") or number[:2] not in SEPA:
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def one_line(text):
    """Return a text without line breaks and other control characters, which would move it into the next field."""
    text = unicodedata.normalize("NFC", text or "")
    return " ".join("".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text).split())


def cut(text, letters, size=PAYLOAD_BYTES):
    """Return the beginning of a text, at most so many letters and bytes of UTF-8; no letter is split.

    :param int letters: letters that it may have
    :param int size: bytes that it may have
    """
    kept = text[:letters].encode()[: max(size, 0)].decode(errors="ignore")
    if len(kept) < len(text):
        # an accent of its own, or the parts of a joined emoji, go with the letter that they belong to
        while kept and ("\u200d" in (text[len(kept)], kept[-1]) or unicodedata.category(text[len(kept)]).startswith("M")):
            kept = kept[:-1]
    return kept.strip()


def payload(name, iban, amount, text="", structured="", bic=""):
    """Return the text of the code of a transfer.

    :param str name: holder of the account paid; banks compare it with the IBAN
    :param str iban: the account, with or without spaces
    :param amount: what is paid, in euros; rounded to cents
    :param str text: what the payment quotes
    :param str structured: the same as a structured reference, which then replaces the text
    :param str bic: of the bank; left out when it is none
    :return: lines joined by line feeds, at most ``PAYLOAD_BYTES`` bytes of UTF-8; empty for an amount, an account or a
        name that the standard does not allow
    """
    iban, bic = re.sub(r"\s", "", iban or "").upper(), re.sub(r"\s", "", bic or "").upper()
    amount = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    name, text, structured = one_line(name), one_line(text), one_line(structured)
    if not LOWEST <= amount <= HIGHEST or not is_sepa_iban(iban) or not name:
        return ""
    if len(structured) > STRUCTURED_LETTERS:
        text, structured = text or structured, ""
    text = "" if structured else cut(text, TEXT_LETTERS)
    head = ["BCD", "002", "1", "SCT", bic if BIC.fullmatch(bic) else ""]
    fixed = len("\n".join([*head, "", iban, f"EUR{amount}", "", structured, ""]).encode())
    room = PAYLOAD_BYTES - fixed
    name = cut(name, NAME_LETTERS, room - min(len(text.encode()), REFERENCE_BYTES))
    text = cut(text, TEXT_LETTERS, room - len(name.encode()))
    return "\n".join([*head, name, iban, f"EUR{amount}", "", structured, text]).rstrip("\n")
