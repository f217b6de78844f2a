"""Makes of one day's facts the world that ``oracle_day`` decides about: who is to be contacted, as one account (6).

What a run recorded is judged by the world as it stood before it: without what it recorded, and with what it delivered still
waiting. Whom an address reaches is read once a day for all customers.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import oracle_facts
from oracle_day import Assignment, Customer, Deed, Person, World
from oracle_rules import Step

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
       MAX(profile.segment) AS segment
  FROM res_partner AS customer
  JOIN res_partner AS contact ON contact.commercial_partner_id = customer.id AND contact.active
  LEFT JOIN dunning_profile AS profile ON profile.partner_id = customer.id AND profile.company_id = %(company)s
 WHERE customer.id = ANY(%(partners)s)
 GROUP BY customer.id
"""

STEPS = """
SELECT step.id, step.plan_id, step.delay, step.channel, step.active, step.fallback_channel, step.minimum_amount,
       step.recipient_role, step.tone, step.sender, step.minimum_count, step.minimum_total
  FROM dunning_plan_step AS step
"""

WINDOWS = "SELECT id, priority, grouping_window, letter_window, not_again_days FROM dunning_plan"


def build(cursor, company, facts, before_run=False, new_actions=(), new_lines=(), done=()):
    """Return the :class:`~oracle_day.World` of the facts.

    Args:
        cursor: as ``oracle_facts.connect`` gives it.
        company: id of the root company.
        facts: :class:`~oracle_facts.Facts` as the tables say now.
        before_run: as it stood before the run that recorded ``new_actions`` and ``new_lines`` decided.
        done: ids of the actions that were done before that run.
    """
    steps = _steps(cursor)
    plans = {
        row["id"]: replace(
            facts.plans[row["id"]],
            steps=tuple(steps[one.id] for one in facts.plans[row["id"]].steps),
            window=row["grouping_window"] or 0,
            letter_window=row["letter_window"] or 0,
            not_again=row["not_again_days"] or 0,
        )
        for row in oracle_facts.rows(cursor, WINDOWS)
        if row["id"] in facts.plans
    }
    priority = {row["id"]: row["priority"] for row in oracle_facts.rows(cursor, WINDOWS)}
    excluded = facts.excluded()
    world = World(
        day=facts.day,
        items=[replace(item, excluded=item.id in excluded) for item in facts.items.values()],
        customers=_customers(cursor, company, {item.partner for item in facts.items.values()}),
        plans=plans,
        assignments=[Assignment(plan, priority=priority[plan] or 0) for plan in plans],
        deeds=_deeds(facts, steps, before_run, new_actions, new_lines, done),
        unread=facts.unread,
    )
    world.assigned = facts.assigned
    world.resting = {
        item: dict.fromkeys(codes, None if None in facts.ends[item] else max(facts.ends[item], default=None))
        for item, codes in facts.reasons.items()
        if codes
    }
    return world


def _steps(cursor):
    return {
        row["id"]: Step(
            row["id"], row["delay"], row["channel"], row["active"], row["fallback_channel"],
            Decimal(str(row["minimum_amount"] or 0)), row["recipient_role"], row["tone"],
            row["sender"] in ("salesperson", "responsible"), row["minimum_count"] or 0, Decimal(str(row["minimum_total"] or 0)),
        )
        for row in oracle_facts.rows(cursor, STEPS)
    }  # fmt: skip


def _customers(cursor, company, partners):
    """Return the :class:`~oracle_day.Customer` by id; whoever can be reached stands for the office."""
    found = {}
    for row in oracle_facts.rows(cursor, ADDRESSES, company=company, partners=list(partners)):
        office = Person(row["id"], "reached" if row["mail"] else None, bool(row["phone"]), bool(row["post"]))
        found[row["id"]] = Customer(row["id"], office, segment=row["segment"], salesperson=bool(row["salesperson"]))
    for partner in partners - found.keys():
        found[partner] = Customer(partner, Person(partner))
    return found


def _deeds(facts, steps, before_run, new_actions, new_lines, done):
    """Return the :class:`~oracle_day.Deed` of dunning's actions; items are found again by invoice and instalment (4)."""
    items = {item.key: item.id for item in facts.items.values()}
    lines = defaultdict(list)
    for line in facts.lines.values():
        if line["kind"] == "advance" and line["status"] != "void" and line["id"] not in new_lines:
            lines[line["action_id"]].append(line)
    deeds = []
    for number, action in facts.actions.items():
        if number in new_actions:
            continue
        own, state = lines[number], action["state"]
        if before_run and state == "done" and number not in done:
            state = "ready"  # it was delivered after the run had decided
        skipped = state == "cancelled" and action["cancel_reason"] in ("skipped", "passed")
        if state == "cancelled" and not skipped:
            continue
        day = action["date"] if state in oracle_facts.OPEN else action["date_done"] or max(
            (line["date_done"] for line in own if line["date_done"]), default=action["date"]
        )
        pairs = _own_steps(own, state in oracle_facts.OPEN, steps, items)
        deeds.append(
            Deed(
                id=number,
                partner=action["partner_id"],
                state=state,
                day=day,
                step=steps.get(action["step_id"]),
                channel=action["channel"],
                items=tuple(number for number, _step in pairs),
                own=pairs,
                group=action["group_key"] or 0,
                skipped=skipped,
                bounced=action["delivery_status"] == "bounced",
                sealed=bool(action["printed_on"]) or action["delivery_status"] == "sending" or bool(action["is_settlement"]),
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
