"""Principal and claims apart on the customer's page: what was charged and is owed, and what could be claimed today."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.company_day import company_day


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    amount_claims = fields.Monetary(
        string="Interest and Compensation", compute="_compute_amount_claims", search="_search_amount_claims",
        help="Charged and not paid yet (company currency); apart from the principal, in no other figure.",
    )  # fmt: skip
    interest_accrued = fields.Monetary(
        string="Interest to Date", compute="_compute_interest_accrued", groups="account_dunning.group_dunning_user",
        help="Accrued on what is overdue, charged or not, by the law of each invoice (company currency, rate of the day).",
    )  # fmt: skip
    public_term = fields.Selection(
        [("30", "State, local authorities: 30 days"), ("50", "Hospitals: 50 days"), ("60", "Public undertakings: 60 days")],
        string="Legal Term", default="30", help="Within which a French public body must pay: before it nothing may be claimed of it.",
    )  # fmt: skip
    service_code = fields.Char(help="Service of the public body, as the invoicing portal names it.")
    claim_ids = fields.One2many("dunning.claim", "profile_id", string="Late-Payment Claims")
    claim_count = fields.Integer(string="Claims", compute="_compute_claim_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_amount_claims(self):
        self.env.flush_all()
        companies = self.company_id._dunning_own_companies().ids if self.company_id else []
        rows = self.env.execute_query(
            SQL(
                "SELECT profile_id, SUM(residual) FROM (%s) AS claim WHERE profile_id = ANY(%s) AND branch_id = ANY(%s) GROUP BY 1",
                self.env["dunning.claim"]._sql_open_claims(), self.ids, companies,
            )
        )  # fmt: skip
        sums = dict(rows)
        for profile in self:
            profile.amount_claims = profile.currency_id.round(float(sums.get(profile.id, 0.0))) if profile.currency_id else 0.0

    def _search_amount_claims(self, operator, value):
        if operator not in (">", ">=", "<", "<=", "=", "!="):
            return NotImplemented
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT profile_id, SUM(residual) FROM (%s) AS claim WHERE branch_id = ANY(%s) GROUP BY 1",
                self.env["dunning.claim"]._sql_open_claims(), self.env.companies.ids,
            )
        )  # fmt: skip
        compare = {
            ">": lambda one: one > value, ">=": lambda one: one >= value, "<": lambda one: one < value, "<=": lambda one: one <= value,
            "=": lambda one: one == value, "!=": lambda one: one != value,
        }[operator]  # fmt: skip
        found = [profile for profile, amount in rows if compare(float(amount))]
        if not compare(0.0):
            return [("id", "in", found)]
        return [("id", "not in", [profile for profile, amount in rows if not compare(float(amount))])]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_interest_accrued(self):
        """Price the overdue items of all customers shown with a few statements."""
        self.env.flush_all()
        for company, profiles in self.grouped("company_id").items():
            today = company_day(self, company) if company else None
            sums = profiles._sum_up_interest(company, today) if company else {}
            for profile in profiles:
                profile.interest_accrued = company.currency_id.round(sums.get(profile.partner_id.id, 0.0)) if company else 0.0

    def _sum_up_interest(self, company, today):
        """Return the interest accrued on the customers' overdue items, by customer id, in company currency."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id, item.partner_id, item.currency_id FROM (%s) AS item
                  JOIN account_move AS move ON move.id = item.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
                 WHERE NOT item.is_credit AND item.days > 0
                """,
                self.env["dunning.aging"]._sql_items(self._profile_aging_options(), entry=False),
            )
        )
        amounts = self.env["dunning.interest.bulk"].sudo()._accrued_interest([row[0] for row in rows], today)
        sums, currencies = {}, self.env["res.currency"].browse({row[2] for row in rows}).grouped("id")
        for item, partner, currency in rows:
            value = currencies[currency]._convert(amounts.get(item, 0.0), company.currency_id, company, today)
            sums[partner] = sums.get(partner, 0.0) + value
        return sums

    def _compute_claim_count(self):
        counts = dict(self.env["dunning.claim"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"]))
        for profile in self:
            profile.claim_count = counts.get(profile, 0)

    def action_open_claims(self):
        """Open the customer's late-payment claims."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Late-Payment Claims"), "res_model": "dunning.claim",
            "view_mode": "list,kanban,form", "domain": [("profile_id", "=", self.id)],
        }  # fmt: skip

    def action_claim(self):
        """Open the dialogue that computes the customer's claims."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window", "name": self.env._("Interest and Compensation"), "res_model": "dunning.claim.new.wizard",
            "view_mode": "form", "target": "new", "context": {"default_profile_ids": self.ids},
        }  # fmt: skip
