#!/usr/bin/env python3
"""Take over the history of a thousand customers from each source, and see that the next run goes on; write bench/TAKEOVER.md.

    make takeover                   all sources (CUSTOMERS=100 for a quicker look, which writes no report)

The OCA's credit control is run for real, sixty days of it (``dev/tests/compat_takeover.py``, add-on fetched once into
``.dev/compat_oca``); the others are ``dev/tests/test_takeover_many.py``. The exit code tells whether all went on rightly.
"""

import json
import os
import platform
import re
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import test

import lib

REPORT = lib.ROOT / "bench" / "TAKEOVER.md"
RESULTS = lib.OUT / "takeover"
FILES = [lib.ROOT / "dev" / "tests" / name for name in ("compat_takeover.py", "test_takeover_many.py")]
# Source → what it was in this trial.
SOURCES = {
    "credit_control": "`account_credit_control` {version} of the OCA, run for sixty days (12 runs; a tenth failed, a tenth are drafts)",
    "overdue_reminder": "`account_invoice_overdue_reminder`: its tables of 18.0 by name",
    "followup": "Enterprise's `account_followup`: its columns by name, the last level of each item",
    "workbook": "a workbook of open items, as CSV",
}
COLUMNS = {
    "customers": "customers", "found": "rows found", "counted": "reminders that count", "excluded": "excluded",
    "read": "read, s", "previewed": "previewed, s", "imported": "taken over, s", "next": "items of the next run", "again": "found again",
}  # fmt: skip


def keep(source, **counts):
    """Remember what was seen of a source; see ``COLUMNS``."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{source}.json").write_text(json.dumps(counts))


def read_version():
    """Return the version of the OCA's credit control that is run."""
    text = (lib.ROOT / "dev" / "requirements-compat.txt").read_text()
    return re.search(r"^odoo-addon-account-credit-control==(\S+)", text, re.M)[1]


def write_report(began):
    """Write what was seen since ``began``, with date and machine."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = [
        "# Taking over history",
        "",
        "Written by `make takeover`: each customer was reminded elsewhere, never or up to the last step but one, on the days of",
        "our plan. Taken over, each item goes on after the highest step that really reached it, and the run of the day (10 March",
        "2025) takes the one after it; that is asserted item by item. *Found again* is what a second reading would import.",
        "",
        f"{date.today()}, {machine}, load {os.getloadavg()[2]:.0f} (above the number of cores, seconds say little).",
        "",
        f"| source | {' | '.join(COLUMNS.values())} |",
        f"|{' --- |' * (len(COLUMNS) + 1)}",
    ]
    for source, title in SOURCES.items():
        path = RESULTS / f"{source}.json"
        if path.exists() and path.stat().st_mtime >= began:
            found = json.loads(path.read_text())
            cells = [found.get(column, "") for column in COLUMNS]
            lines.append(f"| {title.format(version=read_version())} | {' | '.join(map(str, cells))} |")
    REPORT.write_text("\n".join(lines) + "\n")


def main():
    """Take over from each source; return the exit code."""
    lib.prepare()
    began = time.time() - 1
    results = test.run_dev_tests([str(path) for path in FILES])
    code = test.report(results, time.time() - began)
    if not code and not os.environ.get("CUSTOMERS"):
        write_report(began)
    return code


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
