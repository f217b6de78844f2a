"""Netting: which open items the customer's own credits already cover (design rule 2).

Credits of one customer, root company and currency cover first the item they reverse or name, then the oldest
due, suspended items last. Within one pool the amount left for an item is what the items before it leave over
(a running sum), so the whole ledger is netted by one statement. Only credits that name several invoices take
turns (a recursive part, as many rounds as one customer has of them).
"""

from odoo import models
from odoo.tools import SQL


class DunningNetting(models.AbstractModel):
    _name = "dunning.netting"
    _description = "Net position of receivable items"

    def _netting_ctes(self):
        """Return the common table expressions that end in ``netted (item_id, covered)``.

        They read ``item`` and ``suspension``; ``covered`` is in the item's currency, between 0 and its residual.
        """
        return SQL(
            """
            debit AS (
                SELECT item.id, item.partner_id, item.currency_id, item.move_id, item.name, item.payment_reference,
                       item.due, item.residual_currency AS residual, suspension.item_id IS NOT NULL AS suspended
                  FROM item LEFT JOIN suspension ON suspension.item_id = item.id
                 WHERE item.residual_currency > 0
                   AND EXISTS (SELECT FROM item AS other
                                WHERE other.partner_id = item.partner_id AND other.currency_id = item.currency_id
                                  AND other.residual_currency < 0)
            ),
            credit AS (
                SELECT item.id, item.partner_id, item.currency_id, item.payment_id, item.reversed_entry_id,
                       -item.residual_currency AS amount,
                       REGEXP_SPLIT_TO_ARRAY(CONCAT_WS(' ', item.ref, item.label, item.payment_reference), '[[:space:],;:()]+')
                       || ARRAY[item.ref, item.label, item.payment_reference]::text[] AS words
                  FROM item
                 WHERE item.residual_currency < 0
            ),
            named AS (
                SELECT credit.id AS credit_id, credit.amount, debit.id AS debit_id, debit.move_id,
                       MIN(debit.move_id) OVER (PARTITION BY credit.id) = MAX(debit.move_id) OVER (PARTITION BY credit.id) AS single
                  FROM credit
                  JOIN debit ON debit.partner_id = credit.partner_id AND debit.currency_id = credit.currency_id
                 WHERE debit.move_id = credit.reversed_entry_id
                    OR debit.name = ANY(credit.words)
                    OR NULLIF(debit.payment_reference, '') = ANY(credit.words)
                    OR EXISTS (SELECT FROM account_move__account_payment AS rel
                                WHERE rel.payment_id = credit.payment_id AND rel.invoice_id = debit.move_id)
            ),
            -- credits that name one invoice: they share one pool, its instalments in order of their due date
            invoice_pool AS (
                SELECT pool.move_id, SUM(pool.amount) AS amount
                  FROM (SELECT DISTINCT credit_id, move_id, amount FROM named WHERE single) AS pool
                 GROUP BY pool.move_id
            ),
            by_invoice AS (
                SELECT debit.id, LEAST(debit.residual, GREATEST(0, invoice_pool.amount
                       - (SUM(debit.residual) OVER (PARTITION BY debit.move_id ORDER BY debit.due, debit.id) - debit.residual))) AS covered
                  FROM debit JOIN invoice_pool ON invoice_pool.move_id = debit.move_id
            ),
            -- credits that name several invoices: one after the other, each over what is left of them
            several AS (
                SELECT of_many.*, ROW_NUMBER() OVER (PARTITION BY of_many.partner_id, of_many.currency_id
                                                     ORDER BY of_many.moves, of_many.id) AS rank
                  FROM (
                    SELECT credit.id, credit.partner_id, credit.currency_id, credit.amount, COUNT(DISTINCT named.move_id) AS moves
                      FROM credit JOIN named ON named.credit_id = credit.id AND NOT named.single
                     GROUP BY credit.id, credit.partner_id, credit.currency_id, credit.amount
                  ) AS of_many
            ),
            share AS (
                SELECT debit.id, debit.partner_id, debit.currency_id, debit.due, 0::bigint AS rank,
                       debit.residual - COALESCE(by_invoice.covered, 0) AS open, 0::numeric AS covered
                  FROM debit LEFT JOIN by_invoice ON by_invoice.id = debit.id
                 WHERE debit.id IN (SELECT debit_id FROM named WHERE NOT single)
                UNION ALL
                SELECT turn.id, turn.partner_id, turn.currency_id, turn.due, turn.rank, turn.open - turn.part, turn.covered + turn.part
                  FROM (
                    SELECT share.id, share.partner_id, share.currency_id, share.due, several.rank, share.open, share.covered,
                           CASE WHEN named.debit_id IS NULL THEN 0
                                ELSE LEAST(share.open, GREATEST(0, several.amount
                                     - (SUM(share.open) OVER (PARTITION BY several.id, named.debit_id IS NULL
                                                              ORDER BY share.due, share.id) - share.open))) END AS part
                      FROM share
                      JOIN several ON several.partner_id = share.partner_id AND several.currency_id = share.currency_id
                                  AND several.rank = share.rank + 1
                      LEFT JOIN named ON named.credit_id = several.id AND named.debit_id = share.id
                  ) AS turn
            ),
            by_payment AS (SELECT share.id, MAX(share.covered) AS covered FROM share GROUP BY share.id),
            directed AS (
                SELECT debit.id, debit.partner_id, debit.currency_id, debit.due, debit.suspended, debit.residual,
                       COALESCE(by_invoice.covered, 0) + COALESCE(by_payment.covered, 0) AS covered
                  FROM debit
                  LEFT JOIN by_invoice ON by_invoice.id = debit.id
                  LEFT JOIN by_payment ON by_payment.id = debit.id
            ),
            -- what no invoice took: the oldest due first, suspended items last
            free_pool AS (
                SELECT given.partner_id, given.currency_id, given.amount - COALESCE(used.covered, 0) AS amount
                  FROM (SELECT partner_id, currency_id, SUM(amount) AS amount FROM credit GROUP BY 1, 2) AS given
                  LEFT JOIN (SELECT partner_id, currency_id, SUM(covered) AS covered FROM directed GROUP BY 1, 2) AS used
                    ON used.partner_id = given.partner_id AND used.currency_id = given.currency_id
            ),
            netted AS (
                SELECT directed.id AS item_id, directed.covered + LEAST(directed.residual - directed.covered, GREATEST(0,
                       free_pool.amount - (SUM(directed.residual - directed.covered) OVER (
                           PARTITION BY directed.partner_id, directed.currency_id
                           ORDER BY directed.suspended, directed.due, directed.id) - (directed.residual - directed.covered)))) AS covered
                  FROM directed
                  JOIN free_pool ON free_pool.partner_id = directed.partner_id AND free_pool.currency_id = directed.currency_id
            )
            """
        )
