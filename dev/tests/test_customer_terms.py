"""Languages of customers: nothing is missing, placeholders and markup stay, the address is the formal one, an SMS stays short."""

import importlib.util
import re
from pathlib import Path

import customer_terms
import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = polib.pofile(str(ROOT / "i18n" / "account_dunning.pot"))
PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|%%|\{\{[^}]*\}\}|t-out=\"[^\"]*\"|</?(?:div|p|ul|li|br|a|span|i|strong)\b")
# Words that address a person familiarly.
FAMILIAR = {
    "de": r"du|dir|dich|dein\w*|euch|euer\w*",
    "es": r"tú|tu|tus|te|vosotros|vuestr\w+",
    "it": r"tu|tuo|tua|tuoi|tue|ti",
    "nl": r"je|jij|jou|jouw|jullie",
    "pt": r"tu|te|teu|tua|você|vocês",
}


def catalogue(language):
    return polib.pofile(str(ROOT / "i18n" / f"{language}.po"))


@pytest.mark.parametrize("language", customer_terms.CUSTOMER_LANGUAGES)
def test_complete(language):
    po = catalogue(language)
    assert customer_terms.missing_terms(TEMPLATE, po) == []
    lost = po[0]
    po.remove(lost)
    assert customer_terms.missing_terms(TEMPLATE, po) == [lost.msgid]


@pytest.mark.parametrize("language", customer_terms.CUSTOMER_LANGUAGES)
def test_placeholders_and_markup_stay(language):
    for entry in catalogue(language):
        assert sorted(PLACEHOLDER.findall(entry.msgstr)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("language", customer_terms.CUSTOMER_LANGUAGES)
def test_formal_address(language):
    familiar = re.compile(rf"\b(?:{FAMILIAR[language]})\b", re.IGNORECASE)
    assert [entry.msgstr for entry in catalogue(language) if familiar.search(re.sub(r"<[^>]+>", " ", entry.msgstr))] == []


@pytest.mark.parametrize("language", customer_terms.CUSTOMER_LANGUAGES)
def test_sms_in_the_sms_alphabet(language):
    path = ROOT / "models" / "shared" / "gsm_text.py"
    spec = importlib.util.spec_from_file_location("gsm_text", path)
    gsm = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gsm)
    [entry] = [entry for entry in catalogue(language) if "pay_url" in entry.msgid and "<" not in entry.msgid]
    text = re.sub(r"\{\{[^}]*\}\}", "", entry.msgstr)
    assert set(text) <= gsm.ALPHABET


def test_what_is_whose():
    """A customer's page, text and letter are theirs; a field of a screen and a refusal to a colleague are ours."""
    terms = {entry.msgid for entry in TEMPLATE if customer_terms.is_read_by_customers(entry)}
    assert {"I have paid already", "Invoice not received", "This link has expired", "Total to pay", "Hello,"} <= terms
    assert not {"You are logged in as a colleague", "Only collectors may do this.", "My Work"} & terms
