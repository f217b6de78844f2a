"""Propose limits from sales, terms and score: drafts with the sum behind each, which a person grants."""

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..models.shared.channels import SEGMENTS
from ..models.shared.company_day import company_day
from ..models.shared.receivable import sql_due, sql_trade


class DunningCreditProposeWizard(models.TransientModel):
    _name = "dunning.credit.propose.wizard"
    _inherit = "dunning.dialogue"
    _description = "Proposal of Credit Limits"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    segment = fields.Selection(SEGMENTS, help="Empty: customers of all segments.")
    months = fields.Integer(string="Sales of (months)", default=12, required=True)
    headroom_days = fields.Integer(
        string="Days of Lateness", default=30, required=True,
        help="So many days of sales beyond the agreed terms are added for a customer who always pays on time; "
             "less in proportion to its score, none without a score.",
    )  # fmt: skip
    step_amount = fields.Monetary(string="Rounded Up To", default=100.0, help="Limits are multiples of this amount.")
    is_new_only = fields.Boolean(string="Only Customers without Own Limit", default=True)

    def action_propose(self):
        """Make a draft of a limit for each customer that was invoiced in the period.

        :return: action that opens the drafts
        :raises UserError: nobody was invoiced, or the period is none
        """
        self._check_one_dialogue()
        Limit = self.env["dunning.credit.limit"]
        Limit.check_access("create")
        if self.months <= 0 or self.headroom_days < 0 or self.step_amount <= 0:
            raise UserError(self.env._("Months and the amount to round up to are above zero, days are not below."))
        limits = Limit.create([self._limit_proposal_vals(row) for row in self._read_habits()])
        if not limits:
            raise UserError(self.env._("There is nobody to propose a limit for: nobody was invoiced, or all have one."))
        action = self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_credit_limit")
        return {**action, "domain": [("id", "in", limits.ids)], "context": {}}

    def _read_habits(self):
        """Return what customers bought in the period and on which terms, one statement.

        Left out is who has a draft already, and where it is asked so who has an own limit.

        :return: list of dict ``partner_id, sales`` (with tax, credit notes taken off, company currency), ``days`` (agreed,
            weighted by amount), ``score`` (percent, ``None`` without one)
        """
        company, today = self.company_id, company_day(self, self.company_id)
        first = today - relativedelta(months=self.months)
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT sold.partner_id, sold.sales::float8 AS sales, COALESCE(term.days, 0)::float8 AS days,
                       CASE WHEN profile.credit_score_on IS NOT NULL THEN profile.credit_score END AS score
                  FROM (%(sold)s) AS sold
                  LEFT JOIN (%(terms)s) AS term ON term.partner_id = sold.partner_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = sold.partner_id AND profile.company_id = %(company)s
                 WHERE sold.sales > 0 AND (%(segment)s IS NULL OR COALESCE(profile.segment, 'standard') = %(segment)s)
                   AND NOT EXISTS (
                       SELECT FROM dunning_credit_limit AS own
                        WHERE own.partner_id = sold.partner_id AND own.company_id = %(company)s AND own.is_for_group IS NOT TRUE
                          AND (own.state = 'draft' OR own.state = 'granted' AND %(new)s))
                 ORDER BY sold.sales DESC, sold.partner_id
                """,
                sold=self._sql_customer_sales(first, today),
                terms=self._sql_customer_terms(first, today),
                company=company.id,
                segment=self.segment or None,
                new=self.is_new_only,
            )
        )

    def _sql_customer_sales(self, first, today):
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id, SUM(move.amount_total_signed) AS sales
              FROM account_move AS move
             WHERE move.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND move.state = 'posted'
               AND move.invoice_date > %s AND move.invoice_date <= %s AND move.company_id = ANY(%s)
             GROUP BY move.commercial_partner_id
            """,
            first, today, self.company_id.sudo()._dunning_companies().ids,
        )  # fmt: skip

    def _sql_customer_terms(self, first, today):
        """Return the days from invoice to due date that were agreed with each customer, weighted by amount."""
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id, SUM(item.balance * (%(due)s - move.invoice_date)) / SUM(item.balance) AS days
              FROM account_move_line AS item
              JOIN account_move AS move ON move.id = item.move_id
              JOIN account_account AS account ON account.id = item.account_id AND %(trade)s
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted' AND item.balance > 0
               AND move.invoice_date > %(first)s AND move.invoice_date <= %(today)s AND move.company_id = ANY(%(companies)s)
             GROUP BY move.commercial_partner_id
            """,
            due=sql_due("item"),
            trade=sql_trade(),
            first=first,
            today=today,
            companies=self.company_id.sudo()._dunning_companies().ids,
        )

    def _limit_proposal_vals(self, row):
        """Return the values of a draft: sales of the days that terms and lateness take, rounded up, with the sum as reason.

        :param dict row: of ``_read_habits``
        """
        today = company_day(self, self.company_id)
        period = (today - (today - relativedelta(months=self.months))).days
        late = self.headroom_days * (row["score"] or 0) / 100
        need = row["sales"] / period * (row["days"] + late)
        step = self.step_amount
        # cents of a computer do not lift a limit by a step
        amount = max(step, step * -(-round(need, 2) // step))

        def money(value):
            return formatLang(self.env, value, currency_obj=self.currency_id)

        words = {
            "sales": money(row["sales"]), "period": period, "terms": round(row["days"]), "late": round(late), "score": row["score"],
            "need": money(need),
        }  # fmt: skip
        if row["score"] is None:
            reason = self.env._("%(sales)s sold in %(period)s days, agreed for %(terms)s days; no score yet: %(need)s.", **words)
        else:
            reason = self.env._(
                "%(sales)s sold in %(period)s days, agreed for %(terms)s days, and %(late)s days more for a score of %(score)s: %(need)s.",
                **words,
            )
        return {
            "company_id": self.company_id.id, "partner_id": row["partner_id"], "amount": amount, "source": "history", "reason": reason,
        }  # fmt: skip
