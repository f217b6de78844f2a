"""Early-payment discounts: what is left of an invoice that was paid in time less its discount is not asked for.

What counts is each item's own term: its share of discount, its last day, what was paid until then. Credit notes make the
invoice smaller and its discount with it. Somebody writes the rest off, or asks for it by a reminder made by hand.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.activities import sql_in_charge
from ..shared.receivable import sql_due, sql_settlements, sql_trade


class DunningEarlyDiscount(models.AbstractModel):
    _name = "dunning.early.discount"
    _description = "Early-payment discounts"

    def _sql_terms(self, items):
        """Return the discount terms of open items, one row each.

        :param SQL items: a query or name of a part giving ``id`` of journal items
        :return: SQL with columns ``item_id, partner_id, currency_id, discount_date, share`` (of the amount, 0 to 1),
            ``base`` (amount less credit notes), ``paid_in_time``, ``decimals``; amounts in the item's currency
        """
        return SQL(
            """
            SELECT line.id AS item_id, line.partner_id, line.currency_id, line.discount_date,
                   1 - line.discount_amount_currency / line.amount_currency AS share,
                   line.amount_currency - COALESCE(settled.credited, 0) AS base, COALESCE(settled.in_time, 0) AS paid_in_time,
                   currency.decimal_places AS decimals
              FROM account_move_line AS line
              JOIN res_currency AS currency ON currency.id = line.currency_id
              LEFT JOIN (
                SELECT partial.debit_move_id AS id,
                       SUM(partial.debit_amount_currency) FILTER (WHERE entry.move_type = 'out_refund') AS credited,
                       SUM(partial.debit_amount_currency) FILTER (WHERE entry.move_type <> 'out_refund'
                                                                    AND credit.date <= debit.discount_date) AS in_time
                  FROM %(settlements)s AS partial
                  JOIN account_move_line AS debit ON debit.id = partial.debit_move_id AND debit.discount_date IS NOT NULL
                  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                  JOIN account_move AS entry ON entry.id = credit.move_id
                 WHERE partial.debit_move_id IN (SELECT id FROM %(items)s)
                 GROUP BY partial.debit_move_id
              ) AS settled ON settled.id = line.id
             WHERE line.id IN (SELECT id FROM %(items)s) AND line.discount_date IS NOT NULL AND line.amount_currency > 0
               AND line.discount_amount_currency > 0 AND line.discount_amount_currency < line.amount_currency
            """,
            items=items,
            settlements=sql_settlements(),
        )

    def _sql_taken(self):
        """Return the items of which all is paid but the discount, and in time; for the decision, after ``netted``.

        Payments that nobody has allocated count like the others where they cover the item; credit notes that nobody has
        allocated make it smaller.

        :return: SQL with columns ``item_id``
        """
        return SQL(
            """
            SELECT term.item_id
              FROM (
                SELECT term.*, item.residual_currency - COALESCE(netted.covered, 0) AS rest, netted.covered,
                       term.base - LEAST(COALESCE(netted.covered, 0), COALESCE(free.credited, 0)) AS left_base,
                       LEAST(COALESCE(netted.covered, 0), COALESCE(free.in_time, 0)) AS free_in_time
                  FROM (%s) AS term
                  JOIN item ON item.id = term.item_id AND item.residual_currency > 0
                  LEFT JOIN netted ON netted.item_id = term.item_id
                  LEFT JOIN LATERAL (
                    SELECT SUM(-credit.residual_currency) FILTER (WHERE credit.move_type = 'out_refund') AS credited,
                           SUM(-credit.residual_currency) FILTER (WHERE credit.move_type <> 'out_refund'
                               AND COALESCE((SELECT line.date FROM account_move_line AS line WHERE line.id = credit.id), credit.due)
                                   <= term.discount_date) AS in_time
                      FROM item AS credit
                     WHERE credit.partner_id = term.partner_id AND credit.currency_id = term.currency_id
                       AND credit.residual_currency < 0
                  ) AS free ON TRUE
                 -- few are left: what follows looks at each customer's credits
                 WHERE item.residual_currency - COALESCE(netted.covered, 0) <= ROUND(term.share * term.base, term.decimals)
              ) AS term
             WHERE term.rest > 0 AND term.rest <= ROUND(term.share * term.left_base, term.decimals)
               AND term.paid_in_time + term.free_in_time >= term.left_base - ROUND(term.share * term.left_base, term.decimals)
            """,
            self._sql_terms(SQL("(SELECT id FROM item WHERE discount_date IS NOT NULL) AS discountable")),
        )

    def _sql_tasks(self):
        """Rests of discounts taken in time, as lines of the work list: to write off, or to ask for by hand."""
        return SQL(
            """
            SELECT 'discount', line.id, FALSE, profile.id, NULL::int, line.company_id,
                   %(in_charge)s, %(due)s, NULL::int,
                   line.amount_residual, 0, NULL::int, NULL::int, NULL::int, NULL::int
              FROM (%(terms)s) AS term
              JOIN account_move_line AS line ON line.id = term.item_id
              JOIN res_company AS company ON company.id = line.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              JOIN dunning_profile AS profile ON profile.partner_id = line.partner_id AND profile.company_id = root.id
             WHERE line.amount_residual_currency <= ROUND(term.share * term.base, term.decimals)
               AND term.paid_in_time >= term.base - ROUND(term.share * term.base, term.decimals)
            """,
            terms=self._sql_terms(
                SQL(
                    """(SELECT line.id FROM account_move_line AS line
                          JOIN account_account AS account ON account.id = line.account_id
                           AND %(trade)s
                         WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual > 0
                           AND line.discount_date IS NOT NULL) AS owed""",
                    trade=sql_trade(),
                )
            ),
            due=sql_due(),
            in_charge=sql_in_charge(company="root"),
        )

    def _running_discounts(self, lines, day):
        """Return what customers may take off when they pay in time, of the lines of a message: sentences.

        Nothing of such an item is paid or covered yet: a discount is for who pays all of it.

        :param lines: ``dunning.action.line``
        :param date day: the day on which the message leaves
        """
        sentences = []
        for line in lines:
            item, currency = line.move_line_id.sudo(), line.currency_id
            if not item.discount_date or item.discount_date < day or not item.discount_amount_currency:
                continue
            untouched = currency.compare_amounts(line.net_currency, item.amount_currency) == 0
            if untouched and currency.compare_amounts(item.discount_amount_currency, item.amount_currency) < 0:
                sentences.append((line, item.discount_date, item.discount_amount_currency))
        return sentences
