"""One world: everything that the oracle knows of one root company on one day, and nothing of how it got to know it."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from oracle_rules import Taken

POSTAL = ("letter", "registered_letter")
OPEN = ("todo", "ready", "failed")


@dataclass(frozen=True)
class Person:
    """Somebody to contact: ``mail`` is the address or ``None``; ``phone`` and ``post`` tell whether there is one.

    ``delivery`` is a delivery address; who is not ``there`` works for another company now.
    """

    id: int
    mail: str | None = None
    phone: bool = False
    post: bool = False
    delivery: bool = False
    there: bool = True


@dataclass
class Customer:
    """A customer: the office itself, an invoice address among its contacts, and the people named for a role.

    Attributes:
        salesperson: whether somebody of sales is in charge of it.
        roles: :class:`Person` by role (``payment``, ``invoice``, ``approval``, ``legal``).
        plan: id of the plan that was given to it by hand.
        bounced: e-mail addresses from which a reminder came back.
        rhythms: :class:`~oracle_runs.Rhythm` of its payment runs; ``judged`` (day, arrival, kept) of those that passed.
        paid: how many items it has paid; ``difficult`` it is a risk; ``broken`` last days of promises it broke.
    """

    id: int
    office: Person
    invoice_address: Person | None = None
    roles: dict = field(default_factory=dict)
    plan: int | None = None
    segment: str | None = None
    bounced: frozenset = frozenset()
    salesperson: bool = False
    rhythms: tuple = ()
    judged: tuple = ()
    paid: int = 0
    difficult: bool = False
    broken: tuple = ()


@dataclass(frozen=True)
class Assignment:
    """Which customers a plan is for: those of a segment, nobody by itself without one; the lowest priority first."""

    plan: int
    segment: str | None = None
    priority: int = 10
    active: bool = True


@dataclass(frozen=True)
class Rest:
    """A hold of a customer, one invoice or one instalment, from ``start`` to ``end`` included (3)."""

    kind: str
    partner: int
    start: date
    end: date | None = None
    move: int | None = None
    item: int | None = None
    active: bool = True

    def concerns(self, item):
        """Tell whether the hold is about ``item``."""
        return (
            item.partner == self.partner
            and (self.move is None or self.move == item.move)
            and (self.item is None or self.item == item.id)
        )

    def holds(self, day):
        """Tell whether it holds on ``day``."""
        return self.active and self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Deed:
    """One action of the history.

    Attributes:
        state: ``todo``, ``ready``, ``failed``, ``done`` or ``cancelled``.
        day: contact day, or the day on which a person skipped it.
        step: :class:`~oracle_rules.Step`, ``None`` for a one-off reminder.
        channel: the channel really used.
        items: ids of the items that take the step.
        skipped: a person skipped it.
        bounced: it came back.
        sealed: printed or on its way: nothing can be added to it.
        settles: it tells of a settled dispute.
        own: (item id, step) of items that take another step than that which acts.
    """

    id: int
    partner: int
    state: str
    day: date
    step: object
    channel: str
    items: tuple
    group: int = 0
    skipped: bool = False
    bounced: bool = False
    sealed: bool = False
    settles: bool = False
    own: tuple = ()

    def step_of(self, item):
        """Return the step that an item takes with it: its own, where that is not the one that acts."""
        return dict(self.own).get(item, self.step)

    @property
    def arrived(self):
        """Whether the customer was really contacted (4)."""
        return self.state == "done" and not self.bounced

    @property
    def counts(self):
        """Whether its items have taken the step: it arrived, or a person skipped it (4)."""
        return self.step is not None and (self.arrived or (self.state == "cancelled" and self.skipped))

    @property
    def starts_interval(self):
        """Contacts before the due date start none (6)."""
        return self.arrived and (self.step is None or self.step.delay >= 0)


@dataclass
class World:
    """Everything one root company knows on a day: drawn by ``random_world``, or read from the tables by ``oracle_facts``.

    Attributes:
        plans: :class:`~oracle_rules.Plan` by id; ``assignments`` in any order; ``default`` the company's plan id.
        given: plan id by invoice, chosen by hand.
        contact: the :class:`Person` who got the invoice, by invoice.
        resting: where it is known already, the last day by reason for rest, by item.
        country: whose banks are closed on which days; ``longest`` days that an item waits for a payment run.
        unread: ids of the customers with an answer of their own that nobody has dealt with.
        parents: the topmost company above a customer, by its id, of those that belong to a group.
        raw, actions, lines: rows of the open items, of dunning's actions and of their lines, by id.
        steps: :class:`~oracle_rules.Step` of all plans by id.
        promises: :class:`~oracle_promises.Promise` that were not cancelled, by payment day.
        reported: ids of the actions whose report placed what an item rests by, ``None`` for what none did, by item id.
    """

    day: date
    items: list
    customers: dict
    plans: dict
    assignments: list
    default: int | None = None
    given: dict = field(default_factory=dict)
    contact: dict = field(default_factory=dict)
    rests: list = field(default_factory=list)
    deeds: list = field(default_factory=list)
    country: str = ""
    longest: int = 15
    unread: frozenset = frozenset()
    resting: dict | None = None
    parents: dict = field(default_factory=dict)
    raw: dict = field(default_factory=dict)
    actions: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)
    promises: list = field(default_factory=list)
    reported: dict = field(default_factory=dict)

    @cached_property
    def open(self):
        """The items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def lines_of(self):
        """The lines by the id of their action."""
        found = defaultdict(list)
        for line in self.lines.values():
            found[line["action_id"]].append(line)
        return found

    def why(self, item):
        """Return the codes of what an item rests by, by its id, where that was read."""
        return set(self.resting.get(item, ()))

    def of_customer(self, partner, without=None):
        """Return the world of one customer's items; what the report of action ``without`` alone placed rests nothing."""
        return replace(
            self,
            items=[item for item in self.items if item.partner == partner],
            resting={item: kinds for item, kinds in self.resting.items() if without is None or self.reported[item] != {without}},
        )

    def contact_days(self, partner, but=(), under_way=None):
        """Return the days on which a customer was really contacted, preventive reminders aside (6).

        Args:
            but: numbers of actions that do not count.
            under_way: number of an action that was there already: what told meanwhile of a settled dispute answers the
                customer and does not stop it.
        """
        return [
            deed.day
            for deed in self.deeds
            if deed.partner == partner and deed.id not in but and deed.starts_interval
            and not (under_way and deed.settles and deed.id > under_way)
        ]  # fmt: skip

    def account(self, partner):
        """Return whose conversation a customer's is: its group's once one of its plans groups so, else its own (6)."""
        if partner not in self.parents:
            return partner
        plans = [self.plans.get(self.plan_of(item)) for item in self.items if item.partner == partner]
        return self.parents[partner] if any(plan and plan.grouping == "group" for plan in plans) else partner

    def plan_of(self, item):
        """Return the id of an item's plan: the invoice's own, the customer's own, the first for its segment, the company's."""
        customer = self.customers[item.partner]
        active = {one.plan for one in self.assignments if one.active}
        for chosen in (self.given.get(item.move), customer.plan):
            if chosen in active:
                return chosen
        for one in sorted(self.assignments, key=lambda one: (one.priority, one.plan)):
            if one.active and one.segment is not None and one.segment == (customer.segment or "standard"):
                return one.plan
        return self.default if self.default in active else None

    def taken(self, item):
        """Return the :class:`~oracle_rules.Taken` steps of an item up to the day (4)."""
        return [
            Taken(deed.step_of(item.id).id, deed.step_of(item.id).delay, deed.day)
            for deed in self.deeds
            if deed.counts and deed.day <= self.day and item.id in deed.items
        ]
