"""The linear model beside the rules: what it is trained with, how labels become outcomes; with a stand-in for scikit-learn.

What the real library makes of it is measured by ``make replies`` (bench/REPLIES.md), with these settings.
"""

import sys
from importlib import import_module
from types import ModuleType, SimpleNamespace

import pytest
import replies_corpus

replies_corpus.load_library()
LINEAR = import_module("reply_meaning.linear")
CLASSES = ("disputed:delivery", "disputed:price", "paid", "will_pay")
SHARES = (0.15, 0.30, 0.35, 0.20)


class Recorder:
    """Keeps what it was made with and what it was given."""

    def __init__(self, **settings):
        self.settings, self.given = settings, []

    def fit_transform(self, texts):
        """Keep the texts."""
        self.given = list(texts)
        return "features"

    def transform(self, texts):
        """Keep the texts."""
        self.given = list(texts)
        return list(texts)

    def fit(self, features, labels):
        """Keep the labels."""
        self.given, self.classes_ = (features, list(labels)), CLASSES

    def predict_proba(self, features):
        """Return the same shares for each text."""
        return [SHARES for _one in features]


@pytest.fixture
def made(monkeypatch):
    """Return what the model makes of the library's classes, by name."""
    made = SimpleNamespace(vectorizers=[], judge=None, union=None)

    def vectorizer(**settings):
        made.vectorizers.append(Recorder(**settings))
        return made.vectorizers[-1]

    def judge(**settings):
        made.judge = Recorder(**settings)
        return made.judge

    def union(*parts):
        made.union = Recorder(parts=parts)
        return made.union

    for name, members in {
        "sklearn": {}, "sklearn.feature_extraction": {}, "sklearn.feature_extraction.text": {"TfidfVectorizer": vectorizer},
        "sklearn.linear_model": {"SGDClassifier": judge}, "sklearn.pipeline": {"make_union": union},
    }.items():  # fmt: skip
        module = ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    LINEAR.load_model.cache_clear()
    yield made
    LINEAR.load_model.cache_clear()


def test_training(made):
    """Words and pairs of words, letters in groups of two to four; the settings are those that were measured."""
    LINEAR.LinearModel([("paid", "Payé le 12 §§§"), ("will_pay", "Wir ZAHLEN")])
    words, letters = (one.settings for one in made.vectorizers)
    assert words == {"ngram_range": (1, 2), "sublinear_tf": True, "token_pattern": r"\b\w+\b"}
    assert letters == {"analyzer": "char_wb", "ngram_range": (2, 4), "sublinear_tf": True, "min_df": 2}
    assert made.judge.settings == {"loss": "log_loss", "alpha": 1e-5, "max_iter": 15, "random_state": 1}
    assert made.union.settings["parts"] == tuple(made.vectorizers)
    assert made.union.given == ["paye le 0 0", "wir zahlen"]
    assert made.judge.given == ("features", ["paid", "will_pay"])


def test_outcomes(made):
    """Causes of one outcome count together; the likeliest of them is its cause."""
    model = LINEAR.LinearModel([("paid", "x")])
    outcome, cause, share, shares = model.guess_outcomes(["Text 1"])[0]
    assert (outcome, cause, share) == ("disputed", "price", pytest.approx(0.45))
    assert shares == {"disputed": pytest.approx(0.45), "paid": 0.35, "will_pay": 0.20}
    assert made.union.given == ["text 0"]
    assert model.guess_outcomes([]) == []
    assert len(model.guess_outcomes(["a", "b"])) == 2
    made.judge.predict_proba = lambda features: [(0.1, 0.1, 0.5, 0.3)]
    assert model.guess_outcomes(["a"])[0][:3] == ("paid", None, 0.5)
    made.judge.predict_proba = lambda features: [(0.1, 0.1, 0.5)]
    with pytest.raises(ValueError, match="zip"):
        model.guess_outcomes(["a"])


def test_sentences():
    """Those shipped: label and sentence, in seven languages, with every outcome that answers may have."""
    sentences = LINEAR.read_sentences()
    assert len(sentences) > 1000
    assert {len(one) for one in sentences} == {2}
    outcomes = import_module("reply_meaning.understand").OUTCOMES
    assert {label.partition(":")[0] for label, _sentence in sentences} == set(outcomes)


def test_a_tab_in_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "xx.txt").write_text("paid\tdone\ttoday\n# no sentence\n", encoding="utf-8")
    monkeypatch.setattr(LINEAR, "SENTENCES", tmp_path)
    assert LINEAR.read_sentences() == [("paid", "done\ttoday")]


def test_loaded_once(made):
    model = LINEAR.load_model()
    assert isinstance(model, LINEAR.LinearModel)
    assert LINEAR.load_model() is model


def test_without_the_library(made, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.pipeline", None)
    assert LINEAR.load_model() is None
