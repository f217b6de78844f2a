"""The add-on's life in a real database: installed where invoices already are, upgraded with its history, removed.

Each step is a real Odoo process; what stays behind is read from PostgreSQL's catalogue.
"""

import pytest

import lib

DB = "lifecycle"

INVOICES = """
from datetime import date
partner = env["res.partner"].create({"name": "Lifecycle customer", "is_company": True, "email": "life@example.com"})
moves = env["account.move"].create([{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date(2025, 1, 1),
    "invoice_date_due": date(2025, 1, 31), "invoice_payment_term_id": False,
    "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 100.0 * rank, "tax_ids": []})],
} for rank in range(1, 6)])
moves.action_post()
env.cr.commit()
"""

DUNNING = """
from datetime import date
company = env.company
assert company.dunning_plan_id, "a company that was there before gets the standard plan"
run = env["dunning.run"].create({"company_id": company.id, "date": date(2025, 2, 6)})
run.action_preview()
run.action_approve()
run = env["dunning.run"].create({"company_id": company.id, "date": date(2025, 2, 6)})
run.action_run()
assert len(run.action_ids) == 1 and run.action_ids.amount_due == 1500.0, run.action_ids.read()
run.action_ids.message_post(body="a note")
env["dunning.hold"].create({"partner_id": run.action_ids.partner_id.id, "reason": "test"})
env.cr.commit()
"""

KEPT = """
action = env["dunning.action"].search([])
assert (len(action), action.amount_due, len(action.line_ids), action.step_id.delay) == (1, 1500.0, 5, 5), action.read()
assert env["dunning.hold"].search_count([]) == 1
assert env.company.dunning_live_date
"""


def columns(table):
    """Return the columns of a table of the lifecycle database."""
    query = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY 1"
    return lib.sql(query, DB, "odoo")


@pytest.fixture(scope="module")
def installed():
    """A database with posted invoices into which the add-on was then installed; its table columns before that."""
    lib.newdb(DB)
    lib.run_shell(DB, INVOICES)
    before = {table: columns(table) for table in ("account_move", "account_move_line", "res_partner", "res_company")}
    lib.run_odoo(["-d", DB, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / "lifecycle.log")
    yield before
    lib.drop_db(DB)


def test_install_adds_no_column_to_accounting(installed):
    """Nothing is stored on journal items, entries or partners; settings live on the company."""
    for table in ("account_move", "account_move_line", "res_partner"):
        assert columns(table) == installed[table]
    assert "dunning_plan_id" in columns("res_company")


def test_works_and_survives_an_upgrade(installed):
    """What was recorded before an upgrade is there after it."""
    lib.run_shell(DB, DUNNING)
    lib.run_odoo(["-d", DB, "-u", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / "lifecycle.log")
    lib.run_shell(DB, KEPT)


def test_uninstall_leaves_nothing(installed):
    """No table, column, view, message, activity, attachment or external id remains."""
    lib.run_odoo(["module", "uninstall", "-d", DB, lib.MODULE], log=lib.OUT / "lifecycle.log")
    assert lib.sql("SELECT tablename FROM pg_tables WHERE tablename LIKE 'dunning%'", DB, "odoo") == []
    for table, names in installed.items():
        assert columns(table) == names
    for table, column in (
        ("ir_model", "model"),
        ("mail_message", "model"),
        ("mail_activity", "res_model"),
        ("mail_followers", "res_model"),
        ("ir_attachment", "res_model"),
    ):
        assert lib.sql(f"SELECT id FROM {table} WHERE {column} LIKE 'dunning.%'", DB, "odoo") == [], table
    assert lib.sql("SELECT name FROM ir_model_data WHERE module = 'account_dunning'", DB, "odoo") == []
    assert lib.sql("SELECT id FROM mail_template WHERE model LIKE 'dunning.%'", DB, "odoo") == []
    assert lib.sql("SELECT id FROM ir_cron WHERE cron_name LIKE 'Dunning%'", DB, "odoo") == []
