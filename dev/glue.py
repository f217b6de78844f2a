#!/usr/bin/env python3
"""Test the glue add-ons beside the OCA's add-ons that they join, each family in a database of its own.

    make glue                  all of them
    dev/glue.py order          one family

The OCA's add-ons (``dev/requirements-glue.txt``, pinned with their hashes) are fetched once into ``.dev/glue``; they are no part of
the environment. Only they and ours are installed by name: a glue add-on must come by itself. Beside some add-ons nothing has to
be joined; there our own tests run as they are. The exit code is 0 only when everything passed and each glue add-on was tested.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import test

import lib

REQUIREMENTS = lib.ROOT / "dev" / "requirements-glue.txt"
FOLDER = lib.DEV / "glue"
# Python packages that the OCA's add-ons ask for; nothing else reads them.
PACKAGES = FOLDER / "packages"
# Family → (add-ons of others, our glue add-ons that they bring, tests of ours that run beside them).
FAMILIES = {
    "order": (["account_payment_order", "account_payment_return"], ["payment_order", "payment_return"], []),
    "batch": (["account_payment_batch_oca"], ["payment_batch"], []),
    "in_payment": (["account_in_payment"], ["reconcile"], ["TestOnItsWay", "TestBankLineNames"]),
    "lcr": (["account_payment_fr_lcr"], ["payment_batch", "payment_fr_lcr"], []),
    "mode": (["account_payment_mode"], ["payment_mode"], []),
    "tracking": (["mail_tracking"], ["mail_tracking"], ["TestEmail"]),
    "risk": (["account_financial_risk"], ["financial_risk"], ["TestExposure"]),
    "snailmail": (["snailmail"], ["snailmail"], ["TestLetters"]),
}


def fetch():
    """Unpack the pinned add-ons, fetched once; return the folder that holds them.

    Raises:
        DevError: the package index does not answer.
    """
    folder, mark = FOLDER / "tree" / "odoo" / "addons", FOLDER / "mark"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        wheels = FOLDER / "wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        command = [str(lib.PYTHON), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--pre"]
        if subprocess.run([*command, "--require-hashes", "-d", str(wheels), "-r", str(REQUIREMENTS)]).returncode:
            raise lib.DevError("pip could not fetch the OCA add-ons: is PyPI reachable?")
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(FOLDER / "tree" if wheel.name.startswith("odoo_addon_") else PACKAGES)
        mark.write_text(wanted)
    return folder


def _environ():
    """Return the environment variables of Odoo with the packages that the OCA's add-ons ask for."""
    environ = lib.odoo_environ()
    return {**environ, "PYTHONPATH": os.pathsep.join([environ["PYTHONPATH"], str(PACKAGES)])}


def run_family(name):
    """Install a family beside ours on a fresh database and run its tests; return their results."""
    theirs, glue, own = FAMILIES[name]
    ours = [f"{lib.MODULE}_{one}" for one in glue]
    tags = [*(f"/{one}" for one in ours), *(f"/{lib.MODULE}:{one}" for one in own)]
    db, port = f"test_{os.getpid()}_{name}", lib.free_port()
    parser = test.OdooLogParser([lib.MODULE, *ours])
    lib.copy_db("tpl_account", db)
    lib.sql(f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{port}' WHERE key = 'web.base.url'", db=db)
    arguments = ["-d", db, "-i", ",".join([lib.MODULE, *theirs]), "--test-tags", ",".join(tags), "--stop-after-init"]
    arguments += [f"--http-port={port}", "--max-cron-threads=0"]
    arguments.append(f"--addons-path={','.join(map(str, [*lib.addons_path(), fetch()]))}")
    try:
        results = parser.close(test._run_odoo(arguments, parser, lib.OUT / f"glue_{name}.log", _environ()))
    finally:
        if not os.environ.get("KEEP"):
            lib.drop_db(db)
    for one in [*ours, *own]:
        if not any(one in test_name.split(".") for test_name in results.status):
            results.set(f"{name}: {one}", "failed", "none of its tests ran: it was not installed")
    return results


def main():
    """Test the families named on the command line, or all; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(FAMILIES)}; nothing: all")
    names = parser.parse_args().names or list(FAMILIES)
    if unknown := set(names) - FAMILIES.keys():
        raise lib.DevError(f"no family {', '.join(sorted(unknown))}: there are {', '.join(FAMILIES)}.")
    lib.prepare()
    lib.ensure_template("tpl_account")
    test.drop_leftovers()
    started, merged = time.monotonic(), test.Results()
    fetch()  # before two families would at the same time
    with ThreadPoolExecutor(test.AT_ONCE) as pool:
        for name, results in zip(names, pool.map(run_family, names), strict=True):
            lib.say(f"{name}: {len(results.names('passed'))} passed, {len(results.names('failed'))} failed")
            merged.merge(results)
    return test.report(merged, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
