"""Works of ``works.py`` that people wait for at a screen: aged balance, list of invoices, key figures, dashboard."""

import datetime

import aged
from measure_runs import DAY
from measure_screens import COLLECTOR, OPEN_INVOICES, read_list_spec, without_ours

MONTHS = 24
SHOWN = 80
# A short statement is measured so often, as its plain one is.
OFTEN = 5
# What a list asks for, once it was looked at.
SPEC = {}


def plain_aged(env):
    """Ask the plain SQL for the aged balance, a few times."""
    statement = aged.plain_sql(env["dunning.aging"]._read_options({"day": DAY}).lowers())
    for _turn in range(OFTEN):
        env.cr.execute(statement, {"day": DAY})
        env.cr.fetchall()


def aged_balance(env):
    """Read the data of the aged balance as often."""
    Aging = env["dunning.aging"]
    statement = Aging._sql_balances(Aging._read_options({"day": DAY}))
    for _turn in range(OFTEN):
        env.cr.execute(statement)
        env.cr.fetchall()


def _collectors_invoices(env):
    """Return ``account.move`` as every request of a collector's web client has it."""
    user = env["res.users"].search([("login", "=", COLLECTOR)], limit=1)
    return env(user=user, context={**env.context, "lang": user.lang})["account.move"]


def look_at_list(env):
    """Learn what the web client asks for, and fill the caches that are the registry's."""
    SPEC.update(read_list_spec(_collectors_invoices(env)))
    full_list(env)


def read_invoices(env, spec):
    """Read a list of open invoices, oldest due first.

    :param dict spec: columns, as the web client asks for them
    """
    from freezegun import freeze_time

    with freeze_time(DAY, tick=True, real_asyncio=True):
        _collectors_invoices(env).web_search_read(OPEN_INVOICES, spec, limit=SHOWN, order="invoice_date_due, id")


def bare_list(env):
    """Read the list without our columns."""
    read_invoices(env, without_ours(SPEC))


def full_list(env):
    """Read the list with our columns."""
    read_invoices(env, SPEC)


def key_figures(env):
    """Compute the key figures of each customer by month."""
    from odoo.tools import SQL

    last = DAY.replace(day=1) - datetime.timedelta(days=1)
    found = env["dunning.metrics"]._figures_by_month(env.company, last, MONTHS, SQL("partner.id::text"))
    read = sum(len(row) for figures in found.values() for row in figures)
    assert read > MONTHS * len(found), read


def make_blocks(env, codes=()):
    """Make blocks of the dashboard for a credit manager.

    :param codes: of blocks, all by default
    """
    from freezegun import freeze_time

    user = env.ref("base.user_admin")
    board = env["dunning.dashboard"].with_user(user).with_context(allowed_company_ids=env.company.ids)
    with freeze_time(DAY, tick=True, real_asyncio=True):
        asked = board._read_request({"months": 12})
        for code in codes or board._block_codes():
            getattr(board, f"_block_{code}")(asked)


def effect_block(env):
    """Make the block of the dashboard that takes longest."""
    make_blocks(env, ["effect"])


def dashboard(env):
    """Make all blocks of the dashboard, those too that the screen asks for later."""
    make_blocks(env)
