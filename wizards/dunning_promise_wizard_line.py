"""One payment that a customer promises: a day and an amount."""

from odoo import fields, models

from ..models.claim.dunning_promise import USUAL_DAYS
from ..models.shared.company_day import company_day


class DunningPromiseWizardLine(models.TransientModel):
    _name = "dunning.promise.wizard.line"
    _inherit = "dunning.dialogue"
    _description = "Promised Payment"
    _order = "date_payment, id"

    promise_wizard_id = fields.Many2one("dunning.promise.wizard", ondelete="cascade")
    call_wizard_id = fields.Many2one("dunning.call.wizard", ondelete="cascade")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    date_payment = fields.Date(
        string="Payment Day", required=True,
        default=lambda self: fields.Date.add(company_day(self), days=USUAL_DAYS),
    )  # fmt: skip
    amount = fields.Monetary(required=True)

    def _compute_currency_id(self):
        for line in self:
            line.currency_id = line.promise_wizard_id.currency_id or line.call_wizard_id.currency_id
