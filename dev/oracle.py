"""The oracle: looks at the books and at dunning's deeds every day and says which rule of the design was broken.

It imports nothing of the add-on and nothing of Odoo: facts come from the accounting tables and the messages received
(``oracle_facts``, ``oracle_mail``), opinions from its own plain reading of the rules (``oracle_rules``); what dunning
recorded and claims is compared with them.

Twice a day: :meth:`Oracle.after_run` judges what the run recorded, what it claims about every open item, and what it
sent by itself; :meth:`Oracle.after_people` judges what people's doings sent, posted and reported.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import oracle_facts
import oracle_mail
from oracle_rules import asked, contacts, goes_along

RULES = {
    "chased": "no paid, covered or suspended item is chased",
    "interval": "no customer is contacted within the interval",
    "order": "no step is skipped or repeated",
    "early": "nothing comes before its day",
    "next": "every open item has a next step or a true reason",
    "amount": "amounts asked = open items less credits",
    "ledger": "open items = ledger",
    "mail": "messages received say so, to the right address",
}

# Violations listed in the report.
SHOWN = 50

OPEN = ("todo", "ready", "failed")
LETTERS = ("letter", "registered_letter")

# Reasons of the decision that the oracle checks by other means than a suspension's code.
ACTING = ("act", "ride", "join")


ADDRESSES = """
SELECT BOOL_OR(contact.email_normalized IS NOT NULL AND NOT EXISTS (
           SELECT FROM dunning_action AS bounced
            WHERE bounced.partner_id = %(partner)s AND bounced.delivery_status = 'bounced'
              AND bounced.recipient_address = contact.email_normalized)) AS mail,
       BOOL_OR(contact.phone <> '') AS phone,
       BOOL_OR((contact.street <> '' OR contact.street2 <> '') AND (contact.city <> '' OR contact.zip <> '')) AS post
  FROM res_partner AS contact
 WHERE contact.commercial_partner_id = %(partner)s AND contact.active
"""


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


class Oracle:
    """Watches one root company.

    Args:
        cursor: a DB-API cursor of its own, in autocommit mode.
        company: id of the root company.
        mail_folder: where the SMTP server leaves the messages received.
    """

    def __init__(self, cursor, company, mail_folder):
        self.cursor = cursor
        self.company = company
        self.mail_folder = mail_folder
        self.violations = []
        self.checked = Counter()
        self.day = None
        self.facts = None
        self._last_action, self._last_line = self._latest()
        self._done = self._done_ids()
        self._mails = {path.name for path in mail_folder.glob("*.eml")}
        self._morning = {}

    # -- twice a day -------------------------------------------------------------------------------

    def after_run(self, day, preview, books=None):
        """Judge the run of ``day``.

        Args:
            day: the day.
            preview: id of the preview made right after the run: its decisions are the claims.
            books: open amount by (customer, currency) as the bookkeeper knows it, if there is one.
        """
        self._look(day)
        new_actions = {number for number in self.facts.actions if number > self._last_action}
        new_lines = {number for number in self.facts.lines if number > self._last_line}
        self._morning = self.facts.situations()
        self._check_recorded(new_actions, new_lines)
        query = "SELECT * FROM dunning_decision WHERE run_id = %(run)s"
        claims = {row["item_id"]: row for row in oracle_facts.rows(self.cursor, query, run=preview)}
        self._check_claims(claims)
        self._check_ledger(claims, books)
        self._check_deeds()
        self._last_action, self._last_line = self._latest()

    def after_people(self, day):
        """Judge what left, was posted or was reported since the run of ``day``."""
        self._look(day)
        self._check_deeds()
        self._last_action, self._last_line = self._latest()

    def _look(self, day):
        self.day = day
        self.facts = oracle_facts.read(self.cursor, self.company, day)

    def _latest(self):
        query = "SELECT (SELECT MAX(id) FROM dunning_action) AS action, (SELECT MAX(id) FROM dunning_action_line) AS line"
        row = oracle_facts.rows(self.cursor, query)[0]
        return row["action"] or 0, row["line"] or 0

    def _done_ids(self):
        query = "SELECT id FROM dunning_action WHERE state = 'done' AND company_id = %(company)s"
        return {row["id"] for row in oracle_facts.rows(self.cursor, query, company=self.company)}

    def _fail(self, rule, partner, item, text):
        self.violations.append(Violation(self.day, partner, item, rule, text))

    def _require(self, truth, rule, partner, item, text):
        """Count one check of ``rule``; note a violation when it does not hold."""
        self.checked[rule] += 1
        if not truth:
            self._fail(rule, partner, item, text)
        return truth

    # -- what the run recorded ---------------------------------------------------------------------

    def _check_recorded(self, new_actions, new_lines):
        """Compare the actions and lines that the run recorded with those that the rules call for."""
        before = self.facts.situations(without_lines=new_lines)
        expected = contacts(before.values(), self.day, lambda one: self._blocked(one, new_actions))
        recorded = {}
        for number in sorted(new_lines):
            line = self.facts.lines[number]
            if line["kind"] != "advance":
                continue
            action = self.facts.actions[line["action_id"]]
            key = action["partner_id"], action["group_key"] or 0
            joins = action["id"] not in new_actions
            self._check_line(line, action, before.get(line["move_line_id"]), joins, new_actions)
            if not joins:
                recorded.setdefault(key, {})[line["move_line_id"]] = line["step_id"]
        self._check_groups(recorded, new_actions)
        for key, contact in expected.items():
            self._check_complete(contact, recorded.get(key, {}), before)

    def _blocked(self, one, new_actions):
        """Tell whether a customer may not get a new contact today: contacted lately, or an action is under way."""
        if self._under_way(one.item.partner, new_actions):
            return True
        return any((self.day - day).days < one.plan.interval for day in self._days_before(one.item.partner, new_actions))

    def _days_before(self, partner, new_actions):
        return [day for day in self.facts.contact_days(partner, but=new_actions) if day <= self.day]

    def _under_way(self, partner, new_actions):
        """Return the older actions of a customer that were open when the run decided."""
        return [
            action
            for action in self.facts.actions.values()
            if action["partner_id"] == partner
            and action["id"] not in new_actions
            and (action["state"] in OPEN or (action["state"] == "done" and action["id"] not in self._done))
        ]

    def _check_line(self, line, action, one, joins, new_actions):
        """Check that an item takes the step it is due, today and not before."""
        partner, item = action["partner_id"], line["move_line_id"]
        if line["status"] == "void":
            return
        if not self._require(one is not None, "chased", partner, item, "takes a step though it is not open"):
            return
        alive = not one.suspended and one.net_currency > 0
        why = "suspended" if one.suspended else "covered by credits"
        self._require(alive, "chased", partner, item, f"takes a step though it is {why}")
        wanted = one.step
        right = wanted is not None and wanted.id == line["step_id"] and one.pending is None
        text = f"takes step {line['step_id']} ({line['step_delay']:+d}), next is {wanted and (wanted.id, wanted.delay)}"
        self._require(right, "order", partner, item, text)
        if right:
            text = f"takes {wanted.delay:+d} on {self.day}, which falls on {one.step_day}"
            self._require(one.step_day <= self.day, "early", partner, item, text)
        if not joins and one.plan is not None:
            days = self._days_before(partner, new_actions)
            near = [day for day in days if (self.day - day).days < one.plan.interval]
            self._require(not near, "interval", partner, item, f"new action {action['id']}, contacted on {near}")

    def _check_groups(self, recorded, new_actions):
        """Check that a customer (an invoice) gets one action, and none beside one that is under way."""
        seen = Counter()
        for number in new_actions:
            action = self.facts.actions[number]
            seen[action["partner_id"], action["group_key"] or 0] += 1
        for (partner, group), count in seen.items():
            self._require(count == 1, "interval", partner, None, f"{count} new actions on one day (group {group})")
            under_way = self._under_way(partner, new_actions) if (partner, group) in recorded else []
            text = f"new action beside {[action['id'] for action in under_way]}"
            self._require(not under_way, "interval", partner, None, text)

    def _check_complete(self, contact, recorded, before):
        """Check that what is due today was recorded, with the highest step in the lead."""
        for item, step in contact.items.items():
            if item in recorded:
                self.checked["next"] += 1
            else:
                self._excused(contact, item, step, before)

    def _excused(self, contact, item, step, before):
        """An item that is due and was not recorded needs a reason: too little, no address, or the cap."""
        amount = sum(before[other].net for other in contact.items)
        below = amount < before[item].plan.threshold
        text = f"{step.delay:+d} is due since {before[item].step_day} and nothing was recorded"
        excused = below or self._unreachable(contact.partner, contact.step) or self._capped()
        self._require(excused, "next", contact.partner, item, text)

    def _capped(self):
        query = "SELECT dunning_daily_cap AS cap FROM res_company WHERE id = %(company)s"
        return bool(oracle_facts.rows(self.cursor, query, company=self.company)[0]["cap"])

    def _unreachable(self, partner, step):
        """Tell whether a customer lacks the address for a step's channel, or for the one that stands in for it."""
        missing = self._missing_channels(partner)
        return step.channel in missing or step.fallback in missing

    def _missing_channels(self, partner):
        """Return the channels for which nobody of a customer has an address that works."""
        row = oracle_facts.rows(self.cursor, ADDRESSES, partner=partner)[0]
        missing = set()
        if not row["mail"]:
            missing.add("email")
        if not row["phone"]:
            missing |= {"sms", "phone"}
        if not row["post"]:
            missing |= set(LETTERS)
        return missing

    # -- what dunning claims about every open item ---------------------------------------------------

    def _check_claims(self, claims):
        """Check that each open item's reason is true and its next day right."""
        for number, one in self._morning.items():
            claim = claims.get(number)
            if self._require(claim is not None, "next", one.item.partner, number, "open, and no word about it"):
                truth, text = self._is_true(claim, one, claims)
                self._require(truth, "next", one.item.partner, number, f"said to be {claim['reason']}: {text}")
        for number in claims.keys() - self._morning.keys():
            self._fail("ledger", claims[number]["partner_id"], number, "decided about, though it is not open")

    def _is_true(self, claim, one, claims):
        """Return whether a claim about an item is true, and what the oracle knows."""
        reason = claim["reason"]
        known = f"step {one.step and one.step.delay} on {one.step_day}, pending {one.pending}, net {one.net_currency}"
        if reason in self.facts.reasons[one.item.id]:
            return True, known
        simple = {
            "credit": one.item.is_credit,
            "covered": one.net_currency <= 0 and not one.item.is_credit,
            "in_progress": one.pending is not None,
            "no_plan": one.plan is None,
            "plan_finished": one.plan is not None and one.step is None,
            "not_due": self._waits(claim, one),
            "contacted": self._rests_after_contact(one),
            "open_action": self._waits_for_action(one),
            "other_step": self._gives_way(one, claims),
            "below_threshold": one.plan is not None and (claim["addressed_amount"] or 0) < one.plan.threshold,
            "no_address": claim["channel"] in self._missing_channels(one.item.partner),
            "daily_cap": self._capped(),
        }
        text = "left undone by the run" if reason in ACTING else known
        return simple.get(reason, False), text

    def _waits(self, claim, one):
        if one.step is None:
            return False
        same = claim["step_id"] == one.step.id and claim["step_date"] == one.step_day
        return same and one.step_day > self.day and claim["next_date"] is not None and claim["next_date"] >= one.step_day

    def _rests_after_contact(self, one):
        if one.plan is None:
            return False
        days = self.facts.contact_days(one.item.partner)
        return any(0 <= (self.day - day).days < one.plan.interval for day in days)

    def _waits_for_action(self, one):
        """Tell whether an open action of the customer exists that the item's step cannot go with."""
        others = [
            action
            for action in self.facts.actions.values()
            if action["partner_id"] == one.item.partner and action["state"] in OPEN
        ]
        if not others or one.step is None:
            return bool(others)
        return not any(self._may_join(one, action) for action in others)

    def _may_join(self, one, action):
        if action["step_id"] is None or action["printed"] or (action["group_key"] or 0) != one.group:
            return False
        lead = next((step for step in self._steps() if step.id == action["step_id"]), None)
        return lead is not None and one.step.delay <= lead.delay and goes_along(one.step, lead) and one.can_move(self.day)

    def _steps(self):
        return [step for plan in self.facts.plans.values() for step in plan.steps]

    def _gives_way(self, one, claims):
        """Tell whether another item of the customer leads and is kept back for a reason of its own."""
        return any(
            other["reason"] in ("below_threshold", "no_address", "daily_cap", *ACTING)
            for other in claims.values()
            if other["partner_id"] == one.item.partner and other["item_id"] != one.item.id
        )

    # -- the ledger --------------------------------------------------------------------------------

    def _check_ledger(self, claims, books):
        """Check that accounting's residuals, the claims' amounts and the bookkeeper's balances agree with ours."""
        balances = Counter()
        for number, one in self._morning.items():
            item, raw = one.item, self.facts.raw[number]
            balances[item.partner, item.currency] += item.residual_currency
            same = raw["amount_residual"] == item.residual and raw["amount_residual_currency"] == item.residual_currency
            self._require(same, "ledger", item.partner, number, f"accounting says {raw['amount_residual']}, it is {item.residual}")
            if number in claims:
                self._check_claimed_amounts(claims[number], one)
        for key, amount in (books or {}).items():
            text = f"open items add up to {balances[key]}, the bookkeeper says {amount}"
            self._require(balances[key] == amount, "ledger", key[0], None, text)

    def _check_claimed_amounts(self, claim, one):
        """Check due date, open amount and cover of one item as dunning sees them."""
        theirs = (claim["date_due"], claim["residual"], claim["residual_currency"], claim["covered_currency"])
        ours = (one.item.due, one.item.residual, one.item.residual_currency, one.covered)
        text = "due, open, open in currency, covered: said " + ", ".join(map(str, theirs)) + "; are " + ", ".join(map(str, ours))
        self._require(theirs == ours, "ledger", one.item.partner, one.item.id, text)

    # -- what was done -----------------------------------------------------------------------------

    def _check_deeds(self):
        """Judge the actions done and the messages received since the last look."""
        done = {
            number: action
            for number, action in self.facts.actions.items()
            if action["state"] == "done" and number not in self._done
        }
        wanted = {}
        for number, action in sorted(done.items()):
            wanted[number] = self._check_done(action)
        self._check_once(done)
        self._done |= done.keys()
        self._check_mails(done, wanted)

    def _check_done(self, action):
        """Judge one action done today; return the situations whose amounts it should ask for."""
        partner, number = action["partner_id"], action["id"]
        self._require(action["date_done"] == self.day, "early", partner, None, f"action {number} says {action['date_done']}")
        lines = self.facts.lines_of[number]
        taking = {line["move_line_id"] for line in lines if line["kind"] == "advance" and line["status"] != "void"}
        now = self._now(action)
        for line in lines:
            if line["move_line_id"] in taking and line["kind"] == "advance":
                self._check_taken(line, action, now)
        plan = self.facts.plans.get(action["plan_id"])
        if plan is not None:
            days = [day for day in self.facts.contact_days(partner, but={number}) if day < self.day]
            near = [day for day in days if (self.day - day).days < plan.interval]
            self._require(not near, "interval", partner, None, f"action {number} done, contacted on {near}")
        return self._check_amounts(action, lines, taking, now)

    def _now(self, action):
        """Return the situations that an action had to respect.

        A message reads the ledger when it leaves, a call when it is reported (before what the report itself leads
        to); a letter is what the morning's run made of it.
        """
        if action["channel"] in LETTERS:
            return self._morning
        if action["channel"] == "phone":
            return self.facts.situations(ignoring_holds_of=action["id"], partner=action["partner_id"])
        return self._current()

    def _current(self):
        if self.facts is not getattr(self, "_current_of", None):
            self._current_of, self._current_situations = self.facts, self.facts.situations()
        return self._current_situations

    def _check_taken(self, line, action, situations):
        """Check an item that an action done today brings one step further."""
        partner, item = action["partner_id"], line["move_line_id"]
        one = situations.get(item)
        if not self._require(one is not None, "chased", partner, item, f"action {action['id']}: it is not open any more"):
            return
        alive = not one.suspended and one.net_currency > 0
        why = f"suspended ({self.facts.reasons.get(item)})" if one.suspended else "covered by credits"
        self._require(alive, "chased", partner, item, f"action {action['id']}: it is {why}")
        late = line["step_delay"] < 0 and self.day >= one.item.due
        text = f"action {action['id']}: {line['step_delay']:+d} done when it was due already ({one.item.due})"
        self._require(not late, "order", partner, item, text)
        self._require(
            (self.day - one.item.due).days >= line["step_delay"], "early", partner, item, f"action {action['id']} too early"
        )

    def _check_amounts(self, action, lines, taking, now):
        """Check what an action asked for, line by line and in all."""
        lead = next((step for step in self._steps() if step.id == action["step_id"]), None)
        if lead is None or action["channel"] == "server_action":
            return []
        partner, number = action["partner_id"], action["id"]
        of_customer = [
            one
            for one in now.values()
            if one.item.partner == partner and (not action["group_key"] or one.item.move == action["group_key"])
        ]
        if action["channel"] != lead.channel:
            lead = replace(lead, channel=action["channel"])
        wanted = asked(of_customer, taking, lead, self.day)
        theirs = {line["move_line_id"]: line["net_currency"] for line in lines if line["asked"] and line["status"] != "void"}
        if action["channel"] in LETTERS:
            # What fell due between writing and posting may be in the letter or not.
            wanted = [one for one in wanted if one.item.due < action["date"] or one.item.id in theirs]
        ours = {one.item.id: one.net_currency for one in wanted}
        for item in ours.keys() | theirs.keys():
            text = f"action {number} asks {theirs.get(item, 'nothing')}, open is {ours.get(item, 'nothing')}"
            self._require(ours.get(item) == theirs.get(item), "amount", partner, item, text)
        total = sum((one.net for one in wanted), Decimal(0))
        text = f"action {number} asks {action['amount_due']} in all, open is {total}"
        self._require(action["amount_due"] == total, "amount", partner, None, text)
        self._require(total > 0, "amount", partner, None, f"action {number} asks for nothing")
        return wanted

    def _check_once(self, done):
        """Check that a customer got one action a recipient and channel (an invoice, when grouped by invoice)."""
        seen = Counter(
            (action["partner_id"], action["contact_id"], action["channel"], action["group_key"])
            for action in self.facts.actions.values()
            if action["state"] == "done" and action["date_done"] == self.day and action["step_id"]
        )
        for action in done.values():
            key = (action["partner_id"], action["contact_id"], action["channel"], action["group_key"])
            text = f"{seen[key]} actions by {key[2]} on one day"
            self._require(seen[key] <= 1, "interval", key[0], None, text)

    # -- the messages received ---------------------------------------------------------------------

    def _new_mails(self):
        """Return the messages received since the last look."""
        paths = [path for path in self.mail_folder.glob("*.eml") if path.name not in self._mails]
        self._mails.update(path.name for path in paths)
        return [oracle_mail.read(path) for path in paths]

    def _check_mails(self, done, wanted):
        """Check the messages received since the last look against the actions they belong to."""
        mails = self._new_mails()
        actions = self._actions_of(mails)
        arrived = set()
        for mail in mails:
            number = actions.get(mail.message_id)
            action = done.get(number)
            if not self._require(action is not None, "mail", None, None, f"{mail.file} belongs to no action done today"):
                continue
            if action["recipient_address"] in mail.to or action["channel"] != "email":
                arrived.add(number)
            self._check_text(mail, action, wanted[number])
        for number, action in done.items():
            if action["channel"] == "email":
                text = f"action {number} is done and no message reached {action['recipient_address']}"
                self._require(number in arrived, "mail", action["partner_id"], None, text)

    def _actions_of(self, mails):
        query = """
            SELECT message_id, res_id FROM mail_message
             WHERE model = 'dunning.action' AND message_id = ANY(%(messages)s)
        """
        found = oracle_facts.rows(self.cursor, query, messages=[mail.message_id for mail in mails])
        return {row["message_id"]: row["res_id"] for row in found}

    def _check_text(self, mail, action, wanted):
        """Check that a message names the total, each item with its amount, and nothing that is settled."""
        partner = action["partner_id"]
        totals = Counter()
        for one in wanted:
            totals[one.item.currency] += one.net_currency
        for total in totals.values():
            self._require(plain(total) in mail.amounts, "mail", partner, None, f"{mail.file}: the total {total} is not in it")
        for one in wanted:
            text = f"{mail.file}: {one.item.name} with {one.net_currency} is not in it"
            good = one.item.name in mail.text and plain(one.net_currency) in mail.amounts
            self._require(good, "mail", partner, one.item.id, text)
        words = set(oracle_facts.SPLIT.split(mail.text))
        for name in self._settled_names(partner):
            there = name in words or any(name.replace("/", "_") in attachment for attachment in mail.attachments)
            self._require(not there, "mail", partner, name, f"{mail.file} names {name}, which is paid")

    def _settled_names(self, partner):
        """Return the numbers of a customer's invoices of which nothing is open."""
        query = """
            SELECT name FROM account_move
             WHERE commercial_partner_id = %(partner)s AND move_type = 'out_invoice' AND state = 'posted'
               AND NOT id = ANY(%(open)s)
        """
        open_moves = [one.item.move for one in self._morning.values()] + [item.move for item in self.facts.items.values()]
        return [row["name"] for row in oracle_facts.rows(self.cursor, query, partner=partner, open=open_moves)]


def plain(amount):
    """Return an amount as the reader of messages sees it: without sign, at two decimals at most."""
    return abs(Decimal(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize() + Decimal(0)


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
