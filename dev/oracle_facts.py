"""Reads one day's facts for the oracle: the ledger from the accounting tables, dunning's own tables as mere data.

Plain SQL through psycopg2; nothing of the add-on, nothing of Odoo is imported. What is open is
reckoned from amounts and reconciliations, not taken from accounting's own residuals.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import psycopg2
import psycopg2.extensions

import oracle_promises
from oracle_rules import Item, Plan, Situation, Step, Taken, cover, next_step

# Contact days older than this (days) matter to no interval.
MEMORY = 60

OPEN = ("todo", "ready", "failed")

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
       plan.active, COALESCE(plan.partner_domain, '[]') AS partners, COALESCE(plan.move_domain, '[]') AS moves
  FROM dunning_plan AS plan
 WHERE plan.company_id IS NULL OR plan.company_id = %(company)s
 ORDER BY plan.priority, plan.id
"""

TRANSIT = "SELECT method, days FROM dunning_invoice_transit WHERE company_id = %(company)s"

JOURNALS = "SELECT journal_id FROM dunning_journal_company_rel WHERE company_id = %(company)s"

PROFILES = "SELECT partner_id, plan_id, segment FROM dunning_profile WHERE company_id = %(company)s"

STEPS = "SELECT id, plan_id, delay, channel, active, fallback_channel FROM dunning_plan_step"

SPLIT = re.compile(r"[\s,;:()]+")


@dataclass
class Facts:
    """What is known of one root company at one moment of one day.

    Attributes:
        items: open :class:`~oracle_rules.Item` by id.
        raw: their rows, by id.
        plans: :class:`~oracle_rules.Plan` by id.
        assigned: plan id by item id, ``None`` without one.
        reasons: codes of what suspends an item, by item id.
        by_action: ids of the actions whose report placed the hold that suspends an item, by item id.
        ends: last days of what suspends an item, ``None`` for what has no end, by item id.
        promises: :class:`~oracle_promises.Promise` that were not cancelled, by payment day.
        resting: ids of items that rest for another reason than a promise.
        actions, lines: rows of dunning's actions and of their lines, by id.
        unread: ids of the customers with an answer that nobody has dealt with.
    """

    day: date
    items: dict
    raw: dict
    plans: dict
    assigned: dict
    reasons: dict
    by_action: dict
    ends: dict
    promises: list
    resting: set
    actions: dict
    lines: dict
    lines_of: dict = field(default_factory=lambda: defaultdict(list))
    memory: tuple | None = None
    unread: frozenset = frozenset()

    def situations(self, without_lines=(), ignoring_holds_of=None, partner=None):
        """Return the :class:`~oracle_rules.Situation` of every open item, by its id.

        Args:
            without_lines: ids of lines to leave out of account, as if not recorded yet.
            ignoring_holds_of: an action whose own report may have placed holds that did not exist before it.
            partner: only the items of this customer.
        """
        suspended = {item for item, codes in self.reasons.items() if codes}
        if ignoring_holds_of is not None:
            suspended -= {item for item, actions in self.by_action.items() if actions == {ignoring_holds_of}}
        items = [item for item in self.items.values() if partner is None or item.partner == partner]
        covered = cover(items, suspended, self.excluded())
        taken, pending = self._memory(without_lines)
        found = {}
        for item in items:
            plan = self.plans.get(self.assigned[item.id])
            steps = taken.get(item.key, [])
            one = Situation(item, plan, item.id in suspended, covered.get(item.id, Decimal(0)), steps)
            one.pending = pending.get(item.id)
            if plan is not None and not item.is_credit:
                earliest = self._earliest(item, plan, item.id in suspended, without_lines)
                one.step, one.step_day = next_step(plan, steps, item.due, self.day, earliest, item.settled)
                one.group = item.move if plan.grouping == "invoice" else 0
            found[item.id] = one
        return found

    def excluded(self):
        """Return the ids of the items that are not to be chased."""
        return {item for item, codes in self.reasons.items() if "excluded" in codes}

    def _earliest(self, item, plan, rests, without):
        """Return the first day on which an item can take a step, ``None`` when it may today or nobody knows (3, 6)."""
        if rests:
            ends = self.ends[item.id]
            return None if None in ends else max(ends) + timedelta(1)
        # Before a run, what it has recorded was not there; what it has added to was still open.
        new = {number for number, lines in self.lines_of.items() if {line["id"] for line in lines} <= set(without)}
        ours = [one for number, one in self.actions.items() if one["partner_id"] == item.partner and number not in new]
        if any(one["state"] in OPEN or (without and one["date_done"] == self.day) for one in ours):
            return None
        days = [one["date_done"] + timedelta(plan.interval) for one in ours if is_contact(one)]
        days += [one["date_done"] + timedelta(1) for one in ours if arrived(one)]
        return max(days, default=None)

    def _memory(self, without):
        """Return what items have taken, by (invoice, instalment), and the action they wait in, by item id (4)."""
        if not without and self.memory is not None:
            return self.memory
        taken, pending = defaultdict(list), {}
        for line in self.lines.values():
            if line["kind"] != "advance" or line["status"] == "void" or line["id"] in without:
                continue
            action = self.actions[line["action_id"]]
            if action["state"] in OPEN:
                pending[line["move_line_id"]] = action["id"]
            elif reached(action):
                day = action["date_done"] or line["date_done"]
                taken[line["move_id"], line["instalment"]].append(Taken(line["step_id"], line["step_delay"], day))
        if not without:
            self.memory = taken, pending
        return taken, pending

    def contact_days(self, partner, but=(), under_way=None):
        """Return the days on which a customer was really contacted, preventive reminders aside (6).

        Args:
            but: numbers of actions that do not count.
            under_way: number of an action that was there already: what told meanwhile of a settled dispute answers the
                customer and does not stop it.
        """
        return [
            action["date_done"]
            for action in self.actions.values()
            if action["partner_id"] == partner and action["id"] not in but and is_contact(action)
            and not (under_way and action["is_settlement"] and action["id"] > under_way)
        ]


def reached(action):
    """Tell whether an action's steps count: it reached the customer, or a person skipped it (4)."""
    if action["state"] == "done":
        return action["delivery_status"] != "bounced"
    return action["state"] == "cancelled" and action["cancel_reason"] in ("skipped", "passed")


def arrived(action):
    """Tell whether a customer was really contacted."""
    return action["state"] == "done" and action["delivery_status"] != "bounced"


def is_contact(action):
    """Tell whether an action is a contact that starts the interval: arrived, and not before the due date (6)."""
    return arrived(action) and (action["delay"] is None or action["delay"] >= 0)


def connect(db, host, port, user):
    """Return a connection of the oracle's own to database ``db``: committed data only, exact decimals."""
    connection = psycopg2.connect(dbname=db, host=host, port=port, user=user)
    connection.autocommit = True
    # Odoo makes floats of all numerics in its process; a connection's own converter comes first.
    exact = psycopg2.extensions.new_type((1700,), "EXACT", lambda value, _cursor: value and Decimal(value))
    psycopg2.extensions.register_type(exact, connection)
    return connection


def rows(cursor, query, **parameters):
    """Return the rows of a query as dicts."""
    cursor.execute(query, parameters)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def read(cursor, company, day, pauses=None):
    """Return the :class:`Facts` of the root company with id ``company`` for ``day``, as the tables say now.

    Args:
        cursor: as :func:`connect` gives it.
        company: id of the root company.
        day: the day.
        pauses: last day by id of the customers whose plan rests because they answered, when that is known better than
            from the holds that dunning placed.
    """
    settings = rows(cursor, "SELECT * FROM res_company WHERE id = %(company)s", company=company)[0]
    path = f"{settings['parent_path']}%"
    companies = [row["id"] for row in rows(cursor, "SELECT id FROM res_company WHERE parent_path LIKE %(p)s", p=path)]
    raw = {row["id"]: row for row in rows(cursor, ITEMS, companies=companies) if _is_open(row)}
    transit = {row["method"]: row["days"] for row in rows(cursor, TRANSIT, company=company)}
    items = {number: _item(row, transit) for number, row in raw.items()}
    moves = [item.move for item in items.values()]
    recent = day - timedelta(MEMORY)
    actions = {row["id"]: row for row in rows(cursor, ACTIONS, company=company, recent=recent, moves=moves)}
    lines = {row["id"]: row for row in rows(cursor, LINES, actions=list(actions))}
    plans, ranking = _plans(cursor, company)
    promises = oracle_promises.read(rows(cursor, oracle_promises.PROMISES, company=company))
    reasons, by_action, ends, resting = _reasons(cursor, company, companies, day, items, settings, promises, pauses)
    facts = Facts(
        day=day,
        items=items,
        raw=raw,
        plans=plans,
        assigned=_assigned(cursor, company, items, ranking, settings["dunning_plan_id"]),
        reasons=reasons,
        by_action=by_action,
        ends=ends,
        promises=promises,
        resting=resting,
        actions=actions,
        lines=lines,
    )
    for line in lines.values():
        facts.lines_of[line["action_id"]].append(line)
    return facts


def _is_open(row):
    """Tell whether less than half the smallest coin is missing to zero."""
    return abs(row["residual_currency"]) * 2 >= Decimal(str(row["rounding"]))


def _item(row, transit):
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


def _plans(cursor, company):
    """Return the plans by id, and (id, segment) of those that a segment gives, best first."""
    steps = defaultdict(list)
    for row in rows(cursor, STEPS):
        steps[row["plan_id"]].append(
            Step(row["id"], row["delay"], row["channel"], row["active"], row["fallback_channel"])
        )
    plans, ranking = {}, []
    for row in rows(cursor, PLANS, company=company):
        if not row["active"]:
            continue
        plans[row["id"]] = Plan(
            id=row["id"],
            interval=row["minimum_interval"],
            steps=tuple(steps[row["id"]]),
            threshold=Decimal(str(row["threshold"] or 0)),
            grouping=row["grouping"],
            jump=row["catch_up"] == "jump",
        )
        if row["segment"] and row["partners"].strip() in ("", "[]") and row["moves"].strip() in ("", "[]"):
            ranking.append((row["id"], row["segment"]))
    return plans, ranking


def _assigned(cursor, company, items, ranking, default):
    """Return each item's plan id: the invoice's own, the customer's own, its segment's, the company's."""
    profiles = {row["partner_id"]: row for row in rows(cursor, PROFILES, company=company)}
    overrides = {
        row["move_id"]: row["plan_id"] for row in rows(cursor, "SELECT move_id, plan_id FROM dunning_plan_override")
    }
    assigned = {}
    for item in items.values():
        profile = profiles.get(item.partner, {})
        segment = profile.get("segment") or "standard"
        by_segment = next((plan for plan, wanted in ranking if wanted == segment), None)
        assigned[item.id] = overrides.get(item.move) or profile.get("plan_id") or by_segment or default
    return assigned


def _what_was_said(cursor, company, day, pauses):
    """Return what was said of customers and rests their items, by their ids: holds, disputes, payment plans, pauses."""
    said = defaultdict(list)
    for hold in rows(cursor, HOLDS, company=company, day=day):
        if pauses is None or hold["kind"] != "reply" or hold["move_id"]:
            said[hold["partner_id"]].append(hold)
    for partner, end in (pauses or {}).items():
        whole = {"move_id": None, "move_line_id": None, "instalment": None, "action_id": None}
        said[partner].append({**whole, "kind": "reply", "date_end": end})
    for dispute in rows(cursor, oracle_promises.DISPUTES, company=company, day=day):
        said[dispute["partner_id"]].append({**dispute, "kind": "dispute", "move_line_id": None, "date_end": None})
    for plan in rows(cursor, PLANNED, company=company, day=day):
        if plan["date_end"] >= day:
            said[plan["partner_id"]].append({**plan, "move_line_id": None})
    for dispute in rows(cursor, SETTLED, company=company, day=day):
        said[dispute["partner_id"]].append({**dispute, "move_line_id": None})
    return said


def _reasons(cursor, company, companies, day, items, settings, promises, pauses=None):
    """Return what suspends each item.

    Returns:
        (codes, the actions whose report did it, last days, each by item id; ids of what rests for another reason than a promise).
    """
    reasons, by_action, ends, resting = defaultdict(set), defaultdict(set), defaultdict(set), set()
    said = _what_was_said(cursor, company, day, pauses)
    promised = oracle_promises.resting(promises, day)
    receipts = rows(cursor, BANK, companies=companies, day=day, days=settings["dunning_transit_days"] or 0)
    transactions = {row["invoice_id"] for row in rows(cursor, TRANSACTIONS)}
    journals = {row["journal_id"] for row in rows(cursor, JOURNALS, company=company)}
    raw_excluded = _excluded_ids(cursor, list(items), journals, settings)
    bank = _reached(receipts, [item for item in items.values() if item.id not in raw_excluded], settings["dunning_transit_days"] or 0)
    for item in items.values():
        codes = {"excluded"} if item.id in raw_excluded else set()
        if not item.is_credit:
            codes |= _payment_codes(item, transactions)
        if codes:
            by_action[item.id].add(None)
            ends[item.id].add(None)
        for code, end in _dated_codes(item, bank, day).items():
            codes.add(code)
            by_action[item.id].add(None)
            ends[item.id].add(end)
        for one in said[item.partner]:
            if _concerns(one, item):
                codes.add(one["kind"])
                by_action[item.id].add(one["action_id"])
                ends[item.id].add(one["date_end"])
        if codes:
            resting.add(item.id)
        key = (item.partner, *item.key)
        if key in promised and not item.is_credit:
            actions, limit = promised[key]
            codes.add("promise")
            by_action[item.id] |= actions
            ends[item.id].add(limit)
        reasons[item.id] = codes
    return reasons, by_action, ends, resting


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


def _payment_codes(item, transactions):
    """Return what payments on their way, or a blocked one, say about an item."""
    codes = set()
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


def _excluded_ids(cursor, items, journals, settings):
    """Return the items not to be chased: marked so, or of a general journal that was not chosen."""
    query = """
        SELECT line.id, line.no_followup, journal.type, journal.id AS journal_id, line.move_id
          FROM account_move_line AS line
          JOIN account_journal AS journal ON journal.id = line.journal_id
         WHERE line.id = ANY(%(items)s) AND (line.no_followup OR journal.type = 'general')
    """
    excluded = set()
    for row in rows(cursor, query, items=items):
        opening = settings["dunning_include_opening"] and row["move_id"] == settings["account_opening_move_id"]
        chosen = row["type"] == "general" and row["journal_id"] in journals
        if not opening and not chosen:
            excluded.add(row["id"])
    return excluded
