"""Files of the post, and numbers as the library of interest wants them; without a database."""

from datetime import date
from decimal import Decimal

import pytest
from house import check_examples, load

post = load("models/late_payment/post_file")
exact = load("models/late_payment/exact")


def test_examples():
    check_examples(post)
    check_examples(exact)


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.15, "12.15"), (0.12345, "0.1235"), (0.12344, "0.1234"), (-1200.5, "-1200.5"), (100.0, "100"), (0.0001, "0.0001")],
)
def test_exact(value, text):
    assert str(exact.exact(value)) == text
    assert exact.exact(0.126, 2) == Decimal("0.13")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pli inconnu à l'adresse", "unknown"), ("NPAI", "unknown"), ("n’habite pas à l’adresse", "unknown"),
        ("Avisé, non réclamé", "unclaimed"), ("Refusé par le destinataire", "refused"), ("Distribué", "received"),
        ("Remis contre signature", "received"), ("Présenté", "presented"), ("Attempted delivery", "presented"),
        ("Pris en charge", "posted"), ("POSTED", "posted"), ("Accepted", "posted"), ("Accepté", "received"), ("en cours", ""), ("", ""),
    ],
)
def test_statuses(text, code):
    assert post.find_result(text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-12", date(2026, 3, 12)), ("2026-03-12T10:30:00", date(2026, 3, 12)), ("12/03/2026 10:30", date(2026, 3, 12)),
        ("12.03.2026", date(2026, 3, 12)), ("12-03-2026", date(2026, 3, 12)), ("12/03/26", date(2026, 3, 12)),
        ("31/02/2026", None), ("", None), ("x 2026-03-12", None),
    ],
)
def test_days(text, day):
    assert post.find_day(text) == day


def wrong(text):
    with pytest.raises(post.PostFileError) as caught:
        post.read_post_file(text)
    assert str(caught.value) == str(caught.value.lines)
    return caught.value.lines


def test_file():
    """In the order of days; numbers without spaces; blank lines are none; short lines lack what stands behind."""
    text = (
        "\ufeffTracking number,Your ref,Status,Status date\n"
        "1a 199 0001,L1,Delivered,2026-03-14\n"
        " , ,,\n"
        ",L2,Posted,2026-03-10\n"
        "1a1990003, L3 ,Refused,2026-03-14\n"
    )
    assert [tuple(event) for event in post.read_post_file(text)] == [
        (4, "", "L2", "posted", date(2026, 3, 10)), (2, "1A1990001", "L1", "received", date(2026, 3, 14)),
        (5, "1A1990003", "L3", "refused", date(2026, 3, 14)),
    ]  # fmt: skip
    [event] = post.read_post_file("Date\tStatut\tNuméro\n12/03/2026\tdistribué\t5\n")
    assert event == (2, "5", "", "received", date(2026, 3, 12))
    [event] = post.read_post_file('ref;status;date;number\n"a;b";posted;2026-01-02\n')
    assert (event.reference, event.number) == ("a;b", "")


def test_what_cannot_be_read():
    assert wrong("") == ((1, "empty_file", ""),)
    assert wrong("a;b\n") == ((1, "column_missing", "status"), (1, "column_missing", "day"), (1, "column_missing", "number"))
    assert wrong("status;number\n") == ((1, "column_missing", "day"),)
    assert wrong("status;date\n") == ((1, "column_missing", "number"),)
    assert wrong("number;status;date\n5;what;nowhen\n;posted;2026-01-02\n6;posted;2026-01-02\n") == (
        (2, "status_unknown", "what"), (2, "not_a_day", "nowhen"), (3, "number_missing", ""),
    )  # fmt: skip
    assert wrong("number;status;date\n5;posted\n") == ((2, "not_a_day", ""),)


def test_a_column_counts_once():
    """Of two columns that fit the first counts."""
    assert post.find_columns(["N° de suivi", "Statut", "Date"]) == {"number": 0, "status": 1, "day": 2}
    assert post.find_columns(["Numéro de suivi", "Numéro client", "Statut", "Date"]) == {"number": 0, "status": 2, "day": 3}
