"""Measure the interest of overdue items on a built ledger, beside the plain SQL of an aged balance in the same run.

Usage: ``python bench/interest.py [ITEMS] [CUSTOMERS] [DATABASE]`` (default 50,000 overdue items of 5,000 customers, database
``bench_interest``). The items fell due over four half-years, a third of them was paid in part. Target: at most 3 times the plain SQL.
Writes its row into ``bench/LAW.md``.
"""

import datetime
import random
import re
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import aged
import build_ledger

import lib

DAY = datetime.date(2026, 11, 29)
# Four half-years: from January 2025 on.
SPREAD_DAYS = 690
TARGET = 3
TURNS = 9
COMPARED = 300
REPORT = lib.ROOT / "bench" / "LAW.md"
HEADING = "## Interest in the database"

# A third of the overdue items is paid in part, by bank entries that the ledger knows as any other.
PART_PAYMENTS = """
    WITH chosen AS (
        SELECT line.id, line.partner_id, line.company_id, line.account_id, line.currency_id, line.company_currency_id,
               ROUND(line.balance * (0.1 + (line.id %% 7) / 10.0), 2) AS amount,
               COALESCE(line.date_maturity, line.date) + (5 + line.id %% 60)::int AS day
          FROM account_move_line AS line
          JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE line.parent_state = 'posted' AND line.balance > 0 AND line.reconciled IS NOT TRUE
           AND COALESCE(line.date_maturity, line.date) < %(day)s AND line.id %% 3 = 0
    ),
    entry AS (
        INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id, date, auto_post)
        SELECT 'BENCH/PART', 'posted', 'entry', %(journal)s, %(company)s, %(currency)s, %(day)s, 'no' RETURNING id
    ),
    credit AS (
        INSERT INTO account_move_line (move_id, move_name, name, parent_state, partner_id, company_id, account_id, journal_id, currency_id,
                                       company_currency_id, date, date_maturity, balance, debit, credit, amount_currency, amount_residual,
                                       amount_residual_currency, reconciled, display_type)
        SELECT entry.id, 'BENCH/PART', chosen.id::text, 'posted', chosen.partner_id, chosen.company_id, chosen.account_id, %(journal)s,
               chosen.currency_id, chosen.company_currency_id, chosen.day, chosen.day, -chosen.amount, 0, chosen.amount, -chosen.amount,
               0, 0, TRUE, 'payment_term'
          FROM chosen, entry
        RETURNING id, name, credit AS amount, date, company_id
    ),
    partial AS (
        INSERT INTO account_partial_reconcile (debit_move_id, credit_move_id, amount, debit_amount_currency, credit_amount_currency,
                                               max_date, company_id)
        SELECT name::int, id, amount, amount, amount, date, company_id FROM credit RETURNING debit_move_id, amount
    )
    UPDATE account_move_line AS line
       SET amount_residual = line.amount_residual - partial.amount,
           amount_residual_currency = line.amount_residual_currency - partial.amount
      FROM partial WHERE partial.debit_move_id = line.id
"""


def build(env, items, customers):
    """Build the ledger: as many overdue items as asked for, a third of them paid in part."""
    build_ledger.OVERDUE_DAYS = SPREAD_DAYS
    env.company.country_id = env.ref("base.fr")
    build_ledger.build_books(env, int(items / build_ledger.OVERDUE_SHARE), customers, DAY)
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    values = {"day": DAY, "journal": journal.id, "company": env.company.id, "currency": env.company.currency_id.id}
    env.cr.execute(PART_PAYMENTS, values)
    env.cr.commit()
    build_ledger.analyze(env)


def overdue_ids(env):
    """Return the ids of the overdue items of customer invoices."""
    env.cr.execute(
        """SELECT line.id FROM account_move_line AS line
             JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
             JOIN account_move AS move ON move.id = line.move_id AND move.move_type = 'out_invoice'
            WHERE line.parent_state = 'posted' AND line.balance > 0 AND line.reconciled IS NOT TRUE
              AND COALESCE(line.date_maturity, line.date) < %s""",
        [DAY],
    )
    return [row[0] for row in env.cr.fetchall()]


def differences(env, ids, found):
    """Return how many of some items have other cents than the library gives."""
    some = random.Random(13).sample(ids, min(COMPARED, len(ids)))
    Bulk = env["dunning.interest.bulk"]
    slow = Bulk._price_one_by_one(some, env["dunning.interest.catalogue"]._load_catalogue(), DAY)
    return sum(round(found.get(item, 0) * 100) != round(slow.get(item, 0) * 100) for item in some), len(some)


def measure_other_laws(env, ids, plain_time):
    """Return the rows of the same items under laws that freeze the rate, or compound; nothing of it is kept."""
    rows = []
    for country, what in (("base.uk", "under British law: each item keeps its first rate"), ("base.nl", "under Dutch law: compounding")):
        env.company.country_id = env.ref(country)
        seconds, found = aged.best(lambda: env["dunning.interest.bulk"]._accrued_interest(ids, DAY))
        wrong, compared = differences(env, ids, found)
        rows.append(f"| {what} | {seconds:.3f} | {seconds / plain_time:.2f} × plain SQL; {compared - wrong} of {compared} the same cents |")
    env.company.country_id = env.ref("base.fr")
    return rows


def measure(env):
    """Return the lines of the report."""
    Aging = env["dunning.aging"]
    statement = aged.plain_sql(Aging._read_options({"day": DAY}).lowers())

    def plain():
        env.cr.execute(statement, {"day": DAY})
        return env.cr.fetchall()

    ids = overdue_ids(env)
    # in turns, so that what else the machine does weighs on both
    turns = [
        (aged.best(plain, times=1)[0], *aged.best(lambda: env["dunning.interest.bulk"]._accrued_interest(ids, DAY), times=1))
        for _turn in range(TURNS)
    ]
    plain_time, bulk_time, found = min(turn[0] for turn in turns), min(turn[1] for turn in turns), turns[-1][2]
    wrong, compared = differences(env, ids, found)
    times = bulk_time / plain_time
    verdict = f"{times:.2f} × plain SQL, at most {TARGET}: {'kept' if times <= TARGET else 'missed'}"
    env.cr.execute("SELECT COUNT(DISTINCT debit_move_id) FROM account_partial_reconcile WHERE debit_move_id = ANY(%s)", [ids])
    [paid] = env.cr.fetchone()
    return [
        f"Interest of {len(ids):,} overdue items over four half-years, {paid:,} of them paid in part, on {DAY}, fetching included.",
        "",
        "| | seconds | |",
        "|---|---|---|",
        f"| plain SQL of the aged balance (`bench/aged.py`), same run | {plain_time:.3f} | |",
        f"| interest by set-based SQL, French business law | {bulk_time:.3f} | {verdict} |",
        f"| the same cents as the library | | {compared - wrong} of {compared} items taken at random |",
        *measure_other_laws(env, ids, plain_time),
    ]


def write_report(lines):
    """Put the row into the report in the place of the former one."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else "# The law in amounts\n"
    text = re.split(rf"\n{HEADING}\n", text)[0].rstrip()
    REPORT.write_text("\n".join([text, "", HEADING, "", *lines, ""]), encoding="utf-8")


def main():
    """Build the ledger unless it is there, measure, and write the report."""
    with aged.open_ledger("bench_interest", build) as env:
        lines = measure(env)
    for line in lines:
        lib.say(line)
    write_report(lines)


if __name__ == "__main__":
    main()
