"""Measure speed on built ledgers and write ``bench/RESULTS.md``.

Usage: ``make bench``: 10,000, 50,000 and 200,000 open items, and an installation on 1,000,000 journal items.
``BENCH=full make bench`` adds 1,000,000 open items. Variables: ``BENCH_SIZES=10000,50000`` other sizes, ``BENCH_BASE=db`` a
database with accounting to copy instead of a new one, ``BENCH_KEEP=1`` keep the databases. Then the former build and the OCA's
credit control are measured beside this one (``builds.py``), at 50,000 items.

Each stage runs in a process of its own (``worker.py``), so that its memory is its own; what was measured is kept in
``out/bench/``, one file a size, and ``RESULTS.md`` shows the latest of each.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import builds
import measure_install
import results

import lib

HERE = Path(__file__).resolve().parent
OUT = lib.OUT / "bench"
SIZES = (10_000, 50_000, 200_000)
FULL = 1_000_000
ITEMS_PER_CUSTOMER = 10

# Up to this size everything is measured twice and the least time counts; what only reads is at every size.
TWICE_UP_TO = 50_000

# The size at which screens and ways out are measured: they depend on what is shown or sent, not on the ledger.
SCREENS_AT = 50_000


def worker(stage, db, items, repeat=1):
    """Do one stage in a process of its own and return its figures."""
    command = [str(lib.PYTHON), str(HERE / "worker.py"), stage, db, str(items), str(items // ITEMS_PER_CUSTOMER), str(repeat)]
    begin = time.monotonic()
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        raise lib.DevError(f"stage {stage} of {db} ended with code {result.returncode}.")
    lib.say(f"  {stage:<10}{time.monotonic() - begin:8.1f} s")
    return json.loads(result.stdout.splitlines()[-1])


def merge(figures, found):
    """Add figures to those known; of a time taken twice the least counts."""
    for name, figure in found.items():
        known = figures.get(name, {})
        figures[name] = figure | {kind: min(figure[kind], known[kind]) for kind in ("seconds", "cpu") if kind in known}


def measure_size(base, items):
    """Build a ledger of some size, measure everything on it and keep the figures.

    :param str base: database with accounting to copy
    :param int items: open items
    """
    db, run_db = f"bench_{items}", f"bench_{items}_run"
    repeat = 2 if items <= TWICE_UP_TO else 1
    figures = {"machine": machine(), "load": {"before": os.getloadavg()[0]}}

    def stage(name, database, repeat=1):
        merge(figures, worker(name, database, items, repeat))
        keep(str(items), figures)

    lib.copy_db(base, db)
    stage("books", db)
    figures["install"] = measure_install.measure(db, OUT / "install.log")
    stage("dunning", db)
    stage("decisions", db, 2)
    for _turn in range(repeat):
        lib.copy_db(db, run_db)
        stage("first", run_db)
    lib.drop_db(db)
    stage("steady", run_db, 2)
    stage("orm", run_db, repeat)
    stage("after", run_db)
    if items == SCREENS_AT:
        stage("screens", run_db, 2)
        stage("ways_out", run_db, 2)
    if not os.environ.get("BENCH_KEEP"):
        lib.drop_db(run_db)


def keep(name, figures):
    """Keep what was found so far, for the report; an interrupted benchmark leaves what it had."""
    (OUT / f"{name}.json").write_text(json.dumps(figures, indent=1))


def measure_install_on_a_million(base):
    """Install on a database with a million journal items and return the figures."""
    db = "bench_install"
    lib.copy_db(base, db)
    books = worker("books", db, measure_install.JOURNAL_ITEMS // 2)
    figures = {"books": books["books"], "install": measure_install.measure(db, OUT / "install.log")}
    lib.drop_db(db)
    return figures


def machine():
    """Return what the figures depend on: day, machine, versions."""
    from odoo import release

    info = Path("/proc/cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    return {
        "day": datetime.date.today().isoformat(),
        "cores": os.cpu_count(),
        "memory": round(memory),
        "cpu": model or platform.machine(),
        "python": platform.python_version(),
        "postgresql": lib.sql("SHOW server_version")[0],
        "shared_buffers": lib.sql("SHOW shared_buffers")[0],
        "odoo": release.version,
    }


def main():
    """Measure, keep what was found, write the report; in the quick form only this build beside the one before."""
    lib.use_venv()
    if os.environ.get("BENCH") == "quick":
        builds.main()
        return
    lib.prepare()
    sys.path.insert(0, str(lib.odoo_home()))
    OUT.mkdir(parents=True, exist_ok=True)
    base = os.environ.get("BENCH_BASE")
    if not base:
        base = "bench_base"
        lib.newdb(base, french=True)
    given = os.environ.get("BENCH_SIZES")
    sizes = [int(word) for word in given.split(",") if word] if given is not None else list(SIZES)
    if os.environ.get("BENCH") == "full":
        sizes.append(FULL)
    for items in sizes:
        lib.say(f"{items:,} open items")
        measure_size(base, items)
    if given is None:
        lib.say(f"installation on {measure_install.JOURNAL_ITEMS:,} journal items")
        keep("install", measure_install_on_a_million(base))
    beside = builds.main() if given is None else []
    found = {path.stem: json.loads(path.read_text()) for path in OUT.glob("*.json")}
    (HERE / "RESULTS.md").write_text(results.report(found, beside))
    lib.say(f"written: {(HERE / 'RESULTS.md').relative_to(lib.ROOT)}")


if __name__ == "__main__":
    main()
