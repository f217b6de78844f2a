"""Which payment terms the law allows and the house wants: data by country of the customer and class of debtor, with source."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..claim.dunning_limitation_rule import DEBTORS


class DunningTermsPolicy(models.Model):
    _name = "dunning.terms.policy"
    _description = "Limit of Payment Terms"
    _inherit = ["dunning.guarded"]
    _shared_without_company = True
    _order = "company_id, country_id, debtor_class, id"
    _rec_name = "source"

    company_id = fields.Many2one(
        "res.company", ondelete="cascade", index="btree_not_null", domain="[('parent_id', '=', False)]", help="Empty: every company.",
    )  # fmt: skip
    country_id = fields.Many2one("res.country", string="Customers In", ondelete="cascade", help="Empty: everywhere.")
    debtor_class = fields.Selection(DEBTORS, help="Empty: whoever owes it.")
    policy_days = fields.Integer(string="Policy (days)", help="What we want to grant at most, from the invoice's date. 0: nothing said.")
    law_days = fields.Integer(string="Law (days)", help="What the law allows at most, from the invoice's date. 0: nothing known.")
    law_month_days = fields.Integer(
        string="Or After the Month's End", help="So many days after the end of the month are allowed too, counted either way. 0: not."
    )
    source = fields.Char(required=True, help="Law or decision that it comes from.")
    active = fields.Boolean(default=True)

    _days_range = models.Constraint(
        "CHECK(COALESCE(policy_days, 0) BETWEEN 0 AND 730 AND COALESCE(law_days, 0) BETWEEN 0 AND 730"
        " AND COALESCE(law_month_days, 0) BETWEEN 0 AND 730)",
        "Payment terms lie between 0 and 730 days.",
    )

    @api.model
    def _sql_nearest(self, kind):
        """Return the rule of a kind for the row ``sold``: that of its company before everybody's, its country, its class.

        :param str kind: ``policy`` or ``law``
        :return: SQL to be joined LATERAL, with columns ``days, month_days``
        """
        return SQL(
            """
            SELECT policy.%(days)s AS days, COALESCE(policy.law_month_days, 0) AS month_days
              FROM dunning_terms_policy AS policy
             WHERE policy.active AND policy.%(days)s > 0
               AND (policy.company_id IS NULL OR policy.company_id = sold.root_company_id)
               AND (policy.country_id IS NULL OR policy.country_id = sold.country_id)
               AND (policy.debtor_class IS NULL OR policy.debtor_class = sold.debtor_class)
             ORDER BY policy.company_id NULLS LAST, policy.country_id NULLS LAST, policy.debtor_class NULLS LAST, policy.id
             LIMIT 1
            """,
            days=SQL.identifier(f"{kind}_days"),
        )
