"""The oracle's judgement of a run: what it recorded, what it claims about every open item, and the ledger."""

from collections import Counter

import oracle_facts
from oracle_rules import contacts, goes_along

OPEN = ("todo", "ready", "failed")
LETTERS = ("letter", "registered_letter")

# Days after which an action that nobody finishes has stalled. People are late, but not that late.
PATIENCE = 45

# Reasons that announce a deed: none may be left when the run is over.
ACTING = ("act", "ride", "join")

ADDRESSES = """
SELECT BOOL_OR(contact.email_normalized IS NOT NULL AND NOT EXISTS (
           SELECT FROM dunning_action AS bounced
            WHERE bounced.partner_id = %(partner)s AND bounced.delivery_status = 'bounced'
              AND bounced.bounce_cleared IS NOT TRUE
              AND bounced.recipient_address = contact.email_normalized)
           AND NOT EXISTS (SELECT FROM dunning_reply AS reply
                             JOIN dunning_action AS called ON called.id = reply.action_id AND called.channel <> 'email'
                            WHERE reply.partner_id = %(partner)s AND reply.kind = 'bounce' AND reply.state = 'new'
                              AND reply.email_from = contact.email_normalized)
           AND NOT EXISTS (SELECT FROM mail_blacklist AS listed
                            WHERE listed.active AND listed.email = contact.email_normalized)) AS mail,
       BOOL_OR(contact.phone <> '') AS phone,
       BOOL_OR((contact.street <> '' OR contact.street2 <> '') AND (contact.city <> '' OR contact.zip <> '')) AS post
  FROM res_partner AS contact
 WHERE contact.commercial_partner_id = %(partner)s AND contact.active
"""


class RunChecks:
    """Checks made right after the run of a day; part of :class:`oracle.Oracle`."""

    # -- what the run recorded ---------------------------------------------------------------------

    def _check_recorded(self, new_actions, new_lines):
        """Compare the actions and lines that the run recorded with those that the rules call for."""
        before = self.facts.situations(without_lines=new_lines)
        expected = contacts(before.values(), self.day, lambda one: self._blocked(one, new_actions))
        recorded = {}
        for number in sorted(new_lines):
            line = self.facts.lines[number]
            if line["kind"] != "advance":
                continue
            action = self.facts.actions[line["action_id"]]
            key = action["partner_id"], action["group_key"] or 0
            joins = action["id"] not in new_actions
            self._check_line(line, action, before.get(line["move_line_id"]), joins, new_actions)
            if not joins:
                recorded.setdefault(key, {})[line["move_line_id"]] = line["step_id"]
        self._check_groups(recorded, new_actions)
        for key, contact in expected.items():
            self._check_complete(contact, recorded.get(key, {}), before)

    def _blocked(self, one, new_actions):
        """Tell whether a customer may not get a new contact today: contacted lately, or an action is under way."""
        if self._under_way(one.item.partner, new_actions):
            return True
        return any(
            (self.day - day).days < one.plan.interval for day in self._days_before(one.item.partner, new_actions)
        )

    def _days_before(self, partner, new_actions):
        return [day for day in self.facts.contact_days(partner, but=new_actions) if day <= self.day]

    def _under_way(self, partner, new_actions):
        """Return the older actions of a customer that were open when the run decided."""
        return [
            action
            for action in self.facts.actions.values()
            if action["partner_id"] == partner
            and action["id"] not in new_actions
            and (action["state"] in OPEN or (action["state"] == "done" and action["id"] not in self._done))
        ]

    def _check_line(self, line, action, one, joins, new_actions):
        """Check that an item takes the step it is due, today and not before."""
        partner, item = action["partner_id"], line["move_line_id"]
        if line["status"] == "void":
            return
        if not self._require(one is not None, "chased", partner, item, "takes a step though it is not open"):
            return
        alive = not one.suspended and one.net_currency > 0
        why = "suspended" if one.suspended else "covered by credits"
        self._require(alive, "chased", partner, item, f"takes a step though it is {why}")
        wanted = one.step
        right = wanted is not None and wanted.id == line["step_id"] and one.pending is None
        text = f"takes step {line['step_id']} ({line['step_delay']:+d}), next is {wanted and (wanted.id, wanted.delay)}"
        self._require(right, "order", partner, item, text)
        if right:
            text = f"takes {wanted.delay:+d} on {self.day}, which falls on {one.step_day}"
            self._require(one.step_day <= self.day, "early", partner, item, text)
        if not joins and one.plan is not None:
            days = self._days_before(partner, new_actions)
            near = [day for day in days if (self.day - day).days < one.plan.interval]
            self._require(not near, "interval", partner, item, f"new action {action['id']}, contacted on {near}")

    def _check_groups(self, recorded, new_actions):
        """Check that a customer (an invoice) gets one action, and none beside one that is under way."""
        seen = Counter()
        for number in new_actions:
            action = self.facts.actions[number]
            seen[action["partner_id"], action["group_key"] or 0] += 1
        for (partner, group), count in seen.items():
            self._require(count == 1, "interval", partner, None, f"{count} new actions on one day (group {group})")
            under_way = self._under_way(partner, new_actions) if (partner, group) in recorded else []
            text = f"new action beside {[action['id'] for action in under_way]}"
            self._require(not under_way, "interval", partner, None, text)

    def _check_complete(self, contact, recorded, before):
        """Check that what is due today was recorded, with the highest step in the lead."""
        for item, step in contact.items.items():
            if item in recorded:
                self.checked["next"] += 1
            else:
                self._excused(contact, item, step, before)

    def _excused(self, contact, item, step, before):
        """An item that is due and was not recorded needs a reason: too little, no address, or the cap."""
        amount = sum(before[other].net for other in contact.items)
        below = amount < before[item].plan.threshold
        text = f"{step.delay:+d} is due since {before[item].step_day} and nothing was recorded"
        excused = below or self._unreachable(contact.partner, contact.step) or self._capped()
        self._require(excused, "next", contact.partner, item, text)

    def _capped(self):
        query = "SELECT dunning_daily_cap AS cap FROM res_company WHERE id = %(company)s"
        return bool(oracle_facts.rows(self.cursor, query, company=self.company)[0]["cap"])

    def _unreachable(self, partner, step):
        """Tell whether a customer lacks the address for a step's channel, or for the one that stands in for it."""
        missing = self._missing_channels(partner)
        return step.channel in missing or step.fallback in missing

    def _missing_channels(self, partner):
        """Return the channels for which nobody of a customer has an address that works."""
        row = oracle_facts.rows(self.cursor, ADDRESSES, partner=partner)[0]
        missing = set()
        if not row["mail"]:
            missing.add("email")
        if not row["phone"]:
            missing |= {"sms", "phone"}
        if not row["post"]:
            missing |= set(LETTERS)
        return missing

    def _check_stalled(self):
        """Check that nothing that is under way waits for ever (7); registered letters may."""
        for action in self.facts.actions.values():
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
                truth, text = self._is_true(claim, one, claims)
                self._require(truth, "next", one.item.partner, number, f"said to be {claim['reason']}: {text}")
        for number in claims.keys() - self._morning.keys():
            self._fail("ledger", claims[number]["partner_id"], number, "decided about, though it is not open")

    def _is_true(self, claim, one, claims):
        """Return whether a claim about an item is true, and what the oracle knows."""
        reason = claim["reason"]
        known = f"step {one.step and one.step.delay} on {one.step_day}, pending {one.pending}, net {one.net_currency}"
        if reason in self.facts.reasons[one.item.id]:
            return True, known
        tests = {
            "credit": lambda: one.item.is_credit,
            "covered": lambda: one.net_currency <= 0 and not one.item.is_credit,
            "in_progress": lambda: one.pending is not None,
            "no_plan": lambda: one.plan is None,
            "plan_finished": lambda: one.plan is not None and one.step is None,
            "not_due": lambda: self._waits(claim, one),
            "contacted": lambda: self._rests_after_contact(one),
            "open_action": lambda: self._waits_for_action(one),
            "other_step": lambda: self._gives_way(one, claims),
            "below_threshold": lambda: one.plan is not None and (claim["addressed_amount"] or 0) < one.plan.threshold,
            "no_address": lambda: claim["channel"] in self._missing_channels(one.item.partner),
            "daily_cap": self._capped,
        }
        text = "left undone by the run" if reason in ACTING else known
        return reason in tests and tests[reason](), text

    def _waits(self, claim, one):
        if one.step is None:
            return False
        same = claim["step_id"] == one.step.id and claim["step_date"] == one.step_day
        return (
            same and one.step_day > self.day and claim["next_date"] is not None and claim["next_date"] >= one.step_day
        )

    def _rests_after_contact(self, one):
        if one.plan is None:
            return False
        days = self.facts.contact_days(one.item.partner)
        if any(0 <= (self.day - day).days < one.plan.interval for day in days):
            return True
        ours = [action for action in self.facts.actions.values() if action["partner_id"] == one.item.partner]
        return any(action["date_done"] == self.day and oracle_facts.arrived(action) for action in ours)

    def _waits_for_action(self, one):
        """Tell whether an open action of the customer exists that the item's step cannot go with."""
        others = [
            action
            for action in self.facts.actions.values()
            if action["partner_id"] == one.item.partner and action["state"] in OPEN
        ]
        if not others or one.step is None:
            return bool(others)
        return not any(self._may_join(one, action) for action in others)

    def _may_join(self, one, action):
        if action["step_id"] is None or action["printed_on"] or (action["group_key"] or 0) != one.group:
            return False
        lead = next((step for step in self._steps() if step.id == action["step_id"]), None)
        return (
            lead is not None and one.step.delay <= lead.delay and goes_along(one.step, lead) and one.can_move(self.day)
        )

    def _steps(self):
        return [step for plan in self.facts.plans.values() for step in plan.steps]

    def _gives_way(self, one, claims):
        """Tell whether another item of the customer leads and is kept back for a reason of its own."""
        return any(
            other["reason"] in ("below_threshold", "no_address", "daily_cap", *ACTING)
            for other in claims.values()
            if other["partner_id"] == one.item.partner and other["item_id"] != one.item.id
        )

    # -- the ledger --------------------------------------------------------------------------------

    def _check_ledger(self, claims, books):
        """Check that accounting's residuals, the claims' amounts and the bookkeeper's balances agree with ours."""
        balances = Counter()
        for number, one in self._morning.items():
            item, raw = one.item, self.facts.raw[number]
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
