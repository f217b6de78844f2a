#!/usr/bin/env python3
"""Deliver by jobs as in production, break it, and see that nothing is lost or doubled; write bench/JOBS.md.

    make jobs                  three runs and 5,000 deliveries (N=300 for a quicker look)
    dev/jobs.py killed hosts   some of the scenarios

Real processes: ``queue_job`` is a server-wide module, Odoo has two workers and a process for its scheduled actions, the runner
is the one that ``queue_job`` starts, woken by PostgreSQL's notifications. The second host is a network namespace of its own,
both behind a balancer. Judged from outside by SQL and the messages that arrived (``faults_check``). ``KEEP=1`` keeps the
databases. The exit code tells whether all passed.
"""

import argparse
import contextlib
import json
import os
import platform
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

REPORT = lib.ROOT / "bench" / "JOBS.md"
RESULTS = lib.OUT / "jobs" / "results.json"
N = int(os.environ.get("N") or 5000)
# Scenarios that measure something else than endurance need no more customers than this.
SOME = min(N, 600)
# Long enough for what looks about once a minute: the scheduled actions and the runner, for jobs that died.
IDLE_SECONDS = 90


def _rate(scene):
    """Return messages a second, from the first to the last."""
    times = sorted(path.stat().st_mtime for path in scene.folder.glob("*.eml"))
    return (len(times) - 1) / max(times[-1] - times[0], 0.001)


def _measure(scene, host, before):
    """Tell the speed of what was delivered, and what it cost the host's processes, which had taken so many seconds before."""
    cost = (host.seconds() - before) / max(scene.messages(), 1)
    return f"{_rate(scene):.1f} messages a second, {1000 * cost:.0f} ms of Odoo's processor time each"


def _measure_idle(host):
    """Tell what share of a core a host takes that has nothing to do."""
    before = host.seconds()
    time.sleep(IDLE_SECONDS)
    return f"{100 * (host.seconds() - before) / IDLE_SECONDS:.2f} % of one core"


def _settle(scene):
    """Have the hourly cron take what a killed worker had in its hands, as it would twenty minutes later."""
    scene.later()
    scene.wake("ir_cron_dunning_deliver")
    scene.wait_idle()


def _judge(scene, count, may_doubt=0):
    """Judge a scene: all customers were reached, but for those of whom nobody can know and who are named."""
    found = scene.check(cancelled=0)
    if found.delivered + found.uncertain != count or found.uncertain > may_doubt or found.failed != found.uncertain:
        found.violations.append(f"{found.delivered} delivered, {found.uncertain} in doubt of {count}, at most {may_doubt} may be")
    [[failed]] = scene.sql("SELECT COUNT(*) FROM queue_job WHERE state = 'failed'")
    if int(failed):
        found.violations.append(f"{failed} jobs failed")
    return found


def _deliver(name, base, channels):
    """Deliver by one host; return (what it took, what was found)."""
    from jobs_world import Scene

    with Scene(name, base) as scene:
        host = scene.host(channels)
        before = host.seconds()
        scene.wake("ir_cron_dunning_run")
        scene.wait_jobs()
        done = _measure(scene, host, before)
        return f"{done}; idle: {_measure_idle(host)}", _judge(scene, SOME)


def alone(bases):
    """three runs and their deliveries by jobs, one at a time"""
    return _deliver("alone", bases["some"], "root:1")


def two(bases):
    """the same, two jobs at a time"""
    return _deliver("two", bases["some"], "root:2")


def crons(bases):
    """jobs are queued and no runner is at work: a quarter of an hour later the scheduled actions do the same"""
    from jobs_world import Scene

    with Scene("crons", bases["some"]) as scene:
        host = scene.host("root:0")
        before = host.seconds()
        scene.wake("ir_cron_dunning_run")
        scene._wait(lambda: scene.sql("SELECT COUNT(*) FROM queue_job") == [["3"]], "no jobs were queued")
        lib.sql("UPDATE queue_job SET date_created = date_created - INTERVAL '16 minutes'", scene.db)
        scene.wake("ir_cron_dunning_run")
        scene.wait_messages(SOME)
        scene.wait_idle()
        done = _measure(scene, host, before)
        return f"{done}; idle without runner: {_measure_idle(host)}", _judge(scene, SOME)


def killed(bases):
    """kill -9 of every process when a third has left, started again, and once more at two thirds"""
    from jobs_world import Scene

    with Scene("killed", bases["all"]) as scene:
        host = scene.host("root:2")
        begin = time.monotonic()
        scene.wake("ir_cron_dunning_run")
        told = []
        for part in (1, 2):
            scene.wait_messages(part * N // 3)
            host.kill()
            [[started]] = scene.sql("SELECT COUNT(*) FROM queue_job WHERE state = 'started'")
            told.append(f"killed at message {scene.messages()} with {started} jobs begun")
            host.start()
        scene.wait_jobs()
        _settle(scene)
        took = time.monotonic() - begin
        [[jobs]] = scene.sql("SELECT COUNT(*) FROM queue_job")
        # each worker has one message in its hands at most
        return f"{'; '.join(told)}; {jobs} jobs, {took:.0f} s in all", _judge(scene, N, may_doubt=4)


def hosts(bases):
    """two hosts behind a balancer, one in a network of its own; kill -9 of the one whose runner is at work, at a third"""
    from jobs_world import Balancer, Scene, second_host

    with second_host() as (namespace, here, there), Scene("hosts", bases["all"], address=here) as scene:
        ports = (lib.free_port(), lib.free_port())
        balancer = Balancer(here, [(here, ports[0]), (there, ports[1])])
        with contextlib.closing(_Stopped(balancer)):
            first = scene.host("root:2", name="first", address=here, port=ports[0], balancer=balancer)
            time.sleep(10)  # its runner is elected
            scene.host("root:2", name="second", namespace=namespace, address=there, port=ports[1], balancer=balancer)
            scene.wake("ir_cron_dunning_run")
            scene.wait_messages(N // 3)
            first.kill()
            at, passed = scene.messages(), list(balancer.passed)
            scene.wait_jobs()
            _settle(scene)
        told = f"jobs sent to the hosts until then: {passed[0]} and {passed[1]}; killed at message {at}, the other went on alone"
        found = _judge(scene, N, may_doubt=2)
        if min(passed) < 2:
            found.violations.append("the jobs were not shared by both hosts")
        return told, found


class _Stopped:
    """A balancer as something that is closed."""

    def __init__(self, balancer):
        self.close = balancer.stop


SCENARIOS = {function.__name__: function for function in (alone, two, crons, killed, hosts)}
WHOLE = (killed, hosts)


def keep(name, row):
    """Remember the last result of a scenario; return all that are known."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    title, done, counts, violations, took = row
    known[name] = {
        "title": title, "done": done, "counts": counts, "violations": violations, "seconds": round(took),
        "customers": N if SCENARIOS[name] in WHOLE else SOME, "day": str(date.today()), "load": round(os.getloadavg()[1], 1),
    }  # fmt: skip
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=1))
    return known


def write_report(known):
    """Write the last result of every scenario, with date and machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        "# Jobs",
        "",
        "Written by `make jobs`: deliveries by `queue_job` as in production (server-wide module, `workers=2`, its own runner,",
        "notifications of PostgreSQL), with real processes and a real mail server; found by SQL and in the mailboxes. *Uncertain*",
        "are messages of which nobody can know whether they left when their process was killed: they fail and ask a person to look.",
        "",
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, Python {platform.python_version()}. The",
        "load is the number of processes that wanted a processor meanwhile: above the number of cores, seconds say little.",
        "",
        "| scenario | customers | what was done | found | verdict | day | s | load |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in SCENARIOS:
        if name in known:
            row = known[name]
            verdict = "; ".join(row["violations"]) or "ok"
            names = ("title", "customers", "done", "counts")
            cells = (*(row[one] for one in names), verdict, row["day"], row["seconds"], row["load"])
            lines.append(f"| {' | '.join(map(str, cells))} |")
    REPORT.write_text("\n".join(lines) + "\n")


def play(name, bases):
    """Play one scenario; return (title, what was done, counts, violations, seconds)."""
    function = SCENARIOS[name]
    title, begin = " ".join(function.__doc__.split()), time.monotonic()
    try:
        done, found = function(bases)
        counts, violations = found.line(), found.violations
    except (Exception, SystemExit) as error:
        done, counts, violations = "", "", [f"broke off: {error}"]
    return title, done, counts, violations, time.monotonic() - begin


def main():
    """Play the scenarios; return 1 when something was violated."""
    from jobs_world import world

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(SCENARIOS)}; nothing: all")
    chosen = parser.parse_args().names or list(SCENARIOS)
    if unknown := set(chosen) - SCENARIOS.keys():
        raise lib.DevError(f"no scenario {', '.join(sorted(unknown))}: there are {', '.join(SCENARIOS)}.")
    lib.prepare()
    if not (lib.OCA_ADDONS / "queue_job").exists():
        raise lib.DevError("queue_job is not there: see dev/setup.py.")
    failed = 0
    wanted = {"all": N, "some": SOME} if N != SOME else {"all": N}
    needed = {"all" if N == SOME or SCENARIOS[name] in WHOLE else "some" for name in chosen}
    with contextlib.ExitStack() as stack:
        bases = {kind: stack.enter_context(world(f"jobs_{kind}_{os.getpid()}", wanted[kind])) for kind in needed}
        bases.setdefault("some", bases.get("all"))
        for name in chosen:
            row = play(name, bases)
            failed += bool(row[3])
            write_report(keep(name, row))
            title, done, counts, violations, took = row
            lib.say(f"{name:<8} {title}; {done}: {counts} ({took:.0f} s) {'; '.join(violations) or 'ok'}")
    lib.say(f"{len(chosen) - failed} passed, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
