"""What somebody wrote in an answer, without what his mail program put below it. No database.

HTML mails are cut by core (it marks quotations and signatures when it receives them); this is for their text. Two libraries
cut quotations where they are installed, because each misses what the other knows (``mail-parser-reply`` leaves Dutch and
Spanish quotations in, ``quotequail`` Italian ones); what both miss (no-break spaces in French headers, folded header lines,
Portuguese) is told by the patterns here, which work alone too.
"""

import re

try:
    from mailparser_reply import EmailReplyParser
except ImportError:  # works without it
    EmailReplyParser = None
try:
    import quotequail
except ImportError:
    quotequail = None

SPACES = re.compile(r"[\u00a0\u202f\u2007\u2009\t ]+")
# "Le jeu. 12 mars 2026 à 09:14, X <x@example.com> a écrit :", and the same folded over several lines.
WROTE = re.compile(
    r"^[ >]*(?:(?:le|on|am|el|il(?: giorno)?|in data|op|em|a|no dia|den|il giorno)\b[^\n]{0,120}(?:\n[^\n]{0,120}){0,2}?\b"
    r"(?:a\s[ée]crit|wrote|schrieb|escribi[óo]|ha\sscritto|schreef|escreveu(?:-se)?)\b[^\n]{0,80}:?\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
# The header block of Outlook: "De : … Envoyé : … À : … Objet : …".
HEADER = re.compile(
    r"^\s*\*?(?:De|From|Von|Da|Van|Expéditeur|Remitente)\*?\s*:[^\n]*\n(?:[^\n]*\n){0,2}?\s*\*?(?:Envoy[ée]|Objet|Asunto|Date|Sent|Gesendet|Datum|Enviado(?: el)?|Fecha|Inviato|Data|Verzonden|Enviada)\*?\s*:",
    re.IGNORECASE | re.MULTILINE,
)
DIVIDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:Message d'origine|Original Message|Ursprüngliche Nachricht|Mensaje original|Messaggio originale|Oorspronkelijk bericht|"
    r"Mensagem original|Message transféré|Forwarded message|Weitergeleitete Nachricht|Doorgestuurd bericht)\s*-{2,}|_{10,})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
FORWARDED = re.compile(r"^\s*-{2,}[^\n]*(?:transf|forward|weitergeleitet|reenviad|inoltrat|doorgestuurd|encaminhad)[^\n]*$", re.IGNORECASE | re.MULTILINE)
QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
# Signatures begin with a line of "-- ", a mobile footer, or a farewell after which only a few short lines follow.
SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|__+\s*$|(?:envoy[ée] (?:de|depuis|à partir de) (?:mon|ma|outlook|mail|yahoo|l'application|la messagerie)|t[ée]l[ée]charger outlook|sent from (?:my|outlook|mail|yahoo|the)|get outlook|von meinem \S+ gesendet|gesendet (?:von|mit)|"
    r"enviado (?:desde|do|a partir do) (?:mi|meu)|(?:scarica|ottieni|obter o|baixe o) outlook|inviato d(?:a|al mio) \S+|verzonden vanaf|verstuurd vanaf)\b.*)$",
    re.IGNORECASE | re.MULTILINE,
)
FAREWELL = re.compile(
    r"^\s*(?:(?:bien )?cordialement|cdt|cdlt|bien à vous|(?:meilleures |sincères |cordiales |respectueuses |avec mes )?salutations[\w ]*|bien (?:amicalement|sincèrement|à toi)|amicalement|respectueusement|sincèrement|slts?|bises?(?: à[^\n]{0,30})?|à (?:bientôt|très vite|plus)|(?:belle|excellente) (?:journée|soirée)|bon week-?end|(?:veuillez )?(?:agréer|agréez|croire)[^\n]*|bonne (?:journée|réception|fin de journée|soirée)|dans l'attente[^\n]*|je vous prie[^\n]*|"
    r"(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)? ?(?:regards|wishes)|all the best|best|ta|rgds|br|many thanks|thanks(?: and regards)?|yours (?:sincerely|faithfully)|sincerely|cheers|"
    r"mit (?:freundlichen|besten|herzlichen|lieben|vielen|kollegialen)(?: kollegialen)? gr(?:ü|ue)(?:ß|ss)en|mfg|hochachtungsvoll|mit vorzüglicher hochachtung|herzlichst|"
    r"(?:freundliche|viele|beste|liebe|schöne|herzliche)n? gr(?:ü|ue)(?:ß|ss)e?(?: aus \w+)?|(?:danke und )?gru(?:ß|ss)|vg|lg|bg|"
    r"(?:(?:reciba|reciban|recibe|con) )?(?:un )?(?:cordial(?:es)? |atentos? |afectuoso )?saludos?(?: cordial(?:es)?)?|slds|un (?:fuerte )?abrazo|cordialmente|muy atentamente|atentamente|atte\.?|(?:cordiali|distinti) saluti|saluti|cordialità|(?:un )?(?:cordiale|caro) saluto|buona giornata|buon lavoro|"
    r"(?:met )?(?:vriendelijke|hartelijke|beste|confraternele) groet(?:en|jes)?(?: uit \w+)?|hoogachtend|mvg|gr|groet(?:en|jes)?|(?:com os )?(?:melhores )?cumprimentos|cumps|atenciosamente|respeitosamente|(?:um )?abraço|abs|bjs|att\.?)\b[\s,.!]*$",
    re.IGNORECASE | re.MULTILINE,
)
DISCLAIMER = re.compile(
    r"^[^\n]*(?:ce (?:message|courriel|mail),? (?:et|est|peut|ainsi)[^\n]*confidentiel|(?:les|la|toute) informations? contenues? dans ce|si vous n'(?:en )?êtes pas le destinataire|n'imprimez|pensez à la planète|la información contenida en este|si (?:usted )?no es el destinatario|antes de imprimir este|(?:aviso|advertencia) legal|this (?:e-?mail|message)[^\n]*(?:confidential|intended)|diese (?:e-?mail|nachricht)[^\n]*(?:vertraulich|enthält)|"
    r"(?:avviso di riservatezza|aviso de confidencialidade)\s*:|ai sensi del[^\n]*(?:riservat|196|679)|as informações contidas n[^\n]*confidenciais|"
    r"este (?:mensaje|correo)[^\n]*confidencial|questo messaggio[^\n]*(?:riservat|confidenzial)|dit (?:e-?mail)?bericht[^\n]*(?:vertrouwelijk|bestemd)|esta mensagem[^\n]*confidencial|"
    r"if you are not the (?:intended|named)|(?:sollten|wenn) sie nicht der (?:richtige|beabsichtigte|vorgesehene)|aan dit (?:e-?mail)?bericht kunnen geen rechten|bent u niet de (?:juiste|beoogde)|"
    r"bitte denken sie an die umwelt|denk aan het milieu|pensez à l'environnement|avant d'imprimer|please consider the environment)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
LINES_OF_SIGNATURE = 8


def find_new_words(text):
    """Return what is new in a plain-text mail: quotations, signature, mobile footer and disclaimer taken off.

    Nothing is lost where all would go: a mail that only forwards another one, or consists of a farewell, stays as it is.

    :param str text: plain text of the mail
    :rtype: str
    """
    text = "\n".join(SPACES.sub(" ", line).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    kept = _cut_quotations(text)
    kept = _cut_signature(kept)
    kept = kept.strip()
    return kept or QUOTED.sub("", text).strip() or text.strip()


def _cut_quotations(text):
    ends = [match.start() for pattern in (WROTE, HEADER, DIVIDER) if (match := pattern.search(text))]
    own = QUOTED.sub("", text[: min(ends)] if ends else text)
    shortest = own
    for other in (_by_reply_parser(text), _by_quotequail(text)):
        other = QUOTED.sub("", other or "").strip()
        if other and len(other) < len(shortest) and own.strip().startswith(other[:40]):
            shortest = other
    return shortest


def _by_reply_parser(text):
    if EmailReplyParser is None:
        return None
    replies = EmailReplyParser(languages=["en", "fr", "de", "nl", "it", "es", "pt"]).read(text=text).replies
    return replies[0].full_body if replies and hasattr(replies[0], "full_body") else (replies[0].body if replies else None)


def _by_quotequail(text):
    if quotequail is None:
        return None
    found = quotequail.unwrap(text)
    return found.get("text_top") if found and found.get("type") == "reply" else None


def _cut_signature(text):
    for pattern in (SIGNATURE, DISCLAIMER):
        match = pattern.search(text)
        if match and text[: match.start()].strip():
            text = text[: match.start()]
    for match in FAREWELL.finditer(text):
        below = [line for line in text[match.end() :].split("\n") if line.strip()]
        if text[: match.start()].strip() and len(below) <= LINES_OF_SIGNATURE and all(len(line) < 90 for line in below):
            return text[: match.start()]
    return text
