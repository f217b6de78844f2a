"""Answers of customers understood without a database: the first half of the corpus, and what days and amounts mean."""

from datetime import date
from decimal import Decimal

import pytest
import replies_corpus

MEANING = replies_corpus.load_library()
LEDGERS = replies_corpus.read_ledgers()
MAILS = replies_corpus.read_mails("first")
TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.id)
def test_first_half(mail):
    """Each mail that the rules were written for is understood, all values of it."""
    meanings = MEANING.understand(mail.text, mail.day, LEDGERS[mail.ledger], mail.language)
    wrong = [value for value, right in replies_corpus.compare(mail, meanings).items() if not right]
    assert not wrong, meanings


def test_seven_languages():
    """Each language has its mails, and each is recognised by its words where the customer's language is another."""
    assert {mail.language for mail in MAILS} == {"fr", "en", "de", "es", "it", "nl", "pt"}
    long = [mail for mail in MAILS if len(mail.text) > 120]
    missed = [mail.id for mail in long if MEANING.guess_language(mail.text, "en" if mail.language != "en" else "fr") != mail.language]
    assert len(missed) <= len(long) // 20, missed


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "Wir zahlen am 10.12.", date(2026, 12, 10)),
        ("de", "Wir zahlen am 15.01.", date(2027, 1, 15)),
        ("de", "Zahlung erfolgt in KW 50.", date(2026, 12, 11)),
        ("de", "Wir zahlen Ende der Woche.", date(2026, 12, 4)),
        ("en", "We will pay next Friday.", date(2026, 12, 11)),
        ("en", "We will pay on Friday.", date(2026, 12, 4)),
        ("en", "We will pay by the end of the month.", date(2026, 12, 31)),
        ("fr", "Nous paierons vendredi prochain.", date(2026, 12, 4)),
        ("fr", "Nous paierons sous huitaine.", date(2026, 12, 9)),
        ("fr", "Nous paierons la semaine prochaine.", date(2026, 12, 11)),
        ("fr", "Nous paierons fin de mois.", date(2026, 12, 31)),
        ("fr", "Nous paierons sous 48h.", date(2026, 12, 3)),
        ("it", "Pagheremo a fine mese.", date(2026, 12, 31)),
        ("nl", "We betalen volgende week.", date(2026, 12, 11)),
        ("es", "Pagaremos el próximo viernes.", date(2026, 12, 4)),
        ("pt", "Pagaremos no dia 5 de janeiro.", date(2027, 1, 5)),
    ],
)
def test_promised_day(language, text, day):
    """Phrases mean what dev/replies/README.md says, whatever the month's end and the year's."""
    (meaning,) = MEANING.understand(text, TUESDAY, [], language)
    assert (meaning.outcome, meaning.day) == ("will_pay", day)


@pytest.mark.parametrize(
    ("language", "text", "outcome", "day"),
    [
        ("de", "Wir haben vor drei Tagen bezahlt.", "paid", date(2026, 11, 28)),
        ("en", "We paid it 3 days ago.", "paid", date(2026, 11, 28)),
        ("fr", "Nous l'avons payée il y a une semaine.", "paid", date(2026, 11, 24)),
        ("es", "La pagamos hace tres días.", "paid", date(2026, 11, 28)),
        ("it", "L'abbiamo pagata due giorni fa.", "paid", date(2026, 11, 29)),
        ("nl", "We hebben twee dagen geleden betaald.", "paid", date(2026, 11, 29)),
        ("pt", "Foi paga há dois dias.", "paid", date(2026, 11, 29)),
        ("pt", "Pagámos na sexta-feira passada.", "paid", date(2026, 11, 27)),
        ("fr", "Absent du 7 au 11 décembre.", "out_of_office", date(2026, 12, 14)),
        ("fr", "Nous paierons le mois prochain.", "will_pay", date(2027, 1, 31)),
        ("nl", "We betalen de 15e.", "will_pay", date(2026, 12, 15)),
    ],
)
def test_other_days(language, text, outcome, day):
    """Days that are over count backwards; of an absence the end counts."""
    (meaning,) = MEANING.understand(text, TUESDAY, [], language)
    assert (meaning.outcome, meaning.day) == (outcome, day)


def test_not_done():
    """What will be paid, and what a condition says, is not taken for paid."""
    for language, text in (
        ("fr", "Nous paierons dès que notre client nous aura payé."),
        ("de", "Die Rechnung wird morgen bezahlt."),
        ("en", "You will be paid once our customer has paid us."),
    ):
        assert {one.outcome for one in MEANING.understand(text, TUESDAY, [], language)} == {"will_pay"}, text


def test_amounts():
    """Figures are read as Europe and the Americas write them."""
    amounts = replies_corpus.sys.modules["reply_meaning.amounts"]
    read = {text: amounts.parse_amount(text) for text in ("1 200,00", "1.200,00", "1,200.00", "1200", "1'200.50", "12,5", "1.200")}
    assert read == {
        "1 200,00": Decimal("1200.00"), "1.200,00": Decimal("1200.00"), "1,200.00": Decimal("1200.00"), "1200": Decimal("1200"),
        "1'200.50": Decimal("1200.50"), "12,5": Decimal("12.5"), "1.200": Decimal("1200"),
    }  # fmt: skip


def test_sentence_is_quoted():
    """A person is shown the words that the rule fitted, as they were written."""
    (meaning,) = MEANING.understand("Bonjour,\n\nLe virement partira vendredi.\n\nCordialement,\nA. Roux", TUESDAY, [], "fr")
    assert meaning.sentence == "Le virement partira vendredi."


def test_nothing_at_all():
    """An empty mail, and one of signs only, are unclear."""
    for text in ("", "\n\n", "???", "> alles gut"):
        assert [one.outcome for one in MEANING.understand(text, TUESDAY, [], "de")] == ["unclear"]
