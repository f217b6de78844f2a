"""What both owe: customers who are suppliers too, with what could be set off and what stands in the way."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_trade


class DunningMutualDebt(models.Model):
    _name = "dunning.mutual.debt"
    _description = "What Both Owe"
    _auto = False
    _order = "amount_company desc, id"
    _rec_name = "partner_id"

    _depends = {
        "account.move.line": [
            "partner_id", "date_maturity", "date", "amount_residual", "amount_residual_currency", "reconciled", "parent_state",
            "company_id", "currency_id", "account_id",
        ],
        "dunning.profile": ["debtor_class"],
        "dunning.hold": ["state", "kind", "partner_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    owed_to_us = fields.Monetary(string="Owed to Us", readonly=True)
    overdue = fields.Monetary(string="Overdue of It", readonly=True)
    owed_by_us = fields.Monetary(string="We Owe", readonly=True)
    amount = fields.Monetary(string="Could Be Set Off", readonly=True)
    amount_company = fields.Monetary(
        string="Could Be Set Off (company currency)", currency_field="company_currency_id", readonly=True
    )
    obstacle = fields.Selection(
        [("public", "Public body: never"), ("insolvency", "Proceedings: a person decides")], string="In the Way", readonly=True
    )

    @property
    def _table_query(self):
        """One row a customer, branch and currency in which both sides owe something; credits are taken off what is owed."""
        return SQL(
            """
            SELECT theirs.id, theirs.partner_id, profile.id AS profile_id, theirs.company_id, theirs.root_id AS root_company_id,
                   theirs.company_currency_id, theirs.currency_id, theirs.amount AS owed_to_us,
                   LEAST(theirs.overdue, theirs.amount) AS overdue, ours.amount AS owed_by_us,
                   LEAST(theirs.amount, ours.amount) AS amount,
                   CASE WHEN theirs.amount <= ours.amount THEN theirs.residual ELSE ours.residual END AS amount_company,
                   CASE WHEN profile.debtor_class = 'public' THEN 'public'
                        WHEN EXISTS (SELECT FROM dunning_hold AS hold
                                      WHERE hold.partner_id = theirs.partner_id AND hold.company_id = theirs.root_id
                                        AND hold.kind = 'insolvency' AND hold.state = 'active') THEN 'insolvency' END AS obstacle
              FROM (%(theirs)s) AS theirs
              JOIN (%(ours)s) AS ours ON ours.partner_id = theirs.partner_id AND ours.company_id = theirs.company_id
               AND ours.currency_id = theirs.currency_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = theirs.partner_id AND profile.company_id = theirs.root_id
             WHERE theirs.amount > 0 AND ours.amount > 0
            """,
            theirs=self._sql_owed_to_us(),
            ours=SQL(
                """
                SELECT payable.partner_id, payable.company_id, payable.currency_id, SUM(payable.residual_currency) AS amount,
                       SUM(payable.residual) AS residual
                  FROM (%s) AS payable GROUP BY 1, 2, 3
                """,
                self.env["dunning.payable"]._table_query,
            ),
        )

    def _sql_owed_to_us(self):
        """Open trade receivables by customer, branch and currency, those of suppliers only."""
        return SQL(
            """
            SELECT MIN(line.id) AS id, partner.commercial_partner_id AS partner_id, line.company_id,
                   SPLIT_PART(company.parent_path, '/', 1)::int AS root_id, line.company_currency_id, line.currency_id,
                   SUM(line.amount_residual_currency) AS amount, SUM(line.amount_residual) AS residual,
                   COALESCE(SUM(line.amount_residual_currency) FILTER (WHERE %(due)s < %(today)s AND line.amount_residual > 0), 0)
                   AS overdue
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              JOIN res_partner AS partner ON partner.id = line.partner_id
              JOIN res_company AS company ON company.id = line.company_id
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.move_id NOT IN (%(transfers)s)
               AND partner.commercial_partner_id IN (
                   SELECT payable.partner_id FROM (%(payables)s) AS payable)
             GROUP BY partner.commercial_partner_id, line.company_id, company.parent_path, line.company_currency_id, line.currency_id
            """,
            due=sql_due(),
            today=company_day(self.browse()),
            trade=sql_trade(),
            transfers=self.env["dunning.doubtful"]._sql_entries(),
            payables=self.env["dunning.payable"]._table_query,
        )

    def action_set_off(self):
        """Open the dialogue that offers a set-off to this customer."""
        self.ensure_one()
        return self.env["dunning.set.off.wizard"]._open_set_off_wizard(self.partner_id, self.root_company_id)
