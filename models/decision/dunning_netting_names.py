"""Netting, second part: which documents a credit names in its reference, its label or its payment reference."""

from odoo import models
from odoo.tools import SQL

from .invoice_numbers_in_text import naming_ctes

# An order reference that more documents of the customer share is his framework order: it names none of them.
DOCUMENTS_PER_ORDER = 20


class DunningNetting(models.AbstractModel):
    _inherit = "dunning.netting"

    def _sql_naming_ctes(self):
        """Return the parts that end in ``told (source_id, document)``, the credit's id; they read ``debit`` and ``credit``."""
        return naming_ctes(self._sql_document_names(), self._sql_credit_texts(), ("partner_id", "currency_id"))

    def _sql_document_names(self):
        """What the documents of each customer are called."""
        return SQL(
            """
            SELECT title.partner_id, title.currency_id, title.document, title.text, title.is_order
              FROM (
                SELECT given.*, COUNT(*) OVER (PARTITION BY given.partner_id, given.currency_id, given.is_order,
                                                            UPPER(given.text)) AS shared
                  FROM (
                    SELECT DISTINCT debit.partner_id, debit.currency_id, debit.document, name.text, name.is_order
                      FROM debit
                     CROSS JOIN LATERAL (VALUES
                           (debit.name::text, FALSE), (debit.payment_reference::text, FALSE), (debit.order_reference::text, TRUE)
                           ) AS name(text, is_order)
                     WHERE name.text <> '' AND (NOT name.is_order OR name.text <> ALL(
                           ARRAY[COALESCE(debit.name, ''), COALESCE(debit.payment_reference, '')]))
                  ) AS given
              ) AS title
             WHERE NOT title.is_order OR title.shared <= %s
            """,
            DOCUMENTS_PER_ORDER,
        )

    def _sql_credit_texts(self):
        """What credits say."""
        return SQL(
            """
            SELECT DISTINCT credit.id AS source_id, credit.partner_id, credit.currency_id, UPPER(line.text) AS text
              FROM credit CROSS JOIN LATERAL UNNEST(credit.texts) AS line(text)
             WHERE line.text <> ''
            """
        )
