"""The languages that answers are understood in."""

from . import de, en, es, fr, it, nl, pt

LANGUAGES = {module.LANGUAGE.code: module.LANGUAGE for module in (fr, en, de, es, it, nl, pt)}
