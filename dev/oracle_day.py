"""The whole decision of one day in slow, obvious Python, written from the design's section 3 alone.

It looks at one customer after the other, one item after the other, and imports nothing of the add-on. Numbers in
brackets are those of the rules in the design; the parts it is made of are in ``oracle_rules``.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import oracle_account as account
import oracle_runs as runs
from oracle_rules import cover, net_of
from oracle_world import OPEN


@dataclass
class Ruling:
    """What the rules say about one item on the day.

    ``reasons`` are the words that would be true, ``rests`` the last day by reason for rest; ``waiting`` the step of the open
    action it is in; ``lead`` the step that acts for it, ``channel`` and ``recipient`` how. ``going`` tells how it could take a
    step today (see ``oracle_account``), ``refused`` that its customer is not contacted about it today; ``letter`` is the
    registered step that a letter of today may take, and ``took`` the step really taken when that is not its next one.
    """

    item: object
    verdict: str = "none"
    rests: dict = field(default_factory=dict)
    reasons: frozenset = frozenset()
    plan: object = None
    step: object = None
    step_day: date | None = None
    waiting: object = None
    covered: Decimal = Decimal(0)
    group: int = 0
    lead: object = None
    channel: str | None = None
    recipient: int | None = None
    asked: Decimal = Decimal(0)
    going: str | None = None
    refused: bool = False
    letter: object = None
    took: object = None
    run: object = None
    announces: bool = False
    owed: tuple = (0, Decimal(0))

    @property
    def net_currency(self):
        """What may be asked, in the item's currency (2)."""
        return self.item.residual_currency - self.covered

    @property
    def net(self):
        """The same in company currency."""
        return net_of(self.item, self.net_currency)

    @property
    def suspended(self):
        """Whether it rests."""
        return bool(self.rests)


def decide(world):
    """Return the :class:`Ruling` of every open item of ``world`` on its day, by item id."""
    resting = {item.id: _rests(world, item) for item in world.items}
    covered = cover(world.items, {number for number, kinds in resting.items() if kinds})
    rulings = {item.id: Ruling(item, covered=covered.get(item.id, Decimal(0))) for item in world.items}
    owed = _owed(world, rulings, resting)
    for item in world.items:
        resting[item.id] = resting[item.id] or _rests_with_account(world, item)
        one = rulings[item.id]
        one.rests = resting[item.id]
        one.owed = owed.get(item.partner, (0, Decimal(0)))
        one.plan = world.plans.get(world.plan_of(item))
        one.group = item.move if one.plan is not None and one.plan.grouping == "invoice" else 0
        if one.plan is not None and not item.is_credit:
            earliest = _earliest(world, one, resting[item.id])
            one.run = runs.waiting(world, item)
            one.step, one.step_day, one.announces = runs.next_step(world, one, world.taken(item), earliest)
        one.waiting = next(
            (deed.step_of(item.id) for deed in world.deeds if deed.state in OPEN and deed.step and item.id in deed.items), None
        )
        one.reasons = _standing(world, one, set(resting[item.id])) or _waits_to_be_read(world, one)
    account.say_who_goes(world, rulings)
    for one in rulings.values():
        if not one.reasons:
            _refuse(world, one)
    _choose(world, [one for one in rulings.values() if not one.refused and (one.going or one.letter)])
    return rulings


# ------------------------------------------------------------------------------------------------ what the world says


def _rests(world, item):
    """Return the reasons for which an item rests, with their last days (3); ``None`` is without end."""
    if world.resting is not None:
        return world.resting.get(item.id, {})
    kinds = {}
    if item.excluded:
        kinds["excluded"] = None
    if not item.is_credit and item.payment_state in ("in_payment", "paid"):
        kinds["in_payment"] = None
    if not item.is_credit and item.payment_state == "blocked":
        kinds["blocked"] = None
    if item.arriving and world.day <= item.arriving and item.due <= item.arriving:
        kinds["arriving"] = item.arriving
    for rest in world.rests:
        if rest.holds(world.day) and rest.concerns(item):
            ends = (kinds.get(rest.kind, rest.end), rest.end)
            kinds[rest.kind] = None if None in ends else max(ends)
    return kinds


def _rests_with_account(world, item):
    """Return the reasons for which the whole parent of a group rests; its proceedings are its own."""
    mine = world.account(item.partner)
    if mine == item.partner:
        return {}
    kinds = {}
    for rest in world.rests:
        whole = rest.partner == mine and rest.move is None and rest.item is None
        if whole and rest.holds(world.day) and rest.kind != "insolvency":
            ends = (kinds.get(rest.kind, rest.end), rest.end)
            kinds[rest.kind] = None if None in ends else max(ends)
    return kinds


def _earliest(world, one, kinds):
    """Return the first day on which an item could take a step, ``None`` when it may today (3, 6)."""
    if kinds:
        ends = list(kinds.values())
        return None if None in ends else max(ends) + timedelta(1)
    mine = world.account(one.item.partner)
    if any(world.account(deed.partner) == mine and deed.state in OPEN for deed in world.deeds):
        return None  # it may go with what is open
    return free_again(world, one)


def free_again(world, one):
    """Return the first day on which the customer of an item may be contacted again, ``None`` when never contacted (6)."""
    mine = world.account(one.item.partner)
    days = [
        deed.day + timedelta(one.plan.interval)
        for deed in world.deeds
        if world.account(deed.partner) == mine and deed.starts_interval and deed.day <= world.day
    ]
    # What happened on one day is one contact: there is no second one, were the interval zero.
    days += [
        deed.day + timedelta(1)
        for deed in world.deeds
        if world.account(deed.partner) == mine and deed.arrived and deed.day <= world.day
    ]
    return max(days, default=None)


def _waits_to_be_read(world, one):
    """Return why nothing firm and no registered letter is for a customer whose answer waits to be read."""
    is_hard = one.step.tone in account.FIRM or one.step.channel == "registered_letter"
    mine = world.account(one.item.partner)
    waits = mine in world.unread or any(world.account(partner) == mine for partner in world.unread)
    return frozenset({"reply_unread"}) if is_hard and waits else frozenset()


def _owed(world, rulings, resting):
    """Return how many items of each customer are overdue and asked for, and what they add up to in company currency."""
    owed = {}
    for one in rulings.values():
        if not one.item.is_credit and one.item.due < world.day and not resting[one.item.id] and one.net_currency > 0:
            count, total = owed.get(one.item.partner, (0, Decimal(0)))
            owed[one.item.partner] = count + 1, total + one.net
    return owed


def _standing(world, one, kinds):
    """Return the reasons that keep an item back whatever the day (3, 6)."""
    if one.item.is_credit:
        return frozenset({"credit"})
    if kinds:
        return frozenset(kinds)
    if one.net_currency <= 0:
        return frozenset({"covered"})
    if one.waiting is not None:
        return frozenset({"in_progress"})
    if one.plan is None:
        return frozenset({"no_plan"})
    if one.step is not None:
        return frozenset()
    last = max((done.delay for done in world.taken(one.item)), default=-(10**9))
    left = [step for step in one.plan.steps if step.active and step.conditional and step.delay > last]
    return frozenset({"too_little" if left else "plan_finished"})


def _refuse(world, one):
    """Say why an item does not take a step today, or that it joins what is open; nothing of one that may act."""
    mine = world.account(one.item.partner)
    ours = [deed for deed in world.deeds if world.account(deed.partner) == mine and deed.state in OPEN]
    free = free_again(world, one)
    if ours:
        joined = _joined(world, one, [deed for deed in ours if deed.group == one.group])
        one.refused, one.reasons = True, frozenset({"join" if joined else "open_action"})
        if joined:
            one.verdict = "join"
            one.took = one.letter if joined.channel == "registered_letter" else None
            return
    elif free is not None and free > world.day:
        one.refused, one.reasons = True, frozenset({"contacted"})
    if one.step_day > world.day:
        one.reasons = frozenset({"payment_run" if account.waits_for_run(world, one) else "not_due"})
    elif not one.refused and one.going != "lead":
        one.reasons = frozenset({account.why_not_lead(world, one)})


def _joined(world, one, deeds):
    """Return the action still open for its customer that an item goes with (6), ``None`` without."""
    lowest = -(10**6)
    first = min(deeds, key=lambda deed: (-(deed.step.delay if deed.step else lowest), deed.id), default=None)
    if first is None or first.step is None or first.sealed or first.partner != world.account(one.item.partner):
        return None
    return first if account.takes(world, one, first.step, first.channel) else None


# ------------------------------------------------------------------------------------------------------ who acts (6, 7)


def _choose(world, ones):
    """Let the first step that can act do so, for each customer (or invoice); complete the rulings of those going."""
    groups = defaultdict(list)
    for one in ones:
        groups[world.account(one.item.partner), one.group].append(one)
    priority = {one.plan: one.priority for one in world.assignments}
    for own in groups.values():
        asking = [
            one for one in ones
            if world.account(one.item.partner) == world.account(own[0].item.partner)
            and one.group and one.going == "lead" and one.step.delay >= 0
        ]  # fmt: skip
        ranked = account.rank(world, own, bool(asking), priority)
        firsts = {}
        for one in ranked:
            firsts.setdefault(one.step.id, one)
        offers = [_offer(world, first, ranked, own) for first in firsts.values()]
        _rule(offers, own)


def _rule(offers, ones):
    """Let the first of ``offers`` without a problem act, and say of each of ``ones`` what becomes of it."""
    offer = next((offer for offer in offers if not offer.problem), None)
    for one in ones:
        if offer and one in offer.takes:
            one.took = one.letter if offer.channel == "registered_letter" and one.letter else None
            one.verdict = "act" if (one.took or one.step).id == offer.lead.id else "ride"
            one.reasons = frozenset({one.verdict})
            one.lead, one.channel, one.recipient, one.asked = offer.lead, offer.channel, offer.recipient, offer.amount
        elif one.going == "lead":
            own = next(own for own in offers if own.lead.id == one.step.id)
            one.reasons = frozenset({own.problem or "other_step"})
            if not offer and one in offers[0].takes:
                one.reasons = frozenset({offers[0].problem})


@dataclass
class Offer:
    """What one step would do today: how, to whom, about which items, and what is in its way."""

    lead: object
    channel: str
    recipient: int | None
    takes: list
    amount: Decimal
    problem: str | None


def _offer(world, first, ranked, ones):
    """Return the :class:`Offer` of the step of ``first``, given the rulings whose step could act and all that are going."""
    lead = first.step
    customer = world.customers[world.account(first.item.partner)]
    people = _people(world, customer, lead, first.item)
    channel = lead.channel
    compared = [one for one in ranked if one.step.id == lead.id]
    if account.window_of(world, first) or first.plan.letter_window:
        compared = [one for one in ones if account.takes(world, one, lead, channel)]
    own = sum((one.net for one in compared), Decimal(0))
    if lead.fallback is not None and ((lead.minimum > 0 and own < lead.minimum) or not _reachable(channel, people)):
        channel = lead.fallback
    takes = [one for one in ones if account.takes(world, one, lead, channel)]
    amount = sum((one.net for one in takes), Decimal(0))
    recipient = _recipient(channel, people)
    problem = None
    if amount < first.plan.threshold:
        problem = "below_threshold"
    elif recipient is None and channel != "server_action":
        problem = "no_address"
    return Offer(lead, channel, recipient, takes, amount, problem)


def _people(world, customer, step, item):
    """Return who can be contacted, best first, by kind of address (7)."""
    role = customer.roles.get(step.role or "payment")
    office, addressee = customer.office, world.contact.get(item.move)
    if customer.id != item.partner:
        addressee = None  # somebody of the subsidiary
    ranked = [
        role,
        customer.roles.get("payment"),
        customer.roles.get("invoice"),
        addressee if addressee not in (None, office) and not addressee.delivery else None,
        customer.invoice_address,
        office,
        addressee if addressee is not None and addressee.delivery else None,
    ]
    # Who was archived, or works for another company now, is told nothing.
    ranked = [person for person in ranked if person is not None and person.there]
    by_post = [person for person in (role, office) if person and person.there] if step.role == "legal" else ranked
    return {
        "any": ranked,
        "email": [person for person in ranked if person.mail and person.mail not in customer.bounced],
        "phone": [person for person in ranked if person.phone],
        "post": [person for person in by_post if person.post],
    }


def _reachable(channel, people):
    """Tell whether somebody has the address that a channel needs."""
    kind = {"email": "email", "letter": "post", "registered_letter": "post", "sms": "phone", "phone": "phone"}
    return bool(people[kind.get(channel, "any")])


def _recipient(channel, people):
    """Return the id of the person contacted; a call needs no number, whoever calls looks it up (7)."""
    if channel == "phone":
        ranked = people["phone"] or people["any"]
    else:
        ranked = people[{"email": "email", "sms": "phone", "server_action": "any"}.get(channel, "post")]
    return ranked[0].id if ranked else None
