"""Online payments of chosen items: the entry has one line an item, reconciled with that item only."""

from odoo import fields, models

from ..shared.reconciliation import reconcile_each


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    dunning_allocation_ids = fields.One2many("dunning.payment.allocation", "transaction_id", string="Items Paid", readonly=True)

    def _create_payment(self, **extra_create_values):
        """Pay the items that were chosen, each by its share; all others as core does.

        :return: ``account.payment``
        """
        self.ensure_one()
        shares = self._spread_dunning_shares()
        if not shares:
            return super()._create_payment(**extra_create_values)
        vals_list = [self._dunning_share_vals(item, amount) for item, amount in shares]
        # the entry's own counterpart is the first share; what no item takes, when there is any, stands there instead
        rest = self.currency_id.compare_amounts(self.amount, sum(amount for _item, amount in shares)) > 0
        payment = super()._create_payment(
            **{
                "write_off_line_vals": vals_list if rest else vals_list[1:],
                "destination_account_id": shares[0][0].account_id.id,
                **extra_create_values,
            }
        )
        self._reconcile_dunning_shares(payment, shares, rest)
        return payment

    def _spread_dunning_shares(self):
        """Return what is paid of which item: (``account.move.line``, amount); less was captured than ordered: the first ones.

        An item that is gone or taken back keeps nothing: its share stays as a credit of the customer.
        """
        allocations = self.dunning_allocation_ids or self.source_transaction_id.dunning_allocation_ids
        left, found = self.amount, []
        for one in allocations:
            item, amount = one.move_line_id, min(one.amount, left)
            if item.parent_state == "posted" and self.currency_id.compare_amounts(amount, 0) > 0:
                found.append((item, amount))
                left = self.currency_id.round(left - amount)
        return found

    def _dunning_share_vals(self, item, amount):
        """Return the values of the entry's line that pays an item."""
        company = self.provider_id.company_id
        balance = self.currency_id._convert(amount, company.currency_id, company, fields.Date.context_today(self))
        return {
            "name": item._dunning_number(),
            "account_id": item.account_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -amount,
            "balance": -balance,
        }

    def _reconcile_dunning_shares(self, payment, shares, rest):
        """Reconcile each share with its item, and with nothing else.

        Without an entry (no account for payments on their way) the invoices are linked to the payment, as core does.
        """
        if not payment.move_id:
            payment.invoice_ids = self.env["account.move"].union(*(item.dunning_entry_id for item, _amount in shares))
            return
        lines = payment._seek_for_lines()[1].sorted("id")
        paid = zip(lines[1:] if rest else lines, shares, strict=True)
        reconcile_each(line + item for line, (item, _amount) in paid if not item.reconciled and line.account_id == item.account_id)

    def _get_invoices_to_notify(self):
        """Tell the invoices that were chosen too."""
        chosen = self.dunning_allocation_ids.move_id.filtered(lambda move: move.is_invoice())
        return super()._get_invoices_to_notify() | chosen
