"""What is faster decides and records the same: weeks lived by this build and by the one before, compared row by row."""

import os
import sys

import pytest

import lib

sys.path.insert(0, str(lib.ROOT / "bench"))
import same_results


def test_difference_is_told():
    """A row that only one of two lives has is found, as often as it is missing."""
    before = {"dunning_action": ["a", "b", "b"], "dunning_run": ["r"]}
    assert same_results.compare(before, before) == []
    now = {"dunning_action": ["a", "b", "c"], "dunning_run": ["r"]}
    assert same_results.compare(before, now) == ["dunning_action, only before: b", "dunning_action, only now: c"]
    assert same_results.compare(before, {"dunning_action": ["a", "b", "b"]}) == ["dunning_run, only before: r"]


@pytest.mark.nightly
def test_results_are_the_same():
    lives = same_results.live_twice(same_results.DAYS, f"same_results_{os.getpid()}")
    if lives is None:
        pytest.skip("git's history does not have the build to compare with")
    before, now = lives
    assert before["violations"] == []
    assert min(len(before[table]) for table in ("dunning_action", "dunning_action_line", "mail_activity", "mail_message")) > 3
    assert same_results.compare(before, now) == []
