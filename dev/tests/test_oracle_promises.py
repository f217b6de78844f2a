"""The oracle's own judgement of promises: who takes what comes in, what is in time, what rests."""

from datetime import date
from decimal import Decimal

from oracle_promises import Part, Promise, resting, top, verdict

GIVEN, LIMIT = date(2026, 3, 11), date(2026, 3, 24)


def promise(number, amount, opened=1000, state="open", given=GIVEN, limit=LIMIT, rest_waits=True, move=1):
    """Return a promise of ``amount`` about one invoice."""
    part = Part(move, 1, Decimal(opened), Decimal(amount))
    return Promise(number, 1, 1, state, given, limit, limit, rest_waits, 100 + number, Decimal("0.01"), [part])


def judged(one, others, day, now, then=None):
    """Return the verdict when ``now`` is open and ``then`` was on the last day."""
    then = now if then is None else then
    return verdict(one, others, day, lambda _promise, _part: (Decimal(now), Decimal(then)))[0]


def test_verdicts():
    one = promise(1, 1000)
    assert judged(one, [one], LIMIT, 1000) == "open"
    assert judged(one, [one], LIMIT, 0) == "kept"
    after = date(2026, 3, 25)
    assert judged(one, [one], after, 1000) == "broken"
    assert judged(one, [one], after, 600) == "partly"
    assert judged(one, [one], after, 0) == "kept"
    assert judged(one, [one], after, 0, 1000) == "late"
    assert judged(one, [one], after, 0, 400) == "late"
    assert judged(one, [one], after, 500, 1000) == "broken"


def test_the_earlier_promise_takes_first():
    first, second = promise(1, 400, limit=date(2026, 3, 17)), promise(2, 600)
    both = [first, second]
    assert (top(first, first.parts[0], both), top(second, second.parts[0], both)) == (1000, 600)
    assert judged(first, both, LIMIT, 600) == "kept"
    assert judged(second, both, LIMIT, 600) == "open"
    assert judged(second, both, LIMIT, 0) == "kept"


def test_a_promise_that_was_over_takes_nothing():
    first, second = promise(1, 1000, limit=date(2026, 3, 10)), promise(2, 1000)
    assert top(second, second.parts[0], [first, second]) == 1000


def test_resting():
    first, second = promise(1, 400, limit=date(2026, 3, 17)), promise(2, 600)
    assert resting([first, second], GIVEN) == {(1, 1, 1): ({101, 102}, date(2026, 3, 17))}
    assert resting([first, second], date(2026, 3, 10)) == {}
    assert resting([second], date(2026, 3, 25)) == {}
    first.state = "broken"
    assert resting([first, second], date(2026, 3, 18)) == {}, "what broke wakes the whole arrangement"
    again = promise(3, 600, given=date(2026, 3, 18), limit=date(2026, 3, 30))
    assert resting([first, second, again], date(2026, 3, 18)) == {(1, 1, 1): ({103}, date(2026, 3, 30))}


def test_rest_that_does_not_wait():
    first, second = promise(1, 400, rest_waits=False), promise(2, 600, rest_waits=False)
    assert resting([first], GIVEN) == {}
    assert resting([first, second], GIVEN) == {(1, 1, 1): ({101, 102}, LIMIT)}
