"""The people around dunning, simulated: they approve, call, print, post, skip, are late, and always do so the same way.

What a person does with an action depends on a seed, the customer and the day only, not on ids or on the clock.
"""

import random

from replay_events import SEED

# What happens to a message that waits for review, in percent a day; the rest waits until tomorrow.
APPROVED, SKIPPED = 72, 4
# What happens to a call that is to be made, in percent a day.
CALLED = 75
OUTCOMES = {
    "reached": 46,
    "no_answer": 22,
    "promised": 12,
    "payment_announced": 6,
    "disputed": 5,
    "refused": 5,
    "not_received": 4,
}
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
    """

    def __init__(self, env, company, outcomes=None):
        self.env = env
        self.company = company
        self.outcomes = outcomes or OUTCOMES
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
        """Do a day's work: review and approve, call, print and post."""
        self._review(day)
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
            skipped._skip("Replay: spoken to the customer yesterday", day)
        if approved:
            approved.action_approve()

    def _call(self, day):
        calls = self._open(("channel", "=", "phone"), ("date", "<=", day))
        for action in calls:
            dice = self._dice(action, day, "call")
            if dice.random() * 100 < CALLED:
                outcome = dice.choices(list(self.outcomes), list(self.outcomes.values()))[0]
                action._report_call(day, outcome, "Replay")

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
