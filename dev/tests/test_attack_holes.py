"""The attack notices a hole of each kind that is planted on purpose, so that its silence says something."""

import os

import pytest

import attack
import lib

pytestmark = pytest.mark.nightly


def test_each_planted_hole_is_found():
    """As ``make attack SELFTEST=1``."""
    from attack_client import Server
    from attack_holes import HOLES, selftest

    lib.prepare()
    with attack.world(f"test_holes_{os.getpid()}", os.environ.get("BASE")) as (name, known), Server(name) as server:
        assert len(HOLES) == 17
        assert selftest(server, known) == 0
