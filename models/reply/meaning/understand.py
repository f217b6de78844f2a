"""What a customer's answer means: outcome, cause, invoices, amount, day, and the sentence that says so. No database.

Rules speak first. A linear model (``linear``) is asked beside them where it is there: it speaks for clauses that no rule fits,
contradicts a rule only when it is sure and holds what the rule says for unlikely, and says how sure the rules may be. The
sentence that a person is shown is the one that fitted. What fits nothing is *unclear*.
"""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from .amounts import find_amounts, find_plain_amounts, has_cents
from .confidence import rate_meanings
from .days import add_working_days, find_days
from .fold import fold
from .languages import LANGUAGES
from .languages.common import FIRST_PERSON, GOODS_PLACE, SOMEBODY_ELSE
from .languages.doubts import NEGATION, UNTIL, find_word
from .languages.wider import SHOWN_AS_PAID
from .new_words import find_new_words
from .references import find_invoices, mask
from .tongue import guess_language

OUTCOMES = (
    "will_pay", "paid", "disputed", "not_received", "needs_document", "wrong_person", "instalments", "out_of_office",
    "refuses", "insolvency", "unclear",
)  # fmt: skip
# A dot ends a sentence when a blank and a capital, or the line's end, follow; not after a figure ("am 20. Oktober"), "n°", "Mr".
# So does a line before one of a list: "- …", "2) …", "00118: …".
SENTENCE = re.compile(
    r"(?<=[!?])\s+|(?<=[^\d\W]{2}[.])\s+(?=[A-ZÀ-ÖØ-Þ¿¡]|\d{3,}\s+[a-zà-ö])"
    r"|(?<=[\d)][.])\s+(?=[A-ZÀ-Ö][a-zà-ö]*\s+[a-zà-ö\d])|(?<=\d[.]\d\d[.])\s+(?=[A-ZÀ-Ö])|(?<=\de[.])\s+(?=[A-Z])|\n\s*\n|\n(?=\s*(?:[-*•]|(?:\d{1,2}|[a-d])\)\s|\d[.]\s+[A-ZÀ-Ö0-9#]|[\w/.-]*\d{3,}\s?(?::|-\s)))"
)
ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|hr|fr|sr|sra|dott|sig|tel|ref|inv|invs|fact|fatt|fra|fras|fac|ft|no|num|núm|nr|nrs|rg|rech|rechn|best|ord|cmd|art|st|z|b|bzgl|ca|"
    r"approx|inkl|excl|incl|ltd|env)\.$", re.IGNORECASE
)
MONTH = re.compile("|".join(rf"(?:{names})\b" for language in LANGUAGES.values() for names in language.months))
# From this probability on the model speaks where no rule fits anything in the mail, beside rules that fit elsewhere, and against
# a rule whose own outcome it holds for less likely than the last; chosen on the tuning mails. What is shorter (letters) says
# too little.
ALONE, BESIDE_RULES, AGAINST, UNLIKELY, SHORTEST = 0.4, 0.7, 0.85, 0.15, 12
# From this probability on the model chooses among the outcomes whose rules fit a clause.
CHOSEN = 0.6
# Beside what rules and model agree on (probability at least the first) a rule that the model holds for less likely than the second
# is not heard.
SUPPORTED, UNSUPPORTED = 0.5, 0.1
# What differs only by what the customer has: the model does not set it against a rule.
NEAR = {(outcome, outcome) for outcome in OUTCOMES} | {("not_received", "needs_document")}
# From so many days ahead on a day tells a payment to come; nearer ones tell when the money is seen, farther ones are months past.
SOON, FAR = 4, 45
ABOUT_MONEY = {"instalments"}  # a figure without currency is an amount all the same
# These say more than the others and leave no room for some of them.
SILENCES = {
    "insolvency": {"will_pay", "paid", "refuses", "disputed", "wrong_person", "needs_document", "not_received", "instalments", "unclear"},
    "out_of_office": {"will_pay", "wrong_person", "paid", "not_received", "needs_document", "disputed", "refuses"},
    "instalments": {"will_pay", "paid", "wrong_person", "out_of_office"},
    "needs_document": {"not_received"},
}
# Without a day these are politeness beside what has to be mended first.
MENDED_FIRST = {"disputed", "not_received", "needs_document", "wrong_person", "refuses"}


@dataclass
class Meaning:
    """One thing that an answer says.

    :param str outcome: one of ``OUTCOMES``
    :param str cause: of a dispute, else ``None``
    :param tuple invoices: numbers as given; empty where none is named
    :param bool all_invoices: all open ones are meant
    :param Decimal amount: in the invoices' currency, ``None`` where none is said
    :param date day: payment promised or made, day of return; ``None`` where none is said
    :param str sentence: as it was written
    :param float confidence: 0 to 1; see ``confidence``
    :param str basis: ``rules``, ``model`` or ``both``
    :param bool loose_day: the day does not stand where this is said, it was taken from the rest of the mail
    """

    outcome: str
    cause: str | None = None
    invoices: tuple = ()
    all_invoices: bool = False
    amount: Decimal | None = None
    day: datetime.date | None = None
    sentence: str = ""
    confidence: float = 0.0
    basis: str = "rules"
    loose_day: bool = False


@dataclass
class Clause:
    """A part of a sentence that says one thing: its text, its sentence as written, and what was found in it."""

    text: str
    sentence: str
    invoices: tuple
    everything: bool
    said: list = field(default_factory=list)
    guess: tuple = ()
    basis: str = "rules"
    turned: bool = False  # what reads as paid was taken for a promise
    days: list = field(default_factory=list)
    fitting: set = field(default_factory=set)  # outcomes of all rules that fit


def understand(text, day, invoices=(), language="en", model=None, rules=True):
    """Tell what a customer's answer says.

    :param str text: plain text of the mail
    :param date day: day on which it arrived
    :param invoices: dicts with ``number`` and the customer's own ``reference`` of what is open
    :param str language: code of the customer's language, used where the text does not tell its own
    :param model: ``linear.LinearModel``, ``None`` for the rules alone
    :param bool rules: ``False`` lets the model speak alone, to be compared
    :return: list of Meaning, at least one
    """
    words = find_new_words(text)
    known = LANGUAGES[guess_language(words, language)]
    clauses = [clause for sentence in split_sentences(words) for clause in _split_clauses(sentence, known, invoices)]
    guesses = model.guess_outcomes([clause.text for clause in clauses]) if model else [()] * len(clauses)
    for clause, guess in zip(clauses, guesses, strict=True):
        clause.days = find_days(clause.text, known, day)
        clause.said, clause.guess = (_outcomes_of(clause, known, day) if rules else []), guess
    if model:
        _ask_model(clauses, rules, known)
    for clause in clauses:
        clause.said = [(outcome, cause) for outcome, cause in clause.said if outcome != "unclear"]
    meanings = [_meaning_of(outcome, cause, clause, clauses, known, day) for clause in clauses for outcome, cause in clause.said]
    settled = _settle_meanings(_drop_unsupported(meanings, clauses), clauses) or [Meaning("unclear", sentence=words.split("\n")[0])]
    return rate_meanings(settled, clauses, known)


def _ask_model(clauses, rules, language):
    """Let the model speak where rules are silent, or where it is sure that a rule is wrong.

    :param list clauses: Clause of the mail with what rules say and what the model guesses, changed in place
    :param bool rules: whether rules were asked
    :param Language language: its words, with what says nothing
    """
    least = BESIDE_RULES if any(clause.said for clause in clauses) else ALONE if rules else 0
    for clause in clauses:
        outcome, cause, share = clause.guess[:3]
        if len(clause.text) < SHORTEST or (rules and not clause.said and language.nothing and re.search(language.nothing, clause.text)):
            continue
        _let_model_choose(clause)
        if not clause.said:
            spoken = outcome != "unclear" and share >= least
        else:
            spoken = share >= AGAINST and (clause.said[0][0], outcome) not in NEAR and clause.guess[3].get(clause.said[0][0], 0) <= UNLIKELY
        if spoken and outcome in {"will_pay", "paid"} and rules and language.no_promise:
            spoken = not re.search(language.no_promise, clause.text)
        if spoken:
            clause.said, clause.basis = [(outcome, cause)] if outcome != "unclear" else [], "model"


def _let_model_choose(clause):
    """Where rules for several outcomes fit a clause, take the one that the model is for, if it is for another than the first."""
    outcome, cause, share, shares = clause.guess
    if len(clause.said) == 1 and outcome in clause.fitting and share >= CHOSEN and shares.get(clause.said[0][0], 0) <= UNLIKELY:
        clause.said = [(outcome, cause)]


def split_sentences(text):
    """Return the sentences of a text as written, lines of one sentence joined."""
    parts, sentences = SENTENCE.split(text), []
    for part in parts:
        part = re.sub(r"\s*\n\s*", " ", part or "").strip()
        if sentences and (ABBREVIATION.search(sentences[-1]) or _is_date_cut(sentences[-1], part)):
            sentences[-1] += " " + part
        elif part:
            sentences.append(part)
    return sentences


def _is_date_cut(before, after):
    """Tell whether a sentence was cut in "am 7. April"."""
    return bool(re.search(r"\b\d{1,2}\.$", before) and MONTH.match(fold(after)))


def _split_clauses(sentence, language, invoices):
    folded = fold(sentence)
    found, _everything = find_invoices(folded, language, invoices)
    masked = mask(folded, found)
    cuts = sorted({match.start() for pattern in language.clauses for match in re.finditer(pattern, masked) if match.start() > 8})
    clauses = []
    for start, end in zip([0, *cuts], [*cuts, len(masked)], strict=True):
        numbers = tuple(dict.fromkeys(number for at, _end, number in found if start <= at < end))
        part = masked[start:end]
        clauses.append(Clause(part, sentence, numbers, bool(re.search(language.everything, part))))
    return clauses


def _outcomes_of(clause, language, day):
    """Return (outcome, cause) of what a clause says: one thing, or a dispute and the refusal that follows from it."""
    unconditional = re.split(language.conditions, clause.text)[0]
    said = []
    for outcome, cause, pattern in language.outcomes:
        if outcome in {"will_pay", "paid"} and language.no_promise and re.search(language.no_promise, clause.text):
            continue
        text = unconditional if outcome in {"paid", "refuses"} and len(unconditional) > 12 else clause.text
        match = re.search(rf"(?<!\w)(?:{pattern})", text)
        if not match:
            continue
        clause.fitting.add(outcome)
        if said and (outcome != "refuses" or said[0][0] != "disputed"):
            continue
        if outcome == "out_of_office" and _is_somebody_else(text[: match.end()]):
            continue
        if outcome == "not_received" and GOODS_PLACE.search(text):
            outcome, cause = "disputed", "delivery"
        if outcome == "refuses" and unconditional != clause.text:
            if said:  # what is not paid before a defect is mended is a dispute, no refusal
                continue
            outcome = "disputed"
        if outcome == "paid" and _is_to_come(clause.text, unconditional, language, day):
            outcome, clause.turned = "will_pay", True
        said.append((outcome, cause))
    return said


def _is_somebody_else(text):
    """Tell whether it is somebody else who is away, by the words in front of it."""
    return bool(SOMEBODY_ELSE.search(text)) and not FIRST_PERSON.search(text)


def _is_to_come(text, unconditional, language, day):
    """Tell whether what a clause calls paid is to be paid yet: by a word, or by a day that can only come ("a week, then it is settled").

    A day that can only be over speaks against it: "paid yesterday, you will see it tomorrow".
    """
    named = find_days(text, language, day)
    if any(found.past and not found.coming for found in named) or re.search(SHOWN_AS_PAID, text):
        return False
    if re.search(language.future, unconditional):
        return True
    return bool(named) and all(found.coming and not found.past and SOON <= (found.coming - day).days <= FAR for found in named)


def _meaning_of(outcome, cause, clause, clauses, language, day):
    named = find_days(clause.text, language, day)
    everything = clause.everything and not clause.invoices and outcome != "wrong_person"
    meaning = Meaning(outcome, cause, clause.invoices, everything, sentence=clause.sentence, basis=clause.basis)
    meaning.day = _day_of(outcome, clause, named, language)
    if outcome in {"will_pay", "paid"} or (outcome == "instalments" and not find_word(NEGATION, clause.text, language)):
        meaning.amount = _amount_of(outcome, clause, named)
    if outcome in {"out_of_office", "instalments"}:
        _look_around(meaning, clauses, language, day)
    elif outcome == "will_pay" and not meaning.day:
        _look_behind(meaning, clause, clauses)
    return meaning


def _look_behind(meaning, clause, clauses):
    """A promise without a day takes it from the next sentence, if that says nothing else: "it came back. We send it again on Monday"."""
    behind = clauses[clauses.index(clause) + 1 :][:1]
    named = {found.coming for other in behind if not other.said for found in other.days if found.coming}
    if len(named) == 1:
        meaning.day, meaning.loose_day = named.pop(), True


def _look_around(meaning, clauses, language, day):
    """Absences and instalments are told in several sentences: the day, and the first rate, may stand in another one."""
    for other in sorted(clauses, key=lambda one: bool(find_word(NEGATION, one.text, language))):  # what cannot be paid comes last
        named = find_days(other.text, language, day)
        if meaning.day is None:
            meaning.day = _day_of(meaning.outcome, other, named, language)
        if meaning.amount is None and meaning.outcome == "instalments":
            meaning.amount = _amount_of(meaning.outcome, other, named)
    if meaning.day is None and meaning.outcome == "out_of_office":
        last = [(found, other) for other in clauses for found in other.days if found.coming]
        if last:
            found, other = last[-1]
            meaning.day = add_working_days(found.coming, 1)  # "from the 9th to the 20th"
            meaning.loose_day = not _ends_absence(found, other, language)


def _ends_absence(found, clause, language):
    """Tell whether a day is told to be the last one of an absence: "until", "from the 9th to", "inclusive"."""
    before, after = clause.text[: found.start].rstrip(), clause.text[found.end :].lstrip()
    words = [*before.split()[-3:], *after.split()[:1]]
    return bool(find_word(UNTIL, " ".join(words), language))


def _day_of(outcome, clause, named, language):
    if outcome == "out_of_office":
        return _day_of_return(clause, named, language)
    if outcome == "paid":
        over = [found.past for found in named if found.past and not found.coming]
        return over[0] if over else next((found.past for found in reversed(named) if found.past), None)
    if outcome == "will_pay" and "out_of_office" in clause.fitting:  # "the director is away until Friday, we pay on Monday"
        named = named[::-1]
    if len(named) > 1 and named[0].coming == named[0].past:  # "it was approved today, you get the money on the 20th"
        named = named[1:]
    if outcome in {"will_pay", "instalments"}:
        return next((found.coming for found in named if found.coming), None)
    return None


def _day_of_return(clause, named, language):
    """Return the day that "back" stands before, else the one that it stands directly behind ("from the 7th on available again")."""
    coming = [found for found in named if found.coming]
    for found in coming:
        if re.search(rf"\b{language.returning}\b[^.,]{{0,40}}$", clause.text[: found.start]):
            return found.coming
    for found in coming:
        if re.match(rf"[^.,]{{0,12}}\b{language.returning}\b", clause.text[found.end :]) and "§" not in clause.text[found.end :][:12]:
            return found.coming
    return None


def _amount_of(outcome, clause, named):
    amounts = find_amounts(clause.text)
    if not amounts:
        plain = find_plain_amounts(clause.text, [(found.start, found.end) for found in named])
        amounts = [found for found in plain if outcome in ABOUT_MONEY or has_cents(clause.text[found[0] : found[1]])]
    return amounts[0][2] if amounts else None


def _drop_unsupported(meanings, clauses):
    """Drop what a wide rule heard beside a thing that rules and model agree on, where the model holds it for most unlikely."""
    shares = {}
    for clause in clauses:
        for outcome, _cause in clause.said:
            known = clause.guess[3].get(outcome, 0) if clause.guess else 1.0
            shares[outcome] = max(shares.get(outcome, 0), known if clause.basis == "rules" else 0)
    if max(shares.values(), default=0) < SUPPORTED:
        return meanings
    return [meaning for meaning in meanings if meaning.basis == "model" or shares[meaning.outcome] > UNSUPPORTED]


def _settle_meanings(meanings, clauses):
    """Join what says the same, drop what another thing said silences, and give the invoices named outside to what lacks them."""
    meanings = [meaning for meaning in meanings if not any(_is_silenced(meaning, other) for other in meanings)]
    if {meaning.outcome for meaning in meanings} & MENDED_FIRST:
        meanings = [meaning for meaning in meanings if meaning.outcome != "will_pay" or meaning.day or meaning.amount]
    joined = {}
    for meaning in sorted(meanings, key=lambda one: one.basis == "model"):  # what rules found is quoted
        first = joined.setdefault((meaning.outcome, meaning.cause if meaning.outcome == "disputed" else None), meaning)
        if first is not meaning:
            first.invoices = tuple(dict.fromkeys(first.invoices + meaning.invoices))
            first.all_invoices |= meaning.all_invoices
            first.day = first.day or meaning.day
            first.amount = first.amount if first.amount is not None else meaning.amount
    result = list(joined.values())
    specific = [meaning for meaning in result if meaning.outcome == "disputed" and meaning.cause]
    if specific:
        result = [meaning for meaning in result if meaning.outcome != "disputed" or meaning.cause]
        _give_to(specific[0], result, clauses)
    elif any(meaning.outcome == "needs_document" for meaning in result):  # an invoice anew with what it lacks is no dispute
        result = [meaning for meaning in result if meaning.outcome != "disputed"]
    _share_named(result, clauses)
    return result


def _is_silenced(meaning, other):
    """Tell whether another thing said leaves no room for this one; a paper is missing for one invoice, and another was not received."""
    if meaning.outcome not in SILENCES.get(other.outcome, ()):
        return False
    apart = meaning.invoices and other.invoices and not set(meaning.invoices) & set(other.invoices)
    return not (apart and other.outcome == "needs_document")


def _give_to(specific, result, clauses):
    """A dispute that is told in several sentences is about the invoices of all of them."""
    numbers = [number for clause in clauses if any(outcome == "disputed" for outcome, _cause in clause.said) for number in clause.invoices]
    if len([meaning for meaning in result if meaning.outcome == "disputed"]) == 1:
        specific.invoices = tuple(dict.fromkeys(specific.invoices + tuple(numbers)))


def _share_named(result, clauses):
    """Invoices of clauses without an outcome of their own belong to the one thing that is said, if it is one."""
    loose = tuple(dict.fromkeys(number for clause in clauses if not clause.said for number in clause.invoices))
    without = [meaning for meaning in result if not meaning.invoices and not meaning.all_invoices]
    if loose and len(without) == 1:
        without[0].invoices = loose
    if len(without) == 1 and without[0].outcome != "wrong_person" and any(clause.everything for clause in clauses if not clause.said):
        without[0].all_invoices = True
