"""How sure it is what an answer means, and what of it is sure and harmless enough to be done by itself. No database.

The confidence is no probability. It is high where rules and model say the same and nothing else in the mail speaks against it,
and falls with everything that a careful person would stumble over: another opinion of the model, a condition, a question.
"""

from .doubts import count_doubts

# Rules alone; rules and model of one mind (and more, the surer the model is); the model alone.
RULES, AGREED, MODEL = 0.8, 0.85, 0.6
# What a doubt leaves of it.
DOUBT = 0.7
# A model that is so sure of something else contradicts the rules.
CONTRADICTION = 0.4
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
        meaning.confidence = round(_weigh_voices(meaning, own) * DOUBT ** count_doubts(meaning, own, clauses, language), 3)
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
