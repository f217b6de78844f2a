#!/usr/bin/env python3
"""Run the reported situations of ``dev/cases`` and compare what happens with what should.

    dev/cases.py                  all of them, on a database made for it
    dev/cases.py b01 b32          those whose names begin so
    dev/cases.py --update         write today's failures to dev/cases/known_failures.txt

Each script of ``dev/cases`` replays one situation that somebody reported of Odoo or of another dunning system, in an Odoo
shell on a French database, prints ``OK`` or ``FAIL`` for each value, and is rolled back; those in ``COMMITTING`` run on a
copy. What fails today and is not mended yet stands in ``known_failures.txt``, a line each. The exit code is 0 when nothing
else fails and nothing in that list passes: the list only ever gets shorter by mending.
"""

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

CASES = lib.ROOT / "dev" / "cases"
KNOWN = CASES / "known_failures.txt"
COMMITTING = ("b12b_contact_archived_in_between",)
CHECK = re.compile(r"^(?:>>> |\.\.\. )*(OK|FAIL) +(.+?): got (.*)$")
END = re.compile(r"== (\w+): (\d+) OK, (\d+) FAIL ==")
TIMEOUT = 580
KNOWN_HEADER = (
    "# What the cases show to be wrong today: script, then the words of the check. dev/cases.py --update writes this file;\n"
    "# a check that passes has to leave it.\n"
)


def make_database(db):
    """Make a French database with the add-on."""
    lib.newdb(db, french=True)
    lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.LOGS / "cases.log")


def run_case(db, path):
    """Run one script in an Odoo shell.

    Returns:
        list of (whether it is as expected, words of the check, line as printed); a script that ends before its last line
        gives a failed check ``ends``.
    """
    command = lib.odoo_command(["shell", "-d", db, "--no-http", "--log-level=critical"])
    environ = {**lib.odoo_environ(), "KIT": str(CASES / "kit.py")}
    done = subprocess.run(
        command, env=environ, cwd=lib.ROOT, stdin=path.open(), capture_output=True, text=True, timeout=TIMEOUT, errors="replace"
    )
    found = [(match[1] == "OK", match[2], match[0]) for match in map(CHECK.match, done.stdout.splitlines()) if match]
    if not END.search(done.stdout):
        last = (done.stderr.strip() or done.stdout.strip() or "nothing said").splitlines()[-1]
        found.append((False, "ends", f"FAIL ends: got {last}"))
    return found


def read_known():
    """Return the set of (script, words of the check) that are known to fail."""
    if not KNOWN.exists():
        return set()
    rows = [row for row in KNOWN.read_text().splitlines() if row.strip() and not row.startswith("#")]
    return {tuple(row.split(": ", 1)) for row in rows}


def run_all(names):
    """Run the scripts whose names begin with one of ``names`` (all without any); yield (script, its checks)."""
    db, copy = f"cases_{os.getpid()}", f"cases_{os.getpid()}_copy"
    try:
        make_database(db)
        for path in sorted(CASES.glob("b*.py")):
            if names and not path.stem.startswith(tuple(names)):
                continue
            if path.stem in COMMITTING:
                lib.copy_db(db, copy)
            yield path.stem, run_case(copy if path.stem in COMMITTING else db, path)
    finally:
        lib.drop_db(copy)
        lib.drop_db(db)


def main():
    """Run, count and judge; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of names")
    parser.add_argument("--update", action="store_true", help="write the list of known failures")
    arguments = parser.parse_args()
    known, failed, seen, counts = read_known(), set(), set(), Counter()
    for script, checks in run_all(arguments.names):
        lib.say(f"{script}: {sum(ok for ok, *_rest in checks)} OK, {sum(not ok for ok, *_rest in checks)} FAIL")
        for ok, words, line in checks:
            key = (script, words)
            seen.add(key)
            counts["OK" if ok else "known" if key in known else "FAIL"] += 1
            if not ok:
                failed.add(key)
                lib.say(f"  {'known ' if key in known else ''}{line}")
    if arguments.update:
        KNOWN.write_text(KNOWN_HEADER + "".join(f"{script}: {words}\n" for script, words in sorted(failed | (known - seen))))
    mended = sorted((known & seen) - failed)
    for script, words in mended:
        lib.say(f"mended, take it off the list: {script}: {words}")
    lib.say(f"cases: {counts['OK']} OK, {counts['FAIL']} FAIL, {counts['known']} known to fail, {len(mended)} mended")
    return int(bool(not seen or (not arguments.update and (failed - known or mended))))


if __name__ == "__main__":
    sys.exit(main())
