"""Charging a debit on its day, through core's providers, and what follows from the answer.

Never twice: that a try begins is committed before the provider is asked, and what was not answered is looked at by a person.
"""

from odoo import api, fields, models

from ..shared import evidence
from ..shared.background import ON, is_on
from ..shared.bounds import add_days
from ..shared.once import lock_rows
from ..shared.question import Question
from ..shared.shipped import shipped


class DunningDebit(models.Model):
    _inherit = "dunning.debit"

    @api.model
    def _wake_charging(self):
        """Have the scheduled action charge what is due as soon as this transaction is committed."""
        shipped(self.env, "ir_cron_dunning_debit").sudo()._trigger()

    @api.model
    def _cron_charge(self):
        """Charge the debits whose day has come in every root company, each in a transaction of its own."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            today = fields.Date.context_today(self.with_context(tz=company._dunning_tz() or self.env.context.get("tz")))
            own = self.with_company(company).with_context(dunning_commit=ON)
            own._follow_debits(company, today)
            due = own.search([("company_id", "=", company.id), ("state", "in", ("announced", "due")), ("date_charge", "<=", today)])
            for debit in due:
                debit._charge_debit(today)
                if not debit._commit_charging(1):
                    return

    @api.model
    def _commit_charging(self, processed=0):
        """Commit what is done when the cron runs us; tell whether there is time to go on."""
        return not is_on(self.env, "dunning_commit") or self.env["ir.cron"]._commit_progress(processed) > 0

    def _charge_debit(self, today):
        """Charge one debit: what of its items is still open and neither disputed nor promised; once.

        :param date today: the day on which it is charged
        """
        self.ensure_one()
        lock_rows(self.sudo())
        self.invalidate_recordset(["state", "date_charge"])
        if self.state not in ("announced", "due") or self.date_charge > today:
            return
        if not self.agreement_id._is_usable():
            self._end_debit("failed", today, self.env._("The card or mandate can be debited no more."))
            return
        shares = self._find_shares(today)
        if not shares:
            self._end_debit("cancelled", today, self.env._("Nothing of it can be asked for: paid, disputed, promised or at rest."))
            return
        tx = self._make_transaction(shares)
        one = evidence.as_writer(self.sudo())
        attempt = evidence.as_writer(self.env["dunning.debit.try"].sudo()).create(
            {"debit_id": one.id, "date": today, "amount": tx.amount, "transaction_id": tx.id}
        )
        one.state = "pending"
        self._commit_charging()
        tx._charge_with_token()
        if tx.state == "done":
            tx._post_process()
        attempt._read_answer(today)

    def _find_shares(self, today):
        """Return what is charged of which item now: (item of the debit, amount), at most what was announced of it.

        Whatever else than the debit itself rests an item keeps it back: a dispute, a promise, a reply that waits to be read.
        """
        question, Line = Question(self.company_id, today, self.partner_id, without_debits=True), self.env["dunning.action.line"]
        rows = {row["item_id"]: row for row in self.env["dunning.engine"].sudo()._answer_question(question)}
        found = []
        for item in self.item_ids:
            row = rows.get(item.move_line_id.id)
            amount = min(item.amount, row["net_currency"]) if row and not Line._is_suspended(row) else 0.0
            if self.currency_id.compare_amounts(amount, 0) > 0:
                found.append((item, self.currency_id.round(amount)))
        return found

    def _make_transaction(self, shares):
        """Return the transaction that charges these shares, with what it pays kept beside it."""
        Transaction, token = self.env["payment.transaction"].sudo(), self.agreement_id._find_token()
        return Transaction.create(
            {
                "provider_id": token.provider_id.id,
                "payment_method_id": token.payment_method_id.id,
                "token_id": token.id,
                "reference": Transaction._compute_reference(token.provider_code, prefix=f"DEBIT-{self.id}"),
                "amount": sum(amount for _item, amount in shares),
                "currency_id": self.currency_id.id,
                "partner_id": token.partner_id.id,
                "operation": "offline",
                "dunning_allocation_ids": [
                    fields.Command.create(
                        {
                            "company_id": self.branch_id.id, "partner_id": self.partner_id.id, "move_line_id": item.move_line_id.id,
                            "move_id": item.move_id.id, "invoice_name": item.invoice_name, "currency_id": self.currency_id.id,
                            "amount": amount,
                        }
                    )
                    for item, amount in shares
                ],
            }
        )  # fmt: skip

    @api.model
    def _follow_debits(self, company, today):
        """Read what became of the tries that are with the bank.

        :param company: root ``res.company``
        :param date today: the day
        """
        Try = evidence.as_writer(self.env["dunning.debit.try"].sudo())
        waiting = Try.search([("company_id", "=", company.id), ("result", "=", "pending")])
        for attempt in waiting:
            if attempt.transaction_id.state == "draft" and attempt.date < today:
                attempt._give_up(today)
            else:
                attempt._read_answer(today)

    def _note_refusal(self, kind, reason, today):
        """Try again on a later day, or have the reminder leave: what no try of the pattern brought has failed.

        Who was not reached is asked once more the next day, beside the pattern.

        :param str kind: ``technical`` or ``financial``
        :param str reason: as the provider gave it
        :param date today: the day
        """
        self.ensure_one()
        refused = self.try_ids.filtered(lambda one: one.result == "refused")
        technical = len(refused.filtered(lambda one: one.kind == "technical"))
        pattern = self.env["dunning.debit.retry"]._find_pattern(self.company_id)
        turn = len(refused) - 1 - min(technical, 1)
        if kind == "technical" and technical == 1:
            wait = 1
        else:
            wait = pattern[turn] if turn < len(pattern) else 0
        if not wait:
            self._end_debit("failed", today, reason)
            return
        evidence.as_writer(self.sudo()).write({"state": "due", "date_charge": add_days(today, wait), "reason": reason})


class DunningDebitTry(models.Model):
    _inherit = "dunning.debit.try"

    def _give_up(self, today):
        """End a debit whose try was interrupted: whether it was charged is for a person to find out, it is not charged again.

        :param date today: the day
        """
        reason = self.env._("Interrupted: look at transaction %s before anything is charged.", self.transaction_id.reference)
        self.write({"result": "refused", "kind": "technical", "reason": reason})
        self.debit_id._end_debit("failed", today, reason)

    def _read_answer(self, today):
        """Take down what the provider answered, and what follows from it for the debit.

        :param date today: the day
        """
        self.ensure_one()
        tx, debit = self.transaction_id, self.debit_id
        if not tx or tx.state in ("draft", "pending", "authorized"):
            return
        if tx.state == "done":
            self.result = "paid"
            debit._end_debit("paid", today)
            return
        # without a reference of its own the provider never had it
        kind = "financial" if tx.provider_reference else "technical"
        reason = tx.state_message or self.env._("no reason given")
        self.write({"result": "refused", "kind": kind, "reason": reason})
        debit._note_refusal(kind, reason, today)
