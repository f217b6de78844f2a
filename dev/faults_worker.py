#!/usr/bin/env python3
"""One real Odoo process of a fault scenario: does a piece of work in a database, at a given time, and may be killed.

Reads its task as one line of JSON from standard input, loads Odoo, says ``{"ready": true}``, waits for a second line,
works, and says ``{"done": …}``. Task: ``db``, ``now`` (what the clock says), ``work`` (a method below), and options:
``kill`` ([point, n]: kill -9 itself at the n-th passage there), ``pause`` (the same, but say ``{"paused": true}`` and
wait for another line), ``customers`` (recorded between two commits),
``batch`` (actions locked at a time), ``smtp_timeout`` (seconds), ``script`` (Python text, for ``script``).
"""

import json
import logging
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

# Refusals and lost connections are part of the play.
NOISY = ("mail.log", "odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server", "odoo.sql_db")


def run(env, task):
    """Do what the daily cron does."""
    env["dunning.run"]._cron_run()


def deliver(env, task):
    """Do what the cron that delivers does."""
    env["dunning.action"]._cron_deliver()


def record(env, task):
    """Do the day's run and die between recording and delivery, as far as the database can tell."""
    Action = type(env["dunning.action"])
    whole = Action._deliver_ready
    Action._deliver_ready = lambda *args, **kwargs: True
    try:
        env["dunning.run"]._cron_run()
    finally:
        Action._deliver_ready = whole


def script(env, task):
    """Run Python text with ``env``; what it leaves in ``result`` is returned."""
    names = {"env": env, "result": None}
    exec(compile(task["script"], "script", "exec"), names)
    env.cr.commit()
    return names["result"]


def stop_at(env, model, method, number, stop):
    """Have ``stop`` called when ``method`` has been done for the ``number``-th time, nothing of it committed yet."""
    Model = type(env[model])
    original, passed = getattr(Model, method), []

    def replaced(this, *args, **kwargs):
        result = original(this, *args, **kwargs)
        passed.append(1)
        if len(passed) == number:
            this.env.flush_all()
            stop()
        return result

    setattr(Model, method, replaced)


def kill():
    """kill -9 this process."""
    os.kill(os.getpid(), signal.SIGKILL)


def pause():
    """Wait until whoever started us says so."""
    lib.say(json.dumps({"paused": True}))
    sys.stdin.readline()


POINTS = {
    "recording": ("dunning.run", "_record_customers"),
    "preparing": ("dunning.action", "_prepare_sending"),
}


def prepare(env, task):
    """Set the options of a task."""
    from odoo.addons.account_dunning.models.delivery import dunning_action_worker
    from odoo.addons.account_dunning.models.run import dunning_run_record
    from odoo.addons.base.models import ir_mail_server

    dunning_run_record.CUSTOMERS_PER_BATCH = task.get("customers", dunning_run_record.CUSTOMERS_PER_BATCH)
    dunning_action_worker.ACTIONS_PER_BATCH = task.get("batch", dunning_action_worker.ACTIONS_PER_BATCH)
    ir_mail_server.SMTP_TIMEOUT = task.get("smtp_timeout", ir_mail_server.SMTP_TIMEOUT)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for stop in (kill, pause):
        if task.get(stop.__name__):
            point, number = task[stop.__name__]
            stop_at(env, *POINTS[point], number, stop)


def main():
    """Do the task on standard input."""
    from freezegun.api import freeze_time

    task = json.loads(sys.stdin.readline())
    with lib.odoo_env(task["db"]) as env:
        prepare(env, task)
        moment = datetime.fromisoformat(task["now"])
        lib.say(json.dumps({"ready": True}))
        if not sys.stdin.readline():
            return
        env.cr.rollback()  # what others did since then is seen
        with freeze_time(moment, tick=True, real_asyncio=True):
            result = globals()[task["work"]](env, task)
            env.cr.commit()
        lib.say(json.dumps({"done": result}))


if __name__ == "__main__":
    lib.use_venv()
    main()
