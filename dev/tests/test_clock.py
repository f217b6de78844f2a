"""The clock that a test sets is the test's: what pytest says of its duration is measured by the machine's."""

from _pytest import timing
from freezegun import freeze_time


def test_durations_are_real():
    """A clock that is set between the beginning and the end of a test, as by a fixture of the file, leaves seconds alone."""
    before = timing.Instant()
    with freeze_time("2025-03-10"):
        inside = timing.Instant()
    assert 0 <= (inside.perf_count - before.perf_count) < 60
    assert 0 <= (inside.time - before.time) < 60
