"""The languages that answers are understood in."""

from dataclasses import replace

from . import de, en, es, fr, it, nl, pt
from .more import AGO, add_ways

LANGUAGES = {
    module.LANGUAGE.code: replace(module.LANGUAGE, outcomes=add_ways(module.LANGUAGE), ago=(*module.LANGUAGE.ago, *AGO[module.LANGUAGE.code]))
    for module in (fr, en, de, es, it, nl, pt)
}
