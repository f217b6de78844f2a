#!/usr/bin/env python3
"""Live through a ledger day by day, dunning for real every day, with the oracle looking on.

    make replay LEDGER=receivables.csv            the whole file
    make replay LEDGER=receivables.csv DAYS=120   its first 120 days
    make replay … MUTATION=ignore_credits         with a broken engine: the oracle must notice (see mutations.py)
    make replay … CUSTOMERS=30 DENSITY=3          fewer customers, three times as many troubles
    make replay … JOBS=1                          in one process (default: the customers shared out to two)

Invoices are posted on their day and payments on theirs; every day has one real run with that date, whose e-mails go to
a real SMTP server (``out/replay``); customers answer some of them, through the mail gateway; some answer or pay on their page,
by HTTP; simulated people approve, call, post and read answers. The clock of the process says the day that is lived.
Ends with the oracle's counts and ``N violations``; the exit code tells whether there were any.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

WANTED_PER_STEP = 50

# Violations named under each month.
SHOWN = 10

# What the parts report of a month and can be added up.
FIGURES = ("invoiced", "collected", "overdue", "late_sum", "paid")
SCRIPT = Path(__file__).resolve().parent / "replay_worker.py"


def settings():
    """Return (path of the ledger, options) as the environment asks for; each refusal is one line."""
    path = os.environ.get("LEDGER")
    if not path:
        raise lib.DevError("LEDGER is missing: make replay LEDGER=file.csv lives through that ledger.")
    options = {"days": None, "customers": None, "density": 1, "jobs": min(2, os.cpu_count() or 1)}
    for name in options:
        text = os.environ.get(name.upper())
        if text:
            if not text.isdigit() or int(text) < 1:
                raise lib.DevError(f"{name.upper()}={text} is not a number above zero.")
            options[name] = int(text)
    options["mutation"] = os.environ.get("MUTATION") or None
    options["says"] = None
    if options["mutation"]:
        import mutations

        options["says"] = mutations.SAYS.get(options["mutation"])
        if options["mutation"] not in mutations.MUTATIONS:
            known = ", ".join(mutations.MUTATIONS)
            raise lib.DevError(f"MUTATION={options['mutation']} is unknown: {known}.")
    return path, options


def read_ledger(path):
    """Return the good rows of the ledger in ``path``, after naming the bad ones."""
    import ledger

    try:
        found = ledger.read(path)
    except ledger.LedgerError as error:
        raise lib.DevError(str(error)) from error
    for bad in found.bad:
        lib.say(f"skipped {bad}")
    if not found.rows:
        raise lib.DevError(f"no line of {path} can be used: see the reasons above.")
    return found.rows


class Months:
    """Adds up the months that the parts report, and prints each when all of them have lived it."""

    def __init__(self, jobs):
        self.jobs = jobs
        self.seen = defaultdict(list)
        self.plans = {}
        self._lock = threading.Lock()

    def add(self, month):
        """Take in one part's month."""
        with self._lock:
            parts = self.seen[month["month"]]
            parts.append(month)
            if len(parts) == self.jobs:
                self._print(parts)

    def _print(self, parts):
        if not self.plans:
            self._head()
        totals = {key: sum(part[key] for part in parts) for key in FIGURES}
        steps = counted(part["steps"] for part in parts)
        late = totals["late_sum"] / totals["paid"] if totals["paid"] else 0
        counts = "".join(
            f"{'/'.join(str(steps[plan, delay]) for delay in delays):<{_width(plan, delays)}}"
            for plan, delays in self.plans.items()
        )
        figures = "".join(f"{totals[name]:>12,.0f}" for name in ("invoiced", "collected", "overdue"))
        lib.say(f"{parts[0]['month']:<8}{figures}{late:>11.1f}   {counts}".rstrip())
        broken = [text for part in parts for text in part["violations"]]
        for text in broken[:SHOWN]:
            lib.say(f"  ! {text}")
        if len(broken) > SHOWN:
            lib.say(f"  ! and {len(broken) - SHOWN} more this month")

    def _head(self):
        lines = lib.sql(
            "SELECT plan.name->>'en_US', STRING_AGG(step.delay::text, ',' ORDER BY step.delay) "
            "FROM dunning_plan_step AS step JOIN dunning_plan AS plan ON plan.id = step.plan_id AND plan.active "
            "WHERE step.active GROUP BY plan.id ORDER BY plan.id",
            db=database(0),
        )
        self.plans = {
            name: [int(delay) for delay in delays.split(",")] for name, delays in (x.split("|") for x in lines)
        }
        head = "".join(f"{_title(plan, delays):<{_width(plan, delays)}}" for plan, delays in self.plans.items())
        lib.say(f"{'month':<8}{'invoiced':>12}{'collected':>12}{'overdue':>12}{'days late':>11}   {head}".rstrip())


def _title(plan, delays):
    return f"{plan} {'/'.join(f'{delay:+d}' for delay in delays)}"


def _width(plan, delays):
    return len(_title(plan, delays)) + 3


def counted(lists):
    """Return the sum of lists of [plan, delay, count] as a counter by (plan, delay)."""
    total = Counter()
    for triples in lists:
        for plan, delay, count in triples:
            total[plan, delay] += count
    return total


def database(part):
    """Return the name of the database of one part."""
    name = os.environ.get("DB") or "replay"
    return name if part == 0 else f"{name}_{part + 1}"


def live(path, options, months):
    """Live all parts at the same time, each in a process of its own; return their results."""
    jobs = options["jobs"]
    results = {}
    threads = [threading.Thread(target=_live_part, args=(part, path, options, months, results)) for part in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for part in range(jobs):
        if isinstance(results[part], int):
            raise lib.DevError(
                f"part {part + 1} of the replay broke off with code {results[part]}: see the error above."
            )
    return list(results.values())


def _live_part(part, path, options, months, results):
    task = {name: value for name, value in options.items() if name != "jobs"}
    task |= {"ledger": str(path), "db": database(part), "shard": [part, options["jobs"]]}
    task["folder"] = str(lib.OUT / "replay" / f"mail-{part + 1}")
    command = [str(lib.PYTHON), str(SCRIPT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdin.write(json.dumps(task))
        process.stdin.close()
        for line in process.stdout:
            if not line.startswith("{"):
                lib.say(line.rstrip())
                continue
            message = json.loads(line)
            if "month" in message:
                months.add(message["month"])
            else:
                results[part] = message["result"]
    results.setdefault(part, process.returncode)


def prepare(jobs):
    """Make one database a part."""
    import replay_worker

    replay_worker.prepare(database(0))
    for part in range(1, jobs):
        lib.copy_db(database(0), database(part))


def report(results, seconds):
    """Print how often each step was reached, where the time went, and what the oracle says; return the exit code."""
    import oracle

    lib.say("\nitems that took each step:")
    for (plan, delay), count in sorted(counted(result["steps"] for result in results).items()):
        short = "" if count >= WANTED_PER_STEP else f"   fewer than {WANTED_PER_STEP}"
        lib.say(f"  {plan:<16} {delay:+4d}  {count:>6}{short}")
    answers = sum((Counter(result["answers"]) for result in results), Counter())
    lib.say(f"\nanswers of customers: {', '.join(f'{what} {count}' for what, count in sorted(answers.items())) or 'none'}")
    spent = sum((Counter(result["seconds"]) for result in results), Counter())
    lib.say(f"\n{seconds:.0f} s (processor: {', '.join(f'{what} {took:.0f}' for what, took in spent.items())})\n")
    checked = sum((Counter(result["checked"]) for result in results), Counter())
    violations = [tuple(pair) for result in results for pair in result["violations"]]
    for line in oracle.report(checked, violations):
        lib.say(line)
    return 1 if violations else 0


def main():
    """Replay the ledger that the environment names; return 1 when a rule was broken."""
    from replay_worker import Replay

    path, options = settings()
    begin = time.monotonic()
    rows = read_ledger(path)
    options_of_life = {name: options[name] for name in ("days", "customers", "density")}
    whole = Replay(rows, db="", folder=lib.OUT, **options_of_life)
    lib.say(f"{len(whole.cases)} invoices of {len(whole.customers)} customers, {whole.start} to {whole.end}")
    prepare(options["jobs"])
    results = live(path, options, Months(options["jobs"]))
    return report(results, time.monotonic() - begin)


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
