"""The report of ``make law``: what agrees, and that what does not is said and fails."""

import law
import law_cases
import pytest


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Make the check short, and its report a file of the test."""
    monkeypatch.setattr(law, "REPORT", tmp_path / "LAW.md")
    monkeypatch.setattr(law, "ITEMS", 300)
    monkeypatch.setenv("LEDGERS", "60")
    monkeypatch.setenv("SEED", "3")
    return tmp_path / "LAW.md"


def test_report(small):
    pytest.importorskip("numpy")
    assert law.main() == 0
    text = small.read_text()
    assert f"{len(law_cases.EXAMPLES)} of {len(law_cases.EXAMPLES)} agree." in text and "231 of 231 agree." in text
    assert "60 random ledgers (seed 3)" in text and "Differences: 0." in text
    assert "The three ways gave the same cents for every item." in text
    assert "differs" not in text


def test_differences_fail(small, monkeypatch, capsys):
    pytest.importorskip("numpy")
    monkeypatch.setattr(law_cases, "EXAMPLES", [("one and one", "3", lambda: "2")])
    monkeypatch.setitem(law_cases.law_tables.GERMANY, "2026 H2", "1.62")
    assert law.main() == 1
    said = capsys.readouterr().out
    assert "one and one: 2 instead of 3" in said and "DE business 2026 H2: 10.52 instead of 10.62" in said
    assert "| one and one | 3 | 2 | **differs** |" in small.read_text()


@pytest.mark.parametrize("text", ["0", "-5", "many", "1.5"])
def test_wrong_number(monkeypatch, text):
    monkeypatch.setenv("LEDGERS", text)
    with pytest.raises(law.lib.DevError):
        law.number("LEDGERS", 10)
