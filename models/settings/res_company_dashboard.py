"""Companies: who gets the dashboard by e-mail, and when."""

from odoo import fields, models

WEEKDAYS = [
    ("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday"), ("4", "Friday"), ("5", "Saturday"), ("6", "Sunday"),
]  # fmt: skip


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_dashboard_user_ids = fields.Many2many(
        "res.users", "dunning_dashboard_company_rel", "company_id", "user_id", string="Dashboard by E-mail to",
        domain="[('share', '=', False)]",
        help="Collectors and credit managers who get their dashboard once a week, each in his language.",
    )  # fmt: skip
    dunning_dashboard_weekday = fields.Selection(WEEKDAYS, string="Day of the Dashboard", default="0", required=True)
    dunning_dashboard_date = fields.Date(string="Last Dashboard On", readonly=True, copy=False)
