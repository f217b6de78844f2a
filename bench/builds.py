#!/usr/bin/env python3
"""Measure this build beside the one of a former commit, in turns, on copies of one ledger, and print ratios.

    python bench/builds.py                          50,000 items
    BENCH=quick make bench                          10,000 items, under three minutes
    WORKS="first run,preview" python bench/builds.py   some works only (see works.py); TURNS=n, ITEMS=n
    BENCH_KEEP=1 BENCH_NAME=mine python bench/builds.py   keep its databases, whose names begin with mine, for the next time

The former build is taken from git's history; where that is not there, this build is measured alone. A ratio is the median of
the turns; both builds of a turn run one after the other, and the other one begins in the next turn. The OCA's credit control is
measured once, on the same books in a database of its own; in the quick form only when ``WORKS`` names it, like the works on a
ledger with a past.
"""

import concurrent.futures
import contextlib
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "dev")]
import oca

import lib

# The commit before the first one of "Twice as fast, and flat"; what is faster is told beside it.
COMMIT = "3e33e53"
ITEMS_PER_CUSTOMER = 10
ITEMS, QUICK = 50_000, 10_000
NOW, BEFORE = "now", "before"
# With which the databases begin: two who measure at the same time do not get in each other's way.
NAME = os.environ.get("BENCH_NAME") or "bench_builds"


class Build:
    """One build of the add-on, with the configuration that finds it.

    :ivar str name: ``NOW`` or ``BEFORE``
    :ivar Path conf: Odoo's configuration file
    """

    def __init__(self, name, conf):
        self.name = name
        self.conf = conf

    def run_odoo(self, arguments, log):
        """Run Odoo with this build to its end."""
        with open(log, "a") as handle:
            code = subprocess.run(
                lib.odoo_command(arguments), env={**lib.odoo_environ(), "ODOO_RC": str(self.conf)}, stdout=handle, stderr=handle
            ).returncode
        if code:
            raise lib.DevError(f"Odoo ended with code {code}: see {log}.")

    def work(self, script, *arguments):
        """Run a script of the bench with this build; return what its last line says in JSON."""
        command = [str(lib.PYTHON), str(HERE / script), str(self.conf), *map(str, arguments)]
        result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if result.returncode:
            raise lib.DevError(f"{script} of the build {self.name} ended with code {result.returncode}.")
        return json.loads(result.stdout.splitlines()[-1])


def take_from_history(commit, folder):
    """Unpack the add-on as of a commit into a folder.

    :param str commit: of this repository
    :param Path folder: to which a folder ``account_dunning`` is added
    :return: whether git knows the commit
    """
    if shutil.which("git") is None:
        return False
    found = subprocess.run(["git", "archive", "--format=tar", commit], cwd=lib.ROOT, capture_output=True)
    if found.returncode:
        return False
    (folder / "whole").mkdir()
    subprocess.run(["tar", "-x", "-C", folder / "whole"], input=found.stdout, check=True)
    (folder / "addons" / lib.MODULE).mkdir(parents=True)
    for name in lib.ADDON_ENTRIES:
        if (folder / "whole" / name).exists():
            (folder / "whole" / name).rename(folder / "addons" / lib.MODULE / name)
    return True


@contextlib.contextmanager
def both_builds():
    """Give the builds there are: this one, and the former one where git's history has it."""
    lib.prepare()
    core = [path for path in lib.addons_path() if path.is_relative_to(lib.odoo_home())]
    with tempfile.TemporaryDirectory(prefix="dunning_before_") as folder:
        folder = Path(folder)
        lib.write_conf(folder / "now.conf", [*core, lib.ADDONS])
        builds = [Build(NOW, folder / "now.conf")]
        if take_from_history(COMMIT, folder):
            lib.write_conf(folder / "before.conf", [*core, folder / "addons"])
            builds.append(Build(BEFORE, folder / "before.conf"))
        else:
            lib.say(f"Commit {COMMIT} is not in git's history here: this build is measured alone.")
        yield builds


def place(name, ledger):
    """Return the database that holds a ledger of a build (see :class:`works.Work`)."""
    return f"{name}_{ledger}" if ledger else name


def make_ledgers(builds, items, ledgers, others=()):
    """Build one ledger, and for each build a database of it with the add-on.

    :param set ledgers: which are wanted besides the empty one (see :class:`works.Work`)
    :param others: further databases that are to hold the bare books
    :return: their names by build; :func:`place` tells where another ledger is
    """
    customers = items // ITEMS_PER_CUSTOMER
    books = f"{NAME}_{items}"
    names = {build.name: f"{books}_{build.name}" for build in builds}
    every = [*others, *(place(name, ledger) for name in names.values() for ledger in ("", *ledgers))]
    if all(map(lib.db_exists, every)) and os.environ.get("BENCH_KEEP"):
        return names
    lib.newdb(books, french=True)
    builds[0].work("build_worker.py", books, items, "books", customers)
    for name in (*names.values(), *others):
        lib.copy_db(books, name)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(lambda build: install(build, names[build.name], items), builds))
        for ledger in ledgers:
            list(pool.map(live_past, builds, names.values(), [items] * len(builds), [ledger] * len(builds)))
    lib.drop_db(books)
    return names


def install(build, db, items):
    """Install the add-on of a build on a ledger, and enter what people would have entered since."""
    build.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], lib.OUT / f"bench_builds_{build.name}.log")
    build.work("build_worker.py", db, items, "dunning", items // ITEMS_PER_CUSTOMER)


def live_past(build, name, items, ledger):
    """Make another ledger of the one that a build has.

    :param str name: its database
    """
    db = place(name, ledger)
    lib.copy_db(name, db)
    build.work("build_worker.py", db, items, ledger, items // ITEMS_PER_CUSTOMER)


def measure_oca(db, items, folder):
    """Install the OCA's credit control on bare books, and measure it; return its figures.

    :param str db: database with the books, dropped at the end
    :param Path folder: for a configuration file
    """
    core = [path for path in lib.addons_path() if path.is_relative_to(lib.odoo_home())]
    lib.write_conf(folder / "oca.conf", [*core, oca.fetch_add_on()])
    build = Build(oca.NAME, folder / "oca.conf")
    try:
        build.run_odoo(["-d", db, "-i", oca.MODULE, "--stop-after-init", "--no-http"], lib.OUT / "bench_builds_oca.log")
        return build.work("build_worker.py", db, items, "oca", "")
    finally:
        lib.drop_db(db)


def compare_with_oca(turns, figures):
    """Return the line of the report that says what our first run takes beside the OCA's credit control.

    :param dict figures: as :func:`measure_oca` returns them
    """
    other, own = figures[oca.NAME], median_of(turns, NOW, "first run", "seconds")
    text = f"{oca.NAME}: {other['seconds']:,.1f} s for {other['lines']:,} lines and {other['communications']:,} communications"
    return f"{text}; our first run ÷ that: 1/{other['seconds'] / own:,.0f}." if own else f"{text}."


def measure(builds, names, items, turns, works):
    """Measure the works in turns, those of one ledger in one process.

    :param list works: of :class:`works.Work`
    :return: list of dict, one a turn: figures by build and work
    """
    found = []
    for turn in range(turns):
        figures = {}
        for build, ledger in itertools.product(builds if turn % 2 else builds[::-1], sorted({work.ledger for work in works})):
            copy = f"{names[build.name]}_run"
            lib.copy_db(place(names[build.name], ledger), copy)
            own = ",".join(work.name for work in works if work.ledger == ledger)
            try:
                figures.setdefault(build.name, {}).update(build.work("build_worker.py", copy, items, "works", own))
            finally:
                lib.drop_db(copy)
        lib.say(f"  turn {turn + 1} of {turns}")
        found.append(figures)
    return found


def ratio(turns, top, bottom, kind):
    """Return the median over turns of one figure ÷ another, ``None`` where one is missing.

    :param list turns: as :func:`measure` returns them
    :param tuple top: (build, work)
    :param tuple bottom: (build, work)
    :param str kind: ``seconds``, ``cpu`` or ``memory``
    """
    pairs = [[turn.get(build, {}).get(name, {}).get(kind) for build, name in (top, bottom)] for turn in turns]
    found = [one / other for one, other in pairs if one is not None and other]
    return statistics.median(found) if found else None


def median_of(turns, build, name, kind):
    """Return the median over turns of one figure, ``None`` where it is missing."""
    found = [value for turn in turns if (value := turn.get(build, {}).get(name, {}).get(kind)) is not None]
    return statistics.median(found) if found else None


def report(turns, works):
    """Return the table of ratios as lines of Markdown.

    :param list turns: as :func:`measure` returns them
    :param list works: of :class:`works.Work`
    """
    lines = [
        "| work | seconds before | now | now ÷ before (processor) | ÷ its measure before | now | memory above idle (MB) before | now |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for work in works:
        former = work.former or work.name
        cells = [median_of(turns, build, name, "seconds") for build, name in ((BEFORE, former), (NOW, work.name))]
        cells = [write(cell, 3) for cell in cells]
        own = [ratio(turns, (NOW, work.name), (BEFORE, former), kind) for kind in ("seconds", "cpu")]
        cells.append(f"{write(own[0], 2)} ({write(own[1], 2)})")
        for build in (BEFORE, NOW):
            times = ratio(turns, (build, work.name), (build, work.against), "seconds") if work.against else None
            cells.append(write(times and times / work.share, 2))
        cells += [write(median_of(turns, build, work.name, "memory"), 0) for build in (BEFORE, NOW)]
        lines.append(f"| {work.name} | {' | '.join(cells)} |")
    measures = [f"*{work.name}* ÷ {work.share:g} × {work.against}" for work in works if work.against]
    measures += [f"*{work.name}* beside *{work.former}* before" for work in works if work.former]
    return [*lines, "", f"Measures: {'; '.join(measures)}." if measures else ""]


def write(number, places):
    """Return a number as a cell, a dash where there is none."""
    return "–" if number is None else f"{number:,.{places}f}"


def main():
    """Measure, print the ratios, and return them as lines of Markdown."""
    lib.use_venv()
    import works

    quick = os.environ.get("BENCH") == "quick"
    items = int(os.environ.get("ITEMS") or (QUICK if quick else ITEMS))
    wanted = [name for name in os.environ.get("WORKS", "").split(",") if name]
    with_oca = oca.NAME in wanted or not (wanted or quick)
    chosen = works.choose([works.FIRST if name == oca.NAME else name for name in wanted], quick)
    lib.OUT.mkdir(parents=True, exist_ok=True)
    with both_builds() as builds:
        ledgers = {work.ledger for work in chosen} - {""}
        bare = [f"{NAME}_{items}_oca"] if with_oca else []
        names = make_ledgers(builds, items, ledgers, bare)
        turns = measure(builds, names, items, int(os.environ.get("TURNS") or 3), chosen)
        beside = [measure_oca(db, items, builds[0].conf.parent) for db in bare]
        if not os.environ.get("BENCH_KEEP"):
            for name, ledger in itertools.product(names.values(), ["", *ledgers]):
                lib.drop_db(place(name, ledger))
    (lib.OUT / f"builds_{items}.json").write_text(json.dumps({"turns": turns, "beside": beside}, indent=1))
    head = f"{items:,} open items, {len(turns)} turns, before: {COMMIT}"
    lines = [head, "", *report(turns, chosen), *(compare_with_oca(turns, figures) for figures in beside)]
    lib.say("\n" + "\n".join(lines))
    return lines


if __name__ == "__main__":
    main()
