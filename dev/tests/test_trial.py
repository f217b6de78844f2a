"""Trials on seeded worlds: a planted difference is found, none is made up however often one looks. Without a database."""

import random

import pytest
from house import check_examples, load
from trial_worlds import PLANNED, customer, live

trial = load("models/figures/trial")


def test_examples():
    check_examples(trial)


def test_halves_are_even():
    """Of 100,000 customers 29.7 to 30.3 % are in half B of a trial with 30 %, and other trials draw otherwise."""
    drawn = [trial.draw_half("7-2026-03-02", key, 30) for key in range(100_000)]
    assert 29_700 < drawn.count("b") < 30_300
    again = [trial.draw_half("8-2026-03-02", key, 30) for key in range(100_000)]
    assert 0.085 < sum(one == two == "b" for one, two in zip(drawn, again, strict=True)) / 100_000 < 0.095


def test_interval_by_hand():
    """Two halves of 40 with variance 1.0256 each: spread 0.0513, mixed 4.0513, radius √(0.0513 · 4.0513/4 · (5.9915 + 4.3695))."""
    first, second = [9.0, 11.0] * 20, [7.0, 9.0] * 20
    found = trial.estimate_effect(first, second, 2.0)
    assert (found.mean_a, found.mean_b, found.difference, found.customers) == (10.0, 8.0, -2.0, 40)
    assert found.high - found.difference == pytest.approx(0.7335, abs=0.0005)
    assert trial.judge_effect(found, PLANNED) == "b"
    assert trial.estimate_effect([1.0], second, PLANNED) is None
    assert trial.judge_effect(None, PLANNED) == "early"
    assert trial.judge_effect(trial.estimate_effect(first[:20], second[:20], PLANNED), PLANNED) == "early"


def test_finds_a_planted_effect():
    """Two days earlier in half B (2.25 less what lies beyond the first and the thirtieth day): found in each of 40 worlds."""
    worlds = [(random.Random(1), effect) for effect in (0.0, -2.25)]
    means = [sum(customer(world, effect) for _rank in range(20_000)) / 20_000 for world, effect in worlds]
    assert means[1] - means[0] == pytest.approx(-2.0, abs=0.1)
    found = [live(trial, seed, -2.25) for seed in range(40)]
    assert {verdict for verdict, _look in found} == {"b"}
    assert sorted(look for _verdict, look in found)[20] <= 390


def test_declares_none_without_one():
    """Forty looks at each of 100 worlds without a difference: at most one in twenty is told that there is one."""
    found = [live(trial, 1000 + seed, 0.0)[0] for seed in range(100)]
    assert found.count("a") + found.count("b") <= 5


def test_bounds_of_a_verdict():
    """Thirty customers of each half are enough; an end on the bound says nothing yet; any difference above zero counts."""
    judge, Effect = trial.judge_effect, trial.Effect
    assert judge(Effect(9.0, 9.0, 0.0, -1.0, 1.0, 29), 2.0) == "early"
    assert judge(Effect(9.0, 9.0, 0.0, -1.0, 1.0, 30), 2.0) == "alike"
    assert judge(Effect(9.0, 9.5, 0.5, 0.25, 0.75, 30), 2.0) == "a"
    assert judge(Effect(9.0, 8.5, -0.5, -0.75, -0.25, 30), 2.0) == "b"
    assert judge(Effect(9.0, 9.0, 0.0, -2.0, 1.0, 30), 2.0) == judge(Effect(9.0, 9.0, 0.0, -1.0, 2.0, 30), 2.0) == "open"
    assert judge(Effect(9.0, 9.0, 0.0, 0.0, 3.0, 30), 2.0) == judge(Effect(9.0, 9.0, 0.0, -3.0, 0.0, 30), 2.0) == "open"


def test_two_customers_have_an_interval():
    """The least of which a variance is known; halves that do not vary at all have none to either side."""
    found = trial.estimate_effect([1.0, 3.0], [2.0, 4.0], 2.0)
    assert (found.difference, found.customers) == (1.0, 2)
    still = trial.estimate_effect([5.0, 5.0], [4.0, 4.0], 2.0)
    assert (still.low, still.high) == (-1.0, -1.0)
