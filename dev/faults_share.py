"""Several workers share one run: nothing twice, nothing left, and it takes less time."""

from faults_crash import require
from faults_world import MANY, Scene

# Seconds a mail server takes over a message before it accepts it.
WORK = 0.02

# How much of one process's time two may take at most.
SHARE = 0.75


def two_workers(bases):
    """the same messages delivered by one process, then by two; the mail server takes 20 ms a message"""
    with Scene("one_worker", bases["many"], work=WORK) as scene:
        scene.work("record")
        with Scene("two_workers", scene.db, work=WORK) as copy:
            alone, _workers = scene.together(("deliver", {}))
            both, workers = copy.together(("deliver", {}), ("deliver", {}))
            first, found = scene.check(delivered=MANY, failed=0), copy.check(delivered=MANY, failed=0)
            ratio = both / alone
            found.violations = first.violations + found.violations
            require(found, not any(worker.process.returncode for worker in workers), "a process ended with an error")
            require(found, ratio <= SHARE, f"two took {ratio:.2f} of one's time")
            return f"{MANY} messages: one {alone:.1f} s, two {both:.1f} s: {ratio:.2f}", found


two_workers.base = "many"

SCENARIOS = (two_workers,)
