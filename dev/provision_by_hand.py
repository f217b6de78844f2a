#!/usr/bin/env python3
"""Compute the provision of a database's main company again from plain journal items, and set it beside the add-on's.

    dev/provision_by_hand.py [DATABASE] [DAY]      default: demo, the last month end

The arithmetic is written out here a second time and shares no line with the add-on: residuals by taking off each
reconciliation, buckets of 30 days, what rolled on ÷ what left a bucket, and amounts item by item without VAT. Nothing is kept.
"""

import sys
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

# Not due, 1–30, 31–60, 61–90, 91–120, above: the last one is default.
BOUNDS = (1, 31, 61, 91, 121)
LAST = len(BOUNDS)

ITEMS = """
    SELECT line.id, COALESCE(profile.segment, 'standard'), line.balance, line.date, COALESCE(line.date_maturity, line.date),
           CASE WHEN move.amount_total <> 0 AND move.move_type IN ('out_invoice', 'out_receipt')
                THEN move.amount_tax / move.amount_total ELSE 0 END
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
      JOIN res_partner partner ON partner.id = line.partner_id
      LEFT JOIN dunning_profile profile ON profile.partner_id = partner.commercial_partner_id AND profile.company_id = %s
     WHERE account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE AND line.parent_state = 'posted'
       AND line.company_id = ANY(%s) AND line.balance > 0
"""
PARTS = "SELECT debit_move_id, max_date, amount FROM account_partial_reconcile WHERE debit_move_id = ANY(%s)"


def month_end(day):
    """Return the last month end that is not after a day."""
    after = day + timedelta(days=1)
    return day if after.day == 1 else day.replace(day=1) - timedelta(days=1)


def bucket_of(due, day):
    """Return the rank of the bucket of an item on a day."""
    return sum((day - due).days >= bound for bound in BOUNDS)


class Ledger:
    """Debit items of trade receivables, and what was taken off each when."""

    def __init__(self, env, company):
        env.cr.execute(ITEMS, [company.id, company._dunning_companies().ids])
        self.items = env.cr.fetchall()
        env.cr.execute(PARTS, [[row[0] for row in self.items]])
        self.parts = defaultdict(list)
        for item, day, amount in env.cr.fetchall():
            self.parts[item].append((day, float(amount)))

    def open_on(self, day):
        """Return what was open on a day: dict by item of (segment, bucket, residual, share of VAT)."""
        found = {}
        for item, segment, balance, entered, due, tax in self.items:
            left = round(float(balance) - sum(amount for when, amount in self.parts[item] if when <= day), 2)
            if entered <= day and left > 0:
                found[item] = segment, bucket_of(due, day), left, float(tax)
        return found


def rates_of(ledger, day, months, lgd, factor):
    """Return the loss rates by segment and bucket."""
    ends = [month_end(day)]
    while len(ends) <= months:
        ends.insert(0, ends[0].replace(day=1) - timedelta(days=1))
    gone, rolled = defaultdict(float), defaultdict(float)
    for start, end in pairwise(ends):
        before, after = ledger.open_on(start), ledger.open_on(end)
        for item, (segment, bucket, amount, _tax) in before.items():
            _segment, later, left, _share = after.get(item, (segment, -1, 0.0, 0.0))
            for key in ((segment, bucket), (None, bucket)):
                gone[key] += amount - (min(left, amount) if later == bucket else 0.0)
                rolled[key] += min(left, amount) if later > bucket else 0.0
    found = {}
    for segment in {row[1] for row in ledger.items}:
        chance = 1.0
        found[segment, LAST] = min(1.0, lgd * factor)
        for bucket in range(LAST - 1, -1, -1):
            key = next((one for one in ((segment, bucket), (None, bucket)) if gone[one] > 1e-9), None)
            chance *= min(1.0, rolled[key] / gone[key]) if key else 1.0
            found[segment, bucket] = min(1.0, chance * lgd * factor)
    return found


def compare(env, company, day):
    """Return (lines of a table, differences): the add-on's provision of a day beside the one by hand; nothing is kept."""
    provision = env["dunning.provision"].create({"company_id": company.id, "date": day})
    provision.action_compute()
    ledger = Ledger(env, company)
    rates = rates_of(ledger, day, provision.months, provision.lgd, provision.factor)
    amounts, nets, total = defaultdict(float), defaultdict(float), 0.0
    for segment, bucket, left, tax in ledger.open_on(day).values():
        net = round(left * (1 - tax), 2)
        nets[segment, bucket] += net
        amounts[segment, bucket] += round(net * rates[segment, bucket] + 1e-9, 2)
    lines, wrong = ["segment    bucket       net     rate    add-on   by hand    amount   by hand"], []
    for cell in provision.rate_ids.sorted(lambda one: (one.segment, one.bucket)):
        key = cell.segment, int(cell.bucket)
        own = sum(line.matrix_amount for line in provision.line_ids if (line.segment, int(line.bucket)) == key)
        rate = rates.get(key, cell.rate)
        lines.append(
            f"{key[0]:10} {key[1]:>6} {nets[key]:>10,.2f} {cell.roll_rate:>8.4f} {cell.rate:>9.6f} {rate:>9.6f} "
            f"{own:>9,.2f} {amounts[key]:>9,.2f}"
        )
        if abs(cell.rate - rate) > 1e-6 or abs(own - amounts[key]) > 0.005:
            wrong.append(key)
    total = sum(amounts.values())
    lines.append(f"provision {provision.matrix_amount:,.2f}, by hand {total:,.2f}; accounts differ by {provision.ledger_difference:,.2f}")
    if abs(provision.matrix_amount - total) > 0.005 or provision.ledger_difference:
        wrong.append("total")
    env.cr.rollback()
    return lines, wrong


def main():
    """Print the table; return 1 where anything differs."""
    lib.use_venv()
    db, day = (sys.argv[1:] + ["demo", ""][len(sys.argv) - 1 :])[:2]
    day = date.fromisoformat(day) if day else month_end(date.today())
    with lib.odoo_env(db) as env:
        company = env["res.company"].search([("parent_id", "=", False)], order="id", limit=1)
        lines, wrong = compare(env(context={"allowed_company_ids": company._dunning_companies().ids}), company, day)
    for line in [f"{db}, {day}", *lines, *(f"! {one}" for one in wrong)]:
        lib.say(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
