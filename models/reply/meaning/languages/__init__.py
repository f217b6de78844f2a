"""The languages that answers are understood in."""

from . import de, en, es, fr, it, nl, pt
from .more import add_more

LANGUAGES = {module.LANGUAGE.code: add_more(module.LANGUAGE) for module in (fr, en, de, es, it, nl, pt)}
