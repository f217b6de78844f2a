"""One invoice of a payment that was noticed."""

from odoo import fields, models


class DunningPaymentNoticeLine(models.Model):
    _name = "dunning.payment.notice.line"
    _description = "Invoice Paid"
    _order = "id"

    notice_id = fields.Many2one("dunning.payment.notice", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="notice_id.company_id", store=True)
    move_id = fields.Many2one("account.move", string="Invoice", index="btree_not_null", ondelete="set null")
    invoice_name = fields.Char(string="Number")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount = fields.Monetary(string="Paid")
    amount_company = fields.Monetary(string="Paid (company currency)", currency_field="company_currency_id")
