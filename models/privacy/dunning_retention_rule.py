"""How long personal data is kept: data by kind, country and company, each with its source."""

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

from ..shared.bounds import FIRST_DAY
from .dunning_personal_data import KINDS


class DunningRetentionRule(models.Model):
    _name = "dunning.retention.rule"
    _description = "Retention of Personal Data"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _order = "kind, company_id, country_id, id"
    _rec_name = "source"

    kind = fields.Selection(KINDS, string="What", required=True)
    country_id = fields.Many2one("res.country", string="In", ondelete="cascade", help="Country of the company. Empty: everywhere.")
    company_id = fields.Many2one(
        "res.company", ondelete="cascade", index="btree_not_null", domain="[('parent_id', '=', False)]",
        help="Empty: every company of the country.",
    )  # fmt: skip
    months = fields.Integer(required=True, help="So long after it was finished it is kept, and proposed for erasure afterwards.")
    source = fields.Char(required=True, help="Law or decision that the period comes from.")
    active = fields.Boolean(default=True)

    _months_range = models.Constraint("CHECK(months BETWEEN 1 AND 1200)", "Data is kept for 1 to 1200 months.")
    _once = models.UniqueIndex(
        "(kind, COALESCE(country_id, 0), COALESCE(company_id, 0)) WHERE active", "There is a period for this already."
    )

    @api.model
    def _find_rules(self, company):
        """Return the rule of each kind for a main company: its own, that of its country, that of everywhere.

        :param company: root ``res.company``
        :return: dict of ``dunning.retention.rule`` by kind; kinds without a rule are kept for ever
        """
        rules = self.sudo().search(
            [("company_id", "in", (company.id, False)), ("country_id", "in", (company.country_id.id, False))]
        )
        found = {}
        for rule in rules.sorted(lambda one: (bool(one.company_id), bool(one.country_id))):
            found[rule.kind] = rule
        return found

    def _find_last_kept_day(self, today):
        """Return the day before which data is over its period."""
        return max(today - relativedelta(months=self.months), FIRST_DAY)
