#!/usr/bin/env python3
"""Measure this build beside the one of a former commit, in turns, on copies of one ledger, and print ratios.

    python bench/builds.py                          50,000 items
    BENCH=quick make bench                          10,000 items, under three minutes
    WORKS="first run,preview" python bench/builds.py   some works only (see works.py); TURNS=n, ITEMS=n

The former build is taken from git's history; where that is not there, this build is measured alone. A ratio is the median of
the turns; both builds of a turn run one after the other, and the other one begins in the next turn.
"""

import concurrent.futures
import contextlib
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
import lib

# The commit before the first one of "Twice as fast, and flat"; what is faster is told beside it.
COMMIT = "3e33e53"
ITEMS_PER_CUSTOMER = 10
ITEMS, QUICK = 50_000, 10_000
NOW, BEFORE = "now", "before"


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


def make_ledgers(builds, items):
    """Build one ledger, and for each build a database of it with the add-on; return their names by build."""
    customers = items // ITEMS_PER_CUSTOMER
    books = f"bench_builds_{items}"
    names = {build.name: f"{books}_{build.name}" for build in builds}
    if all(lib.db_exists(name) for name in names.values()) and os.environ.get("BENCH_KEEP"):
        return names
    lib.newdb(books, french=True)
    builds[0].work("build_worker.py", books, items, "books", customers)
    for name in names.values():
        lib.copy_db(books, name)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(lambda build: install(build, names[build.name], items), builds))
    lib.drop_db(books)
    return names


def install(build, db, items):
    """Install the add-on of a build on a ledger, and enter what people would have entered since."""
    build.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], lib.OUT / f"bench_builds_{build.name}.log")
    build.work("build_worker.py", db, items, "dunning", items // ITEMS_PER_CUSTOMER)


def measure(builds, names, items, turns, works):
    """Measure the works in turns; return a list of dict, one a turn: figures by build and work."""
    found = []
    for turn in range(turns):
        figures = {}
        for build in builds if turn % 2 else reversed(builds):
            copy = f"{names[build.name]}_run"
            lib.copy_db(names[build.name], copy)
            try:
                figures[build.name] = build.work("build_worker.py", copy, items, "works", ",".join(works))
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
    """Measure, and print the ratios."""
    lib.use_venv()
    import works

    quick = os.environ.get("BENCH") == "quick"
    items = int(os.environ.get("ITEMS") or (QUICK if quick else ITEMS))
    wanted = [name for name in os.environ.get("WORKS", "").split(",") if name]
    chosen = works.choose(wanted)
    lib.OUT.mkdir(parents=True, exist_ok=True)
    with both_builds() as builds:
        names = make_ledgers(builds, items)
        turns = measure(builds, names, items, int(os.environ.get("TURNS") or 3), [work.name for work in chosen])
        if not os.environ.get("BENCH_KEEP"):
            for name in names.values():
                lib.drop_db(name)
    (lib.OUT / f"builds_{items}.json").write_text(json.dumps(turns, indent=1))
    lib.say(f"\n{items:,} open items, {len(turns)} turns, before: {COMMIT}\n")
    for line in report(turns, chosen):
        lib.say(line)


if __name__ == "__main__":
    main()
