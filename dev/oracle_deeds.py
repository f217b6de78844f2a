"""The oracle's judgement of deeds: what was sent, posted and reported, and the messages that arrived."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import oracle_day
import oracle_mail
import oracle_sql
from oracle_rules import asked

LETTERS = ("letter", "registered_letter")
# Outcomes of calls whose summary tells what was agreed.
AGREED = ("promised", "payment_announced", "disputed", "invoice_error", "approval")


class DeedChecks:
    """Checks of the actions done since the last look; part of :class:`oracle.Oracle`."""

    # -- what was done -----------------------------------------------------------------------------

    def _check_deeds(self, news=()):
        """Judge the actions done and the messages received since the last look.

        Args:
            news: what happened in the post since then.
        """
        done = {
            number: action
            for number, action in self.world.actions.items()
            if action["state"] == "done" and number not in self._done
        }
        wanted = {}
        for number, action in sorted(done.items()):
            wanted[number] = self._check_done(action)
        self._check_once(done)
        self._done |= done.keys()
        self._check_mails(done, wanted, self._expect_answers(news))

    def _check_done(self, action):
        """Judge one action done today; return the rulings whose amounts it should ask for."""
        partner, number = action["partner_id"], action["id"]
        self._require(
            action["date_done"] == self.day, "early", partner, None, f"action {number} says {action['date_done']}"
        )
        lines = self.world.lines_of[number]
        # An item that left the action may have come back with a later step: what it left with does not count.
        advancing = [line for line in lines if line["kind"] == "advance" and line["status"] != "void"]
        taking = {line["move_line_id"] for line in advancing}
        now = self._now(action)
        for line in advancing:
            self._check_taken(line, action, now)
        own = [line for line in advancing if line["step_id"] == action["step_id"]]
        text = f"action {number} ({action['delay']}) is done and the items at its own step have left it"
        self._require(own or action["step_id"] is None, "order", partner, None, text)
        plan = self.world.plans.get(action["plan_id"])
        if plan is not None:
            days = [day for day in self.world.contact_days(partner, {number}, under_way=number) if day < self.day]
            near = [day for day in days if (self.day - day).days < plan.interval and not action["is_settlement"]]
            self._require(not near, "interval", partner, None, f"action {number} done, contacted on {near}")
        return self._check_amounts(action, lines, taking, now)

    def _now(self, action):
        """Return the rulings that an action had to respect.

        A message reads the ledger when it leaves, a call when it is reported (before what the report itself leads
        to); a letter was up to date in the morning at the latest, after the run.
        """
        if action["channel"] in LETTERS:
            return self._morning
        if action["channel"] == "phone":
            return oracle_day.decide(self.world.of_customer(action["partner_id"], without=action["id"]))
        return self._current()

    def _check_taken(self, line, action, now):
        """Check an item that an action done today brings one step further."""
        partner, item = action["partner_id"], line["move_line_id"]
        one = now.get(item)
        if not self._require(
            one is not None, "chased", partner, item, f"action {action['id']}: it is not open any more"
        ):
            return
        # what was settled rests for all but the message that tells of it
        told = action["is_settlement"] and self.world.why(item) <= {"dispute_settled", "settlement"}
        alive = (not one.suspended or told) and one.net_currency > 0
        why = f"suspended ({self.world.why(item)})" if one.suspended else "covered by credits"
        self._require(alive, "chased", partner, item, f"action {action['id']}: it is {why}")
        late = line["step_delay"] < 0 and self.day >= one.item.due
        text = f"action {action['id']}: {line['step_delay']:+d} done when it was due already ({one.item.due})"
        self._require(not late, "order", partner, item, text)
        self._require(
            # the message about what was settled stands for the first reminder, whenever that would have come
            action["is_settlement"] or (self.day - one.item.due).days >= line["step_delay"] - self._days_early(line, action),
            "early",
            partner,
            item,
            f"action {action['id']} too early",
        )

    def _days_early(self, line, action):
        """Return how many days before its own day a step may go with another one (6); what was settled is told at once."""
        if action["is_settlement"]:
            return line["step_delay"]
        step = self.world.steps.get(line["step_id"])
        plan = next((plan for plan in self.world.plans.values() if step in plan.steps), None)
        return 0 if plan is None else plan.letter_window if step.channel == "registered_letter" else plan.window

    def _check_amounts(self, action, lines, taking, now):
        """Check what an action asked for, line by line and in all.

        A letter says what was true when it was printed; one that was never printed, what was true in the morning or
        when it was approved or posted.
        """
        lead = self.world.steps.get(action["step_id"])
        if lead is None or action["channel"] == "server_action":
            return []
        if action["channel"] in LETTERS:
            moments = [now, self._current(), *self._printed.get(action["id"], [])]
            now = next((one for one in moments if not self._wrong_amounts(action, lines, taking, one, lead)[0]), now)
        wrong, wanted = self._wrong_amounts(action, lines, taking, now, lead)
        self.checked["amount"] += len(wanted) + 2
        for item, text in wrong:
            self._fail("amount", action["partner_id"], item, text)
        return wanted

    def _wrong_amounts(self, action, lines, taking, now, lead):
        """Return what is wrong with the amounts of an action at a moment: (item id, text) pairs, and what to ask."""
        number, wrong = action["id"], []
        of_customer = [
            one
            for one in now.values()
            if one.item.partner == action["partner_id"] and (not action["group_key"] or one.item.move == action["group_key"])
        ]
        if action["channel"] != lead.channel:
            lead = replace(lead, channel=action["channel"])
        if action["is_settlement"]:  # it asks for what was settled and is due within eight days, and nothing else
            told = {line["move_line_id"] for line in lines if line["asked"]}
            moves = {one.item.move for one in of_customer if one.item.id in told}
            last = self.day + timedelta(8)
            wanted = [one for one in of_customer if one.item.id in taking or (one.item.move in moves and one.item.due <= last)]
        else:
            # what goes along before its due date is mentioned only
            early = {line["move_line_id"] for line in lines if line["step_delay"] and line["step_delay"] < 0 <= lead.delay}
            wanted = asked(of_customer, taking - early, lead, self.day)
        theirs = {
            line["move_line_id"]: line["net_currency"] for line in lines if line["asked"] and line["status"] != "void"
        }
        if action["channel"] in LETTERS:
            # What fell due between writing and posting may be in the letter or not.
            wanted = [one for one in wanted if one.item.due < action["date"] or one.item.id in theirs]
        # what was disputed in a call is not asked for by the e-mail about it; a dispute is about the whole invoice
        named = {line["move_line_id"] for line in lines if line["kind"] == "advance" and line["remark"] == "dispute"}
        disputed = {one.item.move for one in of_customer if one.item.id in named}
        ours = {one.item.id: one.net_currency for one in wanted if one.item.move not in disputed}
        for item in ours.keys() | theirs.keys():
            if ours.get(item) != theirs.get(item):
                text = f"action {number} asks {theirs.get(item, 'nothing')}, open is {ours.get(item, 'nothing')}"
                wrong.append((item, text))
        total = sum((one.net for one in wanted), Decimal(0))
        if action["amount_due"] != total:
            wrong.append((None, f"action {number} asks {action['amount_due']} in all, open is {total}"))
        if total <= 0:
            wrong.append((None, f"action {number} asks for nothing"))
        return wrong, wanted

    def _remember_printed(self):
        """Keep what was true when the letters printed today were printed: in the morning, or now."""
        for number, action in self.world.actions.items():
            if action["printed_on"] == self.day:
                partner = action["partner_id"]
                self._printed[number] = [
                    {item: one for item, one in moment.items() if one.item.partner == partner}
                    for moment in (self._morning, self._current())
                ]

    def _check_once(self, done):
        """Check that a customer got one action a recipient and channel (an invoice, when grouped by invoice)."""
        seen = Counter(
            (action["partner_id"], action["contact_id"], action["channel"], action["group_key"])
            for action in self.world.actions.values()
            # what tells of a settled dispute answers the customer: it is a message of its own
            if action["state"] == "done" and action["date_done"] == self.day and action["step_id"] and not action["is_settlement"]
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

    def _check_mails(self, done, wanted, expected):
        """Check the messages received since the last look against the actions they belong to, or what else sends any."""
        mails = self._new_mails()
        actions = self._actions_of(mails)
        arrived = set()
        for mail in mails:
            if self._check_confirmed(mail) or self._check_beside(mail, expected):
                self.checked["mail"] += 1
                continue
            number = actions.get(mail.message_id)
            action = done.get(number)
            if not self._require(
                action is not None, "mail", None, None, f"{mail.file} belongs to no action done today"
            ):
                continue
            if action["recipient_address"] in mail.to or action["channel"] != "email":
                arrived.add(number)
            self._check_text(mail, action, wanted[number])
        for number, action in done.items():
            if action["channel"] == "email":
                text = f"action {number} is done and no message reached {action['recipient_address']}"
                self._require(number in arrived, "mail", action["partner_id"], None, text)
        self._check_unconfirmed()
        for outcome, answer in expected:
            text = f"{outcome} by reply {answer.message_id}, and nothing reached {answer.writer}"
            self._fail("mail", answer.customer, None, text)

    def _actions_of(self, mails):
        query = """
            SELECT message_id, res_id FROM mail_message
             WHERE model = 'dunning.action' AND message_id = ANY(%(messages)s)
        """
        found = oracle_sql.rows(self.cursor, query, messages=[mail.message_id for mail in mails])
        return {row["message_id"]: row["res_id"] for row in found}

    def _check_text(self, mail, action, wanted):
        """Check that a message names the total, each item with its amount, and nothing that is settled."""
        partner = action["partner_id"]
        totals = Counter()
        if action["outcome"] in AGREED:
            wanted = []  # the summary of such a call tells what was agreed, not what was asked for
        for one in wanted:
            totals[one.item.currency] += one.net_currency
        for total in totals.values():
            self._require(
                plain(total) in mail.amounts, "mail", partner, None, f"{mail.file}: the total {total} is not in it"
            )
        for one in wanted:
            text = f"{mail.file}: {one.item.name} with {one.net_currency} is not in it"
            good = one.item.name in mail.text and plain(one.net_currency) in mail.amounts
            self._require(good, "mail", partner, one.item.id, text)
        words = set(oracle_mail.SPLIT.split(mail.text))
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
        open_moves = [one.item.move for one in self._morning.values()] + [
            item.move for item in self.world.open.values()
        ]
        return [row["name"] for row in oracle_sql.rows(self.cursor, query, partner=partner, open=open_moves)]


def plain(amount):
    """Return an amount as the reader of messages sees it: without sign, at two decimals at most."""
    return abs(Decimal(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize() + Decimal(0)
