"""Measure the engine on a built ledger, beside the plain SQL of the aged total and the ORM creating bare records.

Usage: ``make bench`` or ``python bench/run.py [ITEMS] [CUSTOMERS]`` (default 10,000 items of 1,000 customers).
All figures come from one run on one machine; the ratios are what counts.
"""

import datetime
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import build_ledger

import lib

DB = "bench"
DAY = datetime.date(2026, 6, 30)

# What a person would write to know who owes what since when: the floor under every decision.
PLAIN_SQL = """
    SELECT line.partner_id, SUM(line.amount_residual), MIN(line.date_maturity), COUNT(*)
      FROM account_move_line AS line
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
     WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.date_maturity < %s
     GROUP BY line.partner_id
"""

QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def seconds(work):
    """Return how long ``work()`` takes, in seconds."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def run_of(env, company):
    """Make a run of the measuring day."""
    return env["dunning.run"].create({"company_id": company.id, "date": DAY})


def bare_orm(env):
    """Create as many bare actions and lines as the run did, with the same values, and undo it.

    :return: seconds
    """
    copies = {}
    for model in ("dunning.action", "dunning.action.line"):
        records = env[model].search([])
        names = [
            name
            for name, field in env[model]._fields.items()
            if field.store and field.type not in ("one2many", "many2many") and name not in ("id", "create_uid", "write_uid")
        ]
        copies[model] = records.read(names, load=None)
    for vals in copies["dunning.action.line"]:
        vals["status"] = "void"
    for vals in [vals for rows in copies.values() for vals in rows]:
        for name in ("id", "create_date", "write_date"):
            vals.pop(name, None)
    quiet = env(context={**env.context, **QUIET})
    env.invalidate_all()

    def create():
        for model, rows in copies.items():
            for start in range(0, len(rows), 5000):
                quiet[model].create(rows[start : start + 5000])
        quiet.flush_all()

    took = seconds(create)
    env.cr.rollback()
    return took


def measure(env, items, customers):
    """Build the ledger and measure; yield (name, seconds, number of records or rows)."""
    company = build_ledger.build(env, items, customers, DAY)
    company.write({"dunning_live_date": "2024-01-01", "dunning_plan_id": env.ref("account_dunning.plan_standard").id})
    env["dunning.plan"].search([("segment", "!=", False)]).active = False
    env.cr.commit()
    yield "plain SQL", seconds(lambda: env.execute_query(_sql(PLAIN_SQL, DAY))), items
    engine = env["dunning.engine"]
    statement = engine._decision_sql(company, DAY)
    with engine._whole_company():
        yield "decision", seconds(lambda: env.execute_query(statement)), items
    yield "coverage", seconds(lambda: env["dunning.coverage"]._totals(company, DAY)), items
    yield "preview", seconds(run_of(env, company).action_preview), items
    env.cr.commit()
    first = run_of(env, company)
    yield "first full run", seconds(first.action_run), len(first.action_ids)
    env.cr.commit()
    for table in ("dunning_action", "dunning_action_line"):
        env.cr.execute(f"ANALYZE {table}")
    yield "steady run", seconds(run_of(env, company).action_run), 0
    env.cr.commit()
    yield "bare ORM", bare_orm(env), len(first.action_ids)


def _sql(text, *parameters):
    from odoo.tools import SQL

    return SQL(text, *parameters)


def main():
    """Print the figures and their ratios."""
    lib.use_venv()
    items, customers = (int(word) for word in (sys.argv[1:] + ["10000", "1000"][len(sys.argv) - 1 :])[:2])
    lib.newdb(DB)
    lib.run_odoo(["-d", DB, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=lib.OUT / "bench.log")
    with lib.odoo_env(DB) as env:
        figures = {}
        for name, took, count in measure(env, items, customers):
            figures[name] = took
            lib.say(f"{name:<16}{took:9.3f} s  {count:>8,}")
    lib.say(f"first full run / bare ORM  {figures['first full run'] / figures['bare ORM']:6.2f}")
    lib.say(f"decision / plain SQL       {figures['decision'] / figures['plain SQL']:6.2f}")


if __name__ == "__main__":
    main()
