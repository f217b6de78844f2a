"""From the version that people have to this one: nothing is lost, what they changed stays, the work goes on."""

import os
import subprocess
import zipfile

import inventory
import life
import pytest

import lib

DB = f"upgrade_{os.getpid()}"
LOG = lib.OUT / "upgrade.log"

# The version that people have: the last commit that was landed before this one was begun.
PREVIOUS = "99bf8db52a1e"

# What this version means to change in data of the previous one, as table.column or table.*; each with its reason.
CHANGED = ()


@pytest.fixture(scope="module")
def previous(tmp_path_factory):
    """The folder of the previous version's add-on, taken from git's history."""
    if subprocess.run(["git", "cat-file", "-e", PREVIOUS + "^{commit}"], cwd=lib.ROOT, capture_output=True).returncode:
        pytest.skip(f"commit {PREVIOUS} is not in this clone's history (shallow, or no git)")
    folder = tmp_path_factory.mktemp("previous")
    subprocess.run(["git", "archive", "-o", folder / "tree.zip", PREVIOUS], cwd=lib.ROOT, check=True)
    with zipfile.ZipFile(folder / "tree.zip") as archive:
        archive.extractall(folder / "tree")
    module = folder / "addons" / lib.MODULE
    module.mkdir(parents=True)
    for name in lib.ADDON_ENTRIES:
        if (folder / "tree" / name).exists():
            (folder / "tree" / name).rename(module / name)
    return folder / "addons"


@pytest.fixture(scope="module")
def upgraded(previous):
    """A database in which the previous version worked for weeks, upgraded; its records before and after, and the log."""
    quiet = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
    folders = [path for path in lib.addons_path() if path != lib.ADDONS] + [previous]
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
        yield before, inventory.records(DB), log.read_text()
    finally:
        lib.drop_db(DB)


def test_nothing_is_lost(upgraded):
    """Every row of every table is there with the values it had; new tables, columns and rows may have come."""
    before, after, _log = upgraded
    assert {row["state"] for row in before["dunning_action"].values()} == {"todo", "ready", "done", "failed", "cancelled"}
    least = {"dunning_hold": 2, "dunning_plan_override": 1, "dunning_promise": 1, "dunning_promise_line": 1, "dunning_dispute": 1}
    assert {table: len(before[table]) for table in least if len(before[table]) < least[table]} == {}
    assert inventory.lost(before, after, CHANGED) == []


def test_upgrade_is_silent(upgraded):
    """Odoo logs no error, and no warning about us: no column without its constraint, no view that does not fit."""
    _before, _after, log = upgraded
    lines = log.splitlines()
    assert [line for line in lines if " ERROR " in line or (" WARNING " in line and "dunning" in line)] == []


def test_work_goes_on(upgraded):
    """Edits are kept, screens open, and a preview decides about every item from where it stood."""
    lib.run_shell(DB, life.OPEN, log=LOG)
