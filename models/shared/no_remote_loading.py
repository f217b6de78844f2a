"""What a printed document may load: data in the text itself, and pictures and assets of this server. Pure, no database.

A printer that fetches from elsewhere tells others who is reminded and when, and reaches what only the server reaches.
"""

import re
from urllib.parse import unquote, urlsplit

from lxml import html

# Where this server keeps what documents show.
OWN_PATHS = ("/web/image", "/web/content", "/web/assets", "/web/static/", "/web/binary/", "/report/barcode", "/account_dunning/static/")

# Elements that load or run something by themselves; no document of ours needs them.
DROPPED = ("script", "iframe", "frame", "object", "embed", "applet", "base", "audio", "video", "source")

# Attributes that name what an element loads.
SOURCES = ("src", "data", "background", "poster", "href", "xlink:href")

URL = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)]*)\s*\)", re.IGNORECASE)
IMPORT = re.compile(r"@import[^;]*(;|$)", re.IGNORECASE)
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def drop_remote(text, base_url):
    """Return a document without what it would load from elsewhere; links to follow stay.

    :param str text: HTML of the whole document
    :param str base_url: address of this server
    """
    root = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        refreshes = element.tag == "meta" and "refresh" in (element.get("http-equiv") or "").lower()
        if (element.tag in DROPPED or refreshes) and element.getparent() is not None:
            element.drop_tree()
            continue
        _clean_element(element, base_url)
    return html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def _clean_element(element, base_url):
    """Take from an element the attributes that would load something from elsewhere."""
    element.attrib.pop("srcset", None)
    for name in SOURCES:
        follows = name == "href" and element.tag in ("a", "area")
        if name in element.attrib and not follows and not is_own(element.get(name), base_url):
            del element.attrib[name]
    if element.get("style"):
        element.set("style", clean_css(element.get("style"), base_url))
    if element.tag == "style" and element.text:
        element.text = clean_css(element.text, base_url)


def clean_css(text, base_url):
    """Return style rules without imports, and without what they would load from elsewhere.

    Escaped letters (``\\75rl``) are read as the printer reads them.
    """
    plain = COMMENT.sub("", ESCAPE.sub(_unescape_character, text))
    cleaned = URL.sub(lambda found: found[0] if is_own(found[1].strip(" \t\r\n\"'"), base_url) else "none", IMPORT.sub("", plain))
    return text if cleaned == plain else cleaned


def _unescape_character(found):
    if found[2]:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 else ""


def is_own(url, base_url):
    """Tell whether an address is data, a place in the document, or a picture or asset of this server.

    :param str url: as written in the document
    :param str base_url: address of this server
    """
    url = re.sub(r"[\x00-\x20]", "", url or "").replace("\\", "/")
    if not url or url.startswith("#") or url.lower().startswith("data:"):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if (parts.scheme or parts.netloc) and parts[:2] != urlsplit(base_url)[:2]:
        return False
    path = unquote(parts.path)
    return path.startswith(OWN_PATHS) and ".." not in path
