#!/usr/bin/env python3
"""Write what the model learns from the tuning mails: ``models/reply/meaning/sentences/mails_<language>.txt``.

    .dev/replies/bin/python dev/replies_learn.py

A clause of a mail that says one of the things that the mail should mean is an example of it; the other clauses of a mail that is
understood are examples of what says nothing. What the model knows already from the sentences written for it is left out. Neither
half of the benchmark is read, nor the last tuning set, which stays unseen for who changes the model next.
"""

import re
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import replies_corpus as corpus

SETS = ("tuning", *(f"tuning{number}" for number in range(2, 12)))
HEADER = "# From the tuning mails of the benchmark (dev/replies), written by dev/replies_learn.py.\n"
# What the model is so sure of, it knows; what it holds so surely for the same as the mail is no example of nothing; a clause of
# fewer letters is no example by itself; a longer text is no sentence.
KNOWN, SAME, LEAST, MOST = 0.9, 0.5, 25, 300
# Stand word for word in a mail of the benchmark, as dev/tests/test_replies_bench.py says.
LEFT_OUT = (
    "Ihre Nachricht wird nicht weitergeleitet.", "Respuesta automática: Recordatorio de pago", "Stuur maar een deurwaarder.",
    "O prazo para reclamação de créditos é de 30 dias.", "Attendiamo nota di credito.", "in allegato la contabile.",
)  # fmt: skip

LIBRARY = corpus.load_library()
UNDERSTAND, LINEAR, FOLD, DAYS = (import_module(f"reply_meaning.{name}") for name in ("understand", "linear", "fold", "days"))


def read_written():
    """Return the (label, sentence) that are written for the model, without what this program wrote."""
    learned = {line for path in LINEAR.SENTENCES.glob("mails_*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    return [pair for pair in LINEAR.read_sentences() if "\t".join(pair) not in learned]


def read_clauses(mail, invoices, model):
    """Return the Clause of a mail, with what rules and model say."""
    words = LIBRARY.find_new_words(mail.text)
    known = UNDERSTAND.LANGUAGES[LIBRARY.guess_language(words, mail.language)]
    clauses = [clause for part in UNDERSTAND.split_sentences(words) for clause in UNDERSTAND._split_clauses(part, known, invoices)]
    for clause, guess in zip(clauses, model.guess_outcomes([clause.text for clause in clauses]), strict=True):
        clause.days, clause.guess = DAYS.find_days(clause.text, known, mail.day), guess
        clause.said = UNDERSTAND._outcomes_of(clause, known, mail.day)
    UNDERSTAND._ask_model(clauses, True, known)
    return clauses


def label_clauses(mail, clauses):
    """Return (label, Clause) of what may be learned from a mail."""
    if mail.outcomes == {"unclear"}:
        return [("unclear", clause) for clause in clauses]
    found = [(mail.outcomes & {outcome for outcome, _cause in clause.said}, clause) for clause in clauses]
    labelled = [(min(outcomes), clause) for outcomes, clause in found if outcomes]
    heard = {outcome for outcome, _clause in labelled}
    if not heard and len(mail.outcomes) == 1:
        long = [clause for clause in clauses if len(clause.text) > LEAST]
        labelled = [(min(mail.outcomes), clause) for clause in long] if len(long) == 1 else []
    elif heard == mail.outcomes:
        silent = [clause for clause in clauses if not clause.said and not clause.days]
        silent = [clause for clause in silent if clause.guess[0] not in heard or clause.guess[2] < SAME]
        return [*_with_cause(mail, labelled), *(("unclear", clause) for clause in silent)]
    return _with_cause(mail, labelled)


def _with_cause(mail, labelled):
    return [(f"{outcome}:{mail.cause}" if outcome == "disputed" and mail.cause else outcome, clause) for outcome, clause in labelled]


def _show(clause, clauses):
    """Return a clause as it was written where it is a whole sentence, else folded, with a number in the place of invoices."""
    whole = sum(other.sentence == clause.sentence for other in clauses) == 1 and "§" not in clause.text
    return " ".join((clause.sentence if whole else re.sub("§+", "00118", clause.text).strip(" ,;:-–")).split())


def learn():
    """Return the lines (label, tab, text) by language."""
    written, ledgers, lines = read_written(), corpus.read_ledgers(), defaultdict(list)
    model, seen = LINEAR.LinearModel(written), {*(_key(text) for _label, text in written), *map(_key, LEFT_OUT)}
    for half in SETS:
        for mail in corpus.read_mails(half):
            clauses = read_clauses(mail, ledgers[mail.ledger], model)
            for label, clause in label_clauses(mail, clauses):
                text = _show(clause, clauses)
                sure = clause.guess[0] == label.partition(":")[0] and clause.guess[2] >= KNOWN
                if sure or _key(text) in seen or len(text) > MOST or not re.search("[a-z]{2}", _key(text)):
                    continue
                seen.add(_key(text))
                lines[mail.language].append(f"{label}\t{text}\n")
    return lines


def _key(text):
    return FOLD.fold(text).strip(" .!?")


if __name__ == "__main__":
    for language, lines in learn().items():
        (LINEAR.SENTENCES / f"mails_{language}.txt").write_text(HEADER + "".join(sorted(lines)), encoding="utf-8")
        print(language, len(lines))
