"""The quickest of the attacks, so that each change is tried on them; all of them: ``make attack``. And how it judges."""

import os
from types import SimpleNamespace

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


@pytest.mark.long
def test_nothing_seen_changed_or_broken(stage):
    """The quick part finds nothing, and did try."""
    campaign = attack.Campaign(*stage, MODELS)
    for parts, people in TRIES:
        campaign.run(parts, people)
    assert sum(campaign.judge.tried.values()) > 500
    assert sorted(campaign.judge.found) == []


class Anywhere:
    """A zone in which every row is somebody else's."""

    @staticmethod
    def touched(_table, _row):
        return "company_id"


class NoEvidence:
    @staticmethod
    def spoilt(*_change):
        return None


def judged(*rows, operation="INSERT"):
    """Return what a judge finds when somebody changes documents of another company."""
    from attack_judge import Judge

    judge = Judge({"models": {}, "tables": {}}, [], NoEvidence())
    judge.calls["1"] = (SimpleNamespace(login="manager_b"), "route", "/report/html")
    judge.changes({"1": [["ir_attachment", operation, None, row] for row in rows]}, {"manager_b": Anywhere()})
    return sorted(why for *_rest, why in judge.found)


BUNDLE = {
    "id": 7, "url": "/web/assets/1a2b3c4/web.assets_frontend.min.css", "public": True, "res_model": "ir.ui.view", "res_id": None,
    "company_id": 1,
}  # fmt: skip


def test_asset_bundles_are_nobodys():
    """Core makes them for whoever opens the first page; any other document of another company counts."""
    assert judged(BUNDLE) == []
    found = ["INSERT ir_attachment (by company_id): "]
    for changed in (
        {"url": None}, {"url": "/web/content/7"}, {"url": "/x/web/assets/"}, {"public": False}, {"res_id": 5},
        {"res_model": "dunning.action"},
    ):  # fmt: skip
        assert judged({**BUNDLE, **changed}) == found, changed
    assert judged(BUNDLE, {**BUNDLE, "url": "x.pdf"}) == found


def judged_shared(*changes):
    """Return what a judge finds when somebody makes rows of a setting that may be of all companies."""
    from attack_judge import Judge

    judge = Judge({"models": {"part": {"shared": True, "transient": False}}, "tables": {"part": "part"}}, [], NoEvidence())
    judge.calls["1"] = (SimpleNamespace(login="manager_b"), "write", "route.copy")
    judge.changes({"1": [["part", *change] for change in changes]}, {"manager_b": None})
    return sorted(why for *_rest, why in judge.found)


def test_shared_settings_are_judged_by_how_they_end():
    """A part takes its company over from the whole after it is written: what counts for a new row is its last state."""
    new, own, renamed = {"id": 7, "company_id": None}, {"id": 7, "company_id": 2}, {"id": 7, "company_id": None, "name": "x"}
    assert judged_shared(("INSERT", None, new), ("UPDATE", new, own)) == []
    assert len(judged_shared(("INSERT", None, new))) == 1
    assert len(judged_shared(("INSERT", None, own), ("UPDATE", own, new))) == 1, "it becomes one of all companies"
    assert len(judged_shared(("UPDATE", renamed, own))) == 1, "it was one of all companies"
