"""Random worlds for the properties: drawn by hypothesis, entered into a database by plain SQL in some milliseconds.

A world is what ``oracle_day`` decides about: a few customers, their open items and credits, plans, holds and what was
done so far. Ids are given here, so that both sides speak of the same things; the rows have what dunning reads.
"""

import itertools
import json
import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st
from psycopg2.extras import execute_values

from oracle_rules import Item, Plan, Step
from oracle_runs import Rhythm
from oracle_world import OPEN, POSTAL, Assignment, Customer, Deed, Person, Rest, World
from plain import make_plain

# Far above whatever a prepared database holds.
FIRST_ID = 50_000_000

# Month ends, leap days, days on which the clock changes: what a slip in date arithmetic stumbles over.
DAYS = [date(2024, 2, 29), date(2025, 1, 31), date(2025, 3, 30), date(2025, 10, 26), date(2025, 12, 31)]

CHANNELS = ["email", "email", "sms", "phone", "letter", "registered_letter", "server_action"]
FALLBACKS = [None, None, "email", "sms", "phone", "letter", "registered_letter"]
ROLES = ["payment", "invoice", "approval", "legal"]
# Kinds of holds, and what rests because of a dispute: an invoice or an instalment, until somebody settles it.
KINDS = ["hold", "dispute", "payment_announced", "payment_plan", "insolvency"]

# Decimals and worth in company currency (two decimals) of the currencies invoiced in: our own, one without, one with three.
CURRENCIES = {"own": (2, Decimal(1)), "none": (0, Decimal("0.0063")), "three": (3, Decimal("2.95"))}


@dataclass
class Book:
    """What entering a world needs beside it: the currency of each item, what is written on each credit, payments, archived people;
    how customers get their invoices, and how many days that takes."""

    currency: dict
    labels: dict
    payments: set
    archived: dict
    ways: dict = field(default_factory=dict)
    transit: dict = field(default_factory=dict)


class Dice(random.Random):
    """Throws that depend on a seed and on what they are for: leaving one thing out of a world changes no other."""

    def __init__(self, seed, *purpose):
        super().__init__("/".join(map(str, (seed, *purpose))))

    def chance(self, share):
        """Return true in a ``share`` of the cases."""
        return self.random() < share

    def some(self, things, most):
        """Return up to ``most`` different ones of ``things``, in their order."""
        chosen = self.sample(things, min(len(things), self.randint(0, most)))
        return [one for one in things if one in chosen]


@st.composite
def worlds(draw, simple=False):
    """Draw a (:class:`~oracle_world.World`, :class:`Book`).

    Hypothesis draws how many of each kind of things there are, and can so make a failing world smaller; dice throw
    what they are like, evenly.

    Args:
        draw: given by hypothesis.
        simple: without holds and history, for lives that begin.
    """
    seed = draw(st.integers(0, 2**24 - 1))  # hypothesis throws larger ones unevenly

    def many(most):
        return range(draw(st.integers(0, most)))

    dice = Dice(seed, "world")
    book = Book({}, {}, set(), {})
    world = World(dice.choice(DAYS) + timedelta(dice.randint(-2, 2)), [], {}, {}, [])
    for rank in range(1, draw(st.integers(1, 3)) + 1):
        _add_plan(Dice(seed, "plan", rank), world, Numbers("plan", rank), simple)
    world.default = dice.choice([*world.plans] * 4 + [None])
    book.transit = Dice(seed, "transit").choice([{}, {"manual": 4}, {"email": 1, "manual": 9}, {"email": 20}])
    for rank in range(1, draw(st.integers(1, 2)) + 1):
        customer = _add_customer(Dice(seed, rank), world, book, Numbers("customer", rank))
        invoices = [
            _add_invoice(Dice(seed, rank, "invoice", one), world, book, Numbers("invoice", rank, one), customer, simple)
            for one in many(5)
        ]
        _add_rhythms(Dice(seed, rank, "rhythms"), world, customer)
        _send_invoices(Dice(seed, rank, "sent"), world, book, customer)
        for one in many(3):
            _add_credit(Dice(seed, rank, "credit", one), world, book, Numbers("credit", rank, one), customer, invoices)
        if not simple:
            for one in many(2):
                _add_rest(Dice(seed, rank, "rest", one), world, customer)
            for one in many(4):
                _add_deed(Dice(seed, rank, "deed", one), world, Numbers("deed", rank, one), customer)
    _add_parent(Dice(seed, "parent"), world, book, Numbers("parent"), simple)
    world.items.sort(key=lambda item: item.id)
    return world, book


def Numbers(kind, *ranks):  # noqa: N802 - reads as the thing it makes
    """Return a counter of ids of one thing's own: the same whatever else there is in the world."""
    place = ["plan", "customer", "invoice", "credit", "deed", "parent"].index(kind)
    for rank in (*ranks, *[0] * (2 - len(ranks))):
        place = place * 10 + rank
    return itertools.count(FIRST_ID + place * 100)


def _add_plan(dice, world, numbers, simple):
    interval = dice.choice([3, 3, 3, 0, 1, 2, 5, 7])
    delays, delay = [], dice.choice([-10, -7, -5, -5, -2, -1, 0, 1, 3, 5])
    for _ in range(dice.randint(1, 6)):
        delays.append(delay)
        delay += max(1, interval if delay >= 0 else 1) + dice.randint(0, 8)
    number = next(numbers)
    steps = [_step(dice, next(numbers), delay) for delay in delays]
    if not simple and dice.chance(0.2):
        steps.append(replace(_step(dice, next(numbers), dice.randint(-10, 40)), active=False))
    plan = Plan(
        id=number,
        interval=interval,
        steps=tuple(steps),
        threshold=Decimal(dice.choice([0, 0, 0, 0, 5, 15])),
        grouping=dice.choice(["customer", "customer", "invoice", "group"]),
        jump=dice.chance(0.25),
        window=dice.choice([0, 0, 3, 7, 14]),
        letter_window=dice.choice([0, 0, 7, 15]),
        not_again=dice.choice([0, 0, 7, 21]),
    )
    world.plans[plan.id] = plan
    segment = dice.choice([None, None, None, "key", "standard", "small"])
    active = simple or not dice.chance(0.1)
    world.assignments.append(Assignment(plan.id, segment, dice.randint(9, 11), active))


def _step(dice, number, delay):
    channel = dice.choice(CHANNELS)
    fallback = dice.choice(FALLBACKS)
    fallback = None if fallback == channel else fallback
    minimum = Decimal(dice.choice([0, 0, 10, 30])) if fallback else Decimal(0)
    role = dice.choice([*ROLES, None] if channel == "server_action" else ROLES)
    tone = dice.choice(["courteous", "neutral", "firm", "formal"])
    step = Step(number, delay, channel, True, fallback, minimum, role, tone, dice.chance(0.4))
    if delay < 0 or not dice.chance(0.2):
        return step
    return replace(step, count=dice.choice([0, 2, 3]), total=Decimal(dice.choice([0, 15, 40])))


def _person(dice, number):
    mail = f"p{number}@example.com" if dice.chance(0.7) else None
    return Person(number, mail, dice.chance(0.6), dice.chance(0.6))


def _add_customer(dice, world, book, numbers):
    office = _person(dice, next(numbers))
    customer = Customer(office.id, office)
    if dice.chance(0.25):
        customer.invoice_address = _person(dice, next(numbers))
    for role in ROLES:
        person = _person(dice, next(numbers))
        if dice.chance(0.25):
            if dice.chance(0.2):
                book.archived[customer.id, role] = person  # has left: nobody to write to
            else:
                customer.roles[role] = replace(person, there=dice.chance(0.85))
    if dice.chance(0.2):
        customer.plan = dice.choice(list(world.plans))
    customer.segment = dice.choice([None, "key", "standard", "small"])
    customer.salesperson = dice.chance(0.5)
    world.customers[customer.id] = customer
    return customer


def _add_parent(dice, world, book, numbers, simple):
    """Have some customers be subsidiaries: of a company that owes nothing, or the second of the first."""
    how = dice.choice(["none", "above", "above", "second"])
    customers = list(world.customers)
    if how == "above":
        parent = _add_customer(dice, world, book, numbers)
        parent.plan = None
        world.parents = dict.fromkeys(customers, parent.id)
    elif how == "second" and len(customers) > 1:
        parent = world.customers[customers[0]]
        world.parents = {customers[1]: parent.id}
    else:
        return
    if how == "above" and not simple:
        for _ in range(dice.randint(0, 1)):
            _add_rest(dice, world, parent)
        for _ in range(dice.randint(0, 2)):
            _add_deed(dice, world, numbers, parent, world.parents)


def _add_rhythms(dice, world, customer):
    """Have every third customer pay in runs, most of them trusted to keep them."""
    if not dice.chance(0.35):
        return
    start = world.day - timedelta(dice.choice([400, 400, 60, 5]))
    for _ in range(dice.choice([1, 1, 1, 2])):
        common = {"earlier": dice.chance(0.3), "cutoff": dice.choice([0, 0, 1, 3]), "start": start}
        if dice.chance(0.3):
            common["end"] = world.day + timedelta(dice.choice([3, 20, 90]))
        if dice.chance(0.5):
            days = dice.choice([(10, 25), (31,), (30,), (5,), (1, 15), (9, 10, 20)])
            customer.rhythms += (Rhythm(days=days, **common),)
        else:
            anchor = world.day - timedelta(dice.randint(0, 30))
            customer.rhythms += (
                Rhythm(weekday=dice.randint(0, 4), weeks=dice.choice([1, 1, 2, 4]), anchor=anchor, **common),
            )
    customer.paid = dice.choice([3, 3, 3, 3, 2])
    customer.difficult = dice.chance(0.1)
    passed = [world.day - timedelta(10 * number + dice.randint(-1, 1)) for number in range(1, dice.randint(1, 6))]
    customer.judged = tuple((day, day + timedelta(2), dice.chance(0.9)) for day in sorted(set(passed)))


def _send_invoices(dice, world, book, customer):
    """Date some invoices of a customer, a few after their due date, and say how long they are on their way to it."""
    book.ways[customer.id] = dice.choice([None, "email", "manual"])
    transit = book.transit.get(book.ways[customer.id] or "email", 0)
    issued = {}
    for item in world.items:
        if item.partner == customer.id and not item.is_credit:
            if item.move not in issued:
                issued[item.move] = item.due - timedelta(dice.randint(-2, 14)) if dice.chance(0.4) else None
            item.issued, item.transit = issued[item.move], transit


def _amount(dice, currency):
    """Throw a small amount: such that sums often meet each other and the thresholds."""
    return Decimal(dice.choice([1, 5, 10, 10, 12, 20])) + Decimal(dice.choice([0, 0, 0, 1, 33, 50])).scaleb(
        -CURRENCIES[currency][0]
    )


def worth(amount, currency):
    """Return an amount in company currency, rounded to its two decimals."""
    return (amount * CURRENCIES[currency][1]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _add_invoice(dice, world, book, numbers, customer, simple):
    move = next(numbers)
    currency = dice.choice(["own", "own", "own", "none", "three"])
    excluded = not simple and dice.chance(0.04)
    state = "not_paid" if simple else dice.choice(["not_paid"] * 12 + ["partial"] * 4 + ["in_payment", "blocked"])
    reference = dice.choice(["", f"REF{move}", f"RF {move} 1"])
    order = dice.choice(["", "", "PO-77", f"PO-{move}"])
    due = world.day + timedelta(dice.randint(-45, 12))
    for instalment in range(1, dice.choice([1, 1, 2, 3]) + 1):
        amount = _amount(dice, currency)
        number = next(numbers)
        book.currency[number] = currency
        world.items.append(
            Item(
                id=number,
                move=move,
                partner=customer.id,
                currency=list(CURRENCIES).index(currency),
                due=due,
                residual_currency=amount,
                residual=worth(amount, currency),
                name=f"INV/{move}",
                reference=reference,
                order=order,
                instalment=instalment,
                excluded=excluded,
                payment_state=state,
            )
        )
        due += timedelta(dice.randint(0, 30))
    if dice.chance(0.15):
        world.given[move] = dice.choice(list(world.plans))
    contact = replace(_person(dice, next(numbers)), delivery=dice.chance(0.25), there=dice.chance(0.85))
    world.contact[move] = contact if dice.chance(0.25) else customer.office
    return move


def _add_credit(dice, world, book, numbers, customer, invoices):
    move, number = next(numbers), next(numbers)
    currency = dice.choice(["own", "own", "own", "none", "three"])
    book.currency[number] = currency
    amount = -_amount(dice, currency)
    named = dice.some(invoices, 3)
    how = dice.choice(["words", "references", "orders", "link", "reverse"])
    item = Item(
        id=number,
        move=move,
        partner=customer.id,
        currency=list(CURRENCIES).index(currency),
        due=world.day + timedelta(dice.randint(-30, 0)),
        residual_currency=amount,
        residual=worth(amount, currency),
        name=f"CRED/{move}",
        excluded=dice.chance(0.1),
    )
    by_move = {debit.move: debit for debit in world.items}
    if how == "reverse" and named:
        item.reverses = named[0]
    elif how == "link":
        book.payments.add(number)
        item.linked = frozenset(named)
    else:
        said = {"references": "reference", "orders": "order"}.get(how, "name")
        words = dice.choice([" ", ", "]).join(getattr(by_move[one], said) for one in named)
        book.labels[number] = dice.choice(["{}", "{}", "SEPA/{}/X", "{}."]).format(words)
        item.texts = tuple(filter(None, [book.labels[number]]))
    world.items.append(item)


def _add_rest(dice, world, customer):
    start = world.day + timedelta(dice.randint(-20, 0))
    end = dice.choice([None, *[world.day + timedelta(dice.randint(-3, 9)) for _ in range(2)]])
    mine = [item for item in world.items if item.partner == customer.id and not item.is_credit]
    move = number = None
    if mine and dice.chance(0.8):
        item = dice.choice(mine)
        move, number = item.move, item.id if dice.chance(0.5) else None
    kind = dice.choice(KINDS)
    if kind == "dispute":
        kind, end = (kind, None) if move else ("hold", end)
    rest = Rest(
        kind=kind,
        partner=customer.id,
        start=start if end is None else min(start, end),
        end=end,
        move=move,
        item=number,
        active=dice.chance(0.8),
    )
    world.rests.append(rest)


def _add_deed(dice, world, numbers, customer, parents=()):
    """Add an action of the history, if one is possible: no item twice in what is open, none twice at a step.

    An action for a group is about items of its ``parents``, the companies below it.
    """
    plan = world.plans[dice.choice(list(world.plans))]
    step = dice.choice([*plan.steps, *plan.steps, None])
    fate = dice.choice(["done"] * 6 + ["bounced"] * 2 + ["skipped"] * 2 + ["cancelled", "todo", "ready", "failed"])
    is_open = fate in OPEN
    day = world.day + timedelta(dice.choice([0, -1, -1, -2, -3, -3, -4, -5, -6, -8, -11, -15, -21, -34, 2]))
    mine = [item for item in world.items if (item.partner == customer.id or item.partner in parents) and not item.is_credit]
    group = 0
    if step is not None and plan.grouping == "invoice":
        if not mine:
            return
        group = dice.choice(mine).move
        mine = [item for item in mine if item.move == group]
    family = {customer.id, *parents}
    ours = [deed for deed in world.deeds if deed.partner in family]
    if is_open and any(deed.state in OPEN and deed.group == group for deed in ours):
        return
    free = [item.id for item in mine if step and not any(_clashes(item.id, step, is_open, deed) for deed in ours)]
    channel = "email" if step is None else dice.choice([step.channel, step.fallback or step.channel])
    if step is None:
        fate = "todo" if is_open else "done"
    world.deeds.append(
        Deed(
            id=next(numbers),
            partner=customer.id,
            state={"bounced": "done", "skipped": "cancelled"}.get(fate, fate),
            day=day,
            step=step,
            channel=channel,
            items=tuple(dice.some(free, 6)),
            group=group,
            skipped=fate == "skipped",
            bounced=fate == "bounced",
            sealed=is_open and (channel in POSTAL or fate == "ready") and dice.chance(0.5),
        )
    )
    if fate == "bounced" and channel == "email" and dice.chance(0.5):
        bounced = [person.mail for person in (customer.office, *customer.roles.values()) if person.mail]
        customer.bounced |= frozenset(bounced[:1])


def _clashes(item, step, is_open, deed):
    """Tell whether an item is in a deed in a way that forbids it another one at ``step``."""
    if item not in deed.items:
        return False
    return (is_open and deed.state in OPEN) or (
        deed.step is not None and deed.step.id == step.id and (deed.counts or deed.state in OPEN)
    )


# ------------------------------------------------------------------------------------------------------- into the books


def is_plan(rest):
    """Tell whether a rest is entered as a payment plan that the customer accepted; others of the kind are holds."""
    return rest.kind == "payment_plan" and rest.move is not None and rest.end is not None


class Books:
    """Enters worlds into one database, for one company.

    Args:
        env: environment; the caller rolls back what is entered.
        company: ``res.company`` they belong to.
    """

    def __init__(self, env, company):
        self.env = env
        self.company = company
        Account, Journal = env["account.account"], env["account.journal"]
        mine = [("company_ids", "in", company.id)]
        self.account = Account.search(
            [*mine, ("account_type", "=", "asset_receivable"), ("non_trade", "=", False)], limit=1
        ).id
        self.sale = Journal.search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1).id
        self.bank = Journal.search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1).id
        Currency = env["res.currency"].with_context(active_test=False)
        found = {name: Currency.search([("name", "=", name)]) for name in ("JPY", "KWD")}
        assert (found["JPY"].decimal_places, found["KWD"].decimal_places, company.currency_id.decimal_places) == (
            0,
            3,
            2,
        )
        self.currencies = {"own": company.currency_id.id, "none": found["JPY"].id, "three": found["KWD"].id}

    def enter(self, world, book):
        """Insert the rows of a world and make its plans the only ones."""
        env, company = self.env, self.company.id
        env.cr.execute("UPDATE dunning_plan SET active = FALSE WHERE id < %s", [FIRST_ID])
        self._insert_people(world, book)
        self._insert_plans(world)
        make_plain(env)
        env.flush_all()
        env.cr.execute("UPDATE res_company SET dunning_plan_id = %s WHERE id = %s", [world.default, company])
        self._insert_profiles(world, book)
        self._insert_items(world, book)
        self._insert_transit(book)
        self._insert(
            "dunning_plan_override (id, move_id, plan_id)",
            [(move, move, plan) for move, plan in world.given.items()],
        )
        self._insert(
            "dunning_hold (id, company_id, partner_id, move_id, move_line_id, instalment, user_id, kind, reason, state,"
            " date_start, date_end)",
            [
                (FIRST_ID + rank, company, rest.partner, rest.move, rest.item, rest.item and 1, 1, rest.kind, "x",
                 "active" if rest.active else "ended", rest.start, rest.end)
                for rank, rest in enumerate(world.rests)
                if rest.kind != "dispute" and not is_plan(rest)
            ],
        )  # fmt: skip
        self._insert_disputes(world, book)
        self._insert_payment_plans(world, book)
        self._insert_deeds(world)
        self._insert_runs(world)
        env.invalidate_all()

    def _insert_payment_plans(self, world, book):
        """Enter the payment plans that customers accepted; customers have one number as partners and as profiles."""
        currency = {item.move: self.currencies[book.currency[item.id]] for item in world.items}
        plans = {FIRST_ID + rank: rest for rank, rest in enumerate(world.rests) if is_plan(rest)}
        self._insert(
            "dunning_payment_plan (id, company_id, profile_id, partner_id, user_id, source, debtor_class, date, date_until, currency_id,"
            " effect, state, accepted_on, date_last, ended_on)",
            [
                (number, self.company.id, rest.partner, rest.partner, 1, "call", "business", rest.start, rest.end, currency[rest.move],
                 "rest", "running" if rest.active else "broken", rest.start, rest.end, None if rest.active else rest.start)
                for number, rest in plans.items()
            ],
        )  # fmt: skip
        self._insert(
            "dunning_payment_plan_item (plan_id, company_id, move_line_id, move_id, instalment)",
            [
                (number, self.company.id, item.id, item.move, item.instalment)
                for number, rest in plans.items()
                for item in world.items
                if rest.concerns(item)
            ],
        )

    def _insert_disputes(self, world, book):
        """Enter what is disputed; customers have one number as partners and as profiles."""
        category = self.env.ref("account_dunning.dispute_category_price").id
        currency = {item.move: self.currencies[book.currency[item.id]] for item in world.items}
        self._insert(
            "dunning_dispute (id, company_id, partner_id, profile_id, move_id, move_line_id, instalment, category_id, currency_id,"
            " amount, description, source, date_opened, date_deadline, state, settled_on)",
            [
                (FIRST_ID + rank, self.company.id, rest.partner, rest.partner, rest.move, rest.item, rest.item and 1, category,
                 currency[rest.move], 1, "x", "call", rest.start, rest.start,
                 "open" if rest.active else "withdrawn", None if rest.active else rest.start)
                for rank, rest in enumerate(world.rests)
                if rest.kind == "dispute"
            ],
        )  # fmt: skip

    def _insert(self, table, rows):
        if rows:
            execute_values(self.env.cr._obj, f"INSERT INTO {table} VALUES %s", rows, page_size=1000)

    def _named(self, customer, book):
        """Return the people of a customer's profile by role, those who have left too."""
        left = {role: person for (number, role), person in book.archived.items() if number == customer.id}
        return customer.roles | left

    def _insert_people(self, world, book):
        people, left = {}, {person.id for person in book.archived.values()}
        for customer in world.customers.values():
            people[customer.office.id] = (customer.office, None, "contact")
            for person in self._named(customer, book).values():
                people[person.id] = (person, customer.id, "contact")
            if customer.invoice_address:
                people[customer.invoice_address.id] = (customer.invoice_address, customer.id, "invoice")
        sold = {customer.id for customer in world.customers.values() if customer.salesperson}
        customer_of = {item.move: item.partner for item in world.items}
        for move, person in world.contact.items():
            people.setdefault(person.id, (person, customer_of[move], "delivery" if person.delivery else "other"))
        self._insert(
            "res_partner (id, name, complete_name, type, parent_id, commercial_partner_id, active, is_company, autopost_bills,"
            " email, email_normalized, user_id, phone, street, city, invoice_sending_method)",
            [
                (number, f"P{number}", f"P{number}", kind, parent or above, parent or number, number not in left, not parent, "ask",
                 person.mail, person.mail, 1 if number in sold else None, "0102030405" if person.phone else None,
                 *(("1 rue Haute", "Lyon") if person.post else (None, None)), self._way_column(book.ways.get(number)))
                for number, (person, customer, kind) in people.items()
                for parent in [customer if person.there else None]
                for above in [world.parents.get(number)]
            ],
        )  # fmt: skip

    def _way_column(self, way):
        """Return what ``res_partner`` keeps of how a customer gets its invoices, by company."""
        return json.dumps({str(self.company.id): way}) if way else None

    def _insert_transit(self, book):
        """Enter the days that invoices are on their way; what was kept of others is forgotten."""
        self.env.registry.clear_cache()
        rows = [(self.company.id, *one) for one in book.transit.items()]
        self._insert("dunning_invoice_transit (company_id, method, days)", rows)

    def _insert_plans(self, world):
        assigned = {one.plan: one for one in world.assignments}
        self._insert(
            "dunning_plan (id, name, active, company_id, grouping, minimum_interval, threshold, catch_up, priority, segment,"
            " grouping_window, letter_window, not_again_days)",
            [
                (plan.id, json.dumps({"en_US": f"Plan {plan.id}"}), assigned[plan.id].active, self.company.id, plan.grouping,
                 plan.interval, plan.threshold, "jump" if plan.jump else "soft", assigned[plan.id].priority,
                 assigned[plan.id].segment, plan.window, plan.letter_window, plan.not_again)
                for plan in world.plans.values()
            ],
        )  # fmt: skip
        self._insert(
            "dunning_plan_step (id, name, active, plan_id, company_id, delay, channel, fallback_channel, minimum_amount, recipient_role,"
            " tone, mode, sender, deadline_days, on_deadline, minimum_count, minimum_total)",
            [
                (step.id, json.dumps({"en_US": f"Step {step.delay}"}), step.active, plan.id, self.company.id, step.delay, step.channel,
                 step.fallback, step.minimum, step.role, step.tone, "review",
                 "salesperson" if step.by_sales else "company", 5, "wait", step.count, step.total)
                for plan in world.plans.values()
                for step in plan.steps
            ],
        )  # fmt: skip

    def _insert_profiles(self, world, book):
        acted = {deed.partner for deed in world.deeds}
        acted |= {rest.partner for rest in world.rests if rest.kind == "dispute" or is_plan(rest)}
        rows = []
        for customer in world.customers.values():
            named = self._named(customer, book)
            if customer.id in acted or customer.plan or named or customer.segment or customer.rhythms:
                people = [named[role].id if role in named else None for role in ROLES]
                rows.append(
                    (customer.id, customer.id, self.company.id, "business", customer.plan, customer.segment,
                     "difficulty" if customer.difficult else "unknown", *people)
                )
        self._insert(
            "dunning_profile (id, partner_id, company_id, debtor_class, plan_id, segment, payer_type, payment_contact_id,"
            " invoice_contact_id, approval_contact_id, legal_contact_id)",
            rows,
        )

    def _insert_items(self, world, book):
        moves, lines, company = {}, [], self.company
        for item in world.items:
            payment = item.id if item.id in book.payments else None
            kind = "entry" if payment else "out_refund" if item.is_credit else "out_invoice"
            journal = self.bank if payment else self.sale
            currency = self.currencies[book.currency[item.id]]
            contact = world.contact.get(item.move)
            issued = item.due - timedelta(30)
            moves.setdefault(
                item.move,
                (item.move, item.name, journal, currency, "posted", kind, "no", issued, item.issued,
                 contact.id if contact else item.partner, item.partner, company.id, item.payment_state,
                 book.labels.get(item.id) or item.order, item.reference, item.reverses),
            )  # fmt: skip
            amounts = (item.residual, item.residual_currency)
            lines.append(
                (item.id, item.move, currency, "payment_term", self.account, company.id, company.currency_id.id, item.partner,
                 journal, item.name, "posted", issued, item.due, *amounts, max(amounts[0], 0), max(-amounts[0], 0), *amounts,
                 False, item.excluded, payment)
            )  # fmt: skip
        self._insert(
            "account_payment (id, journal_id, company_id, state, payment_type, partner_type, date, amount)",
            [(one, self.bank, company.id, "in_process", "inbound", "customer", world.day, 0) for one in book.payments],
        )
        # an entry may reverse one that comes later in the list: all are there before the check at the statement's end
        self._insert(
            "account_move (id, name, journal_id, currency_id, state, move_type, auto_post, date, invoice_date, partner_id,"
            " commercial_partner_id, company_id, payment_state, ref, payment_reference, reversed_entry_id)",
            list(moves.values()),
        )
        self._insert(
            "account_move_line (id, move_id, currency_id, display_type, account_id, company_id, company_currency_id, partner_id,"
            " journal_id, name, parent_state, date, date_maturity, balance, amount_currency, debit, credit, amount_residual,"
            " amount_residual_currency, reconciled, no_followup, payment_id)",
            lines,
        )
        self._insert(
            "account_move__account_payment (payment_id, invoice_id)",
            [(item.id, move) for item in world.items for move in item.linked],
        )

    def _insert_deeds(self, world):
        company, actions, lines = self.company.id, [], []
        items = {item.id: item for item in world.items}
        plan_of = {step.id: plan.id for plan in world.plans.values() for step in plan.steps}
        status = {"done": "counted", "cancelled": "void"}
        for deed in world.deeds:
            step = deed.step
            done = deed.day if deed.state == "done" else None
            delivery = "bounced" if deed.bounced else "sending" if deed.sealed and deed.channel not in POSTAL else None
            mails = sorted(world.customers[deed.partner].bounced)
            actions.append(
                (deed.id, company, deed.partner, deed.partner, step and plan_of[step.id], step and step.id, deed.group, deed.channel,
                 deed.state, "skipped" if deed.skipped else None, deed.day, done, delivery,
                 mails[0] if deed.bounced and mails else None,
                 deed.day if deed.sealed and deed.channel in POSTAL else None, step is None or step.delay >= 0, True)
            )  # fmt: skip
            for number in deed.items:
                item = items[number]
                state = "counted" if deed.counts else "void" if deed.bounced else status.get(deed.state, "open")
                lines.append(
                    (deed.id, company, number, item.move, item.instalment, step.id, step.delay, "advance", state,
                     deed.day if state == "counted" else None, item.due, item.residual_currency, item.residual, True)
                )  # fmt: skip
        self._insert(
            "dunning_action (id, company_id, profile_id, partner_id, plan_id, step_id, group_key, channel, state, cancel_reason, date,"
            " date_done, delivery_status, recipient_address, printed_on, is_contact, active)",
            actions,
        )
        self._insert(
            "dunning_action_line (action_id, company_id, move_line_id, move_id, instalment, step_id, step_delay, kind, status,"
            " date_done, date_due, net_currency, net, asked)",
            lines,
        )

    def _insert_runs(self, world):
        """Insert payment runs, what they held, and what their customers paid before; what was kept of others is forgotten."""
        world.country = self.company.partner_id.country_id.code or ""
        self.env.registry.clear_cache()
        company, rhythms, passed, paid = self.company.id, [], [], []
        for customer in world.customers.values():
            for rank, one in enumerate(customer.rhythms):
                weekly = one.weekday is not None
                rhythms.append(
                    (customer.id + rank, customer.id, customer.id, company, "week" if weekly else "month",
                     None if weekly else ", ".join(map(str, one.days)), str(one.weekday) if weekly else None, one.weeks, one.anchor,
                     one.earlier, one.cutoff, "said", one.start, None if one.end.year == 3000 else one.end, "accepted")
                )  # fmt: skip
            passed += [(customer.id, customer.id, company, *one) for one in customer.judged if customer.rhythms]
            paid += [(customer.id + rank, customer.id) for rank in range(customer.paid)]
        self._insert(
            "dunning_payment_run (id, profile_id, partner_id, company_id, rhythm, month_days, weekday, every_weeks, first_run,"
            " earlier, cutoff_days, source, date_start, date_end, state)",
            rhythms,
        )
        self._insert("dunning_payment_run_day (payment_run_id, partner_id, company_id, day, arrival, is_kept)", passed)
        self._insert_paid(paid)

    def _insert_paid(self, paid):
        """Insert items that were paid, as (id, customer)."""
        company, currency = self.company, self.company.currency_id.id
        moves = {customer for _number, customer in paid}
        self._insert(
            "account_move (id, name, journal_id, currency_id, state, move_type, auto_post, date, partner_id, commercial_partner_id,"
            " company_id, payment_state)",
            [(one, f"PAID/{one}", self.sale, currency, "posted", "out_invoice", "no", "2020-01-01", one, one, company.id, "paid")
             for one in moves],
        )  # fmt: skip
        self._insert(
            "account_move_line (id, move_id, currency_id, display_type, account_id, company_id, company_currency_id, partner_id,"
            " journal_id, name, parent_state, date, date_maturity, balance, amount_currency, debit, credit, amount_residual,"
            " amount_residual_currency, reconciled, no_followup)",
            [
                (number, customer, currency, "payment_term", self.account, company.id, currency, customer, self.sale, "Paid", "posted",
                 "2020-01-01", "2020-01-31", 1, 1, 1, 0, 0, 0, True, False)
                for number, customer in paid
            ],
        )  # fmt: skip
