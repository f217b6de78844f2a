"""How sure it is what an answer means: every doubt alone, and the limits of what is done by itself; without a database."""

import re
from datetime import date, timedelta
from types import SimpleNamespace as Thing

import pytest
from house import load

confidence = load("models/reply/meaning/confidence")
LANGUAGE = Thing(conditions=re.compile(r"\bif\b"))
DAY = date(2026, 3, 4)


def meaning(outcome="will_pay", basis="rules", sentence="we pay on friday.", day=None, confidence=1.0):
    return Thing(outcome=outcome, basis=basis, sentence=sentence, day=day, confidence=confidence, invoices=())


def clause(text="we pay on friday", sentence="we pay on friday.", said=True, guess=None, **more):
    found = {"invoices": (), "turned": False, "days": (), **more}
    return Thing(text=text, sentence=sentence, said=said, guess=guess, **found)


def guess(outcome, share):
    return outcome, None, share, {}


def rated(*clauses, **vals):
    """Return the confidence in one meaning of a mail of these clauses."""
    [found] = confidence.rate_meanings([meaning(**vals)], list(clauses), LANGUAGE)
    return found.confidence


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, 0.8), (guess("will_pay", 1.0), 1.0), (guess("will_pay", 0.6), 0.94), (guess("disputed", 0.4), 0.56),
        (guess("disputed", 0.39), 0.8), (guess("unclear", 0.9), 0.8),
    ],
)  # fmt: skip
def test_rules_and_model(given, expected):
    assert rated(clause(guess=given)) == expected


def test_of_one_mind():
    one = meaning()
    confidence.rate_meanings([one], [clause(guess=guess("will_pay", 0.5)), clause(guess=guess("disputed", 0.9))], LANGUAGE)
    assert (one.basis, one.confidence) == ("both", 0.925)
    # another sentence's guesses are not about it
    assert rated(clause(), clause(sentence="other.", guess=guess("will_pay", 1.0))) == 0.8


def test_model_alone():
    assert rated(clause(guess=guess("will_pay", 0.9)), basis="model") == 0.54
    assert rated(clause(), basis="model") == 0.0
    assert rated(clause(guess=guess("unclear", 1.0)), outcome="unclear") == 0.0


@pytest.mark.parametrize(
    ("outcome", "more", "expected"),
    [
        ("will_pay", {"text": "if we pay"}, 0.56), ("not_received", {"text": "if it came"}, 0.56),
        ("disputed", {"text": "if it came"}, 0.8),
        ("will_pay", {"text": "we do not pay"}, 0.56), ("not_received", {"text": "not received"}, 0.8),
        ("will_pay", {"text": "if we do not pay"}, 0.392), ("will_pay", {"text": "we can't pay"}, 0.56),
        ("will_pay", {"turned": True}, 0.56), ("disputed", {"turned": True}, 0.8),
        ("will_pay", {"text": "we pay 4711882"}, 0.56), ("will_pay", {"text": "we pay in 2026"}, 0.8),
        ("will_pay", {"days": [Thing(coming=DAY, start=0, end=1), Thing(coming=DAY + timedelta(1), start=2, end=3)]}, 0.56),
        ("will_pay", {"days": [Thing(coming=DAY, start=0, end=1), Thing(coming=None, start=2, end=3)]}, 0.8),
    ],
)  # fmt: skip
def test_doubts_of_the_sentence(outcome, more, expected):
    assert rated(clause(**more), outcome=outcome) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"said": False, "guess": guess("disputed", 0.4)}, 0.56), ({"said": False, "guess": guess("disputed", 0.39)}, 0.8),
        ({"said": False, "guess": guess("unclear", 0.9)}, 0.8), ({"said": True, "guess": guess("disputed", 0.9)}, 0.8),
        ({"said": False, "sentence": "who are you? "}, 0.56), ({"said": True, "sentence": "who are you?"}, 0.8),
        ({"said": False, "sentence": "who are you?", "guess": guess("disputed", 0.9)}, 0.392), ({"said": False}, 0.8),
    ],
)  # fmt: skip
def test_doubts_beside(other, expected):
    assert rated(clause(), clause(**{"sentence": "something else.", **other})) == expected


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


def test_negations():
    """In each of the languages that are read."""
    for text in ("we do not", "n'est pas", "aucune", "keinen", "niemals nie", "nessuna", "ninguno", "geen", "nenhum"):
        assert confidence.NEGATION.search(text), text
    for text in ("note", "notre passage", "nous", "known", "nieuw"):
        assert not confidence.NEGATION.search(text), text
