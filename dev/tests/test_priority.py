"""The chance that a contact helps, factor by factor; without a database."""

import pytest
from house import check_examples, load

priority = load("models/work/priority")
chance = priority.chance


def test_examples():
    check_examples(priority)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("reply", 0.8), ("promise", 0.7), ("call", 0.6), ("transit", 0.6), ("receipt", 0.6), ("dispute", 0.5),
        ("contact", 0.45), ("letter", 0.4), ("failed", 0.4), ("review", 0.35), ("hold", 0.3), ("discount", 0.3),
        ("case", 0.5), ("claim", 0.3), ("something new", 0.3),
    ],
)  # fmt: skip
def test_kinds(kind, expected):
    assert chance(kind, 0) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-40, 0.8), (30, 0.8), (31, 0.72), (60, 0.72), (61, 0.64), (90, 0.64), (91, 0.48), (180, 0.48), (181, 0.28),
        (365, 0.28), (366, 0.12), (5000, 0.12),
    ],
)  # fmt: skip
def test_ages(days, expected):
    assert chance("reply", days) == expected


@pytest.mark.parametrize(
    ("payer", "expected"),
    [
        ("prompt", 0.72), ("forgot", 0.72), ("negligent", 0.66), ("slow_approval", 0.54), ("contests", 0.48),
        ("difficulty", 0.3), ("unreachable", 0.24), ("unknown", 0.6),
    ],
)  # fmt: skip
def test_payers(payer, expected):
    assert chance("call", 5, payer) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("reached", 0.66), ("promised", 0.66), ("not_received", 0.72), ("wrong_contact", 0.54), ("refused", 0.3),
        ("difficulty", 0.42), (None, 0.6), ("no_answer", 0.6),
    ],
)  # fmt: skip
def test_answers(outcome, expected):
    assert chance("call", 5, outcome=outcome) == expected


def test_unanswered():
    """Each call in a row counts, the fourth no more."""
    assert [chance("call", 5, unanswered=count) for count in range(6)] == [0.6, 0.48, 0.38, 0.31, 0.31, 0.31]


def test_broken():
    """The line of the promise itself is not counted twice."""
    assert chance("call", 5, broken=True) == 0.51
    assert chance("promise", 5, broken=True) == 0.7


def test_bounds():
    assert chance("reply", 5, "prompt", "not_received") == 0.95
    assert chance("hold", 500, "unreachable", "refused", 3, True) == 0.05
