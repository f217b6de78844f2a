"""Principal and claims apart on the customer's page: what was charged and is owed, and what could be claimed today."""

from odoo import api, fields, models
from odoo.tools import SQL


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    amount_claims = fields.Monetary(
        string="Interest and Compensation", compute="_compute_amount_claims", search="_search_amount_claims",
        help="Charged and not paid yet (company currency); apart from the principal, in no other figure.",
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
