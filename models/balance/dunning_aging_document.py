"""The rows of aged balances for documents: with the names that are printed, in their order."""

from odoo import api, models
from odoo.tools import SQL


class DunningAging(models.AbstractModel):
    _inherit = "dunning.aging"

    @api.model
    def _check_access(self):
        """Refuse people who may not read accounting.

        :raises AccessError: the user reads no aged balance
        """
        self.env["dunning.aged.balance"].check_access("read")

    @api.model
    def _sql_balance_document(self, options):
        """Return the lines of the aged balance with the names that documents print, in their order."""
        return SQL(
            """
            SELECT balance.*, partner.name AS partner_name, company.name AS company_name, money.name AS money_name,
                   money.decimal_places AS money_digits,
                   account.code_store->>SPLIT_PART(company.parent_path, '/', 1) AS account_code,
                   currency.name AS currency_name, seller.name AS salesperson_name, collector.name AS collector_name
              FROM (%s) AS balance
              JOIN res_company AS company ON company.id = balance.company_id
              JOIN res_currency AS money ON money.id = balance.money_id
              LEFT JOIN account_account AS account ON account.id = balance.account_id
              LEFT JOIN res_currency AS currency ON currency.id = balance.currency_id
              LEFT JOIN res_partner AS partner ON partner.id = balance.partner_id
              LEFT JOIN res_users AS selling ON selling.id = balance.salesperson_id
              LEFT JOIN res_partner AS seller ON seller.id = selling.partner_id
              LEFT JOIN res_users AS collecting ON collecting.id = balance.collector_id
              LEFT JOIN res_partner AS collector ON collector.id = collecting.partner_id
             ORDER BY company.name, company.id, balance.side DESC, money.name, %s LOWER(partner.name) NULLS LAST, balance.id
            """,
            self._sql_balances(options),
            {"account": SQL("account_code,"), "currency": SQL("currency.name,")}.get(options.by, SQL()),
        )

    @api.model
    def _balance_rows(self, options):
        """Return the lines of an aged balance for documents.

        :param options: ``Options``
        :return: list of dict, amounts in ``money_name``
        """
        self._check_access()
        self.env.flush_all()
        return self.env.execute_query_dict(self._sql_balance_document(options))

    @api.model
    def _sql_item_document(self, options):
        """Return the items of an aged balance with the names that documents print, in their order."""
        return SQL(
            """
            SELECT item.*, partner.name AS partner_name, company.name AS company_name,
                   account.code_store->>SPLIT_PART(company.parent_path, '/', 1) AS account_code,
                   own_currency.name AS company_currency_name,
                   own_currency.decimal_places AS company_currency_digits, currency.name AS currency_name,
                   %s AS move_name, move.ref AS move_ref,
                   seller.name AS salesperson_name, collector.name AS collector_name
              FROM (%s) AS item
              JOIN account_move_line AS line ON line.id = item.id
              JOIN account_move AS move ON move.id = item.move_id
              JOIN res_company AS company ON company.id = item.company_id
              JOIN account_account AS account ON account.id = item.account_id
              JOIN res_currency AS currency ON currency.id = item.currency_id
              JOIN res_currency AS own_currency ON own_currency.id = item.company_currency_id
              LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
              LEFT JOIN res_users AS selling ON selling.id = item.salesperson_id
              LEFT JOIN res_partner AS seller ON seller.id = selling.partner_id
              LEFT JOIN res_users AS collecting ON collecting.id = item.collector_id
              LEFT JOIN res_partner AS collector ON collector.id = collecting.partner_id
             ORDER BY company.name, company.id, item.side DESC, LOWER(partner.name) NULLS LAST, item.partner_id,
                      item.date_due, item.id
            """,
            self.env["account.move.line"]._dunning_sql_number(),
            self._sql_item_rows(options),
        )
