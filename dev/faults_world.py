"""The world in which faults happen: a company whose customers owe, processes that work in it, and what is seen after.

All happens on one day of the calendar (``DAY``), on which the first reminder of every customer is due.
"""

import contextlib
import json
import os
import subprocess
import threading
from pathlib import Path

import lib
from faults_check import check
from smtp_sink import SmtpSink

DAY, NEXT_DAY, YESTERDAY = "2025-03-06", "2025-03-07", "2025-03-05"
WORKER = Path(__file__).resolve().parent / "faults_worker.py"

# Customers of the databases that scenarios copy; ``MANY=n`` in the environment for a quicker look.
FEW, MANY = 60, int(os.environ.get("MANY") or 500)

# Minutes after which the add-on takes what a worker had in its hands for left behind, and a few more.
LATER = 20

BUILD = """
from odoo import fields
from books import Books
from plain import make_plain
make_plain(env)
company = env.company
company.write({"name": "Filature Aubry", "email": "compta@aubry.example.com", "dunning_live_date": "2025-01-01"})
company.dunning_check_sent = False
env["dunning.plan"].search([]).active = False
template = env["mail.template"].create({
    "name": "Faults", "model_id": env["ir.model"]._get_id("dunning.action"), "use_default_to": False,
    "lang": "{{ object.lang }}", "subject": "Reminder {{ object.reference }}",
    "body_html": "<p>Dear <t t-out='object.customer_name'/>, total <t t-out='object.amount_text'/></p>"
                 "<t t-out='object.items_html'/>",
})
step = {"mail_template_id": template.id, "letter_template_id": template.id, "mode": "auto", "attach_invoices": False}
plan = env["dunning.plan"].create({
    "name": "Faults", "company_id": company.id, "minimum_interval": 3, "step_ids": [
        (0, 0, {**step, "name": "First", "delay": 5, "channel": "email", "fallback_channel": "phone"}),
        (0, 0, {**step, "name": "Second", "delay": 15, "channel": "email"}),
        (0, 0, {**step, "name": "Notice", "delay": 30, "channel": "registered_letter", "mode": "review"}),
    ],
})
company.dunning_plan_id = plan
books = Books(env, company)
partners = books.customers([
    {"country": "GB", "name": f"Customer {n:03}", "email": f"c{n:03}@{n % 7}.example.com", "phone": "+44 1632 960001"}
    for n in range(COUNT)
])
moves = books.draft([books.invoice_vals(p, "2025-01-30", 100 + n, due="2025-03-01") for n, p in enumerate(partners)])
books.post(moves)
env["ir.cron"].search([]).active = False
"""

SERVER = """
env["ir.mail_server"].with_context(active_test=False).search([]).unlink()
env["ir.mail_server"].create({{"name": "sink", "smtp_host": "{host}", "smtp_port": {port}, "smtp_encryption": "none"}})
"""


class Worker:
    """A process at work in a scenario's database, see ``faults_worker``.

    Args:
        db: the database.
        work: what it does.
        day: the day its clock says, at ten o'clock UTC.
        log: file for what it prints on standard error.
        environ: its environment variables.
        options: further keys of its task.
    """

    def __init__(self, db, work, day, log, environ, **options):
        task = {"db": db, "work": work, "now": f"{day} 10:00:00", **options}
        handle = open(log, "a")
        self.process = subprocess.Popen(
            [str(lib.PYTHON), str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=handle, text=True,
            env=environ, cwd=lib.ROOT,
        )  # fmt: skip
        handle.close()
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        self.answer = None

    def wait_ready(self):
        """Wait until Odoo is loaded, or until it pauses."""
        for line in self.process.stdout:
            if line.startswith("{"):
                return self
        raise lib.DevError(f"a worker ended with code {self.process.wait()} before it could begin.")

    def go(self):
        """Have it begin."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self

    def wait(self):
        """Wait until it ends; return its exit code (negative: the signal that killed it)."""
        for line in self.process.stdout:
            if line.startswith("{"):
                self.answer = json.loads(line)["done"]
        return self.process.wait()

    def kill(self):
        """kill -9."""
        self.process.kill()


class Scene:
    """One scenario's own copy of the world: its database, its mail server, its processes.

    Args:
        name: the scenario.
        base: database to copy.
        sink: options of :class:`smtp_sink.SmtpSink`.
        environ: environment variables of its processes.
    """

    def __init__(self, name, base, environ=None, **sink):
        self.name = name
        self.base = base
        self.db = f"{base}_{name}"[:60]
        self.folder = lib.OUT / "faults" / name
        self.log = lib.OUT / "faults" / f"{name}.log"
        self.environ = environ or {**os.environ, **lib.odoo_environ()}
        self.sink = SmtpSink(self.folder, **sink)

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in [*self.folder.glob("*.eml"), self.log]:
            path.unlink(missing_ok=True)
        lib.copy_db(self.base, self.db)
        self.sink.start()
        host, port = self.sink.host, self.sink.port
        lib.sql(f"UPDATE ir_mail_server SET smtp_host = '{host}', smtp_port = {port}", self.db)
        return self

    def __exit__(self, *exc_info):
        self.sink.stop()
        if not os.environ.get("KEEP"):
            lib.drop_db(self.db)

    def worker(self, work, day=DAY, **options):
        """Start a process; it waits for ``go``."""
        return Worker(self.db, work, day, self.log, self.environ, **options)

    def work(self, work, day=DAY, **options):
        """Have a process do a piece of work from beginning to end; return the process, which may have been killed."""
        worker = self.worker(work, day, **options).wait_ready().go()
        worker.code = worker.wait()
        return worker

    def script(self, text, day=DAY):
        """Run Python text in a process of its own and return its ``result``."""
        worker = self.work("script", day, script=text)
        if worker.code:
            raise lib.DevError(f"{self.name}: the scene could not be set, see {self.log}.")
        return worker.answer

    def together(self, *tasks):
        """Have several processes work at the same time, all loaded before the first begins.

        Args:
            tasks: (work, options) each.

        Returns:
            (seconds from the start to the last one's end, the workers).
        """
        import time

        workers = [self.worker(work, **options) for work, options in tasks]
        for worker in workers:
            worker.wait_ready()
        begin = time.monotonic()
        for worker in workers:
            worker.go()
        threads = [threading.Thread(target=worker.wait) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - begin, workers

    def sql(self, query):
        """Return rows of the scene's database, columns as text."""
        return [row.split("|") for row in lib.sql(query, self.db)]

    def later(self):
        """Let some time pass for what a worker left in the middle."""
        lib.sql(
            f"UPDATE dunning_action SET write_date = TIMESTAMP '{DAY} 10:00:00' - INTERVAL '{LATER} minutes' "
            "WHERE delivery_status IN ('prepared', 'sending')",
            self.db,
        )

    def check(self, **expected):
        """Judge what is in the database and in the mailboxes; see :func:`faults_check.check`."""
        return check(self, **expected)


def build(name, count):
    """Make the database from which scenes are copied: a French company with ``count`` customers who owe."""
    lib.newdb(name, french=True)
    log = lib.LOGS / f"{name}.log"
    arguments = ["-d", name, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--log-level=warn"]
    lib.run_odoo([*arguments, "--max-cron-threads=0"], log=log)
    text = f"import sys\nsys.path.insert(0, {str(WORKER.parent)!r})\nCOUNT = {count}\n{BUILD}"
    text += SERVER.format(host="127.0.0.1", port=25)
    worker = Worker(name, "script", "2025-02-28", log, {**os.environ, **lib.odoo_environ()}, script=text)
    if worker.wait_ready().go().wait():
        raise lib.DevError(f"the world of the faults could not be made, see {log}.")


@contextlib.contextmanager
def world(name, count):
    """Give the name of a base database with ``count`` customers, made for the occasion."""
    build(name, count)
    try:
        yield name
    finally:
        if not os.environ.get("KEEP"):
            lib.drop_db(name)
