#!/usr/bin/env python3
"""Run the tests on fresh databases and end with the line ``N passed, M failed, K skipped``.

    dev/test.py                                    what every change must pass
    dev/test.py --all                              the slow ones too: glue add-ons beside add-ons of others, upgrades, wheels, clicks
    dev/test.py --ci                               of the slow ones those that continuous integration has the time for
    dev/test.py /account_dunning:TestRun           one class (Odoo's --test-tags syntax)
    dev/test.py /account_dunning:TestRun.test_x    one method
    dev/test.py dev/tests/test_oracle.py           tests of the development scripts only

With ``--all`` and ``--ci`` the add-on is the one that pip installed from its wheel, its tests laid beside it.
Odoo's tests are split over two databases (``SHARDS=1`` or ``SHARDS=2`` decides it, else the size of the suite); the plain
Python tests in ``dev/tests`` run at the same time, without those that are marked ``slow`` (with ``--ci``: ``nightly``, ``long``).
``KEEP=1`` keeps the databases. The whole log goes to ``out/test.log``, each test's status and seconds to ``out/test.json``. The exit code
is 0 only when some test ran, none failed and installing logged no problem.
"""

import argparse
import ast
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib
import wheel

LOG = lib.OUT / "test.log"
TIMES = lib.OUT / "test.json"
DEV_TESTS = lib.ROOT / "dev" / "tests"
# Seconds after which a shard that does not end is stopped: with the slow tests beside it, it takes half as long on two cores.
TIMEOUT = int(os.environ.get("TEST_TIMEOUT", "4500"))
# Guesses used until out/test.json holds measured seconds: a browser tour, any other test.
TOUR_SECONDS, TEST_SECONDS = 12.0, 1.0
# What needs core's demo provider of payments runs where the glue add-ons are.
DEMO_MODULES, DEMO_TAGS = ["payment_demo"], [f"/{lib.MODULE}:TestPayAtDesk", f"/{lib.MODULE}:TestPayOnPhone"]
# How much runs: what every change must pass, what continuous integration has the time for, everything.
EVERY_CHANGE, CI, EVERYTHING = range(3)
# Tests that are not standard, each of which runs only with --all or by its tag.
SLOW_TAGS = {EVERY_CHANGE: [], CI: [], EVERYTHING: [f"dunning_clicks/{lib.MODULE}"]}
# Tests of the development scripts that are left out.
LEFT_OUT = {EVERY_CHANGE: "not slow and not nightly", CI: "not nightly and not long", EVERYTHING: ""}
# Odoo tests that go through everything there is, for minutes: every change must pass them, continuous integration has no time.
LONG_CLASSES = ("TestCompanyMatrix", "TestBounds", "TestDialogueButtons", "TestDaysTours", "TestAccountCounts", "TestComparison")
# Databases that are tested at the same time, beside the tests of the development scripts.
AT_ONCE = 2
# Smaller suites are not worth installing the add-on twice.
MIN_SECONDS_TO_SHARD = 60.0
SHOWN_LINES = 60
# Seconds between two lines of progress.
PROGRESS_EVERY = 30

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ ([A-Z]+) (\S+) (\S+): (.*)$")
STARTING = re.compile(r"^Starting (\S+) \.\.\.$")
SKIPPED = re.compile(r"^skipped (.+?) : (.*)$")
PROBLEM = re.compile(r"^(?:FAIL|ERROR): (.+)$")
SUMMARY = re.compile(r"^(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database")
# unittest reports what fails before a class's tests as `setUpClass (odoo.addons.module.tests.test_file.TestClass)`.
CLASS_LEVEL = re.compile(r"^(setUpClass|tearDownClass|setUpModule|tearDownModule) \((\S+)\)$")


class Results:
    """What the tests did: a status, a reason and a duration by test name."""

    def __init__(self):
        self.status = {}
        self.reasons = {}
        self.seconds = {}
        self.notices = Counter()
        self.started = 0

    def set(self, name, status, reason=""):
        """Record ``status`` of test ``name``; a failure is never overwritten."""
        if self.status.get(name) == "failed" and status != "failed":
            return
        self.status[name] = status
        if reason:
            known = self.reasons.get(name)
            self.reasons[name] = f"{known}\n{reason}" if known else reason

    def names(self, status):
        """Return the names of the tests in ``status``, sorted."""
        return sorted(name for name, value in self.status.items() if value == status)

    def merge(self, other):
        """Add another run's results."""
        self.status.update(other.status)
        self.reasons.update(other.reasons)
        self.seconds.update(other.seconds)
        self.notices.update(other.notices)


class OdooLogParser:
    """Reads Odoo's log line by line into :class:`Results`.

    What counts (see ``odoo/tests/result.py``): ``Starting Class.test ...`` begins a test, ``FAIL:``/``ERROR:`` and
    ``skipped … : reason`` judge one, anything else passed. Before ``Modules loaded.`` the add-ons are being installed:
    there any ERROR or CRITICAL line, and any WARNING about one of our add-ons, is a failure.
    """

    def __init__(self, modules):
        self.modules = modules
        self.results = Results()
        self.installing = True
        self.finished = False
        self.expected = None
        self._current = None
        self._since = 0.0
        self._detail = None

    def feed(self, line):
        """Take in one line of the log."""
        line = line.rstrip()
        match = LINE.match(line)
        if not match:
            if self._detail and len(self.results.reasons[self._detail]) < 20000:
                self.results.reasons[self._detail] += f"\n{line}"
            return
        self._detail = None
        level, _db, logger, message = match.groups()
        self._read(level, logger, message, time.monotonic())  # the log's own clock is frozen in tests

    def _read(self, level, logger, message, now):
        if started := STARTING.match(message):
            self._end(now)
            self.results.started += 1
            self._current, self._since = self._name(logger, started[1]), now
            self.results.set(self._current, "passed")
        elif skipped := SKIPPED.match(message):
            self.results.set(self._name(logger, skipped[1]), "skipped", skipped[2])
        elif level == "ERROR" and (problem := PROBLEM.match(message)):
            self._fail(self._name(logger, problem[1]), message)
        elif summary := SUMMARY.match(message):
            self._end(now)
            self.finished = True
            self.expected = int(summary[3])
        else:
            self._read_other(level, logger, message, now)

    def _read_other(self, level, logger, message, now):
        if logger == "odoo.modules.loading" and message.startswith("Modules loaded"):
            self.installing = False
        if message.startswith(("Initiating shutdown", "Stopping")):
            self._end(now)
        serious = level in ("ERROR", "CRITICAL")
        ours = any(module in f"{logger} {message}" for module in self.modules)
        if self.installing and self._current is None and (serious or (level == "WARNING" and ours)):
            self._fail(f"installation: {logger}: {message[:100]}", f"{level} {message}")
        elif level == "CRITICAL" and logger == "odoo.service.server":
            self._fail(f"server: {message[:100]}", message)
        elif serious or (level == "WARNING" and ours):
            self.results.notices[f"{level} {logger}: {message[:160]}"] += 1

    def _end(self, now):
        if self._current is not None:
            self.results.seconds[self._current] = round(now - self._since, 3)
            self._current = None

    def _fail(self, name, reason):
        self.results.set(name, "failed", reason)
        self._detail = name

    def _name(self, logger, description):
        """Return `module[.room].test_file.Class.test` for a description in the log, of a subtest or class level too."""
        class_level = CLASS_LEVEL.match(description)
        if class_level:
            return f"{class_level[2].removeprefix('odoo.addons.').replace('.tests.', '.')}.{class_level[1]}"
        description = description.removeprefix("Subtest ").split(" ")[0]
        return f"{logger.removeprefix('odoo.addons.').replace('.tests.', '.')}.{description}"

    def progress(self):
        """Return where the run is, in one line."""
        where = (self._current or "installing").rsplit(".", 1)[0].removeprefix(f"{lib.MODULE}.")
        return f"{self.results.started} tests begun, {len(self.results.names('failed'))} failed; {where}"

    def close(self, code):
        """Judge the run as a whole once Odoo ended with exit code ``code``."""
        if self.expected is not None and self.expected != self.results.started:
            text = f"Odoo counted {self.expected} tests, its log names {self.results.started}"
            self.results.set("count of tests", "failed", text)
        if not self.finished and code:
            text = f"Odoo ended with code {code} before its tests did (stopped after {TIMEOUT} s?)"
            self.results.set(self._current or "end of the run", "failed", text)
        if code and not self.results.names("failed"):
            self.results.set("exit code", "failed", f"Odoo ended with code {code}")
        return self.results


# --------------------------------------------------------------------------------------------------------- sharding


def test_modules():
    """Return the add-ons whose tests run on the common databases: ours, as it is without any other app."""
    return [lib.MODULE]


def glue_modules():
    """Return the glue add-ons that can be installed here: they bring other apps, and have a database of their own."""
    return [*lib.glue_addons()[0], *lib.glue_addons()[1]]


def oca_tags(tags):
    """Part test tags: those of glue add-ons run on a database of their own.

    There the add-on behaves in another way: what it does itself, jobs do, and orders count. Payments by core's demo provider too.

    Args:
        tags: list of Odoo's test tags, empty for everything.

    Returns:
        (tags for the common databases, tags for that one).
    """
    names = glue_modules()
    if not tags:
        return [], [*(f"/{name}" for name in names), *DEMO_TAGS]
    theirs = [tag for tag in tags if tag.split(":")[0].split(".")[0].lstrip("/") in names]
    return [tag for tag in tags if tag not in theirs], theirs


def class_weights():
    """Return the seconds each test class of the add-on takes: measured last time, or guessed from its source."""
    measured = Counter()
    if TIMES.exists():
        for name, test in json.loads(TIMES.read_text()).items():
            if name.startswith(f"{lib.MODULE}.") and name.count(".") >= 3:
                measured[name.split(".")[-2]] += test["seconds"]
    weights = Counter()
    for path in (lib.ROOT / "tests").rglob("test_*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                tests = [item.name for item in node.body if getattr(item, "name", "").startswith("test")]
                is_tour = any("Http" in ast.unparse(base) for base in node.bases)
                guess = len(tests) * (TOUR_SECONDS if is_tour else TEST_SECONDS)
                weights[node.name] += measured.get(node.name) or guess
    return weights


def shard_tags(extent=EVERY_CHANGE):
    """Return the ``--test-tags`` of each database, for what ``extent`` asks.

    One names its classes, the other takes whatever those are not, so that no test can fall between the two.
    """
    left_out = LONG_CLASSES if extent == CI else ()
    everything = ",".join([*(f"/{module}" for module in test_modules()), *(f"-/{lib.MODULE}:{name}" for name in left_out)])
    weights = Counter({name: seconds for name, seconds in class_weights().items() if name not in left_out})
    shards = os.environ.get("SHARDS") or ("2" if sum(weights.values()) >= MIN_SECONDS_TO_SHARD else "1")
    if shards == "1" or len(weights) < 2:
        return [everything]
    loads, named = [0.0, 0.0], []
    for name, seconds in weights.most_common():
        lighter = loads.index(min(loads))
        loads[lighter] += seconds
        if lighter == 0:
            named.append(f"/{lib.MODULE}:{name}")
    return [",".join(named), ",".join([everything, *(f"-{tag}" for tag in named)])]


# ---------------------------------------------------------------------------------------------------------- running


def drop_leftovers():
    """Drop the databases of test runs that were killed."""
    for name in lib.sql("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_[0-9]+$'"):
        if not Path(f"/proc/{name.split('_')[1]}").exists():
            lib.drop_db(name)


def part_log(number):
    """Return the file for the log of database ``number``, or of the dev tests (``dev``), while it is written."""
    return lib.OUT / f"test_{os.getpid()}_{number}.log"


def run_shard(number, tags, results, oca=False, addons=None):
    """Run Odoo's tests selected by ``tags`` on a database of their own; put the results into ``results[number]``.

    With ``oca``, the add-ons of others are there, and the glue add-ons that need them are installed. ``addons`` are the
    add-on folders when they are not those of the tree.
    """
    db = f"test_{os.getpid()}_{number}"
    port = lib.free_port()
    modules = [lib.MODULE, *glue_modules(), *DEMO_MODULES] if oca else test_modules()
    parser = OdooLogParser(modules)
    lib.copy_db("tpl_account", db)
    # wkhtmltopdf fetches style sheets from here; HttpCase sets it itself, other tests print PDF documents too.
    lib.sql(f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{port}' WHERE key = 'web.base.url'", db=db)
    arguments = ["-d", db, "-i", ",".join(modules), "--test-tags", tags, "--stop-after-init", f"--http-port={port}"]
    arguments += ["--max-cron-threads=0", f"--screenshots={lib.OUT / 'screenshots'}"]
    if oca or addons:
        arguments.append(f"--addons-path={','.join(map(str, addons or lib.addons_path(oca=True)))}")
    environ = lib.oca_environ() if oca else lib.odoo_environ()
    try:
        parser.close(_run_odoo(arguments, parser, part_log(number), environ))
    finally:
        results[number] = parser.results
        if not os.environ.get("KEEP"):
            lib.drop_db(db)


def _run_odoo(arguments, parser, log, environ):
    """Run Odoo, its log read by ``parser`` and kept in the file ``log``; return its exit code."""
    with open(log, "w") as handle:
        process = subprocess.Popen(
            lib.odoo_command(arguments),
            env=environ,
            cwd=lib.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        try:
            known, told = 0, time.monotonic()
            for line in process.stdout:
                handle.write(line)
                parser.feed(line)
                if time.monotonic() - told > PROGRESS_EVERY:
                    told = time.monotonic()
                    lib.say(f"  {time.strftime('%H:%M:%S')} {parser.progress()}")
                failed = parser.results.names("failed")
                if len(failed) > known:
                    known = len(failed)
                    lib.say(f"  {line.split(': ', 1)[-1].rstrip()}")
            return process.wait()
        finally:
            timer.cancel()
            if process.poll() is None:
                process.kill()
                process.wait()


def run_odoo_tests(tags_by_shard, oca_tags=None, addons=None):
    """Run the shards at the same time, the one with add-ons of others when the first is done; return their merged results."""
    lib.ensure_template("tpl_account")
    drop_leftovers()
    results = {}
    runs = [(tags, {"addons": addons}) for tags in tags_by_shard]
    if oca_tags:
        runs.append((oca_tags, {"oca": True}))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shards = [pool.submit(run_shard, number, tags, results, **how) for number, (tags, how) in enumerate(runs)]
    for number, shard in enumerate(shards):
        if shard.exception():
            lib.say(f"database {number}: {shard.exception()!r}")
    merged = Results()
    for number in range(len(runs)):
        if number in results:
            merged.merge(results[number])
        else:
            merged.set(f"database {number}", "failed", "could not be created, see above")
        keep_log(number)
    return merged


def keep_log(number):
    """Move a log that is written to its end to the log of the whole."""
    part = part_log(number)
    if part.exists():
        with open(LOG, "a") as log:
            log.write(part.read_text())
        part.unlink()


def dev_test_arguments(extent):
    """Return pytest's arguments for the tests of the development scripts; ``extent`` is one of the keys of ``LEFT_OUT``."""
    return [str(DEV_TESTS), *(["-m", LEFT_OUT[extent]] if LEFT_OUT[extent] else [])]


def run_dev_tests(targets):
    """Run the plain Python tests with pytest and return their results."""
    report = lib.OUT / "pytest.xml"
    report.unlink(missing_ok=True)
    command = [str(lib.PYTHON), "-m", "pytest", "-v", "-p", "no:cacheprovider", f"--junitxml={report}", *targets]
    results = Results()
    with open(part_log("dev"), "w") as log:
        code = _run_pytest(command, log)
    keep_log("dev")
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            _read_junit(case, results)
    # 5: pytest found no test, which is judged at the end.
    if code not in (0, 5) and not results.names("failed"):
        results.set("dev/tests", "failed", f"pytest ended with code {code}, see {LOG}")
    return results


def _run_pytest(command, log):
    """Run pytest, its output kept in ``log``, each file told when it begins; return the exit code, or why there is none."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with subprocess.Popen(command, cwd=lib.ROOT, env=lib.odoo_environ(), **pipes) as process:
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        told = None
        for line in process.stdout:
            log.write(line)
            name = line.split("::")[0]
            if "::" in line and line.startswith("dev/") and name != told:
                told = name
                lib.say(f"  {time.strftime('%H:%M:%S')} {name}")
        over = not timer.is_alive()
        timer.cancel()
    return f"(stopped after {TIMEOUT} s)" if over else process.returncode


def _read_junit(case, results):
    name = ".".join(filter(None, (case.get("classname"), case.get("name"))))
    results.seconds[name] = float(case.get("time", 0))
    results.set(name, "passed")
    for child in case:
        if child.tag in ("failure", "error"):
            results.set(name, "failed", f"{child.get('message', '')}\n{child.text or ''}")
        elif child.tag == "skipped":
            results.set(name, "skipped", child.get("message", ""))


# -------------------------------------------------------------------------------------------------------- reporting


def report(results, seconds):
    """Print failures, skips, notices and the final line; return the exit code."""
    for name in results.names("failed"):
        lines = results.reasons.get(name, "").splitlines()
        cut = ["…", *lines[-SHOWN_LINES:]] if len(lines) > SHOWN_LINES else lines
        lib.say(f"\nFAILED {name}")
        lib.say("\n".join(f"    {line}" for line in cut))
    skipped = results.names("skipped")
    if skipped:
        lib.say("\nskipped:")
        for name in skipped:
            lib.say(f"  {name}: {results.reasons.get(name, 'no reason given')}")
    if results.notices:
        lib.say("\nlogged during the tests, not counted as failures:")
        for text, count in results.notices.most_common(15):
            lib.say(f"  {count} × {text}")
    slowest = sorted(results.seconds.items(), key=lambda item: -item[1])[:5]
    if slowest and len(results.seconds) > len(slowest):
        lib.say("\nslowest: " + ", ".join(f"{name.split('.', 1)[-1]} {spent:.0f} s" for name, spent in slowest))
    passed, failed = len(results.names("passed")), len(results.names("failed"))
    if not passed + failed:
        lib.say("\nno test ran: check the selection")
    lib.say(f"\n{seconds:.0f} s, log in {LOG.relative_to(lib.ROOT)}")
    lib.say(f"{passed} passed, {failed} failed, {len(skipped)} skipped")
    return 0 if passed and not failed else 1


def save(results):
    """Keep each test's status and seconds, from which the next run balances its databases."""
    content = {
        name: {"status": status, "seconds": results.seconds.get(name, 0.0)}
        for name, status in sorted(results.status.items())
    }
    TIMES.write_text(json.dumps(content, indent=1))


def run_chosen_odoo_tests(tags, extent):
    """Run Odoo's tests that ``tags`` select, or all of them; the glue add-ons of others by name or with more than every change asks."""
    common, oca = oca_tags(tags)
    shards = ([",".join(common)] if common else []) if tags else shard_tags(extent)
    if not tags:
        shards[0] = ",".join([shards[0], *SLOW_TAGS[extent]])
    with_others = extent > EVERY_CHANGE or tags
    with tempfile.TemporaryDirectory() as folder:
        addons = wheel.lay_out(folder) if extent > EVERY_CHANGE else None
        results = run_odoo_tests(shards, ",".join(oca) if with_others else None, addons)
    for name, missing in lib.glue_addons()[2].items() if with_others else ():
        results.set(f"add-on {name}", "skipped", f"{missing} is not there, see dev/setup.py and make glue")
    return results


def main():
    """Run what the command line selects; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("selection", nargs="*", help="test tags, or paths below dev/tests; nothing: all but the slow ones")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_const", dest="extent", const=EVERYTHING, help="run the slow ones too")
    how.add_argument("--ci", action="store_const", dest="extent", const=CI, help="of the slow ones those that take least, without clicks")
    parser.set_defaults(extent=EVERY_CHANGE)
    arguments = parser.parse_args()
    selection = arguments.selection
    lib.prepare()
    started = time.monotonic()
    paths = [item for item in selection if item.startswith("dev/")]
    tags = [item for item in selection if item not in paths]
    results = Results()
    LOG.write_text("")
    with ThreadPoolExecutor() as pool:
        parts = []
        if DEV_TESTS.is_dir() and (paths or not tags):
            parts.append(pool.submit(run_dev_tests, paths or dev_test_arguments(arguments.extent)))
        if tags or not paths:
            parts.append(pool.submit(run_chosen_odoo_tests, tags, arguments.extent))
        for part in parts:
            results.merge(part.result())
    if not selection:
        save(results)
    return report(results, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
