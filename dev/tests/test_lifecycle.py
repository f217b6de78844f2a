"""The add-on's life in a real database: installed where invoices already are, at work for weeks, upgraded, removed.

Each step is a real Odoo process; what changed is read from PostgreSQL itself, every table and every row.
"""

import os

import inventory
import life
import pytest

import lib

DB = f"lifecycle_{os.getpid()}"
LOG = lib.OUT / "lifecycle.log"
ACCOUNTING = ("account_move", "account_move_line", "account_partial_reconcile", "account_payment", "account_account", "account_journal")

# Core's own business while modules come and go; no row of it is about the add-on.
CORE = {
    "bus_bus", "iap_account", "ir_cron_trigger", "ir_cron_progress", "ir_module_module", "ir_config_parameter", "orm_signaling_registry",
    "orm_signaling_assets", "orm_signaling_default", "orm_signaling_groups", "orm_signaling_routing", "orm_signaling_stable",
    "orm_signaling_templates", "res_users_log", "ir_logging", "ir_profile", "ir_cron", "ir_asset", "ir_attachment",
}  # fmt: skip

# Rows of others that were changed on purpose meanwhile: the company's address is set, customers are in use (their rank
# or date of change), both users belonged to our group, the group of accountants implied it.
TOUCHED = {"res_company", "res_partner", "res_users", "res_groups"}


@pytest.fixture(scope="module")
def installed():
    """A database with posted invoices into which the add-on was then installed; what it held before that."""
    lib.newdb(DB)
    try:
        # add-ons that appeared since the template was made are no doing of ours
        lib.run_shell(DB, "env['ir.module.module'].update_list()\nenv.cr.commit()\n" + life.INVOICES, log=LOG)
        before = {
            "schema": inventory.schema(DB),
            "rows": inventory.rows(DB),
            "files": inventory.files(DB, ACCOUNTING),
            "attachments": lib.sql("SELECT DISTINCT res_model FROM ir_attachment WHERE res_model IS NOT NULL", DB, "odoo"),
        }
        lib.run_odoo(["-d", DB, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=LOG)
        yield before
    finally:
        lib.drop_db(DB)


def test_install_rewrites_no_accounting(installed):
    """Entries, items, payments and reconciliations: no column, no index, no file rewritten, no row written."""
    assert inventory.files(DB, ACCOUNTING) == installed["files"]
    changed = [
        difference
        for difference in inventory.differences(installed["schema"], inventory.schema(DB))
        if difference[1].startswith((*ACCOUNTING, "res_partner")) and "dunning" not in difference[1]
    ]
    assert changed == []
    names = inventory.schema(DB)["columns"]
    assert [name for name in names if name.startswith(("account_move.", "account_move_line.", "res_partner.")) and "dunning" in name] == []
    assert "res_company.dunning_plan_id" in names, "settings live on the company"


def test_works_and_survives_an_upgrade(installed):
    """Weeks of dunning and what people changed are the same after an upgrade to the same version."""
    lib.run_shell(DB, life.WORK, log=LOG)
    lib.run_shell(DB, life.EDITS, log=LOG)
    before = inventory.records(DB)
    lib.run_odoo(["-d", DB, "-u", lib.MODULE, "--stop-after-init", "--no-http"], log=LOG)
    assert inventory.lost(before, inventory.records(DB)) == []
    lib.run_shell(DB, life.OPEN, log=LOG)
    assert inventory.files(DB, ACCOUNTING) == installed["files"], "weeks of dunning write nothing on accounting either"


def test_uninstall_leaves_nothing(installed):
    """The schema is what it was before; of rows, nothing about the add-on was added, nothing of others is lost."""
    lib.run_odoo(["module", "uninstall", "-d", DB, lib.MODULE], log=LOG)
    assert inventory.differences(installed["schema"], inventory.schema(DB)) == []
    after = inventory.rows(DB)
    found = {(table, what) for table, _row, what in inventory.differences(installed["rows"], after) if table not in CORE}
    expected = {(table, "changed") for table in TOUCHED}
    # What Odoo noted of the company's new address, and of the account for SMS.
    noted = lib.sql("SELECT DISTINCT model FROM mail_message ORDER BY 1", DB, "odoo")
    assert [model for model in noted if "dunning" in model] == []
    # The company's own bank account was entered on the first day, as anybody does: it is not the add-on's to take away.
    entered = {("res_partner_bank", "added")}
    assert found - expected - entered - {("mail_message", "added"), ("mail_tracking_value", "added")} == set()
    for table, row, what in inventory.differences(installed["rows"], after):
        assert table not in ("ir_cron", "ir_asset") or what == "changed", (table, row, what)
    attached = lib.sql("SELECT DISTINCT res_model FROM ir_attachment WHERE res_model IS NOT NULL", DB, "odoo")
    assert [model for model in attached if model not in installed["attachments"]] == []
    assert lib.sql("SELECT key FROM ir_config_parameter WHERE key LIKE '%dunning%'", DB, "odoo") == []
