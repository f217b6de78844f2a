"""What happens to each customer and invoice of a replayed ledger: the file's own facts, and troubles seeded beside them.

The sample ledger is tame: one instalment, one payment, nothing goes wrong. From a seed this module adds, always the
same way, what real ledgers are full of: instalments, partial payments, credit notes, money on account, payments that
come back, bank lines nobody has matched yet, invoices set to draft and posted anew, holds, and customers who pay very
late or never. Plain Python: it only says what happens on which day; ``replay_life`` does it.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

SEED = 20260119
SEGMENTS = ("standard", "key", "small")

# Of each ten customers of a segment, in order: which pay late, and which buy ten times as much (a registered letter has
# a minimum amount that single invoices of the sample never reach).
NATURES = 10
LATE = (0, 3, 6)
LARGE = (0, 1, 3, 6)
FACTOR = 12

# How an invoice is troubled, with its share in percent; the rest is paid as the file says.
TROUBLES = {
    "part": 9,
    "credit_linked": 6,
    "credit_named": 3,
    "credit_free": 4,
    "cash": 5,
    "cash_named": 3,
    "cash_linked": 3,
    "bounce": 4,
    "bank": 5,
    "repost": 5,
    "hold": 6,
    "hold_customer": 1,
    "block": 2,
    "excluded": 1,
}
INSTALMENT_SHARE = 14
# However dense, some invoices stay without trouble (percent of troubled ones at most).
MOST_TROUBLED = 90
TERMS = (((30, 30), (70, 60)), ((50, 20), (50, 50)), ((40, 30), (30, 60), (30, 90)))
OTHER_TERMS = (((50, 30), (50, 75)), ((100, 32),), ((25, 25), (25, 40), (50, 60)))
HOLD_KINDS = (
    "hold", "dispute", "payment_announced", "direct_debit", "payment_plan", "reply", "factor", "legal",
)  # fmt: skip


@dataclass(frozen=True)
class Customer:
    """One customer of the replay.

    Attributes:
        segment: gives the plan.
        late: pays weeks after the due date, or never.
        mail: ``ok``; ``refused`` by the mail server; ``bounces`` sometimes; ``none``: has no address.
        currency: of its invoices.
    """

    name: str
    country: str
    segment: str
    late: bool
    factor: int
    mail: str
    currency: str
    number: int

    @property
    def part(self):
        """Number of the customer's part when the customers are shared out: late payers go to each part in turn."""
        triple = (self.number - 1) // len(SEGMENTS)
        return triple % NATURES + triple // NATURES

    @property
    def email(self):
        """The customer's address; the mail server refuses those that begin with ``gone``."""
        if self.mail == "none":
            return False
        box = {"refused": "gone", "bounces": "bounce"}.get(self.mail, "pay")
        return f"{box}.{self.number}@customer{self.number}.example.com"


@dataclass(frozen=True)
class Event:
    """Something that happens to an invoice.

    Attributes:
        afternoon: after the day's run, before people work; else before the run.
        kind: a method ``do_<kind>`` of :class:`replay_life.Life`.
    """

    day: date
    kind: str
    afternoon: bool = False
    share: Decimal = Decimal(1)
    detail: object = None


@dataclass
class Case:
    """One invoice and all that happens to it, in order."""

    row: object
    customer: Customer
    amount: Decimal
    term: tuple = ()
    events: list = field(default_factory=list)

    @property
    def name(self):
        """The invoice's number; a letter in front, so that no other number in a message can be taken for it."""
        return f"F{self.row.invoice}"


def plan(rows, density=1, limit=None, shard=(0, 1)):
    """Return what happens, from the rows of a ledger.

    Args:
        rows: list of :class:`ledger.LedgerRow`.
        density: factor on the share of troubled invoices.
        limit: keep that many customers only.
        shard: (k, n): of n parts of the customers, alike in nature, the k-th from 0.

    Returns:
        (customers by name, cases in order of their invoice date).
    """
    customers = {
        name: customer for name, customer in _customers(rows, limit).items() if customer.part % shard[1] == shard[0]
    }
    cases, previous = [], {}
    for row in sorted(rows, key=lambda one: (one.invoice_date, one.line)):
        customer = customers.get(row.customer)
        if customer is None:
            continue
        case = _case(row, customer, density, previous.get(customer.name))
        previous[customer.name] = case
        cases.append(case)
    return customers, cases


def by_day(cases):
    """Return the (case, event) pairs of each day, in the order in which they happen."""
    days = defaultdict(list)
    for case in cases:
        for event in case.events:
            days[event.day].append((case, event))
    return days


# ----------------------------------------------------------------------------------------------------------- customers


def _customers(rows, limit):
    """Return the customers by name, their nature given by their rank among all."""
    countries = {row.customer: row.country for row in rows}
    names = sorted(countries)[:limit]
    found = {}
    for number, name in enumerate(names):
        dice = random.Random(f"{SEED} {name}")
        rank = number // len(SEGMENTS) % NATURES
        country = countries[name]
        found[name] = Customer(
            name=name,
            country=country,
            segment=SEGMENTS[number % len(SEGMENTS)],
            late=rank in LATE,
            factor=FACTOR if rank in LARGE else 1,
            mail=dice.choices(("ok", "refused", "bounces", "none"), (82, 7, 7, 4))[0],
            currency="GBP" if country == "GB" and dice.random() < 0.6 else "EUR",
            number=number + 1,
        )
    return found


# ------------------------------------------------------------------------------------------------------------ invoices


def _case(row, customer, density, previous):
    dice = random.Random(f"{SEED} {row.customer} {row.invoice}")
    amount = row.amount * customer.factor
    case = Case(row, customer, amount)
    case.events.append(Event(row.invoice_date, "invoice"))
    paid = _pay_day(row, customer, dice)
    if dice.random() * 100 < min(MOST_TROUBLED / 2, INSTALMENT_SHARE * density):
        case.term = dice.choice(TERMS)
        paid = paid and paid + timedelta(dice.choice((0, 30)))
    trouble = _trouble(dice, density)
    if row.disputed and dice.random() < 0.5:
        start = row.due_date + timedelta(dice.randint(1, 6))
        _hold(case, dice, start, "dispute", "invoice")
    _TROUBLED.get(trouble, _pay)(case, dice, paid, previous)
    begun = [replace(event, day=max(event.day, row.invoice_date)) for event in case.events]
    case.events = sorted(begun, key=lambda event: (event.day, event.afternoon))
    return case


def _pay_day(row, customer, dice):
    """Return the day on which an invoice is paid in the end, ``None`` for never."""
    if not customer.late:
        return row.settled_date
    if dice.random() < 0.1:
        return None
    return row.due_date + timedelta(dice.randint(12, 85))


def _trouble(dice, density):
    draw = dice.random() * 100
    factor = min(density, MOST_TROUBLED / sum(TROUBLES.values()))
    for name, share in TROUBLES.items():
        draw -= share * factor
        if draw < 0:
            return name
    return ""


def _settle(case, dice, day):
    if day:
        case.events.append(Event(day, "settle", afternoon=dice.random() < 0.25))


def _pay(case, dice, paid, previous):
    _settle(case, dice, paid)


def _part(case, dice, paid, previous):
    """Part of it first; the rest when the file says, or two weeks later."""
    first = paid or case.row.due_date + timedelta(dice.randint(3, 20))
    share = Decimal(dice.choice(("0.25", "0.40", "0.60")))
    case.events.append(Event(first, "part", afternoon=dice.random() < 0.3, share=share))
    _settle(case, dice, paid and paid + timedelta(dice.randint(5, 30)))


def _credit(case, dice, paid, previous, kind):
    """A credit note some days around the due date, left open; it is allocated when the invoice is paid."""
    day = max(case.row.invoice_date, case.row.due_date + timedelta(dice.randint(-8, 12)))
    share = Decimal(dice.choice(("0.20", "0.50", "1", "1.30" if kind == "credit_free" else "1")))
    case.events.append(Event(day, kind, share=share))
    _settle(case, dice, max(day, paid) + timedelta(dice.randint(0, 15)) if paid else None)


def _cash(case, dice, paid, previous, kind):
    """Money on account, allocated days later."""
    day = paid or case.row.due_date + timedelta(dice.randint(4, 25))
    share = Decimal(dice.choice(("0.50", "1", "1")))
    case.events.append(Event(day, kind, afternoon=dice.random() < 0.3, share=share, detail=previous))
    _settle(case, dice, day + timedelta(dice.randint(4, 20)))


def _bounce(case, dice, paid, previous):
    """A payment that comes back after some days; the real one follows weeks later."""
    day = paid or case.row.due_date + timedelta(dice.randint(2, 20))
    back = day + timedelta(dice.randint(3, 9))
    case.events.append(Event(day, "settle"))
    case.events.append(Event(back, "bounce"))
    _settle(case, dice, paid and back + timedelta(dice.randint(8, 30)))


def _bank(case, dice, paid, previous):
    """Money seen on the bank account, matched some days later."""
    day = paid or case.row.due_date + timedelta(dice.randint(2, 20))
    case.events.append(Event(day, "bank"))
    case.events.append(Event(day + timedelta(dice.randint(2, 9)), "match"))
    _settle(case, dice, day + timedelta(dice.randint(10, 20)))


def _repost(case, dice, paid, previous):
    """Set to draft and posted anew around its steps, with another term; once or twice."""
    day = case.row.due_date + timedelta(dice.randint(-3, 12))
    case.events.append(Event(day, "repost", detail=dice.choice(OTHER_TERMS)))
    if dice.random() < 0.4:
        case.events.append(Event(day + timedelta(dice.randint(4, 20)), "repost", detail=dice.choice(OTHER_TERMS)))
    _settle(case, dice, paid and max(paid, day + timedelta(35)))


def _held(case, dice, paid, previous):
    start = case.row.due_date + timedelta(dice.randint(-4, 15))
    _hold(case, dice, start, dice.choice(HOLD_KINDS), dice.choice(("invoice", "invoice", "instalment")))
    _settle(case, dice, paid)


def _held_customer(case, dice, paid, previous):
    _hold(case, dice, case.row.due_date + timedelta(dice.randint(0, 10)), "hold", "customer")
    _settle(case, dice, paid)


def _hold(case, dice, start, kind, scope):
    """Place a hold that ends by itself, or that somebody ends (its last day is open, as that of a dispute is)."""
    days = dice.randint(4, 25)
    by_itself = dice.random() < 0.6 and kind != "dispute"
    end = start + timedelta(days)
    case.events.append(
        Event(start, "hold", afternoon=dice.random() < 0.3, detail=(kind, scope, end if by_itself else None))
    )
    if not by_itself:
        case.events.append(Event(end, "release"))


def _block(case, dice, paid, previous):
    start = case.row.due_date + timedelta(dice.randint(-2, 10))
    case.events.append(Event(start, "block"))
    case.events.append(Event(start + timedelta(dice.randint(5, 15)), "block"))
    _settle(case, dice, paid and max(paid, start + timedelta(20)))


def _excluded(case, dice, paid, previous):
    case.events.append(Event(case.row.invoice_date, "exclude"))
    _settle(case, dice, paid)


_TROUBLED = {
    "part": _part,
    "credit_linked": lambda *given: _credit(*given, "credit_linked"),
    "credit_named": lambda *given: _credit(*given, "credit_named"),
    "credit_free": lambda *given: _credit(*given, "credit_free"),
    "cash": lambda *given: _cash(*given, "cash"),
    "cash_named": lambda *given: _cash(*given, "cash_named"),
    "cash_linked": lambda *given: _cash(*given, "cash_linked"),
    "bounce": _bounce,
    "bank": _bank,
    "repost": _repost,
    "hold": _held,
    "hold_customer": _held_customer,
    "block": _block,
    "excluded": _excluded,
}


def share_of(amount, share):
    """Return ``share`` of an amount, rounded to cents."""
    return (amount * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
