"""The judge of figures finds nothing in true figures, and finds what is wrong in wrong ones."""

import random
from datetime import date
from unittest.mock import patch

import pytest
import truth_checks
import truth_credit
import truth_world

import lib
from replay_worker import forget

FIRST, LAST = date(2025, 1, 6), date(2025, 3, 7)
DAYS = (date(2025, 2, 3), date(2025, 3, 1), date(2025, 4, 2))


@pytest.fixture(scope="module")
def books(base_db, tmp_path_factory):
    """Give an environment with bills, dollars and payments across currencies."""
    db = f"{base_db}_truth"
    lib.copy_db(base_db, db)
    with lib.odoo_env(db) as env:
        truth_world.enrich(env, FIRST, LAST)
        yield env, tmp_path_factory.mktemp("truth")
        env.cr.rollback()
    forget(db)
    lib.drop_db(db)


def judged(books, days=DAYS):
    """Return the judge after ``days``."""
    judge = truth_checks.Judge(*books, random.Random(3))
    for day in days:
        judge.judge(day)
    return judge


def test_figures_are_those_of_the_ledger(books):
    judge = judged(books)
    assert judge.differences == []
    assert {
        "trial balance", "customer's balance", "balance in currency", "sum of items", "buckets partition",
        "closing of a statement", "closing by currency", "opening", "movements", "aging foot",
    } <= set(judge.checked)  # fmt: skip
    assert judge.checked["balance in currency"] >= 20


def test_dollars_and_exchange_differences_are_there(books):
    env, _folder = books
    env.cr.execute("SELECT COUNT(*) FROM account_partial_reconcile WHERE exchange_move_id IS NOT NULL")
    assert env.cr.fetchone()[0] > 5


def test_a_wrong_day_is_noticed(books):
    """What is reconciled on the very day is not open any more: an aged balance that thinks otherwise is found out."""
    env, _folder = books
    env.cr.execute(
        "SELECT partial.max_date FROM account_partial_reconcile AS partial JOIN account_move_line AS line"
        " ON line.id = partial.debit_move_id WHERE line.currency_id <> line.company_currency_id ORDER BY 1 LIMIT 1"
    )
    day = env.cr.fetchone()[0]
    Aging = type(env["dunning.aging"])
    original = Aging._sql_items

    def late(self, options, entry=True):
        from odoo.tools import SQL

        query = original(self, options, entry)
        return SQL(query.code.replace("max_date > ", "max_date >= "), *query.params)

    with patch.object(Aging, "_sql_items", late):
        assert judged(books, [day]).differences
    assert judged(books, [day]).differences == []


def test_a_cent_is_noticed(books):
    env, _folder = books
    Aging = type(env["dunning.aging"])
    original = Aging._balance_rows

    def rounded(self, options):
        rows = original(self, options)
        for row in rows[:1]:
            row["balance"] += 0.01
        return rows

    with patch.object(Aging, "_balance_rows", rounded):
        assert judged(books, DAYS[:1]).differences


def test_exposure_is_that_of_the_ledger(books):
    judge = truth_checks.Judge(*books, random.Random(3))
    for day in DAYS:
        truth_credit.judge_exposure(judge, day)
    assert judge.differences == []
    assert judge.checked["exposure by customer"] == 9 and judge.checked["exposure: receivables"] == len(DAYS)


def test_a_wrong_exposure_is_noticed(books):
    """What is counted twice does not agree with the ledger."""
    env, folder = books
    Exposure = env.registry["dunning.exposure"]
    parts = Exposure._exposure_queries
    judge = truth_checks.Judge(env, folder, random.Random(3))
    with patch.object(Exposure, "_exposure_queries", lambda model, asked: parts(model, asked) * 2):
        truth_credit.judge_exposure(judge, DAYS[0])
    assert any(text.startswith("exposure by customer") for text in judge.differences)
