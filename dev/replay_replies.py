"""The people who read what customers answer, simulated: when they get to it, what they make of it, who pays afterwards.

Everything is done as the collector, by the buttons and dialogues that he has.
"""

import random
from collections import Counter
from datetime import timedelta

from replay_events import SEED
from replay_mail import Outcome

# Share of the replies that wait which somebody deals with on a day, in percent; all wait for the pause's end otherwise.
HANDLED = 35
OUTCOMES = {
    "noted": 22,
    "promised": 20,
    "payment_announced": 16,
    "already_paid": 14,
    "disputed": 10,
    "resent": 12,
    "wrong_contact": 6,
}
CATEGORIES = ("price", "quantity", "delivery", "approval", "wrong_data")

# What customers do who said that they pay, in percent: in time, some days too late; the others go on as before.
IN_TIME, LATE = 50, 25
# Days within which an announced payment arrives when it does, at most; so many days is another one late, at most.
ON_ITS_WAY, TOO_LATE = 4, 12


class Readers:
    """The collectors who read replies.

    Args:
        env: environment of the superuser.
        company: root ``res.company``.
        user: ``res.users``, the collector.
        log: list that gets an :class:`replay_mail.Outcome` for each reply dealt with.
        pay: function of (invoice name, day) that has the customer pay on that day.
    """

    def __init__(self, env, company, user, log, pay):
        self.env = env(user=user.id)
        self.company = company
        self.log = log
        self.pay = pay
        self._names = {}
        self._count = Counter()

    def work(self, day):
        """Deal with some of the replies that wait."""
        waiting = self.env["dunning.reply"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "reply"), ("state", "=", "new")], order="id"
        )
        for reply in waiting:
            dice = random.Random(f"{SEED} {self._name(reply)} {day} read")
            if dice.random() * 100 < HANDLED:
                wanted = dice.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
                self._deal_with(reply, wanted, day, dice)
                self.log.append(Outcome(day, reply.message_ref, reply.outcome))

    def _name(self, reply):
        """Return what a reply is called in each life: its customer and its rank; what came from the page has a random Message-Id."""
        if reply.id not in self._names:
            customer = reply.partner_id.ref
            self._count[customer] += 1
            self._names[reply.id] = f"{customer} {self._count[customer]}"
        return self._names[reply.id]

    def _deal_with(self, reply, wanted, day, dice):
        """Do what the button of an outcome does; where nothing is left to be done about it, only note the reply."""
        moves = reply.sudo()._answered_moves()
        if wanted == "wrong_contact":
            reply.action_wrong_contact()
        elif wanted == "noted" or not moves or not getattr(self, f"_{wanted}")(reply, moves, day, dice):
            reply.action_note()

    def _payment_announced(self, reply, moves, day, dice):
        reply.action_payment_announced()
        self.may_pay(moves, day + timedelta(ON_ITS_WAY), day, dice)
        return True

    def _already_paid(self, reply, moves, day, dice):
        reply.action_already_paid()
        self.may_pay(moves, day + timedelta(ON_ITS_WAY), day, dice)
        return True

    def _resent(self, reply, moves, day, dice):
        reply.action_resend_invoices()
        return True

    def _promised(self, reply, moves, day, dice):
        """Take the promise down, unless all of it is promised already."""
        form = self._dialogue(reply.action_promise())
        if self.company.currency_id.compare_amounts(form.amount_open, 0) <= 0:
            return False
        last = day + timedelta(dice.randint(1, 14))
        with form.line_ids.edit(0) as payment:
            payment.date_payment = last
        form.save().action_confirm()
        self.may_pay(moves, last, day, dice)
        return True

    def _disputed(self, reply, moves, day, dice):
        """Open the dispute, unless it is open already."""
        known = self.env["dunning.dispute"].search([("move_id", "in", moves.ids), ("state", "=", "open")])
        if known:
            return False
        form = self._dialogue(reply.action_dispute())
        form.category_id = self.env.ref(f"account_dunning.dispute_category_{dice.choice(CATEGORIES)}")
        form.save().action_confirm()
        return True

    def _dialogue(self, action):
        """Return a dialogue as the browser opens it."""
        from odoo.tests import Form

        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def may_pay(self, moves, last, day, dice):
        """Have a customer who said so pay these invoices by ``last``, later, or not at all; from tomorrow on."""
        draw = dice.random() * 100
        if draw < IN_TIME:
            when = day + timedelta(dice.randint(1, max(1, (last - day).days)))
        elif draw < IN_TIME + LATE:
            when = max(last, day) + timedelta(dice.randint(1, TOO_LATE))
        else:
            return
        for move in moves:
            self.pay(move.name, when)
