"""The oracle's judgement of what followed from answers and payments on the page: what must exist, and that nothing else changed.

Between the look before the customers come and the one after nothing happens but what they do there: whatever differs is theirs.
"""

from datetime import date, timedelta
from decimal import Decimal

import oracle_day
import oracle_sql

# What rests an item after an answer that was done at once; reasons for which everything about an item is left to a person.
DOES = {"promise": "promise", "paid": "payment_announced", "dispute": "dispute"}
HANDED_OVER = {"factor", "legal", "insolvency", "excluded", "time_barred"}
# Answers that a person always reads; rest after "paid already" (bank days), and what public holidays may add to it.
ALWAYS_ASKED, BANK_DAYS, HOLIDAYS = ("instalments", "wrong_contact"), 5, 3
# Latest day of a promise that the page may agree to by itself, days from today.
PROMISE_DAYS = 15

FORMAL = """
SELECT 1 AS found FROM dunning_action_line AS line
  JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done'
  JOIN dunning_plan_step AS step ON step.id = line.step_id AND (step.tone IN ('formal', 'handover') OR step.channel = 'registered_letter')
 WHERE line.move_line_id = ANY(%(items)s) AND line.status = 'counted' LIMIT 1
"""

READ = """
SELECT reply.state, reply.user_id, reply.kind, reply.hold_id,
       (SELECT COUNT(*) FROM mail_activity WHERE res_model = 'dunning.reply' AND res_id = reply.id AND active) AS tasks
  FROM dunning_reply AS reply WHERE reply.id = %(reply)s
"""

PROMISED = """
SELECT promise.date_payment, promise.source, promise.state, promise.action_id, line.move_line_id, line.amount
  FROM dunning_promise AS promise JOIN dunning_promise_line AS line ON line.promise_id = promise.id
 WHERE promise.id = %(promise)s
"""

DISPUTED = """
SELECT move_line_id, move_id, category_id::text AS category, description, source, state, date_opened, action_id
  FROM dunning_dispute WHERE id = %(dispute)s
"""

ANNOUNCED = """
SELECT MIN(hold.date_end) AS date_end FROM dunning_hold AS hold
  JOIN account_move_line AS item ON item.id = %(item)s AND (hold.move_line_id = item.id OR hold.move_id = item.move_id)
 WHERE hold.kind = 'payment_announced' AND hold.state = 'active' AND hold.date_start = %(day)s
"""

CALLS = """
SELECT date, state, outcome_note FROM dunning_action
 WHERE company_id = %(company)s AND partner_id = %(customer)s AND channel = 'phone' AND step_id IS NULL
   AND state = 'todo' AND id > %(last)s
"""

ADDRESS = """
SELECT (SELECT COUNT(*) FROM mail_activity AS task
          JOIN ir_model_data AS name ON name.model = 'mail.activity.type' AND name.res_id = task.activity_type_id
               AND name.name = 'mail_activity_type_address'
         WHERE task.res_model = 'dunning.profile' AND task.res_id = %(profile)s AND task.active) AS tasks,
       (SELECT COUNT(*) FROM res_partner WHERE email = %(typed)s) AS taken_over
"""

ALLOCATED = """
SELECT tx.state, tx.is_post_processed, tx.amount AS whole, part.move_line_id, part.amount
  FROM payment_transaction AS tx JOIN dunning_payment_allocation AS part ON part.transaction_id = tx.id
 WHERE tx.reference = %(reference)s
"""

NAMES = "SELECT DISTINCT move_name FROM account_move_line WHERE id = ANY(%(items)s)"


class PageDeedChecks:
    """Checks of what answers and payments on the page did; part of :class:`oracle.Oracle`."""

    def _check_page_kept(self, answer, row):
        """Check that all that was typed was kept as it came, with its files."""
        kept = {name: row[name] for name in answer.typed}
        if "amount" in kept:
            kept["amount"] = str(Decimal(kept["amount"]).quantize(Decimal(answer.typed["amount"])))
        text = f"{answer.kind}: typed {answer.typed} with {answer.files} files, kept {kept} with {row['files']}"
        self._require((kept, row["files"]) == (answer.typed, answer.files), "page", answer.customer, None, text)

    def _speaks_against(self, answer):
        """Tell whether something speaks against doing an answer at once; of "paid already" for the second time see the caller."""
        rests = set().union(*(self._before.why(number) for number in answer.items))
        if answer.kind in ALWAYS_ASKED or rests & HANDED_OVER:
            return True
        if answer.kind == "call_back":
            return not self._asked_for(answer.customer)
        if answer.kind != "promise":
            return False
        broken = {part.key for one in self.world.promises if one.state in ("broken", "partly") for part in one.parts}
        keys = {self.world.open[number].key for number in answer.items if number in self.world.open}
        late = date.fromisoformat(answer.typed["day"]) > self.day + timedelta(PROMISE_DAYS)
        return bool(late or keys & broken or oracle_sql.rows(self.cursor, FORMAL, items=list(answer.items)))

    def _items_to_rest(self, answer, row):
        """Return the ids of the items that rest after an answer that was done at once; a part pays the oldest ones only."""
        if "amount" in answer.typed:
            return [line["move_line_id"] for line in oracle_sql.rows(self.cursor, PROMISED, promise=row["promise_id"])]
        return answer.items if answer.kind in DOES else ()

    def _asked_for(self, customer):
        """Return the items of a customer that were overdue and resting by nothing before the customers came."""
        before = oracle_day.decide(self._before.of_customer(customer))
        return [one for one in before.values() if one.item.due < self.day and not one.suspended and one.net_currency > 0]

    # -- what must exist ---------------------------------------------------------------------------

    def _check_page_deed(self, answer, row):
        """Check that what an answer leads to is there: the promise, the dispute, the call, and what somebody has to read."""
        problems = list(self._find_unread(answer, row))
        if row["outcome"] == "done" or answer.kind in ALWAYS_ASKED:
            problems += getattr(self, f"_miss_{answer.kind}", lambda *_: ())(answer, row)
        for problem in problems:
            self._fail("page", answer.customer, None, f"{answer.kind} on the page: {problem}")
        self.checked["page"] += 1

    def _find_unread(self, answer, row):
        """Yield what is wrong with who reads an answer: requests, words and files wait for a person; the rest needs none."""
        [reply] = oracle_sql.rows(self.cursor, READ, reply=row["reply_id"]) or [None]
        if reply is None:
            yield "My Work shows nothing of it"
            return
        words = (answer.typed.get("text") or answer.files) and answer.kind != "call_back"
        waits = row["outcome"] == "asked" or bool(words)
        if (reply["state"] == "new") != waits:
            yield f"it is {reply['state']}, and somebody has to read it: {waits}"
        if waits and not (reply["user_id"] and reply["tasks"]):
            yield f"nobody is asked to read it: {reply}"

    def _miss_promise(self, answer, row):
        lines = oracle_sql.rows(self.cursor, PROMISED, promise=row["promise_id"])
        if not lines:
            yield "there is no promise"
            return
        first, total = lines[0], sum(line["amount"] for line in lines)
        said = (str(first["date_payment"]), first["source"], first["state"], first["action_id"])
        if said != (answer.typed["day"], "portal", "open", row["action_id"]):
            yield f"the promise is {said}"
        if not {line["move_line_id"] for line in lines} <= set(answer.items):
            yield f"the promise is about other items: {lines}"
        before = oracle_day.decide(self._before.of_customer(answer.customer))
        whole = sum(before[number].net_currency for number in answer.items if number in before)
        wanted = Decimal(answer.typed["amount"]) if "amount" in answer.typed else whole
        if total != wanted:
            yield f"{total} was promised, said was {wanted}"

    def _miss_paid(self, answer, _row):
        for number in answer.items:
            [hold] = oracle_sql.rows(self.cursor, ANNOUNCED, item=number, day=self.day)
            end = hold["date_end"] or self.day
            days = sum((self.day + timedelta(1 + one)).weekday() < 5 for one in range((end - self.day).days))
            if not BANK_DAYS <= days <= BANK_DAYS + HOLIDAYS:
                yield f"item {number} rests until {hold['date_end']}, {days} working days"

    def _miss_dispute(self, answer, row):
        [found] = oracle_sql.rows(self.cursor, DISPUTED, dispute=row["dispute_id"]) or [None]
        if found is None:
            yield "there is no dispute"
            return
        said = (found["category"], found["description"], found["source"], found["state"], found["date_opened"], found["action_id"])
        wanted = (answer.typed["category"], answer.typed["text"], "portal", "open", self.day, row["action_id"])
        if said != wanted:
            yield f"the dispute is {said}"
        [number] = answer.items
        item = self.world.open[number]
        if found["move_id"] != item.move or found["move_line_id"] not in (None, number):
            yield f"the dispute is about {found['move_id']}, {found['move_line_id']}"

    def _miss_call_back(self, answer, _row):
        calls = oracle_sql.rows(self.cursor, CALLS, company=self.company, customer=answer.customer, last=self._last_action)
        day, number = answer.typed["day"], answer.typed["phone"]
        if not any(str(call["date"]) == day and number in (call["outcome_note"] or "") for call in calls):
            yield f"no call is planned on {answer.typed['day']}: {calls}"

    def _miss_wrong_contact(self, answer, row):
        [found] = oracle_sql.rows(self.cursor, ADDRESS, profile=row["profile_id"], typed=answer.typed["email"])
        if not found["tasks"]:
            yield "nobody is asked to mend the address"
        if found["taken_over"]:
            yield "the address typed was taken over"

    def _check_copies(self, answer, mail):
        """Check that a copy that was asked for comes with its confirmation; and that no other answer brings documents."""
        asked_for = oracle_sql.rows(self.cursor, NAMES, items=list(answer.items)) if answer.kind == "copy" else []
        names = {row["move_name"] for row in asked_for}
        text = f"{mail.file} brings {mail.attachments}, asked for were {names or 'none'}"
        here = {name for name in names if any(name in file for file in mail.attachments)}
        self._require(here == names and len(mail.attachments) == len(names), "page", answer.customer, None, text)

    # -- nothing else ------------------------------------------------------------------------------

    def _check_page_payment(self, payment):
        """Check that a payment is kept with the shares that were chosen, and stands as the provider said."""
        parts = oracle_sql.rows(self.cursor, ALLOCATED, reference=payment.reference)
        kept = {part["move_line_id"]: part["amount"] for part in parts}
        text = f"paid {payment.shares} as {payment.reference}, kept is {kept}"
        self._require(kept == payment.shares, "page", payment.customer, None, text)
        states = {(part["state"], part["whole"]) for part in parts}
        whole = sum(payment.shares.values())
        right = states <= {(state, whole) for state in (("done",) if payment.is_paid else ("cancel", "error"))}
        booked = not payment.is_paid or all(part["is_post_processed"] for part in parts)
        self._require(right and booked, "page", payment.customer, None, f"{payment.reference} is {states}, booked: {booked}")

    def _check_page_effects(self, news):
        """Check that what customers did on their pages changed what they chose, as they said, and nothing else."""
        paid = [one for one in news if hasattr(one, "shares")]
        done, self._done_by_page = self._done_by_page, []
        if paid or any(hasattr(one, "key") for one in news):
            self._check_residuals(paid)
            self._check_rests(done)

    def _check_residuals(self, paid):
        """Check that each item is open less what was paid of it, to the cent, and that nothing new is open."""
        for number, item in self._before.open.items():
            shares = sum(one.shares.get(number, 0) for one in paid if one.is_paid)
            left = max(item.residual_currency - shares, Decimal(0)) if shares else item.residual_currency
            now = self.world.open[number].residual_currency if number in self.world.open else Decimal(0)
            text = f"{item.residual_currency} was open, {shares} was paid on the page, {now} is open"
            self._require(now == left, "page", item.partner, number, text)
        over = [one for one in paid if one.is_paid and any(self._is_over(number, share) for number, share in one.shares.items())]
        for number in self.world.open.keys() - self._before.open.keys():
            item = self.world.open[number]
            good = any(one.customer == item.partner for one in over)
            self._require(good, "page", item.partner, number, f"{item.residual_currency} is open since somebody paid on the page")

    def _is_over(self, number, share):
        item = self._before.open.get(number)
        return item is None or share > item.residual_currency

    def _check_rests(self, done):
        """Check that nothing rests, or rests no more, but what was said on a page."""
        wanted = {(number, DOES[one.kind]) for one in done if one.kind in DOES for number in one.items}
        for number, item in self.world.open.items():
            before = self._before.why(number)
            changed = (self.world.why(number) ^ before) - {"reply"}
            text = f"rests by {self.world.why(number) or 'nothing'} since customers answered, by {before or 'nothing'} before"
            self._require(all((number, code) in wanted for code in changed), "page", item.partner, number, text)
