"""The people around dunning, simulated: they approve, call, print, post, skip, are late, and always do so the same way.

What a person does with an action depends on a seed, the customer and the day only, not on ids or on the clock.
"""

import random
from datetime import timedelta

from replay_events import SEED
from replay_replies import ON_ITS_WAY

# What happens to a message that waits for review, in percent a day; the rest waits until tomorrow.
APPROVED, SKIPPED = 72, 4
# What happens to a call that is to be made, in percent a day.
CALLED = 75
OUTCOMES = {
    "reached": 33,
    "no_answer": 20,
    "promised": 12,
    "payment_announced": 6,
    "already_paid": 6,
    "disputed": 5,
    "refused": 4,
    "not_received": 4,
    "invoice_error": 3,
    "approval": 3,
    "wrong_contact": 2,
    "difficulty": 1.5,
    "insolvency": 0.5,
}
# Share of wrong contacts on the phone who say who is the right one, in percent.
NAMED = 50
# How customers promise, in percent: a part of it, in two payments, or all of it on one day.
PART, IN_TWO = 20, 20
# Share of the open promises that are taken back on a day, and of the open disputes that are settled, in percent.
CANCELLED, SETTLED = 1, 6
CATEGORIES = ("price", "quantity", "delivery", "quality", "approval", "order_reference", "wrong_data")
RESOLUTIONS = {"accepted": 55, "corrected": 15, "written_off": 10, "withdrawn": 20}
# Share of printed letters that are posted the same day, in percent; the others are posted on a later day.
POSTED = 70
# Share of the customers whose refused address is mended on a day, and of those without any to whom one is found.
MENDED, FOUND = 8, 1
# Share of the e-mails to customers whose mailbox bounces that do bounce, in percent.
BOUNCED = 25


class People:
    """The collectors of one company.

    Args:
        env: environment of the superuser.
        company: root ``res.company``.
        outcomes: weights of call outcomes; the replay's own by default.
        readers: :class:`replay_replies.Readers` who deal with what customers answer, if anybody does.
    """

    def __init__(self, env, company, outcomes=None, readers=None):
        self.env = env
        self.company = company
        self.outcomes = outcomes or OUTCOMES
        self.readers = readers
        self.registered = 0

    def _dice(self, action, day, what):
        step = action.step_id.delay if action.step_id else 0
        return random.Random(f"{SEED} {action.partner_id.ref or action.partner_id.name} {step} {day} {what}")

    def _open(self, *domain):
        return self.env["dunning.action"].search(
            [("company_id", "=", self.company.id), ("state", "in", ("todo", "ready", "failed")), *domain], order="id"
        )

    def receive_bounces(self, day):
        """Let some of yesterday's messages come back from the customers' mail servers."""
        sent = self.env["dunning.action"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "done"),
                ("channel", "=", "email"),
                ("delivery_status", "=", "sent"),
                ("date_done", "<", day),
                ("date_done", ">=", day.fromordinal(day.toordinal() - 2)),
                ("recipient_address", "=like", "bounce.%"),
            ]
        )
        for action in sent:
            if self._dice(action, day, "bounce").random() * 100 < BOUNCED:
                action._message_receive_bounce(action.recipient_address, action.contact_id)

    def mend_addresses(self, day):
        """Find the right address of some customers who have none, or whose server refuses the one they have."""
        stuck = self._open(("state", "=", "failed"), ("channel", "=", "email")).partner_id
        nowhere = self.env["res.partner"].search(
            [("email", "=", False), ("customer_rank", ">", 0), ("company_id", "in", (False, self.company.id))]
        )
        for partner in (stuck | nowhere).sorted("ref"):
            share = MENDED if partner.email else FOUND
            if random.Random(f"{SEED} {partner.ref} {day} mend").random() * 100 < share:
                partner.email = f"pay.{partner.ref}@mended.example.com".lower()
                self._open(("state", "=", "failed"), ("partner_id", "=", partner.id)).action_retry()

    def work(self, day):
        """Do a day's work: read what customers answer, review and approve, call, print and post."""
        if self.readers:
            self.readers.work(day)
        self._review(day)
        self._settle_disputes(day)
        self._take_back(day)
        self._call(day)
        self._post_letters(day)
        self.env["dunning.action"]._deliver_ready(self.company, day)

    def _review(self, day):
        waiting = self._open(("state", "=", "todo"), ("channel", "in", ("email", "sms", "letter", "server_action")))
        approved, skipped = waiting.browse(), waiting.browse()
        for action in waiting:
            draw = self._dice(action, day, "review").random() * 100
            if draw < APPROVED:
                approved += action
            elif draw < APPROVED + SKIPPED:
                skipped += action
        if skipped:
            skipped._skip_steps("Replay: spoken to the customer yesterday", day)
        if approved:
            approved.action_approve()

    def _call(self, day):
        calls = self._open(("channel", "=", "phone"), ("date", "<=", day))
        for action in calls:
            dice = self._dice(action, day, "call")
            if dice.random() * 100 < CALLED:
                outcome = dice.choices(list(self.outcomes), list(self.outcomes.values()))[0]
                dates = self._dates(action, day, dice) if outcome == "promised" else None
                if action.state == "cancelled":
                    continue  # all of it was settled meanwhile
                category = contact = None
                if outcome == "disputed":
                    category = self.env.ref(f"account_dunning.dispute_category_{dice.choice(CATEGORIES)}")
                if outcome == "wrong_contact" and dice.random() * 100 < NAMED:
                    contact = self._name_right_person(action, day)
                moves = action._asked_lines().move_id
                action._report_call(day, outcome, "Replay", dates=dates, category=category, contact=contact)
                if self.readers and outcome in ("promised", "payment_announced", "already_paid"):
                    last = max(when for when, _amount in dates) if dates else day + timedelta(ON_ITS_WAY)
                    self.readers.may_pay(moves, last, day, dice)

    def _name_right_person(self, action, day):
        """Return the person whom the wrong contact names, with an address and a number of its own."""
        number = f"{action.partner_id.ref} {day:%d%m%y}".lower()
        box = number.replace(" ", ".")
        return action.profile_id._name_contact(f"Person {number}", f"{box}@named.example.com", "+33 1 99 00 00 00")

    def _dates(self, action, day, dice):
        """Return what a customer promises on the phone: (day, amount) pairs, or one day for all of it."""
        draw, first = dice.random() * 100, day + timedelta(dice.randint(0, 14))
        action._refresh_from_ledger(day)  # as the report does: what was paid or disputed meanwhile is not talked about
        moves = action.advance_line_ids.filtered(lambda line: line.status == "open").move_id
        rows = self.env["dunning.promise"]._promisable_rows(
            action.company_id, action.partner_id, day, action._items_of(moves, day)
        )
        currencies = {row["currency_id"] for row in rows}
        if draw >= PART + IN_TWO or len(currencies) != 1:
            return [(first, None)]
        currency = self.env["res.currency"].browse(currencies)
        whole = currency.round(sum(row["left"] for row in rows))
        part = currency.round(whole * dice.choice((0.25, 0.5, 0.75)))
        if draw < PART:
            return [(first, part)]
        return [(first, part), (first + timedelta(dice.randint(3, 15)), currency.round(whole - part))]

    def _settle_disputes(self, day):
        """Settle some of the disputes; those who own them or finance say how they ended."""
        disputes = self.env["dunning.dispute"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open"), ("date_opened", "<", day)], order="id"
        )
        for dispute in disputes:
            dice = random.Random(f"{SEED} {dispute.move_id.name} {day} dispute")
            if dice.random() * 100 < SETTLED:
                dispute._settle_disputes(day, dice.choices(list(RESOLUTIONS), list(RESOLUTIONS.values()))[0], "Replay")

    def _take_back(self, day):
        """Cancel some of the open promises: taken down by mistake, or replaced by another arrangement."""
        promises = self.env["dunning.promise"].search(
            [("company_id", "=", self.company.id), ("state", "=", "open"), ("date", "<", day)], order="id"
        )
        for promise in promises:
            name = f"{promise.line_ids.move_id[:1].name} {promise.date_payment}"
            if random.Random(f"{SEED} {name} {day} cancel").random() * 100 < CANCELLED:
                promise.action_cancel()

    def _post_letters(self, day):
        """Post what was printed and, of what is approved, part at once; the rest is printed and leaves another day."""
        letters = self._open(("channel", "in", ("letter", "registered_letter")), ("state", "in", ("todo", "ready")))
        for action in letters:
            if action.channel == "letter" and action.state == "todo":
                continue
            dice = self._dice(action, day, "post")
            if dice.random() * 100 < POSTED:
                self._post(action, day)
            elif not action.printed_on:
                action.write({"printed_on": day, "delivery_status": "printed", "state": "ready", "needs_review": False})

    def _post(self, action, day):
        number = None
        if action.channel == "registered_letter":
            self.registered += 1
            number = f"1A {self.registered:011d}"
        action._mark_posted(day, number)
