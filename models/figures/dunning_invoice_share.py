"""What belongs to the parts of an invoice: rows about invoices divided among its products or its analytic accounts.

A product has the share of an invoice that its lines have of the amount before tax; an analytic account has of each line the
percentage that the line gives it, what no account of the plan has is nobody's. The shares of an invoice add up to 1, so
divided rows add up to the undivided ones.
"""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

PRODUCT, ANALYTIC = "product", "analytic"
# Shares of an invoice beyond so many are not told apart by the ids of their rows.
MOST_SHARES = 100_000


class DunningInvoiceShare(models.AbstractModel):
    _name = "dunning.invoice.share"
    _description = "Shares of an Invoice"

    @api.model
    def _check_division(self, by):
        """Return by what rows are divided, empty for not at all.

        :param str by: ``product``, ``analytic`` or nothing
        :raises UserError: it is neither, or the user may not read analytic accounts
        """
        if by and by not in (PRODUCT, ANALYTIC):
            raise UserError(self.env._("Figures are divided by product or by analytic account."))
        if by == ANALYTIC and not self.env.su and not self.env.user.has_group("analytic.group_analytic_accounting"):
            raise UserError(self.env._("You do not work with analytic accounts: ask for them in your access rights."))
        return by or ""

    @api.model
    def _list_divisions_of_user(self):
        """Return by what invoices may be divided, as choices; by analytic account for people who work with them."""
        choices = [(PRODUCT, self.env._("Product"))]
        if self.env.su or self.env.user.has_group("analytic.group_analytic_accounting"):
            choices.append((ANALYTIC, self.env._("Analytic account")))
        return choices

    @api.model
    def _sql_divided(self, rows, by, columns, amounts):
        """Return rows divided among the parts of their invoices.

        :param SQL rows: with ``id`` and ``move_id``
        :param str by: see ``_check_division``
        :param columns: names of columns that stay as they are
        :param amounts: names of columns that are divided
        :return: SQL with ``id``, the columns, the amounts, ``product_id`` and ``analytic_account_id``
        """
        kept = SQL(", ").join(SQL.identifier("base", name) for name in columns)
        if not by:
            sums = SQL(", ").join(SQL.identifier("base", name) for name in amounts)
            return SQL(
                "SELECT base.id, %s, %s, NULL::int AS product_id, NULL::int AS analytic_account_id FROM (%s) AS base", kept, sums, rows
            )
        shared = SQL(", ").join(
            SQL("%s * COALESCE(part.share, 1) AS %s", SQL.identifier("base", name), SQL.identifier(name)) for name in amounts
        )
        return SQL(
            """
            WITH base AS MATERIALIZED (%(rows)s), part AS MATERIALIZED (%(parts)s)
            SELECT base.id::bigint * %(most)s + COALESCE(part.place, 0) AS id, %(kept)s, %(shared)s,
                   part.product_id, part.analytic_account_id
              FROM base
              LEFT JOIN part ON part.move_id = base.move_id
            """,
            rows=rows,
            parts=self._sql_product_shares() if by == PRODUCT else self._sql_analytic_shares(),
            most=MOST_SHARES,
            kept=kept,
            shared=shared,
        )

    @api.model
    def _sql_invoice_lines(self):
        """Return the lines of the invoices of ``base`` with the share that each has of its invoice; of nothing there are no shares."""
        return SQL(
            """
            SELECT line.id, line.move_id, line.product_id, line.analytic_distribution, line.balance / whole.balance AS share
              FROM account_move_line AS line
              JOIN (
                SELECT own.move_id, SUM(own.balance) AS balance
                  FROM account_move_line AS own
                  JOIN account_move AS entry ON entry.id = own.move_id AND entry.move_type <> 'entry'
                 WHERE own.display_type = 'product' AND own.move_id IN (SELECT move_id FROM base)
                 GROUP BY 1 HAVING SUM(own.balance) <> 0
              ) AS whole ON whole.move_id = line.move_id
             WHERE line.display_type = 'product' AND line.balance <> 0
            """
        )

    @api.model
    def _sql_product_shares(self):
        """Return the share of each product, as ``move_id, place, product_id, analytic_account_id, share``."""
        return SQL(
            """
            SELECT line.move_id, ROW_NUMBER() OVER (PARTITION BY line.move_id ORDER BY line.product_id) AS place, line.product_id,
                   NULL::int AS analytic_account_id, SUM(line.share) AS share
              FROM (%s) AS line
             GROUP BY line.move_id, line.product_id
            """,
            self._sql_invoice_lines(),
        )

    @api.model
    def _sql_analytic_shares(self):
        """Return the share of each account of the first analytic plan, as ``_sql_product_shares``; without one what no account has."""
        plan = self.env["account.analytic.plan"].sudo().search([("parent_id", "=", False)], limit=1)
        return SQL(
            """
            SELECT given.move_id, ROW_NUMBER() OVER (PARTITION BY given.move_id ORDER BY given.account_id) AS place,
                   NULL::int AS product_id, given.account_id AS analytic_account_id, SUM(given.share) AS share
              FROM (
                WITH line AS (%(lines)s), told AS (
                    SELECT line.id, line.move_id, account.id AS account_id, SUM(line.share * one.percentage::numeric / 100) AS share
                      FROM line
                     CROSS JOIN LATERAL JSONB_EACH_TEXT(line.analytic_distribution) AS one(ids, percentage)
                     CROSS JOIN LATERAL UNNEST(STRING_TO_ARRAY(one.ids, ',')) AS each(id)
                      JOIN account_analytic_account AS account ON account.id = each.id::int AND account.root_plan_id = %(plan)s
                     GROUP BY 1, 2, 3
                )
                SELECT told.move_id, told.account_id, told.share FROM told
                 UNION ALL
                SELECT line.move_id, NULL, line.share - COALESCE((SELECT SUM(told.share) FROM told WHERE told.id = line.id), 0)
                  FROM line
              ) AS given
             GROUP BY given.move_id, given.account_id
            HAVING SUM(given.share) <> 0
            """,
            lines=self._sql_invoice_lines(),
            plan=SQL("%s::int", plan.id or None),
        )

    @api.model
    def _sql_sales_team(self, alias):
        """Return the sales team of an invoice; where no add-on gives invoices one there is none.

        :param str alias: of ``account_move``
        """
        if "team_id" in self.env["account.move"]._fields:
            return SQL.identifier(alias, "team_id")
        return SQL("NULL::int")
