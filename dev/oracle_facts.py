"""Reads the world of one day for the oracle: the ledger from the accounting tables, dunning's own tables as mere data.

Nothing of the add-on, nothing of Odoo is imported. What is open is reckoned from amounts and reconciliations, not taken from
accounting's own residuals. The database is read once a look: what a run recorded is judged by the same world as it stood
before that run (:func:`before_run`).
"""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import oracle_promises
import oracle_rests
from oracle_rules import Item, Plan, Step
from oracle_sql import rows
from oracle_world import OPEN, Assignment, Customer, Deed, Person, World

# Contact days older than this (days) matter to no interval.
MEMORY = 60

ITEMS = """
SELECT line.id, line.move_id, line.partner_id, line.company_id, line.currency_id,
       COALESCE(line.date_maturity, line.date) AS due,
       line.balance - COALESCE(debit.amount, 0) + COALESCE(credit.amount, 0) AS residual,
       line.amount_currency - COALESCE(debit.currency_amount, 0) + COALESCE(credit.currency_amount, 0) AS residual_currency,
       line.amount_residual, line.amount_residual_currency, line.no_followup, line.name AS label, line.instalment,
       line.payment_id, line.statement_line_id,
       line.date AS booked, buyer.invoice_sending_method ->> line.company_id::text AS sent_by,
       move.invoice_date, move.name, move.ref, move.payment_reference, move.reversed_entry_id, move.move_type, move.payment_state,
       journal.type AS journal_type, journal.id AS journal_id, currency.rounding, own.decimal_places,
       ARRAY(SELECT link.invoice_id FROM account_move__account_payment AS link WHERE link.payment_id = line.payment_id)
           AS linked
  FROM (SELECT item.*, ROW_NUMBER() OVER (PARTITION BY item.move_id
                                          ORDER BY COALESCE(item.date_maturity, item.date), item.id) AS instalment
          FROM account_move_line AS item
          JOIN account_account AS account ON account.id = item.account_id
         WHERE account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
           AND item.parent_state = 'posted' AND item.company_id = ANY(%(companies)s) AND item.partner_id IS NOT NULL
       ) AS line
  JOIN account_move AS move ON move.id = line.move_id
  JOIN account_journal AS journal ON journal.id = move.journal_id
  JOIN res_currency AS currency ON currency.id = line.currency_id
  JOIN res_company AS company ON company.id = line.company_id
  JOIN res_currency AS own ON own.id = company.currency_id
  LEFT JOIN res_partner AS buyer ON buyer.id = line.partner_id
  LEFT JOIN (SELECT debit_move_id, SUM(amount) AS amount, SUM(debit_amount_currency) AS currency_amount
               FROM account_partial_reconcile GROUP BY 1) AS debit ON debit.debit_move_id = line.id
  LEFT JOIN (SELECT credit_move_id, SUM(amount) AS amount, SUM(credit_amount_currency) AS currency_amount
               FROM account_partial_reconcile GROUP BY 1) AS credit ON credit.credit_move_id = line.id
"""

ACTIONS = """
SELECT action.id, action.partner_id, action.state, action.cancel_reason, action.step_id, step.delay, action.channel,
       action.plan_id, action.group_key, action.date, action.date_done, action.delivery_status, action.amount_due,
       action.recipient_address, action.contact_id, action.printed_on, action.mail_message_id, action.is_settlement,
       action.outcome
  FROM dunning_action AS action
  LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
 WHERE action.company_id = %(company)s
   AND (action.state IN ('todo', 'ready', 'failed') OR action.date_done > %(recent)s
        OR action.id IN (SELECT line.action_id FROM dunning_action_line AS line WHERE line.move_id = ANY(%(moves)s)))
"""

LINES = """
SELECT id, action_id, move_id, instalment, move_line_id, step_id, step_delay, kind, status, asked, currency_id,
       net_currency, net, date_done, invoice_name, remark
  FROM dunning_action_line
 WHERE action_id = ANY(%(actions)s)
"""

PLANS = """
SELECT plan.id, plan.minimum_interval, plan.threshold, plan.grouping, plan.catch_up, plan.segment, plan.priority,
       plan.grouping_window, plan.letter_window, plan.not_again_days,
       COALESCE(plan.partner_domain, '[]') AS partners, COALESCE(plan.move_domain, '[]') AS moves
  FROM dunning_plan AS plan
 WHERE plan.active AND (plan.company_id IS NULL OR plan.company_id = %(company)s)
"""

STEPS = """
SELECT step.id, step.plan_id, step.delay, step.channel, step.active, step.fallback_channel, step.minimum_amount,
       step.recipient_role, step.tone, step.sender, step.minimum_count, step.minimum_total
  FROM dunning_plan_step AS step
"""

ADDRESSES = """
SELECT customer.id,
       BOOL_OR(contact.email_normalized IS NOT NULL AND NOT EXISTS (
           SELECT FROM dunning_action AS bounced
            WHERE bounced.partner_id = customer.id AND bounced.delivery_status = 'bounced'
              AND bounced.bounce_cleared IS NOT TRUE
              AND bounced.recipient_address = contact.email_normalized)
           AND NOT EXISTS (SELECT FROM dunning_reply AS reply
                             JOIN dunning_action AS called ON called.id = reply.action_id AND called.channel <> 'email'
                            WHERE reply.partner_id = customer.id AND reply.kind = 'bounce' AND reply.state = 'new'
                              AND reply.email_from = contact.email_normalized)
           AND NOT EXISTS (SELECT FROM mail_blacklist AS listed
                            WHERE listed.active AND listed.email = contact.email_normalized)) AS mail,
       BOOL_OR(contact.phone <> '') AS phone,
       BOOL_OR((contact.street <> '' OR contact.street2 <> '') AND (contact.city <> '' OR contact.zip <> '')) AS post,
       COALESCE(MAX(profile.own_salesperson_id), MAX(customer.user_id)) IS NOT NULL AS salesperson,
       MAX(profile.segment) AS segment, MAX(profile.plan_id) AS plan_id
  FROM res_partner AS customer
  JOIN res_partner AS contact ON contact.commercial_partner_id = customer.id AND contact.active
  LEFT JOIN dunning_profile AS profile ON profile.partner_id = customer.id AND profile.company_id = %(company)s
 WHERE customer.id = ANY(%(partners)s)
 GROUP BY customer.id
"""

TRANSIT = "SELECT method, days FROM dunning_invoice_transit WHERE company_id = %(company)s"

JOURNALS = "SELECT journal_id FROM dunning_journal_company_rel WHERE company_id = %(company)s"

OVERRIDES = "SELECT move_id, plan_id FROM dunning_plan_override"


def read(cursor, company, day, pauses=None, unread=frozenset()):
    """Return the :class:`~oracle_world.World` of the root company with id ``company`` for ``day``, as the tables say now.

    Args:
        cursor: as ``oracle_sql.connect`` gives it.
        company: id of the root company.
        day: the day.
        pauses: last day by id of the customers whose plan rests because they answered, as ``oracle_rests.read`` takes it.
        unread: ids of the customers with an answer that nobody has dealt with.
    """
    [root] = rows(cursor, "SELECT * FROM res_company WHERE id = %(company)s", company=company)
    path = f"{root['parent_path']}%"
    root["companies"] = [row["id"] for row in rows(cursor, "SELECT id FROM res_company WHERE parent_path LIKE %(p)s", p=path)]
    raw = {row["id"]: row for row in rows(cursor, ITEMS, companies=root["companies"]) if _is_open(row)}
    transit = {row["method"]: row["days"] for row in rows(cursor, TRANSIT, company=company)}
    excluded = _excluded_ids(cursor, list(raw), root)
    items = [_item(row, transit, number in excluded) for number, row in raw.items()]
    recent, moves = day - timedelta(MEMORY), [item.move for item in items]
    actions = {row["id"]: row for row in rows(cursor, ACTIONS, company=company, recent=recent, moves=moves)}
    promises = oracle_promises.read(rows(cursor, oracle_promises.PROMISES, company=company))
    resting, reported = oracle_rests.read(cursor, root, items, promises, day, pauses)
    steps = rows(cursor, STEPS)
    plans, assignments = _plans(cursor, company, steps)
    world = World(
        day=day,
        items=items,
        customers=_customers(cursor, company, {item.partner for item in items}),
        plans=plans,
        assignments=assignments,
        default=root["dunning_plan_id"],
        given={row["move_id"]: row["plan_id"] for row in rows(cursor, OVERRIDES)},
        unread=unread,
        resting=resting,
        raw=raw,
        actions=actions,
        lines={row["id"]: row for row in rows(cursor, LINES, actions=list(actions))},
        steps={row["id"]: _step(row) for row in steps},
        promises=promises,
        reported=reported,
    )
    world.deeds = _deeds(world)
    return world


def before_run(world, new_actions, new_lines, done):
    """Return the world as it stood before the run that recorded ``new_actions`` and ``new_lines`` decided.

    Args:
        world: as the tables say now; what the run delivered still waits in the one returned.
        done: ids of the actions that were done before that run.
    """
    return replace(world, deeds=_deeds(world, new_actions, new_lines, done))


def _is_open(row):
    """Tell whether less than half the smallest coin is missing to zero."""
    return abs(row["residual_currency"]) * 2 >= Decimal(str(row["rounding"]))


def _item(row, transit, excluded):
    is_credit = row["residual_currency"] < 0
    return Item(
        id=row["id"],
        move=row["move_id"],
        partner=row["partner_id"],
        currency=row["currency_id"],
        due=row["due"],
        residual_currency=row["residual_currency"],
        residual=row["residual"],
        name=_number(row) or "",
        order=(row["ref"] or "") if row["move_type"] in ("out_invoice", "out_receipt") else "",
        reference=row["payment_reference"] or "",
        instalment=row["instalment"],
        texts=tuple(filter(None, (row["ref"], row["label"], row["payment_reference"]))) if is_credit else (),
        reverses=row["reversed_entry_id"],
        linked=frozenset(row["linked"]),
        excluded=excluded,
        payment_state=row["payment_state"] or "",
        company=row["company_id"],
        decimals=row["decimal_places"],
        issued=row["invoice_date"],
        transit=transit.get(row["sent_by"] or "email", 0),
    )


def _number(row):
    """Return the number by which a customer knows an item: of an entry that is no payment, what is written on it."""
    label = row["label"] or ""
    if row["move_type"] == "entry" and re.search("[0-9]", label) and not (row["payment_id"] or row["statement_line_id"]):
        return label.strip(" ")
    return row["name"]


def _step(row):
    return Step(
        row["id"], row["delay"], row["channel"], row["active"], row["fallback_channel"],
        Decimal(str(row["minimum_amount"] or 0)), row["recipient_role"], row["tone"],
        row["sender"] in ("salesperson", "responsible"), row["minimum_count"] or 0, Decimal(str(row["minimum_total"] or 0)),
    )  # fmt: skip


def _plans(cursor, company, steps):
    """Return the active plans by id, and whom they are for: a plan with a condition is for nobody by itself."""
    plans, assignments = {}, []
    for row in rows(cursor, PLANS, company=company):
        plans[row["id"]] = Plan(
            id=row["id"],
            interval=row["minimum_interval"],
            steps=tuple(_step(step) for step in steps if step["plan_id"] == row["id"]),
            threshold=Decimal(str(row["threshold"] or 0)),
            grouping=row["grouping"],
            jump=row["catch_up"] == "jump",
            window=row["grouping_window"] or 0,
            letter_window=row["letter_window"] or 0,
            not_again=row["not_again_days"] or 0,
        )
        anybody = {row["partners"].strip(), row["moves"].strip()} <= {"", "[]"}
        assignments.append(Assignment(row["id"], row["segment"] if anybody else None, row["priority"] or 0))
    return plans, assignments


def _customers(cursor, company, partners):
    """Return the :class:`~oracle_world.Customer` by id; whoever can be reached stands for the office."""
    found = {number: Customer(number, Person(number)) for number in partners}
    for row in rows(cursor, ADDRESSES, company=company, partners=list(partners)):
        office = Person(row["id"], "reached" if row["mail"] else None, bool(row["phone"]), bool(row["post"]))
        found[row["id"]] = Customer(
            row["id"], office, plan=row["plan_id"], segment=row["segment"], salesperson=bool(row["salesperson"])
        )
    return found


def _deeds(world, new_actions=(), new_lines=(), done=None):
    """Return the :class:`~oracle_world.Deed` of dunning's actions; items are found again by invoice and instalment (4)."""
    items = {item.key: item.id for item in world.items}
    lines = defaultdict(list)
    for line in world.lines.values():
        if line["kind"] == "advance" and line["status"] != "void" and line["id"] not in new_lines:
            lines[line["action_id"]].append(line)
    deeds = []
    for number, action in world.actions.items():
        if number in new_actions:
            continue
        own, state = lines[number], action["state"]
        if done is not None and state == "done" and number not in done:
            state = "ready"  # it was delivered after the run had decided
        skipped = state == "cancelled" and action["cancel_reason"] in ("skipped", "passed")
        if state == "cancelled" and not skipped:
            continue
        day = action["date"] if state in OPEN else action["date_done"] or max(
            (line["date_done"] for line in own if line["date_done"]), default=action["date"]
        )
        pairs = _own_steps(own, state in OPEN, world.steps, items)
        deeds.append(
            Deed(
                id=number,
                partner=action["partner_id"],
                state=state,
                day=day,
                step=world.steps.get(action["step_id"]),
                channel=action["channel"],
                items=tuple(number for number, _step in pairs),
                own=pairs,
                group=action["group_key"] or 0,
                skipped=skipped,
                bounced=action["delivery_status"] == "bounced",
                sealed=bool(action["printed_on"]) or action["delivery_status"] == "sending" or bool(action["is_settlement"]),
                settles=bool(action["is_settlement"]),
            )
        )
    return deeds


def _own_steps(lines, is_open, steps, items):
    """Return (item id, step) of what the lines of an action take: each its own step, not that of the action."""
    pairs = []
    for line in lines:
        number = line["move_line_id"] if is_open else items.get((line["move_id"], line["instalment"]))
        if number is not None and line["step_id"] in steps:
            pairs.append((number, steps[line["step_id"]]))
    return tuple(pairs)


def _excluded_ids(cursor, items, root):
    """Return the items not to be chased: marked so, or of a general journal that was not chosen."""
    query = """
        SELECT line.id, line.no_followup, journal.type, journal.id AS journal_id, line.move_id
          FROM account_move_line AS line
          JOIN account_journal AS journal ON journal.id = line.journal_id
         WHERE line.id = ANY(%(items)s) AND (line.no_followup OR journal.type = 'general')
    """
    journals = {row["journal_id"] for row in rows(cursor, JOURNALS, company=root["id"])}
    excluded = set()
    for row in rows(cursor, query, items=items):
        opening = root["dunning_include_opening"] and row["move_id"] == root["account_opening_move_id"]
        chosen = row["type"] == "general" and row["journal_id"] in journals
        if not opening and not chosen:
            excluded.add(row["id"])
    return excluded
