"""The arithmetic of the month-end planner, and that it beats the usual orders on a made ledger. Without a database."""

import random

from house import check_examples, load

planner = load("models/figures/planner")


def test_examples():
    check_examples(planner)


def test_gain_is_what_would_not_have_come():
    one = planner.Candidate("x", 1000.0, 400.0, 0.25, 10.0)
    assert (one.gain, one.with_call) == (150.0, 550.0)
    assert planner.Candidate("x", 1000.0, 1000.0, 0.25, 10.0).gain == 0.0


def test_no_call_that_brings_nothing():
    assert planner.choose_calls([planner.Candidate("x", 100.0, 100.0, 0.5, 10.0)], 60) == []
    assert planner.choose_calls([planner.Candidate("x", 100.0, 0.0, 0.5, 10.0)], 9) == []


def test_nothing_else_brings_more():
    """Calls of equal length: in 200 small worlds no other choice of as many customers brings more."""
    world = random.Random(3)
    for _rank in range(200):
        rows = [(key, world.uniform(10, 900), world.random(), world.random()) for key in range(9)]
        customers = [planner.Candidate(key, amount, amount * share, lift, 10.0) for key, amount, share, lift in rows]
        chosen = planner.choose_calls(customers, 40)
        best = sorted((one.gain for one in customers), reverse=True)[:4]
        assert abs(sum(one.gain for one in chosen) - sum(best)) < 1e-9


def test_five_thousand_customers():
    """Of 5,000 customers as many as the hours allow; bench/PLANNER.md has how long it takes."""
    world = random.Random(5)
    customers = [planner.Candidate(key, world.uniform(50, 5000), 0.0, world.random(), 10.0) for key in range(5000)]
    assert len(planner.choose_calls(customers, 60 * 100)) == 600


def test_short_calls_first():
    """What a call brings a minute decides, not what it brings: 100 in ten minutes come before 150 in half an hour."""
    short = planner.Candidate("short", 200, 0, 0.5, 10)
    long = planner.Candidate("long", 300, 0, 0.5, 30)
    assert [one.key for one in planner.choose_calls([long, short], 30)] == ["short"]
    assert [one.key for one in planner.choose_calls([long, short], 40)] == ["short", "long"]
