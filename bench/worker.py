"""One stage of the benchmark on one database, in a process of its own so that its memory is its own.

Usage: ``worker.py STAGE DATABASE ITEMS CUSTOMERS REPEAT``; the last line of its output is the figures as JSON.
"""

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import build_ledger
import measure_runs
import measure_screens
import measure_ways_out
from meter import Meter, memory_peak

import lib


def books(meter, items, customers, _repeat):
    """Build customers and invoices; accounting only is installed."""
    meter.measure("books", lambda: build_ledger.build_books(meter.env, items, customers, measure_runs.DAY), items)
    build_ledger.analyze(meter.env)


def dunning(meter, _items, _customers, _repeat):
    """Add what people entered since the add-on was installed."""
    build_ledger.build_dunning(meter.env, meter.env.company, measure_runs.DAY)
    build_ledger.analyze(meter.env)


def decisions(meter, _items, _customers, repeat):
    measure_runs.decisions(meter, repeat)


def first(meter, _items, _customers, _repeat):
    measure_runs.first_run(meter)


def steady(meter, _items, _customers, repeat):
    build_ledger.analyze(meter.env)
    measure_runs.steady_run(meter, repeat)


def orm(meter, _items, _customers, repeat):
    measure_runs.bare_orm(meter, repeat)


def after(meter, _items, _customers, _repeat):
    measure_runs.day_after(meter)


def screens(meter, _items, _customers, repeat):
    measure_screens.measure(meter, repeat)


def ways_out(meter, _items, _customers, repeat):
    """What leaves; e-mails are sent once, since what was sent cannot be sent again."""
    measure_ways_out.activities(meter, repeat)
    measure_ways_out.letters(meter, meter.env.cr.dbname)
    measure_ways_out.emails(meter, measure_runs.DAY)


STAGES = {
    stage.__name__: stage for stage in (books, dunning, decisions, first, steady, orm, after, screens, ways_out)
}


def main():
    """Do the stage that the command line names."""
    lib.use_venv()
    stage, db = sys.argv[1:3]
    items, customers, repeat = (int(word) for word in sys.argv[3:6])
    with lib.odoo_env(db) as env:
        meter = Meter(env)
        idle = memory_peak()
        STAGES[stage](meter, items, customers, repeat)
        meter.note(f"memory of {stage}", idle=idle, peak=memory_peak())
    lib.say(json.dumps(meter.figures))


if __name__ == "__main__":
    main()
