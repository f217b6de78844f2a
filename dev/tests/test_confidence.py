"""How sure it is what an answer means: every doubt alone, and the limits of what is done by itself; without a database."""

from datetime import date, timedelta
from types import SimpleNamespace as Thing

import pytest
from house import load

confidence = load("models/reply/meaning/confidence")
doubts = load("models/reply/meaning/doubts")
words = load("models/reply/meaning/languages/doubts")
LANGUAGES = load("models/reply/meaning/languages").LANGUAGES
ENGLISH = LANGUAGES["en"]
DAY = date(2026, 3, 4)
WILL_PAY = [("will_pay", None)]


def meaning(outcome="will_pay", **more):
    found = {"basis": "rules", "sentence": "we pay.", "day": None, "confidence": 1.0, "invoices": (), "all_invoices": False}
    return Thing(outcome=outcome, **{**found, "loose_day": False, **more})


def clause(text="we pay", sentence="we pay.", said=WILL_PAY, guess=None, **more):
    found = {"invoices": (), "turned": False, "days": (), **more}
    return Thing(text=text, sentence=sentence, said=list(said), guess=guess, **found)


def beside(text="", **more):
    """Return another sentence of the mail, of which no rule understood anything."""
    return clause(text, **{"sentence": "something else.", "said": (), **more})


def guess(outcome, share, **others):
    return outcome, None, share, {outcome: share, **others}


def found_day(text, part, coming=DAY, past=None):
    """Return a day that was read from a part of a text."""
    start = text.index(part)
    return Thing(coming=coming, past=past, start=start, end=start + len(part))


def rated(*clauses, **vals):
    """Return the confidence in one meaning of a mail of these clauses."""
    [found] = confidence.rate_meanings([meaning(**vals)], list(clauses), ENGLISH)
    return found.confidence


def count(own, *others, **vals):
    """Return how many doubts there are of what one clause says."""
    own.said = [(vals.get("outcome", "will_pay"), None)]
    return doubts.count_doubts(meaning(**vals), [own], [own, *others], ENGLISH)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, 0.8), (guess("will_pay", 1.0), 1.0), (guess("will_pay", 0.6), 0.94), (guess("disputed", 0.4), 0.56),
        (guess("disputed", 0.39), 0.8), (guess("unclear", 0.9), 0.8), (guess("will_pay", 0.55), 0.932), (guess("will_pay", 0.54), 0.652),
    ],
)  # fmt: skip
def test_rules_and_model(given, expected):
    """Rules alone, of one mind with the model and hardly so, against each other."""
    assert rated(clause(guess=given)) == expected


def test_of_one_mind():
    one = meaning()
    confidence.rate_meanings([one], [clause(guess=guess("will_pay", 0.6)), clause(guess=guess("disputed", 0.19))], ENGLISH)
    assert (one.basis, one.confidence) == ("both", 0.94)
    # another sentence's guesses are not about it
    assert rated(clause(), beside(guess=guess("will_pay", 1.0))) == 0.8


def test_model_alone():
    assert rated(clause(guess=guess("will_pay", 0.9)), basis="model") == 0.54
    assert rated(clause(), basis="model") == 0.0
    assert rated(clause(guess=guess("unclear", 1.0)), outcome="unclear") == 0.0


def test_each_doubt_counts_once():
    assert (count(clause()), rated(clause())) == (0, 0.8)
    assert (count(clause("if we pay")), rated(clause("if we pay"))) == (1, 0.56)
    assert (count(clause("if we do not pay")), rated(clause("if we do not pay"))) == (2, 0.392)


@pytest.mark.parametrize(
    ("outcome", "text", "expected"),
    [
        ("will_pay", "if we pay", 1), ("not_received", "if it came", 1), ("disputed", "if it came", 0),
        ("will_pay", "we do not pay", 1), ("not_received", "not received", 0), ("will_pay", "we can't pay", 1),
        ("will_pay", "we pay half", 1), ("not_received", "half is missing", 1), ("paid", "we paid half", 0),
        ("will_pay", "we pay both", 1), ("will_pay", "we pay all right", 0),
        ("will_pay", "we pay next week", 1), ("out_of_office", "back next week", 1), ("not_received", "came last week", 0),
        ("will_pay", "we pay on monday", 1), ("will_pay", "we may pay", 0),
    ],
)  # fmt: skip
def test_doubts_of_words(outcome, text, expected):
    """A condition, a negation, a part, "all" that names nothing, words of time that belong to no day."""
    assert count(clause(text), outcome=outcome) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we pay 250.00", 0), ("we pay 250.00 eur", 0), ("we pay 7", 1), ("we pay 250.00 and 90.00", 1), ("we pay in 2026", 1),
        ("we pay 4711882", 2), ("we pay for abc-4711882", 2),
    ],
)  # fmt: skip
def test_doubts_of_figures(text, expected):
    """A figure that is no day and no amount; a long number is an invoice that we do not know, besides."""
    assert count(clause(text)) == expected


def test_numbers_of_what_is_named():
    assert count(clause("we never saw 4711882"), outcome="not_received") == 1
    for number, expected in (("1999", 1), ("2000", 0), ("2026", 0), ("2099", 0), ("2100", 1)):
        assert count(clause(f"we never saw it in {number}"), outcome="not_received") == expected, "a year is no invoice"
    assert count(clause("we disputed 4711882"), outcome="disputed") == 0
    named = clause("we pay", invoices=("INV/1",))
    assert count(named, invoices=("INV/1",)) == 0
    assert count(named, beside(invoices=("INV/1",)), invoices=("INV/1",)) == 0
    assert count(named, beside(invoices=("INV/2",)), invoices=("INV/1",)) == 1, "nothing was understood about it"
    assert count(named, beside(invoices=("INV/2",), said=WILL_PAY), invoices=("INV/1",)) == 0
    assert count(clause("we pay both", invoices=("INV/1",)), invoices=("INV/1",)) == 0
    assert count(clause("we pay both"), all_invoices=True) == 0


def test_doubts_of_days():
    text = "we pay friday or monday"
    friday, monday = found_day(text, "friday"), found_day(text, "monday", DAY + timedelta(3))
    assert count(clause(text, days=[friday, monday])) == 1, "two days"
    assert count(clause(text, days=[friday, found_day(text, "monday", DAY)])) == 0, "twice the same"
    assert count(clause(text, days=[friday])) == 1, "monday was not read"
    text = "we sent it friday"
    assert count(clause(text, days=[found_day(text, "friday", past=DAY - timedelta(5))])) == 1, "the last one or the next one"
    assert count(clause("we pay friday", days=[found_day("we pay friday", "friday", past=DAY)])) == 0
    compact = "20270105 we pay"
    assert count(clause(compact, days=[found_day(compact, "20270105")])) == 0
    behind = "in 5 days 7770105 we pay"
    assert count(clause(behind, days=[found_day(behind, "in 5 ")]), outcome="not_received") == 1, "the number begins where the day ends"
    assert count(clause(), loose_day=True) == 1
    assert count(clause(), outcome="disputed", loose_day=True) == 0


def test_doubts_of_what_was_turned():
    assert count(clause(turned=True)) == 1
    assert count(clause(turned=True), outcome="disputed") == 0
    assert count(clause(sentence="we pay? ")) == 1
    assert count(clause(sentence="we pay? "), outcome="disputed") == 0


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"guess": guess("disputed", 0.4)}, 1), ({"guess": guess("disputed", 0.39)}, 0), ({"guess": guess("unclear", 0.9)}, 0),
        ({"said": WILL_PAY, "guess": guess("disputed", 0.9)}, 0), ({"said": [("disputed", "quality")]}, 1), ({"said": WILL_PAY}, 0),
        ({"sentence": "who are you? "}, 1), ({"said": WILL_PAY, "sentence": "who are you?"}, 0),
        ({"sentence": "who are you?", "guess": guess("disputed", 0.9)}, 2), ({}, 0),
        ({"text": "the moon rises today", "guess": guess("paid", 0.39, unclear=0.49)}, 1),
        ({"text": "the moon rises today", "guess": guess("paid", 0.39, unclear=0.5)}, 0),
        ({"text": "the moon rises today", "guess": guess("paid", 0.39, unclear=0.2, will_pay=0.3)}, 0),
        ({"text": "the moon rises", "guess": guess("paid", 0.39, unclear=0.49)}, 0),
        ({"text": "many thanks for your patience", "guess": guess("paid", 0.39, unclear=0.49)}, 0),
    ],
)  # fmt: skip
def test_doubts_beside(other, expected):
    """Another outcome heard, a question that no rule answers, a sentence that nobody explains."""
    assert count(clause(), beside(**other)) == expected


def test_among_others():
    """An absence note names a colleague, a liquidator asks for papers: what counts beside those is told."""
    for outcome, other, expected in (
        ("out_of_office", "wrong_person", 0), ("out_of_office", "paid", 1), ("insolvency", "refuses", 0), ("instalments", "disputed", 1),
        ("instalments", "needs_document", 0),
    ):  # fmt: skip
        assert count(clause(), beside(said=[(other, None)]), outcome=outcome) == expected, (outcome, other)


def test_second_thing_in_the_sentence():
    """Counted where rules and model are of one mind: ``rate_meanings`` has told so before."""
    assert count(clause(guess=guess("will_pay", 0.6, disputed=0.2)), basis="both") == 1
    assert count(clause(guess=guess("will_pay", 0.6, disputed=0.19)), basis="both") == 0
    assert count(clause(guess=guess("will_pay", 0.6, unclear=0.4)), basis="both") == 0
    assert count(clause(guess=guess("will_pay", 0.6, disputed=0.2)), basis="rules") == 0


def sure(one, horizon=30, **thresholds):
    return confidence.find_sure([one], {"will_pay": 0.9, "paid": 0.1, "needs_document": 0.9, **thresholds}, DAY, horizon) is one


def test_what_is_done_by_itself():
    in_time = {"day": DAY + timedelta(3)}
    assert sure(meaning(**in_time))
    assert sure(meaning(confidence=0.9, **in_time))
    assert not sure(meaning(confidence=0.899, **in_time))
    assert not sure(meaning("paid")), "never, whatever the threshold"
    assert not sure(meaning("wrong_person")), "without a threshold"
    assert sure(meaning("needs_document")), "needs no day"
    both = [meaning(**in_time), meaning("needs_document")]
    assert confidence.find_sure(both, {"will_pay": 0.0, "needs_document": 0.0}, DAY, 30) is None
    assert confidence.find_sure([], {"will_pay": 0.0}, DAY, 30) is None


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (30, True), (31, False), (None, False)])
def test_days_within_the_horizon(days, expected):
    assert sure(meaning(day=None if days is None else DAY + timedelta(days))) is expected


def test_words_of_all_languages():
    """Each table has words of each language, which are words of their own there."""
    for table in (words.NEGATION, words.PART, words.ALL, words.TIME, words.DONE, words.UNTIL):
        assert set(table) == set(LANGUAGES)
    negations = {
        "en": "we do not", "fr": "n'est pas", "de": "keinen", "es": "ninguno", "it": "nessuna", "nl": "geen", "pt": "nenhum",
    }  # fmt: skip
    for code, text in negations.items():
        assert words.find_word(words.NEGATION, text, LANGUAGES[code]), text
    for code, text in (("en", "a note is known"), ("fr", "notre passage nous"), ("nl", "nieuw"), ("pt", "no dia")):
        assert not words.find_word(words.NEGATION, text, LANGUAGES[code]), text
