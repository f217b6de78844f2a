"""A thousand customers with sixty days of reminders elsewhere: whatever the source, the next run makes each one's right step.

The OCA's credit control is run for real by ``compat_takeover.py``; here are the sources whose add-ons cannot be had for 19.0
(overdue reminders, Enterprise's follow-up: their tables by name) and the workbook. ``CUSTOMERS`` says how many.
"""

import base64
import csv
import io
import os
import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from takeover import keep

import lib

pytestmark = pytest.mark.nightly
CUSTOMERS = int(os.environ.get("CUSTOMERS", "1000"))
TODAY = date(2025, 3, 10)
# Invoices posted at a time.
BATCH = 100
# Days after the due date and channel of our steps; the sources reminded on the same days.
STEPS = ((5, "email"), (12, "email"), (20, "letter"), (30, "email"), (45, "email"))
TYPES = {"email": "mail", "letter": "post"}
WORDS = {"email": "E-mail", "letter": "Courrier", "": ""}

OVERDUE_REMINDER = """
CREATE TABLE overdue_reminder_action (id serial PRIMARY KEY, date date, reminder_type varchar, mail_id int, company_id int);
CREATE TABLE account_invoice_overdue_reminder (id serial PRIMARY KEY, invoice_id int, action_id int, counter int, company_id int);
"""
FOLLOWUP = """
CREATE TABLE account_followup_followup_line (id serial PRIMARY KEY, name jsonb, delay int);
ALTER TABLE account_move_line ADD COLUMN followup_line_id int, ADD COLUMN last_followup_date date;
"""


class RolledBackError(Exception):
    """Ends what was tried with one source."""


def reminded(rank):
    """Return how often the customer of a rank was reminded: never, or up to all steps but the last."""
    return rank % len(STEPS)


def due_of(rank):
    """Return the due date with which the step after its last reminder falls on the day itself."""
    return TODAY - timedelta(STEPS[reminded(rank)][0])


def reminders(moves):
    """Yield (invoice, number of the reminder from 1, its day, its channel) of all that was reminded elsewhere."""
    for rank, move in enumerate(moves):
        for place in range(reminded(rank)):
            yield move, place + 1, due_of(rank) + timedelta(STEPS[place][0]), STEPS[place][1]


def fill_overdue_reminder(env, moves):
    """Fill the tables of account_invoice_overdue_reminder: an action a reminder."""
    env.cr.execute(OVERDUE_REMINDER)
    rows = list(reminders(moves))
    for number, (move, counter, day, channel) in enumerate(rows, 1):
        company = move.company_id.id
        env.cr.execute("INSERT INTO overdue_reminder_action VALUES (%s, %s, %s, NULL, %s)", [number, day, TYPES[channel], company])
        env.cr.execute(
            "INSERT INTO account_invoice_overdue_reminder (invoice_id, action_id, counter, company_id) VALUES (%s, %s, %s, %s)",
            [move.id, number, counter, company],
        )
    return {"source": "overdue_reminder"}, len(rows)


def fill_followup(env, moves):
    """Fill what Enterprise's follow-up leaves: the last level of each item, and its day."""
    env.cr.execute(FOLLOWUP)
    for number, (delay, _channel) in enumerate(STEPS, 1):
        env.cr.execute("INSERT INTO account_followup_followup_line VALUES (%s, JSONB_BUILD_OBJECT('en_US', %s::text), %s)",
                       [number, f"Level {number}", delay])  # fmt: skip
    last = {move: (number, day) for move, number, day, _channel in reminders(moves)}
    for move, (number, day) in last.items():
        env.cr.execute(
            "UPDATE account_move_line SET followup_line_id = %s, last_followup_date = %s"
            " WHERE move_id = %s AND display_type = 'payment_term'",
            [number, day, move.id],
        )
    return {"source": "followup"}, len(last)


def fill_workbook(_env, moves):
    """Write a workbook of all open invoices, as an accountant keeps it: a row an invoice with its last reminder."""
    last = {move: (number, day, channel) for move, number, day, channel in reminders(moves)}
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(["Facture", "Dernière relance", "Niveau", "Canal"])
    for move in moves:
        number, day, channel = last.get(move, ("", None, ""))
        writer.writerow([move.name, day.strftime("%d/%m/%Y") if day else "", number, WORDS[channel]])
    content = base64.b64encode(target.getvalue().encode())
    return {"source": "workbook", "file_name": "relances.csv", "content": content, "day_order": "dmy"}, len(last)


@pytest.fixture(scope="module")
def world(base_db):
    """A live company with one overdue invoice for each of many customers, and a plan that nobody has followed yet."""
    import pandas  # noqa: F401  imported first while the clock is set, it crashes
    from freezegun.api import freeze_time

    from replay_worker import forget

    db = f"{base_db}_takeover"
    lib.copy_db(base_db, db)
    try:
        with lib.odoo_env(db) as env, freeze_time("2025-03-10 08:00:00", tick=True, real_asyncio=True):
            yield env, make_invoices(env)
            env.cr.rollback()
    finally:
        forget(db)
        lib.drop_db(db)


def make_invoices(env):
    """Make customers and post an invoice each; return the invoices."""
    plan = env["dunning.plan"].create({"name": "As before", "company_id": env.company.id, "grouping_window": 0, "not_again_days": 0})
    template = env["mail.template"].search([("model", "=", "dunning.action")], limit=1)
    env["dunning.plan.step"].create([
        {"plan_id": plan.id, "name": f"Step {delay}", "delay": delay, "channel": channel, "mode": "review",
         "mail_template_id": template.id, "letter_template_id": template.id} for delay, channel in STEPS
    ])  # fmt: skip
    env["dunning.plan"].search([("id", "!=", plan.id)]).active = False
    env.company.write({
        "dunning_live_date": "2024-01-01", "dunning_plan_id": plan.id, "dunning_working_days": False, "dunning_bank_max_age": 0,
        "dunning_check_sent": False, "dunning_budget_day": 0, "dunning_budget_week": 0, "dunning_threshold": 0.0,
    })  # fmt: skip
    partners = env["res.partner"].create([
        {"name": f"Customer {rank}", "is_company": True, "email": f"customer{rank}@example.com", "street": "1 rue des Lilas",
         "zip": "69001", "city": "Lyon", "country_id": env.ref("base.fr").id} for rank in range(CUSTOMERS)
    ])  # fmt: skip
    moves = env["account.move"].create([
        {"move_type": "out_invoice", "partner_id": partner.id, "invoice_date": due_of(rank) - timedelta(30),
         "invoice_date_due": due_of(rank), "invoice_payment_term_id": False,
         "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100.0 + rank, "tax_ids": []})]}
        for rank, partner in enumerate(partners)
    ])  # fmt: skip
    for start in range(0, len(moves), BATCH):
        moves[start : start + BATCH].action_post()
        env.flush_all()
        env.cr.execute("ANALYZE")  # one query of core about payments takes a quarter of an hour where nothing is known of its tables
    env.cr.commit()
    return moves


def steps_of_next_run(env):
    """Do the run of the day; return the delay of the step that each customer takes, by its id."""
    run = env["dunning.run"].create({"company_id": env.company.id, "date": TODAY})
    run.action_run()
    lines = run.action_ids.line_ids.filtered(lambda line: line.kind == "advance")
    return {line.move_id.partner_id.id: line.step_id.delay for line in lines}


@pytest.mark.parametrize("fill", [fill_overdue_reminder, fill_followup, fill_workbook], ids=["overdue_reminder", "followup", "workbook"])
def test_next_run(world, fill):
    """Each of them goes on after its last reminder; a second take-over finds nothing new."""
    env, moves = world
    with pytest.raises(RolledBackError), env.cr.savepoint():
        vals, expected = fill(env, moves)
        takeover = env["dunning.takeover"].create({"company_id": env.company.id, **vals})
        times = [time.monotonic()]
        for button in ("action_find", "action_preview", "action_import"):
            getattr(takeover, button)()
            times.append(time.monotonic())
        assert takeover.done_count == expected
        taken = steps_of_next_run(env)
        wanted = {move.partner_id.id: STEPS[reminded(rank)][0] for rank, move in enumerate(moves)}
        assert taken == wanted
        again = env["dunning.takeover"].create({"company_id": env.company.id, **vals})
        again.action_find()
        if again.ready_count:  # rows of a file have no lasting number: what they say is known when it is to be written
            again.action_import()
        assert (again.done_count, again.ready_count) == (0, 0)
        found, previewed, imported = (after - before for before, after in pairwise(times))
        keep(takeover.source, customers=CUSTOMERS, found=len(takeover.entry_ids), counted=expected, read=round(found, 1),
             previewed=round(previewed, 1), imported=round(imported, 1), next=len(taken), again=again.ready_count)  # fmt: skip
        raise RolledBackError
    env.invalidate_all()


def test_without_history(world):
    """What would happen without it: all begin again at the first reminder."""
    env, _moves = world
    with pytest.raises(RolledBackError), env.cr.savepoint():
        assert set(steps_of_next_run(env).values()) == {STEPS[0][0]}
        raise RolledBackError
    env.invalidate_all()
