"""Days that people name in answers: "am 15.01.", "fin mars", "next Friday", "sous huitaine", "KW 50". No database.

What a phrase means is a convention, not a guess: ``docs/replies.md`` lists them. A day is resolved twice, as a promise (the
next one) and as something done (the last one), because only the sentence says which of both is meant.
"""

import calendar
import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from .languages.common import PAPER_DAY

DAY = datetime.timedelta(days=1)
MONEY = r"(?:\s*(?:€|eur\b|euros?\b|%|chf\b|usd\b|gbp\b|£|\$|kg\b|stuck\b|st\b|pcs\b|x\b|h\b|uhr\b))"
LONGEST = 400  # days: what is named beyond is no day of payment


class Named(NamedTuple):
    """A day in a text: where it stands, what it is as a promise, and as something done (``None``: cannot be)."""

    start: int
    end: int
    coming: datetime.date | None
    past: datetime.date | None


def month_end(day):
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day, months):
    """Return the first day of the month ``months`` later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, 1)


def add_working_days(day, number):
    """Return the day that comes ``number`` days later, Saturdays and Sundays left out."""
    while number:
        day += DAY
        number -= day.weekday() < 5
    return day


def _find_friday(day, weeks=0):
    return day + DAY * (4 - day.weekday() + 7 * weeks)


# What a phrase means, from the day of the mail on.
RULES = {
    "today": lambda day: day,
    "tomorrow": lambda day: day + DAY,
    "after_tomorrow": lambda day: day + 2 * DAY,
    "yesterday": lambda day: day - DAY,
    "before_yesterday": lambda day: day - 2 * DAY,
    "this_week": _find_friday,
    "next_week": lambda day: _find_friday(day, 1),
    "start_next_week": lambda day: _find_friday(day, 1) - 4 * DAY,
    "middle_next_week": lambda day: _find_friday(day, 1) - 2 * DAY,
    "last_week": lambda day: _find_friday(day, -1),
    "end_of_month": month_end,
    "end_of_next_month": lambda day: month_end(add_months(day, 1)),
    "middle_of_month": lambda day: add_months(day, day.day > 15).replace(day=15),
    "middle_of_next_month": lambda day: add_months(day, 1).replace(day=15),
    "start_of_next_month": lambda day: add_months(day, 1).replace(day=5),
    "first_of_next_month": lambda day: add_months(day, 1),
    "end_of_year": lambda day: datetime.date(day.year, 12, 31),
    "eight_days": lambda day: day + 8 * DAY,
    "fifteen_days": lambda day: day + 15 * DAY,
    "fourteen_days": lambda day: day + 14 * DAY,
    "week": lambda day: day + 7 * DAY,
    "ten_days": lambda day: day + 10 * DAY,
    "week_after_next": lambda day: _find_friday(day, 2),
    "end_of_quarter": lambda day: month_end(day.replace(day=1, month=(day.month + 2) // 3 * 3)),
    "one_month": lambda day: add_months(day, 1).replace(day=min(day.day, 28)),
    "two_days": lambda day: day + 2 * DAY,
}
PAST_RULES = {"today", "yesterday", "before_yesterday", "last_week"}
FUTURE_RULES = set(RULES) - {"yesterday", "before_yesterday", "last_week"}


def find_days(text, language, day):
    """Return the days that a folded text names, in its order.

    :param str text: folded text of a sentence or a clause, numbers of invoices taken out
    :param Language language: its words
    :param date day: the day of the mail
    :rtype: list of Named
    """
    found, taken = [], [False] * len(text)
    for pattern, reader in _day_patterns(language):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            coming, past = reader(match, day)
            if coming is None and past is None:
                continue
            if past and PAPER_DAY.search(text[: match.start()]):
                coming = None
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found.append(Named(match.start(), match.end(), _within_reach(coming, day), _within_reach(past, day)))
    return sorted(found)


def _within_reach(named, day):
    return named if named and abs((named - day).days) <= LONGEST else None


@lru_cache(maxsize=16)
def _day_patterns(language):
    """Return the compiled patterns of a language with their readers, the most precise first."""
    month = "|".join(f"(?:{names})" for names in language.months)
    weekday = "|".join(f"(?:{names})" for names in language.weekdays)
    year = r"(?:,?\s*(?:de\s+|del\s+)?(?P<y>20\d\d))?"
    before = rf"(?:\b(?:{weekday})\b,?\s*(?:(?:dem|den|the|de)\s+)?)?"
    entries = [
        (r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b", _read_numbers),
        (rf"{before}(?<![\d/.,-])(?P<d>\d{{1,2}})(?P<s>[./-])(?P<m>\d{{1,2}})(?P=s)(?P<y>20\d\d|\d\d)\b(?![/-]?\d)", _read_numbers),
        (rf"{before}(?<![\d/.,-])(?P<d>\d{{1,2}})(?P<s>[./-])(?P<m>\d{{1,2}})(?:\.|(?![\d/.,-])|(?<=/\d\d)(?=[,-]\s))(?!{MONEY})(?!\d)", _read_numbers),
        (rf"{before}\b(?P<d>\d{{1,2}})(?:er|st|nd|rd|th|de|e|\.?[oa])?\.?\s+(?:de\s+|of\s+|d')?(?P<name>{month})\b\.?{year}", _read_month(language)),
        (rf"{before}\b(?P<name>{month})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*%|\d){year}", _read_month(language)),
        *((rf"\b(?:{pattern})\s*(?:de\s+|of\s+|del\s+|di\s+|d'|van\s+|do\s+)?(?P<name>{month})\b{year}", _read_edge(language, edge)) for pattern, edge in language.edges),
        *([(rf"\b(?:{names})\s+(?:{language.of_next_week})\b", _read_next(number, True)) for number, names in enumerate(language.weekdays)] if language.of_next_week else []),
        *([(rf"\b(?:{language.of_next_week}),?\s+(?:on\s+|am\s+|le\s+|el\s+|op\s+|na\s+)?(?:{names})\b", _read_next(number, True)) for number, names in enumerate(language.weekdays)] if language.of_next_week else []),
        *([(rf"\b(?:{names})\s+(?:{language.in_a_week})\b", _read_weekday_in_a_week(number)) for number, names in enumerate(language.weekdays)] if language.in_a_week else []),
        *([(rf"\b(?:{names})\s+(?:{language.of_last_week})\b", _read_weekday_of_last_week(number)) for number, names in enumerate(language.weekdays)] if language.of_last_week else []),
        *([(rf"{before}\b(?P<d>\d{{1,2}})(?:er)?\s+(?:{language.of_next_month})\b", _read_day_of_next_month)] if language.of_next_month else []),
        *((rf"\b(?:{pattern})\b", _read_rule(rule)) for pattern, rule in language.phrases),
        *((rf"(?:{pattern})(?!\w)", _read_ago(language)) for pattern in language.ago),
        *((rf"(?:{pattern})(?!\w)", _read_within(language)) for pattern in language.within),
        (rf"\b{language.week_number}\.?\s*(?P<w>\d{{1,2}})\b(?!\s*(?:jours|tage|days|dagen|giorni|dias))", _read_week),
        (rf"\b(?:{weekday})\b,?\s+(?:le\s+|the\s+|den\s+|dem\s+|de\s+|dia\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|e|er)?\b\.?(?!{MONEY})(?!\s*[h:]\d|[.,]?\d)", _read_day_only),
        (rf"{language.day_only}(?!{MONEY})(?![/.,:-]?\d)", _read_day_only),
        *_weekday_entries(language),
        (rf"\b(?:{language.month_alone})\s+(?P<name>{month})\b{year}", _read_edge(language, "end")),
    ]
    return tuple((re.compile(pattern), reader) for pattern, reader in entries)


def _weekday_entries(language):
    entries = []
    for number, names in enumerate(language.weekdays):
        if language.last_before or language.last_after:
            options = [f"(?:{language.last_before})\\s+(?:{names})\\b"] if language.last_before else []
            options += [f"\\b(?:{names})\\s+(?:{language.last_after})\\b"] if language.last_after else []
            entries.append(("|".join(options), _read_last(number)))
        options = [f"(?:{language.next_before})\\s+(?:{names})\\b"] if language.next_before else []
        options += [f"\\b(?:{names})\\s+(?:{language.next_after})\\b"] if language.next_after else []
        entries.append(("|".join(options), _read_next(number, language.next_is_following_week)))
    entries += [(rf"\b(?:{names})\b", _read_next(number, False)) for number, names in enumerate(language.weekdays)]
    return entries


def _make_day(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _nearest_date(month, number, day):
    """Return the next and the last day with this month and number, the day of the mail included."""
    years = [_make_day(day.year + shift, month, number) for shift in (-1, 0, 1, 2, 3, 4)]
    coming = min((one for one in years if one and one >= day), default=None)
    past = max((one for one in years if one and one <= day), default=None)
    return coming, past


def _both_halves(named, day):
    """Return a day whose year is known: it is what it is, but nothing is promised for a day that is over."""
    if named is None:
        return None, None
    return (named if named >= day else None), (named if named <= day else None)


def _read_numbers(match, day):
    number, month = int(match["d"]), int(match["m"])
    if month > 12 >= number:
        number, month = month, number
    year = match.groupdict().get("y")
    if year:
        return _both_halves(_make_day(int(year) + (2000 if len(year) == 2 else 0), month, number), day)
    return _nearest_date(month, number, day)


def _month_number(language, name):
    return next(number for number, names in enumerate(language.months, 1) if re.fullmatch(names, name))


def _read_month(language):
    def read(match, day):
        month, number = _month_number(language, match["name"]), int(match["d"])
        if match["y"]:
            return _both_halves(_make_day(int(match["y"]), month, number), day)
        return _nearest_date(month, number, day)

    return read


def _read_edge(language, edge):
    def read(match, day):
        month = _month_number(language, match["name"])
        year = int(match["y"]) if match["y"] else day.year + (month < day.month)
        first = datetime.date(year, month, 1)
        coming = {"start": first.replace(day=5), "middle": first.replace(day=15), "end": month_end(first)}[edge]
        if coming < day and not match["y"]:  # a month's end is never over in the month
            coming = coming.replace(year=year + 1)
        return (coming if coming >= day else None), None

    return read


def _read_rule(rule):
    def read(_match, day):
        named = RULES[rule](day)
        return (named if rule in FUTURE_RULES else None), (named if rule in PAST_RULES else None)

    return read


def _read_within(language):
    def read(match, day):
        text = match["n"]
        number = int(text) if text.isdigit() else language.numbers.get(text)
        unit = next((unit for unit, names in language.units.items() if re.fullmatch(names, match["unit"])), None)
        if number is None or unit is None or number > LONGEST:
            return None, None
        if match.groupdict().get("ago"):
            return None, (day - DAY * number * {"day": 1, "week": 7}[unit] if unit in {"day", "week"} else None)
        if unit == "working_day":
            return add_working_days(day, number), None
        if unit == "month":
            later = add_months(day, number)
            return later.replace(day=min(day.day, month_end(later).day)), None
        return day + DAY * {"day": number, "week": 7 * number, "hour": -(-number // 24)}[unit], None

    return read


def _read_ago(language):
    def read(match, day):
        text = match["n"]
        number = int(text) if text.isdigit() else language.numbers.get(text)
        unit = next((unit for unit, names in language.units.items() if re.fullmatch(names, match["unit"])), None)
        if number is None or unit not in {"day", "week"} or number > LONGEST:
            return None, None
        return None, day - DAY * {"day": number, "week": 7 * number}[unit]

    return read


def _read_day_of_next_month(match, day):
    month = add_months(day, 1)
    return _make_day(month.year, month.month, int(match["d"])), None


def _read_week(match, day):
    week = int(match["w"])
    for year in (day.year, day.year + 1):
        try:
            friday = datetime.date.fromisocalendar(year, week, 5)
        except ValueError:
            continue
        if friday >= day:
            return friday, None
    return None, None


def _read_day_only(match, day):
    number = int(match["d"])
    months = [add_months(day, shift) for shift in (-2, -1, 0, 1, 2)]
    days = [_make_day(month.year, month.month, number) for month in months]
    return (
        min((one for one in days if one and one >= day), default=None),
        max((one for one in days if one and one <= day), default=None),
    )


def _read_next(number, following_week):
    def read(_match, day):
        monday = day - DAY * day.weekday()
        ahead = (number - day.weekday()) % 7 or 7
        behind = (day.weekday() - number) % 7 or 7
        coming = monday + DAY * (7 + number) if following_week else day + DAY * ahead
        return coming, (None if following_week else day - DAY * behind)

    return read


def _read_weekday_in_a_week(number):
    def read(_match, day):
        return day + DAY * (((number - day.weekday()) % 7 or 7) + 7), None

    return read


def _read_weekday_of_last_week(number):
    def read(_match, day):
        return None, day - DAY * (day.weekday() + 7 - number)

    return read


def _read_last(number):
    def read(_match, day):
        return None, day - DAY * ((day.weekday() - number) % 7 or 7)

    return read
