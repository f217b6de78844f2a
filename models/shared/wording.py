"""What a credit manager should look at in the words of a message before it is used. No database.

Reminders that are short, polite and complete are paid sooner; insults and threats of what a creditor cannot do make the
creditor liable. To state real consequences is allowed: a date, the competent court, recovery by the means provided for by
law, the suspension of supplies. The lists are French and English; other languages are checked for what does not depend on
words.
"""

import html
import re

# Words of a message beyond which it is not read to its end: an e-mail on a telephone, a letter on its page.
EMAIL_WORDS, LETTER_WORDS = 200, 300
# Letters of a subject beyond which mail programs cut it.
SUBJECT_LETTERS = 90
# What a message has to say: what is due in all, where to pay, whom to ask.
NEEDED = ("total", "bank", "contact")

_LIMITS = r"(?<![\w-])(?:%s)(?![\w-])"

INSULTS = re.compile(
    _LIMITS
    % "|".join(
        (
            r"crooks?", r"thie(?:f|ves)", r"liars?", r"dishonest", r"fraudsters?", r"swindlers?", r"deadbeats?", r"scum", r"idiots?",
            r"shame(?:ful)? on you", r"shameful", r"disgraceful", r"bad payers?",
            r"escrocs?", r"voleu(?:rs?|ses?)", r"menteu(?:rs?|ses?)", r"malhonnêtes?", r"fraudeu(?:rs?|ses?)", r"arnaqueurs?",
            r"mauvais(?:e)? payeu(?:rs?|se)", r"honteu(?:x|se)", r"scandaleu(?:x|se)", r"incapables", r"parasites?",
        )
    ),
    re.IGNORECASE,
)  # fmt: skip

# What a creditor without a judgment cannot do, may not do, or is not entitled to call itself.
THREATS = re.compile(
    _LIMITS
    % "|".join(
        (
            r"prison", r"jail", r"arrest(?:ed)?", r"police", r"criminal (?:charges?|complaint|proceedings|prosecution)", r"prosecuted",
            r"(?:we (?:will|shall)|immediate(?:ly)?) seiz(?:e|ure)", r"seize your \w+", r"black ?-?list(?:ed)?",
            r"(?:inform|tell|warn) your (?:customers|employer|neighbou?rs|bank|family)", r"without (?:a )?(?:judgment|court)",
            r"publish your name", r"wind(?:ing)? up your company",
            r"gendarmerie", r"plainte pénale", r"poursuites? pénales?", r"pénalement", r"porterons plainte", r"porter plainte",
            r"saisie immédiate", r"saisi(?:r|rons|e de) vos \w+", r"liste noire",
            r"fich(?:age|er|erons|és?)(?: (?:à|auprès de) la banque de france)?",
            r"(?:averti(?:r|rons)|informe(?:r|rons)|prévenir|préviendrons) (?:vos (?:clients|voisins)|votre (?:employeur|banque|famille))",
            r"sans (?:jugement|décision de justice)", r"sommations?", r"publi(?:er|erons) votre nom", r"dépose(?:r|rons) votre bilan",
        )
    ),
    re.IGNORECASE,
)  # fmt: skip

# From consumers, neither the indemnity for recovery costs nor the penalties between businesses can be asked.
BUSINESS_ONLY = re.compile(
    r"L\.? ?441-10|D\.? ?441-5|indemnité forfaitaire|frais de recouvrement|"
    r"fixed (?:sum|compensation|indemnity) for recovery|recovery costs",
    re.IGNORECASE,
)


def plain(markup):
    """Return the words of HTML, as one line."""
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", markup or "", flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text))).strip()


def check(subject, text, limit=EMAIL_WORDS, consumer=False, **told):
    """Return what is to be looked at in a message.

    :param str subject: its subject
    :param str text: its own words, without tags and without tables of items
    :param int limit: words that it may have
    :param bool consumer: it is written to a private person
    :param told: of ``NEEDED`` what it says, each a bool; what is not named here counts as said
    :return: list of (code, detail): ``long`` (number of words), ``subject_long`` (number of letters), ``subject_missing``,
        ``insult``, ``threat``, ``consumer``, ``shouting`` (the words found), ``total``, ``bank``, ``contact``
    """
    found = []
    words = len(re.findall(r"\w+(?:['’-]\w+)*", text))
    if words > limit:
        found.append(("long", words))
    if not (subject or "").strip():
        found.append(("subject_missing", ""))
    elif len(subject) > SUBJECT_LETTERS:
        found.append(("subject_long", len(subject)))
    whole = f"{subject or ''}. {text}"
    for code, pattern in (("insult", INSULTS), ("threat", THREATS), *((("consumer", BUSINESS_ONLY),) if consumer else ())):
        hits = list(dict.fromkeys(hit.group(0).lower() for hit in pattern.finditer(whole)))
        if hits:
            found.append((code, ", ".join(hits)))
    shouted = re.search(r"(?:\b[A-ZÀ-Þ]{3,}\b[\s,]+){3,}|!\s*!", whole)
    if shouted:
        found.append(("shouting", shouted.group(0).strip()))
    found += [(code, "") for code in NEEDED if not told.get(code, True)]
    return found
