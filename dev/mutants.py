#!/usr/bin/env python3
"""Break the modules that need no Odoo in many small ways and see which of the breaks the plain tests notice.

    make mutants                  every module without Odoo; writes bench/MUTANTS.md
    make mutants M=buckets,payer  some modules
    make mutants SHARE=20         one mutant of twenty of each module, as `make test-all` does

Mutants are cosmic-ray's (``mutants_list.py``, in ``.dev/mutants``). Each is tried in a process of its own, which imports
the changed source in place of the file: no file is touched. The tests of a module are those of ``dev/tests`` that load it.
The exit code is 0 when at least ``LEAST`` of the mutants are noticed. The engine, which is SQL, is broken by hand-picked
mutations instead: ``mutations.py``, noticed by the oracle.
"""

import functools
import importlib.machinery
import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

TOOLS = lib.DEV / "mutants"
REQUIREMENTS = lib.ROOT / "dev" / "requirements-mutants.txt"
REPORT = lib.ROOT / "bench" / "MUTANTS.md"
TESTS = lib.ROOT / "dev" / "tests"
ROOMS = ("models", "wizards", "report")
LEAST = 0.90
# What a test of the add-on's life does; such tests take minutes and are not asked.
NEEDS_ODOO = re.compile(
    r"base_db|odoo_env|lib\.(newdb|prepare|copy_db|run_odoo)|\battack\b|faults_world|(import|from) (life|replay|wheel|dist)\b"
)
IMPORTS_ODOO = re.compile(r"^\s*(from|import) odoo\b", re.M)
# Seconds of processor time a mutant gets beyond ten times what the tests take: endless loops are noticed too.
PATIENCE = 5
WORKERS = max(1, (os.cpu_count() or 2) - 1)


def modules(wanted=()):
    """Return the files of the add-on that import no Odoo and do something, those of the given names or all."""
    found = []
    for room in ROOMS:
        for path in sorted((lib.ROOT / room).rglob("*.py")):
            text = path.read_text()
            if path.name != "__init__.py" and not IMPORTS_ODOO.search(text) and re.search(r"^\s*def ", text, re.M):
                found.append(path)
    return [path for path in found if not wanted or path.stem in wanted]


def plain_tests():
    """Return the test files that need neither Odoo nor a database."""
    return [path for path in sorted(TESTS.glob("test_*.py")) if not NEEDS_ODOO.search(path.read_text())]


def in_a_child(arguments, changed=None, seconds=None, report=None):
    """Start pytest in a process of its own; return its pid.

    Args:
        arguments: pytest's.
        changed: (path, source) of a file that is imported otherwise than it is, or None.
        seconds: of processor time after which it is killed.
        report: file into which the paths of all that it executes are written.
    """
    pid = os.fork()
    if pid:
        return pid
    code = 2
    try:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.chdir(lib.ROOT / "dev")
        if seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        if changed:
            import_changed(*changed)
        executed = set()
        if report:
            sys.addaudithook(lambda event, args: executed.add(args[0].co_filename) if event == "exec" else None)
        import pytest

        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-c", "pytest.ini", *map(str, arguments)])
        if report:
            report.write_text("\n".join(map(str, executed)))
    finally:
        os._exit(min(int(code), 120))


def import_changed(path, source):
    """Have one file imported as if it held ``source``, by whatever way it is imported."""
    original = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader, fullname):
        known = loader.get_filename(fullname)
        if Path(known).resolve() == path:
            return compile(source, str(known), "exec")
        return original(loader, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code


def tests_by_module(paths):
    """Return the test files that load each module, as dict by path."""
    found = defaultdict(list)
    lib.OUT.mkdir(exist_ok=True)  # a child that cannot write there would look like a test that loads nothing
    report = lib.OUT / "mutants_loads.txt"
    for test in plain_tests():
        report.unlink(missing_ok=True)
        os.waitpid(in_a_child(["--collect-only", test], report=report), 0)
        loaded = {Path(one).resolve() for one in report.read_text().splitlines()} if report.exists() else set()
        for path in paths:
            if path in loaded:
                found[path].append(test)
    return found


@functools.cache
def baseline(tests):
    """Return the seconds of processor time of some tests on the code as it is; None when they fail.

    Args:
        tests: tuple of paths; modules that share their tests are measured once.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _pid, status = os.waitpid(in_a_child(tests), 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return None if status else after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def list_mutants(paths, share):
    """Return the mutants of the modules, one of ``share``, as dict by path."""
    command = [str(TOOLS / "bin" / "python"), str(lib.ROOT / "dev" / "mutants_list.py"), *map(str, paths)]
    found = defaultdict(list)
    for line in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        mutant = json.loads(line)
        found[Path(mutant["path"])].append(mutant)
    return {path: mutants[::share] for path, mutants in found.items()}


def survivors(path, mutants, tests):
    """Try the mutants of a module, several at a time; return those that no test notices."""
    seconds = baseline(tuple(tests)) if tests else 0
    if seconds is None:
        raise lib.DevError(f"{', '.join(test.name for test in tests)}: fails on the code as it is.")
    if not tests:
        return list(mutants)
    running, alive, waiting = {}, [], list(mutants)
    while waiting or running:
        while waiting and len(running) < WORKERS:
            mutant = waiting.pop()
            running[in_a_child(tests, (path, mutant["source"]), PATIENCE + 10 * seconds)] = mutant
        pid, status = os.wait()
        if status == 0:
            alive.append(running[pid])
        del running[pid]
    return sorted(alive, key=lambda mutant: mutant["line"])


def write_report(rows, seconds, path=REPORT, share=1):
    """Write what survived.

    Args:
        rows: list of (module, names of its tests, count of mutants, survivors).
        seconds: that it took.
        path: of the report.
        share: one mutant of so many was tried.
    """
    total = sum(count for _path, _tests, count, _alive in rows)
    left = sum(len(alive) for *_rest, alive in rows)
    where = f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        "# Mutants", "",
        "Written by `make mutants`: small mistakes made on purpose in the modules that need no Odoo, and whether the plain tests",
        "notice them. See `dev/mutants.py`. The engine is broken by hand-picked mutations (`dev/mutations.py`), each of which the",
        "oracle must notice (`dev/tests/test_mutations.py`).", "",
        f"{where}: {total} mutants in {seconds:.0f} s, **{100 * (total - left) / max(1, total):.1f} % noticed**."
        + (f" One of {share} of each module (`SHARE={share}`)." if share > 1 else ""), "",
        "| module | mutants | noticed | % | tests |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for module, tests, count, alive in rows:
        share = 100 * (count - len(alive)) / max(1, count)
        lines.append(f"| `{module.relative_to(lib.ROOT)}` | {count} | {count - len(alive)} | {share:.0f} | {', '.join(tests) or '–'} |")
    lines += ["", "## What no test notices", ""]
    for module, _tests, _count, alive in rows:
        if alive:
            lines += [f"`{module.relative_to(lib.ROOT)}`", ""]
            lines += [f"* line {one['line']}: `{one['old']}` → `{one['new']}`" for one in alive] + [""]
    path.write_text("\n".join(lines).rstrip() + "\n")


def main():
    """Try them; return 1 when too many survive."""
    import hypothesis  # noqa: F401 (loaded here and not in each of thousands of processes)
    import pytest  # noqa: F401

    import setup

    wanted = [name for name in os.environ.get("M", "").split(",") if name]
    share = int(os.environ.get("SHARE") or 1)
    with lib.locked("mutants"):
        setup.make_venv(TOOLS, REQUIREMENTS)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(lib.OUT / "hypothesis")
    begin, paths = time.monotonic(), modules(wanted)
    tests, mutants, rows = tests_by_module(paths), list_mutants(paths, share), []
    report = REPORT if not wanted and share == 1 else lib.OUT / "MUTANTS.md"
    for path in paths:
        listed = mutants.get(path, [])
        alive = survivors(path, listed, tests[path])
        rows.append((path, [test.stem for test in tests[path]], len(listed), alive))
        lib.say(f"{path.relative_to(lib.ROOT)}: {len(listed) - len(alive)} of {len(listed)} mutants noticed")
        write_report(rows, time.monotonic() - begin, report, share)  # a run that is stopped has told what it saw
    total, left = sum(row[2] for row in rows), sum(len(row[3]) for row in rows)
    lib.say(f"{total - left} of {total} mutants noticed; see {report.relative_to(lib.ROOT)}")
    return int(total - left < LEAST * total)


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
