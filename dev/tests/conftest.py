"""What the tests of the development scripts share."""

import os

import pytest

import lib


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
