"""Payments of others that name an item: a parent pays for its subsidiary, a partner for his firm, and nobody has allocated it yet.

Booked on whoever sent it, the money covers none of the customer's items (netting is by customer); until a person allocates it,
what it names rests, for as many days as for a bank receipt. Without that a customer would be chased for what was paid.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import near_day, near_days
from ..shared.receivable import sql_trade
from .invoice_numbers_in_text import naming_ctes


class DunningTransit(models.AbstractModel):
    _inherit = "dunning.transit"

    def _sql_named_by_others(self, question):
        """Return the rows of ``item`` that a payment of another customer names: ``id, code, until, hold_id``.

        :param Question question: what is asked
        """
        return SQL(
            """
            (WITH %s
             SELECT named.item_id, 'bank_line', MAX(named.last_day), NULL::int
               FROM named_by_others AS named
              GROUP BY named.item_id)
            """,
            SQL(", ").join(self._named_by_others_ctes(question)),
        )

    def _named_by_others_ctes(self, question):
        """Return the named parts that end in ``named_by_others (item_id, last_day)``; they read ``item``."""
        Receipt = self.env["dunning.bank.receipt"]
        return [
            SQL("payment AS MATERIALIZED (%s)", self._sql_payments_with_words(question)),
            # as the names of what is owed are looked for in bank receipts
            SQL(
                """owed AS MATERIALIZED (
                    SELECT item.id, item.name, item.payment_reference FROM item
                     WHERE item.residual_currency > 0 AND NOT item.excluded AND EXISTS (SELECT FROM payment)
                )"""
            ),
            SQL(
                """unknown AS MATERIALIZED (
                    SELECT DISTINCT word.word FROM payment
                     CROSS JOIN LATERAL UNNEST(STRING_TO_ARRAY(TRIM(payment.words), ' ')) AS word(word)
                )"""
            ),
            *naming_ctes(Receipt._sql_owed_names(), SQL("SELECT payment.id AS source_id, payment.text FROM payment")),
            SQL(
                """named_by_others AS MATERIALIZED (
                    SELECT item.id AS item_id, payment.last_day
                      FROM told
                      JOIN payment ON payment.id = told.source_id
                      JOIN item ON item.id = told.document AND item.partner_id <> payment.partner_id
                )"""
            ),
        ]

    def _sql_payments_with_words(self, question):
        """Payments that are not allocated, within their days, whose texts have a number in them; without entry ids are below zero."""
        company, today = question.company, question.today
        return SQL(
            """
            SELECT money.id, money.partner_id, money.last_day, UPPER(money.text) AS text, %(words)s AS words
              FROM (
                SELECT line.id, payer.commercial_partner_id AS partner_id, %(last_day)s AS last_day,
                       CONCAT_WS(' ', line.name, entry.ref, payment.memo, payment.payment_reference) AS text
                  FROM %(lines)s AS line
                  JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                  JOIN account_move AS entry ON entry.id = line.move_id
                  JOIN res_partner AS payer ON payer.id = line.partner_id
                  LEFT JOIN account_payment AS payment ON payment.id = line.payment_id
                 WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual < 0
                   AND line.company_id = ANY(ARRAY(%(companies)s)) AND line.date BETWEEN %(first)s AND %(today)s
                   AND (line.payment_id IS NOT NULL OR line.statement_line_id IS NOT NULL)
                 UNION ALL
                SELECT -payment.id, payer.commercial_partner_id, %(paid_last_day)s,
                       CONCAT_WS(' ', payment.memo, payment.payment_reference)
                  FROM account_payment AS payment
                  JOIN res_partner AS payer ON payer.id = payment.partner_id
                 WHERE payment.move_id IS NULL AND payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
                   AND payment.state = 'in_process' AND payment.amount > 0 AND payment.company_id IN (%(companies)s)
                   AND payment.date BETWEEN %(first)s AND %(today)s
                   AND NOT EXISTS (SELECT FROM account_move__account_payment AS rel WHERE rel.payment_id = payment.id)
              ) AS money
             WHERE money.text ~ '[0-9]{3}'
            """,
            words=self.env["dunning.bank.receipt"]._sql_words(SQL("money.text")),
            last_day=SQL("(%s + %s)", near_day(SQL("line.date")), near_days(company.dunning_transit_days)),
            paid_last_day=SQL("(%s + %s)", near_day(SQL("payment.date")), near_days(company.dunning_transit_days)),
            lines=self.env["dunning.engine"]._sql_lines(question),
            trade=sql_trade(),
            companies=self.env["dunning.engine"]._sql_companies(company),
            first=SQL("(%s::date - %s)", today, near_days(company.dunning_transit_days)),
            today=today,
        )
