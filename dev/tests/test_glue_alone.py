"""Each glue add-on comes by itself with its partner, is silent without it, and goes with it; what people entered stays.

The add-ons of others are those of ``make glue`` and of the environment. Databases are real, and so are the processes.
"""

import os
import subprocess

import glue
import inventory
import life
import pytest

import lib

pytestmark = pytest.mark.nightly

DB = f"glue_alone_{os.getpid()}"
LOG = lib.OUT / "glue_alone.log"
QUIET = ("--stop-after-init", "--no-http", "--max-cron-threads=0", "--log-level=warn")

# Add-on of others → (ours that stay when it goes, as what they need is still there, ours that go with it).
PARTNERS = {
    "account_financial_risk": ([], ["financial_risk"]),
    "account_in_payment": (["reconcile"], []),
    "account_payment_batch_oca": ([], ["payment_batch"]),
    "account_payment_fr_lcr": (["payment_batch"], ["payment_fr_lcr"]),
    "account_payment_mode": ([], ["payment_mode"]),
    "account_payment_order": (["payment_mode"], ["payment_order"]),
    "account_payment_return": ([], ["payment_return"]),
    "account_reconcile_oca": ([], ["reconcile"]),
    "mail_tracking": ([], ["mail_tracking"]),
    "queue_job": ([], ["queue_job"]),
    "sale": ([], ["sale"]),
    "sale_stock": (["sale"], ["stock"]),
    "snailmail": ([], ["snailmail"]),
}
# A partner takes a minute or more: these stand for all, unless GLUE_ALONE=all.
FEW = ["account_payment_order", "sale_stock"]
# Errors that add-ons of others log of themselves when they go: this one has given rights of Odoo's to a group of its own.
THEIR_ERRORS = {"account_payment_order": 'DELETE FROM "res_groups"'}
# Joined to a Python package and a service, not to an add-on: whoever wants it installs it.
BY_HAND = {"timestamp"}

# Odoo brings Snailmail along with accounting: here it comes as the others do.
NO_SNAILMAIL = """
env["ir.module.module"].search([("name", "=", "snailmail")]).button_immediate_uninstall()
"""
INSTALL = """
env["ir.module.module"].search([("name", "=", NAME)]).button_immediate_install()
"""
UNINSTALL = """
env["ir.module.module"].search([("name", "=", NAME)]).button_immediate_uninstall()
"""


def odoo(db, *arguments, addons, script=None):
    """Run Odoo to its end with the packages of others; return the lines of its log."""
    conf = lib.OUT / f"{DB}.conf"
    lib.write_conf(conf, addons)
    environ = lib.oca_environ()
    environ |= {"ODOO_RC": str(conf), "PYTHONPATH": os.pathsep.join([environ["PYTHONPATH"], str(glue.PACKAGES)])}
    command = lib.odoo_command([*arguments, "-d", db])
    done = subprocess.run(command, input=script, text=True, env=environ, cwd=lib.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with open(LOG, "a") as log:
        log.write(done.stdout)
    assert not done.returncode, done.stdout[-3000:]
    return done.stdout.splitlines()


def shell(db, script, addons):
    """Run a script in Odoo's shell, an exception in it being a failure; return the lines of its log."""
    guarded = f"import os, traceback\ntry:\n    exec({script!r})\nexcept Exception:\n    traceback.print_exc()\n    os._exit(1)\n"
    return odoo(db, "shell", "--no-http", "--log-level=warn", addons=addons, script=guarded)


def problems(lines, about="", but=None):
    """Return errors, without those with a text in them, and warnings with a word in them."""
    errors = [line for line in lines if (" ERROR " in line or " CRITICAL " in line) and not (but and but in line)]
    return errors + [line for line in lines if " WARNING " in line and about in line]


def installed(db):
    """Return the names of our glue add-ons that are installed, without what they have in common."""
    prefix = f"{lib.MODULE}_"
    names = lib.sql(f"SELECT name FROM ir_module_module WHERE name LIKE '{prefix}%' AND state NOT LIKE 'uninstall%'", db)
    return sorted(name.removeprefix(prefix) for name in names)


@pytest.fixture(scope="module")
def before():
    """The database before ours is installed: accounting with posted invoices, nothing of others."""
    LOG.unlink(missing_ok=True)
    db = f"{DB}_before"
    lib.newdb(db)
    try:
        lib.run_shell(db, NO_SNAILMAIL + life.INVOICES, log=LOG)
        yield db
    finally:
        lib.drop_db(db)


@pytest.fixture(scope="module")
def alone(before):
    """The database where ours has worked for weeks beside add-ons of others that are known and not installed."""
    addons = [*lib.addons_path(oca=True), glue.fetch()]
    lib.copy_db(before, DB)
    try:
        said = odoo(DB, "-i", lib.MODULE, *QUIET, addons=addons)
        lib.run_shell(DB, life.WORK, log=LOG)
        lib.run_shell(DB, life.EDITS, log=LOG)
        yield addons, said
    finally:
        lib.drop_db(DB)


def test_every_glue_is_here():
    """The table above names each glue add-on."""
    ours = {path.parent.name.removeprefix(f"{lib.MODULE}_") for path in lib.ROOT.glob("addons/*/__manifest__.py")}
    assert {name for goes_or_stays in PARTNERS.values() for names in goes_or_stays for name in names} | BY_HAND == ours


def test_silent_where_partners_are_unknown(before):
    """The glue's folders are there, the add-ons of others are not: nothing of it is installed, nothing is logged."""
    db = f"{DB}_unknown"
    lib.copy_db(before, db)
    try:
        said = odoo(db, "-i", lib.MODULE, *QUIET, addons=lib.addons_path())
        assert installed(db) == []
        assert problems(said) == []
    finally:
        lib.drop_db(db)


def test_silent_where_partners_are_not_installed(alone):
    """The add-ons of others could be installed and are not: as if they were not there."""
    _addons, said = alone
    assert "queue_job" in lib.sql("SELECT name FROM ir_module_module WHERE state = 'uninstalled'", DB)
    assert installed(DB) == []
    assert problems(said, about=lib.MODULE) == []


@pytest.mark.parametrize("partner", PARTNERS if os.environ.get("GLUE_ALONE") == "all" else FEW)
def test_comes_and_goes_with_its_partner(alone, partner):
    """The partner brings its glue and no other; it takes it away, columns and all, and nothing that people entered."""
    addons, _said = alone
    stays, goes = PARTNERS[partner]
    db = f"{DB}_{partner}"
    lib.copy_db(DB, db)
    try:
        schema, records = inventory.schema(db), inventory.records(db)
        said = shell(db, INSTALL.replace("NAME", repr(partner)), addons)
        assert installed(db) == sorted([*stays, *goes])
        said += shell(db, UNINSTALL.replace("NAME", repr(partner)), addons)
        assert installed(db) == sorted(stays)
        assert problems(said, about="dunning", but=THEIR_ERRORS.get(partner)) == []
        assert inventory.lost(records, inventory.records(db)) == []
        gone = [f"{lib.MODULE}_{name}" for name in goes]
        named = f"SELECT module || '.' || name FROM ir_model_data WHERE module = ANY('{{{','.join(gone)}}}')"
        assert lib.sql(named, db) == []
        if not stays:
            changed = inventory.differences(schema, inventory.schema(db))
            assert [one for one in changed if "dunning" in one[1]] == []
        said = shell(db, life.OPEN, addons)
        assert problems(said, about="dunning") == []
    finally:
        lib.drop_db(db)
