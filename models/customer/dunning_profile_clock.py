"""The two clocks of a customer: how long its oldest item is late by law, and in its plan."""

from odoo import api, fields, models

from ..shared.company_day import company_day


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    plan_days = fields.Integer(
        string="Most Plan Days", compute="_compute_plan_days",
        help="Of its open items the most days overdue without those on hold, in dispute or promised.",
    )  # fmt: skip

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_plan_days(self):
        self.plan_days = 0
        today = company_day(self)
        for company, profiles in self.grouped("company_id").items():
            items = self.env["dunning.receivable"].sudo().search(
                [
                    ("profile_id", "in", profiles.ids),
                    ("company_id", "in", company._dunning_own_companies().ids),
                    ("date_due", "<", today),
                    ("residual", ">", 0),
                ]
            )  # fmt: skip
            for profile, owed in items.grouped("profile_id").items():
                profile.sudo(False).plan_days = max(owed.mapped("plan_days"))
