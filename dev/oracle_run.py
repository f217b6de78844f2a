"""The oracle's judgement of a run: what it recorded, what it claims about every open item, and the ledger."""

from collections import Counter

import oracle_day
import oracle_facts
import oracle_sql
from oracle_world import OPEN

# Days after which an action that nobody finishes has stalled. People are late, but not that late.
PATIENCE = 45

# Reasons that announce a deed: none may be left when the run is over.
ACTING = ("act", "ride", "join")

class RunChecks:
    """Checks made right after the run of a day; part of :class:`oracle.Oracle`."""

    # -- what the run recorded ---------------------------------------------------------------------

    def _check_recorded(self, new_actions, new_lines):
        """Compare the actions and lines that the run recorded with those that the rules call for."""
        rulings = oracle_day.decide(oracle_facts.before_run(self.world, new_actions, new_lines, self._done))
        recorded = {}
        for number in sorted(new_lines):
            line = self.world.lines[number]
            action = self.world.actions[line["action_id"]]
            if line["kind"] != "advance" or action["is_settlement"]:
                continue
            key = action["partner_id"], action["group_key"] or 0
            joins = action["id"] not in new_actions
            item = line["move_line_id"]
            self._check_line(line, action, rulings.get(item), joins, new_actions)
            recorded.setdefault(key, {})[item] = line["step_id"]
        self._check_groups(recorded, new_actions)
        taken = {item for items in recorded.values() for item in items}
        for item, ruling in rulings.items():
            self._check_complete(item, ruling, taken)

    def _days_before(self, partner, new_actions):
        return [day for day in self.world.contact_days(partner, but=new_actions) if day <= self.day]

    def _under_way(self, partner, new_actions):
        """Return the older actions of a customer that were open when the run decided."""
        return [
            action
            for action in self.world.actions.values()
            if action["partner_id"] == partner
            and action["id"] not in new_actions
            and (action["state"] in OPEN or (action["state"] == "done" and action["id"] not in self._done))
        ]

    def _check_line(self, line, action, one, joins, new_actions):
        """Check that an item takes the step that is its own today, with the action that the account is to get."""
        partner, item = action["partner_id"], line["move_line_id"]
        if line["status"] == "void":
            return
        if not self._require(one is not None, "chased", partner, item, "takes a step though it is not open"):
            return
        alive = not one.suspended and one.net_currency > 0
        why = "suspended" if one.suspended else "covered by credits"
        self._require(alive, "chased", partner, item, f"takes a step though it is {why}")
        wanted = one.took or one.step
        right = wanted is not None and wanted.id == line["step_id"] and one.waiting is None
        text = f"takes step {line['step_id']} ({line['step_delay']:+d}), next is {wanted and (wanted.id, wanted.delay)}"
        self._require(right, "order", partner, item, text)
        if right and one.step_day > self.day and one.verdict not in ACTING:
            self._fail("early", partner, item, f"takes {wanted.delay:+d} on {self.day}, which falls on {one.step_day}")
        text = f"takes {line['step_delay']:+d} with action {action['id']}, the account says {sorted(one.reasons)}"
        self._require(one.verdict in ACTING, "next", partner, item, text)
        if right and one.lead is not None and not joins:
            text = f"action {action['id']} acts with step {action['step_id']}, the account with {one.lead.id}"
            self._require(action["step_id"] == one.lead.id, "next", partner, item, text)
        if not joins and one.plan is not None:
            days = self._days_before(partner, new_actions)
            near = [day for day in days if (self.day - day).days < one.plan.interval]
            self._require(not near, "interval", partner, item, f"new action {action['id']}, contacted on {near}")

    def _check_groups(self, recorded, new_actions):
        """Check that a customer (an invoice) gets one action, and none beside one that is under way."""
        seen = Counter()
        for number in new_actions:
            action = self.world.actions[number]
            seen[action["partner_id"], action["group_key"] or 0] += 1
        for (partner, group), count in seen.items():
            self._require(count == 1, "interval", partner, None, f"{count} new actions on one day (group {group})")
            under_way = self._under_way(partner, new_actions) if (partner, group) in recorded else []
            text = f"new action beside {[action['id'] for action in under_way]}"
            self._require(not under_way, "interval", partner, None, text)

    def _check_complete(self, item, ruling, taken):
        """Check that what the account takes today was recorded; the cap of the day is an excuse."""
        if ruling.verdict not in ACTING:
            return
        step = ruling.took or ruling.step
        text = f"{step.delay:+d} of {ruling.step_day} goes today ({ruling.verdict}) and nothing was recorded"
        self._require(item in taken or self._capped(), "next", ruling.item.partner, item, text)

    def _capped(self):
        query = "SELECT dunning_daily_cap AS cap FROM res_company WHERE id = %(company)s"
        return bool(oracle_sql.rows(self.cursor, query, company=self.company)[0]["cap"])

    def _check_stalled(self):
        """Check that nothing that is under way waits for ever (7); registered letters may."""
        for action in self.world.actions.values():
            if action["state"] in OPEN and action["channel"] != "registered_letter":
                age = (self.day - action["date"]).days
                text = f"action {action['id']} ({action['channel']}, {action['state']}) waits for {age} days"
                self._require(age <= PATIENCE, "next", action["partner_id"], None, text)

    # -- what dunning claims about every open item ---------------------------------------------------

    def _check_claims(self, claims):
        """Check that each open item's reason is true and its next day right."""
        for number, one in self._morning.items():
            claim = claims.get(number)
            if self._require(claim is not None, "next", one.item.partner, number, "open, and no word about it"):
                truth, text = self._is_true(claim, one)
                self._require(truth, "next", one.item.partner, number, f"said to be {claim['reason']}: {text}")
        for number in claims.keys() - self._morning.keys():
            self._fail("ledger", claims[number]["partner_id"], number, "decided about, though it is not open")

    def _is_true(self, claim, one):
        """Return whether a claim about an item is true, and what the oracle knows."""
        reason = claim["reason"]
        known = f"step {one.step and one.step.delay} on {one.step_day}, waiting {one.waiting}, net {one.net_currency}"
        if reason in self.world.why(one.item.id):
            return True, known
        if reason in ACTING:
            return False, "left undone by the run"
        if reason == "daily_cap":
            return self._capped(), known
        if reason == "not_due" and not self._waits(claim, one):
            return False, known
        return reason in one.reasons, f"{known}, the account says {sorted(one.reasons)}"

    def _waits(self, claim, ruling):
        if ruling.step is None:
            return False
        same = claim["step_id"] == ruling.step.id and claim["step_date"] == ruling.step_day
        return same and claim["next_date"] is not None and claim["next_date"] >= ruling.step_day > self.day

    # -- the ledger --------------------------------------------------------------------------------

    def _check_ledger(self, claims, books):
        """Check that accounting's residuals, the claims' amounts and the bookkeeper's balances agree with ours."""
        balances = Counter()
        for number, one in self._morning.items():
            item, raw = one.item, self.world.raw[number]
            balances[item.partner, item.currency] += item.residual_currency
            same = raw["amount_residual"] == item.residual and raw["amount_residual_currency"] == item.residual_currency
            self._require(
                same, "ledger", item.partner, number, f"accounting says {raw['amount_residual']}, it is {item.residual}"
            )
            if number in claims:
                self._check_claimed_amounts(claims[number], one)
        for key, amount in (books or {}).items():
            text = f"open items add up to {balances[key]}, the bookkeeper says {amount}"
            self._require(balances[key] == amount, "ledger", key[0], None, text)

    def _check_claimed_amounts(self, claim, one):
        """Check due date, open amount and cover of one item as dunning sees them."""
        theirs = (claim["date_due"], claim["residual"], claim["residual_currency"], claim["covered_currency"])
        ours = (one.item.due, one.item.residual, one.item.residual_currency, one.covered)
        text = (
            "due, open, open in currency, covered: said "
            + ", ".join(map(str, theirs))
            + "; are "
            + ", ".join(map(str, ours))
        )
        self._require(theirs == ours, "ledger", one.item.partner, one.item.id, text)
