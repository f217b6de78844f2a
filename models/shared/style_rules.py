"""Style sheets cut down to the rules that a document can use. Pure, no database.

A printer reads the style sheets once for each document, header and footer of a page: most of its time goes into some thousand
rules that match nothing there.
"""

import functools
import re

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What ends or opens something in a style sheet; braces inside of strings do not.
SIGNS = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]""", re.DOTALL)
# Parts of a selector that say nothing certain about names: conditions in brackets, pseudo-classes and elements.
CONDITIONS = re.compile(r"::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?|\[[^\]]*\]")
NAMES = re.compile(r"[.#]?-?[a-z_][\w-]*", re.IGNORECASE)
COMMAS = re.compile(r",(?![^(]*\))")
# What the printer asks for each time it reads the sheet, relative to where the sheet lies.
RELATIVE = re.compile(r"""url\(\s*["']?(?!["'/#]|data:|https?:)""", re.IGNORECASE)
TAG = re.compile(r"<([a-z][\w-]*)", re.IGNORECASE)
CLASS_OR_ID = re.compile(r"""\b(class|id)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


def names_in(text):
    """Return the names that selectors can ask for in a document: tags, ``.class``, ``#id``, in small letters.

    :param str text: HTML; more names than there are do no harm
    """
    found = {"html", "head", "body", *(tag.lower() for tag in TAG.findall(text))}
    for kind, double, single in CLASS_OR_ID.findall(text):
        sign = "." if kind.lower() == "class" else "#"
        found.update(sign + name.lower() for name in (double or single).split())
    return found


def keep_used(css, names):
    """Return a style sheet without the rules that match nothing; the others as they are, in their order.

    A rule stays whole when one of its selectors may match: what a reader of style sheets thinks of a rule depends on all of them.

    :param str css: the style sheet
    :param set names: as :func:`names_in` returns them
    :return: ``None`` for a sheet that cannot be taken apart, or that cannot stand elsewhere
    """
    rules = _read_rules(css)
    if rules is None:
        return None
    kept = _write_used(rules, names)
    return None if RELATIVE.search(kept) or "</" in kept else kept


@functools.lru_cache(maxsize=8)
def _read_rules(css):
    """Return the rules of a style sheet as tuple of (what stands before the braces, names a selector needs, what stands inside).

    Names are ``None`` for what always stays, inside is a tuple of rules for conditions on the medium.
    """
    rules, rest = _read_block(COMMENT.sub("", css), 0)
    return rules if rest is None else None


def _read_block(css, begin):
    """Return the rules from a place on, and where the text is out of balance (``None`` where it is not)."""
    rules, depth, start, opened = [], 0, begin, 0
    for sign in SIGNS.finditer(css, begin):
        if sign[0] == "{":
            depth += 1
            if depth == 1:
                opened = sign.start()
        elif sign[0] == "}":
            depth -= 1
            if depth < 0:
                return (), sign.start()
            if not depth:
                rules.append(_read_rule(css[start:opened].strip(), css[opened + 1 : sign.start()]))
                start = sign.end()
        elif sign[0] == ";" and not depth:
            rules.append((css[start : sign.end()].strip(), None, None))
            start = sign.end()
    return tuple(rules), start if depth or css[start:].strip() else None


def _read_rule(head, inside):
    if head.startswith(("@media", "@supports")):
        rules, rest = _read_block(inside, 0)
        return (head, None, rules if rest is None else inside)
    if head.startswith("@"):
        return (head, None, inside)
    return (head, tuple(_needed_names(selector) for selector in COMMAS.split(head)), inside)


def _needed_names(selector):
    """Return the names without which a selector matches nothing; fewer than there are do no harm."""
    if "\\" in selector:
        return frozenset()
    return frozenset(name.lower() for name in NAMES.findall(CONDITIONS.sub(" ", selector)))


def _write_used(rules, names):
    kept = []
    for head, needed, inside in rules:
        if inside is None:
            kept.append(head)
        elif isinstance(inside, tuple):
            used = _write_used(inside, names)
            if used:
                kept.append(f"{head}{{{used}}}")
        elif needed is None or any(part <= names for part in needed):
            kept.append(f"{head}{{{inside}}}")
    return "".join(kept)
