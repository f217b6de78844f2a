"""What a careful person would stumble over before acting on an answer: each is a doubt that leaves the mail to a person.

The figures are chosen on the tuning mails, with half of the rules and of the model's sentences taken away at random, so that
the doubts have to hold where the rules know less than they should. No database.
"""

import re

from .amounts import find_amounts, find_plain_amounts, has_cents
from .languages.doubts import ALL, DONE, NEGATION, PART, TIME, find_word

# So sure of what else a mail says, and of a second thing in the sentence, a person looks.
BESIDE, SECOND = 0.4, 0.2
# A sentence of so many words that no rule fits is understood only if the model holds it, so sure, for nothing or for the same.
WORDS, NOTHING = 4, 0.5
# What rules and model agree on is sure only where the model believes it as much.
WARM = 0.55
# A long number that is no day, no amount and no invoice known.
UNKNOWN_NUMBER = re.compile(r"(?<![\w@+.,/-])(?:[a-z]{1,4}[-/ ]?)?\d{4,}(?![\w@.,/-]*\w@)")
FIGURE = re.compile(r"(?<![\w@+])\d+(?![\w@]*\w@)")
# What uses the day and the invoices, and whose words are looked at the closest.
PROMISES, NAMING = {"will_pay", "instalments"}, {"will_pay", "not_received"}
# These are told by mails that say much else: an absence note names a colleague, a liquidator asks for papers. What counts beside:
AMONG_OTHERS = {
    "insolvency": set(),
    "out_of_office": {"will_pay", "paid", "disputed", "refuses", "instalments", "insolvency"},
    "instalments": {"disputed", "refuses", "paid", "not_received", "insolvency"},
}


def count_doubts(meaning, own, clauses, language):
    """Return how many things speak for letting a person look.

    :param Meaning meaning: what was understood
    :param list own: Clause of the sentence that says so
    :param list clauses: Clause of the whole mail
    :param Language language: its words
    :rtype: int
    """
    doubts = _doubts_of_all(meaning, own, clauses, language)
    if meaning.outcome in NAMING:
        doubts += _doubts_of_naming(meaning, own, clauses, language)
    if meaning.outcome == "will_pay":
        doubts += _doubts_of_promises(own, clauses, language)
    if meaning.outcome in {"will_pay", "out_of_office"}:
        doubts += [meaning.loose_day, any(_has_unread_time(clause, language) for clause in own)]
    return sum(doubts)


def _doubts_of_all(meaning, own, clauses, language):
    named = {number for clause in own for number in clause.invoices}
    silent = [clause for clause in clauses if not clause.said]
    return [
        # another invoice about which nothing was understood
        bool(meaning.invoices) and any(set(clause.invoices) - named for clause in silent),
        meaning.basis == "both" and any(_hears_second(clause, meaning.outcome) for clause in own),
        # what the model hears beside, and no rule tells
        any(clause.guess and clause.guess[2] >= BESIDE and _counts_beside(clause.guess[0], meaning.outcome) for clause in silent),
        # a question that no rule answers is one for a person
        any(clause.sentence.rstrip().endswith("?") for clause in silent),
        meaning.outcome not in AMONG_OTHERS and any(_is_unexplained(clause, meaning.outcome, language) for clause in silent),
        _was_silenced(meaning, clauses),
        meaning.basis == "both" and _is_lukewarm(meaning, own),
        # "we wait to hear from the cost centre": words of courtesy in the sentence itself
        meaning.outcome not in AMONG_OTHERS and any(language.nothing and re.search(language.nothing, clause.text) for clause in own),
    ]


def _doubts_of_naming(meaning, own, clauses, language):
    return [
        any(re.search(language.conditions, clause.text) for clause in own),
        any(_names_unknown_number(clause) for clause in clauses),
        any(find_word(PART, clause.text, language) for clause in own),
        not meaning.invoices and not meaning.all_invoices and any(find_word(ALL, clause.text, language) for clause in own),
    ]


def _doubts_of_promises(own, clauses, language):
    return [
        any(find_word(NEGATION, clause.text, language) for clause in own),
        any(clause.turned for clause in own),
        any(clause.sentence.rstrip().endswith("?") for clause in own),
        len({found.coming for clause in clauses for found in clause.days if found.coming}) > 1,
        any(_has_unread_figure(clause) for clause in own),
        any(found.past for clause in own for found in clause.days) and any(find_word(DONE, clause.text, language) for clause in own),
    ]


def _hears_second(clause, outcome):
    """Tell whether the model holds something else than the outcome, and than nothing, for well possible."""
    if not clause.guess:
        return False
    return any(share >= SECOND for other, share in clause.guess[3].items() if other not in {outcome, "unclear"})


def _is_lukewarm(meaning, own):
    """Tell whether the model says the same as the rules, but hardly believes it."""
    return max((clause.guess[3].get(meaning.outcome, 0) for clause in own if clause.guess), default=1) < WARM


def _counts_beside(other, outcome):
    """Tell whether something else that is heard beside an outcome is a reason to let a person look."""
    return other not in {"unclear", outcome} and other in AMONG_OTHERS.get(outcome, {other})


def _is_unexplained(clause, outcome, language):
    """Tell whether a sentence that no rule fits may say something: the model holds it neither for nothing nor for the same."""
    if not clause.guess or len(clause.text.split()) < WORDS or re.search(language.nothing, clause.text):
        return False
    return clause.guess[3].get("unclear", 0) + clause.guess[3].get(outcome, 0) < NOTHING


def _was_silenced(meaning, clauses):
    """Tell whether a rule, or the model, heard something else, which was dropped in favour of what is left."""
    return any(_counts_beside(outcome, meaning.outcome) for clause in clauses for outcome, _cause in clause.said)


def _has_unread_time(clause, language):
    """Tell whether words of time are left that belong to no day that was read: "next week Friday", "the day after"."""
    names = "|".join((*language.weekdays, *(month for month in language.months if month not in {"may", "mar(?:ch)?"})))
    left = _blank_days(clause.text, clause.days)
    return bool(find_word(TIME, left, language) or re.search(rf"(?<!\w)(?:{names})(?!\w)", left))


def _blank_days(text, days):
    for found in days:
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def _has_unread_figure(clause):
    """Tell whether a figure is left that is no day, no amount and no invoice known."""
    left, days = _blank_days(clause.text, clause.days), [(found.start, found.end) for found in clause.days]
    amounts = [found[:2] for found in find_amounts(clause.text)]
    plain = [found[:2] for found in find_plain_amounts(clause.text, [*days, *amounts])]
    amounts += [(start, end) for start, end in plain if has_cents(clause.text[start:end])]
    if len(amounts) > 1:
        return True
    return any(not any(start <= match.start() < end for start, end in amounts) for match in FIGURE.finditer(left))


def _names_unknown_number(clause):
    """Tell whether a clause names a long number that is part of no day: an invoice that we do not know, perhaps."""
    taken = [(found.start, found.end) for found in clause.days]
    return any(
        not any(start <= match.start() < end for start, end in taken) and not 2000 <= int(re.sub(r"\D", "", match[0])[-4:]) <= 2099
        for match in UNKNOWN_NUMBER.finditer(clause.text)
    )
