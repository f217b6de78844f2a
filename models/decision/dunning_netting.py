"""Netting: which open items the customer's own credits already cover (design rule 2).

Credits of one customer, root company and currency cover first the item they reverse or name, then the oldest
due; what is assigned to a factor after what is paid to the company, suspended items last. Within one pool the amount
left for an item is what the items before it leave over (a running sum), so the whole ledger is netted by one statement.
Only credits that name several documents take turns (a recursive part, as many rounds as one customer has of them).

What is not chased settles itself first: excluded debits (those of a general journal) use up excluded credits, in their
own entry, then those of the same amount, then the oldest. A booking and its reversal are nothing, and cover nothing.

A document is what the customer knows by one number: an invoice with its instalments, or the items of an entry that bear
the same label (opening entries). What credits name is found in ``dunning_netting_names``.
"""

from odoo import models
from odoo.tools import SQL


class DunningNetting(models.AbstractModel):
    _name = "dunning.netting"
    _description = "Net position of receivable items"

    def _netting_ctes(self, question):
        """Return the common table expressions that end in ``netted (item_id, covered)``.

        They read ``item`` and ``suspension``; ``covered`` is in the item's currency, between 0 and its residual: of a
        debit what credits cover of it, of an excluded credit (below zero) what excluded debits used up of it.

        :param Question question: what is asked
        """
        if self._is_nothing_to_net(question):
            return self.env["dunning.engine"]._sql_named_part("netted", None, False)
        return SQL(",\n").join(
            [self._sql_pairs(), self._sql_sides(question), *self._sql_naming_ctes(), self._sql_named(), self._sql_spread()]
        )

    def _is_nothing_to_net(self, question):
        """Tell whether those asked about have no credit, and nothing is on its way."""
        return not question.may_have("credits") and not self.env["dunning.transit"]._way_queries(question, SQL("item"))

    def _sql_pairs(self):
        """What excluded debits use up of excluded credits of the same customer and currency: ``pair (id, used)``.

        ``used`` is in the item's currency and bears its sign.
        """
        return SQL(
            """
            unchased AS MATERIALIZED (
                SELECT item.id, item.partner_id, item.currency_id, item.move_id, item.due, item.residual_currency < 0 AS is_credit,
                       ABS(item.residual_currency) AS amount
                  FROM item WHERE item.excluded
            ),
            within_entry AS MATERIALIZED (
                SELECT side.*, LEAST(side.amount, GREATEST(0, LEAST(side.debits, side.credits) - side.before)) AS used
                  FROM (
                    SELECT unchased.*,
                           COALESCE(SUM(amount) FILTER (WHERE NOT is_credit) OVER entry, 0) AS debits,
                           COALESCE(SUM(amount) FILTER (WHERE is_credit) OVER entry, 0) AS credits,
                           SUM(amount) OVER (PARTITION BY partner_id, currency_id, move_id, is_credit ORDER BY due, id) - amount AS before
                      FROM unchased
                    WINDOW entry AS (PARTITION BY partner_id, currency_id, move_id)
                  ) AS side
            ),
            between_entries AS MATERIALIZED (
                SELECT side.*, SUM(side.amount) OVER (PARTITION BY partner_id, currency_id, is_credit
                                                      ORDER BY side.is_exact DESC, side.due, side.id) - side.amount AS before,
                       COALESCE(SUM(amount) FILTER (WHERE NOT is_credit) OVER customer, 0) AS debits,
                       COALESCE(SUM(amount) FILTER (WHERE is_credit) OVER customer, 0) AS credits
                  FROM (
                    SELECT id, partner_id, currency_id, due, is_credit, amount - used AS amount,
                           -- as many of the one side as find their amount on the other
                           ROW_NUMBER() OVER (PARTITION BY partner_id, currency_id, amount - used, is_credit ORDER BY due, id)
                           <= LEAST(COUNT(*) FILTER (WHERE is_credit) OVER same, COUNT(*) FILTER (WHERE NOT is_credit) OVER same)
                           AS is_exact
                      FROM within_entry WHERE amount > used
                    WINDOW same AS (PARTITION BY partner_id, currency_id, amount - used)
                  ) AS side
                WINDOW customer AS (PARTITION BY partner_id, currency_id)
            ),
            pair AS MATERIALIZED (
                SELECT within_entry.id, CASE WHEN within_entry.is_credit THEN -1 ELSE 1 END * (
                           within_entry.used + COALESCE(LEAST(other.amount, GREATEST(
                               0, LEAST(other.debits, other.credits) - other.before)), 0)) AS used
                  FROM within_entry LEFT JOIN between_entries AS other ON other.id = within_entry.id
            )
            """
        )

    def _sql_sides(self, question):
        """The two sides of netting, less what the pairs used up: ``debit`` and ``credit``."""
        return SQL(
            """
            debit AS MATERIALIZED (
                SELECT item.id, item.partner_id, item.currency_id, item.move_id, item.name, item.payment_reference,
                       CASE WHEN item.move_type IN ('out_invoice', 'out_receipt') THEN item.ref END AS order_reference,
                       item.due, item.residual_currency - COALESCE(pair.used, 0) AS residual,
                       suspension.item_id IS NOT NULL AS suspended, ceded.item_id IS NOT NULL AS is_ceded,
                       MIN(item.id) OVER (PARTITION BY item.partner_id, item.currency_id, item.move_id, item.name) AS document
                  FROM item
                  LEFT JOIN suspension ON suspension.item_id = item.id
                  LEFT JOIN pair ON pair.id = item.id
                  LEFT JOIN (%(ceded)s) AS ceded ON ceded.item_id = item.id
                 WHERE item.residual_currency > COALESCE(pair.used, 0)
                   AND EXISTS (SELECT FROM item AS other
                                WHERE other.partner_id = item.partner_id AND other.currency_id = item.currency_id
                                  AND other.residual_currency < 0)
            ),
            credit AS MATERIALIZED (
                SELECT item.id, item.partner_id, item.currency_id, item.payment_id, item.reversed_entry_id,
                       COALESCE(pair.used, 0) - item.residual_currency AS amount,
                       ARRAY[item.ref, item.label, item.payment_reference]::text[] AS texts
                  FROM item LEFT JOIN pair ON pair.id = item.id
                 WHERE item.residual_currency < COALESCE(pair.used, 0) AND item.residual_currency < 0
            )
            """,
            ceded=self.env["dunning.assignment"]._sql_factored(question.company, question.today),
        )

    def _sql_named(self):
        """Which debits each credit is for: those it reverses, those it was registered for, those it names."""
        return SQL(
            """
            named AS MATERIALIZED (
                SELECT aim.credit_id, aim.amount, aim.debit_id, aim.document,
                       MIN(aim.document) OVER (PARTITION BY aim.credit_id) = MAX(aim.document) OVER (PARTITION BY aim.credit_id) AS single
                  FROM (
                    SELECT credit.id AS credit_id, credit.amount, debit.id AS debit_id, debit.document
                      FROM credit
                      JOIN debit ON debit.move_id = credit.reversed_entry_id
                                AND debit.partner_id = credit.partner_id AND debit.currency_id = credit.currency_id
                     UNION
                    SELECT credit.id, credit.amount, debit.id, debit.document
                      FROM credit
                      JOIN account_move__account_payment AS rel ON rel.payment_id = credit.payment_id
                      JOIN debit ON debit.move_id = rel.invoice_id
                                AND debit.partner_id = credit.partner_id AND debit.currency_id = credit.currency_id
                     UNION
                    SELECT credit.id, credit.amount, debit.id, debit.document
                      FROM told
                      JOIN credit ON credit.id = told.source_id
                      JOIN debit ON debit.document = told.document
                  ) AS aim
            )
            """
        )

    def _sql_spread(self):
        """What credits cover, those with an aim first: from ``named`` to ``netted``."""
        return SQL(
            """
            -- credits that name one document: they share one pool, its instalments in order of their due date
            invoice_pool AS (
                SELECT pool.document, SUM(pool.amount) AS amount
                  FROM (SELECT DISTINCT credit_id, document, amount FROM named WHERE single) AS pool
                 GROUP BY pool.document
            ),
            by_invoice AS MATERIALIZED (
                SELECT debit.id, LEAST(debit.residual, GREATEST(0, invoice_pool.amount
                       - (SUM(debit.residual) OVER (PARTITION BY debit.document ORDER BY debit.due, debit.id) - debit.residual))) AS covered
                  FROM debit JOIN invoice_pool ON invoice_pool.document = debit.document
            ),
            -- credits that name several documents: one after the other, each over what is left of them
            several AS (
                SELECT of_many.*, ROW_NUMBER() OVER (PARTITION BY of_many.partner_id, of_many.currency_id
                                                     ORDER BY of_many.documents, of_many.id) AS rank
                  FROM (
                    SELECT credit.id, credit.partner_id, credit.currency_id, credit.amount, COUNT(DISTINCT named.document) AS documents
                      FROM credit JOIN named ON named.credit_id = credit.id AND NOT named.single
                     GROUP BY credit.id, credit.partner_id, credit.currency_id, credit.amount
                  ) AS of_many
            ),
            share AS MATERIALIZED (
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
            by_payment AS MATERIALIZED (SELECT share.id, MAX(share.covered) AS covered FROM share GROUP BY share.id),
            directed AS MATERIALIZED (
                SELECT debit.id, debit.partner_id, debit.currency_id, debit.due, debit.suspended, debit.is_ceded, debit.residual,
                       COALESCE(by_invoice.covered, 0) + COALESCE(by_payment.covered, 0) AS covered
                  FROM debit
                  LEFT JOIN by_invoice ON by_invoice.id = debit.id
                  LEFT JOIN by_payment ON by_payment.id = debit.id
            ),
            -- what no invoice took: the oldest due first, what is paid to a factor after it, suspended items last
            free_pool AS (
                SELECT given.partner_id, given.currency_id, given.amount - COALESCE(used.covered, 0) AS amount
                  FROM (SELECT partner_id, currency_id, SUM(amount) AS amount FROM credit GROUP BY 1, 2) AS given
                  LEFT JOIN (SELECT partner_id, currency_id, SUM(covered) AS covered FROM directed GROUP BY 1, 2) AS used
                    ON used.partner_id = given.partner_id AND used.currency_id = given.currency_id
            ),
            spread AS MATERIALIZED (
                SELECT directed.id AS item_id, directed.covered + LEAST(directed.residual - directed.covered, GREATEST(0,
                       free_pool.amount - (SUM(directed.residual - directed.covered) OVER (
                           PARTITION BY directed.partner_id, directed.currency_id
                           ORDER BY directed.suspended, directed.is_ceded, directed.due, directed.id)
                       - (directed.residual - directed.covered)))) AS covered
                  FROM directed
                  JOIN free_pool ON free_pool.partner_id = directed.partner_id AND free_pool.currency_id = directed.currency_id
            ),
            netted AS MATERIALIZED (
                SELECT part.item_id, SUM(part.covered) AS covered
                  FROM (SELECT item_id, covered FROM spread UNION ALL SELECT id, used FROM pair WHERE used <> 0) AS part
                 GROUP BY part.item_id
            )
            """
        )
