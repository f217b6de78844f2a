"""A small linear model beside the rules: what kind of thing a sentence says, learned from the sentences shipped in ``sentences``.

It needs scikit-learn and is left out where that is missing. Nothing is downloaded and nothing of a company's own mails is
learned from: ``sentences/<language>.txt`` is written for it, ``mails_<language>.txt`` comes from the tuning mails of the benchmark.
It is trained once a process, in a second or two. No database.
"""

import re
from functools import lru_cache
from pathlib import Path

from .fold import fold

SENTENCES = Path(__file__).resolve().parent / "sentences"
# Groups of letters that a word is told by, how strongly the model believes single examples (the less, the stronger), and how
# often it goes through them; chosen on tuning mails whose own words it had not learned.
LETTERS, TRUST, ROUNDS = (2, 4), 1e-5, 15


class LinearModel:
    """Trained on labelled sentences: outcome, with the cause of disputes behind a colon.

    :param list examples: (label, sentence) as ``read_sentences`` gives
    """

    def __init__(self, examples):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import SGDClassifier
        from sklearn.pipeline import make_union

        labels, texts = zip(*examples, strict=True)
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\b\w+\b")
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True, min_df=2)
        self._letters = make_union(words, letters)
        self._judge = SGDClassifier(loss="log_loss", alpha=TRUST, max_iter=ROUNDS, random_state=1)
        self._judge.fit(self._letters.fit_transform([flatten(text) for text in texts]), labels)

    def guess_outcomes(self, texts):
        """Return for each text (outcome, cause or ``None``, probability of the outcome, probabilities by outcome).

        :param texts: sentences or clauses, as written or folded
        """
        if not texts:
            return []
        shares = self._judge.predict_proba(self._letters.transform([flatten(text) for text in texts]))
        return [self._best_of(row) for row in shares]

    def _best_of(self, row):
        by_outcome, by_label = {}, dict(zip(self._judge.classes_, row, strict=True))
        for label, share in by_label.items():
            outcome = label.partition(":")[0]
            by_outcome[outcome] = by_outcome.get(outcome, 0.0) + float(share)
        outcome = max(by_outcome, key=by_outcome.get)
        label = max((one for one in by_label if one.partition(":")[0] == outcome), key=by_label.get)
        return str(outcome), str(label.partition(":")[2]) or None, by_outcome[outcome], by_outcome


def flatten(text):
    """Return a text as the model reads it: folded, each figure and each number of an invoice as the same sign."""
    return re.sub(r"\d+", "0", fold(text).replace("\u00a7", "0"))


def read_sentences():
    """Return (label, sentence) of all languages.

    :rtype: list of (str, str)
    """
    lines = [line for path in sorted(SENTENCES.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [tuple(line.split("\t", 1)) for line in lines if "\t" in line]


@lru_cache(maxsize=1)
def load_model():
    """Return the trained model, ``None`` where scikit-learn is missing."""
    try:
        return LinearModel(read_sentences())
    except ImportError:
        return None
