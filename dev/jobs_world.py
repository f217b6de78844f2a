"""The world of ``make jobs``: three companies whose customers owe, and Odoo as it runs in production with ``queue_job``.

Everything happens today, by the machine's own clock: servers of Odoo are real, and so is their runner of jobs.
"""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import lib
from faults_check import check
from smtp_sink import SmtpSink

# Seconds in which nothing may have moved before we say that nothing will: dead jobs are looked for once a minute.
PATIENCE = 150
# Minutes after which the add-on takes what a worker had in its hands for left behind, and a few more.
LATER = 20
GLUE = "account_dunning_queue_job"
# Odoo's own program, as packages install it: with workers its master starts the process for live updates by this file.
PROGRAM = "from odoo.cli.command import main\n\nmain()\n"

BUILD = """
from datetime import timedelta
from odoo import fields
from books import Books, batches
from plain import make_plain
today = fields.Date.context_today(env.company)
companies = env.company
for name in ("Tissage Lenoir", "Corderie Vasseur"):
    other = env["res.company"].create({
        "name": name, "country_id": env.company.country_id.id, "currency_id": env.company.currency_id.id})
    env["account.chart.template"].try_loading(env.company.chart_template, company=other, install_demo=False)
    companies |= other
env.user.company_ids |= companies
make_plain(env)
env["dunning.plan"].search([]).active = False
template = env["mail.template"].create({
    "name": "Jobs", "model_id": env["ir.model"]._get_id("dunning.action"), "use_default_to": False,
    "lang": "{{ object.lang }}", "subject": "Reminder {{ object.reference }}",
    "body_html": "<p>Dear <t t-out='object.customer_name'/>, total <t t-out='object.amount_text'/></p>"
                 "<t t-out='object.items_html'/>",
})
step = {"mail_template_id": template.id, "letter_template_id": template.id, "mode": "auto", "attach_invoices": False}
plan = env["dunning.plan"].create({
    "name": "Jobs", "company_id": False, "minimum_interval": 3, "step_ids": [
        (0, 0, {**step, "name": "First", "delay": 5, "channel": "email"}),
        (0, 0, {**step, "name": "Second", "delay": 15, "channel": "email"}),
    ],
})
due = today - timedelta(5)
for rank, company in enumerate(companies):
    company.write({"email": "compta@aubry.example.com", "dunning_live_date": today - timedelta(60), "dunning_plan_id": plan.id})
    company.dunning_check_sent = False
    books = Books(env, company)
    partners = books.customers([
        {"country": "GB", "name": f"Customer {n:05}", "email": f"c{n:05}@{n % 7}.example.com"}
        for n in range(COUNT) if n % 3 == rank
    ])
    for some in batches(partners):
        vals = [books.invoice_vals(one, str(due - timedelta(30)), 100 + one.id % 997, due=str(due)) for one in some]
        books.post(books.draft(vals))
        env.cr.commit()
env["ir.mail_server"].with_context(active_test=False).search([]).unlink()
env["ir.mail_server"].create({"name": "sink", "smtp_host": "127.0.0.1", "smtp_port": 25, "smtp_encryption": "none"})
env["ir.cron"].search([]).active = False
env.cr.commit()
"""

# A second host: a network namespace of its own, joined by a cable to ours.
CABLE = (
    "ip netns add {name}",
    "ip link add {name}a type veth peer name {name}b netns {name}",
    "ip addr add {here}/30 dev {name}a",
    "ip link set {name}a up",
    "ip netns exec {name} ip addr add {there}/30 dev {name}b",
    "ip netns exec {name} ip link set {name}b up",
    "ip netns exec {name} ip link set lo up",
)


@contextlib.contextmanager
def second_host():
    """Give (name of a network namespace, our address, its address) of a second host, gone afterwards.

    Raises:
        DevError: the machine does not let us make one.
    """
    number = os.getpid() % 200
    names = {"name": f"dj{number}", "here": f"10.97.{number}.1", "there": f"10.97.{number}.2"}
    try:
        for command in CABLE:
            done = subprocess.run(command.format(**names).split(), capture_output=True, text=True)
            if done.returncode:
                raise lib.DevError(f"no second host: `{command.format(**names)}` says {done.stderr.strip()} (root is needed).")
        yield names["name"], names["here"], names["there"]
    finally:
        subprocess.run(["ip", "netns", "del", names["name"]], capture_output=True)


class Balancer:
    """Passes connections to the hosts in turn, those that refuse left out: what stands before Odoo where there are several.

    Args:
        address: where it listens.
        targets: (address, port) of each host.
    """

    def __init__(self, address, targets):
        self.targets = targets
        self.passed = [0] * len(targets)
        self._listening = socket.create_server((address, 0))
        self.address, self.port = self._listening.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        turn = 0
        while True:
            try:
                client, _where = self._listening.accept()
            except OSError:
                return
            for step in range(len(self.targets)):
                rank = (turn + step) % len(self.targets)
                with contextlib.suppress(OSError):
                    server = socket.create_connection(self.targets[rank], timeout=2)
                    server.settimeout(None)
                    self.passed[rank] += 1
                    for one, other in ((client, server), (server, client)):
                        threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()
                    break
            else:
                client.close()
            turn += 1

    @staticmethod
    def _pass_on(one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def stop(self):
        """Stop listening."""
        self._listening.close()


class Host:
    """Odoo as in production: two workers, its crons, and the runner that ``queue_job`` starts as a server-wide module.

    Args:
        scene: :class:`Scene`.
        channels: of ``queue_job``; ``root:0`` starts no runner.
        name: for its log.
        namespace, address: of the network it lives in.
        balancer: :class:`Balancer` to which jobs are sent, by default to itself.
    """

    def __init__(self, scene, channels, name="host", namespace=None, address="127.0.0.1", port=None, balancer=None):
        self.scene, self.name, self.address = scene, name, address
        self.port = port or lib.free_port()
        self.log = scene.folder / f"{name}.log"
        self._command = ["ip", "netns", "exec", namespace] if namespace else []
        self._environ = {**lib.oca_environ(), "ODOO_RC": str(scene.conf), "ODOO_QUEUE_JOB_CHANNELS": channels}
        if balancer:
            self._environ |= {"ODOO_QUEUE_JOB_HOST": balancer.address, "ODOO_QUEUE_JOB_PORT": str(balancer.port)}
        self.process = None

    def start(self):
        """Start it and wait until it answers."""
        arguments = ["-d", self.scene.db, f"--http-interface={self.address}", f"--http-port={self.port}"]
        arguments += ["--workers=2", "--max-cron-threads=1", "--load=base,web,queue_job", f"--gevent-port={lib.free_port()}"]
        arguments += ["--limit-time-cpu=600", "--limit-time-real=1200", "--log-level=warn"]
        command = [*self._command, str(lib.PYTHON), str(self.scene.program), *arguments]
        with open(self.log, "a") as handle:
            self.process = subprocess.Popen(
                command, env=self._environ, cwd=lib.ROOT, start_new_session=True, stdout=handle, stderr=subprocess.STDOUT
            )
        for _turn in range(120):
            with contextlib.suppress(OSError):
                socket.create_connection((self.address, self.port), timeout=1).close()
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.5)
        raise lib.DevError(f"Odoo did not come up, see {self.log}.")

    def kill(self):
        """kill -9 of all its processes."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def seconds(self):
        """Return the processor seconds that its processes have used, those that have ended included."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rsplit(")", 1)[1].split()
                if int(fields[2]) == self.process.pid:  # its process group
                    ticks += sum(map(int, fields[11:15]))  # its own, and those of children whose end it has seen
        return ticks / os.sysconf("SC_CLK_TCK")


class Scene:
    """A copy of the world for one scenario: its database, mail server, configuration.

    Args:
        name: the scenario.
        base: database to copy.
        address: where the mail server listens.
    """

    def __init__(self, name, base, address="127.0.0.1"):
        self.name, self.base = name, base
        self.db = f"{base}_{name}"[:60]
        self.folder = lib.OUT / "jobs" / name
        self.conf = self.folder / "odoo.conf"
        self.program = self.folder / "odoo-bin"
        self.sink = SmtpSink(self.folder)
        self.sink.host = address
        self.hosts = []

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in [*self.folder.glob("*.eml"), *self.folder.glob("*.log")]:
            path.unlink()
        lib.write_conf(self.conf, lib.addons_path(oca=True))
        self.program.write_text(PROGRAM)
        lib.copy_db(self.base, self.db)
        self.sink.start()
        lib.sql(f"UPDATE ir_mail_server SET smtp_host = '{self.sink.host}', smtp_port = {self.sink.port}", self.db)
        return self

    def __exit__(self, *exc_info):
        for host in self.hosts:
            host.kill()
        self.sink.stop()
        if not os.environ.get("KEEP"):
            lib.drop_db(self.db)

    def host(self, channels, **options):
        """Start a host; it is killed at the end."""
        host = Host(self, channels, **options)
        self.hosts.append(host)
        return host.start()

    def sql(self, query):
        """Return rows of the scene's database, columns as text."""
        return [row.split("|") for row in lib.sql(query, self.db)]

    def wake(self, cron):
        """Have a scheduled action run now, by whatever host is up."""
        lib.sql(
            "UPDATE ir_cron SET active = TRUE, nextcall = now() AT TIME ZONE 'utc' - INTERVAL '1 second' "
            f"WHERE id = (SELECT res_id FROM ir_model_data WHERE module = '{lib.MODULE}' AND name = '{cron}')",
            self.db,
        )
        lib.sql(f"NOTIFY cron_trigger, '{self.db}'")  # crons listen on the server's own database

    def later(self):
        """Let some time pass for what a killed worker had in its hands."""
        lib.sql(
            f"UPDATE dunning_action SET write_date = now() AT TIME ZONE 'utc' - INTERVAL '{LATER} minutes' "
            "WHERE delivery_status IN ('prepared', 'sending')",
            self.db,
        )

    def messages(self):
        """Return how many messages arrived."""
        return sum(1 for _path in self.folder.glob("*.eml"))

    def wait_messages(self, count):
        """Wait until so many messages have arrived."""
        self._wait(lambda: self.messages() >= count, f"{count} messages did not arrive")

    def wait_jobs(self, runs=3):
        """Wait until every run is done and no job is left."""
        def is_over():
            [[done, left, waiting]] = self.sql(
                "SELECT (SELECT COUNT(*) FROM dunning_run WHERE state = 'done'), "
                "(SELECT COUNT(*) FROM queue_job WHERE state NOT IN ('done', 'failed', 'cancelled')), "
                "(SELECT COUNT(*) FROM dunning_action WHERE state = 'ready' AND COALESCE(delivery_status, '') "
                "NOT IN ('prepared', 'sending'))"
            )
            return (int(done), int(left), int(waiting)) == (runs, 0, 0)

        self._wait(is_over, "jobs are left")

    def wait_idle(self):
        """Wait until nothing is in anybody's hands."""
        query = "SELECT COUNT(*) FROM dunning_action WHERE state = 'ready'"
        self._wait(lambda: self.sql(query) == [["0"]], "actions are left")

    def _wait(self, is_over, else_say):
        """Wait until something is so, as long as messages come or jobs change."""
        before, since = None, time.monotonic()
        while not is_over():
            state = (self.messages(), *self.sql("SELECT state, COUNT(*) FROM queue_job GROUP BY state ORDER BY state"))
            if state != before:
                before, since = state, time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise lib.DevError(f"{self.name}: {else_say}: {before}; see {self.folder}.")
            time.sleep(1)

    def check(self, **expected):
        """Judge what is in the database and in the mailboxes; see :func:`faults_check.check`."""
        return check(self, **expected)


def run_with_jobs(arguments, log, script=None):
    """Run Odoo to its end with the add-ons and packages of others.

    Raises:
        DevError: it failed.
    """
    conf = lib.OUT / "jobs" / "build.conf"
    conf.parent.mkdir(parents=True, exist_ok=True)
    lib.write_conf(conf, lib.addons_path(oca=True))
    environ = {**lib.oca_environ(), "ODOO_RC": str(conf)}
    with open(log, "a") as handle:
        command = lib.odoo_command([*arguments, "--no-http", "--log-level=warn"])
        done = subprocess.run(command, input=script, text=True, env=environ, cwd=lib.ROOT, stdout=handle, stderr=handle)
    if done.returncode:
        raise lib.DevError(f"the world of the jobs could not be made, see {log}.")


@contextlib.contextmanager
def world(name, count):
    """Give the name of a base database whose ``count`` customers owe three companies, with the glue add-on installed."""
    lib.newdb(name, french=True)
    log = lib.LOGS / f"{name}.log"
    try:
        run_with_jobs(["-d", name, "--stop-after-init", "--max-cron-threads=0", "-i", f"{lib.MODULE},{GLUE}"], log)
        text = f"import sys\nsys.path.insert(0, {str(Path(__file__).resolve().parent)!r})\nCOUNT = {count}\n{BUILD}"
        # an exception in a piped shell script is only printed: make it the exit code
        guarded = f"import os, traceback\ntry:\n    exec({text!r})\nexcept Exception:\n    traceback.print_exc()\n    os._exit(1)\n"
        run_with_jobs(["shell", "-d", name], log, guarded)
        yield name
    finally:
        if not os.environ.get("KEEP"):
            lib.drop_db(name)
