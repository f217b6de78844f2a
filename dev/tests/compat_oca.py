"""Beside other add-ons that chase customers: the OCA's, and one that takes the names of Enterprise's follow-up.

Run by `make compat` only (its name keeps it out of `make test`): it fetches add-ons from the package index.
"""

import hashlib
import os
import subprocess
import zipfile

import life
import pytest

import lib

REQUIREMENTS = lib.ROOT / "dev" / "requirements-compat.txt"
FOLDER = lib.DEV / "compat_oca"
OCA = ("account_credit_control", "account_financial_report")
FOLLOWUP = "account_followup"
LOG = lib.OUT / "compat_oca.log"

# Nothing of Enterprise's code: its names, where it puts them, and how its screens inherit from core's.
FOLLOWUP_FILES = {
    "__manifest__.py": """{
        "name": "Stand-in for the follow-up", "version": "19.0.1.0.0", "author": "example", "license": "LGPL-3",
        "depends": ["account"], "data": ["security/ir.model.access.csv", "views.xml"],
    }""",
    "__init__.py": "from . import models\n",
    "models.py": """
from odoo import fields, models

class FollowupLine(models.Model):
    _name = "account_followup.followup.line"
    _description = "Follow-up Level"
    name = fields.Char()
    delay = fields.Integer()

class ResPartner(models.Model):
    _inherit = "res.partner"
    total_due = fields.Monetary(compute="_compute_total_due")
    total_overdue = fields.Monetary(compute="_compute_total_due")
    followup_status = fields.Selection([("in_need_of_action", "In need of action")], compute="_compute_total_due")
    followup_next_action_date = fields.Date()
    followup_line_id = fields.Many2one("account_followup.followup.line")

    def _compute_total_due(self):
        self.total_due = self.total_overdue = 1.0
        self.followup_status = "in_need_of_action"

    def action_open_followup(self):
        return {}

class AccountMoveLine(models.Model):
    _inherit = "account.move.line"
    followup_line_id = fields.Many2one("account_followup.followup.line")
""",
    "security/ir.model.access.csv": "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n"
    "access_line,line,model_account_followup_followup_line,base.group_user,1,1,1,1\n",
    "views.xml": """<odoo>
    <record id="view_partner_form" model="ir.ui.view">
        <field name="name">res.partner.form.followup</field>
        <field name="model">res.partner</field>
        <field name="inherit_id" ref="base.view_partner_form"/>
        <field name="arch" type="xml">
            <div name="button_box" position="inside">
                <button name="action_open_followup" type="object" class="oe_stat_button"><field name="total_due"/></button>
            </div>
            <xpath expr="//page[@name='accounting']" position="after">
                <page name="followup"><field name="followup_status"/><field name="followup_next_action_date"/></page>
            </xpath>
        </field>
    </record>
</odoo>""",
}

CREDITS = """
import json
from datetime import date
from odoo import Command
policy = env.ref("account_credit_control.credit_control_3_time")
receivable = env["account.account"].search([("account_type", "=", "asset_receivable"), ("non_trade", "=", False)])
policy.write({"account_ids": [Command.set(receivable.ids)], "active": True})
env["res.partner"].search([("name", "=like", "Lifecycle customer %")]).credit_policy_id = policy
env.company.credit_policy_id = policy
run = env["credit.control.run"].create({
    "date": date(2025, 3, 20), "policy_ids": [Command.set(policy.ids)], "company_id": env.company.id,
})
run.generate_credit_lines()
assert len(run.line_ids) >= COUNT, run.line_ids
wizard = env["aged.partner.balance.report.wizard"].create({"date_at": date(2025, 3, 20), "receivable_accounts_only": True})
wizard.on_change_account_range(), wizard.onchange_type_accounts_only()
data = json.loads(json.dumps(wizard._prepare_report_data(), default=str))
values = env["report.account_financial_report.aged_partner_balance"]._get_report_values(wizard.ids, data)
assert round(sum(account["residual"] for account in values["aged_partner_balance"]), 2) == 3600.0, values["aged_partner_balance"]
env.cr.commit()
"""

SCREENS = """
from odoo.tests import Form
models = ("account.move", "account.move.line", "res.partner", "res.company", "res.config.settings", "account.account", "mail.activity")
admin = env.ref("base.user_admin")
admin.group_ids += env["res.groups"].search([("name", "ilike", "credit control")])
people = env(user=admin)
for view in env["ir.ui.view"].search([("model", "in", models), ("mode", "=", "primary"), ("type", "!=", "qweb")]):
    found = people[view.model].get_views([(view.id, view.type)])
    assert found["views"][view.type]["arch"]
actions = env["ir.actions.act_window"].search([])
for action in actions.filtered(lambda action: (action.get_external_id()[action.id] or "x").split(".")[0] in MODULES):
    people[action.res_model].get_views([(view or False, kind) for view, kind in action.views])
people["ir.ui.menu"].load_menus(False)
menus = env["ir.ui.menu"].search([])
names = menus.get_external_id()
places = [(menu.parent_id.id, menu.name) for menu in menus if names[menu.id].split(".")[0] in MODULES]
assert len(places) == len(set(places)), "two menus of one name in one place"
assert places
for model in env.registry.values():
    for field in model._fields.values():
        owners = set(field._modules or ()) & set(MODULES)
        assert len(owners) < 2 or "account_dunning" not in owners, (field, owners)
move = people["account.move"].search([("move_type", "=", "out_invoice")], limit=1)
Form(move), Form(move.partner_id), Form(people["res.config.settings"])
"""

WARNED = """
others = env["res.config.settings"].new({}).dunning_other_systems
assert "Credit Control" in others, others
assert ("Stand-in" in others) == FOLLOWUP, others
"""


def fetch():
    """Unpack the pinned OCA add-ons into ``.dev/compat_oca``, fetched once; return the folder that holds them."""
    folder, mark = FOLDER / "tree" / "odoo" / "addons", FOLDER / "mark"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        wheels = FOLDER / "wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        command = [str(lib.PYTHON), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--pre"]
        command += ["--require-hashes", "-d", str(wheels), "-r", str(REQUIREMENTS)]
        if subprocess.run(command).returncode:
            pytest.fail("pip could not fetch the OCA add-ons: is PyPI reachable?", pytrace=False)
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(FOLDER / "tree")
        mark.write_text(wanted)
    return folder


def odoo(addons, *arguments):
    """Run Odoo with these add-on folders; no error may be logged, and no warning about us."""
    start = LOG.stat().st_size if LOG.exists() else 0
    lib.run_odoo(arguments, log=LOG, addons=addons)
    with open(LOG) as log:
        log.seek(start)
        bad = [line for line in log if " ERROR " in line or (" WARNING " in line and lib.MODULE in line)]
    assert not bad, bad


@pytest.mark.parametrize("order", ["ours_first", "theirs_first"])
def test_beside_other_add_ons(order, tmp_path):
    """Installed in either order: screens open, both chase, ours goes and theirs goes on."""
    addons, theirs = [*lib.addons_path(), fetch()], list(OCA)
    if order == "theirs_first":  # then Enterprise's names too
        for name, text in FOLLOWUP_FILES.items():
            path = tmp_path / "addons" / FOLLOWUP / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        addons.append(tmp_path / "addons")
        theirs.append(FOLLOWUP)
    db = f"compat_{os.getpid()}_{order}"
    screens = SCREENS.replace("MODULES", repr((lib.MODULE, *theirs)))
    lib.newdb(db)
    try:
        lib.run_shell(db, life.INVOICES, log=LOG)
        for modules in ([lib.MODULE], theirs) if order == "ours_first" else (theirs, [lib.MODULE]):
            odoo(addons, "-d", db, "-i", ",".join(modules), "--stop-after-init", "--no-http", "--max-cron-threads=0")
        for script in (life.WORK, CREDITS.replace("COUNT", "24"), screens, WARNED.replace("FOLLOWUP", str(FOLLOWUP in theirs))):
            lib.run_shell(db, script, log=LOG, addons=addons)
        odoo(addons, "module", "uninstall", "-d", db, lib.MODULE)
        left = "SELECT module || '.' || name FROM ir_model_data WHERE name LIKE '%dunning%' AND model <> 'ir.module.module'"
        assert lib.sql(left, db=db) == []
        for script in (CREDITS.replace("COUNT", "0"), screens):
            lib.run_shell(db, script, log=LOG, addons=addons)
    finally:
        lib.drop_db(db)
