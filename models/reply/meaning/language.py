"""What the rules know about one language: its names of days and months, its phrases, its ways to answer. No database."""

from dataclasses import dataclass, field


def any_of(*patterns):
    """Return the regular expression that fits where one of the patterns fits."""
    return "|".join(patterns)


@dataclass(frozen=True, eq=False)
class Language:
    """The words of a language, folded (small letters, no accents), as parts of regular expressions.

    :param str code: ISO 639-1
    :param tuple months: 12 alternatives of names and short forms, January first
    :param tuple weekdays: 7 alternatives, Monday first
    :param dict numbers: words for small numbers
    :param tuple phrases: (pattern, rule of ``days.RULES``)
    :param tuple within: patterns with the groups ``n`` and ``unit``: so many days from the mail on
    :param tuple ago: patterns with the groups ``n`` and ``unit``: so many days before the mail
    :param dict units: pattern of a unit by its meaning: ``day``, ``working_day``, ``week``, ``month``, ``hour``
    :param tuple edges: (pattern, ``end``, ``middle`` or ``start``): what stands before a month's name
    :param str day_only: pattern with the group ``d`` for a day of the month named alone
    :param str month_alone: what stands before a month that is named without a day, in a promise
    :param str next_before: words before a weekday that mean the next one; ``next_after`` behind it
    :param str last_before: words before a weekday that mean the last one; ``last_after`` behind it
    :param str of_next_week: words behind a weekday that mean the one of the following week
    :param str of_last_week: words behind a weekday that mean the one of the week before
    :param str in_a_week: words behind a weekday that mean the one after the next
    :param str of_next_month: words behind a day's number that mean the following month
    :param bool next_is_following_week: "next Friday" is the Friday of the following week
    :param str week_number: what stands before the number of a week
    :param str everything: all open invoices
    :param str invoice: words that stand before an invoice's number
    :param tuple outcomes: (outcome, cause or ``None``, pattern), the first that fits a clause counts;
        ``unclear`` is for what says nothing of these and is taken for one of them else
    :param str returning: words before the day of return, in an absence message
    :param str future: words that make something done something to be done ("will be paid")
    :param str conditions: words that begin a condition ("until", "as soon as"): what follows is not what was done
    :param str not_meant: what stands before the number of another invoice than the one that is meant ("a duplicate of")
    :param str nothing: what says nothing about payment (greetings, "we look into it", questions back): the model is not asked there
    :param str no_promise: what makes a promise none ("I do not know when", "whether we pay", "must we pay by Friday?")
    :param frozenset common: frequent words by which the language is recognised
    """

    code: str
    months: tuple
    weekdays: tuple
    numbers: dict
    phrases: tuple
    within: tuple
    units: dict
    edges: tuple
    day_only: str
    month_alone: str
    everything: str
    invoice: str
    outcomes: tuple
    returning: str
    future: str
    conditions: str
    not_meant: str
    common: frozenset
    next_before: str = ""
    next_after: str = ""
    last_before: str = ""
    last_after: str = ""
    of_next_week: str = ""
    of_next_month: str = ""
    of_last_week: str = ""
    in_a_week: str = ""
    ago: tuple = ()
    next_is_following_week: bool = False
    week_number: str = r"(?:kw|week|wk)"
    nothing: str = ""
    no_promise: str = ""
    clauses: tuple = field(default_factory=tuple)
