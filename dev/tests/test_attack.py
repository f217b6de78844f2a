"""The quickest of the attacks, so that each change is tried on them; all of them: ``make attack``."""

import os

import pytest

import attack
import lib

# What is tried each time, in at most two minutes: one of each kind of person, the models that hold most.
TRIES = (
    (("methods",), ("portal_a", "manager_b")),
    (("writes", "creates"), ("manager_b",)),
    (("dialogues",), ("contributor_a",)),
)
MODELS = (
    "dunning.action", "dunning.profile", "dunning.hold", "dunning.promise", "dunning.absence", "dunning.reply",
    "dunning.call.wizard", "dunning.info.wizard", "dunning.promise.wizard", "dunning.dispute.wizard",
)  # fmt: skip


@pytest.fixture(scope="module")
def stage():
    """A running server on a world of its own, and what the attacker knows."""
    from attack_client import Server

    lib.prepare()
    with attack.world(f"test_attack_{os.getpid()}") as (name, known), Server(name) as server:
        yield server, known


def test_nothing_seen_changed_or_broken(stage):
    """The quick part finds nothing, and did try."""
    campaign = attack.Campaign(*stage, MODELS)
    for parts, people in TRIES:
        campaign.run(parts, people)
    assert sum(campaign.judge.tried.values()) > 500
    assert sorted(campaign.judge.found) == []


def test_the_attack_notices(stage):
    """A planted hole is found, so that silence says something; all kinds of them: ``make attack SELFTEST=1``."""
    from attack_holes import selftest

    assert selftest(*stage, ("override in sudo", "foreign id in a dialogue")) == 0
