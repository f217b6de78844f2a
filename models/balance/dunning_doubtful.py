"""What was transferred to the account of doubtful debts and back, item by item.

A transfer is an entry of its own (in France: debit 416, credit 411); the invoice stays where it is, open, with its history,
its page and its case. So an aged balance counts the invoice and leaves both sides of the transfer aside: it adds up to the
balance of the receivable accounts and of the account of doubtful debts together.
"""

from odoo import fields, models
from odoo.tools import SQL


class DunningDoubtful(models.Model):
    _name = "dunning.doubtful"
    _description = "Transfer to Doubtful Debts"
    _order = "date desc, id desc"
    _rec_name = "item_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="restrict")
    item_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "account.move", string="Entry", required=True, readonly=True, index=True, ondelete="cascade"
    )
    receivable_line_id = fields.Many2one("account.move.line", readonly=True, index="btree_not_null", ondelete="cascade")
    doubtful_line_id = fields.Many2one("account.move.line", readonly=True, index="btree_not_null", ondelete="cascade")
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Above zero: to the doubtful account; below: back.")

    def _sql_entries(self):
        """Return the SQL of the ids of the entries of transfers."""
        return SQL("SELECT transfer.move_id FROM dunning_doubtful AS transfer")

    def _read_doubtful(self, items, day=None):
        """Return what stands on the account of doubtful debts for items.

        :param items: ``account.move.line``
        :param date day: as of this day; by default now
        :return: dict by id of amount in company currency, 0 left out
        """
        domain = [("item_id", "in", items.ids), ("move_id.state", "=", "posted")] + (
            [("date", "<=", day)] if day else []
        )
        groups = self.sudo()._read_group(domain, ["item_id"], ["amount:sum"])
        return {item.id: amount for item, amount in groups if amount}
