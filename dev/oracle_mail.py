"""Reads a message as its recipient does: who it is to, what it says, which amounts it names.

Standard library only.
"""

import email
import email.policy
import html
import html.parser
import re
from dataclasses import dataclass
from decimal import Decimal
from email.utils import getaddresses

# Thousands are never parted by a plain space in what Odoo formats; two columns of a table may be.
NUMBER = re.compile(r"\d(?:[\d.,'’\u00a0\u202f]*\d)?")
SPLIT = re.compile(r"[\s,;:()]+")
BLOCKS = {"p", "div", "br", "tr", "td", "th", "li", "table", "h1", "h2", "h3"}


@dataclass(frozen=True)
class Mail:
    """One message received.

    Attributes:
        to: addresses in To, in lower case.
        text: subject and body as plain text, white space folded.
        amounts: every number in it that can be an amount of money.
        attachments: names of the files attached.
        references: ids of the messages that it answers.
    """

    file: str
    message_id: str
    to: tuple
    subject: str
    text: str
    amounts: frozenset
    attachments: tuple
    references: frozenset = frozenset()


class _Text(html.parser.HTMLParser):
    """Collects the visible text of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self._hidden = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "script", "head"):
            self._hidden += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in ("style", "script", "head"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self._hidden:
            self.parts.append(data)


def plain(markup):
    """Return the visible text of HTML, one line a block."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split(" ")).strip() for line in "".join(parser.parts).splitlines())
    return "\n".join(re.sub(r"[ \t]+", " ", line) for line in lines if line)


def amounts(text):
    """Return every number in ``text`` that can be an amount, however its language writes it."""
    return frozenset(value for token in NUMBER.findall(text) if (value := amount(token)) is not None)


def amount(token):
    """Return the amount a token means, ``None`` when it is none: 1 234,56; 1.234,56; 1,234.56; 1'234.56; 1234."""
    plain_token = re.sub(r"[\s\u00a0\u202f'’]", "", token).rstrip(".,")
    match = re.fullmatch(r"(\d[\d.,]*?)(?:([.,])(\d{1,2}))?", plain_token)
    if not match:
        return None
    whole = re.sub(r"[.,]", "", match[1])
    return Decimal(f"{whole}.{match[3]}" if match[3] else whole)


def read(path):
    """Parse the message in the file ``path``."""
    return parse(path.read_bytes(), path.name)


def parse(content, name=""):
    """Parse a message from its bytes; see :class:`Mail`."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    body = message.get_body(preferencelist=("html", "plain"))
    text = body.get_content() if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = plain(text)
    subject = str(message.get("Subject", ""))
    text = f"{subject}\n{html.unescape(text)}"
    return Mail(
        file=name,
        message_id=str(message.get("Message-Id", "")).strip(),
        to=tuple(address.lower() for _name, address in getaddresses([str(message.get("To", ""))]) if address),
        subject=subject,
        text=text,
        amounts=amounts(text),
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        references=frozenset(f"{message.get('In-Reply-To', '')} {message.get('References', '')}".split()),
    )
