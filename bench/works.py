"""What ``builds.py`` measures in both builds: a list of named works, each a function of an environment.

To add one, write a function that does the work with what both builds have, and a line in ``WORKS``. Works are done in the order of
the list, in one process a build and turn, on a fresh copy of the ledger: those that read or are undone first, then the first run,
whose records the later ones find. ``build_worker`` measures seconds, processor seconds, queries, and memory above an idle process.
"""

import datetime
from collections.abc import Callable
from typing import NamedTuple

import build_ledger
import works_out
import works_screens
from measure_runs import DAY, PLAIN_SQL, do_run

DAYS_AHEAD = 30
# A plain statement is short: so often in one measurement.
OFTEN = 5


class Work(NamedTuple):
    """One work that is measured.

    :ivar str name: by which it is chosen and told
    :ivar do: function of an environment
    :ivar int times: how often in a process; the fastest time counts
    :ivar bool undo: whether it is rolled back each time; else it stays, for the works after it
    :ivar str against: the work of the same process by which it is divided
    :ivar float share: of that work's time, when it was done more than once
    :ivar prepare: function of an environment called before, not measured
    :ivar around: context manager of an environment in which it is done, not measured
    :ivar tuple needs: names of works that must have been done before
    :ivar str former: the work of the former build that it is compared with, by default the same
    :ivar bool own_clock: whether it returns its seconds itself
    :ivar str ledger: empty, or ``PAST``: the ledger with a year of contacts and payments, chased once already
    """

    name: str
    do: Callable
    times: int = 1
    undo: bool = False
    against: str = ""
    share: float = 1
    prepare: Callable | None = None
    around: Callable | None = None
    needs: tuple = ()
    former: str = ""
    own_clock: bool = False
    ledger: str = ""


def plain(env):
    """Ask the plain SQL for the next step of each overdue item, a few times."""
    company = env.company
    for _turn in range(OFTEN):
        env.cr.execute(
            f"SELECT COUNT(*) FROM ({PLAIN_SQL}) AS found", {"day": DAY, "company": company.id, "plan": company.dunning_plan_id.id}
        )


def decide(env, day=DAY):
    """Decide for all items and count the rows."""
    from odoo.addons.account_dunning.models.shared.question import Question
    from odoo.tools import SQL

    engine = env["dunning.engine"]
    statement = engine._decision_sql(Question(env.company, day))
    with engine._whole_company():
        return env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS found", statement))[0][0]


def decide_ahead(env):
    """Decide for each of the days that a simulation lives."""
    for number in range(DAYS_AHEAD):
        decide(env, DAY + datetime.timedelta(days=number))


def preview(env):
    """Make a preview."""
    run = env["dunning.run"].create({"company_id": env.company.id, "date": DAY, "as_of": False})
    run.action_preview()
    assert run.item_count and run.state == "done", run.state


def simulate(env):
    """Simulate thirty days ahead as the plans are."""
    from freezegun import freeze_time

    with freeze_time(DAY, tick=True, real_asyncio=True):
        simulation = env["dunning.simulation"].create(
            {"company_id": env.company.id, "date_start": DAY, "days": DAYS_AHEAD, "scenario": "current"}
        )
        simulation._simulate_days("current", None, None, DAY)


def warm(env):
    """Read the translations that a process reads once, whatever it does."""
    from odoo.tools.translate import code_translations

    for module in ("base", "account", "mail", "account_dunning"):
        code_translations.get_python_translations(module, "fr_FR")


def run(env):
    """Do the run of the day as the scheduled action does, committing after each batch."""
    found = do_run(env)
    assert found.state == "done" and not found.error_log, found.error_log


def day_after(env):
    """Do the run of the next day, when some have paid."""
    do_run(env, DAY + datetime.timedelta(days=1))


def pay(env):
    """Have one open overdue invoice in a hundred be paid."""
    build_ledger.pay(env, DAY + datetime.timedelta(days=1))
    build_ledger.analyze(env)


PLAIN, FIRST, QUEUED, POSTED = "plain SQL", "first run", "e-mails queued", "message_post alone"
CELLS, EMAILS = "xlsxwriter alone", "e-mails"
PLAIN_AGED, BARE_LIST = "plain SQL of the aged balance", "80 invoices without our columns"
PAST = "past"

WORKS = (
    Work(PLAIN, plain, times=3),
    Work("decision", decide, times=3, against=PLAIN, share=1 / OFTEN),
    Work("preview", preview, times=2, undo=True, against=PLAIN, share=1 / OFTEN),
    Work("thirty decisions", decide_ahead),
    Work("simulation of 30 days", simulate, undo=True, against="thirty decisions"),
    Work(FIRST, run, prepare=warm),
    Work("run with nothing due", run, times=2, against=PLAIN, share=1 / OFTEN, prepare=build_ledger.analyze, needs=(FIRST,)),
    Work("letters", works_out.print_letters, times=2, undo=True, around=works_out.web_server, needs=(FIRST,)),
    Work(QUEUED, works_out.queue, times=3, undo=True, against=POSTED, prepare=works_out.prepare_emails, needs=(FIRST,)),
    Work(POSTED, works_out.post, times=3, undo=True, needs=(FIRST, QUEUED)),
    Work(EMAILS, works_out.send_all, around=works_out.mail_server, needs=(FIRST,), own_clock=True),
    Work(
        "e-mails by two processes", works_out.send_all, around=works_out.both_mail_servers, needs=(FIRST, EMAILS), former=EMAILS,
        own_clock=True,
    ),
    Work("day after", day_after, prepare=pay, needs=(FIRST,)),
    Work("workbook", works_out.build_workbook, times=2, against=CELLS),
    Work(CELLS, works_out.write_cells, times=2, prepare=works_out.keep_cells),
    Work(PLAIN_AGED, works_screens.plain_aged, times=5, ledger=PAST),
    Work("aged balance", works_screens.aged_balance, times=5, against=PLAIN_AGED, ledger=PAST),
    Work(BARE_LIST, works_screens.bare_list, times=3, ledger=PAST, prepare=works_screens.look_at_list),
    Work("80 invoices", works_screens.full_list, times=3, against=BARE_LIST, ledger=PAST),
    Work("key figures of 24 months", works_screens.key_figures, times=2, ledger=PAST),
    Work("effect of steps", works_screens.effect_block, times=2, ledger=PAST),
    Work("dashboard", works_screens.dashboard, times=2, ledger=PAST),
)


def choose(names, quick=False):
    """Return the works of these names with what they need, all of them without names, in their order.

    :param list names: of works
    :param bool quick: without names only those on the plain ledger that need no server beside
    :raises SystemExit: one is unknown
    """
    unknown = [name for name in names if name not in {work.name for work in WORKS}]
    if unknown:
        raise SystemExit(f"error: unknown work {unknown[0]!r}: {', '.join(work.name for work in WORKS)}.")
    wanted = set(names) or {work.name for work in WORKS if not (quick and (work.ledger or work.around))}
    for work in reversed(WORKS):
        if work.name in wanted:
            wanted |= {work.against, *work.needs}
    return [work for work in WORKS if work.name in wanted]
