"""Invoices that an answer names: by number, by its end, by the customer's own reference, all of them. No database."""

import re

from .fold import fold

# Signs between the parts of a number, which people leave out or change.
BETWEEN = r"[\s/\-_.]*"
# A figure behind one of these is no invoice; months and units are told by the language's own patterns.
NOT_BEHIND = r"(?!\s*(?:€|eur\b|euros?\b|%|jours|tage|days|dagen|giorni|dias|stuck|units?|pieces?|kg\b))(?![.,]\d)(?!\d)"


def find_invoices(text, language, invoices):
    """Return where a folded text names which invoice.

    :param str text: folded text
    :param Language language: its words
    :param list invoices: dicts with ``number`` and ``reference``
    :return: list of (start, end, number); whether all are meant
    """
    found, taken = [], [False] * len(text)
    for pattern, number in _patterns(language, invoices):
        for match in re.finditer(pattern, text):
            start, end = match.span(1)
            if not any(taken[start:end]) and not re.search(language.not_meant, text[:start]):
                taken[start:end] = [True] * (end - start)
                found.append((start, end, number))
    return sorted(found), bool(re.search(language.everything, text))


def mask(text, found):
    """Return the text with what was found replaced by signs that are no words and no figures, positions unchanged."""
    letters = list(text)
    for start, end, *_more in found:
        letters[start:end] = "\u00a7" * (end - start)
    return "".join(letters)


def _patterns(language, invoices):
    """Return (pattern with the number as group 1, number): whole numbers first, then references, then ends of numbers."""
    whole, references, ends = [], [], []
    for invoice in invoices:
        number = invoice["number"]
        parts = re.findall(r"[a-z]+|\d+", fold(number))
        whole.append((rf"(?<![a-z0-9])({BETWEEN.join(parts)})(?![a-z0-9])", number))
        if len(fold(invoice.get("reference") or "")) >= 4:
            own = BETWEEN.join(re.findall(r"[a-z]+|\d+", fold(invoice["reference"])))
            references.append((rf"(?<![a-z0-9])({own})(?![a-z0-9])", number))
        ends += [(pattern, number) for pattern in _patterns_of_end(parts[-1], language)]
    known = [pattern for pattern, _number in ends]
    return whole + references + [(pattern, number) for pattern, number in ends if known.count(pattern) == 1]


def _patterns_of_end(digits, language):
    if not digits.isdigit():
        return []
    short = digits.lstrip("0") or digits
    lead = rf"(?:{language.invoice}|n[o°]?\.?|nr\.?|#|num(?:ero)?)\s*(?::\s*)?"
    patterns = [rf"(?<![\w/.,-])({digits}){NOT_BEHIND}(?![/-]\d)"] if len(digits) >= 4 or (short == digits and len(digits) == 3) else []
    patterns.append(rf"\b{lead}(?:[a-z§]+[\s,]+){{0,2}}?(0*{short}){NOT_BEHIND}(?![/-](?!20\d\d\b)\d)")
    if len(short) >= 3:
        patterns.append(rf"(?<![\w/.,-])({short}){NOT_BEHIND}(?![/-]\d)")
    return patterns
