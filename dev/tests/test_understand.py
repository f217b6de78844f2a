"""How rules and the model beside them settle what an answer says; sentences, clauses, languages. The model is a stand-in."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
import replies_corpus

MEANING = replies_corpus.load_library()
UNDERSTAND = import_module("reply_meaning.understand")
TUESDAY = date(2026, 12, 1)
# No rule fits this.
NEUTRAL = "The moon rises over the quiet hills."
SAYS_PAID = "We paid the invoice last week."


class Model:
    """Says of each text what it was told, by a word of the text; else that it is unclear."""

    def __init__(self, **guesses):
        self.guesses, self.asked = guesses, []

    def guess_outcomes(self, texts):
        """Return (outcome, cause, probability, probabilities) for each text."""
        self.asked += texts
        unclear = ("unclear", None, 1.0, {"unclear": 1.0})
        return [next((guess for word, guess in self.guesses.items() if word in text), unclear) for text in texts]


def guess(outcome, share, cause=None, **others):
    """Return a guess of the model."""
    return outcome, cause, share, {outcome: share, **others}


def said(text, model=None, rules=True):
    """Return (outcome, basis) of what an English answer says."""
    return [(one.outcome, one.basis) for one in MEANING.understand(text, TUESDAY, [], "en", model, rules)]


def test_neutral():
    assert said(NEUTRAL) == [("unclear", "rules")]
    assert said(SAYS_PAID) == [("paid", "rules")]


@pytest.mark.parametrize(("share", "outcome"), [(0.4, "paid"), (0.39, "unclear"), (0.99, "paid")])
def test_model_alone(share, outcome):
    """Where no rule fits anything the model speaks from one half on."""
    assert said(NEUTRAL, Model(moon=guess("paid", share)))[0][0] == outcome


@pytest.mark.parametrize(("share", "count"), [(0.7, 2), (0.69, 1)])
def test_model_beside_rules(share, count):
    """Beside rules that fit elsewhere it has to be surer."""
    model = Model(moon=guess("needs_document", share), paid=guess("paid", 0.9))
    assert len(said(f"{SAYS_PAID} {NEUTRAL}", model)) == count


@pytest.mark.parametrize(
    ("share", "rule_share", "outcome"), [(0.85, 0.15, "refuses"), (0.84, 0.15, "paid"), (0.85, 0.16, "paid"), (0.99, 0.0, "refuses")]
)
def test_model_against_a_rule(share, rule_share, outcome):
    """It contradicts a rule only when it is sure and holds what the rule says for unlikely."""
    assert said(SAYS_PAID, Model(paid=guess("refuses", share, paid=rule_share)))[0][0] == outcome


def test_near():
    """What differs only by what the customer has is not set against a rule."""
    text = "We have not received the invoice."
    assert said(text)[0][0] == "not_received"
    assert said(text, Model(received=guess("needs_document", 0.99, not_received=0.0)))[0][0] == "not_received"
    assert said(text, Model(received=guess("refuses", 0.99, not_received=0.0)))[0][0] == "refuses"
    same = {(one, one) for one in UNDERSTAND.OUTCOMES}
    assert {("not_received", "needs_document")} == UNDERSTAND.NEAR - same
    assert same < UNDERSTAND.NEAR


def test_too_short():
    """Eleven letters say too little, twelve are heard."""
    model = Model(moon=guess("paid", 0.99))
    assert said("See moon ab", model)[0][0] == "unclear"
    assert said("See moon abc", model)[0][0] == "paid"


def test_rules_are_left_out():
    model = Model(moon=guess("paid", 0.01), paid=guess("refuses", 0.2))
    assert said(NEUTRAL, model, rules=False) == [("paid", "model")]
    assert said(SAYS_PAID, model, rules=False) == [("refuses", "model")]


def test_unclear_of_the_model():
    """That it finds nothing takes a rule's word back only when it is sure."""
    assert said(SAYS_PAID, Model(paid=guess("unclear", 0.9, paid=0.05)))[0][0] == "unclear"
    assert said(SAYS_PAID, Model(paid=guess("unclear", 0.8, paid=0.05)))[0][0] == "paid"


def test_no_promise():
    """What makes a promise none is heard before the model."""
    model = Model(know=guess("will_pay", 0.99))
    assert said("I do not know when that would be possible.", model)[0][0] == "unclear"
    assert said("I do not know when that would be possible.", Model(know=guess("disputed", 0.99)))[0][0] == "disputed"


def test_nothing():
    """What says nothing about payment is not given to the model, unless it is asked alone."""
    model, text = Model(morning=guess("paid", 0.99)), "Good morning to all of you"
    assert UNDERSTAND.re.search(UNDERSTAND.LANGUAGES["en"].nothing, text.lower())
    assert said(text, model)[0][0] == "unclear"
    assert said(text, model, rules=False)[0][0] == "paid"


def test_sentences():
    split = UNDERSTAND.split_sentences
    assert split("We paid. It was late! Was it? Yes") == ["We paid.", "It was late!", "Was it?", "Yes"]
    assert split("Zahlung am 7. April folgt. Danke.") == ["Zahlung am 7. April folgt.", "Danke."]
    assert split("Invoice no. Twelve is paid.") == ["Invoice no. Twelve is paid."]
    assert split("One\nline\n\nanother one") == ["One line", "another one"]
    assert split("- first\n- second") == ["- first", "- second"]
    assert split("") == []


def test_languages():
    guess_language = UNDERSTAND.guess_language
    assert guess_language("Wir haben die Rechnung nicht bekommen und warten auf die Ware", "fr") == "de"
    assert guess_language("Nous avons payé la facture et nous attendons", "de") == "fr"
    assert guess_language("ok", "nl") == "nl"
    assert guess_language("ok", "xx") == "en"
    assert guess_language("", "pt") == "pt"


def test_amounts_and_days():
    """An amount belongs to a payment, a day to what is done on it."""
    (one,) = MEANING.understand("We will pay 1,200.50 EUR on 10 December.", TUESDAY, [], "en")
    assert (one.outcome, one.amount, one.day) == ("will_pay", Decimal("1200.50"), date(2026, 12, 10))
    (one,) = MEANING.understand("We paid 1,200.50 EUR on 20 November.", TUESDAY, [], "en")
    assert (one.outcome, one.amount, one.day) == ("paid", Decimal("1200.50"), date(2026, 11, 20))


def test_amounts_of_others():
    """What is disputed or refused is no amount to pay."""
    for text, outcome in (("The goods worth 500.00 EUR were damaged.", "disputed"), ("We refuse to pay 500.00 EUR.", "refuses")):
        (one,) = MEANING.understand(text, TUESDAY, [], "en")
        assert (one.outcome, one.amount) == (outcome, None)


def test_clauses():
    """A sentence is cut before "but"; not so near its beginning."""

    def split(text):
        return [one.text for one in UNDERSTAND._split_clauses(text, UNDERSTAND.LANGUAGES["en"], [])]

    assert split("We paid the first invoice, but the second one is disputed.") == [
        "we paid the first invoice, ", "but the second one is disputed.",
    ]  # fmt: skip
    assert split("Yes, but we paid the invoice last week.") == ["yes, but we paid the invoice last week."]


def test_day_of_return():
    """A day that "back" stands behind, unless an invoice named there says that the day is about something else."""
    named = [import_module("reply_meaning.days").Named(0, 7, date(2026, 12, 7), None)]
    for text, day in (("the 7th we are back§", date(2026, 12, 7)), ("the 7th we re back§", None), ("the 7th we pay", None)):
        one = UNDERSTAND.Clause(text, text, (), False)
        assert UNDERSTAND._day_of_return(one, named, UNDERSTAND.LANGUAGES["en"]) == day


def test_silences():
    """Who is insolvent promises nothing; who asks for instalments neither."""
    assert UNDERSTAND.SILENCES["insolvency"] >= {"will_pay", "paid", "refuses", "unclear"}
    found = said("We have filed for insolvency. We will pay on Friday.")
    assert [outcome for outcome, _basis in found] == ["insolvency"]


def test_constants():
    """As chosen on the tuning mails, see docs/replies.md."""
    names = ("ALONE", "BESIDE_RULES", "AGAINST", "UNLIKELY", "SHORTEST", "CHOSEN", "SUPPORTED", "UNSUPPORTED", "SOON", "FAR")
    assert [getattr(UNDERSTAND, name) for name in names] == [0.4, 0.7, 0.85, 0.15, 12, 0.6, 0.5, 0.1, 4, 45]


def meanings(*pairs, **more):
    """Return meanings of (outcome, invoices)."""
    return [UNDERSTAND.Meaning(outcome, invoices=invoices, **more) for outcome, invoices in pairs]


def clause(*outcomes, invoices=(), guessed=None, basis="rules", everything=False):
    """Return a clause that says some outcomes."""
    one = UNDERSTAND.Clause("text", "Text.", invoices, everything, said=[(outcome, None) for outcome in outcomes], basis=basis)
    one.guess = guessed or ()
    return one


def test_unsupported():
    """Beside what rules and model agree on, a wide rule is not heard that the model holds for most unlikely."""
    drop = UNDERSTAND._drop_unsupported
    both = meanings(("paid", ()), ("refuses", ()))
    agreed = clause("paid", guessed=guess("paid", 0.5))
    for share, count in ((0.1, 1), (0.11, 2)):
        wide = clause("refuses", guessed=guess("paid", 0.5, refuses=share))
        assert len(drop(both, [agreed, wide])) == count
    doubted = clause("paid", guessed=guess("paid", 0.49))
    assert len(drop(both, [doubted, clause("refuses", guessed=guess("paid", 0.5, refuses=0.0))])) == 2
    assert len(drop(both, [clause("paid"), clause("refuses")])) == 2
    assert drop([], []) == []
    spoken = [UNDERSTAND.Meaning("paid"), UNDERSTAND.Meaning("refuses", basis="model")]
    assert len(drop(spoken, [agreed, clause("refuses", guessed=guess("refuses", 0.8), basis="model")])) == 2


def test_chosen():
    """Where several rules fit a clause, the model chooses among them."""
    for share, rule_share, outcome in ((0.6, 0.15, "paid"), (0.59, 0.15, "will_pay"), (0.6, 0.16, "will_pay")):
        one = clause("will_pay", guessed=guess("paid", share, will_pay=rule_share))
        one.fitting = {"will_pay", "paid"}
        UNDERSTAND._let_model_choose(one)
        assert one.said[0][0] == outcome
    one = clause("will_pay", guessed=guess("paid", 0.9, will_pay=0.0))
    one.fitting = {"will_pay"}
    UNDERSTAND._let_model_choose(one)
    assert one.said[0][0] == "will_pay"
    two = clause("disputed", "refuses", guessed=guess("paid", 0.9))
    two.fitting = {"disputed", "refuses", "paid"}
    UNDERSTAND._let_model_choose(two)
    assert [outcome for outcome, _cause in two.said] == ["disputed", "refuses"]


def settle(found, *clauses):
    """Return (outcome, invoices, all) of what is settled."""
    return [(one.outcome, one.invoices, one.all_invoices) for one in UNDERSTAND._settle_meanings(found, list(clauses))]


def test_joined():
    """The same said twice is one thing, with the invoices of both, and the first day and amount that is told."""
    first, second = meanings(("will_pay", ("A",)), ("will_pay", ("B", "A")))
    second.day, second.amount, second.all_invoices = TUESDAY, Decimal(5), True
    [one] = UNDERSTAND._settle_meanings([first, second], [])
    assert (one.invoices, one.day, one.amount, one.all_invoices) == (("A", "B"), TUESDAY, Decimal(5), True)
    first, second = meanings(("will_pay", ()), ("will_pay", ()))
    first.day, first.amount, second.day, second.amount = date(2026, 12, 3), Decimal(0), TUESDAY, Decimal(5)
    [one] = UNDERSTAND._settle_meanings([first, second], [])
    assert (one.day, one.amount) == (date(2026, 12, 3), Decimal(0))


def test_mended_first():
    """A promise without day and amount beside what has to be mended first is politeness."""
    dispute, promise = meanings(("disputed", ("A",)), ("will_pay", ()))
    assert settle([dispute, promise]) == [("disputed", ("A",), False)]
    promise.day = TUESDAY
    assert len(settle([dispute, promise])) == 2
    promise.day, promise.amount = None, Decimal(5)
    assert len(settle([dispute, promise])) == 2
    assert len(settle(meanings(("paid", ("A",)), ("will_pay", ("B",))))) == 2


def test_causes():
    """A dispute with a cause takes the place of one without; its invoices are those of all its sentences."""
    plain, specific = meanings(("disputed", ("A",)), ("disputed", ("B",)))
    specific.cause = "price"
    clauses = [clause("disputed", invoices=("A",)), clause("disputed", invoices=("B",)), clause("paid", invoices=("C",))]
    assert settle([plain, specific], *clauses) == [("disputed", ("B", "A"), False)]
    one, two = meanings(("disputed", ("A",)), ("disputed", ("B",)))
    one.cause, two.cause = "price", "quality"
    assert settle([one, two], *clauses) == [("disputed", ("A",), False), ("disputed", ("B",), False)]
    asked, disputed = meanings(("needs_document", ("A",)), ("disputed", ("A",)))
    assert settle([asked, disputed]) == [("needs_document", ("A",), False)]


def test_loose_invoices():
    """Invoices named where nothing is said belong to the one thing that is said, if it is one."""
    loose = clause(invoices=("A", "B", "A"))
    assert settle(meanings(("paid", ())), loose) == [("paid", ("A", "B"), False)]
    assert settle(meanings(("paid", ("C",))), loose) == [("paid", ("C",), False)]
    assert settle(meanings(("paid", ()), ("needs_document", ())), loose) == [("paid", (), False), ("needs_document", (), False)]
    assert settle(meanings(("paid", ("C",)), ("needs_document", ())), loose)[1] == ("needs_document", ("A", "B"), False)
    everything = clause(everything=True)
    assert settle(meanings(("paid", ())), everything) == [("paid", (), True)]
    assert settle(meanings(("wrong_person", ())), everything) == [("wrong_person", (), False)]
    assert settle(meanings(("paid", ())), clause("paid", everything=True)) == [("paid", (), False)]


def test_apart():
    """A paper is missing for one invoice, and another one was not received."""
    assert len(settle(meanings(("needs_document", ("A",)), ("not_received", ("B",))))) == 2
    assert settle(meanings(("needs_document", ("A",)), ("not_received", ("A",)))) == [("needs_document", ("A",), False)]
    assert settle(meanings(("needs_document", ()), ("not_received", ("B",)))) == [("needs_document", (), False)]
    assert settle(meanings(("insolvency", ("A",)), ("will_pay", ("B",)))) == [("insolvency", ("A",), False)]
