"""Which language an answer is written in, whatever the customer's is said to be."""

import pytest
import replies_corpus

MEANING = replies_corpus.load_library()
TONGUE = replies_corpus.sys.modules["reply_meaning.tongue"]
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")
TUNING = ["tuning", *(f"tuning{number}" for number in range(2, 13))]


@pytest.mark.parametrize("half", TUNING)
def test_mails(half):
    """The customer's own language is never lost; where another is on file, few short mails are taken for it."""
    mails = [(mail, MEANING.find_new_words(mail.text)) for mail in replies_corpus.read_mails(half)]
    assert [mail.id for mail, words in mails if MEANING.guess_language(words, mail.language) != mail.language] == []
    wrong = [
        (mail.id, other)
        for mail, words in mails
        for other in LANGUAGES
        if other != mail.language and MEANING.guess_language(words, other) != mail.language
    ]
    assert len(wrong) <= 0.03 * 6 * len(mails), wrong


def test_lead():
    """A word that one language has counts one, the customer's language two beforehand."""
    assert TONGUE.LEAD == 2.0
    assert MEANING.guess_language("pagheremo presto", "de") == "de"  # two words of Italian alone are as near
    assert MEANING.guess_language("Buongiorno, pagheremo la fattura quanto prima.", "de") == "it"
    assert MEANING.guess_language("", "xx") == "en"
    assert MEANING.guess_language("Wij betalen morgen, met vriendelijke groet", "xx") == "nl"


def test_weights():
    """What several languages write alike counts less."""
    weights = TONGUE.weigh_words()
    assert set(weights) == set(LANGUAGES)
    assert weights["it"]["pagheremo"] == 1.0
    assert weights["fr"]["la"] < 0.5
    assert "0" not in weights["fr"]
