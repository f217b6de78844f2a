"""The mails of the benchmark of answers, read from ``dev/replies``; its README says what their head lines mean."""

import hashlib
import importlib.util
import json
import re
import sys
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "replies"
LIBRARY = FOLDER.parent.parent / "models" / "reply" / "meaning"
HEAD = re.compile(r"^# (?P<id>[a-z]{2}-[st]?\d+) (?P<ledger>[A-Z]) (?P<day>\d{4}-\d\d-\d\d) (?P<outcomes>[a-z_+]+)(?P<more>.*)$")
# Whose day is compared where an answer says several things.
DATED = ("will_pay", "instalments", "out_of_office", "paid")


def load_library():
    """Return the package ``models/reply/meaning``, imported alone, without Odoo."""
    if "reply_meaning" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "reply_meaning", LIBRARY / "__init__.py", submodule_search_locations=[str(LIBRARY)]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules["reply_meaning"] = module
        spec.loader.exec_module(module)
    return sys.modules["reply_meaning"]


@dataclass
class Mail:
    """One mail and what it should be understood as."""

    id: str
    ledger: str
    day: date
    outcomes: frozenset
    cause: str | None = None
    date: "date | None" = None
    amount: Decimal | None = None
    invoices: frozenset = frozenset()
    all_invoices: bool = False
    lines: list = field(default_factory=list)

    @property
    def language(self):
        """Code of the language that it is written in."""
        return self.id[:2]

    @property
    def text(self):
        """The mail's plain text."""
        return "\n".join(self.lines).strip("\n") + "\n"


def read_mails(half):
    """Return the mails of a half of the corpus.

    :param str half: ``first`` (written before the rules) or ``second`` (written afterwards, held back)
    :rtype: list of Mail
    """
    mails = []
    for path in sorted((FOLDER / half).glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            head = HEAD.match(line)
            if head:
                mails.append(_new_mail(head))
            elif mails:
                mails[-1].lines.append(line)
    return mails


def _new_mail(head):
    more = dict(part.split("=", 1) for part in head["more"].split())
    invoices = more.get("invoices", "")
    return Mail(
        head["id"], head["ledger"], date.fromisoformat(head["day"]), frozenset(head["outcomes"].split("+")),
        cause=more.get("cause"), date=date.fromisoformat(more["date"]) if "date" in more else None,
        amount=Decimal(more["amount"]) if "amount" in more else None,
        invoices=frozenset(invoices.split(",")) if invoices not in ("", "all") else frozenset(), all_invoices=invoices == "all",
    )  # fmt: skip


def read_ledgers():
    """Return the open invoices (dicts) of each ledger by its letter."""
    return {name: ledger["invoices"] for name, ledger in json.loads((FOLDER / "ledgers.json").read_text()).items()}


def fingerprint(half):
    """Return the SHA-256 of the texts and expected values of a half."""
    digest = hashlib.sha256()
    for path in sorted((FOLDER / half).glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def compare(mail, meanings):
    """Return for each value whether it was understood: ``outcome``, ``date``, ``invoice``, ``amount``, ``cause``.

    :param Mail mail: the mail with the values that it should have
    :param list meanings: what was understood
    :rtype: dict
    """
    dated = sorted((one for one in meanings if one.outcome in DATED and one.day), key=lambda one: DATED.index(one.outcome))
    everything = any(one.all_invoices for one in meanings)
    named = frozenset(number for one in meanings for number in one.invoices)
    return {
        "outcome": {one.outcome for one in meanings} == mail.outcomes,
        "date": (dated[0].day if dated else None) == mail.date,
        "invoice": (everything, frozenset() if everything else named) == (mail.all_invoices, mail.invoices),
        "amount": next((one.amount for one in meanings if one.amount is not None), None) == mail.amount,
        "cause": next((one.cause for one in meanings if one.cause), None) == mail.cause,
    }
