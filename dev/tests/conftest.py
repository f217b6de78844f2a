"""What the tests of the development scripts share."""

import os

import freezegun
import pytest

import lib

# pytest keeps time in a module that freezegun does not know: a clock set for a whole file would reach the durations.
freezegun.configure(extend_ignore_list=["_pytest.timing"])


@pytest.fixture(scope="session")
def base_db():
    """A prepared database of a French company with the add-on, to be copied, never written to."""
    from replay_worker import forget, prepare

    lib.prepare()
    name = f"test_dev_{os.getpid()}"
    prepare(name)
    yield name
    forget(name)
    lib.drop_db(name)
