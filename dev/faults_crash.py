"""Faults of processes, databases and clocks: kill -9, two at once, PostgreSQL gone, a day more or less."""

import threading

from faults_postgres import OwnPostgres
from faults_world import DAY, NEXT_DAY, YESTERDAY, Scene

# Customers recorded between two commits, and actions locked at a time: small, so that there is a middle to be killed in.
SMALL = {"customers": 15, "batch": 10}

STATE_OF_RUNS = "SELECT date::text, state FROM dunning_run WHERE kind = 'real' ORDER BY date, id"


def require(found, condition, text):
    """Add a violation unless a condition holds."""
    if not condition:
        found.violations.append(text)


def kill_recording(bases):
    """kill -9 in the middle of recording; run again"""
    with Scene("kill_recording", bases["few"]) as scene:
        killed = scene.work("run", kill=["recording", 2], **SMALL)
        recorded = int(scene.sql("SELECT COUNT(*) FROM dunning_action")[0][0])
        scene.work("run", **SMALL)
        found = scene.check(delivered=60, failed=0, contact_days=[DAY])
        require(found, killed.code == -9 and recorded == 15, f"killed with {recorded} recorded (code {killed.code})")
        require(found, scene.sql(STATE_OF_RUNS) == [[DAY, "done"]], "the run was not taken up")
        return f"killed with {recorded} of 60 recorded", found


def kill_overnight(bases):
    """kill -9 in the middle of recording; only the next day's cron comes"""
    with Scene("kill_overnight", bases["few"]) as scene:
        scene.work("run", kill=["recording", 2], **SMALL)
        scene.work("run", NEXT_DAY, **SMALL)
        found = scene.check(delivered=60, failed=0, contact_days=[NEXT_DAY])
        runs = scene.sql(STATE_OF_RUNS)
        require(found, runs == [[DAY, "failed"], [NEXT_DAY, "done"]], f"runs are {runs}")
        return "killed with 15 of 60 recorded, taken up by the run of the next day", found


def kill_preparing(bases):
    """kill -9 when messages are made and none of them has left; run again"""
    with Scene("kill_preparing", bases["few"]) as scene:
        scene.work("run", kill=["preparing", 2], **SMALL)
        scene.later()
        scene.work("run", **SMALL)
        found = scene.check(delivered=60, failed=0)
        require(found, found.uncertain == 0, "nothing was uncertain here")
        messages = scene.sql("SELECT COUNT(*) FROM mail_message WHERE model = 'dunning.action' AND message_type = 'auto_comment'")
        require(found, messages == [["60"]], f"{messages[0][0]} messages kept for 60 sent")
        return "killed with 10 messages made and committed", found


def kill_delivering(bases):
    """kill -9 when the mail server has taken a message and not said so yet; deliver again"""
    with Scene("kill_delivering", bases["few"]) as scene:
        worker = scene.worker("run", **SMALL)
        scene.sink.on_message = lambda number, _to: worker.kill() if number == 24 else None
        worker.wait_ready().go().wait()
        scene.sink.on_message = None
        scene.work("deliver", **SMALL)
        at_once = scene.sql("SELECT COUNT(*) FROM dunning_action WHERE state = 'done'")
        scene.later()
        scene.work("deliver", **SMALL)
        found = scene.check(delivered=59, failed=1)
        require(found, found.uncertain == 1, "the message in doubt is not named")
        require(found, at_once == [["53"]], f"{at_once[0][0]} done before the 7 in hand counted as left behind")
        return "killed at message 24 of 60: 23 known as sent, 1 in doubt, 6 given back, 30 untouched", found


def two_crons(bases):
    """two daily crons at once, then two deliveries at once"""
    with Scene("two_crons", bases["few"]) as scene:
        scene.together(("run", SMALL), ("run", SMALL))
        runs = scene.sql(STATE_OF_RUNS)
        scene.together(("deliver", SMALL), ("deliver", SMALL))
        found = scene.check(delivered=60, failed=0, contact_days=[DAY])
        require(found, runs == [[DAY, "done"]], f"runs are {runs}")
        return "one run queued, done by one of them", found


def cron_and_deliveries(bases):
    """the daily cron and two deliveries, all at the same time"""
    with Scene("cron_and_deliveries", bases["few"]) as scene:
        scene.work("record", **SMALL)
        _seconds, workers = scene.together(("deliver", SMALL), ("run", SMALL), ("deliver", SMALL))
        found = scene.check(delivered=60, failed=0)
        require(found, not any(worker.process.returncode for worker in workers), "a process ended with an error")
        return "60 recorded actions, three processes", found


def postgres_recording(bases):
    """PostgreSQL restarted in the middle of recording; run again"""
    with OwnPostgres() as server:
        server.fetch(bases["few"])
        with Scene("postgres_recording", bases["few"]) as scene:
            worker = scene.worker("run", pause=["recording", 2], **SMALL).wait_ready().go().wait_ready()
            server.restart("fast")
            code = worker.go().wait()
            scene.work("run", **SMALL)
            found = scene.check(delivered=60, failed=0)
            require(found, scene.sql(STATE_OF_RUNS) == [[DAY, "done"]], "the run was not taken up")
            return f"the process lost its connection and ended (code {code})", found


def postgres_delivering(bases):
    """PostgreSQL crashed in the middle of delivering; deliver again"""
    with OwnPostgres() as server:
        server.fetch(bases["few"])
        with Scene("postgres_delivering", bases["few"]) as scene:
            crash = threading.Thread(target=server.restart, args=("immediate",))

            def on_message(number, _to):
                if number == 24:
                    crash.start()
                    crash.join()

            scene.sink.on_message = on_message
            scene.work("run", **SMALL)
            scene.sink.on_message = None
            scene.later()
            scene.work("run", **SMALL)
            found = scene.check(delivered=59, failed=1)
            require(found, found.uncertain == 1, "the message in doubt is not named")
            return "crashed when message 24 of 60 was taken: that one in doubt", found


def clock_moved(bases):
    """the clock moved: a run as of yesterday, today, and yesterday again"""
    with Scene("clock_moved", bases["few"]) as scene:
        scene.script("env['dunning.plan.step'].search([('delay', '=', 5)]).delay = 4")  # due yesterday already
        for day in (YESTERDAY, DAY, YESTERDAY, NEXT_DAY, DAY):
            scene.work("run", day, **SMALL)
        found = scene.check(delivered=60, failed=0, contact_days=[YESTERDAY])
        runs = scene.sql(STATE_OF_RUNS)
        wanted = [[day, "done"] for day in (YESTERDAY, DAY, NEXT_DAY)]
        require(found, runs == wanted, f"runs are {runs}")
        return "five runs of three days: each customer contacted once", found


SCENARIOS = (
    kill_recording,
    kill_overnight,
    kill_preparing,
    kill_delivering,
    two_crons,
    cron_and_deliveries,
    postgres_recording,
    postgres_delivering,
    clock_moved,
)
