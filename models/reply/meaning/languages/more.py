"""More ways of saying the same, by language: added to the patterns of the same outcome and cause, folded.

The files of the languages hold what the first half of the corpus needs; this is what else people write.
"""

from .more_north import DE, EN, NL
from .more_south import ES, FR, IT, PT

# "Three days ago".
AGO = {
    "fr": (r"\bil y a (?P<n>\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|dix|quinze)\s+(?P<unit>jours?|semaines?)",),
    "en": (r"\b(?P<n>\d{1,3}|a|one|two|three|four|five|six|seven|eight|ten|fourteen)\s+(?P<unit>days?|weeks?) ago",),
    "de": (r"\bvor (?P<n>\d{1,3}|einer|einem|zwei|drei|vier|funf|sechs|sieben|acht|zehn|vierzehn)\s+(?P<unit>tagen?|wochen?)\b",),
    "es": (r"\bhace (?P<n>\d{1,3}|una?|dos|tres|cuatro|cinco|seis|siete|ocho|diez|quince)\s+(?P<unit>dias?|semanas?)",),
    "it": (r"\b(?P<n>\d{1,3}|un|una|due|tre|quattro|cinque|sei|sette|otto|dieci|quindici)\s+(?P<unit>giorn[oi]|settiman[ae]) fa\b",),
    "nl": (r"\b(?P<n>\d{1,3}|een|twee|drie|vier|vijf|zes|zeven|acht|tien|veertien)\s+(?P<unit>dag(?:en)?|we(?:ek|ken)) geleden",),
    "pt": (r"\bha (?P<n>\d{1,3}|uma?|dois|duas|tres|quatro|cinco|seis|sete|oito|dez|quinze)\s+(?P<unit>dias?|semanas?)",),
}
MORE = {"fr": FR, "en": EN, "de": DE, "es": ES, "it": IT, "nl": NL, "pt": PT}


def add_ways(language):
    """Return the outcomes of a language with these ways added to each, in the same order; to the last, where one stands twice.

    :param Language language: its words
    :rtype: tuple of (outcome, cause, pattern)
    """
    more, result = dict(MORE[language.code]), []
    for outcome, cause, pattern in reversed(language.outcomes):
        result.append((outcome, cause, "|".join([pattern, *_as_list(more.pop((outcome, cause), ()))])))
    return tuple(reversed(result))


def _as_list(patterns):
    return [patterns] if isinstance(patterns, str) else list(patterns)
