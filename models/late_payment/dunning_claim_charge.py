"""Charging, posting, waiving and writing off claims: each a person's decision, with a right of its own, logged."""

from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..shared.bounds import add_days
from ..shared.once import lock_rows
from ..shared.reconciliation import reconcile_each

RIGHTS = {
    "charge": "account_dunning.group_dunning_claim_charge",
    "post": "account_dunning.group_dunning_claim_post",
    "waive": "account_dunning.group_dunning_claim_waive",
}


class DunningClaim(models.Model):
    _inherit = "dunning.claim"

    def _check_claim_right(self, right):
        """Make sure that the user may take a decision about these claims.

        :param str right: key of ``RIGHTS``
        :raises AccessError: he may not
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(RIGHTS[right]):
            raise AccessError(
                {
                    "charge": self.env._("You may not charge late-payment claims."),
                    "post": self.env._("You may not post late-payment claims."),
                    "waive": self.env._("You may not waive or write off late-payment claims."),
                }[right]
            )

    def action_charge(self):
        """Charge these claims: the document is made from what is shown, and posted when the user may post.

        :raises UserError: there is nothing to charge, something of it was charged meanwhile, or accounts are missing
        """
        self._check_claim_right("charge")
        lock_rows(self.sudo().profile_id)
        for claim in self.filtered(lambda one: one.state == "threatened"):
            claim._check_chargeable()
            today = self._claim_day(claim.company_id)
            due = add_days(today, claim.company_id.sudo().dunning_claim_days)
            move = claim._make_document(today, due)
            claim._write_decision(
                {
                    "state": "charged", "charged_on": today, "charged_by_id": self.env.uid, "date_due": due, "move_id": move.id,
                    "amount_company": sum(move.line_ids.filtered(lambda line: line.balance > 0).mapped("balance")),
                }
            )  # fmt: skip
        if self.env.su or self.env.user.has_group(RIGHTS["post"]):
            self.filtered(lambda one: one.state == "charged").action_post()
        return True

    def _check_chargeable(self):
        """Refuse to charge nothing, or anything twice.

        :raises UserError: in one sentence
        """
        self.ensure_one()
        missing = self.company_id._dunning_missing_for_claims()
        if missing:
            raise UserError(self.env._("Claims cannot be charged before the settings name: %s.", ", ".join(missing)))
        if self.currency_id.compare_amounts(self.interest, 0) <= 0 and not self.fee and not self.further_costs:
            raise UserError(self.env._("There is nothing to charge in “%s”.", self.display_name))
        until, fees = self._charged_before(self.line_ids.move_line_id)
        for line in self.line_ids:
            reference = str(line.move_line_id.id)
            again = line.interest and reference in until and until[reference] >= (line.interest_from or line.date_due)
            if again or (line.fee and reference in fees):
                raise UserError(
                    self.env._("%s was charged meanwhile: compute this claim anew.", line.number)
                )

    def _make_document(self, today, due):
        """Return the document of a claim (``account.move``), not posted yet: an entry without VAT in the journal of claims."""
        self.ensure_one()
        company = self.company_id.sudo()
        parts = [
            (self.interest, self.currency_id, company.dunning_claim_interest_account_id, self.env._("Interest for late payment")),
            (self.fee, self.fee_currency_id, company.dunning_claim_fee_account_id, self.env._("Fixed compensation for late payment")),
            (self.further_costs, self.fee_currency_id, company.dunning_claim_fee_account_id, self.env._("Further costs on proof")),
        ]
        lines = []
        for amount, currency, account, label in parts:
            if currency and currency.compare_amounts(amount, 0) > 0:
                lines += self._document_lines(amount, currency, account, label, (today, due))
        return self.env["account.move"].sudo().with_company(self.branch_id or company).create(
            {
                "move_type": "entry",
                "company_id": (self.branch_id or company).id,
                "journal_id": company.dunning_claim_journal_id.id,
                "date": today,
                "partner_id": self.partner_id.id,
                "ref": self._document_reference(),
                "line_ids": [Command.create(line) for line in lines],
            }
        )  # fmt: skip

    def _document_reference(self):
        numbers = list(dict.fromkeys(self.line_ids.filtered(lambda line: line.interest or line.fee).mapped("number")))
        shown = ", ".join(numbers[:3]) + (f" +{len(numbers) - 3}" if len(numbers) > 3 else "")
        return self.env._("Late payment of %s", shown)

    def _document_lines(self, amount, currency, account, label, days):
        """Return both sides of a part of the document, in its currency and the company's."""
        today, due = days
        company = self.branch_id or self.company_id
        balance = currency._convert(amount, company.sudo().currency_id, company, today)
        shared = {"partner_id": self.partner_id.id, "currency_id": currency.id, "name": label}
        receivable = self.company_id.sudo().dunning_claim_receivable_id
        return [
            {**shared, "account_id": receivable.id, "amount_currency": amount, "balance": balance, "date_maturity": due},
            {**shared, "account_id": account.id, "amount_currency": -amount, "balance": -balance, "tax_ids": [Command.clear()]},
        ]

    def action_post(self):
        """Post the documents of charged claims: from then on they are owed in the books.

        :raises AccessError: the user may not post claims
        """
        self._check_claim_right("post")
        for claim in self.filtered(lambda one: one.move_id.sudo().state == "draft" and one.state == "charged"):
            move = claim.sudo().move_id
            move.action_post()
            claim._write_decision({"name": move.name})
            words = {"number": move.name, "user": self.env.user.name, "amount": claim._amounts_text()}
            claim._message_log(body=self.env._("Posted as %(number)s by %(user)s: %(amount)s.", **words))
        return True

    # -- waived, written off -----------------------------------------------------------------------

    def action_waive(self):
        """Open the dialogue that asks why these claims are waived."""
        return self._open_decision("waived")

    def action_write_off(self):
        """Open the dialogue that asks why these claims are written off."""
        return self._open_decision("written_off")

    def _open_decision(self, kind):
        self._check_claim_right("waive")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive") if kind == "waived" else self.env._("Write Off"),
            "res_model": "dunning.claim.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_claim_ids": self.ids, "default_kind": kind},
        }

    def _end_claims(self, kind, reason):
        """Waive or write off what is still owed of claims, for a reason.

        :param str kind: ``waived`` or ``written_off``
        :param str reason: why, as the user says it
        :raises UserError: waiving is forbidden by the company or by law, or there is nothing to end
        """
        self._check_claim_right("waive")
        lock_rows(self.sudo())
        for claim in self:
            claim._check_may_end(kind)
            today = self._claim_day(claim.company_id)
            draft = claim.sudo().move_id.filtered(lambda move: move.state == "draft")
            reversal = claim._cancel_residual(kind, today) if claim.is_posted else self.env["account.move"]
            claim._write_decision(
                {
                    "state": kind, "decided_on": today, "decided_by_id": self.env.uid, "reason": reason, "reversal_id": reversal.id,
                    **({"move_id": False} if draft else {}),
                }
            )  # fmt: skip
            draft.unlink()
            claim._message_log(body=self._decision_text(kind, claim, reason))
            claim.activity_ids.unlink()

    def _check_may_end(self, kind):
        """Refuse to waive what the company or law forbids to waive, and to end what is over.

        :raises UserError: in one sentence
        """
        self.ensure_one()
        if self.state not in ("threatened", "charged") or (kind == "written_off" and self.state != "charged"):
            raise UserError(self.env._("“%s” cannot be waived or written off: nothing of it is owed.", self.display_name))
        if kind == "waived" and self.company_id.sudo().dunning_claim_no_waiving:
            raise UserError(self.env._("The company does not let anybody waive interest or compensation."))
        if kind == "waived" and not self.fee_waivable:
            raise UserError(self.env._("Law forbids to waive this claim: %s.", self.law))
        if kind == "written_off" and not self.company_id.sudo().dunning_claim_loss_account_id:
            raise UserError(self.env._("Name the loss account of claims in the settings first."))

    def _cancel_residual(self, kind, today):
        """Return the posted entry that cancels what is still owed: out of the income when waived, as a loss when written off."""
        self.ensure_one()
        company, move = self.company_id.sudo(), self.sudo().move_id
        open_items = self._claim_items().filtered(lambda line: not line.reconciled)
        lines = []
        for item in open_items:
            income = move.line_ids.filtered(lambda line, item=item: line.name == item.name and line != item)[:1].account_id
            account = company.dunning_claim_loss_account_id if kind == "written_off" else income
            shared = {"partner_id": self.partner_id.id, "currency_id": item.currency_id.id, "name": item.name}
            amount, balance = item.amount_residual_currency, item.amount_residual
            lines.append({**shared, "account_id": account.id, "amount_currency": amount, "balance": balance})
            lines.append({**shared, "account_id": item.account_id.id, "amount_currency": -amount, "balance": -balance})
        if not lines:
            raise UserError(self.env._("“%s” cannot be waived or written off: nothing of it is owed.", self.display_name))
        entry = move.create(
            {
                "move_type": "entry", "company_id": move.company_id.id, "journal_id": move.journal_id.id, "date": today,
                "partner_id": self.partner_id.id, "ref": self.env._("Cancels %s", move.name),
                "line_ids": [Command.create(line) for line in lines],
            }
        )  # fmt: skip
        entry.action_post()
        reconcile_each(
            item | entry.line_ids.filtered(lambda line, item=item: line.account_id == item.account_id and line.name == item.name)
            for item in open_items
        )
        return entry

    def _decision_text(self, kind, claim, reason):
        words = {"user": self.env.user.name, "reason": reason, "amount": claim._amounts_text()}
        if kind == "waived":
            return self.env._("%(amount)s waived by %(user)s: %(reason)s", **words)
        return self.env._("%(amount)s written off by %(user)s: %(reason)s", **words)

    # -- paid --------------------------------------------------------------------------------------

    @api.model
    def _settle_claims_paid(self, company):
        """Tell claims that are paid from those that are owed again, by the ledger: two statements, whatever their number.

        :param company: main company
        """
        charged = self.sudo().search([("company_id", "=", company.id), ("state", "in", ("charged", "paid")), ("move_id", "!=", False)])
        for claim in charged:
            owed = not claim.is_posted or not claim.company_currency_id.is_zero(claim.residual)
            if owed == (claim.state == "charged"):
                continue
            state = "charged" if owed else "paid"
            claim._write_decision({"state": state, "decided_on": False if owed else self._claim_day(company)})
            text = self.env._("Owed again: a payment was undone.") if owed else self.env._(
                "Paid on %s.", format_date(self.env, claim.decided_on))  # fmt: skip
            claim._message_log(body=text)
