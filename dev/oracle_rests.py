"""Why items rest on a day (3), read from the tables: holds, disputes, payment plans, promises, money and invoices on their way."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import oracle_promises
import oracle_sql

BANK = """
SELECT DISTINCT bank.id, COALESCE(payer.commercial_partner_id, owner.commercial_partner_id, namesake.commercial_partner_id) AS partner_id,
       entry.date, ABS(bank.amount_residual) AS amount, ABS(bank.amount_residual) AS amount_company,
       COALESCE(bank.foreign_currency_id, bank.currency_id, company.currency_id) AS currency_id
  FROM account_bank_statement_line AS bank
  JOIN res_company AS company ON company.id = bank.company_id
  JOIN account_move AS entry ON entry.id = bank.move_id AND entry.state = 'posted' AND entry.date <= %(day)s
  LEFT JOIN res_partner AS payer ON payer.id = bank.partner_id
  LEFT JOIN res_partner_bank AS account ON bank.partner_id IS NULL AND bank.account_number <> ''
        AND account.sanitized_acc_number = UPPER(REGEXP_REPLACE(bank.account_number, '[^A-Za-z0-9]', '', 'g'))
  LEFT JOIN res_partner AS owner ON owner.id = account.partner_id
  LEFT JOIN res_partner AS namesake ON bank.partner_id IS NULL AND owner.id IS NULL AND namesake.name = bank.partner_name
 WHERE bank.is_reconciled IS NOT TRUE AND bank.amount > 0 AND bank.company_id = ANY(%(companies)s)
   AND entry.date + %(days)s >= %(day)s
"""

HOLDS = """
SELECT id, partner_id, move_id, move_line_id, instalment, kind, date_end, action_id
  FROM dunning_hold
 WHERE company_id = %(company)s AND state = 'active' AND date_start <= %(day)s
   AND (date_end IS NULL OR date_end >= %(day)s)
"""

# What was settled is payable by a day that the customer was told.
SETTLED = """
SELECT dispute.partner_id, dispute.move_id, dispute.instalment, dispute.payable_by AS date_end, NULL::int AS action_id,
       CASE WHEN told.state <> 'done' THEN 'settlement' ELSE 'dispute_settled' END AS kind
  FROM dunning_dispute AS dispute
  LEFT JOIN dunning_action AS told ON told.id = dispute.settled_action_id
 WHERE dispute.company_id = %(company)s AND dispute.state = 'settled' AND dispute.payable_by >= %(day)s
   AND told.state IS DISTINCT FROM 'cancelled'
"""

# Payment plans: an offer rests its items while it stands; accepted, until the last instalment and its grace are over, and
# the notice of eight days where the rest falls due. Each instalment is a promise beside.
PLANNED = """
SELECT plan.partner_id, part.move_id, part.instalment, NULL::int AS action_id, 'payment_plan' AS kind,
       CASE WHEN plan.accepted_on <= %(day)s THEN paying.last + plan.grace_days + CASE WHEN plan.rest_due THEN 8 ELSE 0 END
            ELSE plan.date_until END AS date_end
  FROM dunning_payment_plan AS plan
  JOIN dunning_payment_plan_item AS part ON part.plan_id = plan.id
  JOIN (SELECT plan_id, MAX(date) AS last FROM dunning_payment_plan_line GROUP BY plan_id) AS paying ON paying.plan_id = plan.id
 WHERE plan.company_id = %(company)s AND (plan.ended_on IS NULL OR plan.ended_on > %(day)s)
   AND (plan.accepted_on <= %(day)s OR plan.state = 'offered') AND plan.date <= %(day)s
"""

TRANSACTIONS = """
SELECT rel.invoice_id
  FROM payment_transaction AS tx
  JOIN account_invoice_transaction_rel AS rel ON rel.transaction_id = tx.id
 WHERE tx.state IN ('pending', 'authorized') OR (tx.state = 'done' AND tx.is_post_processed IS NOT TRUE)
"""


def _what_was_said(cursor, company, day, pauses):
    """Return what was said of customers and rests their items, by their ids: holds, disputes, payment plans, pauses."""
    said = defaultdict(list)
    for hold in oracle_sql.rows(cursor, HOLDS, company=company, day=day):
        if pauses is None or hold["kind"] != "reply" or hold["move_id"]:
            said[hold["partner_id"]].append(hold)
    for partner, end in (pauses or {}).items():
        whole = {"move_id": None, "move_line_id": None, "instalment": None, "action_id": None}
        said[partner].append({**whole, "kind": "reply", "date_end": end})
    for dispute in oracle_sql.rows(cursor, oracle_promises.DISPUTES, company=company, day=day):
        said[dispute["partner_id"]].append({**dispute, "kind": "dispute", "move_line_id": None, "date_end": None})
    for plan in oracle_sql.rows(cursor, PLANNED, company=company, day=day):
        if plan["date_end"] >= day:
            said[plan["partner_id"]].append({**plan, "move_line_id": None})
    for dispute in oracle_sql.rows(cursor, SETTLED, company=company, day=day):
        said[dispute["partner_id"]].append({**dispute, "move_line_id": None})
    return said


def read(cursor, root, items, promises, day, pauses=None):
    """Return what the items of a root company rest by on ``day``, and who said so.

    Args:
        cursor: as ``oracle_sql.connect`` gives it.
        root: its row, with the ids of its ``companies``.
        items: all open :class:`~oracle_rules.Item`.
        promises: :class:`~oracle_promises.Promise` that were not cancelled.
        day: the day.
        pauses: last day by id of the customers whose plan rests because they answered, when that is known better than
            from the holds that dunning placed.

    Returns:
        (last day by reason, ``None`` for what has no end; ids of the actions whose report placed it), each by item id.
    """
    resting, reported = {}, {}
    said = _what_was_said(cursor, root["id"], day, pauses)
    promised = oracle_promises.resting(promises, day)
    transit = root["dunning_transit_days"] or 0
    receipts = oracle_sql.rows(cursor, BANK, companies=root["companies"], day=day, days=transit)
    transactions = {row["invoice_id"] for row in oracle_sql.rows(cursor, TRANSACTIONS)}
    bank = _reached(receipts, [item for item in items if not item.excluded], transit)
    for item in items:
        found = [(code, None, {None}) for code in _endless_codes(item, transactions)]
        found += [(code, end, {None}) for code, end in _dated_codes(item, bank, day).items()]
        found += [(one["kind"], one["date_end"], {one["action_id"]}) for one in said[item.partner] if _concerns(one, item)]
        key = (item.partner, *item.key)
        if not item.is_credit and key in promised:
            actions, limit = promised[key]
            found.append(("promise", limit, actions))
        ends, reported[item.id] = defaultdict(set), set()
        for code, end, actions in found:
            ends[code].add(end)
            reported[item.id] |= actions
        resting[item.id] = {code: None if None in days else max(days) for code, days in ends.items()}
    return resting, reported


def _reached(receipts, items, days):
    """Return the last day on which receipts suspend each item that their amounts reach, by item id (3).

    The receipts of a customer are taken together; an item of exactly the amount of one comes first, then the oldest.
    """
    found = {}
    for partner in {row["partner_id"] for row in receipts}:
        ours = [row for row in receipts if row["partner_id"] == partner]
        left = sum(Decimal(str(row["amount_company"])) for row in ours)
        exact = {(Decimal(str(row["amount"])), row["currency_id"]) for row in ours}
        owed = [item for item in items if item.partner == partner and not item.is_credit]
        for item in sorted(owed, key=lambda one: ((one.residual_currency, one.currency) not in exact, one.due, one.id)):
            if left <= 0:
                break
            found[item.id] = max(row["date"] for row in ours) + timedelta(days)
            left -= item.residual
    return found


def _dated_codes(item, bank, day):
    """Return why an item rests until a day that the ledger tells: a bank receipt reaches it, or it is still on its way."""
    codes = {"bank_line": bank[item.id]} if item.id in bank else {}
    if item.arriving and day <= item.arriving and item.due <= item.arriving:
        codes["arriving"] = item.arriving
    return codes


def _endless_codes(item, transactions):
    """Return why an item rests without end: nobody chases it, a payment is on its way, or it is blocked."""
    codes = {"excluded"} if item.excluded else set()
    if item.is_credit:
        return codes
    if item.move in transactions:
        codes.add("transaction")
    if item.payment_state == "blocked":
        codes.add("blocked")
    elif item.payment_state in ("in_payment", "paid"):
        codes.add("in_payment")
    return codes


def _concerns(hold, item):
    """Tell whether a hold is about an item: its customer, its invoice, or its very instalment."""
    if hold["move_id"] is None:
        return True
    if hold["move_id"] != item.move:
        return False
    return not (hold["move_line_id"] or hold["instalment"]) or hold["instalment"] == item.instalment
