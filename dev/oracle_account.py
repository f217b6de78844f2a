"""One account, one conversation (6) in plain Python: what goes with what, what was said, which letter takes what.

A ruling is *going* ``lead`` when its step is due and may act, ``early`` when it comes within the grouping window, ``said``
when its text was said to the account a short while ago, ``along`` when it comes before the due date while something overdue
is asked for.
"""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from oracle_rules import ALONE, RIDING, last_taken

FIRM = ("firm", "formal", "handover")
TEXTS = ("email", "sms", "letter")
BETWEEN_LETTERS = 30
# What each channel stands for, where a plan has a window.
STANDS_FOR = {"email": TEXTS[:2], "sms": TEXTS[:2], "letter": TEXTS, "phone": (*TEXTS[:2], "phone")}


def say_who_goes(world, rulings):
    """Complete the rulings that nothing keeps back: ``going`` and ``letter``."""
    for one in rulings.values():
        if not one.reasons:
            one.letter = _letter(world, one)
            one.going = _going(world, one, rulings.values())


def window_of(world, one):
    """Return the grouping window of an item's plan; a key account that pays in runs has none."""
    key = world.customers[one.item.partner].segment == "key"
    return 0 if key and one.run is not None else one.plan.window


def _is_kept_for_run(world, one):
    return one.run is not None and one.step.delay >= 0 and one.run.free > world.day


def waits_for_run(world, one):
    """Tell whether an overdue item whose step has not come waits for its payment run, or for the message about it."""
    return _overdue(world, one) and (one.announces or _is_kept_for_run(world, one))


def _overdue(world, one):
    return one.item.due < world.day


def _going(world, one, rulings):
    ahead = one.step_day - world.day
    overdue = _overdue(world, one)
    if ahead > timedelta(window_of(world, one)) or (ahead > timedelta(0) and one.step.delay >= 0 and not overdue):
        return None
    if ahead > timedelta(0) and (one.announces or _is_kept_for_run(world, one)):
        return None
    alone = one.step.channel in ALONE
    if _said(world, one):
        return "said" if overdue and not alone else None
    if ahead > timedelta(0):
        return None if alone else "early"
    if _letter_recent(world, one) or _call_recent(world, one):
        return None
    return "along" if _waits_for_asking(world, one, rulings) else "lead"


def why_not_lead(world, one):
    """Return the reason of an item that is due, may be contacted about, and does not lead."""
    if _said(world, one):
        return "said"
    if _call_recent(world, one):
        return "call_recent"
    return "letter_recent" if _letter_recent(world, one) else "with_next"


def _said(world, one):
    return one.step.tone in FIRM and any(
        deed.arrived
        and deed.step is not None
        and deed.step.id == one.step.id
        and deed.channel in TEXTS
        and (world.account(deed.partner), deed.group) == (world.account(one.item.partner), one.group)
        and deed.day <= world.day < deed.day + timedelta(one.plan.not_again)
        for deed in world.deeds
    )


def _letter_recent(world, one):
    if one.step.channel != "registered_letter" or not one.plan.letter_window:
        return False
    return any(
        deed.arrived
        and deed.step is not None
        and deed.channel == "registered_letter"
        and world.account(deed.partner) == world.account(one.item.partner)
        and deed.day <= world.day < deed.day + timedelta(BETWEEN_LETTERS)
        for deed in world.deeds
    )


def _call_recent(world, one):
    """Tell whether the account was called a short while ago: the window, or the gap between two calls of the plan."""
    if one.step.channel != "phone" or not one.plan.window:
        return False
    calls = sorted(step.delay for step in one.plan.steps if step.active and step.channel == "phone" and step.delay >= 0)
    days = min([one.plan.window, *(later - earlier for earlier, later in pairwise(calls))])
    return any(
        deed.arrived
        and deed.step is not None
        and deed.channel == "phone"
        and (world.account(deed.partner), deed.group) == (world.account(one.item.partner), one.group)
        and by_sales(world, one, deed.step) == by_sales(world, one, one.step)
        and deed.day <= world.day < deed.day + timedelta(days)
        for deed in world.deeds
    )


def _waits_for_asking(world, one, rulings):
    """Tell whether something overdue is asked for, so that a step before the due date sends nothing of its own."""
    if one.step.delay >= 0 or one.announces or not window_of(world, one):
        return False
    asked = [
        other.net
        for other in rulings
        if world.account(other.item.partner) == world.account(one.item.partner)
        and _overdue(world, other)
        and other.reasons <= {"in_progress"}
        and (other.step or other.waiting)
    ]
    return bool(asked) and sum(asked, Decimal(0)) >= one.plan.threshold


def _letter(world, one):
    """Return the registered step of an item that a registered letter of today may take, ``None`` without."""
    plan, item = one.plan, one.item
    if not plan.letter_window or not _overdue(world, one):
        return None
    before = [
        deed
        for deed in world.deeds
        if deed.arrived and deed.step is not None and deed.day <= world.day and item.id in deed.items
        and deed.step_of(item.id).delay >= 0
    ]
    firm = any(deed.channel == "phone" or deed.step.tone in FIRM for deed in before)
    if len({deed.day for deed in before}) < 2 or not firm:
        return None
    taken = world.taken(item)
    last, used = last_taken(taken), {done.step for done in taken}
    steps = [
        step
        for step in plan.steps
        if step.active
        and step.channel == "registered_letter"
        and step.count <= one.owed[0]
        and step.total <= one.owed[1]
        and step.delay >= 0
        and (last is None or (step.delay > last.delay and step.id not in used))
        and item.due + timedelta(step.delay) <= world.day + timedelta(plan.letter_window)
    ]
    return min(steps, key=lambda step: step.delay, default=None)


def takes(world, one, lead, channel):
    """Tell whether an action at step ``lead`` through ``channel`` takes the step of an item with it."""
    same = one.going is not None and one.step.id == lead.id
    if channel in ALONE:
        early = channel == "registered_letter" and one.letter is not None
        return early or (same and one.going == "lead")
    if same or one.going is None:
        return same
    if one.going in ("said", "along"):
        return lead.delay >= 0
    if one.going == "early" and one.step.delay < 0 <= lead.delay:
        return False
    return one.step.delay <= lead.delay and _stands_for(world, one, lead, channel)


def _stands_for(world, one, lead, channel):
    own = one.step.channel
    if not window_of(world, one):
        return own in RIDING
    if own not in STANDS_FOR[channel]:
        return False
    return own != "phone" or by_sales(world, one, one.step) == by_sales(world, one, lead)


def by_sales(world, one, step):
    """Tell whether the customer's salesperson does a step."""
    return step.by_sales and world.customers[world.account(one.item.partner)].salesperson


def rank(world, ones, asked_elsewhere, priority):
    """Return those of ``ones`` whose step could act, first the one that does.

    Args:
        world: the world.
        ones: rulings of one customer, or of one invoice when grouped by invoice.
        asked_elsewhere: another invoice of the customer is asked for today.
        priority: priority by plan.
    """
    leads = [one for one in ones if one.going == "lead"]
    ranked = []
    for one in ones:
        side = (one.step.channel, by_sales(world, one, one.step))
        same = [
            lead.step.delay
            for lead in leads
            if lead.step.delay >= 0 and (lead.step.channel, by_sales(world, lead, lead.step)) == side
        ]
        if one.going == "lead":
            place = one.step.delay
        elif one.going == "early" and same and one.step.delay > max(same):
            place = max(same)
        elif one.group and one.going in ("early", "along") and not leads and asked_elsewhere:
            place = one.step.delay
        else:
            continue
        ranked.append((-place, -one.step.delay, priority[one.plan.id], one.item.due, one.item.id, one))
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1])]
