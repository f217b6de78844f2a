"""The oracle's judgement of what customers answered, and of the messages that are no step of a plan.

It knows who wrote each answer, a person or a machine, from the post itself, and works out on its own which customers'
plans rest; what dunning took down and placed is compared with that.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import oracle_mail
import oracle_sql
from oracle_deeds import plain

# Outcomes that are followed by an e-mail to the customer.
ANSWERED = ("already_paid", "resent")
# Outcomes after which the invoices asked for rest, with the words for that.
OUTCOMES_ON_HOLD = {
    "promised": {"promise"}, "payment_announced": {"payment_announced"}, "already_paid": {"payment_announced"}, "disputed": {"dispute"},
}  # fmt: skip
# Outcomes that are about what is due of these invoices, if anything is.
DUE_ONLY = ("promised", "disputed")
# The pause goes on after it, until its last day.
KEEPING = "wrong_contact"

TAKEN_DOWN = """
SELECT reply.message_ref, reply.kind, reply.state, reply.outcome, reply.partner_id, reply.action_id, reply.hold_id, sent.model, sent.res_id
  FROM dunning_reply AS reply
  LEFT JOIN mail_message AS got ON got.id = reply.mail_message_id
  LEFT JOIN mail_message AS sent ON sent.message_id = %(answered)s
 WHERE reply.company_id = %(company)s AND reply.message_ref = %(message)s
"""

# Several pauses of a customer may overlap: he rests until the last of them is over.
PLACED = """
SELECT partner_id, NULLIF(MAX(COALESCE(date_end, 'infinity')), 'infinity') AS date_end FROM dunning_hold
 WHERE company_id = %(company)s AND kind = 'reply' AND state = 'active' AND move_id IS NULL AND move_line_id IS NULL
   AND date_start <= %(day)s AND (date_end IS NULL OR date_end >= %(day)s)
 GROUP BY partner_id
"""

# Whether messages that another one names belong to the thread of the one answered: Odoo names the last three of a thread.
SAME_THREAD = """
SELECT 1 AS found FROM mail_message AS answered
  JOIN mail_message AS named ON named.model = answered.model AND named.res_id = answered.res_id
 WHERE answered.message_id = %(answered)s AND named.message_id = ANY(%(named)s)
 LIMIT 1
"""

# The items that the contact answered asked for.
ASKED = """
SELECT line.move_line_id FROM dunning_reply AS reply
  JOIN dunning_action_line AS line ON line.action_id = reply.action_id AND line.asked
 WHERE reply.message_ref = %(message)s AND line.move_line_id IS NOT NULL
"""

# Addresses of the company and of its people.
OURS = """
SELECT person.email_normalized FROM res_partner AS person
 WHERE person.email_normalized IS NOT NULL
   AND (person.id IN (SELECT partner_id FROM res_users WHERE share IS NOT TRUE) OR person.id IN (SELECT partner_id FROM res_company))
"""

OF_CUSTOMER = """
SELECT email_normalized FROM res_partner WHERE commercial_partner_id = %(partner)s AND email_normalized IS NOT NULL
"""

# The invoices of a customer, whether each was ever chased, and what money came in for it.
INVOICES = """
SELECT move.id, move.name, move.currency_id,
       EXISTS (SELECT FROM dunning_action_line AS line
                 JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done'
                WHERE line.move_id = move.id AND line.kind = 'advance' AND line.status = 'counted' AND line.step_delay >= 0) AS chased,
       (SELECT SUM(part.debit_amount_currency)
          FROM account_move_line AS item
          JOIN account_partial_reconcile AS part ON part.debit_move_id = item.id
          JOIN account_move_line AS paid ON paid.id = part.credit_move_id
          JOIN account_journal AS journal ON journal.id = paid.journal_id AND journal.type IN ('bank', 'cash', 'credit')
         WHERE item.move_id = move.id) AS money
  FROM account_move AS move
 WHERE move.commercial_partner_id = %(partner)s AND move.move_type = 'out_invoice' AND move.state = 'posted'
"""


# The record in whose thread a message is.
THREAD = "SELECT model, res_id FROM mail_message WHERE message_id = %(answered)s"


def two_working_days_after(day):
    """Return the second day after ``day`` that is no Saturday and no Sunday."""
    for _step in range(2):
        day += timedelta(1)
        while day.weekday() > 4:
            day += timedelta(1)
    return day


@dataclass
class Pause:
    """The rest of one customer's plan that answers caused: ``waiting`` are those that nobody has dealt with.

    An ``empty`` one rests nothing: it only keeps that an answer on the page waits to be read.
    """

    customer: int
    start: date
    end: date
    waiting: set = field(default_factory=set)
    kept: bool = False
    over: bool = False
    short: bool = False
    empty: bool = False

    def holds(self, day):
        """Tell whether the plan rests on ``day``."""
        return not self.over and not self.empty and self.start <= day <= self.end


class Pauses:
    """Keeps account of the pauses, from the answers and what people made of them, in the order in which they happened."""

    def __init__(self):
        self.all = []
        self._of = {}
        self._paused = set()

    def came(self, answer, days, thread=None):
        """Somebody answered: a person's answer pauses for ``days``; those that wait together share one pause.

        Whoever is not the one who was asked pauses a thread once, by himself, for two working days.
        """
        if not answer.person or not days:
            return
        if answer.writer != answer.asked:
            if thread not in self._paused:
                self._paused.add(thread)
                end = min(two_working_days_after(answer.day), answer.day + timedelta(days))
                self._of[answer.message_id] = Pause(answer.customer, answer.day, end, {answer.message_id}, short=True)
                self.all.append(self._of[answer.message_id])
            return
        end = answer.day + timedelta(days)
        waiting = (one for one in self.all if one.customer == answer.customer and one.waiting and not one.short)
        pause = next((one for one in waiting if one.holds(answer.day)), None)
        if pause is None:
            pause = Pause(answer.customer, answer.day, end)
            self.all.append(pause)
        pause.end = max(pause.end, end)
        pause.waiting.add(answer.message_id)
        self._of[answer.message_id] = pause

    def came_by_page(self, answer, days, outcome, waits):
        """Somebody answered on the page: a request pauses for ``days`` unless a reply that waits does; what was done rests nothing.

        Args:
            answer: the :class:`replay_page.PageAnswer`.
            days: of a pause.
            outcome: ``done`` or ``asked``, as the page said.
            waits: whether somebody has to read it.
        """
        if not waits:
            return
        others = (one for one in self.all if one.customer == answer.customer and one.waiting and one.holds(answer.day))
        empty = outcome == "done" or not days or any(others)
        end = answer.day + timedelta(days)
        self._of[answer.message_id] = Pause(answer.customer, answer.day, end, {answer.message_id}, empty=empty)
        self.all.append(self._of[answer.message_id])

    def handled(self, message_id, outcome):
        """Somebody dealt with an answer: its pause ends unless another one waits or the outcome keeps it."""
        pause = self._of.get(message_id)
        if pause is None:
            return
        pause.waiting.discard(message_id)
        pause.kept = pause.kept or outcome == KEEPING
        pause.over = not pause.waiting and not pause.kept

    def unread(self):
        """Return the ids of the customers whose own answer waits, whatever became of its pause."""
        return frozenset(pause.customer for pause in self.all if pause.waiting and not pause.short)

    def on(self, day):
        """Return the last day of the pause of each customer who rests on ``day``, by id."""
        ends = {}
        for pause in self.all:
            if pause.holds(day):
                ends[pause.customer] = max(pause.end, ends.get(pause.customer, pause.end))
        return ends


class ReplyChecks:
    """Checks of answers and of the messages beside the steps; part of :class:`oracle.Oracle`."""

    # -- what came in ------------------------------------------------------------------------------

    def _read_post(self):
        """Take note of what happened in the post since the last look; return those answers and outcomes."""
        new = self.post[self._read_to :]
        self._read_to = len(self.post)
        if new:
            query = "SELECT dunning_reply_days AS days FROM res_company WHERE id = %(company)s"
            days = oracle_sql.rows(self.cursor, query, company=self.company)[0]["days"]
        for one in new:
            if hasattr(one, "outcome"):
                self._pauses.handled(one.message_id, one.outcome)
            elif hasattr(one, "key"):
                self._answers[one.message_id] = one
                self._to_confirm.append(one)
                self._pauses.came_by_page(one, days, *self._read_page_outcome(one))
            elif not hasattr(one, "shares"):
                self._answers[one.message_id] = one
                found = oracle_sql.rows(self.cursor, THREAD, answered=one.answered)
                self._pauses.came(one, days, (found[0]["model"], found[0]["res_id"]) if found else one.answered)
        return new

    def _check_post(self, new):
        """Judge what dunning made of what happened in the post since the last look, and the pauses as they stand."""
        for one in new:
            if hasattr(one, "outcome"):
                self._check_followed(one)
            elif hasattr(one, "key"):
                self._check_page_answer(one)
            elif hasattr(one, "shares"):
                self._check_page_payment(one)
            else:
                self._check_taken_down(one)
        self._check_page_effects(new)
        self._check_pauses()

    def _check_taken_down(self, answer):
        """Check that an answer was taken down once, of the right customer, as what it is."""
        found = oracle_sql.rows(
            self.cursor, TAKEN_DOWN, company=self.company, message=answer.message_id, answered=answer.answered
        )
        who = "a person's" if answer.person else "a machine's"
        text = f"{who} answer {answer.message_id} was taken down {len(found)} times"
        if not self._require(len(found) == 1, "reply", answer.customer, None, text):
            return
        [row] = found
        right = (row["kind"] == "reply") == answer.person and row["kind"] in ("reply", "auto", "out_of_office")
        self._require(right, "reply", answer.customer, None, f"{who} answer {answer.message_id} is said to be {row['kind']}")
        text = f"answer {answer.message_id} is said to be of customer {row['partner_id']}"
        self._require(row["partner_id"] == answer.customer, "reply", answer.customer, None, text)
        if row["model"] == "dunning.action":
            text = f"answer {answer.message_id} is said to be about action {row['action_id']}, it is about {row['res_id']}"
            self._require(row["action_id"] == row["res_id"], "reply", answer.customer, None, text)
        if not answer.person:
            quiet = row["state"] == "handled" and row["hold_id"] is None
            self._require(quiet, "reply", answer.customer, None, f"{who} answer {answer.message_id} waits or pauses")

    def _check_pauses(self):
        """Check that exactly those customers rest who should, until the right day."""
        ours = self._pauses.on(self.day)
        theirs = {row["partner_id"]: row["date_end"] for row in oracle_sql.rows(self.cursor, PLACED, company=self.company, day=self.day)}
        for customer in ours.keys() | theirs.keys():
            text = f"rests because of replies until {theirs.get(customer, 'never')}, should until {ours.get(customer, 'never')}"
            self._require(ours.get(customer) == theirs.get(customer), "reply", customer, None, text)

    def _check_followed(self, done):
        """Check what followed from an answer that somebody dealt with: what was asked for rests, if the outcome says so."""
        answer = self._answers[done.message_id]
        wanted = OUTCOMES_ON_HOLD.get(done.outcome)
        if not wanted:
            return
        asked = [row["move_line_id"] for row in oracle_sql.rows(self.cursor, ASKED, message=done.message_id)]
        items = [self.world.open[number] for number in asked if number in self.world.open]
        if done.outcome in DUE_ONLY:
            items = [item for item in items if item.due <= self.day] or items
        for item in items:
            one = self._current()[item.id]
            rests = bool(wanted & self.world.why(item.id)) or one.net_currency <= 0
            text = f"{done.outcome} by reply {done.message_id}, and it rests by {self.world.why(item.id) or 'nothing'}"
            self._require(rests, "reply", answer.customer, item.id, text)

    # -- messages beside the steps -----------------------------------------------------------------

    def _expect_answers(self, new):
        """Return the messages that what people made of answers must have sent: (outcome, answer)."""
        return [(one.outcome, self._answers[one.message_id]) for one in new if getattr(one, "outcome", None) in ANSWERED]

    def _check_beside(self, mail, expected):
        """Judge a message that is no step: an answer to an answer, thanks, a word to our own people.

        Args:
            mail: the :class:`oracle_mail.Mail`.
            expected: what :meth:`_expect_answers` returned; what is found is taken out.

        Returns:
            Whether it is one.
        """
        if mail.to and set(mail.to) <= self._own_addresses():
            return True
        # of two answers in one thread, the one that brings invoices is the one that should
        for one in sorted(expected, key=lambda one: (one[0] == "resent") != bool(mail.attachments)):
            outcome, answer = one
            # Whoever is not known by his address gets nothing: whom we had asked is answered.
            theirs = oracle_sql.rows(self.cursor, OF_CUSTOMER, partner=answer.customer)
            known = {answer.asked, *(row["email_normalized"] for row in theirs)}
            if set(mail.to) <= known and self._is_in_thread(mail, answer):
                expected.remove(one)
                self._check_answer(mail, outcome, answer)
                return True
        query = """
            SELECT notice.partner_id FROM mail_message AS message
              JOIN dunning_payment_notice AS notice ON notice.id = message.res_id
             WHERE message.model = 'dunning.payment.notice' AND message.message_id = %(message)s
        """
        found = oracle_sql.rows(self.cursor, query, message=mail.message_id)
        if found:
            self._check_thanks(mail, found[0]["partner_id"])
        return bool(found)

    def _is_in_thread(self, mail, answer):
        named = list(mail.references)
        return bool(oracle_sql.rows(self.cursor, SAME_THREAD, answered=answer.answered, named=named))

    def _own_addresses(self):
        return {row["email_normalized"] for row in oracle_sql.rows(self.cursor, OURS)}

    def _check_answer(self, mail, outcome, answer):
        """Check that an answer to an answer names nothing that is settled, and brings the invoices when it should."""
        words = set(oracle_mail.SPLIT.split(mail.text.replace(".", " ")))
        names = self._settled_names(answer.customer)
        text = f"{mail.file} names {words & set(names)}, which is paid"
        self._require(not words & set(names), "mail", answer.customer, None, text)
        open_names = {item.name for item in self.world.open.values() if item.partner == answer.customer} & words
        self._require(open_names, "mail", answer.customer, None, f"{mail.file} names no open invoice")
        if outcome == "resent":
            missing = {name for name in open_names if not any(name in file for file in mail.attachments)}
            self._require(not missing, "mail", answer.customer, None, f"{mail.file} does not bring {missing}")

    def _check_thanks(self, mail, partner):
        """Check that thanks go to the customer, once, for chased invoices that are paid, and name the money that came."""
        addresses = {row["email_normalized"] for row in oracle_sql.rows(self.cursor, OF_CUSTOMER, partner=partner)}
        self._require(set(mail.to) <= addresses, "mail", partner, None, f"{mail.file} thanks {mail.to} for customer {partner}")
        words = set(oracle_mail.SPLIT.split(mail.text.replace(".", " ")))
        named = [row for row in oracle_sql.rows(self.cursor, INVOICES, partner=partner) if row["name"] in words]
        self._require(named, "mail", partner, None, f"{mail.file} thanks for nothing")
        still_open = {item.move for item in self.world.open.values()}
        sums = Counter()
        for row in named:
            once = row["id"] not in self._thanked
            self._thanked.add(row["id"])
            good = once and row["chased"] and row["id"] not in still_open
            text = f"{mail.file} thanks for {row['name']}, which is open, was never chased or was thanked for before"
            self._require(good, "mail", partner, row["name"], text)
            sums[row["currency_id"]] += row["money"] or Decimal(0)
        for amount in sums.values():
            text = f"{mail.file} does not name {amount}, which came in"
            self._require(plain(amount) in mail.amounts, "mail", partner, None, text)
