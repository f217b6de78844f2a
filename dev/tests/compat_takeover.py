"""Taking over what the real OCA add-on for credit control did in sixty days; our next run goes on at the right step.

Run by ``make compat T=oca`` only, as ``compat_oca.py`` is. ``CUSTOMERS`` says how many customers there are.
"""

import os

import compat_oca

import lib

CUSTOMERS = int(os.environ.get("CUSTOMERS", "1000"))

# Invoices due on the first days of the year, an instalment each.
INVOICES = """
from datetime import date, timedelta
partners = env["res.partner"].create([{
    "name": f"Credit customer {rank}", "is_company": True, "email": f"credit{rank}@example.com", "phone": "+33 4 00 00 00 00",
    "street": "1 rue des Lilas", "zip": "69001", "city": "Lyon", "country_id": env.ref("base.fr").id,
} for rank in range(CUSTOMERS)])
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date(2024, 12, 1),
    "invoice_date_due": date(2025, 1, 1) + timedelta(days=rank % 40), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100.0 + rank, "tax_ids": []})],
} for rank, partner in enumerate(partners)])
moves.action_post()
env.cr.commit()
"""

# Sixty days of credit control: a run every five days; of its lines one in ten fails, one in ten stays a draft.
SIXTY_DAYS = """
from datetime import date, timedelta
from odoo import Command
policy = env.ref("account_credit_control.credit_control_3_time")
receivable = env["account.account"].search([("account_type", "=", "asset_receivable"), ("non_trade", "=", False)])
policy.write({"account_ids": [Command.set(receivable.ids)], "active": True})
env["res.partner"].search([("name", "=like", "Credit customer %")]).credit_policy_id = policy
env.company.credit_policy_id = policy
for number in range(0, 60, 5):
    day = date(2025, 1, 6) + timedelta(days=number)
    run = env["credit.control.run"].create({"date": day, "policy_ids": [Command.set(policy.ids)], "company_id": env.company.id})
    run.generate_credit_lines()
    for line in run.line_ids:
        fate = (line.move_line_id.id + number) % 10
        line.write({"state": "email_error"} if fate == 0 else {} if fate == 1 else {"state": "sent", "date_sent": day})
    env.cr.commit()
idle = env["credit.control.policy"].create({"name": "Nothing", "do_nothing": True, "account_ids": [Command.set(receivable.ids)]})
env["res.partner"].search([("name", "=like", "Credit customer %7")]).credit_policy_id = idle
env.cr.commit()
"""

TAKEN_OVER = """
import sys
import time
from datetime import date
from freezegun import freeze_time
with freeze_time("2025-03-10", tick=True):
    env.company.write({
        "dunning_live_date": "2025-01-01", "dunning_working_days": False, "dunning_bank_max_age": 0, "dunning_check_sent": False,
    })
    takeover = env["dunning.takeover"].create({})
    assert takeover.source == "credit_control", takeover.source
    start = time.monotonic()
    takeover.action_find()
    found = time.monotonic() - start
    sent = env["credit.control.line"].search_count([("state", "=", "sent")])
    reminders = takeover.entry_ids.filtered(lambda entry: entry.kind == "reminder")
    assert len(reminders.filtered(lambda entry: entry.state == "ready")) == sent, (len(reminders), sent)
    assert len(reminders) == env["credit.control.line"].search_count([])
    assert all(level.step_id for level in takeover.level_ids), takeover.level_ids.mapped("name")
    start = time.monotonic()
    takeover.action_preview()
    previewed = time.monotonic() - start
    coming = {one.partner_id.id: (one.next_step_id.id, one.next_date) for one in takeover.customer_ids}
    start = time.monotonic()
    takeover.action_import()
    imported = time.monotonic() - start
    env.cr.commit()
    step_of = {level.key: level.step_id for level in takeover.level_ids}
    highest = {}
    for line in env["credit.control.line"].search([("state", "=", "sent")]):
        step = step_of[f"level {line.policy_level_id.id}"]
        item = line.move_line_id.id
        highest[item] = max(highest.get(item, step), step, key=lambda one: one.delay)
    rows = {row["item_id"]: row for row in env["dunning.engine"]._decide_items(env.company, date(2025, 3, 10))}
    for item, step in highest.items():
        assert rows[item]["last_step_id"] == step.id, (rows[item], step.name)
    excluded = [row for row in rows.values() if row["reason"] == "excluded"]
    assert len(excluded) == CUSTOMERS // 10, len(excluded)
    for row in rows.values():
        if row["partner_id"] in coming and row["next_date"]:
            assert coming[row["partner_id"]] == (row["step_id"], row["next_date"]), row
    run = env["dunning.run"].create({"company_id": env.company.id, "date": "2025-03-10"})
    run.action_run()
    taken = {line.move_line_id.id: line.step_id for line in run.action_ids.line_ids.filtered(lambda line: line.kind == "advance")}
    assert len(taken) > CUSTOMERS // 5, len(taken)
    for item, step in taken.items():
        assert item not in highest or step.delay > highest[item].delay, (item, step.name, highest[item].name)
    again = env["dunning.takeover"].create({"source": "credit_control"})
    again.action_find()
    assert again.ready_count == 0, again.ready_count
    sys.path.insert(0, DEV)
    from takeover import keep
    keep("credit_control", customers=CUSTOMERS, found=len(reminders), counted=sent, excluded=len(excluded), read=round(found, 1),
         previewed=round(previewed, 1), imported=round(imported, 1), next=len(taken), again=again.ready_count)
    env.cr.commit()
"""


def test_credit_control_of_sixty_days():
    """Each customer goes on after the highest level that really reached it; the next day's run makes the step after it."""
    addons, db = [*lib.addons_path(), compat_oca.fetch()], f"compat_{os.getpid()}_takeover"
    lib.newdb(db)
    try:
        lib.run_shell(db, INVOICES.replace("CUSTOMERS", str(CUSTOMERS)), log=compat_oca.LOG)
        install = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
        compat_oca.odoo(addons, "-d", db, "-i", f"{lib.MODULE},account_credit_control", *install)
        for script in (SIXTY_DAYS, TAKEN_OVER):
            script = script.replace("CUSTOMERS", str(CUSTOMERS)).replace("DEV", repr(str(lib.ROOT / "dev")))
            lib.run_shell(db, script, log=compat_oca.LOG, addons=addons)
    finally:
        lib.drop_db(db)
