"""What customers' answers mean, without a database: ``understand(text, day, invoices, language, load_model())``."""

from .confidence import SURE_KINDS, find_sure
from .html_words import find_new_words_of_html
from .linear import load_model
from .new_words import find_new_words
from .tongue import guess_language
from .understand import OUTCOMES, Meaning, understand

__all__ = [
    "OUTCOMES", "SURE_KINDS", "Meaning", "find_new_words", "find_new_words_of_html", "find_sure", "guess_language", "load_model",
    "understand",
]  # fmt: skip
