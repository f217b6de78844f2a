"""The twenty mails of the demo company: sixteen are understood, four have to be read, whoever gets which."""

from datetime import date

import replies_corpus

import demo_data_mails

MEANING = replies_corpus.load_library()
DAY = date(2026, 12, 1)


def _outcomes(text, language):
    return {one.outcome for one in MEANING.understand(text, DAY, [], language)}


def test_understood():
    """Each of the texts that are to be accepted says one thing, in each language; promises have their day."""
    for country, texts in {**demo_data_mails.ABROAD, "FR": demo_data_mails.FRENCH}.items():
        for text in texts:
            [meaning] = MEANING.understand(text, DAY, [], {"GB": "en"}.get(country, country.lower()))
            assert meaning.outcome != "unclear", text
            assert meaning.outcome != "will_pay" or meaning.day, text


def test_language_of_the_customer():
    """Each is understood in its own language, also where the customer is not known to speak it (a company without a language)."""
    for country, texts in demo_data_mails.ABROAD.items():
        own = {"GB": "en"}.get(country, country.lower())
        for text in texts:
            for language in ("fr", "en", "de", "es", "it", "nl", "pt"):
                assert MEANING.understand(text, DAY, [], language) == MEANING.understand(text, DAY, [], own), (text, language)


def test_to_read():
    """The others say nothing that follows by itself; together they are twenty, foreigners or not."""
    assert {outcome for text in demo_data_mails.TO_READ for outcome in _outcomes(text, "fr")} == {"unclear"}
    assert len(demo_data_mails.FRENCH) + len(demo_data_mails.TO_READ) == demo_data_mails.NUMBER == 20
