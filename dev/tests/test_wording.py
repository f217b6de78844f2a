"""The wording check: insults, false threats, length, what is missing; real consequences are allowed."""

import importlib.util

import pytest

import lib

spec = importlib.util.spec_from_file_location("dunning_wording", lib.ROOT / "models" / "shared" / "wording.py")
wording = importlib.util.module_from_spec(spec)
spec.loader.exec_module(wording)
check, plain = wording.check, wording.plain

FINE = "Please pay the total by 12 March. If an invoice is disputed, tell us which one and why."


def codes(text, subject="Reminder", **given):
    return [code for code, _detail in check(subject, text, **given)]


def test_a_good_message():
    assert check("Reminder", FINE) == []


@pytest.mark.parametrize(
    "text",
    [
        "We reserve the right to bring the matter before the competent court and to have the debt recovered as the law provides.",
        "Without payment by 12 March, we will hand the file to a lawyer and suspend our deliveries.",
        "À défaut de paiement, nous saisirons le tribunal compétent et poursuivrons le recouvrement par toutes voies de droit.",
        "Nous vous mettons en demeure de régler cette somme sous huit jours.",
        "Le dossier sera remis à un commissaire de justice.",
        "Your policeman's whistle order 12",  # a word inside another is none
    ],
)
def test_real_consequences_are_allowed(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You will be arrested.", [("threat", "arrested")]),
        ("We shall seize your goods without a judgment.", [("threat", "we shall seize, without a judgment")]),
        ("We will inform your customers.", [("threat", "inform your customers")]),
        ("Nous allons saisir vos comptes.", [("threat", "saisir vos comptes")]),
        ("Sommation de payer", [("threat", "sommation")]),
        ("Nous porterons plainte pour une plainte pénale.", [("threat", "porterons plainte, plainte pénale")]),
        ("Vous êtes un mauvais payeur.", [("insult", "mauvais payeur")]),
        ("Only a crook would not pay.", [("insult", "crook")]),
    ],
)
def test_insults_and_false_threats(text, found):
    assert check("Reminder", text) == found


def test_length():
    assert check("Reminder", "word " * 200) == []
    assert check("Reminder", "word " * 201) == [("long", 201)]
    assert check("Reminder", "word " * 201, limit=300) == []
    assert check("x" * 91, FINE) == [("subject_long", 91)]
    assert check(" ", FINE) == [("subject_missing", "")]


def test_shouting():
    assert codes("PAY THIS NOW or else") == ["shouting"]
    assert codes("Pay now!!") == ["shouting"]
    assert codes("SIRET 123, IBAN FR76, BIC AGRIFRPP") == []


def test_consumers():
    text = "Une indemnité forfaitaire de 40 € est due."
    assert codes(text) == []
    assert check("Rappel", text, consumer=True) == [("consumer", "indemnité forfaitaire")]


def test_what_is_missing():
    assert codes(FINE, total=False, bank=False, contact=False) == ["total", "bank", "contact"]


def test_plain():
    assert plain("<style>p { x }</style><p>One&nbsp;<b>two</b></p>\n<p>three &amp; four</p>") == "One two three & four"
