"""The rules of dunning in plain Python, written from the design's section 3 alone: the oracle's own opinion.

Nothing here knows how the add-on does it. Money is :class:`~decimal.Decimal`, days are :class:`datetime.date`, ids are
those of the database. Numbers in brackets are those of the rules in the design.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

# Rule 6: other due items advance with an e-mail, an SMS or a plain letter; these stay due.
RIDING = ("email", "sms", "letter")
# Rule 6: registered letters hold only the items at that step; a server action acts on its own.
ALONE = ("registered_letter", "server_action")


@dataclass
class Item:
    """One open receivable journal item, or a credit (residual below zero).

    Attributes:
        due: due date of this instalment.
        instalment: its rank within the invoice by due date, 1 for the first.
        residual, residual_currency: what is open, in company currency and in its own.
        words: what a credit says it is for, split into words.
        reverses: id of the invoice that a credit note reverses.
        linked: ids of the invoices that a payment was registered for.
        excluded: marked as not to be chased.
        payment_state: the invoice's, as accounting sees it.
        issued: the invoice's date, ``None`` for entries.
    """

    id: int
    move: int
    partner: int
    currency: int
    due: date
    residual_currency: Decimal
    residual: Decimal = Decimal(0)
    name: str = ""
    reference: str = ""
    instalment: int = 1
    words: frozenset = frozenset()
    reverses: int | None = None
    linked: frozenset = frozenset()
    excluded: bool = False
    payment_state: str = "not_paid"
    company: int = 1
    decimals: int = 2
    issued: date | None = None

    @property
    def key(self):
        """What outlives a draft and a repost: the invoice and the rank of the instalment (4)."""
        return self.move, self.instalment

    @property
    def is_credit(self):
        """Whether it is money of the customer."""
        return self.residual_currency < 0


@dataclass(frozen=True)
class Step:
    """One step of a plan; ``delay`` in days from the due date, ``minimum`` in company currency, ``role`` of who is meant."""

    id: int
    delay: int
    channel: str
    active: bool = True
    fallback: str | None = None
    minimum: Decimal = Decimal(0)
    role: str | None = "payment"


@dataclass(frozen=True)
class Plan:
    """A plan; ``interval`` in days between contact days, ``threshold`` in company currency."""

    id: int
    interval: int
    steps: tuple
    threshold: Decimal = Decimal(0)
    grouping: str = "customer"
    jump: bool = False


@dataclass(frozen=True)
class Taken:
    """A step that an item has taken: it reached the customer, or a person skipped it, on ``day``."""

    step: int
    delay: int
    day: date


@dataclass
class Situation:
    """Where one open item stands on a day, by the oracle's reckoning."""

    item: Item
    plan: Plan | None
    suspended: bool
    covered: Decimal
    taken: list
    step: Step | None = None
    step_day: date | None = None
    group: int = 0
    pending: int | None = None

    @property
    def net_currency(self):
        """What may be asked for, in the item's currency (2)."""
        return self.item.residual_currency - self.covered

    @property
    def net(self):
        """The same in company currency."""
        item = self.item
        if not item.residual_currency:
            return Decimal(0)
        share = item.residual * self.net_currency / item.residual_currency
        return share.quantize(Decimal(1).scaleb(-item.decimals), ROUND_HALF_UP)

    def can_move(self, day):
        """Tell whether the item's own next step is due on ``day``, whatever happens to its customer."""
        return (
            not self.item.is_credit
            and not self.suspended
            and self.net_currency > 0
            and self.pending is None
            and self.step is not None
            and self.step_day <= day
        )


# ------------------------------------------------------------------------------------------------------- netting (2)


def names(credit, debit):
    """Tell whether ``credit`` reverses or names the invoice of ``debit``."""
    if debit.move == credit.reverses or debit.move in credit.linked:
        return True
    return bool(credit.words & {word for word in (debit.name, debit.reference) if word})


def cover(items, suspended):
    """Spread the customers' own credits over what they owe.

    Credits of one customer and currency cover first the item they reverse or name, then the oldest due, suspended
    items last. A credit that names one invoice comes before one that names several.

    Args:
        items: all open :class:`Item` of one root company.
        suspended: ids of the items that rest.

    Returns:
        Covered amount in the item's currency, by item id; items without cover are absent.
    """
    pools = defaultdict(lambda: ([], []))
    for item in items:
        pools[item.partner, item.currency][item.is_credit].append(item)
    covered = {}
    for debits, credits in pools.values():
        if debits and credits:
            covered.update(_cover_pool(debits, credits, suspended))
    return {item: amount for item, amount in covered.items() if amount}


def _cover_pool(debits, credits, suspended):
    debits = sorted(debits, key=lambda item: (item.due, item.id))
    still_open = {item.id: item.residual_currency for item in debits}
    left = Decimal(0)
    named = {credit.id: [debit for debit in debits if names(credit, debit)] for credit in credits}
    for credit in sorted(credits, key=lambda one: (len({debit.move for debit in named[one.id]}), one.id)):
        left += _pour(-credit.residual_currency, named[credit.id], still_open)
    _pour(left, sorted(debits, key=lambda item: item.id in suspended), still_open)
    return {item.id: item.residual_currency - still_open[item.id] for item in debits}


def _pour(amount, debits, still_open):
    """Take ``amount`` off the open amounts in order; return what nobody needed."""
    for debit in debits:
        part = min(amount, still_open[debit.id])
        still_open[debit.id] -= part
        amount -= part
    return amount


# ----------------------------------------------------------------------------------------------- next step (4 and 5)


def last_taken(taken):
    """Return the highest step among those taken, the latest of equals; ``None`` without any."""
    return max(taken, key=lambda one: (one.delay, one.day), default=None)


def next_step(plan, taken, due, day, earliest=None, issued=None):
    """Return the step that follows and the day on which it falls, (None, None) when the plan is finished.

    A step before the due date that cannot be taken before the due date any more is passed over.

    Args:
        plan: the item's :class:`Plan`.
        taken: its :class:`Taken` steps.
        due: its due date.
        day: the day on which the question is asked.
        earliest: the first day on which the item may take any step, when that is known to be later.
        issued: the invoice's date: a step that would come on it or the day after is passed over; ``None`` for entries.
    """
    last = last_taken(taken)
    used = {one.step for one in taken}

    def fall(step):
        first = due + timedelta(step.delay)
        return first if last is None else max(first, last.day + timedelta(_wait(plan, last, step, due)))

    steps = [
        step
        for step in plan.steps
        if step.active
        and (last is None or (step.delay > last.delay and step.id not in used))
        and (step.delay >= 0 or max(day, fall(step), earliest or day) < due)
        and (step.delay >= 0 or issued is None or due + timedelta(step.delay) > issued + timedelta(1))
    ]
    if not steps:
        return None, None
    step = min(steps, key=lambda one: one.delay)
    if plan.jump:
        reached = [one for one in steps if due + timedelta(one.delay) <= day]
        step = max(reached, key=lambda one: one.delay, default=step)
    return step, fall(step)


def _wait(plan, last, step, due):
    """Return the days between the last step taken and ``step``: the interval, or the gap between both after a late one.

    A plan that jumps to the step that fits the age does not keep the cadence: it never waits for a gap.
    """
    late = last.day > due + timedelta(last.delay + plan.interval)
    return step.delay - last.delay if late and not plan.jump else plan.interval


# ------------------------------------------------------------------------------------------------------ who acts (6)


@dataclass
class Contact:
    """What should be recorded for one customer (or one invoice, when grouped by invoice) on a day."""

    partner: int
    group: int
    step: Step
    items: dict = field(default_factory=dict)


def goes_along(step, lead):
    """Tell whether an item due for ``step`` takes it when ``lead`` acts."""
    return step.id == lead.id or (lead.channel not in ALONE and step.channel in RIDING)


def contacts(situations, day, blocked):
    """Say who is to be contacted on ``day``, with which step, about which items.

    Args:
        situations: :class:`Situation` of every open item.
        day: the day.
        blocked: function telling for a situation whether its customer may not be contacted today.

    Returns:
        :class:`Contact` by (partner, group).
    """
    due = defaultdict(list)
    for one in situations:
        if one.can_move(day) and not blocked(one):
            due[one.item.partner, one.group].append(one)
    found = {}
    for (partner, group), ones in due.items():
        lead = max(ones, key=lambda one: one.step.delay).step
        items = {one.item.id: one.step for one in ones if goes_along(one.step, lead)}
        found[partner, group] = Contact(partner, group, lead, items)
    return found


def asked(situations, advancing, lead, day):
    """Return the situations whose amounts a contact asks for.

    The items that take their step; beside them every overdue item that does not rest, except in a reminder before
    the due date and in what is about its own items alone (6). Due today is not overdue (1).

    Args:
        situations: those of one customer (of one invoice, when grouped by invoice).
        advancing: ids of the items that take their step.
        lead: the acting :class:`Step`.
        day: contact day.
    """
    others = lead.channel not in ALONE and lead.delay >= 0
    return [
        one
        for one in situations
        if one.net_currency > 0 and not one.suspended and (one.item.id in advancing or (others and one.item.due < day))
    ]
