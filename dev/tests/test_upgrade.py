"""From each version that people have to this one: nothing is lost, what they changed stays, the work goes on."""

import ast
import os
import tarfile

import inventory
import life
import pytest

import lib

pytestmark = pytest.mark.slow

DB = f"upgrade_{os.getpid()}"
LOG = lib.OUT / "upgrade.log"

# The add-on of each former version, see dev/versions.
VERSIONS = sorted(path.name.removesuffix(".tar.xz") for path in (lib.ROOT / "dev" / "versions").glob("*.tar.xz"))
# From the first and the last one it is upgraded in continuous integration, from all at night.
EACH_DAY = {VERSIONS[0], VERSIONS[-1]}

# What versions since then meant to change in data, as table.column or table.*, by the version before the change.
CHANGED = {
    "19.0.1.3.0": [
        # who found them; what nobody knows is archived
        "dunning_reference.source",
        "dunning_reference.active",
        "dunning_reference.date",
        # disputes and promises are records of their own: the hold that was one ends, and names it
        "dunning_hold.kind",
        "dunning_hold.state",
        "dunning_hold.outcome",
        "dunning_hold.ended_on",
    ],
}


@pytest.fixture(
    scope="module", params=[pytest.param(one, marks=[] if one in EACH_DAY else pytest.mark.nightly) for one in VERSIONS]
)
def previous(request, tmp_path_factory):
    """The folder of a former version's add-on."""
    folder = tmp_path_factory.mktemp("previous")
    module = folder / lib.MODULE
    module.mkdir()
    with tarfile.open(lib.ROOT / "dev" / "versions" / f"{request.param}.tar.xz") as archive:
        archive.extractall(module)
    return folder


def meant(version):
    """Return what later versions meant to change in the data of ``version``."""
    return tuple(entry for before, entries in CHANGED.items() if before >= version for entry in entries)


@pytest.fixture(scope="module")
def upgraded(previous):
    """A database in which the former version worked for weeks, upgraded; its version, records before and after, and the log."""
    quiet = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
    # the glue add-ons of today belong to the add-on of today
    folders = [path for path in lib.addons_path() if path not in (lib.ADDONS, lib.ROOT / "addons")] + [previous]
    lib.newdb(DB)
    try:
        lib.run_shell(DB, life.INVOICES, log=LOG)
        lib.run_odoo(["-d", DB, "-i", lib.MODULE, *quiet], log=LOG, addons=folders)
        for script in (life.WORK, life.EDITS):
            lib.run_shell(DB, script, log=LOG, addons=folders)
        before = inventory.records(DB)
        log = lib.OUT / "upgrade_step.log"
        log.unlink(missing_ok=True)
        lib.run_odoo(["-d", DB, "-u", lib.MODULE, *quiet], log=log)
        manifest = (previous / lib.MODULE / "__manifest__.py").read_text()
        yield ast.literal_eval(manifest)["version"], before, inventory.records(DB), log.read_text()
    finally:
        lib.drop_db(DB)


def test_nothing_is_lost(upgraded):
    """Every row of every table is there with the values it had; new tables, columns and rows may have come."""
    version, before, after, _log = upgraded
    assert {row["state"] for row in before["dunning_action"].values()} == {"todo", "ready", "done", "failed", "cancelled"}
    # a dispute was a hold before 19.0.1.4.0
    holds = 1 if version >= "19.0.1.4.0" else 2
    least = {"dunning_hold": holds, "dunning_plan_override": 1, "dunning_promise": 1, "dunning_promise_line": 1, "dunning_dispute": 1}
    assert {table: len(before[table]) for table in least if len(before[table]) < least[table]} == {}
    assert inventory.lost(before, after, meant(version)) == []


def test_upgrade_is_silent(upgraded):
    """Odoo logs no error, and no warning about us: no column without its constraint, no view that does not fit."""
    _version, _before, _after, log = upgraded
    lines = log.splitlines()
    assert [line for line in lines if " ERROR " in line or (" WARNING " in line and "dunning" in line)] == []


def test_work_goes_on(upgraded):
    """Edits are kept, screens open, and a preview decides about every item from where it stood."""
    lib.run_shell(DB, life.OPEN, log=LOG)
