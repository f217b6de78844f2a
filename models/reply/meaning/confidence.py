"""How sure it is what an answer means, and what of it is sure and harmless enough to be done by itself. No database.

The confidence is no probability. It is high where rules and model say the same and nothing else in the mail speaks against it,
and falls with everything that a careful person would stumble over: another opinion of the model, a condition, a question.
"""

import re

# Rules alone; rules and model of one mind (and more, the surer the model is); the model alone.
RULES, AGREED, MODEL = 0.8, 0.85, 0.6
# What a doubt leaves of it.
DOUBT = 0.7
# A model that is so sure of something else contradicts the rules; so sure of what else a mail says, a person looks.
CONTRADICTION, BESIDE = 0.4, 0.4
# From this probability on the second thing that a model hears in a sentence is a doubt.
SECOND = 0.3
# A long number that is no day, no amount and no invoice known.
UNKNOWN_NUMBER = re.compile(r"(?<![\w@+.,/-])(?:[a-z]{1,4}[-/ ]?)?\d{4,}(?![\w@.,/-]*\w@)")
# A "not" beside a promise to pay is one for a person, in whatever language.
NEGATION = re.compile(
    r"\b(?:not|no|never|ne|pas|aucune?|nicht|keine?[mnr]?|nie|non|nessun\w*|niente|ningun\w*|nunca|niet|geen|nooit|nao|nenhum\w*)\b|n't\b"
)
# What may be done by itself where the company allows it; "paid" never, nor what changes what is owed.
SURE_KINDS = ("will_pay", "not_received", "needs_document", "wrong_person", "instalments", "out_of_office", "insolvency")
# Of these nothing can be done without the day.
DAY_NEEDED = {"will_pay", "out_of_office"}


def rate_meanings(meanings, clauses, language):
    """Write into each meaning how sure it is.

    :param list meanings: ``understand.Meaning`` of one mail
    :param list clauses: ``understand.Clause`` of the mail, with what the model guesses of each
    :param Language language: its words
    :return: the same meanings
    """
    for meaning in meanings:
        own = [clause for clause in clauses if clause.sentence == meaning.sentence]
        meaning.confidence = round(_weigh_voices(meaning, own) * _weigh_doubts(meaning, own, clauses, language), 3)
    return meanings


def _weigh_voices(meaning, own):
    guesses = [clause.guess for clause in own if clause.guess]
    if meaning.outcome == "unclear":
        return 0.0
    agreed = max((share for outcome, _cause, share, _all in guesses if outcome == meaning.outcome), default=0.0)
    if meaning.basis == "model":
        return MODEL * agreed
    if agreed:
        meaning.basis = "both"
        return AGREED + (1 - AGREED) * agreed
    against = max((share for outcome, _cause, share, _all in guesses if outcome != "unclear"), default=0.0)
    return RULES * (DOUBT if against >= CONTRADICTION else 1.0)


def _weigh_doubts(meaning, own, clauses, language):
    """Return what is left of the confidence: each doubt takes its part."""
    doubts, named = 0, {number for clause in own for number in clause.invoices}
    if meaning.outcome in {"will_pay", "not_received"}:
        doubts += any(re.search(language.conditions, clause.text) for clause in own)
    if meaning.outcome == "will_pay":
        doubts += any(NEGATION.search(clause.text) for clause in own)
        doubts += any(clause.turned for clause in own)
        doubts += len({found.coming for clause in clauses for found in clause.days if found.coming}) > 1
    # another invoice about which nothing was understood
    doubts += bool(meaning.invoices) and any(not clause.said and set(clause.invoices) - named for clause in clauses)
    if meaning.outcome in {"will_pay", "not_received"}:
        doubts += any(_names_unknown_number(clause) for clause in clauses)
    doubts += meaning.basis == "both" and any(_hears_second(clause, meaning.outcome) for clause in own)
    # what the model hears beside, and no rule tells
    doubts += any(not clause.said and clause.guess and clause.guess[0] != "unclear" and clause.guess[2] >= BESIDE for clause in clauses)
    # a question that no rule answers is one for a person
    doubts += any(not clause.said and clause.sentence.rstrip().endswith("?") for clause in clauses)
    return DOUBT**doubts


def _hears_second(clause, outcome):
    """Tell whether the model holds something else than the outcome, and than nothing, for well possible."""
    if not clause.guess:
        return False
    return any(share >= SECOND for other, share in clause.guess[3].items() if other not in {outcome, "unclear"})


def _names_unknown_number(clause):
    """Tell whether a clause names a long number that is part of no day: an invoice that we do not know, perhaps."""
    taken = [(found.start, found.end) for found in clause.days]
    return any(
        not any(start <= match.start() < end for start, end in taken) and not 2000 <= int(re.sub(r"\D", "", match[0])[-4:]) <= 2099
        for match in UNKNOWN_NUMBER.finditer(clause.text)
    )


def find_sure(meanings, thresholds, day, horizon):
    """Return the meaning that may be done by itself, ``None`` where a person is needed.

    Only a mail that says one thing, of a sure kind, surer than its threshold; a day must be one to come within the horizon.

    :param list meanings: ``understand.Meaning`` of one mail
    :param dict thresholds: least confidence (0 to 1) by outcome; what is not in it is never done by itself
    :param date day: day of the mail
    :param int horizon: days from then within which a named day counts
    """
    if len(meanings) != 1:
        return None
    [meaning] = meanings
    least = thresholds.get(meaning.outcome) if meaning.outcome in SURE_KINDS else None
    if least is None or meaning.confidence < least:
        return None
    if meaning.outcome in DAY_NEEDED and not (meaning.day and 0 <= (meaning.day - day).days <= horizon):
        return None
    return meaning
