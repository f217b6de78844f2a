"""Money that customers paid, as people without accounting rights may read it: their own customers', nothing else."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.receivable import sql_trade


class DunningReceipt(models.Model):
    _name = "dunning.receipt"
    _description = "Payment of a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    _depends = {
        "account.move.line": [
            "partner_id", "date", "balance", "amount_currency", "amount_residual", "amount_residual_currency", "parent_state",
            "company_id", "currency_id", "move_id", "account_id", "journal_id", "ref",
        ],
        "account.move": ["name"],
        "dunning.profile": ["own_salesperson_id", "partner_id", "company_id"],
        "res.partner": ["user_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Payment Reference", readonly=True)
    date = fields.Date(readonly=True)
    amount_currency = fields.Monetary(string="Amount Received", currency_field="currency_id", readonly=True)
    amount = fields.Monetary(string="Amount Received (company currency)", currency_field="company_currency_id", readonly=True)
    unallocated = fields.Monetary(string="Not Allocated", currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.partner_id, profile.id AS profile_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
                   line.company_id, root.id AS root_company_id, line.company_currency_id, line.currency_id,
                   move.name, line.ref, line.date, -line.amount_currency AS amount_currency, -line.balance AS amount,
                   -line.amount_residual AS unallocated
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
                   AND %(trade)s
              JOIN account_journal AS journal ON journal.id = line.journal_id AND journal.type IN ('bank', 'cash', 'credit')
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              JOIN res_company AS company ON company.id = line.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = line.partner_id AND profile.company_id = root.id
             WHERE line.parent_state = 'posted' AND line.balance < 0
            """,
            trade=sql_trade(),
        )
