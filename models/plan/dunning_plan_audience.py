"""Whom a plan is meant for, beside segment and filters: consumers or businesses, and customers who have hardly paid yet."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.debtor_class import sql_told
from ..shared.receivable import sql_is_called_paid, sql_settlements


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    debtor_class = fields.Selection(
        [("business", "Businesses"), ("consumer", "Consumers"), ("public", "Public bodies")], string="Debtors",
        help="Only customers of this class get the plan.",
    )  # fmt: skip
    size = fields.Selection(
        [("micro", "Micro"), ("small", "Small"), ("medium", "Medium"), ("large", "Large"), ("public", "Public sector")],
        help="Only customers of this size get the plan; those whose size nobody knows do not.",
    )  # fmt: skip
    paid_below = fields.Integer(
        string="Fewer Paid Invoices Than", help="Only customers who have paid fewer invoices so far get the plan. 0: all."
    )

    _paid_below_positive = models.Constraint("CHECK(paid_below >= 0)", "A number of paid invoices cannot be negative.")

    def _audience_conditions(self, company, day=None):
        """Return the SQL conditions by ``item.partner_id`` and ``profile`` under which a customer is meant, as a list.

        Who has no profile yet counts as the profile would be made.

        :param company: root ``res.company`` for which is decided
        :param date day: a past day whose ledger is rebuilt
        """
        self.ensure_one()
        conditions = []
        if self.debtor_class:
            customers = SQL(
                "SELECT id AS partner_id, %s AS company_id FROM res_partner WHERE id = commercial_partner_id", company.root_id.id
            )
            conditions.append(
                SQL(
                    """(profile.debtor_class = %(class)s OR profile.debtor_class IS NULL AND item.partner_id IN (
                        SELECT told.partner_id FROM (%(told)s) AS told WHERE told.own = %(class)s))""",
                    told=sql_told(customers),
                    **{"class": self.debtor_class},
                )
            )
        if self.size:
            conditions.append(SQL("profile.size = %s", self.size))
        if self.paid_below:
            conditions.append(SQL("item.partner_id NOT IN (%s)", self._sql_customers_who_paid(company, day)))
        return conditions

    def _sql_customers_who_paid(self, company, day):
        """Customers of a root company who have paid as many invoices in full, on a past day those paid by then."""
        known = (
            SQL(
                """AND invoice.date <= %(day)s AND NOT EXISTS (
                       SELECT FROM account_move_line AS line
                         JOIN %(settlements)s AS part ON part.debit_move_id = line.id AND part.max_date > %(day)s
                        WHERE line.move_id = invoice.id)""",
                day=day,
                settlements=sql_settlements(),
            )
            if day
            else SQL()
        )
        return SQL(
            """
            SELECT customer.commercial_partner_id
              FROM account_move AS invoice
              JOIN res_partner AS customer ON customer.id = invoice.partner_id
             WHERE invoice.move_type = 'out_invoice' AND invoice.state = 'posted' AND %s
               AND invoice.company_id IN (SELECT id FROM res_company WHERE parent_path LIKE %s) %s
             GROUP BY customer.commercial_partner_id
            HAVING COUNT(*) >= %s
            """,
            sql_is_called_paid("invoice"),
            f"{company.root_id.id}/%",
            known,
            self.paid_below,
        )
