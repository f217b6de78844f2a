"""Which language a text is written in, by the words that the rules and the shipped sentences know. No database."""

import re
from collections import Counter
from functools import lru_cache

from .fold import fold
from .languages import LANGUAGES
from .linear import SENTENCES

# The customer's own language has this lead over the others, counted in words that only one language has.
LEAD = 2.0
WORD = re.compile(r"[a-z']+")


def guess_language(text, fallback="en"):
    """Return the code of the language whose words a text uses most.

    :param str text: as written
    :param str fallback: the customer's language, which wins where two are as near
    """
    weights = weigh_words()
    words = WORD.findall(fold(text))
    scores = {code: sum(known.get(word, 0.0) for word in words) for code, known in weights.items()}
    if fallback in scores:
        scores[fallback] += LEAD
    else:
        fallback = "en"
    best = max(scores, key=scores.get)
    return best if scores[best] > scores[fallback] else fallback


@lru_cache(maxsize=1)
def weigh_words():
    """Return for each language (code) its words and what each counts: the less, the more languages have it.

    :rtype: dict of dict
    """
    words = {code: language.common | _words_of_sentences(code) for code, language in LANGUAGES.items()}
    uses = Counter(word for known in words.values() for word in known)
    return {code: {word: 1 / uses[word] for word in known} for code, known in words.items()}


def _words_of_sentences(code):
    lines = (SENTENCES / f"{code}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in WORD.findall(fold(line.partition("\t")[2])))
