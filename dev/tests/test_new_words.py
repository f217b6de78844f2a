"""What somebody wrote, without what the mail program put below it: by our own patterns, and with the two readers together.

Where the readers fail each by itself: see ``dev/requirements-replies.txt`` for their versions. ``mail-parser-reply`` leaves
Dutch and Spanish quotations in, ``quotequail`` Italian ones; no-break spaces and folded header lines neither knows.
"""

import json
import subprocess
from importlib import import_module
from types import SimpleNamespace

import pytest
import replies_corpus

replies_corpus.load_library()
NEW = import_module("reply_meaning.new_words")
HTML = import_module("reply_meaning.html_words")
SAID = "Wir zahlen am Freitag."
FARE = "\n\nMit freundlichen Grüßen\nA. Roth\nBuchhaltung\nTel. +49 30 1234"

QUOTES = {
    "gmail fr": "Le jeu. 12 mars 2026 à 09:14, Compta Exemple <compta@example.com> a écrit :\n> Bonjour,\n> la facture reste impayée.",
    "gmail fr, no-break spaces": "Le\u00a0jeu.\u00a012\u00a0mars\u00a02026 à\u00a009:14, Compta <compta@example.com> a\u00a0écrit\u00a0:\n> Bonjour",
    "gmail fr, folded": "Le jeu. 12 mars 2026 à 09:14, Service Comptabilité Clients Exemple\n<comptabilite.clients@example.com> a\nécrit :\n> Bonjour",
    "gmail en": "On Thu, Mar 12, 2026 at 9:14 AM Accounts <accounts@example.com> wrote:\n> Dear customer",
    "apple de": "Am 12.03.2026 um 09:14 schrieb Buchhaltung <buch@example.com>:\n> Sehr geehrte Damen und Herren",
    "gmail es": "El jue, 12 mar 2026 a las 9:14, Contabilidad (<conta@example.com>) escribió:\n> Hola",
    "gmail it": "Il giorno gio 12 mar 2026 alle ore 09:14 Contabilità <conta@example.com> ha scritto:\n> Buongiorno",
    "gmail nl": "Op do 12 mrt 2026 om 09:14 schreef Boekhouding <boek@example.com>:\n> Geachte klant",
    "gmail pt": "Em qui., 12 de mar. de 2026 às 09:14, Contabilidade <conta@example.com> escreveu:\n> Bom dia",
    "outlook fr": "De : Compta <compta@example.com>\nEnvoyé : jeudi 12 mars 2026 09:14\nÀ : Achats\nObjet : Facture\n\nBonjour, la facture reste impayée.",
    "outlook de": "Von: Buchhaltung <buch@example.com>\nGesendet: Donnerstag, 12. März 2026 09:14\nAn: Einkauf\nBetreff: Rechnung\n\nGuten Tag",
    "outlook en": "________________________________\nFrom: Accounts <accounts@example.com>\nSent: Thursday, March 12, 2026 9:14 AM\nTo: Buyer\nSubject: Invoice\n\nHello",
    "outlook nl": "Van: Boekhouding <boek@example.com>\nVerzonden: donderdag 12 maart 2026 09:14\nAan: Inkoop\nOnderwerp: Factuur\n\nHallo",
    "outlook es": "De: Contabilidad <conta@example.com>\nEnviado el: jueves, 12 de marzo de 2026 9:14\nPara: Compras\nAsunto: Factura\n\nHola",
    "outlook it": "Da: Contabilità <conta@example.com>\nInviato: giovedì 12 marzo 2026 09:14\nA: Acquisti\nOggetto: Fattura\n\nBuongiorno",
    "outlook pt": "De: Contabilidade <conta@example.com>\nEnviada: quinta-feira, 12 de março de 2026 09:14\nPara: Compras\nAssunto: Fatura\n\nBom dia",
    "original message": "-----Original Message-----\nFrom: Accounts\nSent: Thursday\n\nHello",
    "ursprüngliche nachricht": "-----Ursprüngliche Nachricht-----\nVon: Buchhaltung\n\nGuten Tag",
}  # fmt: skip
ENDS = {
    "farewell": FARE,
    "dashes": "\n\n-- \nA. Roth | Example GmbH",
    "iphone": "\n\nVon meinem iPhone gesendet",
    "android": "\n\nSent from my Galaxy",
    "orange": "\n\nEnvoyé depuis l'application Mail Orange",
    "outlook mobile": "\n\nTélécharger Outlook pour iOS",
    "disclaimer": "\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
    "print": "\n\nPensez à l'environnement avant d'imprimer ce courriel.",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_quotations(quote):
    """Nothing of what is quoted is left, whatever program and language it was quoted by."""
    assert NEW.find_new_words(f"{SAID}\n\n{quote}\n") == SAID


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_ends(end):
    """Signatures, mobile footers and disclaimers are no words of the answer."""
    assert NEW.find_new_words(SAID + end) == SAID
    assert NEW.find_new_words(f"{SAID}{end}\n\n{QUOTES['gmail fr']}") == SAID


def test_nothing_is_lost():
    """What is below a quotation, and a mail that only forwards, stay."""
    assert "Antwort darunter" in NEW.find_new_words("> Wann zahlen Sie?\nAntwort darunter: am Freitag.")
    assert NEW.find_new_words("Mit freundlichen Grüßen") == "Mit freundlichen Grüßen"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Paid on Monday</p><blockquote>You owe</blockquote>", "Paid on Monday"),
        ('<div data-o-mail-quote-container="1"><div>Paid on Monday</div><div data-o-mail-quote="1">You owe</div></div>', "Paid on Monday"),
        ("<div>Paid<br/>on Monday</div><div>by card</div>", "Paid\non Monday\nby card"),
        ("<pre>Paid on Monday\n\nOn Thu, Mar 12, 2026 at 9:14 AM A &lt;a@example.com&gt; wrote:\n&gt; You owe</pre>", "Paid on Monday"),
        ("<table><tr><td>INV/1</td><td>100.00</td></tr><tr><td>INV/2</td><td>50.00</td></tr></table>", "INV/1 100.00\nINV/2 50.00"),
        ('<div data-o-mail-quote="1">Everything is marked</div>', "Everything is marked"),
        ("<p>One\n   line</p><style>p {color: red}</style>", "One line"),
        ("", ""),
    ],
)
def test_html(body, words):
    """Core's marks are followed; paragraphs, rows and lines stay apart."""
    assert HTML.find_new_words_of_html(body) == words


@pytest.mark.parametrize("text", ["> Nur ein Zitat", "Sent from my Galaxy", "--\nA. Roth", "Kind regards"])
def test_not_emptied(text):
    """Where everything would go, the mail stays as it is."""
    assert NEW.find_new_words(text) == text


def test_flags():
    """Whatever the case: headers, farewells, footers, forwards."""
    for end in ("\n\nMIT FREUNDLICHEN GRÜSSEN\nA. Roth", "\n\nSENT FROM MY PHONE", "\n\nPLEASE CONSIDER THE ENVIRONMENT"):
        assert NEW.find_new_words(SAID + end) == SAID
    for quote in ("ON THU, MAR 12 A WROTE:\n> X", "FROM: A\nSENT: Thursday\n\nHello", "-----ORIGINAL MESSAGE-----\nHello"):
        assert NEW.find_new_words(f"{SAID}\n\n{quote}") == SAID
    assert NEW.FORWARDED.search("Zur Info\n---------- FORWARDED message ---------\nHello")
    assert not NEW.FORWARDED.search("Zur Info: -- forwarded")


def test_length_of_a_signature():
    """Below a farewell stand at most eight lines of less than 90 letters; else it is a sentence of the mail."""
    below = "\n".join(f"Zeile {number}" for number in range(NEW.LINES_OF_SIGNATURE))
    farewell = f"{SAID}\n\nViele Grüße\n"
    assert NEW.LINES_OF_SIGNATURE == 8
    assert NEW.find_new_words(f"{farewell}{below}") == SAID
    assert NEW.find_new_words(f"{farewell}{below}\nnoch eine") == f"{farewell}{below}\nnoch eine"
    assert NEW.find_new_words(f"{farewell}{'x' * 89}") == SAID
    assert NEW.find_new_words(f"{farewell}{'x' * 90}") == f"{farewell}{'x' * 90}"
    assert NEW.find_new_words(f"Viele Grüße\n\n{SAID}") == f"Viele Grüße\n\n{SAID}"


class Reader:
    """In place of ``EmailReplyParser``: one reply, with or without ``full_body``."""

    def __init__(self, *replies):
        self.replies = list(replies)

    def __call__(self, languages):
        assert languages == ["en", "fr", "de", "nl", "it", "es", "pt"]
        return self

    def read(self, text):
        """Return itself, whatever the text."""
        return self


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (SimpleNamespace(full_body="Wir zahlen am Freitag", body="no"), "Wir zahlen am Freitag"),
        (SimpleNamespace(body="Wir zahlen\n> am Freitag."), "Wir zahlen"),
        (SimpleNamespace(body="Wir zahlten"), SAID),
        (SimpleNamespace(body=SAID + " Und mehr."), SAID),
        (SimpleNamespace(body=""), SAID),
        (None, SAID),
    ],
)
def test_reply_parser(monkeypatch, reply, words):
    """What the reader cuts off more is cut off, where it leaves the mail's own beginning."""
    monkeypatch.setattr(NEW, "EmailReplyParser", Reader(*filter(None, [reply, reply and SimpleNamespace(body="older")])))
    assert NEW.find_new_words(SAID) == words


def test_beginning(monkeypatch):
    """The first forty letters tell whether it is the mail's own beginning."""
    own = "x" * 39 + "ab" + "y" * 20
    for other, words in (("x" * 39 + "ac", "x" * 39 + "ac"), ("x" * 39 + "bb", own)):
        monkeypatch.setattr(NEW, "EmailReplyParser", Reader(SimpleNamespace(body=other)))
        assert NEW.find_new_words(own) == words


def test_nothing_shorter(monkeypatch):
    """What a reader returns counts where it is shorter: as long as ours, ours stays."""
    own = "x" * 40 + " on Friday"
    monkeypatch.setattr(NEW, "EmailReplyParser", Reader(SimpleNamespace(body="x" * 40 + " by Monday")))
    assert NEW.find_new_words(own) == own


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"type": "reply", "text_top": "Wir zahlen"}, "Wir zahlen"), ({"type": "forward", "text_top": "Wir zahlen"}, SAID),
        ({"type": "reply"}, SAID), (None, SAID),
    ],
)  # fmt: skip
def test_quotequail(monkeypatch, found, words):
    monkeypatch.setattr(NEW, "quotequail", SimpleNamespace(unwrap=lambda text: found))
    assert NEW.find_new_words(SAID) == words


@pytest.mark.slow
def test_with_both_readers():
    """The same with mail-parser-reply and quotequail installed: what one of them leaves in, ours or the other takes off."""
    import replies_bench as bench

    import lib

    bench.make_tools()
    script = (
        "import sys; sys.path.insert(0, 'dev'); import json, replies_corpus; from importlib import import_module; "
        "replies_corpus.load_library(); new = import_module('reply_meaning.new_words'); "
        "assert new.EmailReplyParser and new.quotequail; print(json.dumps([new.find_new_words(text) for text in json.load(sys.stdin)]))"
    )
    texts = [f"{SAID}\n\n{quote}\n" for quote in QUOTES.values()] + [SAID + end for end in ENDS.values()]
    done = subprocess.run(
        [bench.TOOLS / "bin" / "python", "-c", script], cwd=lib.ROOT, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    wrong = [text for text, words in zip(texts, json.loads(done.stdout), strict=True) if words != SAID]
    assert not wrong
