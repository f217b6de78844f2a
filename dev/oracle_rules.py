"""The rules of dunning in plain Python, written from the design's section 3 alone: the oracle's own opinion.

Nothing here knows how the add-on does it. Money is :class:`~decimal.Decimal`, days are :class:`datetime.date`, ids are
those of the database. Numbers in brackets are those of the rules in the design.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
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
        name: number of the invoice; what an opening entry says the item is.
        order: the customer's own order reference.
        texts: what a credit says it is for.
        reverses: id of the invoice that a credit note reverses.
        linked: ids of the invoices that a payment was registered for.
        excluded: marked as not to be chased.
        payment_state: the invoice's, as accounting sees it.
        issued: the invoice's date, ``None`` for entries.
        transit: days that an invoice sent this way is on its way.
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
    order: str = ""
    texts: tuple = ()
    reverses: int | None = None
    linked: frozenset = frozenset()
    excluded: bool = False
    payment_state: str = "not_paid"
    company: int = 1
    decimals: int = 2
    issued: date | None = None
    transit: int = 0

    @property
    def arriving(self):
        """The last day on which it may still be on its way, ``None`` for what takes no time."""
        return self.issued + timedelta(self.transit - 1) if self.issued and self.transit and not self.is_credit else None

    @property
    def settled(self):
        """The day whose morrow comes too early for a step before the due date: the invoice's, or the one before it arrives."""
        return self.arriving or self.issued

    @property
    def key(self):
        """What outlives a draft and a repost: the invoice and the rank of the instalment (4)."""
        return self.move, self.instalment

    @property
    def document(self):
        """What the customer knows by one number: an invoice; of an entry, the items with one label."""
        return self.move, self.name

    @property
    def is_credit(self):
        """Whether it is money of the customer."""
        return self.residual_currency < 0


@dataclass(frozen=True)
class Step:
    """One step of a plan; ``delay`` in days from the due date, ``minimum`` in company currency, ``role`` of who is meant, ``by_sales``
    for what the salesperson does; taken when the customer has ``count`` overdue items that add up to ``total`` in company currency."""

    id: int
    delay: int
    channel: str
    active: bool = True
    fallback: str | None = None
    minimum: Decimal = Decimal(0)
    role: str | None = "payment"
    tone: str = "neutral"
    by_sales: bool = False
    count: int = 0
    total: Decimal = Decimal(0)

    @property
    def conditional(self):
        """Whether it depends on what is overdue."""
        return self.count > 0 or self.total > 0


@dataclass(frozen=True)
class Plan:
    """A plan; ``interval`` in days between contact days, ``threshold`` in company currency.

    ``window``, ``letter_window`` and ``not_again`` are the days of the grouping window, the letter window and *said once* (6).
    """

    id: int
    interval: int
    steps: tuple
    threshold: Decimal = Decimal(0)
    grouping: str = "customer"
    jump: bool = False
    window: int = 0
    letter_window: int = 0
    not_again: int = 0


@dataclass(frozen=True)
class Taken:
    """A step that an item has taken: it reached the customer, or a person skipped it, on ``day``."""

    step: int
    delay: int
    day: date


def net_of(item, net_currency):
    """Return what so much of an item is in company currency."""
    if not item.residual_currency:
        return Decimal(0)
    exact = item.residual * net_currency / item.residual_currency
    return exact.quantize(Decimal(1).scaleb(-item.decimals), ROUND_HALF_UP)


# ------------------------------------------------------------------------------------------------------- netting (2)


# A number of so many letters and digits is found anywhere in a text, of letters and digits mixed from so many on.
SURE, SURE_MIXED, GLUED = 6, 4, 8
# An order that more documents share names none of them.
SHARED_ORDER = 20
RUN = re.compile(r"[0-9]+|[^\W\d_]+")
BREAK = re.compile(r"[\s,;:()#°]")


def places(name, text, is_order=False):
    """Return where ``name`` stands in ``text``, as (start, end); small letters and separators do not matter."""
    name, text = name.upper(), text.upper()
    wanted = RUN.findall(name)
    written = [(match.group(), match.start(), match.end()) for match in RUN.finditer(text)]
    found = []
    for start in range(len(written) - len(wanted) + 1):
        part = written[start : start + len(wanted)]
        if [run for run, _start, _end in part] == wanted and all(map(_may_follow, part, part[1:])):
            found.append((part[0][1], part[-1][2]))
    glued = "".join(wanted)
    if len(glued) >= GLUED:
        found += [match.span() for match in re.finditer(glued, text)]
    fits = _strictness(glued, is_order)
    return {span for span in found if wanted and fits(text, *span)}


def _may_follow(one, two):
    gap = two[1] - one[2]
    return gap <= 4 and (gap > 0 or one[0].isdigit() != two[0].isdigit())


def _strictness(name, is_order):
    """Return the function that tells whether a name may stand at a place: anywhere whole, as a word, or alone."""
    digit, letter = any(map(str.isdigit, name)), any(map(str.isalpha, name))
    if digit and (len(name) >= SURE or (letter and len(name) >= SURE_MIXED)):
        return lambda text, start, end: not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
    if not is_order or (digit and (len(name) >= 5 or (letter and len(name) >= 3))):
        return _is_word
    return lambda text, start, end: not any(map(str.isalnum, text[:start] + text[end:]))


def _is_word(text, start, end):
    before, after = BREAK.split(text[:start])[-1], BREAK.split(text[end:])[0]
    inside = re.search(r"\s", text[start:end])
    return not inside and not any(map(str.isalnum, before + after))


def named_documents(credit, debits):
    """Return the documents that ``credit`` reverses, was registered for or names; of two names in one place the longer."""
    found = {one.document for one in debits if one.move == credit.reverses or one.move in credit.linked}
    orders = Counter(order for _document, order in {(one.document, one.order.upper()) for one in debits})
    for text in credit.texts:
        hits = {}
        for one in debits:
            for name, is_order in ((one.name, False), (one.reference, False), (one.order, True)):
                if name and not (is_order and orders[name.upper()] > SHARED_ORDER):
                    spans = places(name, text, is_order)
                    if spans:
                        hits[one.document, name] = spans
        for (document, name), spans in hits.items():
            longer = [other for (_document, long), other in hits.items() if _size(long) > _size(name)]
            if not any(all(any(s < end and start < e for s, e in other) for start, end in spans) for other in longer):
                found.add(document)
    return found


def _size(name):
    return sum(map(str.isalnum, name))


def pairs(items):
    """Return what items that are not chased settle among themselves, by item id: debits against credits (2).

    Those of one entry first, then of the same amount, then the oldest.

    Args:
        items: excluded :class:`Item` of one customer and currency.
    """
    used = defaultdict(Decimal)

    def settle(ones, amount):
        for one in ones:
            part = min(amount, abs(one.residual_currency) - used[one.id])
            used[one.id] += part
            amount -= part

    def left(ones):
        return sum((abs(one.residual_currency) - used[one.id] for one in ones), Decimal(0))

    items = sorted(items, key=lambda one: (one.due, one.id))
    for move in {one.move for one in items}:
        sides = [[one for one in items if one.move == move and one.is_credit == side] for side in (False, True)]
        amount = min(map(left, sides))
        for side in sides:
            settle(side, amount)
    sides = [[one for one in items if one.is_credit == side and left([one])] for side in (False, True)]
    counts = [Counter(left([one]) for one in side) for side in sides]
    amount = min(map(left, sides))
    for side in sides:
        seen, exact = Counter(), []
        for one in side:
            rest = left([one])
            seen[rest] += 1
            exact.append(seen[rest] <= min(count[rest] for count in counts))
        order = [one for one, same in zip(side, exact, strict=True) if same]
        settle(order + [one for one in side if one not in order], amount)
    return used


def cover(items, suspended):
    """Spread the customers' own credits over what they owe.

    Credits of one customer and currency cover first the document they reverse or name, then the oldest due, suspended
    items last. A credit that names one document comes before one that names several. What is not chased settles itself
    first.

    Args:
        items: all open :class:`Item` of one root company.
        suspended: ids of the items that rest.

    Returns:
        Covered amount in the item's currency, by item id, below zero for credits that debits not chased used up; items
        without are absent.
    """
    pools = defaultdict(lambda: ([], []))
    for item in items:
        pools[item.partner, item.currency][item.is_credit].append(item)
    covered = {}
    for debits, credits in pools.values():
        if debits and credits:
            used = pairs([one for one in debits + credits if one.excluded])
            covered.update(_cover_pool(debits, credits, suspended, used))
    return {item: amount for item, amount in covered.items() if amount}


def _cover_pool(debits, credits, suspended, used):
    debits = sorted(debits, key=lambda item: (item.due, item.id))
    still_open = {item.id: item.residual_currency - used[item.id] for item in debits}
    asking = [item for item in debits if still_open[item.id]]
    left = Decimal(0)
    named = {}
    for credit in credits:
        documents = named_documents(credit, asking)
        named[credit.id] = [debit for debit in asking if debit.document in documents]
    for credit in sorted(credits, key=lambda one: (len({debit.document for debit in named[one.id]}), one.id)):
        left += _pour(-credit.residual_currency - used[credit.id], named[credit.id], still_open)
    _pour(left, sorted(debits, key=lambda item: item.id in suspended), still_open)
    covered = {item.id: item.residual_currency - still_open[item.id] for item in debits}
    return covered | {credit.id: -used[credit.id] for credit in credits}


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
        issued: the invoice's date, or the last day on which it is on its way: a step before the due date that would come on it or
            the day after is passed over; ``None`` for entries.
    """
    last = last_taken(taken)
    used = {one.step for one in taken}

    def fall(step):
        first = due + timedelta(step.delay)
        return first if last is None else max(first, last.day + timedelta(wait_after(plan, last, step, due)))

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


def wait_after(plan, last, step, due):
    """Return the days between the last step taken and ``step``: the interval, or the gap between both after a late one.

    A plan that jumps to the step that fits the age does not keep the cadence: it never waits for a gap.
    """
    late = last.day > due + timedelta(last.delay + plan.interval)
    return step.delay - last.delay if late and not plan.jump else plan.interval


# ------------------------------------------------------------------------------------------------------ who acts (6)


def asked(rulings, advancing, lead, day):
    """Return the rulings whose amounts a contact asks for.

    The items that take their step; beside them every overdue item that does not rest, except in a reminder before
    the due date and in what is about its own items alone (6). Due today is not overdue (1).

    Args:
        rulings: :class:`~oracle_day.Ruling` of one customer (of one invoice, when grouped by invoice).
        advancing: ids of the items that take their step.
        lead: the acting :class:`Step`.
        day: contact day.
    """
    others = lead.channel not in ALONE and lead.delay >= 0
    return [
        one
        for one in rulings
        if one.net_currency > 0 and not one.suspended and (one.item.id in advancing or (others and one.item.due < day))
    ]
