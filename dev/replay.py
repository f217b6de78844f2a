#!/usr/bin/env python3
"""Live through a ledger day by day, dunning for real every day, with the oracle looking on.

    make replay LEDGER=receivables.csv            the whole file
    make replay LEDGER=receivables.csv DAYS=120   its first 120 days
    make replay … MUTATION=ignore_credits         with a broken engine: the oracle must notice (see mutations.py)
    make replay … CUSTOMERS=30 DENSITY=3          fewer customers, three times as many troubles

Invoices are posted on their day and payments on theirs; every day has one real run with that date, whose e-mails go to
a real SMTP server (``out/replay/mail``); simulated people approve, call and post. The clock of the process says the
day that is lived. Ends with the oracle's counts and ``N violations``; the exit code tells whether there were any.
"""

import contextlib
import logging
import os
import sys
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

# Days after the ledger's last one in which late payers still pay and the last steps are taken.
AFTERMATH = 45
WANTED_PER_STEP = 50


class Replay:
    """One life of one ledger in one database.

    Args:
        rows: list of :class:`ledger.LedgerRow`.
        db: name of the database, replaced when it exists.
        folder: where the messages received go.
        days: how many days to live, ``None`` for all.
        customers: how many customers to keep, ``None`` for all.
        density: factor on the share of troubled invoices.
        mutation: name of a mutation of the engine, see ``mutations``.
        say: function that prints a line, ``None`` to be silent.
    """

    def __init__(self, rows, db, folder, days=None, customers=None, density=1, mutation=None, say=None):
        import replay_events

        self.customers, self.cases = replay_events.plan(rows, density, customers)
        self.events = replay_events.by_day(self.cases)
        self.start = min(self.events)
        last = max(case.row.settled_date or case.row.due_date for case in self.cases) + timedelta(AFTERMATH)
        self.end = min(last, self.start + timedelta(days - 1)) if days else last
        self.db = db
        self.folder = Path(folder)
        self.mutation = mutation
        self.say = say or (lambda text: None)
        self.oracle = None
        self.steps = Counter()
        self.seconds = Counter()

    def prepare(self):
        """Make the database, with the add-on and nothing else in it."""
        lib.newdb(self.db, french=True)
        arguments = ["-d", self.db, "-i", lib.MODULE, "--stop-after-init", "--no-http", "--log-level=warn"]
        lib.run_odoo([*arguments, "--max-cron-threads=0"], log=lib.LOGS / f"{self.db}.log")

    def run(self):
        """Live all days; return the oracle.

        The database must have been prepared. The clock is put on each day in turn; ids, dates and what people do are
        the same each time.
        """
        from freezegun import freeze_time
        from smtp_sink import SmtpSink

        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("*.eml"):
            path.unlink()
        with contextlib.ExitStack() as stack:
            logging.getLogger("mail.log").setLevel(logging.WARNING)
            logging.getLogger("odoo.addons.mail.models.mail_mail").setLevel(logging.CRITICAL)
            sink = stack.enter_context(SmtpSink(self.folder, refuse=r"^gone\."))
            env = stack.enter_context(lib.odoo_env(self.db))
            cursor = stack.enter_context(self._oracle_cursor())
            if self.mutation:
                import mutations

                stack.enter_context(mutations.applied(self.mutation, env))
            moment = datetime.combine(self.start - timedelta(1), datetime.min.time()).replace(hour=6)
            clock = stack.enter_context(freeze_time(moment, tick=True, real_asyncio=True))
            self._live(env, cursor, sink, clock)
        return self.oracle

    @contextlib.contextmanager
    def _oracle_cursor(self):
        import oracle_facts

        server = lib.pg_environ()
        connection = oracle_facts.connect(self.db, server["PGHOST"], server.get("PGPORT"), server["PGUSER"])
        with contextlib.closing(connection):
            yield connection.cursor()

    def _live(self, env, cursor, sink, clock):
        from oracle import Oracle
        from replay_life import Life
        from replay_people import People

        company = self._found_company(env, sink)
        with self._timed("drafts"):
            life = Life(env, company, self.customers, self.cases)
            self._go_live(life.env, company)
            env.cr.commit()
        people = People(life.books.env, company)
        self.oracle = Oracle(cursor, company.id, self.folder)
        months = Months(self.say, cursor, company.id)
        day = self.start
        while day <= self.end:
            clock.move_to(datetime.combine(day, datetime.min.time()).replace(hour=6))
            self._live_day(day, life, people)
            months.add(day, life, day == self.end)
            day += timedelta(1)
        self.steps = months.steps

    @contextlib.contextmanager
    def _timed(self, what):
        from freezegun.api import real_perf_counter

        begin = real_perf_counter()
        yield
        self.seconds[what] += real_perf_counter() - begin

    def _found_company(self, env, sink):
        """Give the company a name, an address and a mail server."""
        company = env.company
        company.write({"name": "Ateliers Vernier", "email": "compta@vernier.example.com"})
        for server in env["ir.mail_server"].search([]):
            server.active = False
        env["ir.mail_server"].create({"name": "Replay", "smtp_host": sink.host, "smtp_port": sink.port})
        # A pound is worth 1.25 euros all the time: no exchange differences, but two currencies to net apart.
        pound = env["res.currency"].with_context(active_test=False).search([("name", "=", "GBP")])
        pound.active = True
        env["res.currency.rate"].create({"currency_id": pound.id, "name": "2000-01-01", "rate": 0.8})
        return company

    def _go_live(self, env, company):
        """Go live on the day before the first, by approving a preview as a manager does."""
        run = env["dunning.run"].create({"company_id": company.id, "date": self.start - timedelta(1)})
        run.action_preview()
        run.action_approve()

    def _live_day(self, day, life, people):
        env = life.books.env
        events = self.events.get(day, [])
        life.start_day(day)
        with self._timed("ledger"):
            life.live([pair for pair in events if not pair[1].afternoon])
            people.receive_bounces(day)
            env.cr.commit()
        with self._timed("run"):
            run = env["dunning.run"].create({"company_id": people.company.id, "date": day})
            run.action_run()
            env.cr.commit()
        with self._timed("preview"):
            preview = env["dunning.run"].create({"company_id": people.company.id, "date": day})
            preview.action_preview()
            env.cr.commit()
        if run.error_log:
            raise lib.DevError(f"the run of {day} left errors: {run.error_log.splitlines()[0]}")
        with self._timed("oracle"):
            self.oracle.after_run(day, preview.id, dict(life.owed))
        with self._timed("ledger"):
            life.live([pair for pair in events if pair[1].afternoon])
        with self._timed("people"):
            people.work(day)
            preview.decision_ids.unlink()
            env.cr.commit()
            env.invalidate_all()
        with self._timed("oracle"):
            self.oracle.after_people(day)


class Months:
    """Sums up each month and prints it when it is over; counts the items that took each step.

    Args:
        say: function that prints a line.
        cursor: a cursor to read what was done with.
        company: id of the root company.
    """

    DONE = """
        SELECT plan.id, plan.name->>'en_US', line.step_delay, COUNT(*)
          FROM dunning_action_line AS line
          JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done'
          JOIN dunning_plan AS plan ON plan.id = action.plan_id
         WHERE action.company_id = %(company)s AND line.kind = 'advance' AND line.status = 'counted'
           AND action.date_done BETWEEN %(first)s AND %(last)s
         GROUP BY 1, 2, 3 ORDER BY 1, 3
    """
    STEPS = """
        SELECT plan.id, plan.name->>'en_US', step.delay FROM dunning_plan_step AS step
          JOIN dunning_plan AS plan ON plan.id = step.plan_id AND plan.active
         WHERE step.active ORDER BY 1, 3
    """
    OVERDUE = """
        SELECT COALESCE(SUM(line.amount_residual), 0)
          FROM account_move_line AS line
          JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE line.parent_state = 'posted' AND line.date_maturity < %(day)s AND line.amount_residual > 0
    """

    def __init__(self, say, cursor, company):
        self.say = say
        self.cursor = cursor
        self.company = company
        self.steps = Counter()
        self.cursor.execute(self.STEPS)
        self.plans = defaultdict(list)
        for _plan, name, delay in self.cursor.fetchall():
            self.plans[name].append(delay)
            self.steps[name, delay] = 0
        self._clear(None)
        head = "  ".join(f"{name} {' '.join(f'{delay:+d}' for delay in delays)}" for name, delays in self.plans.items())
        self.say(f"{'month':<8}{'invoiced':>12}{'collected':>12}{'overdue':>12}{'days late':>11}   items by step: {head}")

    def _clear(self, first):
        self.first = first
        self.invoiced = self.collected = Decimal(0)
        self.late = []

    def add(self, day, life, is_last):
        """Add what was lived on ``day``; print the month when it ends."""
        self.first = self.first or day
        self.invoiced += life.invoiced
        self.collected += life.collected
        self.late += life.settled
        if is_last or (day + timedelta(1)).month != day.month:
            self._print(day)
            self._clear(None)

    def _print(self, last):
        self.cursor.execute(self.DONE, {"company": self.company, "first": self.first, "last": last})
        done = Counter({(name, delay): count for _plan, name, delay, count in self.cursor.fetchall()})
        self.steps.update(done)
        self.cursor.execute(self.OVERDUE, {"day": last})
        overdue = self.cursor.fetchone()[0]
        late = sum(max(0, days) for days in self.late) / len(self.late) if self.late else 0
        counts = "  ".join(
            f"{name} {'/'.join(str(done[name, delay]) for delay in delays)}" for name, delays in self.plans.items()
        )
        figures = f"{self.invoiced:>12,.0f}{self.collected:>12,.0f}{overdue:>12,.0f}{late:>11.1f}"
        self.say(f"{self.first:%Y-%m} {figures}   {counts}")


def settings():
    """Return what the environment asks for; each refusal is one line."""
    path = os.environ.get("LEDGER")
    if not path:
        raise lib.DevError("LEDGER is missing: make replay LEDGER=file.csv lives through that ledger.")
    wanted = {"days": None, "customers": None, "density": 1}
    for name in wanted:
        text = os.environ.get(name.upper())
        if text:
            if not text.isdigit() or int(text) < 1:
                raise lib.DevError(f"{name.upper()}={text} is not a number above zero.")
            wanted[name] = int(text)
    mutation = os.environ.get("MUTATION") or None
    if mutation:
        import mutations

        if mutation not in mutations.MUTATIONS:
            raise lib.DevError(f"MUTATION={mutation} is unknown: {', '.join(mutations.MUTATIONS)}.")
    return path, {**wanted, "mutation": mutation, "db": os.environ.get("DB") or "replay"}


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


def main():
    """Replay the ledger that the environment names; return 1 when a rule was broken."""
    path, options = settings()
    begin = time.monotonic()
    rows = read_ledger(path)
    replay = Replay(rows, folder=lib.OUT / "replay" / "mail", say=lib.say, **options)
    lib.say(f"{len(replay.cases)} invoices of {len(replay.customers)} customers, {replay.start} to {replay.end}")
    replay.prepare()
    oracle = replay.run()
    report(replay, oracle, time.monotonic() - begin)
    return 1 if oracle.violations else 0


def report(replay, oracle, seconds):
    """Print how often each step was reached, where the time went, and what the oracle says."""
    from oracle import report as verdict

    lib.say("\nitems that took each step:")
    for (name, delay), count in sorted(replay.steps.items()):
        short = "" if count >= WANTED_PER_STEP else f"   fewer than {WANTED_PER_STEP}"
        lib.say(f"  {name:<16} {delay:+4d}  {count:>6}{short}")
    spent = ", ".join(f"{what} {took:.0f}" for what, took in replay.seconds.items())
    lib.say(f"\n{seconds:.0f} s ({spent})")
    for line in verdict(oracle):
        lib.say(line)


if __name__ == "__main__":
    lib.use_venv()
    sys.exit(main())
