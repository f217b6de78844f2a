"""Open payable items of customers, as collectors may read them: what we owe to who owes us."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.receivable import sql_due


class DunningPayable(models.Model):
    _name = "dunning.payable"
    _description = "Open Payable"
    _auto = False
    _order = "date_due, id"
    _rec_name = "bill_name"

    _depends = {
        "account.move.line": [
            "partner_id", "date_maturity", "date", "amount_residual", "amount_residual_currency", "reconciled", "parent_state",
            "company_id", "currency_id", "move_id", "account_id",
        ],
        "account.move": ["name", "ref", "payment_state", "partner_bank_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    bill_name = fields.Char(string="Number", readonly=True, help="The supplier's own number where it is known.")
    date_due = fields.Date(string="Due", readonly=True)
    residual_currency = fields.Monetary(string="We Owe", currency_field="currency_id", readonly=True)
    residual = fields.Monetary(string="We Owe (company currency)", currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        """Open items of payable accounts that are ours to set off.

        Left out: what is paid already or blocked, and bills to be paid to somebody else than the supplier (its factor).
        """
        return SQL(
            """
            SELECT line.id, partner.commercial_partner_id AS partner_id, line.company_id, root.id AS root_company_id,
                   line.company_currency_id, line.currency_id, COALESCE(NULLIF(move.ref, ''), move.name) AS bill_name,
                   %(due)s AS date_due, -line.amount_residual_currency AS residual_currency, -line.amount_residual AS residual
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'liability_payable'
               AND account.non_trade IS NOT TRUE
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = line.partner_id
              JOIN res_company AS company ON company.id = line.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              LEFT JOIN res_partner_bank AS bank ON bank.id = move.partner_bank_id
              LEFT JOIN res_partner AS holder ON holder.id = bank.partner_id
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual_currency < 0
               AND (move.payment_state IS NULL OR move.payment_state NOT IN ('in_payment', 'paid', 'blocked'))
               AND (holder.id IS NULL OR holder.commercial_partner_id = partner.commercial_partner_id)
            """,
            due=sql_due(),
        )
