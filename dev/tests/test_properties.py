"""What holds for every ledger: random worlds, decided by the engine's SQL and by slow, obvious Python.

The examples are the same each time; ``EXAMPLES=2000`` searches longer.
"""

import os
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
import random_world
from hypothesis import HealthCheck, Phase, given, settings

import lib
import mutations
import oracle_day
import oracle_world
from replay_worker import forget

EXAMPLES = int(os.environ.get("EXAMPLES", "150"))
ACTING = ("act", "ride", "join")
KEPT_BACK = ("below_threshold", "no_address", "other_step")

pure = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
lives = settings(pure, max_examples=max(1, EXAMPLES // 15))


@pytest.fixture(scope="module")
def books(base_db):
    """Give the books of a copy of the base, in a transaction that is never committed."""
    db = f"{base_db}_properties"
    lib.copy_db(base_db, db)
    with lib.odoo_env(db) as env:
        yield random_world.Books(env, env.company)
        env.cr.rollback()
    forget(db)
    lib.drop_db(db)


class Decision:
    """The engine's decision about a world, entered for the time of a ``with`` block."""

    def __init__(self, books, drawn):
        self.books, (self.world, self.book) = books, drawn
        self.savepoint = books.env.cr.savepoint(flush=False)

    def __enter__(self):
        self.savepoint.__enter__()
        self.books.enter(self.world, self.book)
        return self

    def __exit__(self, *exc_info):
        self.books.env.clear()
        self.savepoint.rollback()
        self.savepoint.__exit__(None, None, None)

    def rows(self, day=None, partners=None):
        """Return the engine's rows by item id, amounts as exact decimals."""
        engine = self.books.env["dunning.engine"]
        found = engine._decide_items(self.books.company, day or self.world.day, partners)
        for row in found:
            for name in (
                "residual",
                "residual_currency",
                "covered_currency",
                "net",
                "net_currency",
                "addressed_amount",
            ):
                if row[name] is not None:
                    row[name] = Decimal(str(round(row[name], 6))).quantize(Decimal("0.001"))
        return {row["item_id"]: row for row in found}


def _said(row):
    """Return what the engine says of an item, to be compared."""
    acts = row["verdict"] in ("act", "ride")
    return {
        "verdict": row["verdict"],
        "step": row["step_id"],
        "step_day": row["step_date"],
        "covered": row["covered_currency"],
        "net_currency": row["net_currency"],
        "net": row["net"],
        "due": row["date_due"],
        "lead": row["lead_step_id"] if acts else None,
        "channel": row["channel"] if acts else None,
        "recipient": row["recipient_id"] if acts else None,
        "asked": row["addressed_amount"] if acts else None,
    }


def _ruled(one):
    """Return what the rules say of an item, to be compared."""
    acts = one.verdict in ("act", "ride")
    step = one.waiting or one.took or one.step  # what waits in an action shows that action's step
    return {
        "verdict": one.verdict,
        "step": step and step.id,
        "step_day": one.item.due + timedelta(one.took.delay) if one.took else one.step_day,
        "covered": one.covered,
        "net_currency": one.net_currency,
        "net": one.net,
        "due": one.item.due,
        "lead": one.lead.id if acts else None,
        "channel": one.channel if acts else None,
        "recipient": one.recipient if acts else None,
        "asked": one.asked if acts else None,
    }


@pure
@given(drawn=random_world.worlds())
def test_engine_decides_as_the_rules_say(books, drawn):
    """Verdict, reason, step, day, amounts, channel and person of every item."""
    _check_decision(books, drawn)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", ["ignore_credits", "forget_interval", "asked_alone", "runs_ignored"])
def test_broken_engine_is_noticed(books, mutation):
    """An engine that is broken on purpose does not decide as the rules say."""
    check = given(drawn=random_world.worlds())(lambda drawn: _check_decision(books, drawn))
    with mutations.applied(mutation, books.env), pytest.raises(AssertionError):
        settings(pure, max_examples=max(100, EXAMPLES), phases=[Phase.generate], report_multiple_bugs=False)(check)()


def _check_decision(books, drawn):
    with Decision(books, drawn) as decision:
        rows = decision.rows()
    rulings = oracle_day.decide(decision.world)
    assert rows.keys() == rulings.keys()
    for number, one in rulings.items():
        row = rows[number]
        assert _said(row) == _ruled(one), (number, row["reason"], one.reasons)
        assert row["reason"] in one.reasons, number
    _check_partition(decision.world, rows)
    _check_contacts(rows)


def _check_partition(world, rows):
    """Credits cover as much as they can, nothing is covered twice, and nothing settled or covered acts (2)."""
    credits, debits, covered = Counter(), Counter(), Counter()
    for item in world.items:
        row, key = rows[item.id], (item.partner, item.currency)
        (credits if item.is_credit else debits)[key] += abs(item.residual_currency)
        # a credit of the books that is not chased is used up by a debit of that kind: what was used of it is below zero
        covered[key] += max(row["covered_currency"], 0)
        assert row["net_currency"] + row["covered_currency"] == row["residual_currency"] == item.residual_currency
        assert min(item.residual_currency, 0) <= row["covered_currency"] <= max(item.residual_currency, 0)
        assert (row["net"] == row["residual"]) if not row["covered_currency"] else (abs(row["net"]) <= abs(row["residual"]))
        assert row["verdict"] == "none" or row["net_currency"] > 0
    for key in debits | credits:
        assert covered[key] == min(credits[key], debits[key]), key


def _check_contacts(rows):
    """At most one action a customer, or one an invoice, with one step in the lead (6)."""
    leads = defaultdict(set)
    for row in rows.values():
        if row["verdict"] in ("act", "ride"):
            leads[row["partner_id"], row["group_key"]].add((row["lead_step_id"], row["channel"], row["recipient_id"]))
    assert all(len(found) == 1 for found in leads.values()), leads


@settings(pure, max_examples=max(1, EXAMPLES // 3))
@given(drawn=random_world.worlds())
def test_decided_twice_and_customer_by_customer(books, drawn):
    """The same is decided again, for one customer as for all."""
    with Decision(books, drawn) as decision:
        rows = decision.rows()
        assert decision.rows() == rows
        alone = {}
        for number in decision.world.customers:
            alone |= decision.rows(partners=books.env["res.partner"].browse(number))
    assert alone == rows


@settings(pure, max_examples=max(1, EXAMPLES // 2))
@given(drawn=random_world.worlds())
def test_next_day_is_the_day(books, drawn):
    """On the next day announced for a customer, and nothing happening until then, that item's step is due."""
    with Decision(books, drawn) as decision:
        days = defaultdict(dict)
        busy = {deed.partner for deed in decision.world.deeds if deed.state in oracle_world.OPEN}
        # A deed of tomorrow, unknown to a simulation of today, changes what comes after it.
        busy |= {deed.partner for deed in decision.world.deeds if deed.day > decision.world.day}
        in_credit = {item.partner for item in decision.world.items if item.is_credit}
        # which run an item waits for, and whether it waits at all, is judged anew each day
        in_credit |= {number for number, customer in decision.world.customers.items() if customer.rhythms}
        # so is whether enough is overdue for a step: what rests today may count by then
        plans = decision.world.plans.items()
        conditional = {number for number, plan in plans if any(step.count or step.total for step in plan.steps)}
        for number, row in decision.rows().items():
            if row["next_date"] and row["partner_id"] not in busy | in_credit and row["plan_id"] not in conditional:
                days[row["partner_id"]][number] = row["next_date"], row["step_id"]
        for partner, found in days.items():
            day = min(when for when, _step in found.values())
            rows = decision.rows(day, books.env["res.partner"].browse(partner))
            for number, (when, step) in found.items():
                if when == day:
                    row = rows[number]
                    assert row["reason"] in ("act", "ride", "with_next", *KEPT_BACK), (day, row)
                    plan = decision.world.plans[row["plan_id"]]
                    # a registered letter may take an item before the steps that come first
                    early = row["channel"] == "registered_letter" and plan.letter_window
                    assert plan.jump or early or row["step_id"] == step, (day, row)


@settings(pure, max_examples=max(1, EXAMPLES // 6))
@given(drawn=random_world.worlds())
def test_recorded_once(books, drawn):
    """What a run has recorded, the same day calls for no more; neither once it is done."""
    with Decision(books, drawn) as decision:
        env = books.env
        day = decision.world.day
        expected = {number: row["step_id"] for number, row in decision.rows().items() if row["verdict"] in ACTING}
        # what waits may prove to be nobody's any more: its items are then decided anew
        waiting = {deed.partner for deed in decision.world.deeds if deed.state in oracle_world.OPEN}
        run = _record(books, day)
        assert not run.error_log
        lines = run.action_ids.line_ids.filtered(lambda line: line.kind == "advance")
        recorded = {line.move_line_id.id: line.step_id.id for line in lines if line.action_id.partner_id.id not in waiting}
        assert recorded.items() <= expected.items()
        assert not _record(books, day).action_ids
        env.cr.execute("UPDATE dunning_action SET state = 'done', date_done = %s WHERE run_id = %s", [day, run.id])
        env.cr.execute(
            "UPDATE dunning_action_line SET status = 'counted', date_done = %s WHERE status = 'open' AND action_id = ANY(%s)",
            [day, run.action_ids.ids],
        )
        env.invalidate_all()
        contacted = set(run.action_ids.partner_id.ids)
        again = [row for row in decision.rows().values() if row["partner_id"] in contacted and row["verdict"] in ACTING]
        assert not again


def _record(books, day):
    """Do the recording of a real run of a day, nothing is delivered; return the run."""
    run = books.env["dunning.run"].create(
        {"company_id": books.company.id, "date": day, "kind": "preview", "as_of": False}
    )
    run._select_candidates()
    run._record_actions()
    books.env.flush_all()
    return run


@lives
@given(drawn=random_world.worlds(simple=True))
def test_four_weeks_of_life(books, drawn):
    """Day by day, each action done on its day: intervals hold, steps go up, none comes twice, nothing before its day."""
    with Decision(books, drawn) as decision:
        env, world = books.env, decision.world
        contacts, steps = defaultdict(list), defaultdict(list)
        for offset in range(28):
            day = world.day + timedelta(offset)
            rows = decision.rows(day)
            acting = [row for row in rows.values() if row["verdict"] in ACTING]
            if not acting:
                continue
            run = _record(books, day)
            for action in run.action_ids:
                step = next(one for plan in world.plans.values() for one in plan.steps if one.id == action.step_id.id)
                # an item of another plan may act in the place of one that is due: with its text, not with its interval
                taking = action.advance_line_ids.step_id.plan_id | action.plan_id
                interval = min(world.plans[plan.id].interval for plan in taking)
                near = [
                    one for one in contacts[action.partner_id.id] if (day - one).days < max(1, interval) and one != day
                ]
                assert not near, (day, near, interval)
                if step.delay >= 0:
                    contacts[action.partner_id.id].append(day)
            for row in acting:
                steps[row["item_id"]].append((day, row["step_id"]))
            env.cr.execute("UPDATE dunning_action SET state = 'done', date_done = %s WHERE state = 'todo'", [day])
            env.cr.execute(
                "UPDATE dunning_action_line SET status = 'counted', date_done = %s WHERE status = 'open'", [day]
            )
            env.invalidate_all()
            assert not [row for row in decision.rows(day).values() if row["verdict"] in ACTING]
    delays = {step.id: step.delay for plan in world.plans.values() for step in plan.steps}
    early = {step.id: max(plan.window, plan.letter_window) for plan in world.plans.values() for step in plan.steps}
    due = {item.id: item.due for item in world.items}
    in_runs = {item.id for item in world.items if world.customers[item.partner].rhythms}
    for item, found in steps.items():
        taken = [delays[step] for _day, step in found]
        assert taken == sorted(set(taken)), (item, found)
        if item in in_runs:  # announced before the run, called about after it, whatever the day of the step
            assert all(delays[step] < 0 or day > due[item] for day, step in found if delays[step]), (item, found)
            continue
        assert all(day >= due[item] + timedelta(delays[step] - early[step]) for day, step in found), (item, found)
        assert all(delays[step] >= 0 or day < due[item] for day, step in found), (item, found)
