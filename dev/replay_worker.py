#!/usr/bin/env python3
"""Lives one part of a ledger's customers in a database of its own, day by day, with the oracle looking on.

:class:`Replay` does it in this process; run as a script (by ``replay.py``) it reads its task as JSON from standard
input and writes one JSON object a line: each month when it is over, then the result.
"""

import contextlib
import gc
import json
import logging
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import first_day

import lib
import replay_events
import replay_page
from plain import make_plain
from replay_mail import Outcome

# Days after the ledger's last one in which late payers still pay and the last steps are taken.
AFTERMATH = 45

# Loggers that report every refused address; refusals are part of the play.
NOISY = ("mail.log", "odoo.addons.mail.models.mail_mail")

DONE = """
SELECT plan.name->>'en_US', line.step_delay, COUNT(*)
  FROM dunning_action_line AS line
  JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done'
  JOIN dunning_plan AS plan ON plan.id = action.plan_id
 WHERE action.company_id = %(company)s AND line.kind = 'advance' AND line.status = 'counted'
   AND action.date_done BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2
"""
STEPS = """
SELECT plan.name->>'en_US', step.delay FROM dunning_plan_step AS step
  JOIN dunning_plan AS plan ON plan.id = step.plan_id AND plan.active
 WHERE step.active ORDER BY plan.id, step.delay
"""
OVERDUE = """
SELECT COALESCE(SUM(line.amount_residual), 0)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
 WHERE line.parent_state = 'posted' AND line.date_maturity < %(day)s AND line.amount_residual > 0
"""


class Replay:
    """One life of one ledger in one database.

    Args:
        rows: list of :class:`ledger.LedgerRow`.
        db: name of its database, made by :func:`prepare`.
        folder: where the messages received go.
        days: how many days to live, ``None`` for all.
        customers: how many customers to keep, ``None`` for all.
        density: factor on the share of troubled invoices.
        mutation: name of a mutation of the engine, see ``mutations``.
        shard: (k, n): live with the k-th of n parts of the customers only; the period is the same for all parts.
        on_month: function that gets each month's figures as a dict when it is over.
        says: what everybody does on the page of a message, a key of ``replay_says.KINDS``; ``None``: some do this, some that.

    Attributes:
        steps: how many items took each step: (plan, delay) → count.
        seconds: processor seconds of this process by kind of work.
    """

    def __init__(
        self, rows, db, folder, days=None, customers=None, density=1, mutation=None, shard=(0, 1), on_month=None,
        says=None,
    ):
        _customers, cases = replay_events.plan(rows, density, customers)
        self.start = min(replay_events.by_day(cases))
        last = max(case.row.settled_date or case.row.due_date for case in cases) + timedelta(AFTERMATH)
        self.end = min(last, self.start + timedelta(days - 1)) if days else last
        self.customers, cases = replay_events.plan(rows, density, customers, shard)
        self.cases = [case for case in cases if case.row.invoice_date <= self.end]
        self.events = replay_events.by_day(self.cases)
        self._case_of = {case.name: case for case in self.cases}
        self.db = db
        self.folder = Path(folder)
        self.mutation = mutation
        self.says = says
        self.on_month = on_month or (lambda month: None)
        self.oracle = None
        self._browse = self._visitors = None
        self.steps = Counter()
        self.seconds = Counter()

    def run(self, enough=None):
        """Live all days; return the oracle.

        The clock is put on each day in turn; what happens and what people do is
        the same each time.

        Args:
            enough: function of the oracle, asked each evening: whether to stop there.
        """
        from freezegun.api import freeze_time

        from smtp_sink import SmtpSink

        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("*.eml"):
            path.unlink()
        with contextlib.ExitStack() as stack:
            sink = stack.enter_context(SmtpSink(self.folder, refuse=r"^gone\."))
            env = stack.enter_context(lib.odoo_env(self.db))
            self._browse = stack.enter_context(replay_page.serving(self.db))
            cursor = stack.enter_context(self._oracle_cursor())
            for name in NOISY:
                logging.getLogger(name).setLevel(logging.CRITICAL)
            if self.mutation:
                import mutations

                stack.enter_context(mutations.applied(self.mutation, env))
            moment = self._morning(self.start - timedelta(1))
            clock = stack.enter_context(freeze_time(moment, tick=True, real_asyncio=True))
            stack.enter_context(seldom_collecting())
            self._live(env, cursor, sink, clock, enough)
        return self.oracle

    @contextlib.contextmanager
    def _oracle_cursor(self):
        import oracle_sql

        server = lib.pg_environ()
        connection = oracle_sql.connect(self.db, server["PGHOST"], server.get("PGPORT"), server["PGUSER"])
        with contextlib.closing(connection):
            yield connection.cursor()

    def _morning(self, day):
        return datetime.combine(day, datetime.min.time()).replace(hour=6)

    def _live(self, env, cursor, sink, clock, enough):
        from oracle import Oracle
        from replay_life import Life
        from replay_mail import Post
        from replay_people import People
        from replay_replies import Readers

        company = self._found_company(env, sink)
        with self._timed("drafts"):
            life = Life(env, company, self.customers, self.cases)
            self._go_live(life.books.env, company)
            env.cr.commit()
        post = Post(env, sink, self.folder / "answers")
        readers = Readers(env, company, env.ref("base.user_admin"), post.log, self._pay)
        people = People(life.books.env, company, readers=readers)
        self._visitors = replay_page.Visitors(life.books.env, sink, post.log, self._browse, readers, life.receive, self.says)
        self.oracle = Oracle(cursor, company.id, self.folder, post.log)
        cursor.execute(STEPS)
        self.steps.update(dict.fromkeys(cursor.fetchall(), 0))
        month = Month(self.start)
        day = self.start
        while day <= self.end and not (enough and enough(self.oracle)):
            clock.move_to(self._morning(day))
            self._live_day(day, life, people, post)
            month.add(life)
            if day == self.end or (day + timedelta(1)).month != day.month:
                self._close(month, day, cursor, company.id)
                month = Month(day + timedelta(1))
            day += timedelta(1)

    def _pay(self, name, day):
        """Have an invoice paid on ``day``; one whose money is to be seen on the bank account is left to that."""
        case = self._case_of.get(name)
        if case is not None and not any(event.kind == "bank" for event in case.events):
            self.events[day].append((case, replay_events.Event(day, "settle")))

    @contextlib.contextmanager
    def _timed(self, what):
        begin = time.process_time()
        yield
        self.seconds[what] += time.process_time() - begin

    def _found_company(self, env, sink):
        """Give the company a name, an address, a mail server, an address for answers, and a collector who reads them."""
        company = env.company
        make_plain(env)  # every day is lived, and the oracle knows three plans
        company.write({"name": "Ateliers Vernier", "email": "compta@vernier.example.com", "dunning_thanks": True})
        domain = env["mail.alias.domain"].search([], limit=1) or env["mail.alias.domain"].create({"name": "example.com"})
        domain.write({"name": "vernier.example.com", "catchall_alias": "reponse", "bounce_alias": "retour"})
        company.alias_domain_id = domain
        # hours, days and budgets are not what is replayed
        company.write({"dunning_working_days": False, "dunning_budget_day": 0, "dunning_budget_week": 0})
        env.ref("base.user_admin").partner_id.write({"name": "Claire Petit", "email": "claire@vernier.example.com"})
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
        first_day.be_ready(env, company, self.start - timedelta(1))
        run = env["dunning.run"].create({"company_id": company.id, "date": self.start - timedelta(1)})
        run.action_preview()
        run.action_approve()

    def _live_day(self, day, life, people, post):
        env = life.books.env
        Run = env["dunning.run"]
        events = self.events.get(day, [])
        life.start_day(day)
        with self._timed("ledger"):
            life.live([pair for pair in events if not pair[1].afternoon])
            people.receive_bounces(day)
            people.mend_addresses(day)
        with self._timed("post"):
            post.deliver(day, afternoon=False)
        with self._timed("run"):
            run = Run.create({"company_id": people.company.id, "date": day})
            run.action_run()
            if run.error_log:
                raise lib.DevError(f"the run of {day} left errors: {run.error_log.splitlines()[0]}")
            # Thanks leave with the mail queue, which a scheduled action empties.
            empty_mail_queue(env)
        with self._timed("preview"):
            preview = Run.create({"company_id": people.company.id, "date": day, "as_of": False})
            preview.action_preview()
            env.cr.commit()
        with self._timed("oracle"):
            self.oracle.after_run(day, preview.id, dict(life.owed))
        with self._timed("ledger"):
            life.live([pair for pair in events if pair[1].afternoon])
        with self._timed("post"):
            post.read(day)
            post.deliver(day, afternoon=True)
        with self._timed("people"):
            people.work(day)
            # so do summaries of calls
            empty_mail_queue(env)
            preview.sudo().decision_ids.unlink()
            env.cr.commit()
        with self._timed("oracle"):
            self.oracle.after_people(day)
        with self._timed("page"):  # after the look: what is said there rests nothing that left before
            self._visitors.visit(day)
            env.invalidate_all()
            empty_mail_queue(env)  # what confirms answers
            env.cr.commit()
        with self._timed("oracle"):
            self.oracle.after_people(day)
        with self._timed("post"):
            post.read(day)

    def _close(self, month, last, cursor, company):
        """Sum up a month that is over."""
        cursor.execute(DONE, {"company": company, "first": month.first, "last": last})
        done = {(name, delay): count for name, delay, count in cursor.fetchall()}
        self.steps.update(done)
        cursor.execute(OVERDUE, {"day": last})
        overdue = float(cursor.fetchone()[0])
        broken = [str(violation) for violation in self.oracle.violations if violation.day >= month.first]
        self.on_month({**month.figures(), "overdue": overdue, "steps": pairs(done), "violations": broken})


class Month:
    """Figures of one month: amounts in company currency, days late of the invoices paid in full."""

    def __init__(self, first):
        self.first = first
        self.invoiced = self.collected = Decimal(0)
        self.late = []

    def add(self, life):
        """Add a day that was lived."""
        self.invoiced += life.invoiced
        self.collected += life.collected
        self.late += life.settled

    def figures(self):
        """Return the figures as plain values; days late as their sum and count, so that parts can be added up."""
        return {
            "month": f"{self.first:%Y-%m}",
            "invoiced": float(self.invoiced),
            "collected": float(self.collected),
            "late_sum": sum(max(0, days) for days in self.late),
            "paid": len(self.late),
        }


@contextlib.contextmanager
def seldom_collecting():
    """Let Python look for garbage seldom: an Odoo registry is a large heap that hardly changes."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def prepare(db):
    """Make a database for a replay: a French company with the add-on, core's demo provider of payments, and nothing else in it."""
    lib.newdb(db, french=True)
    arguments = ["-d", db, "-i", f"{lib.MODULE},payment_demo", "--stop-after-init", "--no-http", "--log-level=warn"]
    lib.run_odoo([*arguments, "--max-cron-threads=0"], log=lib.LOGS / f"{db}.log")


def empty_mail_queue(env):
    """Send what is in the mail queue; where the connection broke off, again, as the scheduled action does minutes later."""
    for _attempt in range(5):
        env["mail.mail"].process_email_queue()
        if not env["mail.mail"].search_count([("state", "=", "outgoing")]):
            return


def pairs(counter):
    """Return a counter by (plan, delay) as a list of [plan, delay, count], which JSON can hold."""
    return [[name, delay, count] for (name, delay), count in counter.items()]


def _kind(one):
    """Return what to count an answer, or what became of one, as."""
    if hasattr(one, "key"):
        return f"on the page: {one.kind}"
    if hasattr(one, "shares"):
        return f"on the page: {'paid' if one.is_paid else 'not paid'} by the provider"
    return one.outcome if isinstance(one, Outcome) else "by persons" if one.person else "by machines"


def forget(db):
    """Close this process's connections to ``db`` and forget its registry, so that it can be dropped."""
    import odoo.sql_db
    from odoo.modules.registry import Registry

    Registry.delete(db)
    odoo.sql_db.close_db(db)


def main():
    """Live the part that the task on standard input describes."""
    import ledger

    def emit(**content):
        lib.say(json.dumps(content))

    task = json.loads(sys.stdin.read())
    rows = ledger.read(task.pop("ledger")).rows
    replay = Replay(rows, on_month=lambda month: emit(month=month), **{**task, "shard": tuple(task["shard"])})
    oracle = replay.run()
    emit(
        result={
            "checked": oracle.checked,
            "violations": [[violation.rule, str(violation)] for violation in oracle.violations],
            "steps": pairs(replay.steps),
            "answers": Counter(_kind(one) for one in oracle.post),
            "seconds": replay.seconds,
        }
    )


if __name__ == "__main__":
    lib.use_venv()
    main()
