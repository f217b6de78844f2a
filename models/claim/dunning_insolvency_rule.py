"""What the insolvency law of a country gives creditors: months to declare a claim and to reclaim goods. Data with source."""

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models


class DunningInsolvencyRule(models.Model):
    _name = "dunning.insolvency.rule"
    _description = "Insolvency Deadlines of a Country"
    _inherit = ["dunning.guarded"]
    _rec_name = "country_id"
    _order = "country_id, id"

    country_id = fields.Many2one(
        "res.country", required=True, ondelete="cascade", help="Country whose court opened the proceedings."
    )
    declaration_months = fields.Integer(
        string="Declaration (months)", required=True, help="From the publication of the judgment, for creditors of the country."
    )
    declaration_months_abroad = fields.Integer(
        string="Declaration from Abroad (months)", help="For creditors of another country. 0: the same."
    )
    retention_months = fields.Integer(
        string="Retention of Title (months)", help="To reclaim goods that are not paid, from the publication. 0: not known."
    )
    source = fields.Char(required=True, help="Law or publication that these months come from.")

    _country_uniq = models.UniqueIndex("(country_id)", "This country has its deadlines already.")
    _months_given = models.Constraint(
        "CHECK(declaration_months > 0 AND COALESCE(declaration_months_abroad, 0) >= 0 AND COALESCE(retention_months, 0) >= 0)",
        "Months are counted from one on.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._recompute_deadlines()
        return rules

    def write(self, vals):
        countries = self.country_id
        result = super().write(vals)
        self._recompute_deadlines(countries)
        return result

    def _recompute_deadlines(self, countries=None):
        """Have the deadlines of the holds of these countries follow the rule."""
        countries = self.country_id | (countries or self.country_id)
        Hold = self.env["dunning.hold"].sudo()
        holds = Hold.search([("kind", "=", "insolvency"), ("state", "=", "active"), ("court_country_id", "in", countries.ids)])
        for name in ("declare_by", "retention_by"):
            self.env.add_to_compute(Hold._fields[name], holds)

    def _count_deadlines(self, published, creditor):
        """Return until when a creditor declares its claim and reclaims its goods.

        :param date published: day of publication of the opening judgment
        :param creditor: ``res.country`` of the creditor, may be empty: taken for that of the rule
        :return: (date, date), each may be ``False``
        """
        if not self or not published:
            return False, False
        abroad = creditor and creditor != self.country_id and self.declaration_months_abroad
        declare_by = published + relativedelta(months=abroad or self.declaration_months)
        return declare_by, bool(self.retention_months) and published + relativedelta(months=self.retention_months)
