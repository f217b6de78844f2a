"""Ratios of this build to the one before: what is divided by what, and what is measured of what was chosen. Nothing is timed."""

import sys

import pytest

import lib

sys.path.insert(0, str(lib.ROOT / "bench"))
import builds
import works


def make_turn(plain, now, before):
    """Return what a turn measured: seconds of the plain SQL in both builds, of the preview in each."""
    times = {builds.NOW: now, builds.BEFORE: before}
    return {name: {"plain SQL": {"seconds": plain}, "preview": {"seconds": preview}} for name, preview in times.items()}


TURNS = [make_turn(1.0, 2.0, 8.0), make_turn(2.0, 3.0, 9.0), make_turn(1.0, 4.0, 8.0)]


def test_ratio_is_the_median_of_the_turns():
    assert builds.ratio(TURNS, ("now", "preview"), ("before", "preview"), "seconds") == pytest.approx(1 / 3)
    assert builds.ratio(TURNS, ("now", "preview"), ("now", "plain SQL"), "seconds") == 2.0
    assert builds.ratio(TURNS, ("now", "preview"), ("before", "letters"), "seconds") is None


def test_report_divides_by_the_share_of_the_measure():
    [plain] = [work for work in works.WORKS if work.name == "plain SQL"]
    preview = works.Work("preview", works.preview, against="plain SQL", share=1 / 5)
    line = builds.report(TURNS, [plain, preview])[3]
    assert line == "| preview | 8.000 | 3.000 | 0.33 (–) | 40.00 | 10.00 | – | – |"


def test_chosen_works_bring_what_they_need():
    names = [work.name for work in works.choose(["run with nothing due"])]
    assert names == ["plain SQL", "first run", "run with nothing due"]
    assert len(works.choose([])) == len(works.WORKS)
    assert {work.ledger for work in works.choose([], quick=True)} == {""}
    with pytest.raises(SystemExit, match="unknown work"):
        works.choose(["nothing"])


def test_without_history_there_is_no_former_build(tmp_path, monkeypatch):
    assert not builds.take_from_history("0" * 40, tmp_path)
    monkeypatch.setattr(builds.shutil, "which", lambda name: None)
    assert not builds.take_from_history("HEAD", tmp_path)


def test_beside_the_oca():
    figures = {builds.oca.NAME: {"seconds": 50.0, "lines": 1234, "communications": 99}}
    turns = [{"now": {"first run": {"seconds": seconds}}} for seconds in (1.0, 2.0, 9.0)]
    said = "OCA's credit control: 50.0 s for 1,234 lines and 99 communications"
    assert builds.compare_with_oca(turns, figures) == f"{said}; our first run ÷ that: 1/25."
    assert builds.compare_with_oca([{}], figures) == f"{said}."
