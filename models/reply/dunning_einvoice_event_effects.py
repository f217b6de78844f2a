"""What each status of an electronic invoice does: one method an effect. Only what is still open of a posted invoice is held."""

from odoo import models
from odoo.tools import format_date

from ..calendar.payment_days import shift_bank_days
from ..shared.activities import create_tasks
from ..shared.bounds import add_days
from ..shared.receivable import find_items_of, get_due_day

# Bank days for which a payment that was sent is waited for.
SENT_DAYS = 5
# Days of a term that are given again at most.
LONGEST_TERM = 366
# Days after which a person looks at an invoice that rests because of its status.
LOOK_AGAIN = 7


class DunningEinvoiceEvent(models.Model):
    _inherit = "dunning.einvoice.event"

    def _do_effect(self, today):
        """Do what the status means.

        :param date today: date of the run
        """
        self.ensure_one()
        move = self.move_id
        if move.state != "posted" or move.move_type != "out_invoice" or move.currency_id.compare_amounts(move.amount_residual, 0) <= 0:
            return
        effects = {
            "undelivered": self._rest_as_undelivered, "received": self._note_arrival, "approved": self._note_arrival,
            "partly": self._dispute_the_rest, "disputed": self._dispute_all_of_it, "suspended": self._suspend_until_completed,
            "completed": self._restart_clock, "refused": self._stop_refused, "announced": self._wait_for_money,
            "cancelled": self._stop_cancelled, "factored": self._rest_with_factor,
        }  # fmt: skip
        if self.effect in effects:
            effects[self.effect](today)

    # -- arrived or not ----------------------------------------------------------------------------

    def _rest_as_undelivered(self, today):
        """Never ask for what did not arrive; the delivery is a task, once."""
        held = self.env["dunning.hold"].search([("move_id", "=", self.move_id.id), ("kind", "=", "undelivered"), ("state", "=", "active")])
        if held:
            self.hold_id = held[0]
            return
        self._place_status_hold("undelivered", today)
        self._give_status_task(
            "mail_activity_type_delivery", self.env._("%s did not arrive on the platform: send it again.", self.move_id.name), today
        )

    def _note_arrival(self, today):
        """The invoice arrived: what rested because it had not is chased again."""
        self._end_status_holds(("undelivered", "deposited"), today)

    # -- the customer's answer ---------------------------------------------------------------------

    def _dispute_all_of_it(self, today):
        self._open_status_dispute(today, None)

    def _dispute_the_rest(self, today):
        """Ask for the approved part only; where the status names no part all of it rests."""
        self._note_arrival(today)
        rest = sum(find_items_of(self.move_id).mapped("amount_residual_currency")) - self.amount if self.amount else None
        if rest is None or self.currency_id.compare_amounts(rest, 0) > 0:
            self._open_status_dispute(today, rest)

    def _open_status_dispute(self, today, amount):
        """Open a dispute with the code, routed and with a deadline as any other, unless one is open."""
        Dispute = self.env["dunning.dispute"]
        self.dispute_id = Dispute.search([("move_id", "=", self.move_id.id), ("state", "=", "open")], limit=1)
        if self.dispute_id:
            return
        vals = {
            "move_id": self.move_id.id, "partner_id": self.partner_id.id, "date_opened": today, "source": "portal",
            "category_id": self.env.ref("account_dunning.dispute_category_commercial").id, "description": self._told_text(),
        }  # fmt: skip
        single = len(find_items_of(self.move_id)) == 1  # of instalments nobody says which is meant
        self.dispute_id = Dispute.create(vals if amount is None or not single else {**vals, "amount": amount, "asks_rest": True})

    def _suspend_until_completed(self, today):
        self._place_status_hold("hold", today)
        self._give_status_task(
            "mail_activity_type_answer", self.env._("%(invoice)s is suspended, send what is missing: %(told)s", **self._name_told()), today
        )

    def _restart_clock(self, today):
        """End the suspension; what was left of the term when it began is given again."""
        suspended = self.search(
            [("move_id", "=", self.move_id.id), ("status_id.effect", "=", "suspended"), ("id", "!=", self.id)], limit=1
        )
        self._end_status_holds(("suspended",), today)
        items = find_items_of(self.move_id)
        due = max((get_due_day(item) for item in items), default=today)
        left = min((due - suspended.date).days, LONGEST_TERM) if suspended else 0
        end = add_days(self.date, left)
        if left > 0 and end > due and end >= today:
            self._place_status_hold("hold", today, end)

    def _stop_refused(self, today):
        self._place_status_hold("hold", today)
        task = self.env._("%(invoice)s was refused, credit it and issue it anew: %(told)s", **self._name_told())
        self._give_status_task("mail_activity_type_answer", task, today)

    def _stop_cancelled(self, today):
        self._place_status_hold("hold", today)
        task = self.env._("%(invoice)s was cancelled on the platform, reverse it: %(told)s", **self._name_told())
        self._give_status_task("mail_activity_type_answer", task, today)

    def _rest_with_factor(self, today):
        self._place_status_hold("factor", today)

    def _wait_for_money(self, today):
        """Wait five bank days for a payment that the customer sent."""
        _zone, is_closed = self.env["dunning.payment.run"]._bank_days_of(self.company_id, self.partner_id)[self.partner_id.id]
        end = shift_bank_days(self.date, SENT_DAYS, is_closed)
        self._note_arrival(today)
        if end >= today:
            self._place_status_hold("payment_announced", today, end)

    # -- what they share ---------------------------------------------------------------------------

    def _name_told(self):
        return {"invoice": self.move_id.name, "told": self._told_text()}

    def _told_text(self):
        """Return the status in words: name, code, day, and what the platform says beside it."""
        status = self.status_id
        told = self.env._("%(name)s (%(code)s) on %(day)s", name=status.name, code=status.code, day=format_date(self.env, self.date))
        return f"{told}: {self.info}" if self.info else told

    def _place_status_hold(self, kind, today, end=None):
        """Have the invoice rest, with the status as its reason.

        :param str kind: kind of ``dunning.hold``
        :param date today: first day
        :param date end: last day; without one a person looks at it after a week
        """
        self.hold_id = self.env["dunning.hold"].create(
            {
                "company_id": self.company_id.id, "partner_id": self.partner_id.id, "move_id": self.move_id.id, "kind": kind,
                "reason": self._told_text(), "date_start": today, "date_end": end,
                "review_date": False if end else add_days(today, LOOK_AGAIN),
            }
        )  # fmt: skip

    def _end_status_holds(self, effects, today):
        before = self.search([("move_id", "=", self.move_id.id), ("hold_id.state", "=", "active"), ("status_id.effect", "in", effects)])
        before.hold_id._end_holds(today, self._told_text())

    def _give_status_task(self, kind, summary, today):
        profile = self.env["dunning.profile"]._get_or_create(self.partner_id, self.company_id)
        found = self.env.ref(f"account_dunning.{kind}", raise_if_not_found=False)
        if found:
            create_tasks(profile, [profile._profile_task_vals(found, summary, today)])
