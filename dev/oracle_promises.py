"""The oracle's own judgement of promises: what the ledger says of each, and which of them put items to rest.

Plain SQL and Python like the rest of the oracle; states that dunning wrote are only compared with what comes out here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import oracle_sql
from oracle_rules import cover

# How long after its last day (days) a promise is still judged again.
JUDGED_FOR = 60

PROMISES = """
SELECT promise.id, promise.partner_id, promise.currency_id, promise.state, promise.date, promise.date_payment,
       promise.grace_days, promise.rest_waits, promise.action_id, currency.rounding,
       line.move_id, line.instalment, line.amount_open, line.amount
  FROM dunning_promise AS promise
  JOIN dunning_promise_line AS line ON line.promise_id = promise.id
  JOIN res_currency AS currency ON currency.id = promise.currency_id
 WHERE promise.company_id = %(company)s AND promise.state <> 'cancelled'
 ORDER BY promise.date_payment, promise.id, line.id
"""

DISPUTES = """
SELECT partner_id, move_id, instalment, action_id FROM dunning_dispute
 WHERE company_id = %(company)s AND state = 'open' AND date_opened <= %(day)s
"""

# Every receivable line of the promised invoices, open or not, with the rank of its instalment.
RANKS = """
SELECT line.id, line.move_id, move.state,
       ROW_NUMBER() OVER (PARTITION BY line.move_id ORDER BY COALESCE(line.date_maturity, line.date), line.id) AS instalment
  FROM account_move AS move
  JOIN account_move_line AS line ON line.move_id = move.id
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
 WHERE move.id = ANY(%(moves)s)
"""

PARTIALS = """
SELECT debit_move_id, max_date, debit_amount_currency AS amount FROM account_partial_reconcile
 WHERE debit_move_id = ANY(%(lines)s)
"""


@dataclass
class Part:
    """One promised item: what was open of it when it was promised, and how much was promised; its currency."""

    move: int
    instalment: int
    open: Decimal
    amount: Decimal

    @property
    def key(self):
        """The item, by invoice and rank."""
        return self.move, self.instalment


@dataclass
class Promise:
    """A promise with its items; ``limit`` is the last day on which the money may come in."""

    id: int
    partner: int
    currency: int
    state: str
    given: date
    payment: date
    limit: date
    rest_waits: bool
    action: int | None
    coin: Decimal
    parts: list


def read(rows):
    """Return the :class:`Promise` of each row group of :data:`PROMISES`, in the order of their payment days."""
    found = {}
    for row in rows:
        if row["id"] not in found:
            found[row["id"]] = Promise(
                id=row["id"],
                partner=row["partner_id"],
                currency=row["currency_id"],
                state=row["state"],
                given=row["date"],
                payment=row["date_payment"],
                limit=row["date_payment"] + timedelta(row["grace_days"] or 0),
                rest_waits=row["rest_waits"],
                action=row["action_id"],
                coin=Decimal(str(row["rounding"])),
                parts=[],
            )
        found[row["id"]].parts.append(Part(row["move_id"], row["instalment"], row["amount_open"], row["amount"]))
    return list(found.values())


def resting(promises, day):
    """Return which items rest by promises on ``day``: (set of the actions they came from, last day), by (partner, move, instalment)."""
    by_item = defaultdict(list)
    for promise in promises:
        for part in promise.parts:
            by_item[(promise.partner, *part.key)].append((promise, part))
    found = {}
    for key, pairs in by_item.items():
        failed = [one for one, _part in pairs if one.state in ("partly", "broken") and one.limit < day]
        holding = [
            (one, part)
            for one, part in pairs
            if one.state == "open"
            and one.given <= day <= one.limit
            and not any(other.limit >= one.given for other in failed)
        ]
        whole = holding and sum(part.amount for _one, part in holding) >= max(part.open for _one, part in holding)
        if whole or any(one.rest_waits for one, _part in holding):
            found[key] = {one.action for one, _part in holding}, min(one.limit for one, _part in holding)
    return found


def top(promise, part, promises):
    """Return from which open amount downwards what comes in belongs to this promise and not to an earlier one."""
    level = None
    for other in promises:
        if other is promise:
            break
        if other.partner != promise.partner or other.limit < promise.given:
            continue
        for theirs in other.parts:
            if theirs.key == part.key:
                level = (theirs.open if level is None else min(theirs.open, level)) - theirs.amount
    return part.open if level is None else min(part.open, level)


def verdict(promise, promises, day, standing):
    """Say what the ledger makes of a promise.

    Args:
        promise: the :class:`Promise`.
        promises: all of them that were not cancelled, by payment day.
        day: the day of the judgement.
        standing: function of (promise, part) giving what is open of the item now and what was open on the last day.

    Returns:
        The state, and the amount that came in within the grace.
    """
    paid = kept = Decimal(0)
    for part in promise.parts:
        highest = top(promise, part, promises)
        now, then = standing(promise, part)
        paid += min(part.amount, max(Decimal(0), highest - now))
        kept += min(part.amount, max(Decimal(0), highest - then))
    wanted = sum(part.amount for part in promise.parts) - promise.coin / 2
    if day <= promise.limit:
        return ("kept" if paid >= wanted else "open"), kept
    if kept >= wanted:
        return "kept", kept
    if paid >= wanted:
        return "late", kept
    return ("partly" if kept * 2 >= promise.coin else "broken"), kept


class PromiseChecks:
    """Checks of promises after a run; part of :class:`oracle.Oracle`."""

    def _check_promises(self):
        """Compare the state of each promise with the ledger's own word."""
        promises = self.world.promises
        judged = [one for one in promises if one.state == "open" or (self.day - one.limit).days <= JUDGED_FOR]
        moves = sorted({part.move for one in judged for part in one.parts})
        ranks, states = defaultdict(dict), {}
        for row in oracle_sql.rows(self.cursor, RANKS, moves=moves):
            ranks[row["move_id"]][row["instalment"]] = row["id"]
            states[row["move_id"]] = row["state"]
        lines = [line for of_move in ranks.values() for line in of_move.values()]
        partials = defaultdict(list)
        for row in oracle_sql.rows(self.cursor, PARTIALS, lines=lines):
            partials[row["debit_move_id"]].append((row["max_date"], row["amount"]))
        # what rests by a promise only is covered as if it had not been given
        covered = cover(self.world.items, {number for number in self.world.open if self.world.why(number) - {"promise"}})

        def standing(promise, part):
            if states.get(part.move) == "cancel":
                return Decimal(0), Decimal(0)
            of_move = ranks[part.move]
            own = [of_move[part.instalment]] if part.instalment in of_move else list(of_move.values())
            items = [self.world.open[line] for line in own if line in self.world.open]
            open_now = sum((item.residual_currency for item in items), Decimal(0))
            credit = sum((covered.get(item.id, Decimal(0)) for item in items), Decimal(0))
            late = sum((amount for line in own for day, amount in partials[line] if day > promise.limit), Decimal(0))
            late_credit = sum(
                -self.world.open[number].residual_currency
                for number, row in self.world.raw.items()
                if row["residual_currency"] < 0
                and self.world.open[number].partner == promise.partner
                and self.world.open[number].currency == promise.currency
                and row["booked"] > promise.limit
            )
            return open_now - credit, open_now + late - max(Decimal(0), credit - late_credit)

        for promise in judged:
            if any(states.get(part.move) == "draft" for part in promise.parts):
                continue
            state, kept = verdict(promise, promises, self.day, standing)
            text = f"promise {promise.id} until {promise.limit} is {promise.state}, the ledger says {state} ({kept} in time)"
            self._require(promise.state == state, "promise", promise.partner, None, text)
