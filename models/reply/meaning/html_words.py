"""The text of an HTML mail without what core marked as quoted or as a signature when it received it. No database.

Core marks quotations of Gmail, Outlook and Yahoo, signatures of Gmail and Outlook, and lines with ``>`` (``tag_quote`` in
``odoo/tools/mail.py``). What surrounds a quotation it marks as *container*: the new words stand in there, so it stays.
"""

import re

from lxml import etree, html

from .new_words import find_new_words

QUOTED = "//*[@data-o-mail-quote] | //blockquote | //script | //style | //head"
BLOCKS = {
    "address", "article", "div", "dl", "dt", "dd", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre",
    "section", "table", "tr", "ul",
}  # fmt: skip


def find_new_words_of_html(body):
    """Return what somebody wrote in a mail: without quotations, signature, mobile footer and disclaimer.

    :param str body: HTML as core stores it; plain text that core received stands in ``<pre>``
    :rtype: str
    """
    tree = _parse_html(body)
    if tree is None:
        return ""
    own = _parse_html(body)
    for quoted in own.xpath(QUOTED):
        if quoted.getparent() is not None:
            quoted.drop_tree()
    return find_new_words(_write_text(own)) or find_new_words(_write_text(tree))


def _parse_html(body):
    try:
        return html.fragment_fromstring(str(body or ""), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _write_text(tree):
    parts = []
    _add_text(tree, parts, is_kept=False)
    lines = "".join(parts).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip(" \t") for line in lines)).strip()


def _add_text(element, parts, is_kept):
    if not isinstance(element.tag, str):
        return
    is_kept = is_kept or element.tag == "pre"
    is_block = element.tag in BLOCKS
    if element.tag == "br":
        parts.append("\n")
    if is_block and not _is_at_line_start(parts):
        parts.append("\n")
    parts.append(_clean_words(element.text, is_kept))
    for child in element:
        _add_text(child, parts, is_kept)
        parts.append(_clean_words(child.tail, is_kept))
    if is_block and not _is_at_line_start(parts):
        parts.append("\n\n" if element.tag == "p" else "\n")
    elif element.tag in {"td", "th"}:
        parts.append(" ")


def _is_at_line_start(parts):
    last = next((part.strip(" ") for part in reversed(parts) if part.strip(" ")), "\n")
    return last.endswith("\n")


def _clean_words(text, is_kept):
    return (text or "") if is_kept else re.sub(r"[ \t\r\n]+", " ", text or "")
