"""The quickest of the faults, so that each change is tried on them; all of them: ``make faults``."""

import os

import pytest

import faults_crash
import lib
from faults_check import check
from faults_world import FEW, Scene, world

pytestmark = pytest.mark.long

SCENARIOS = (faults_crash.kill_recording, faults_crash.kill_delivering, faults_crash.two_crons)


@pytest.fixture(scope="module")
def bases():
    """The database that scenarios copy."""
    lib.prepare()
    with world(f"test_faults_{os.getpid()}", FEW) as name:
        yield {"few": name}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda function: function.__name__)
def test_nothing_lost_nothing_doubled(bases, scenario):
    """The judge finds nothing wrong."""
    _done, found = scenario(bases)
    assert found.violations == []


def test_the_judge_notices(bases):
    """A message that came twice, one the database calls sent and that did not arrive, one that asks too much."""
    with Scene("judge", bases["few"]) as scene:
        scene.work("run")
        assert scene.check(delivered=FEW).violations == []
        first, second, third = scene.sink.paths()[:3]
        (scene.folder / "9999-again.eml").write_bytes(first.read_bytes())
        second.unlink()
        lib.sql(
            "UPDATE account_move_line SET amount_residual = 7 WHERE partner_id = (SELECT partner_id FROM dunning_action "
            f"WHERE recipient_address = '{third.name.split('-')[1]}') AND amount_residual > 0",
            scene.db,
        )
        found = check(scene)
        assert (found.doubled, found.lost, found.delivered) == (1, 1, FEW - 1)
        assert len(found.violations) == 3, found.violations
