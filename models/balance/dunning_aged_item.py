"""The items behind an aged balance, as of the day and by the buckets that the context asks for."""

from odoo import api, fields, models

from ..shared.windows import form_of
from .buckets import MAX_BUCKETS

# What the read models are made from: flushed before they are read.
DEPENDS = {
    "account.move.line": [
        "move_id", "parent_state", "date", "date_maturity", "account_id", "partner_id", "company_id", "currency_id",
        "balance", "amount_currency", "amount_residual", "amount_residual_currency", "reconciled",
    ],
    "account.move": ["invoice_date"],
    "account.partial.reconcile": [
        "debit_move_id", "credit_move_id", "amount", "debit_amount_currency", "credit_amount_currency", "max_date",
    ],
    "account.account": ["account_type", "non_trade"],
    "dunning.dispute": ["company_id", "partner_id", "move_id", "move_line_id", "instalment", "date_opened", "state", "settled_on"],
    "dunning.promise": ["company_id", "partner_id", "date", "date_limit", "state", "judged_on"],
    "dunning.promise.line": ["promise_id", "move_id", "move_line_id", "instalment", "amount", "amount_open"],
    "dunning.profile": ["partner_id", "company_id", "own_salesperson_id", "collector_id", "deputy_id"],
    "res.company": ["dunning_collector_id"],
    "res.partner": ["commercial_partner_id", "ref", "user_id"],
}  # fmt: skip


class DunningAgedItem(models.Model):
    _name = "dunning.aged.item"
    _description = "Item of an Aged Balance"
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_id"
    _depends = DEPENDS

    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    number = fields.Char(compute="_compute_number", help="Of opening entries and migrated ones the number that the item bears.")
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    account_id = fields.Many2one("account.account", string="Control Account", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer or Supplier", readonly=True)
    auxiliary_code = fields.Char(readonly=True, help="The customer's reference, else its number.")
    side = fields.Selection([("receivable", "Receivable"), ("payable", "Payable")], readonly=True)
    entry_date = fields.Date(string="Issued", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days = fields.Integer(string="Days Overdue", readonly=True, aggregator="max", help="Negative: days until it falls due.")
    bucket = fields.Selection(selection="_selection_bucket", readonly=True)
    held = fields.Selection([("dispute", "Disputed"), ("promise", "Promised")], string="Rests", readonly=True)
    amount = fields.Monetary(string="Booked", currency_field="company_currency_id", readonly=True)
    amount_currency = fields.Monetary(string="Booked in Currency", currency_field="currency_id", readonly=True)
    residual = fields.Monetary(string="Open", currency_field="company_currency_id", readonly=True)
    residual_currency = fields.Monetary(string="Open in Currency", currency_field="currency_id", readonly=True)
    promised = fields.Monetary(
        string="Of Which Promised", currency_field="company_currency_id", readonly=True,
        help="What running promises still let expect of this item, never more than is open.",
    )  # fmt: skip
    promised_currency = fields.Monetary(string="Promised in Currency", currency_field="currency_id", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    deputy_id = fields.Many2one("res.users", readonly=True)

    @property
    def _table_query(self):
        Aging = self.env["dunning.aging"]
        return Aging._sql_item_rows(Aging._read_options())

    @api.model
    def _selection_bucket(self):
        """Return the buckets of the scale in the context, and the credits, which are in none."""
        Aging = self.env["dunning.aging"]
        labels = Aging._bucket_labels(Aging._read_options())
        labels += [str(rank) for rank in range(len(labels), MAX_BUCKETS)]
        return [*((f"b{rank:02}", label) for rank, label in enumerate(labels)), ("credit", self.env._("Credits"))]

    def _compute_number(self):
        for item in self:
            item.number = self.env["account.move.line"].browse(item.id).with_prefetch(self._ids)._dunning_number()

    @api.depends("move_id")
    def _compute_display_name(self):
        for item in self:
            line = self.env["account.move.line"].browse(item.id).with_prefetch(self._ids)
            item.display_name = line._dunning_number() if line._dunning_is_numbered() else item.move_id.display_name

    def action_open_item(self):
        """Open the invoice or entry of this item."""
        self.ensure_one()
        return form_of(self.move_id)
