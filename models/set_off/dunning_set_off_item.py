"""The parts of a set-off: the items of both sides, and who accepted it, as evidence."""

from odoo import fields, models


class DunningSetOffItem(models.Model):
    _name = "dunning.set.off.item"
    _inherit = ["dunning.offer.part"]
    _description = "Item of a Set-off"
    _order = "side desc, date_due, id"
    _rec_name = "invoice_name"

    set_off_id = fields.Many2one("dunning.set.off", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="set_off_id.company_id", store=True)
    currency_id = fields.Many2one(related="set_off_id.currency_id")
    side = fields.Selection([("theirs", "The customer owes"), ("ours", "We owe")], required=True, readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index="btree_not_null")
    entry_line_id = fields.Many2one(
        "account.move.line", string="Line of the Entry", readonly=True, ondelete="set null", index="btree_not_null"
    )
    instalment = fields.Integer(
        string="Instalment Rank", readonly=True, default=1, required=True,
        help="Rank of the instalment of the invoice, to find it again after the invoice was posted anew.",
    )  # fmt: skip
    invoice_name = fields.Char(string="Number", readonly=True)
    date_due = fields.Date(string="Due", readonly=True, help="As it was when the set-off was offered.")
    amount_open = fields.Monetary(string="Open", readonly=True, help="Less credits, when the set-off was offered.")
    amount = fields.Monetary(string="Amount Set Off", required=True, readonly=True)

    def _read_open(self):
        """Return what is open of an item in the books, in its currency: above zero on both sides, 0 when it is gone."""
        self.ensure_one()
        line = self.sudo().move_line_id
        if not line or line.parent_state != "posted":
            return 0.0
        return line.amount_residual_currency * (1 if self.side == "theirs" else -1)


class DunningSetOffAcceptance(models.Model):
    _name = "dunning.set.off.acceptance"
    _inherit = ["dunning.acceptance"]
    _description = "Acceptance of a Set-off"
    _order = "set_off_id, date, id"

    set_off_id = fields.Many2one("dunning.set.off", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="set_off_id.company_id", store=True)
