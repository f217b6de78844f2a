#!/usr/bin/env python3
"""Show that the add-on lives with others: Odoo's own tests, and the add-ons of the OCA beside it.

    dev/compat.py                       Odoo's suites without and with the add-on, then the OCA add-ons; writes the report
    dev/compat.py /sale                 some of Odoo's tests only (Odoo's --test-tags syntax), no report
    dev/compat.py oca                   the OCA add-ons only, no report

Odoo's suites ``account``, ``account_payment`` and ``sale`` run on two databases, one after the other, the second with
the add-on installed; the results are compared test by test. Some of them fail on a build of Odoo whatever is installed:
what counts is what differs. A class with such a test is run again on both sides, as some depend on the hour and the load.
Takes half an hour on two idle cores. ``REUSE=1`` compares the logs of the last time (out/compat_*.log). The report is
``bench/COMPAT.md``. The exit code is 0 only when nothing differs and the OCA tests pass.
"""

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from test import OdooLogParser, run_dev_tests

import lib

SUITES = ("account", "account_payment", "sale")
REPORT = lib.ROOT / "bench" / "COMPAT.md"
OCA_TEST = lib.ROOT / "dev" / "tests" / "compat_oca.py"
TAKEOVER_TEST = lib.ROOT / "dev" / "tests" / "compat_takeover.py"
# The two sides: what is installed on each.
SIDES = {"without": ["sale"], "with": ["sale", lib.MODULE]}
UNANALYSED = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE FORMAT('ALTER TABLE %I SET (autovacuum_enabled = off)', name);
        END LOOP;
    END $$
"""
# More classes with differences than this have one cause; running them again would not help to find it.
MAX_AGAIN = 40


def log_of(side, tags):
    """Return the file for the log of a side's tests; that of the whole suites has a name of its own."""
    return lib.OUT / f"compat_{side}{'' if tags == whole_suites() else '_part'}.log"


def whole_suites():
    """Return the --test-tags of all suites."""
    return ",".join(f"/{suite}" for suite in SUITES)


def database(side):
    """Return the name of a side's database."""
    return f"compat_{os.getpid()}_{side}"


def prepare(side):
    """Make a side's database: accounting, sales and, on one side, the add-on. Nothing is tested yet."""
    db = database(side)
    lib.say(f"{side}: installing {', '.join(SIDES[side])}")
    lib.newdb(db)
    arguments = ["-d", db, "-i", ",".join(SIDES[side]), "--stop-after-init", "--no-http", "--max-cron-threads=0"]
    lib.run_odoo(arguments, log=lib.OUT / "compat_install.log")
    # What tests roll back leaves tables big and empty: analysed then, a query of core takes minutes instead of a second.
    lib.sql(UNANALYSED, db=db)


def run_side(side, tags):
    """Run Odoo's tests on a side's database; return their results.

    The suites' modules are updated, so that tests that run while a module loads run as well.
    """
    port, log, db = lib.free_port(), log_of(side, tags), database(side)
    lib.sql(f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{port}' WHERE key = 'web.base.url'", db=db)
    arguments = ["-d", db, "-u", ",".join(SUITES), "--test-tags", tags, "--stop-after-init", f"--http-port={port}"]
    arguments += ["--max-cron-threads=0", f"--screenshots={lib.OUT / 'screenshots'}"]
    log.unlink(missing_ok=True)
    lib.say(f"{side}: testing {tags}")
    lib.run_odoo(arguments, log=log, check=False)
    return read_log(log)


def read_log(log):
    """Return the results that an Odoo log tells."""
    parser = OdooLogParser([lib.MODULE])
    with open(log, errors="replace") as lines:
        for line in lines:
            parser.feed(line)
    if not parser.finished:
        raise lib.DevError(f"Odoo's tests did not reach their end: see {log}.")
    return parser.results


def compare(without, having):
    """Return the tests whose result differs, as a sorted list of (name, status without, status with)."""
    names = {name for results in (without, having) for name in results.status if not name.startswith("count of")}
    pairs = [(name, without.status.get(name, "missing"), having.status.get(name, "missing")) for name in sorted(names)]
    return [pair for pair in pairs if pair[1] != pair[2]]


def class_tag(name):
    """Return the --test-tags of the class of a test named module.file.Class.test, or module.room.file.Class.test."""
    module, *_where, test_class, _test = name.split(".")
    return f"/{module}:{test_class}"


def run_again(differences):
    """Run the classes with tests that differ again on both sides.

    Returns:
        The tests that differ again, and those that then agreed.
    """
    tags = sorted({class_tag(name) for name, *_statuses in differences if name.count(".") >= 3})
    if not tags or len(tags) > MAX_AGAIN:
        return differences, []
    again = {side: run_side(side, ",".join(tags)) for side in SIDES}
    still = compare(again["without"], again["with"])
    agreed = [difference for difference in differences if difference[0] not in {name for name, *_statuses in still}]
    return still, agreed


def run_oca():
    """Run the tests beside the OCA add-ons; return their results."""
    return run_dev_tests([str(OCA_TEST), str(TAKEOVER_TEST)])


def counts(results):
    """Return how many tests passed, failed and were skipped."""
    return {status: len(results.names(status)) for status in ("passed", "failed", "skipped")}


def processor():
    """Return the processor's name, as /proc tells it."""
    match = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.M)
    return match[1] if match else platform.processor() or platform.machine()


def odoo_version():
    """Return Odoo's version and, when it comes from a package, that of the package."""
    code = "import odoo.release; print(odoo.release.version)"
    command = [str(lib.PYTHON), "-c", code]
    found = subprocess.run(command, env=lib.odoo_environ(), capture_output=True, text=True, check=True)
    return found.stdout.strip()


def commit():
    """Return the commit of the working tree, marked when it has changes."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    found = subprocess.run(command, cwd=lib.ROOT, capture_output=True, text=True)
    return found.stdout.strip() or "unknown"


def table(rows, head):
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def write_report(sides, still, agreed, oca):
    """Write the report: machine, versions, counts, differences, failures that both sides share."""
    postgres = lib.sql("SHOW server_version")[0]
    by_suite = []
    for suite in SUITES:
        row = [f"`{suite}`"]
        for results in sides.values():
            of_suite = [status for name, status in results.status.items() if name.startswith(f"{suite}.")]
            row += [of_suite.count("passed"), of_suite.count("failed"), of_suite.count("skipped")]
        by_suite.append(row)
    shared = [name for name in sides["without"].names("failed") if sides["with"].status.get(name) == "failed"]
    text = f"""# Odoo's own tests beside the add-on

Written by `make compat` (`dev/compat.py`): Odoo's suites without and with the add-on installed, compared test by test.

* {datetime.date.today():%d %B %Y}, commit `{commit()}`
* {processor()}, {os.cpu_count()} cores; {platform.system()} {platform.release()}, Python {platform.python_version()}
* Odoo {odoo_version()}, PostgreSQL {postgres}

{table(by_suite, ["suite", "passed without", "failed", "skipped", "passed with", "failed", "skipped"])}

## Differences

"""
    text += table(still, ["test", "without", "with"]) if still else "None: every test gives the same result on both sides."
    if agreed:
        text += "\n\nDiffered at first, and gave the same result on both sides when run again:\n\n"
        text += table(agreed, ["test", "without", "with"])
    text += "\n\n## Failures that both sides share\n\nThese tests fail on this build of Odoo, whatever is installed.\n\n"
    text += "\n".join(f"* `{name}`" for name in shared) or "None."
    if oca is not None:
        text += "\n\n## Beside the OCA's add-ons\n\n"
        rows = [(name.rsplit(".", 1)[-1].removeprefix("test_").replace("_", " "), status) for name, status in oca.status.items()]
        text += table(sorted(rows), ["what", "result"])
    REPORT.write_text(text + "\n")
    lib.say(f"report: {REPORT.relative_to(lib.ROOT)}")


def main():
    """Run what the command line selects; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("selection", nargs="*", help="test tags of Odoo, or oca; nothing: everything")
    selection = parser.parse_args().selection
    lib.prepare()
    started = time.monotonic()
    oca = run_oca() if not selection or "oca" in selection else None
    tags = whole_suites() if not selection else ",".join(item for item in selection if item != "oca")
    still, agreed, sides = [], [], {}
    if tags:
        reuse = os.environ.get("REUSE") == "1"
        try:
            if not reuse:
                for side in SIDES:
                    prepare(side)
            sides = {side: read_log(log_of(side, tags)) if reuse else run_side(side, tags) for side in SIDES}
            still = compare(sides["without"], sides["with"])
            if still and not reuse:
                still, agreed = run_again(still)
        finally:
            if not reuse and not os.environ.get("KEEP"):
                for side in SIDES:
                    lib.drop_db(database(side))
        if not selection:
            write_report(sides, still, agreed, oca)
    for side, results in sides.items():
        lib.say(f"{side}: " + ", ".join(f"{number} {status}" for status, number in counts(results).items()))
    for name, without, having in still:
        lib.say(f"DIFFERS {name}: {without} without, {having} with\n    {sides['with'].reasons.get(name, '')[-1500:]}")
    if oca:
        for name in oca.names("failed"):
            lib.say(f"FAILED {name}\n    {oca.reasons.get(name, '')[-3000:]}")
        lib.say("OCA: " + ", ".join(f"{number} {status}" for status, number in counts(oca).items()))
    lib.say(f"{time.monotonic() - started:.0f} s, {len(still)} differences")
    ran = any(results.status for results in (*sides.values(), *([oca] if oca else [])))
    return 0 if ran and not still and not (oca and oca.names("failed")) else 1


if __name__ == "__main__":
    sys.exit(main())
