"""The benchmark on ledgers of a few hundred items: what it builds, what it finds, what it writes. Nothing is timed."""

import sys

import pytest

import lib
from replay_worker import forget

sys.path.insert(0, str(lib.ROOT / "bench"))
import build_ledger
import measure_runs
import measure_screens
import results
from meter import Meter

pytestmark = pytest.mark.long

# The second is twice the first; customers and items of both fit in one batch of inserts.
SIZES = (200, 400)
CUSTOMERS = {200: 20, 400: 40}


@pytest.fixture(scope="module")
def measured(base_db):
    """Measure both ledgers; give figures by size."""
    found = {}
    for items in SIZES:
        db = f"{base_db}_bench{items}"
        lib.copy_db(base_db, db)
        with lib.odoo_env(db) as env:
            meter = Meter(env)
            company = build_ledger.build_books(env, items, CUSTOMERS[items], measure_runs.DAY, paid=10)
            build_ledger.build_dunning(env, company, measure_runs.DAY)
            meter.note("ledger", **ledger_facts(env))
            measure_runs.decisions(meter, 1)
            # the first time fills the caches that are the registry's
            meter.measure("whole run", lambda env=env: measure_runs.new_run(env).action_run(), items, 2, undo=True)
            measure_runs.first_run(meter)
            measure_runs.steady_run(meter, 2)
            measure_runs.bare_orm(meter, 1)
            measure_runs.day_after(meter)
            measure_screens.measure(meter, 1)
        forget(db)
        lib.drop_db(db)
        found[items] = meter.figures
    return found


def ledger_facts(env):
    """Return what was built, as plain SQL counts it."""
    env.cr.execute(
        """
        SELECT COUNT(*) FILTER (WHERE amount_residual > 0),
               COUNT(*) FILTER (WHERE amount_residual > 0 AND date_maturity < %(day)s),
               COUNT(*) FILTER (WHERE amount_residual < 0),
               COUNT(*) FILTER (WHERE reconciled),
               (SELECT MAX(number) FROM (SELECT COUNT(*) AS number FROM account_move_line
                                          WHERE amount_residual > 0 GROUP BY partner_id) AS customer),
               (SELECT COUNT(*) FROM dunning_hold) + (SELECT COUNT(*) FROM dunning_dispute),
               (SELECT COUNT(DISTINCT segment) FROM dunning_profile), (SELECT COUNT(*) FROM dunning_profile)
          FROM account_move_line
         WHERE display_type = 'payment_term'
        """,
        {"day": measure_runs.DAY},
    )
    names = ("open", "overdue", "credits", "paid", "biggest", "holds", "segments", "profiles")
    return dict(zip(names, env.cr.fetchone(), strict=True))


@pytest.mark.parametrize("items", SIZES)
def test_ledger(measured, items):
    ledger = measured[items]["ledger"]
    assert ledger["open"] == items
    assert ledger["overdue"] == pytest.approx(0.74 * items, abs=2)
    assert (ledger["credits"], ledger["paid"]) == (items // 200, 10)
    assert ledger["biggest"] >= 0.05 * items
    assert ledger["holds"] >= 2
    assert ledger["segments"] == 3  # the others get their profile, and the standard plan, from the run


@pytest.mark.parametrize("items", SIZES)
def test_figures(measured, items):
    """The measures agree with each other about what was there and what was done."""
    figures = measured[items]
    made = figures["made"]
    assert figures["plain SQL"]["count"] == made["overdue"] == figures["ledger"]["overdue"]
    assert (made["items"], made["state"], made["errors"]) == (items, "done", "")
    assert figures["preview"]["count"] == items
    assert 0 < made["contacts"] == made["actions"] == figures["first run"]["count"] <= CUSTOMERS[items]
    assert made["lines"] > made["actions"]
    assert figures["steady run"]["count"] == 0
    given = figures["ledger"]["holds"]
    assert given and figures["paid"]["items"] >= 1
    # the ORM creates what the run made, but for the profiles that were there before
    created = made["profiles"] - figures["ledger"]["profiles"] + made["actions"] + made["lines"] + made["activities"]
    assert figures["bare ORM"]["count"] == created


@pytest.mark.parametrize("name", ["whole run", "steady run", "decision", "preview"])
def test_queries_do_not_depend_on_the_number_of_items(measured, name):
    one, two = (measured[items][name]["queries"] for items in SIZES)
    assert one == two > 0


def test_screens(measured):
    figures = measured[SIZES[1]]
    for customer in ("an ordinary customer", "the biggest customer"):
        more = figures[f"form of {customer}, with"]["queries"] - figures[f"form of {customer}, without"]["queries"]
        assert 0 < more <= results.MOST_FORM_QUERIES
    assert figures["list of 40, with"]["queries"] == figures["list of 80, with"]["queries"]


def test_report(measured):
    """Ratios first; a target that is missed is named."""
    machine = {"day": "2025-06-30", "cores": 2, "memory": 8, "cpu": "Some CPU", "python": "3", "postgresql": "18", "odoo": "19.0"}
    machine["shared_buffers"] = "3GB"
    install = {"seconds": 61.0, "journal_items": 1_000_000, "rewritten": ["res_partner"], "columns": []}
    found = {}
    for items in SIZES:
        figures = {name: dict(figure) for name, figure in measured[items].items()}
        figures |= {"machine": machine, "load": {"before": 0.5, "after": 0.5}, "install": {**install, "journal_items": 2 * items}}
        figures |= {f"memory of {stage}": {"idle": 100, "peak": 150} for stage in ("decisions", "first", "steady", "after")}
        found[str(items)] = figures
    found["install"] = {"install": {**install, "seconds": 30.0, "rewritten": []}, "machine": machine}
    text = results.report(found)
    titles = [line for line in text.splitlines() if line.startswith("#")]
    assert titles[:2] == ["# Speed", "## Ratios"]
    assert "Others were using the machine" not in text
    assert "| installing on 1,000,000 journal items | 60.0 s | 30.0 s | met |" in text
    found["install"]["install"] = install
    text = results.report(found)
    assert "installing on 1,000,000 journal items; tables of accounting rewritten by it" in text
    assert "| installing on 1,000,000 journal items | 60.0 s | 61.0 s | **missed** |" in text
