"""Days named in answers, number by number: each rule, both readings of a day, months that end early, years that begin."""

from datetime import date, timedelta
from importlib import import_module

import pytest
import replies_corpus

replies_corpus.load_library()
DAYS, FOLD = import_module("reply_meaning.days"), import_module("reply_meaning.fold")
LANGUAGES = import_module("reply_meaning.languages").LANGUAGES
TUESDAY, SATURDAY = date(2026, 12, 1), date(2026, 1, 31)


def read(language, text, day=TUESDAY):
    """Return (as a promise, as something done) of each day that a text names."""
    return [(one.coming, one.past) for one in DAYS.find_days(FOLD.fold(text), LANGUAGES[language], day)]


@pytest.mark.parametrize(
    ("rule", "tuesday", "saturday"),
    [
        ("today", date(2026, 12, 1), date(2026, 1, 31)),
        ("tomorrow", date(2026, 12, 2), date(2026, 2, 1)),
        ("after_tomorrow", date(2026, 12, 3), date(2026, 2, 2)),
        ("yesterday", date(2026, 11, 30), date(2026, 1, 30)),
        ("before_yesterday", date(2026, 11, 29), date(2026, 1, 29)),
        ("this_week", date(2026, 12, 4), date(2026, 1, 30)),
        ("next_week", date(2026, 12, 11), date(2026, 2, 6)),
        ("start_next_week", date(2026, 12, 7), date(2026, 2, 2)),
        ("middle_next_week", date(2026, 12, 9), date(2026, 2, 4)),
        ("week_after_next", date(2026, 12, 18), date(2026, 2, 13)),
        ("last_week", date(2026, 11, 27), date(2026, 1, 23)),
        ("end_of_month", date(2026, 12, 31), date(2026, 1, 31)),
        ("end_of_next_month", date(2027, 1, 31), date(2026, 2, 28)),
        ("middle_of_month", date(2026, 12, 15), date(2026, 2, 15)),
        ("middle_of_next_month", date(2027, 1, 15), date(2026, 2, 15)),
        ("start_of_next_month", date(2027, 1, 5), date(2026, 2, 5)),
        ("first_of_next_month", date(2027, 1, 1), date(2026, 2, 1)),
        ("end_of_year", date(2026, 12, 31), date(2026, 12, 31)),
        ("end_of_quarter", date(2026, 12, 31), date(2026, 3, 31)),
        ("two_days", date(2026, 12, 3), date(2026, 2, 2)),
        ("week", date(2026, 12, 8), date(2026, 2, 7)),
        ("eight_days", date(2026, 12, 9), date(2026, 2, 8)),
        ("ten_days", date(2026, 12, 11), date(2026, 2, 10)),
        ("fourteen_days", date(2026, 12, 15), date(2026, 2, 14)),
        ("fifteen_days", date(2026, 12, 16), date(2026, 2, 15)),
        ("one_month", date(2027, 1, 1), date(2026, 2, 28)),
    ],
)
def test_rules(rule, tuesday, saturday):
    assert (DAYS.RULES[rule](TUESDAY), DAYS.RULES[rule](SATURDAY)) == (tuesday, saturday)


def test_rules_at_their_edges():
    assert {month: DAYS.RULES["end_of_quarter"](date(2026, month, 1)).month for month in range(1, 13)} == {
        1: 3, 2: 3, 3: 3, 4: 6, 5: 6, 6: 6, 7: 9, 8: 9, 9: 9, 10: 12, 11: 12, 12: 12,
    }  # fmt: skip
    middle = DAYS.RULES["middle_of_month"]
    assert [middle(date(2026, 6, number)) for number in (14, 15, 16)] == [date(2026, 6, 15), date(2026, 6, 15), date(2026, 7, 15)]
    month = DAYS.RULES["one_month"]
    assert [month(date(2026, 5, number)) for number in (27, 28, 29, 31)] == [date(2026, 6, 27), *[date(2026, 6, 28)] * 3]


def test_months():
    assert [DAYS.month_end(date(2024, month, 10)).day for month in range(1, 13)] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert [DAYS.add_months(TUESDAY, months) for months in (-12, -1, 0, 1, 13)] == [
        date(2025, 12, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2028, 1, 1),
    ]  # fmt: skip


def test_working_days():
    friday = date(2026, 12, 4)
    assert [DAYS.add_working_days(friday, number) for number in (0, 1, 2, 5, 6)] == [
        friday, date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 11), date(2026, 12, 14),
    ]  # fmt: skip
    assert DAYS.add_working_days(date(2026, 12, 5), 1) == date(2026, 12, 7)
    assert DAYS.add_working_days(date(2026, 12, 3), 1) == friday


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("am 2026-12-10", (date(2026, 12, 10), None)),
        ("am 2026-11-10", (None, date(2026, 11, 10))),
        ("am 2026-12-01", (TUESDAY, TUESDAY)),
        ("am 10.12.2026", (date(2026, 12, 10), None)),
        ("am 10.12.26", (date(2026, 12, 10), None)),
        ("am 10.11.26", (None, date(2026, 11, 10))),
        ("am 10.12.", (date(2026, 12, 10), date(2025, 12, 10))),
        ("am 30.11.", (date(2027, 11, 30), date(2026, 11, 30))),
        ("am 1.12.", (TUESDAY, TUESDAY)),
        ("am 31.12.", (date(2026, 12, 31), date(2025, 12, 31))),
        ("am 1.1.", (date(2027, 1, 1), date(2026, 1, 1))),
        ("am 12/31", (date(2026, 12, 31), date(2025, 12, 31))),
        ("am 11/12", (date(2026, 12, 11), date(2025, 12, 11))),
        ("am 12/13/2026", (date(2026, 12, 13), None)),
        ("am 10.12.2028", (None, None)),
        ("am 10. Dezember", (date(2026, 12, 10), date(2025, 12, 10))),
        ("am 31. Dezember", (date(2026, 12, 31), date(2025, 12, 31))),
        ("am 1. Dezember", (TUESDAY, TUESDAY)),
        ("am 10. Dezember 2025", (None, date(2025, 12, 10))),
        ("am 10. Januar 2027", (date(2027, 1, 10), None)),
        ("im Januar", (date(2027, 1, 31), None)),
        ("Ende Januar", (date(2027, 1, 31), None)),
        ("Ende Dezember", (date(2026, 12, 31), None)),
        ("Anfang Dezember", (date(2026, 12, 5), None)),
        ("Mitte Dezember", (date(2026, 12, 15), None)),
        ("Mitte November", (date(2027, 11, 15), None)),
        ("Mitte Januar 2027", (date(2027, 1, 15), None)),
        ("in 3 Tagen", (date(2026, 12, 4), None)),
        ("in zwei Wochen", (date(2026, 12, 15), None)),
        ("in drei Wochen", (date(2026, 12, 22), None)),
        ("innerhalb von 5 Werktagen", (date(2026, 12, 8), None)),
        ("in zwei Monaten", (date(2027, 2, 1), None)),
        ("in 24 Stunden", (date(2026, 12, 2), None)),
        ("in 25 Stunden", (date(2026, 12, 3), None)),
        ("in 48 Stunden", (date(2026, 12, 3), None)),
        ("in 400 Tagen", (TUESDAY + timedelta(400), None)),
        ("vor 3 Tagen", (None, date(2026, 11, 28))),
        ("vor zwei Wochen", (None, date(2026, 11, 17))),
        ("vor 3tagen", (None, date(2026, 11, 28))),
        ("vor 2wochen", (None, date(2026, 11, 17))),
        ("Sonntag in einer Woche", (date(2026, 12, 13), None)),
        ("vor 100 Tagen", (None, date(2026, 8, 23))),
        ("vor 400 Tagen", (None, TUESDAY - timedelta(400))),
        ("vor 100 Wochen", (None, None)),
        ("in KW 50", (date(2026, 12, 11), None)),
        ("in KW 49", (date(2026, 12, 4), None)),
        ("in KW 53", (date(2027, 1, 1), None)),
        ("in KW 1", (date(2027, 1, 8), None)),
        ("am 15.", (date(2026, 12, 15), date(2026, 11, 15))),
        ("am 1.", (TUESDAY, TUESDAY)),
        ("am 31.", (date(2026, 12, 31), date(2026, 10, 31))),
        ("am Freitag", (date(2026, 12, 4), date(2026, 11, 27))),
        ("am Dienstag", (date(2026, 12, 8), date(2026, 11, 24))),
        ("am Montag", (date(2026, 12, 7), date(2026, 11, 30))),
        ("nächsten Freitag", (date(2026, 12, 11), None)),
        ("nächsten Montag", (date(2026, 12, 7), None)),
        ("letzten Freitag", (None, date(2026, 11, 27))),
        ("letzten Dienstag", (None, date(2026, 11, 24))),
        ("Freitag letzter Woche", (None, date(2026, 11, 27))),
        ("Montag letzter Woche", (None, date(2026, 11, 23))),
        ("Freitag in einer Woche", (date(2026, 12, 11), None)),
        ("Dienstag in einer Woche", (date(2026, 12, 15), None)),
        ("am Freitag, den 4.", (date(2026, 12, 4), date(2026, 11, 4))),
        ("heute", (TUESDAY, TUESDAY)),
        ("gestern", (None, date(2026, 11, 30))),
        ("vorgestern", (None, date(2026, 11, 29))),
        ("letzte Woche", (None, date(2026, 11, 27))),
        ("ubermorgen", (date(2026, 12, 3), None)),
    ],
)
def test_german(text, named):
    assert read("de", text) == [named]


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("fr", "vendredi prochain", (date(2026, 12, 4), date(2026, 11, 27))),
        ("fr", "vendredi dernier", (None, date(2026, 11, 27))),
        ("fr", "vendredi de la semaine prochaine", (date(2026, 12, 11), None)),
        ("fr", "lundi de la semaine prochaine", (date(2026, 12, 7), None)),
        ("fr", "le 5 du mois prochain", (date(2027, 1, 5), None)),
        ("fr", "il y a trois jours", (None, date(2026, 11, 28))),
        ("fr", "le 1er décembre", (TUESDAY, TUESDAY)),
        ("en", "on December 10th", (date(2026, 12, 10), date(2025, 12, 10))),
        ("en", "on the 15th", (date(2026, 12, 15), date(2026, 11, 15))),
        ("en", "two weeks ago", (None, date(2026, 11, 17))),
        ("it", "venerdì della prossima settimana", (date(2026, 12, 11), None)),
        ("nl", "drie dagen geleden", (None, date(2026, 11, 28))),
        ("nl", "twee weken geleden", (None, date(2026, 11, 17))),
        ("pt", "há duas semanas", (None, date(2026, 11, 17))),
    ],
)
def test_others(language, text, named):
    assert read(language, text) == [named]


def test_what_is_no_day():
    dates = ("am 32.12.", "am 13.13.", "am 0.5.", "am 5.0.", "am 31.2.", "am 32.", "am 0.", "32. Dezember", "0. Dezember")
    for text in (*dates, "in KW 60", "in 401 Tagen", "Ende November 2026"):
        assert read("de", text) == [], text
    assert read("de", "vor 401 Tagen") == []


def test_on_other_days():
    """Where months end early, and where the day named is that of the mail."""
    assert read("de", "am 30.", date(2026, 2, 10)) == [(date(2026, 3, 30), date(2026, 1, 30))]
    assert read("de", "am 30.", SATURDAY) == [(date(2026, 3, 30), date(2026, 1, 30))]
    assert read("de", "am 31.", date(2026, 3, 1)) == [(date(2026, 3, 31), date(2026, 1, 31))]
    assert read("de", "in einem Monat", SATURDAY) == [(date(2026, 2, 28), None)]
    assert read("de", "in zwei Monaten", date(2026, 3, 31)) == [(date(2026, 5, 31), None)]
    assert read("de", "Ende Dezember", date(2026, 12, 31)) == [(date(2026, 12, 31), None)]
    assert read("de", "Mitte Dezember", date(2026, 12, 15)) == [(date(2026, 12, 15), None)]
    assert read("de", "Mitte Dezember", date(2026, 12, 16)) == [(date(2027, 12, 15), None)]
    assert read("de", "Mitte Dezember 2026", date(2026, 12, 16)) == []
    assert read("de", "in KW 49", date(2026, 12, 4)) == [(date(2026, 12, 4), None)]
    assert read("de", "in KW 49", date(2026, 12, 5)) == [(date(2027, 12, 10), None)]
    assert read("de", "in KW 53", date(2025, 12, 1)) == [(date(2027, 1, 1), None)]
    assert read("de", "in KW 53", date(2027, 2, 1)) == []
    assert read("de", "am Sonntag", date(2026, 12, 6)) == [(date(2026, 12, 13), date(2026, 11, 29))]


def test_reach():
    """What is named more than 400 days away is no day of payment; its place in the text is taken all the same."""
    ahead, back = TUESDAY + timedelta(400), TUESDAY - timedelta(400)
    assert read("de", f"am {ahead}") == [(ahead, None)]
    assert read("de", f"am {ahead + timedelta(1)}") == [(None, None)]
    assert read("de", f"am {back}") == [(None, back)]
    assert read("de", f"am {back - timedelta(1)}") == [(None, None)]


def test_leap_days():
    """The 29th of February is the next one that there is, and the last one."""
    nearest = DAYS._nearest_date
    assert nearest(2, 29, date(2024, 3, 1)) == (date(2028, 2, 29), date(2024, 2, 29))
    assert nearest(2, 29, date(2025, 3, 1)) == (date(2028, 2, 29), date(2024, 2, 29))
    assert nearest(2, 29, date(2026, 3, 1)) == (date(2028, 2, 29), None)
    assert nearest(2, 29, date(2027, 3, 1)) == (date(2028, 2, 29), None)
    assert nearest(2, 29, date(2028, 2, 29)) == (date(2028, 2, 29), date(2028, 2, 29))


def test_places():
    """Days come in the order of the text, each place is read once, by the most precise way."""
    text = FOLD.fold("Erst am 10. Dezember, dann am 12.12.2026, spätestens Freitag.")
    found = DAYS.find_days(text, LANGUAGES["de"], TUESDAY)
    assert [one.coming for one in found] == [date(2026, 12, 10), date(2026, 12, 12), date(2026, 12, 4)]
    assert [text[one.start : one.end] for one in found] == ["10. dezember", "12.12.2026", "freitag"]
