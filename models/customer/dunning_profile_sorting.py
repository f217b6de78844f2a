"""Customers sorted, grouped and summed up by what they owe and by their next contact: computed in the query, stored nowhere."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..item.invoice_status import sql_row_order, sql_status
from ..shared.company_day import company_day

# Figures of one decision a company, joined to the customers; what has no row owes nothing.
AMOUNTS = ("amount_due", "amount_overdue", "amount_credit", "oldest_days")
JOINED = (*AMOUNTS, "next_date", "oldest_bucket")
# Up to so many days the oldest item is overdue, by bucket.
BUCKETS = [("0", "Not overdue"), ("30", "1 to 30 days"), ("60", "31 to 60 days"), ("90", "61 to 90 days"), ("more", "More than 90 days")]


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    amount_due = fields.Monetary(aggregator="sum")
    amount_overdue = fields.Monetary(aggregator="sum")
    amount_credit = fields.Monetary(aggregator="sum")
    oldest_days = fields.Integer(aggregator="max")
    oldest_bucket = fields.Selection(BUCKETS, string="Oldest Overdue", compute="_compute_oldest_bucket")

    @api.depends("oldest_days")
    def _compute_oldest_bucket(self):
        for profile in self:
            days = profile.oldest_days
            profile.oldest_bucket = next((code for code, _label in BUCKETS[:-1] if days <= int(code)), "more")

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let people sort and group customers by what they owe and their next contact."""
        if field_expr not in JOINED or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        joined = query.make_alias(alias, "dunning_owed")
        if joined not in query._joins:
            query.add_join(
                "LEFT JOIN", joined, SQL("(%s)", self._sql_owed_by_profile()),
                SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(joined, "profile_id")),
            )  # fmt: skip
        if field_expr == "oldest_bucket":
            days = SQL("COALESCE(%s, 0)", SQL.identifier(joined, "oldest_days"))
            cases = SQL(" ").join(SQL("WHEN %s <= %s THEN %s", days, int(code), code) for code, _label in BUCKETS[:-1])
            return SQL("CASE %s ELSE %s END", cases, BUCKETS[-1][0])
        column = SQL.identifier(joined, field_expr)
        return SQL("COALESCE(%s, 0)", column) if field_expr in AMOUNTS else column

    def _sql_owed_by_profile(self):
        """Return what each customer owes and when it is contacted next, of the companies chosen at the top, as SQL.

        One row a profile, with the columns ``profile_id`` and those of ``JOINED`` but the bucket; a customer's next contact is
        that of its leading item, as its page shows it.
        """
        today = company_day(self)
        self.env.flush_all()
        parts = [
            SQL(
                """(SELECT DISTINCT ON (owed.partner_id) profile.id AS profile_id, owed.amount_due, owed.amount_overdue,
                           owed.amount_credit, owed.oldest_days, CASE WHEN reason <> 'credit' THEN next_date END AS next_date
                      FROM (SELECT figures.*, %(status)s AS status FROM (%(owed)s) AS figures) AS owed
                      JOIN dunning_profile AS profile ON profile.partner_id = owed.partner_id AND profile.company_id = %(company)s
                     ORDER BY owed.partner_id, (reason = 'credit'), %(order)s)""",
                owed=self._sql_owed(company, today),
                company=company.id,
                status=sql_status(self.env["dunning.decision"]._suspended_codes()),
                order=sql_row_order(),
            )
            for company in self.env.companies.root_id
        ]
        return SQL(" UNION ALL ").join(parts)
