"""Names, references and subjects on one line: a header, an address line or a file name has no second one."""

import re

# White space and control characters, the separators of lines and paragraphs among them; not the no-break spaces of French.
BREAKS = re.compile("[\\x00-\\x20\\x7f-\\x9f\\u2028\\u2029]+")


def one_line(text):
    """Return a text without line breaks and control characters, each run of white space as one space.

    >>> one_line(" Durand\\u2028et\\x0bfils\\r\\n")
    'Durand et fils'
    >>> one_line("Relance\\u00a0: 5\\u202f000")
    'Relance\\xa0: 5\\u202f000'
    >>> one_line(False)
    ''
    """
    return BREAKS.sub(" ", text or "").strip()
