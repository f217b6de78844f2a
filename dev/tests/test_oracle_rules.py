"""The oracle's own rules: netting, next step and the contacts of a day, on the worked example of the design."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import oracle_day
from oracle_rules import Item, Plan, Step, Taken, asked, cover, next_step
from oracle_world import Assignment, Customer, Deed, Person, World

STANDARD = Plan(
    id=1,
    interval=3,
    steps=tuple(
        Step(number, delay, channel)
        for number, (delay, channel) in enumerate(
            [(-5, "email"), (5, "email"), (10, "phone"), (15, "email"), (20, "phone"), (30, "registered_letter")], 1
        )
    ),
)


def item(number, amount, due=date(2026, 3, 1), partner=1, move=None, **more):
    """Return an open item of ``amount``."""
    return Item(number, move or number, partner, 1, due, Decimal(amount), Decimal(amount), name=f"F{number}", **more)


def covered(*items, suspended=()):
    """Return what credits cover, as float by item id."""
    return {number: float(amount) for number, amount in cover(items, set(suspended)).items()}


# ------------------------------------------------------------------------------------------------------------ netting


def test_credit_covers_the_oldest_due_first():
    late, soon = item(1, 100, date(2026, 3, 1)), item(2, 100, date(2026, 4, 1))
    assert covered(soon, late, item(9, -130)) == {1: 100, 2: 30}


def test_credit_covers_the_item_it_reverses_or_names():
    old, new = item(1, 100, date(2026, 1, 1)), item(2, 100, date(2026, 4, 1))
    assert covered(old, new, item(9, -60, reverses=2)) == {2: 60}
    assert covered(old, new, item(9, -60, texts=("see F2",))) == {2: 60}
    assert covered(old, new, item(9, -60, linked=frozenset({2}))) == {2: 60}
    assert covered(old, new, item(9, -130, reverses=2)) == {2: 100, 1: 30}


def test_suspended_items_come_last():
    old, new = item(1, 100, date(2026, 1, 1)), item(2, 100, date(2026, 4, 1))
    assert covered(old, new, item(9, -130), suspended=[1]) == {2: 100, 1: 30}


def test_customers_and_currencies_stay_apart():
    other = Item(3, 3, 1, 2, date(2026, 1, 1), Decimal(50), Decimal(40))
    assert covered(item(1, 100), item(2, 100, partner=2), other, item(9, -30, partner=2)) == {2: 30}


def test_credit_that_names_one_invoice_comes_before_one_that_names_two():
    first, second = item(1, 100, date(2026, 1, 1)), item(2, 100, date(2026, 2, 1))
    both = item(8, -100, linked=frozenset({1, 2}))
    one = item(9, -80, reverses=1)
    assert covered(first, second, both, one) == {1: 100, 2: 80}


# ---------------------------------------------------------------------------------------------------------- next step


def days(plan, due, start, until, late=None):
    """Live one item alone; return (days from the due date, delay) of each step it takes."""
    taken, found = [], []
    day = start
    while day <= until:
        step, fall = next_step(plan, taken, due, day)
        if step and fall <= day and (late is None or late(step, day)):
            taken.append(Taken(step.id, step.delay, day))
            found.append(((day - due).days, step.delay))
        day += timedelta(1)
    return found


def test_all_steps_on_their_days():
    due = date(2026, 3, 1)
    assert days(STANDARD, due, due - timedelta(30), due + timedelta(90)) == [
        (-5, -5), (5, 5), (10, 10), (15, 15), (20, 20), (30, 30),
    ]  # fmt: skip


def test_old_debt_starts_at_the_first_step_after_the_due_date_and_keeps_the_cadence():
    due = date(2026, 3, 1)
    start = due + timedelta(100)
    assert days(STANDARD, due, start, start + timedelta(60)) == [(100, 5), (105, 10), (110, 15), (115, 20), (125, 30)]


def test_step_done_little_late_waits_for_the_interval_only():
    due = date(2026, 3, 1)
    taken = [Taken(2, 5, due + timedelta(8))]
    assert next_step(STANDARD, taken, due, due + timedelta(8))[1] == due + timedelta(11)
    taken = [Taken(2, 5, due + timedelta(9))]
    assert next_step(STANDARD, taken, due, due + timedelta(9))[1] == due + timedelta(14)


def test_reminder_before_the_due_date_is_passed_over_on_that_day():
    due = date(2026, 3, 1)
    assert next_step(STANDARD, [], due, due - timedelta(1))[0].delay == -5
    assert next_step(STANDARD, [], due, due)[0].delay == 5


def test_plan_finished():
    assert next_step(STANDARD, [Taken(6, 30, date(2026, 4, 1))], date(2026, 3, 1), date(2026, 5, 1)) == (None, None)


def test_jump_to_the_step_that_fits_the_age():
    due = date(2026, 3, 1)
    plan = Plan(1, 3, STANDARD.steps, jump=True)
    assert next_step(plan, [], due, due + timedelta(17))[0].delay == 15


# ---------------------------------------------------------------------------------------------------- a day's contacts


def live(world, day):
    """Live a day on which what is due happens; return what the customer gets: (day, acting step, items that advance, amount asked)."""
    world = replace(world, day=day, items=[one for one in world.items if one.due <= day or not one.is_credit])
    rulings = oracle_day.decide(world)
    going = {number: one for number, one in rulings.items() if one.verdict in ("act", "ride")}
    if not going:
        return None
    lead = next(iter(going.values())).lead
    own = tuple((number, one.step) for number, one in going.items())
    world.deeds.append(Deed(len(world.deeds) + 1, 1, "done", day, lead, lead.channel, tuple(going), own=own))
    total = sum(one.net for one in asked(rulings.values(), going.keys(), lead, day))
    return day.strftime("%d %b"), lead.delay, sorted(going), int(total)


def diary(*items):
    """Live February to April 2026; return (day, acting step, items that advance, amount asked)."""
    office = Person(1, "office@example.com", phone=True, post=True)
    world = World(date(2026, 2, 1), list(items), {1: Customer(1, office)}, {1: STANDARD}, [Assignment(1)], default=1)
    days = (world.day + timedelta(number) for number in range(70))
    return [found for found in (live(world, day) for day in days) if found]


A, B = item(1, 1000, date(2026, 3, 1)), item(2, 500, date(2026, 3, 21))
COMMON = [
    ("24 Feb", -5, [1], 1000),
    ("06 Mar", 5, [1], 1000),
    ("11 Mar", 10, [1], 1000),
    ("16 Mar", 15, [1, 2], 1500),
    ("21 Mar", 20, [1], 1000),
    ("26 Mar", 5, [2], 1500),
]


def test_worked_example():
    assert diary(A, B) == [
        *COMMON,
        ("31 Mar", 30, [1], 1000),
        ("03 Apr", 10, [2], 1500),
        ("06 Apr", 15, [2], 1500),
        ("10 Apr", 20, [2], 1500),
    ]


def test_worked_example_with_money_on_account():
    money = item(9, -1000, date(2026, 3, 30))
    assert diary(A, B, money)[:7] == [*COMMON, ("31 Mar", 10, [2], 500)]


def test_news_of_a_settled_dispute_stops_nothing_that_was_there():
    """It starts the interval for what is recorded afterwards; a letter printed before it is posted all the same."""
    step = STANDARD.steps[1]
    deeds = [
        Deed(1, 7, "done", date(2013, 3, 1), step, "email", ()),
        Deed(3, 7, "done", date(2013, 3, 6), None, "email", (), settles=True),
    ]
    world = World(date(2013, 3, 7), [], {}, {}, [], deeds=deeds)
    assert world.contact_days(7, under_way=2) == [date(2013, 3, 1)]
    assert world.contact_days(7, under_way=4) == [date(2013, 3, 1), date(2013, 3, 6)]
    assert world.contact_days(7) == [date(2013, 3, 1), date(2013, 3, 6)]
    assert world.contact_days(7, but={1}) == [date(2013, 3, 6)]
    assert world.contact_days(8) == []


def test_what_is_due_today_is_not_asked():
    """A reminder about one invoice asks for another from the day after its due date on, or when that takes a step itself."""
    day = date(2026, 3, 6)
    first, second = item(1, 1000), item(2, 400, due=day)
    rulings = [oracle_day.Ruling(one, plan=STANDARD) for one in (first, second)]
    lead = STANDARD.steps[1]
    assert [one.item.id for one in asked(rulings, {1}, lead, day)] == [1]
    assert [one.item.id for one in asked(rulings, {1}, lead, day + timedelta(1))] == [1, 2]
    assert [one.item.id for one in asked(rulings, {1, 2}, lead, day)] == [1, 2]
