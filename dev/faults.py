#!/usr/bin/env python3
"""Break things for real and see that dunning loses nothing, sends nothing twice and says what failed.

    make faults                     every scenario (up to ten minutes on two free cores)
    dev/faults.py kill_delivering   some of them

The last result of each goes to ``bench/FAULTS.md``.

Each scenario has real Odoo processes, a real mail server and a database of its own, and is judged from outside by SQL
and the messages that arrived (``faults_check``). One line each: what was done, counts, ok or what was violated.
``KEEP=1`` keeps the databases, ``MANY=100`` takes fewer customers where there are 500. The exit code tells whether all passed.
"""

import argparse
import contextlib
import json
import os
import platform
import sys
import time
import traceback
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

REPORT = lib.ROOT / "bench" / "FAULTS.md"
RESULTS = lib.OUT / "faults" / "results.json"


def scenarios():
    """Return every scenario in order, by name."""
    import faults_between
    import faults_crash
    import faults_mail
    import faults_share

    rooms = (faults_crash, faults_mail, faults_between, faults_share)
    return {function.__name__: function for room in rooms for function in room.SCENARIOS}


@contextlib.contextmanager
def bases(chosen):
    """Make the databases that the chosen scenarios copy: ``few``, ``many`` and ``recorded`` (few, recorded)."""
    import faults_between
    from faults_world import FEW, MANY, Scene, world

    wanted = {getattr(function, "base", "few") for function in chosen}
    with contextlib.ExitStack() as stack:
        names = {}
        if wanted & {"few", "recorded"}:
            names["few"] = stack.enter_context(world(f"faults_few_{os.getpid()}", FEW))
        if "recorded" in wanted:
            scene = stack.enter_context(Scene("recorded", names["few"]))
            faults_between.record(scene)
            names["recorded"] = scene.db
        if "many" in wanted:
            names["many"] = stack.enter_context(world(f"faults_many_{os.getpid()}", MANY))
        yield names


def play(function, names):
    """Play one scenario; return (title, what was done, counts, violations, seconds)."""
    title = " ".join(function.__doc__.split())
    begin = time.monotonic()
    try:
        done, found = function(names)
        counts, violations = found.line(), found.violations
    except (Exception, SystemExit) as error:
        lib.say("".join(traceback.format_exception(error)))
        done, counts, violations = "", "", [f"broke off: {error}"]
    return title, done, counts, violations, time.monotonic() - begin


def keep(name, row):
    """Remember the last result of a scenario, with its day and the machine's load; return all that are known."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    title, done, counts, violations, took = row
    known[name] = {
        "title": title, "done": done, "counts": counts, "violations": violations, "seconds": round(took),
        "day": str(date.today()), "load": round(os.getloadavg()[1], 1),
    }  # fmt: skip
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=1))
    return known


def write_report(known):
    """Write the last result of every scenario, with date and machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}"
    lines = [
        "# Faults",
        "",
        "Written by `make faults`: what was broken on purpose, with real processes, and what was found afterwards by SQL and",
        "in the mailboxes. *Failed* actions carry their error and a retry; *uncertain* are those of which nobody can know",
        "whether the message left: they fail and ask a person to look. See the developer guide, “Several workers, and faults”.",
        "",
        f"{machine}, Python {platform.python_version()}. The load is the number of processes that wanted a processor",
        "meanwhile: well above the number of cores, seconds say little.",
        "",
        "| scenario | what was done | found | verdict | day | s | load |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in scenarios():
        if name in known:
            row = known[name]
            verdict = "; ".join(row["violations"]) or "ok"
            cells = (row["title"], row["done"], row["counts"], verdict, row["day"], row["seconds"], row["load"])
            lines.append(f"| {' | '.join(map(str, cells))} |")
    REPORT.write_text("\n".join(lines) + "\n")


def main():
    """Play the scenarios; return 1 when something was violated."""
    known = scenarios()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(known)}; nothing: all")
    chosen = parser.parse_args().names
    if unknown := set(chosen) - known.keys():
        raise lib.DevError(f"no scenario {', '.join(sorted(unknown))}: there are {', '.join(known)}.")
    functions = [known[name] for name in chosen or known]
    lib.prepare()
    begin = time.monotonic()
    rows = []
    with bases(functions) as names:
        for function in functions:
            row = play(function, names)
            rows.append(row)
            write_report(keep(function.__name__, row))
            title, done, counts, violations, took = row
            lib.say(f"{function.__name__:<22} {title}; {done}: {counts} ({took:.0f} s) {'; '.join(violations) or 'ok'}")
    failed = sum(bool(row[3]) for row in rows)
    lib.say(f"{time.monotonic() - begin:.0f} s\n{len(rows) - failed} passed, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
