"""Transfers to doubtful debts as entries: each item on its own, so that what comes back meets what went."""

from odoo import api, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.receivable import TRADE_TYPE, get_due_day


class DunningDoubtful(models.Model):
    _inherit = "dunning.doubtful"

    @api.model
    def _transfer_rows(self, company, amounts):
        """Return the values of journal items that transfer items: of each the receivable side, then the doubtful one.

        :param company: root ``res.company``
        :param dict amounts: by ``account.move.line`` of amount in company currency; below zero: back
        :raises UserError: the account is not chosen
        """
        account = company._dunning_provision_account("dunning_doubtful_account_id")
        rows = []
        for item, amount in amounts.items():
            foreign = item.currency_id.round(item.amount_currency * amount / item.balance) if item.balance else amount
            common = {
                "partner_id": item.partner_id.id,
                "name": item._dunning_snapshot()[item.id]["invoice_name"],
                "currency_id": item.currency_id.id,
                "tax_ids": [],
            }
            due = get_due_day(item)
            rows.append(
                {
                    **common,
                    "account_id": item.account_id.id,
                    "balance": -amount,
                    "amount_currency": -foreign,
                    "date_maturity": due,
                }
            )
            own = {"date_maturity": due} if account.account_type == TRADE_TYPE else {}
            rows.append({**common, "account_id": account.id, "balance": amount, "amount_currency": foreign, **own})
        return rows

    @api.model
    def _post_transfer(self, provision, amounts, day, ref):
        """Post one entry of transfers of a company or branch, and note it item by item.

        :param provision: ``dunning.provision`` in whose journal it is entered
        :param dict amounts: as for ``_transfer_rows``
        :param date day: of the entry
        :param str ref: reference of the entry
        :return: ``account.move``
        """
        [company] = {item.company_id for item in amounts}
        move = provision._post_entry(company, day, ref, self._transfer_rows(provision.company_id, amounts))
        self._note_transfers(move, move.line_ids.sorted("id"), amounts, day)
        return move

    @api.model
    def _note_transfers(self, move, rows, amounts, day):
        """Note what an entry transfers, and reconcile what went and came back of an item.

        :param move: ``account.move``
        :param rows: its ``account.move.line`` of ``_transfer_rows``, in their order
        """
        self.sudo().create(
            [
                {
                    "company_id": move.company_id.id, "partner_id": item.partner_id.id, "item_id": item.id, "move_id": move.id,
                    "receivable_line_id": rows[2 * rank].id, "doubtful_line_id": rows[2 * rank + 1].id, "date": day, "amount": amount,
                }
                for rank, (item, amount) in enumerate(amounts.items())
            ]
        )  # fmt: skip
        items = self.env["account.move.line"].union(*amounts)
        standing = self._read_doubtful(items)
        for item in items:
            if not standing.get(item.id):
                transfers = self.sudo().search([("item_id", "=", item.id), ("move_id.state", "=", "posted")])
                self._reconcile_returned(transfers)

    @api.model
    def _reconcile_returned(self, transfers):
        """Reconcile both sides of what went to doubtful debts and came back in full."""
        for name in ("receivable_line_id", "doubtful_line_id"):
            lines = transfers[name].filtered(lambda line: not line.reconciled and line.account_id.reconcile)
            if len(lines) > 1:
                evidence.as_writer(lines).reconcile()


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """A transfer to doubtful debts pays nothing: it is reconciled with what comes back of it only.

        :raises UserError: it would pay an invoice
        """
        ids = {vals[name] for vals in vals_list for name in ("debit_move_id", "credit_move_id") if vals.get(name)}
        found = self.env["dunning.doubtful"].sudo().search([("receivable_line_id", "in", list(ids))]) if ids else None
        if found:
            ours = set(found.receivable_line_id.ids)
            if any((vals["debit_move_id"] in ours) != (vals["credit_move_id"] in ours) for vals in vals_list):
                raise UserError(
                    self.env._(
                        "This is a transfer to doubtful debts, which pays nothing: it goes back with the next provision or write-off."
                    )
                )
        return super().create(vals_list)
