"""The quickest of the attacks, so that each change is tried on them; all of them: ``make attack``."""

import os

import pytest

import attack
import lib

# What is tried each time, in at most two minutes on an idle machine: one of each kind of person, the models that hold most.
TRIES = (
    (("methods",), ("portal_a", "manager_b")),
    (("writes", "creates"), ("manager_b",)),
    (("reads",), ("collector_branch",)),
    (("dialogues",), ("contributor_a",)),
    (("senders",), ("gateway_a",)),
)
MODELS = (
    "dunning.action", "dunning.profile", "dunning.hold", "dunning.promise", "dunning.absence", "dunning.reply", "dunning.task",
    "dunning.call.wizard", "dunning.info.wizard", "dunning.promise.wizard", "dunning.dispute.wizard",
)  # fmt: skip


@pytest.fixture(scope="module")
def stage():
    """A running server on a world of its own, and what the attacker knows."""
    from attack_client import Server

    lib.prepare()
    with attack.world(f"test_attack_{os.getpid()}", os.environ.get("BASE")) as (name, known), Server(name) as server:
        yield server, known


def test_nothing_seen_changed_or_broken(stage):
    """The quick part finds nothing, and did try."""
    campaign = attack.Campaign(*stage, MODELS)
    for parts, people in TRIES:
        campaign.run(parts, people)
    assert sum(campaign.judge.tried.values()) > 500
    assert sorted(campaign.judge.found) == []
