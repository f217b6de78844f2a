"""What an incoming message is: written by a person, sent by a machine, or a report about another one. No database.

Sources: RFC 3834 (automatic responses to electronic mail), RFC 3464 (delivery status notifications), RFC 8098 (read
receipts), and the headers that mail systems add beside them.
"""

import re

# Headers whose mere presence says that a machine answered.
AUTOMATIC_HEADERS = (
    "X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder", "X-AutoReply-From", "X-Mail-Autoreply", "X-Auto-Response",
)  # fmt: skip

# Values of ``Precedence`` that people's messages do not have.
AUTOMATIC_PRECEDENCE = ("auto_reply", "auto-reply", "bulk", "junk")

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
