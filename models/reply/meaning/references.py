"""Invoices that an answer names: by number, by its end, by the customer's own reference, in lists, all of them. No database."""

import re
from itertools import pairwise

from .fold import fold
from .languages.common import ASKED

# Signs between the parts of a number, which people leave out or change.
BETWEEN = r"[\s/\-_.]*"
# A figure behind one of these is no invoice; months and units are told by the language's own patterns.
NOT_BEHIND = r"(?!\s*(?:€|eur\b|euros?\b|%|jours|tage|days|dagen|giorni|dias|stuck|units?|pieces?|kg\b))(?![.,]\d)(?!\d)"
# What stands before the figures of an order of the customer's own.
ORDER = (
    r"(?:(?:purchase )?order|p\.?o\.?|auftrag\w*|bestell\w*|best|(?:bon de )?commande|cmd|bdc|bc|pedido|ped|ordine|ord"
    r"|inkooporder|encomenda|ref\w*)"
    r"\.?[\s:-]*(?:nr|no|n°|number|nummer|num\w*)?\.?[\s:-]*"
)
# What stands between the numbers of a list; the second group of words means what lies between them too.
COMMA = r"\s*(?:,|/|&|\+|-|;|\b(?:et|and|und|en|y|e|sowie|plus|ou|or|oder|of|o|ou)\b)+\s*"
RANGE = r"\s*(?:\b(?:to|through|bis|t/m|tot|au|jusqu'a|hasta|al|ate)\b)\s*"
ARTICLE = r"(?:(?:la|les|die|der|the|las|le|as|a|de)\s+)?(?:(?:n[o°]?|nr|num)\.?\s*)?"


def find_invoices(text, language, invoices):
    """Return where a folded text names which invoice.

    :param str text: folded text
    :param Language language: its words
    :param list invoices: dicts with ``number`` and ``reference``
    :return: list of (start, end, number); whether all are meant
    """
    found, taken = [], [False] * len(text)
    for pattern, number in _number_patterns(language, invoices):
        for match in re.finditer(pattern, text):
            start, end = match.span(1)
            if not any(taken[start:end]) and not _is_not_meant(text[:start], language):
                taken[start:end] = [True] * (end - start)
                found.append((start, end, number))
    _follow_lists(text, language, invoices, found)
    return sorted(found), bool(re.search(language.everything, text))


def _is_not_meant(before, language):
    """Tell whether what stands before a number says that another invoice is meant, of which this one is the copy."""
    match = re.search(language.not_meant, before)
    return bool(match) and not ASKED.search(before[: match.start()])


def _follow_lists(text, language, invoices, found):
    """Add what stands in one list with a number found: ", 118 and 121", "103/", and what lies between "103 to 121".

    :param list found: (start, end, number), added to in place
    """
    ends = _ends_by_figures(invoices)
    month = "|".join(language.months)
    reading = list(found)
    while reading:
        start, end, _number = reading.pop()
        after = re.match(rf"(?:{RANGE}|{COMMA}){ARTICLE}(?P<end>0*\d{{2,}}){NOT_BEHIND}(?!\.?\s*(?:de\s+)?(?:{month})\b)", text[end:])
        before = re.search(rf"(?<![\w.,])(?P<end>0*\d{{3,}}){COMMA}{ARTICLE}$", text[:start])
        for match, shift in ((after, end), (before, 0)):
            other = match and ends.get(match["end"].lstrip("0"))
            if not other or any(begin < shift + match.end("end") and shift + match.start("end") < stop for begin, stop, _number in found):
                continue
            one = (shift + match.start("end"), shift + match.end("end"), other)
            found.append(one)
            reading.append(one)
    for (_start, end, first), (begin, stop, last) in pairwise(sorted(found)):
        if re.fullmatch(RANGE + ARTICLE, text[end:begin]):
            found += [(begin, stop, number) for number in _lie_between(ends, first, last)]


def _ends_by_figures(invoices):
    """Return the number by its last figures without zeros in front, where only one invoice ends so."""
    ends = {}
    for invoice in invoices:
        figures = re.findall(r"\d+", fold(invoice["number"]))
        if figures:
            ends.setdefault(figures[-1].lstrip("0"), []).append(invoice["number"])
    return {figures: numbers[0] for figures, numbers in ends.items() if len(numbers) == 1 and len(figures) >= 2}


def _lie_between(ends, first, last):
    figures = {number: int(end) for end, number in ends.items()}
    if first not in figures or last not in figures:
        return []
    return [number for number, value in figures.items() if figures[first] < value < figures[last]]


def mask(text, found):
    """Return the text with what was found replaced by signs that are no words and no figures, positions unchanged."""
    letters = list(text)
    for start, end, *_more in found:
        letters[start:end] = "\u00a7" * (end - start)
    return "".join(letters)


def _number_patterns(language, invoices):
    """Return (pattern with the number as group 1, number): whole numbers first, then references, then ends of numbers."""
    whole, references, ends = [], [], []
    for invoice in invoices:
        number = invoice["number"]
        parts = re.findall(r"[a-z]+|\d+", fold(number))
        whole.append((rf"(?<![a-z0-9])({BETWEEN.join([*parts[:-1], _without_zeros(parts[-1])])})(?![a-z0-9])", number))
        references += [(pattern, number) for pattern in _patterns_of_reference(fold(invoice.get("reference") or ""))]
        ends += [(pattern, number) for pattern in dict.fromkeys(_patterns_of_end(parts, language))]
    known = [pattern for pattern, _number in ends]
    return whole + references + [(pattern, number) for pattern, number in ends if known.count(pattern) == 1]


def _without_zeros(part):
    return rf"0*{part.lstrip('0')}" if part.isdigit() and part.strip("0") else part


def _patterns_of_reference(reference):
    if len(reference) < 4:
        return []
    parts = re.findall(r"[a-z]+|\d+", reference)
    patterns = [rf"(?<![a-z0-9])({BETWEEN.join(parts)})(?![a-z0-9])"]
    if len(parts) > 1 and parts[-1].isdigit() and len(parts[-1]) >= 3:
        patterns.append(rf"(?<![a-z0-9]){ORDER}({parts[-1]}){NOT_BEHIND}")
    return patterns


def _patterns_of_end(parts, language):
    digits = parts[-1]
    if not digits.isdigit():
        return []
    short = digits.lstrip("0") or digits
    lead = rf"(?:{language.invoice}|n[o°]?\.?|nr\.?|#|num(?:ero)?)\s*(?::\s*)?"
    patterns = [rf"(?<![\w/.,-])({digits}){NOT_BEHIND}(?![/-]\d)"] if len(digits) >= 4 or (short == digits and len(digits) == 3) else []
    patterns.append(rf"\b{lead}(?:[a-z§]+[\s,]+){{0,2}}?(0*{short}){NOT_BEHIND}(?![/-](?!20\d\d\b)\d)")
    if len(short) >= 3:
        patterns.append(rf"(?<![\w/.,-])({short}){NOT_BEHIND}(?![/-]\d)")
    if len(short) >= 2 and len(parts) > 1:  # "VK 778", "2026-0455"
        first, *_more = parts
        patterns += [rf"(?<![a-z0-9])({first}{BETWEEN}0*{short}){NOT_BEHIND}"] if first.isalpha() else []
        patterns += [rf"(?<![\w/.,-])({parts[-2]}[/-]0*{short}){NOT_BEHIND}(?![/-]\d)"] if parts[-2].isdigit() else []
    if len(short) >= 3:  # first of a list: "103/118"
        patterns.append(rf"(?<![\w/.,-])({digits}|{short})(?=/0*\d{{3,}}(?!\d))")
    return patterns
