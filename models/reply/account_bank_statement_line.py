"""A bank receipt is allocated to items by core's own means, with the rights of whoever asks."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..shared.reconciliation import reconcile_each


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _dunning_allocate(self, partner, parts):
        """Allocate this receipt to open items of a customer: each item gets a counterpart of its own, reconciled with it.

        What is left of the receipt stays open on the account of the customer.

        :param partner: commercial ``res.partner``
        :param list parts: of (``account.move.line``, amount in the currency of the receipt; below zero for credits)
        :raises UserError: the receipt is allocated already, in part or as a whole
        """
        self.ensure_one()
        self.check_access("write")
        if self.partner_id.commercial_partner_id != partner:
            self.partner_id = partner
        _bank, waiting, others = self._seek_for_lines()
        if len(waiting) != 1 or others or self.is_reconciled:
            raise UserError(self.env._("The receipt “%s” is allocated already.", self.payment_ref or self.display_name))
        first, *more = self._dunning_counterparts(waiting, parts)
        move = self.move_id.with_context(skip_account_move_synchronization=True, skip_readonly_check=True)
        before = move.line_ids
        move.write({"line_ids": [Command.update(waiting.id, first), *(Command.create({**one, "name": waiting.name}) for one in more)]})
        counterparts = waiting + (move.line_ids - before).sorted("id")
        reconcile_each(counterpart + item for counterpart, (item, _amount) in zip(counterparts, parts, strict=False))

    def _dunning_counterparts(self, waiting, parts):
        """Return the values of the items that replace the one that waits; they add up to it in both currencies.

        :param waiting: ``account.move.line`` on the suspense account
        :param list parts: as of ``_dunning_allocate``
        """
        currency = waiting.currency_id
        rest_currency, rest_balance = waiting.amount_currency, waiting.balance
        rows = []
        for item, amount in parts:
            share = self._prepare_counterpart_amounts_using_st_line_rate(currency, None, -amount)
            rows.append([item.account_id, share["amount_currency"], share["balance"]])
            rest_currency -= share["amount_currency"]
            rest_balance -= share["balance"]
        if currency.is_zero(rest_currency):
            rows[-1][2] += rest_balance  # rounding of rates
        else:
            rows.append([parts[0][0].account_id, currency.round(rest_currency), self.company_id.currency_id.round(rest_balance)])
        return [
            {
                "account_id": account.id,
                "partner_id": self.partner_id.commercial_partner_id.id,
                "currency_id": currency.id,
                "amount_currency": amount,
                "balance": balance,
            }
            for account, amount, balance in rows
        ]
