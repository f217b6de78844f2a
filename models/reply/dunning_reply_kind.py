"""What an incoming message is: written by a person, sent by a machine, or a report about another one. No database.

Sources: RFC 3834 (automatic responses to electronic mail), RFC 3464 (delivery status notifications), RFC 8098 (read
receipts), and the headers that mail systems add beside them.
"""

import re
from collections import namedtuple

# Headers whose mere presence says that a machine answered.
AUTOMATIC_HEADERS = (
    "X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder", "X-AutoReply-From", "X-Mail-Autoreply", "X-Auto-Response",
)  # fmt: skip

# Values of ``Precedence`` that people's messages do not have.
AUTOMATIC_PRECEDENCE = ("auto_reply", "auto-reply", "bulk", "junk")

# Types of feedback that say that the reader does not want such messages (RFC 5965, 7.3; RFC 6430 names ``not-spam``).
COMPLAINTS = ("abuse", "fraud", "opt-out", "virus", "other")

# How subjects of absence messages begin (en, fr, de, nl, es, it); a person's answer begins with “Re:”.
ABSENCE = re.compile(
    r"""^\s*[\[("“«]*\s*(
        (out[\s-]of[\s-](the[\s-])?office | i\s+am\s+(out|away) | away\s+from\s+(the\s+)?office
      | on\s+(annual\s+)?leave | on\s+(vacation|holiday)
      | message\s+d.absence | hors\s+du?\s*bureau | en\s+cong[ée]s?
      | abwesenheits\w+ | nicht\s+im\s+(b[üu]ro|haus) | im\s+urlaub
      | niet\s+(aanwezig|op\s+kantoor) | buiten\s+kantoor | met\s+vakantie
      | fuera\s+de\s+(la\s+)?oficina | de\s+vacaciones
      | fuori\s+(sede|ufficio) | in\s+ferie)\b
      # “Absence de facture” is what a person writes about
      | (absence | absent | absente | abwesenheit | abwesend | afwezig | ausencia | ausente | assenza | assente)
        \s*($ | [:(–-] | du\s+(bureau|\d) | jusqu | (from|until|till|depuis|bis|vom|tot|van|hasta|fino|dal|del)\b)
    )""",
    re.IGNORECASE | re.VERBOSE,
)

# How subjects of other automatic answers begin.
AUTOMATIC = re.compile(
    r"""^\s*[\[("“«]*\s*(
        auto(matic)?[\s-]?(reply|response|answer) | automated\s+(reply|response) | auto\s*: | acknowledg(e)?ment\s+of\s+receipt
      | r[ée]ponse\s+automatique | accus[ée]\s+(automatique|de\s+(r[ée]ception|lecture))
      | automatische\s+(antwort|r[üu]ckantwort|antwoord|reactie) | automatisch\s+(antwoord|bericht)
      | eingangsbest[äa]tigung | ontvangstbevestiging
      | respuesta\s+autom[áa]tica | acuse\s+de\s+recibo
      | risposta\s+automatica | conferma\s+di\s+(lettura|ricezione)
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def kind_of(headers, subject=None):
    """Tell what an incoming message is.

    :param headers: headers with a ``get`` that knows no case (an ``email.message.Message``)
    :param str subject: decoded subject; by default the header's
    :return: ``reply`` of a person, ``out_of_office`` or another ``auto`` answer
    """
    subject = str(headers.get("Subject") or "") if subject is None else subject
    if ABSENCE.match(subject):
        return "out_of_office"
    return "auto" if AUTOMATIC.match(subject) or _is_automatic(headers) else "reply"


def _is_automatic(headers):
    """Tell whether the headers say that no person wrote the message."""
    submitted = _first_word(headers, "Auto-Submitted")
    if submitted and submitted != "no":
        return True
    suppressed = str(headers.get("X-Auto-Response-Suppress") or "").strip().lower()
    if suppressed and suppressed != "none":
        return True
    if _first_word(headers, "Precedence") in AUTOMATIC_PRECEDENCE:
        return True
    if any(_first_word(headers, name) not in ("", "no", "false") for name in AUTOMATIC_HEADERS):
        return True
    return str(headers.get("Return-Path") or "").replace(" ", "") == "<>"


def _first_word(headers, name):
    """Return the first word of a header, in small letters, without its parameters."""
    return str(headers.get(name) or "").split(";")[0].split("(")[0].strip().lower()


Told = namedtuple("Told", "address action reason")


def read_report(message):
    """Return what a report tells of each recipient: all of its blocks, the first of which is about the message as a whole.

    RFC 3464, 2.3: the recipient as the sender wrote it (``Original-Recipient``) comes before the one it was forwarded to.

    :param message: the report, an ``email.message.Message``
    :return: list of Told: addresses in small letters (as written, as forwarded), action, what the other server said
    """
    told = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not isinstance(part.get_payload(), list):
            continue
        for block in part.get_payload():
            addresses = [_after_type(block.get(name)) for name in ("Original-Recipient", "Final-Recipient")]
            addresses = tuple(address.strip("<>").lower() for address in addresses if address)
            if addresses:
                reason = " ".join(filter(None, (str(block.get("Status") or "").strip(), _after_type(block.get("Diagnostic-Code")))))
                told.append(Told(addresses, _first_word(block, "Action"), " ".join(reason.split())))
    return told


def _after_type(value):
    """Return what stands behind the type: ``rfc822; anna@example.com``."""
    _type, _semicolon, rest = str(value or "").partition(";")
    return rest.strip()


def complained_address(message):
    """Return the address whose owner complained about a message as unwanted, empty when it is no complaint (RFC 5965).

    :param message: an ``email.message.Message``
    """
    for part in message.walk():
        if part.get_content_type() != "message/feedback-report":
            continue
        payload = part.get_payload()
        text = payload[0].as_string() if isinstance(payload, list) else str(payload)
        fields = dict(re.findall(r"(?m)^([A-Za-z-]+):\s*(.+?)\s*$", text))
        fields = {name.lower(): value for name, value in fields.items()}
        if fields.get("feedback-type", "").lower() in COMPLAINTS:
            return fields.get("original-rcpt-to", "").strip("<>").lower()
    return ""


def is_failure(message):
    """Tell whether a report about a message says that it did not arrive.

    A delayed or delivered message did not fail, and a read receipt is no report about delivery. Reports that say nothing
    of the kind count as failures, as they come from servers that know no standard.

    :param message: the report, an ``email.message.Message``
    """
    if "disposition-notification" in str(message.get("Content-Type") or "").lower():
        return False
    for part in message.walk():
        if part.get_content_type() == "message/disposition-notification":
            return False
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            found = [_first_word(block, "Action") for block in blocks if not isinstance(block, str)] if isinstance(blocks, list) else []
            actions = [action for action in found if action]
            if actions:
                return "failed" in actions
    return True
