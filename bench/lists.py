"""Measure the lists *Limitation* and *Receipts to Reconcile* on a built ledger, beside plain SQL about the same items.

Usage: ``python bench/lists.py [ITEMS] [CUSTOMERS] [RECEIPTS] [DATABASE]`` (default 50,000 items of 5,000 customers, 500
receipts that nobody has reconciled, database ``bench_lists``). A database that is there already is used as it is.
"""

import datetime
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import aged
import build_ledger

import lib

DAY = datetime.date(2026, 6, 30)

# What a list of claims with their last day is at least: the open items, five years after their invoice.
PLAIN_CLAIMS = """
    SELECT line.id, COALESCE(move.invoice_date, line.date) + INTERVAL '5 years' AS last_day, line.amount_residual
      FROM account_move_line AS line
      JOIN account_move AS move ON move.id = line.move_id
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
     WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
     ORDER BY last_day, line.id
"""

# What proposals are at least: open items of the amount of a receipt of the same customer.
PLAIN_RECEIPTS = """
    SELECT receipt.id, line.id
      FROM account_bank_statement_line AS receipt
      JOIN account_move_line AS line ON line.partner_id = receipt.partner_id AND line.amount_residual = receipt.amount
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
     WHERE receipt.is_reconciled IS NOT TRUE AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
"""


def enter_receipts(env, count):
    """Enter receipts: half of them pay an open item of their customer, half two of them; every tenth names no customer."""
    env.cr.execute(
        """
        SELECT line.partner_id, ARRAY_AGG(line.amount_residual ORDER BY line.id), ARRAY_AGG(line.move_name ORDER BY line.id)
          FROM account_move_line AS line
          JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
         GROUP BY line.partner_id HAVING COUNT(*) > 1 ORDER BY line.partner_id LIMIT %s
        """,
        [count],
    )
    owed = env.cr.fetchall()
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    lines = [
        {
            "journal_id": journal.id,
            "date": DAY,
            "amount": amounts[0] + (amounts[1] if rank % 2 else 0),
            "partner_id": False if rank % 10 == 0 else partner,
            "payment_ref": names[0] if rank % 10 == 0 else "Transfer",
        }
        for rank, (partner, amounts, names) in enumerate(owed)
    ]
    env["account.bank.statement.line"].with_context(tracking_disable=True).create(lines)
    env.cr.commit()


def measure(env):
    """Measure both lists, each beside its plain SQL, once with empty caches and at best."""
    Limitation, Proposal = env["dunning.limitation"], env["dunning.receipt.proposal"]
    company = env.company.root_id

    def plain(statement):
        env.cr.execute(statement)
        return env.cr.fetchall()

    def claims():
        env.invalidate_all()
        columns = {name: {} for name in ("number", "amount", "debtor_class", "date_start", "last_day", "days_left")}
        return Limitation.web_search_read([], {**columns, "partner_id": {"fields": {"display_name": {}}}}, limit=80)

    def receipts():
        env.invalidate_all()
        Proposal._refresh_proposals(company, DAY)
        env.flush_all()
        return Proposal.search_count([("state", "=", "proposed")])

    plain_time, rows = aged.best(lambda: plain(PLAIN_CLAIMS))
    lib.say(f"plain SQL of claims       {plain_time:7.3f} s  {len(rows):>9,} items")
    taken, found = aged.best(claims)
    lib.say(f"Limitation                {taken:7.3f} s  first 80 of {found['length']:,}, {taken / plain_time:.1f} × plain SQL")
    plain_time, rows = aged.best(lambda: plain(PLAIN_RECEIPTS))
    lib.say(f"plain SQL of receipts     {plain_time:7.3f} s  {len(rows):>9,} pairs")
    taken, found = aged.best(receipts, times=2)
    lib.say(f"Receipts to Reconcile     {taken:7.3f} s  {found:>9,} proposals, {taken / plain_time:.1f} × plain SQL")


def build(env, items, customers, receipts):
    """Build the ledger and the receipts, as of the day."""
    from freezegun import freeze_time

    with freeze_time(DAY, tick=True):
        build_ledger.build_books(env, items, customers, DAY, paid=items // 5)
        enter_receipts(env, receipts)
        build_ledger.analyze(env)


def main():
    """Build the ledger unless it is there, and print the figures."""
    lib.use_venv()
    from freezegun import freeze_time

    with aged.open_ledger("bench_lists", build, more=[500], french=True) as env, freeze_time(DAY, tick=True):
        measure(env)


if __name__ == "__main__":
    main()
