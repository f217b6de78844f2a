"""Two people at the same moment: real transactions in a real database, the second of which waits, is refused and tried again.

Each opens his dialogue before the other one has submitted; both submit together.
"""

import json
import os

import pytest

import lib

DB = f"replies_twice_{os.getpid()}"

SCRIPT = """
import json, threading
from datetime import timedelta
from odoo import api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying

today = fields.Date.context_today(env.user)
user = env.ref("base.user_admin")
user.group_ids += env.ref("account_dunning.group_dunning_manager")
env = env(user=user.id, context={"lang": "en_US", "tz": user.tz})
company = env.company
company.write({"dunning_working_days": False, "dunning_send_from": 0.0, "dunning_send_until": 24.0, "dunning_budget_day": 0,
               "dunning_budget_week": 0, "dunning_bank_max_age": 0, "dunning_threshold": 0.0,
               "dunning_live_date": today - timedelta(days=30), "dunning_collector_id": user.id, "dunning_check_sent": False,
               "email": "office@example.com"})
env["dunning.plan"].search(["|", ("paid_below", ">", 0), ("debtor_class", "!=", False)]).active = False  # all follow the standard plan
env["ir.cron"].sudo().search([]).active = False

def customer(name):
    partner = env["res.partner"].create({"name": name, "is_company": True, "email": f"{name.lower()}@clients.example"})
    move = env["account.move"].create({
        "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": today - timedelta(days=35),
        "invoice_date_due": today - timedelta(days=5), "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 1000, "tax_ids": []})],
    })
    move.action_post()
    return partner, move

def together(name, dialogue, submit, prepare=None):
    partner, move = customer(name)
    if name != "Dispute":  # there both make the customer's profile, too
        env["dunning.profile"]._get_or_create(partner, company)
    if prepare:
        prepare(partner, move)
    env.cr.commit()
    barrier, said = threading.Barrier(2, timeout=60), []

    def work():
        threading.current_thread().dbname = env.cr.dbname
        with env.registry.cursor() as cr:
            mine = api.Environment(cr, user.id, {"lang": "en_US", "tz": user.tz})
            wizard = dialogue(mine, mine["res.partner"].browse(partner.id), mine["account.move"].browse(move.id))
            mine.flush_all()
            cr.commit()
            tries = []

            def once():
                mine.cr.execute("SELECT 1")  # what the other one commits later is not seen
                record = mine[wizard._name].browse(wizard.id)
                tries.append(1)
                if len(tries) == 1:
                    barrier.wait()
                return submit(record)

            try:
                result = retrying(once, mine)
                said.append([len(tries), result.get("tag") if isinstance(result, dict) else None])
            except UserError as error:
                cr.rollback()
                said.append([len(tries), str(error)])

    threads = [threading.Thread(target=work) for _time in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    env.cr.rollback()
    env.invalidate_all()
    return partner, move, said

found = {}

def remind(mine, partner, move):
    return mine["dunning.remind.wizard"].create({"move_ids": [(6, 0, move.ids)]})

partner, move, said = together("Remind", remind, lambda wizard: wizard.action_send())
found["remind"] = [env["dunning.action"].search_count([("partner_id", "=", partner.id)]), said]

def promise(mine, partner, move):
    return mine["dunning.promise.wizard"].create({"company_id": mine.company.id, "partner_id": partner.id})

partner, move, said = together("Promise", promise, lambda wizard: wizard.action_confirm())
found["promise"] = [env["dunning.promise"].search([("partner_id", "=", partner.id)]).mapped("amount"), said]

def hold(mine, partner, move):
    return mine["dunning.hold.wizard"].create({"partner_id": partner.id, "reason": "x", "date_end": today + timedelta(days=9)})

partner, move, said = together("Hold", hold, lambda wizard: wizard.action_confirm())
found["hold"] = [env["dunning.hold"].search_count([("partner_id", "=", partner.id)]), said]

def dispute(mine, partner, move):
    item = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    return mine["dunning.dispute.wizard"].create({
        "partner_id": partner.id, "receivable_ids": [(6, 0, item.ids)], "description": "x",
        "category_id": mine.ref("account_dunning.dispute_category_commercial").id,
    })

partner, move, said = together("Dispute", dispute, lambda wizard: wizard.action_confirm())
found["dispute"] = [env["dunning.dispute"].search_count([("partner_id", "=", partner.id)]), said]

def statement(mine, partner, move):
    profile = mine["dunning.profile"].search([("partner_id", "=", partner.id)])
    return mine["dunning.statement.wizard"].create({"profile_ids": [(6, 0, profile.ids)]})

# no printing: the locks are meant
type(env["dunning.statement"])._pdfs = lambda self: {one: ("x.pdf", b"%PDF-1.4 x") for one in self}
partner, move, said = together("Statement", statement, lambda wizard: wizard.action_send())
sent = env["dunning.statement"].search([("partner_id", "=", partner.id), ("state", "=", "sent")])
found["statement"] = [len(sent), said]

def waiting_call(partner, move):
    env["dunning.action"]._create_manual(partner, company, today, "phone", moves=move)

def report(mine, partner, move):
    action = mine["dunning.action"].search([("partner_id", "=", partner.id)])
    return mine["dunning.call.wizard"].create({"action_id": action.id, "outcome": "no_answer"})

partner, move, said = together("Call", report, lambda wizard: wizard.action_confirm(), waiting_call)
found["call"] = [env["dunning.action"].search([("partner_id", "=", partner.id)]).mapped("call_count"), said]
with open(PATH, "w") as file:
    json.dump(found, file)
"""


@pytest.fixture(scope="module")
def found(base_db, tmp_path_factory):
    lib.copy_db(base_db, DB)
    try:
        path = tmp_path_factory.mktemp("twice") / "found.json"
        lib.run_shell(DB, f"PATH = {str(path)!r}\n{SCRIPT}", log=lib.OUT / "twice.log")
        return json.loads(path.read_text())
    finally:
        lib.drop_db(DB)


@pytest.mark.parametrize(
    ("what", "once"), [("remind", 1), ("promise", [1000.0]), ("hold", 1), ("dispute", 1), ("statement", 1), ("call", [1])]
)
def test_once(found, what, once):
    """One is done, and the second one, tried again, is told what the first one did."""
    made, said = found[what]
    assert made == once
    assert sorted(tries for tries, _what in said) == [1, 2], said
    first, second = sorted(said)
    assert first[1] != second[1] and second[1], said
