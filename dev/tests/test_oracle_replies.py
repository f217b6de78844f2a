"""The oracle's own account of pauses: who rests until when, by what came and what people made of it."""

from datetime import date, timedelta

from oracle_replies import Pauses
from replay_mail import Answer

DAY = date(2013, 3, 4)
DAYS = 7


def answer(number, day=0, person=True, customer=1):
    return Answer(DAY + timedelta(day), f"<{number}>", "<asked>", "pay@example.com", "pay@example.com", customer, person)


def until(pauses, day, customer=1):
    """Return for how many days after the first one the customer's plan rests, as seen on a day; ``None``: not at all."""
    end = pauses.on(DAY + timedelta(day)).get(customer)
    return end and (end - DAY).days


def test_a_persons_answer_pauses_for_the_companys_days():
    pauses = Pauses()
    pauses.came(answer(1), DAYS)
    assert [until(pauses, day) for day in (-1, 0, 7, 8)] == [None, 7, 7, None]
    assert until(pauses, 0, customer=2) is None


def test_a_machine_pauses_nothing():
    pauses = Pauses()
    pauses.came(answer(1, person=False), DAYS)
    pauses.came(answer(2), 0)
    assert until(pauses, 0) is None


def test_it_ends_when_dealt_with():
    pauses = Pauses()
    pauses.came(answer(1), DAYS)
    pauses.handled("<1>", "noted")
    assert until(pauses, 0) is None
    pauses.came(answer(2, day=2), DAYS)
    assert until(pauses, 2) == 9, "another answer is another pause"


def test_answers_that_wait_together_share_one_pause():
    pauses = Pauses()
    pauses.came(answer(1), DAYS)
    pauses.came(answer(2, day=3), DAYS)
    pauses.handled("<1>", "noted")
    assert until(pauses, 4) == 10, "the other one waits"
    pauses.handled("<2>", "promised")
    assert until(pauses, 4) is None


def test_a_wrong_contact_keeps_it_until_its_last_day():
    pauses = Pauses()
    pauses.came(answer(1), DAYS)
    pauses.came(answer(2, day=1), DAYS)
    pauses.handled("<1>", "wrong_contact")
    pauses.handled("<2>", "noted")
    assert [until(pauses, day) for day in (2, 8, 9)] == [8, 8, None]


def test_somebody_else_pauses_a_thread_once_for_two_working_days():
    """4 March 2013 is a Monday: the 8th is a Friday, after which come Monday and Tuesday."""
    pauses = Pauses()
    other = Answer(DAY + timedelta(4), "<1>", "<asked>", "chef@example.com", "pay@example.com", 1, True)
    pauses.came(other, DAYS, "thread")
    assert [until(pauses, day) for day in (3, 4, 8, 9)] == [None, 8, 8, None]
    pauses.came(Answer(DAY + timedelta(9), "<2>", "<asked>", "boss@example.com", "pay@example.com", 1, True), DAYS, "thread")
    assert until(pauses, 9) is None, "once"
    pauses.came(answer(3, day=5), DAYS)
    assert until(pauses, 5) == 12
    pauses.handled("<3>", "noted")
    assert until(pauses, 6) == 8, "the other one still waits"


def test_unread_until_somebody_deals_with_it():
    """Longer than its pause; whoever was not asked, and a machine, leave nothing unread."""
    pauses = Pauses()
    pauses.came(answer(1), DAYS)
    pauses.came(answer(2, person=False, customer=2), DAYS)
    pauses.came(Answer(DAY, "<3>", "<asked>", "eve@example.net", "pay@example.com", 3, True), DAYS)
    assert until(pauses, 20) is None
    assert pauses.unread() == {1}
    pauses.handled("<1>", "noted")
    assert pauses.unread() == frozenset()


def test_what_is_done_on_the_page_pauses_nothing():
    """What was done at once and waits to be read rests nothing; the next answer makes a pause of its own."""
    pauses = Pauses()
    pauses.came_by_page(answer(1), DAYS, "done", waits=True)
    assert until(pauses, 0) is None
    assert pauses.unread() == {1}
    pauses.came(answer(2, day=1), DAYS)
    assert until(pauses, 1) == 8
    pauses.came_by_page(answer(3, day=1), DAYS, "done", waits=False)
    pauses.handled("<1>", "noted")
    assert until(pauses, 1) == 8


def test_a_request_on_the_page_pauses_once():
    """A request pauses as an answer by e-mail does; while one waits, the next one does not prolong it, and rests nothing by itself."""
    pauses = Pauses()
    pauses.came_by_page(answer(1), DAYS, "asked", waits=True)
    assert until(pauses, 0) == 7
    pauses.came_by_page(answer(2, day=3), DAYS, "asked", waits=True)
    assert until(pauses, 4) == 7
    pauses.handled("<1>", "noted")
    assert until(pauses, 4) is None
    assert pauses.unread() == {1}
