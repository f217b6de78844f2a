"""The oracle: looks at the books and at dunning's deeds every day and says which rule of the design was broken.

It imports nothing of the add-on and nothing of Odoo: what is known comes from the accounting tables and the messages received
(``oracle_facts``, ``oracle_mail``), opinions from its own plain reading of the rules (``oracle_day``); what dunning
recorded and claims is compared with them. One :class:`~oracle_world.World` is read a look, and all rules judge by it.

Twice a day: :meth:`Oracle.after_run` judges what the run recorded, what it claims about every open item, and what it
sent by itself; :meth:`Oracle.after_people` judges what people's doings sent, posted and reported.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import oracle_day
import oracle_facts
import oracle_sql
from oracle_deeds import DeedChecks
from oracle_page import PageChecks
from oracle_page_deeds import PageDeedChecks
from oracle_promises import PromiseChecks
from oracle_replies import Pauses, ReplyChecks
from oracle_run import RunChecks

RULES = {
    "chased": "no paid, covered or suspended item is chased",
    "interval": "no customer is contacted within the interval",
    "order": "no step is skipped or repeated",
    "early": "nothing comes before its day",
    "next": "every open item has a next step or a true reason",
    "amount": "amounts asked = open items less credits",
    "promise": "promises are what the ledger makes of them",
    "reply": "a person's answer pauses the plan until it is dealt with or over, a machine's does not",
    "page": "what customers say and pay on their page is taken down once, does what it says and nothing else, and is confirmed",
    "ledger": "open items = ledger",
    "mail": "messages received say so, to the right address",
}

# Violations listed in the report.
SHOWN = 50


@dataclass(frozen=True)
class Violation:
    """One broken rule: when, whose, about what."""

    day: date
    partner: int
    item: object
    rule: str
    text: str

    def __str__(self):
        return f"{self.day} customer {self.partner} item {self.item} [{self.rule}] {self.text}"


class Oracle(RunChecks, DeedChecks, PromiseChecks, ReplyChecks, PageChecks, PageDeedChecks):
    """Watches one root company.

    Args:
        cursor: a DB-API cursor of its own, in autocommit mode.
        company: id of the root company.
        mail_folder: where the SMTP server leaves the messages received.
        post: list that grows with what customers answer and what becomes of it, as :attr:`replay_mail.Post.log`.
    """

    def __init__(self, cursor, company, mail_folder, post=()):
        self.cursor = cursor
        self.company = company
        self.mail_folder = mail_folder
        self.post = post
        self.violations = []
        self.checked = Counter()
        self.day = None
        self.world = None
        self._rulings = None
        self._last_action, self._last_line = self._latest()
        self._done = self._done_ids()
        self._mails = {path.name for path in mail_folder.glob("*.eml")}
        self._morning = {}
        self._printed = {}
        self._pauses = Pauses()
        self._answers = {}
        self._to_confirm = []
        self._said_paid = set()
        self._done_by_page = []
        self._before = None
        self._read_to = 0
        self._thanked = set()

    # -- twice a day -------------------------------------------------------------------------------

    def after_run(self, day, preview, books=None):
        """Judge the run of ``day``.

        Args:
            day: the day.
            preview: id of the preview made right after the run: its decisions are the claims.
            books: open amount by (customer, currency) as the bookkeeper knows it, if there is one.
        """
        news = self._look(day)
        new_actions = {number for number in self.world.actions if number > self._last_action}
        new_lines = {number for number in self.world.lines if number > self._last_line}
        self._morning = self._current()
        self._check_recorded(new_actions, new_lines)
        query = "SELECT * FROM dunning_decision WHERE run_id = %(run)s"
        claims = {row["item_id"]: row for row in oracle_sql.rows(self.cursor, query, run=preview)}
        self._check_claims(claims)
        self._check_ledger(claims, books)
        self._check_promises()
        self._check_stalled()
        self._check_post(news)
        self._check_deeds(news)
        self._last_action, self._last_line = self._latest()

    def after_people(self, day):
        """Judge what left, was posted or was reported since the run of ``day``."""
        news = self._look(day)
        self._check_post(news)
        self._check_deeds(news)
        self._remember_printed()
        self._last_action, self._last_line = self._latest()

    def _look(self, day):
        """Read the world of ``day``; return what happened in the post since the last look."""
        self.day = day
        news = self._read_post()
        self._before = self.world
        self.world = oracle_facts.read(self.cursor, self.company, day, self._pauses.on(day), self._pauses.unread())
        self._rulings = None
        return news

    def _current(self):
        """Return the :class:`~oracle_day.Ruling` of every open item at this look, by its id."""
        if self._rulings is None:
            self._rulings = oracle_day.decide(self.world)
        return self._rulings

    def _latest(self):
        query = (
            "SELECT (SELECT MAX(id) FROM dunning_action) AS action, (SELECT MAX(id) FROM dunning_action_line) AS line"
        )
        row = oracle_sql.rows(self.cursor, query)[0]
        return row["action"] or 0, row["line"] or 0

    def _done_ids(self):
        query = "SELECT id FROM dunning_action WHERE state = 'done' AND company_id = %(company)s"
        return {row["id"] for row in oracle_sql.rows(self.cursor, query, company=self.company)}

    def _fail(self, rule, partner, item, text):
        self.violations.append(Violation(self.day, partner, item, rule, text))

    def _require(self, truth, rule, partner, item, text):
        """Count one check of ``rule``; note a violation when it does not hold."""
        self.checked[rule] += 1
        if not truth:
            self._fail(rule, partner, item, text)
        return truth


def report(checked, violations):
    """Return the lines that sum up what was checked and what was broken.

    Args:
        checked: how many checks of each rule were made.
        violations: list of (rule, text).
    """
    lines = ["checked:"]
    broken = Counter(rule for rule, _text in violations)
    for rule, meaning in RULES.items():
        lines.append(f"  {rule:<9}{checked[rule]:>11,} checks {broken[rule]:>6,} violations   {meaning}")
    lines += [f"  ! {text}" for _rule, text in violations[:SHOWN]]
    if len(violations) > SHOWN:
        lines.append(f"  ! and {len(violations) - SHOWN} more")
    lines.append(f"{len(violations)} violations")
    return lines
