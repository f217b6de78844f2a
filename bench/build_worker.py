"""One process of one build of the add-on on one database, for ``builds.py``.

Usage: ``build_worker.py CONF DATABASE ITEMS STAGE ARGUMENT``; the last line of its output is the figures as JSON. Stages: ``books``,
``dunning`` and ``past`` make the ledger (argument: customers), ``works`` measures (argument: names of works, comma between), ``oca``
measures the OCA's credit control, ``deliver`` is a second process that sends (argument: ids of actions).
"""

import contextlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "dev")]
import build_history
import build_ledger
import measure_runs
import oca
import works
import works_out
from meter import Meter, memory_now, memory_peak, reset_memory_peak

import lib


def books(env, items, customers):
    """Build customers and invoices; accounting only is installed."""
    build_ledger.build_books(env, items, int(customers), measure_runs.DAY, paid=items // 10)
    build_ledger.analyze(env)
    return {}


def dunning(env, _items, _customers):
    """Add what people entered since the add-on was installed."""
    build_ledger.build_dunning(env, env.company, measure_runs.DAY)
    build_ledger.analyze(env)
    return {}


def past(env, items, customers):
    """Give the ledger a year of payments and contacts, have it chased once, and compute the forecast."""
    from freezegun import freeze_time

    day = measure_runs.DAY
    build_ledger.add_paid(env, items, int(customers), day, paid=items)
    build_history.build_history(env, env.company, day)
    build_ledger.analyze(env)
    with freeze_time(day, tick=True, real_asyncio=True):
        measure_runs.do_run(env)
        env["dunning.behaviour"]._refresh_forecast(env.company)
    build_ledger.analyze(env)
    return {}


def measure_works(env, _items, names):
    """Measure works one after the other; return seconds, processor seconds, queries and memory above idle of each."""
    idle = memory_now()
    figures = {}
    for work in works.choose(names.split(",")):
        meter = Meter(env)
        if work.prepare:
            work.prepare(env)
        with work.around(env) if work.around else contextlib.nullcontext():
            reset_memory_peak()
            result = meter.measure(work.name, lambda work=work: work.do(env), repeat=work.times, undo=work.undo)
        if work.own_clock:
            meter.figures[work.name]["seconds"] = result
        figures[work.name] = {**meter.figures[work.name], "memory": max(0, memory_peak() - idle)}
    return figures


STAGES = {
    "books": books, "dunning": dunning, "past": past, "works": measure_works, "oca": oca.measure, "deliver": works_out.deliver,
}  # fmt: skip


def main():
    """Do the stage that the command line names."""
    conf, db, items, stage, argument = sys.argv[1:6]
    lib.use_venv()
    lib.CONF = Path(conf)  # the add-on is found there
    with lib.odoo_env(db) as env:
        figures = STAGES[stage](env, int(items), argument)
    lib.say(json.dumps(figures))


if __name__ == "__main__":
    main()
