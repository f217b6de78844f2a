"""Small rules that everything rests on: keys of the context, one line, what a decision is asked, windows; without Odoo."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from house import check_examples, load

background = load("models/shared/background")
one_line = load("models/shared/one_line")
question = load("models/shared/question")
windows = load("models/shared/windows")


def env(**context):
    return SimpleNamespace(context=context)


def test_switches():
    """Only the object itself switches something on; nothing that a client can send."""
    assert background.is_on(env(key=background.ON), "key")
    for sent in (True, 1, "ON", [], object()):
        assert not background.is_on(env(key=sent), "key")
    assert not background.is_on(env(), "key")


def test_days_in_the_context():
    day = date(2026, 3, 4)
    assert background.context_day(env(key=day), "key") == day
    for sent in ("2026-03-04", datetime(2026, 3, 4), None, 5):
        assert background.context_day(env(key=sent), "key") is None
    assert background.context_day(env(), "key") is None


def test_one_line():
    check_examples(one_line)
    assert one_line.one_line("a\x7fb\x9fc\u2029 d") == "a b c d"


class Company:
    def __init__(self, root=None):
        self.root_id = root or self

    def sudo(self):
        return ("root", self)


def test_question():
    """A branch counts for its root, read as superuser; the history of the day itself counts unless told otherwise."""
    root = Company()
    asked = question.Question(Company(root), date(2026, 3, 4))
    assert (asked.company, asked.known_until) == (("root", root), date(2026, 3, 4))
    assert (asked.as_of, asked.without_promises, asked.simulated) == (False, False, False)
    assert (asked.partners, asked.room, asked.plan_choice, asked.runs) == (None, None, None, None)
    assert question.Question(root, date(2026, 3, 4), known_until=date(2026, 3, 1)).known_until == date(2026, 3, 1)
    with pytest.raises(AttributeError):
        asked.today = date(2026, 3, 5)


def test_room():
    """Without a cap as many as a number of PostgreSQL holds; a cap of none is none."""
    root, day = Company(), date(2026, 3, 4)
    assert [question.Question(root, day, room=room).room_left for room in (None, 0, 3)] == [2147483647, 0, 3]


class Record(SimpleNamespace):
    def __bool__(self):
        return bool(self.id)

    def has_access(self, operation):
        assert operation == "read"
        return self.readable


MOVE, PROFILE = Record(_name="account.move", id=5, readable=True), Record(_name="dunning.profile", id=7, readable=True)
FORM = {"type": "ir.actions.act_window", "view_mode": "form", "views": [(False, "form")]}


def test_windows():
    assert windows.form_of(MOVE) == {**FORM, "res_model": "account.move", "res_id": 5}
    assert windows.entry_or_customer(MOVE, PROFILE)["res_model"] == "account.move"
    hidden = Record(_name="account.move", id=5, readable=False)
    assert windows.entry_or_customer(hidden, PROFILE) == {**FORM, "res_model": "dunning.profile", "res_id": 7}
    assert windows.entry_or_customer(hidden, Record(_name="dunning.profile", id=False, readable=True)) is False
