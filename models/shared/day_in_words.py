"""Days written in full, as a letter bears them."""

import re

from odoo.tools import format_date
from odoo.tools.misc import get_lang

# "1 décembre", "mardi 1 décembre" in French, "1 dicembre" in Italian: the first of a month is an ordinal there.
FIRST_OF_MONTH = {"fr": "1er", "it": "1º"}


def day_in_words(env, day, pattern="long"):
    """Return a day in full in the language of ``env``: *1er décembre 2026*, *1 December 2026*.

    The day's name and month come from Babel, which writes the French and Italian first of a month as a plain number
    (CLDR data of Babel 2.17 to 2.19).

    :param date day: the day, False for none
    :param str pattern: ``long``, ``full`` or a pattern of CLDR such as ``EEEE d MMMM``
    :rtype: str
    """
    text = format_date(env, day, date_format=pattern)
    ordinal = FIRST_OF_MONTH.get(get_lang(env).code.split("_")[0])
    if not ordinal or not day or day.day != 1:
        return text
    return re.sub(r"(?<!\d)1(?= [^\W\d])", ordinal, text, count=1)
