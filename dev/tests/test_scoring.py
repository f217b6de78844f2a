"""The calibration of the score looks at nothing of the day that is scored or later."""

import dataclasses

import scoring

import ledger


def read_rows():
    return ledger.read(scoring.ROOT / "dev" / "ledger_small.csv").rows


def test_the_future_changes_nothing():
    rows = read_rows()
    day = sorted(row.invoice_date for row in rows)[len(rows) // 2]
    settled = [row for row in rows if row.settled_date and row.settled_date >= day]
    assert settled and any(row.invoice_date >= day for row in rows)
    changed = []
    for row in rows:
        if row.invoice_date >= day:
            continue  # not there at all
        later = row.settled_date and row.settled_date >= day
        changed.append(dataclasses.replace(row, settled_date=None) if later else row)
    assert scoring.known_on(rows, day) == scoring.known_on(changed, day)


def test_measures():
    pairs = [(0.9, True), (0.6, False), (0.6, True), (0.1, False)]
    assert scoring.accuracy(pairs) == 0.75
    assert scoring.area(pairs) == 0.875
    assert round(scoring.brier(pairs), 3) == 0.135
    assert [line[2] for line in scoring.calibration(pairs)] == [1, 2, 1]


def test_what_is_published_stands_beside_it():
    """Figures of the shipped setting less the published ones, rounded as these are."""
    pairs = [(0.9, True), (0.6, False), (0.6, True), (0.1, False)]
    said = scoring.beside_published(pairs)
    assert "shrunk customer rate -0.068 in accuracy, +0.008 in AUC" in said
    assert "random forest -0.058 in accuracy, +0.006 in AUC" in said


def test_late_or_not_for_the_back_test():
    """A section of its own where there is enough to test, and the shipped setting is what is left behind."""
    path = scoring.ROOT / "dev" / "ledger_small.csv"
    rows = sorted(read_rows(), key=lambda row: (row.invoice_date, row.line))
    shipped = (scoring.score.HALF_LIFE, scoring.score.STRENGTH)
    section = "\n".join(scoring.late_or_not(path, rows))
    assert section.startswith("## Late or not") and "| rate | invoices |" in section
    assert shipped == (scoring.score.HALF_LIFE, scoring.score.STRENGTH)
    assert scoring.late_or_not(path, rows[:60]) == []
