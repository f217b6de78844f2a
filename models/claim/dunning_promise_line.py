"""One item of a promise: how much of it was open when it was promised, and how much was promised."""

from odoo import api, fields, models


class DunningPromiseLine(models.Model):
    _name = "dunning.promise.line"
    _description = "Promised Item"
    _inherit = ["dunning.guarded"]
    _order = "date_due, id"
    _rec_name = "invoice_name"
    _written_by_people = frozenset({"date_due"})  # given with a new line
    _part_of = frozenset({"promise_id"})
    _given_once = frozenset({"promise_id", "move_id", "move_line_id", "date_due", "amount_open"})

    promise_id = fields.Many2one("dunning.promise", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="promise_id.company_id", store=True)
    currency_id = fields.Many2one(related="promise_id.currency_id")
    company_currency_id = fields.Many2one(related="promise_id.company_currency_id", string="Company Currency")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, index=True, ondelete="cascade")
    instalment = fields.Integer(
        string="Instalment Rank", default=1, required=True,
        help="Rank of the instalment, to find it again after the invoice was posted anew.",
    )  # fmt: skip
    move_line_id = fields.Many2one(
        "account.move.line", string="Journal Item", index="btree_not_null", ondelete="set null"
    )
    invoice_name = fields.Char(string="Number", compute="_compute_invoice_name", compute_sudo=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount_open = fields.Monetary(
        string="Open Then", required=True, help="Open and not covered by credits on the day of the promise."
    )
    amount = fields.Monetary(string="Promised", required=True)
    amount_company = fields.Monetary(string="Promised (company currency)", currency_field="company_currency_id")
    amount_paid = fields.Monetary(string="Amount Received", readonly=True, copy=False)

    _amounts = models.Constraint(
        "CHECK(amount > 0 AND amount <= amount_open)", "No more of an item can be promised than is open, and no less than nothing."
    )

    @api.depends("move_id.name", "move_line_id.name", "instalment")
    def _compute_invoice_name(self):
        for line in self:
            item = line.move_line_id
            line.invoice_name = (item._dunning_number() if item else line.move_id.name) or ""
