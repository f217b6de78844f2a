"""Open items at risk, and when their money is expected."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..shared.company_day import company_day

# More days late than this is a risk; so is an age of so many days since the invoice, when credit insurers want to know.
LATE_DAYS = 30
AGE_FROM, AGE_TO = 90, 120


class DunningReceivable(models.Model):
    _inherit = "dunning.receivable"

    date_expected = fields.Date(
        string="Expected (50 %)", compute="_compute_forecast", search="_search_date_expected",
        help="When it is probably paid, as computed last night.",
    )  # fmt: skip
    date_cautious = fields.Date(string="Cautious (80 %)", compute="_compute_forecast")
    forecast_reason = fields.Char(string="Expected Because", compute="_compute_forecast")
    is_late_risk = fields.Boolean(string="More than 30 Days Late", compute="_compute_risk", search="_search_is_late_risk")
    is_age_risk = fields.Boolean(string="90 to 120 Days Old", compute="_compute_risk", search="_search_is_age_risk")
    risk = fields.Char(compute="_compute_risk", help="More than 30 days late; 90 to 120 days after the invoice.")

    def _compute_forecast(self):
        found = self.env["dunning.forecast"].sudo().browse(self.ids).exists()
        for item in self:
            forecast = found.browse(item.id) if item.id in found._ids else found.browse()
            item.date_expected = forecast.date_expected
            item.date_cautious = forecast.date_cautious
            item.forecast_reason = forecast.reason

    def _search_date_expected(self, operator, value):
        forecasts = self.env["dunning.forecast"].sudo()._search(Domain("date_expected", operator, value))
        return Domain("id", "in", forecasts.subselect())

    @api.depends("date_due", "invoice_date", "residual")
    @api.depends_context("lang")
    def _compute_risk(self):
        today = company_day(self)
        for item in self:
            owed = item.residual > 0
            late = (today - item.date_due).days if owed and item.date_due else 0
            age = (today - item.invoice_date).days if owed and item.invoice_date else 0
            item.is_late_risk = late > LATE_DAYS
            item.is_age_risk = AGE_FROM <= age <= AGE_TO
            parts = [
                item.is_late_risk and self.env._("%s days late", late),
                item.is_age_risk and self.env._("invoiced %s days ago", age),
            ]
            item.risk = ", ".join(part for part in parts if part)

    def _search_is_late_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        limit = fields.Date.subtract(company_day(self), days=LATE_DAYS)
        found = Domain("date_due", "<", limit) & Domain("residual", ">", 0)
        return found if True in value else ~found

    def _search_is_age_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = company_day(self)
        found = (
            Domain("invoice_date", ">=", fields.Date.subtract(today, days=AGE_TO))
            & Domain("invoice_date", "<=", fields.Date.subtract(today, days=AGE_FROM))
            & Domain("residual", ">", 0)
        )
        return found if True in value else ~found
