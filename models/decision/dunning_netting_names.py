"""Netting, second part: which documents a credit names in its reference, its label or its payment reference.

A document is named by its number, its payment reference, or the order reference that the customer gave for it. Small
letters, other separators (``fac 2025 00016.``) or none, and what banks write around a number (``SEPA/FAC/2025/00016/REF``)
do not matter; a number is found as a whole only, never within a longer one (00016 in 000161, 2025/00016 where
FAC/2025/00016 is meant). Numbers so short that they could be anything have to stand as a word of their own.
"""

from odoo import models
from odoo.tools import SQL

# From so many letters and digits on, with a digit among them, a number is found anywhere; of letters and digits mixed.
SURE_LENGTH = 6
SURE_LENGTH_MIXED = 4
# From so many on it is also found written as one word, without any separator.
GLUED_LENGTH = 8
# An order reference that more documents of the customer share is his framework order: it names none of them.
DOCUMENTS_PER_ORDER = 20


class DunningNetting(models.AbstractModel):
    _inherit = "dunning.netting"

    def _sql_naming_ctes(self):
        """Return the parts that end in ``told (credit_id, document)``; they read ``debit`` and ``credit``.

        What a document is called and a text of the credit are compared only when all words of the one are in the other:
        joined by the last word, so that it costs no comparison of each with each.
        """
        return [
            SQL("called AS MATERIALIZED (%s)", self._sql_called()),
            SQL("written AS MATERIALIZED (%s)", self._sql_written()),
            SQL("found AS MATERIALIZED (%s)", self._sql_found()),
            SQL("told AS (%s)", self._sql_told()),
        ]

    def _sql_words(self, text):
        """The runs of digits and of letters in a text, in capitals, in their order."""
        return SQL(
            """ARRAY(SELECT word[1] FROM REGEXP_MATCHES(UPPER(%s), '[0-9]+|[[:alpha:]]+', 'g') WITH ORDINALITY AS hit(word, place)
                      ORDER BY place)""",
            text,
        )

    def _sql_called(self):
        """What documents are called, and once more in one word: words, and the last of them to join by."""
        return SQL(
            """
            SELECT name.partner_id, name.currency_id, name.document, name.text, name.is_order, form.words,
                   form.words[CARDINALITY(form.words)] AS last_word
              FROM (
                SELECT given.*, COUNT(*) OVER (PARTITION BY given.partner_id, given.currency_id, given.is_order,
                                                            UPPER(given.text)) AS shared
                  FROM (
                    SELECT DISTINCT debit.partner_id, debit.currency_id, debit.document, title.text, title.is_order
                      FROM debit
                     CROSS JOIN LATERAL (VALUES
                           (debit.name::text, FALSE), (debit.payment_reference::text, FALSE), (debit.order_reference::text, TRUE)
                           ) AS title(text, is_order)
                     WHERE title.text <> '' AND (NOT title.is_order OR title.text <> ALL(
                           ARRAY[COALESCE(debit.name, ''), COALESCE(debit.payment_reference, '')]))
                  ) AS given
              ) AS name
             CROSS JOIN LATERAL (
                SELECT %(words)s AS words
                 UNION
                SELECT %(glued)s
              ) AS form
             WHERE CARDINALITY(form.words) > 0 AND (NOT name.is_order OR name.shared <= %(documents)s)
            """,
            words=self._sql_words(SQL("name.text")),
            glued=self._sql_words(SQL("REGEXP_REPLACE(name.text, '[^[:alnum:]]+', '', 'g')")),
            documents=DOCUMENTS_PER_ORDER,
        )

    def _sql_written(self):
        """The texts of credits, with their words, whole and as one word where they hold one."""
        return SQL(
            """
            SELECT text.credit_id, text.partner_id, text.currency_id, text.text, %(words)s AS words
              FROM (
                SELECT DISTINCT credit.id AS credit_id, credit.partner_id, credit.currency_id, UPPER(line.text) AS text
                  FROM credit CROSS JOIN LATERAL UNNEST(credit.texts) AS line(text)
                 WHERE line.text <> ''
              ) AS text
            """,
            words=self._sql_words(SQL("text.text")),
        )

    def _sql_found(self):
        """The names that stand in a text, with the pattern of each."""
        return SQL(
            """
            SELECT candidate.*
              FROM (
                SELECT named.*, (%(pattern)s) AS pattern
                  FROM (
                    SELECT DISTINCT written.credit_id, written.text, called.document, called.text AS name, called.is_order,
                           %(body)s AS body,
                           LENGTH(REGEXP_REPLACE(called.text, '[^[:alnum:]]+', '', 'g')) AS size
                      FROM (SELECT written.*, UNNEST(written.words) AS word FROM written) AS written
                      JOIN called ON called.partner_id = written.partner_id AND called.currency_id = written.currency_id
                                 AND called.last_word = written.word
                     WHERE called.words <@ written.words
                  ) AS named
              ) AS candidate
             WHERE candidate.text ~ candidate.pattern
            """,
            body=self._sql_body(SQL("called.text")),
            pattern=self._sql_pattern(),
        )

    def _sql_body(self, text):
        """The regular expression of a name itself: separators between two numbers or two words, at will between both."""
        words = SQL(
            "REGEXP_REPLACE(TRIM(REGEXP_REPLACE(UPPER(%s), '[^[:alnum:]]+', ' ', 'g')), %s, %s, 'g')",
            text,
            "([0-9])(?=[[:alpha:]])|([[:alpha:]])(?=[0-9])",
            "\\1\\2 ",
        )
        return SQL(
            "REPLACE(REGEXP_REPLACE(%s, %s, %s, 'g'), ' ', '[^[:alnum:]]{0,4}')",
            words,
            "([0-9]) (?=[0-9])|([[:alpha:]]) (?=[[:alpha:]])",
            "\\1\\2[^[:alnum:]]{1,4}",
        )

    def _sql_pattern(self):
        """The regular expression that finds a name ``named`` in a text: anywhere, as a word, or as the whole text."""
        return SQL(
            """
            CASE WHEN named.name ~ '[0-9]' AND (named.size >= %(sure)s OR named.size >= %(mixed)s AND named.name ~ '[[:alpha:]]')
                 THEN '(^|[^[:alnum:]])(' || named.body || CASE WHEN named.size >= %(glued)s
                        THEN '|' || REGEXP_REPLACE(UPPER(named.name), '[^[:alnum:]]+', '', 'g') ELSE '' END || ')([^[:alnum:]]|$)'
                 WHEN NOT named.is_order OR named.name ~ '[0-9]' AND named.name ~ '[[:alpha:]]' AND named.size >= 3
                      OR named.name ~ '[0-9]' AND named.size >= 5
                 THEN '(^|[[:space:],;:()#°])[^[:alnum:][:space:]]*' || REPLACE(named.body, '[^[:alnum:]]', '[^[:alnum:][:space:]]')
                      || '[^[:alnum:][:space:]]*([[:space:],;:()]|$)'
                 ELSE '^[^[:alnum:]]*' || named.body || '[^[:alnum:]]*$' END
            """,
            sure=SURE_LENGTH,
            mixed=SURE_LENGTH_MIXED,
            glued=GLUED_LENGTH,
        )

    def _sql_told(self):
        """The documents that credits name: of two names that stand in the same place the longer."""
        return SQL(
            """
            SELECT DISTINCT found.credit_id, found.document
              FROM found
             WHERE NOT EXISTS (
                SELECT FROM found AS longer
                 WHERE longer.credit_id = found.credit_id AND longer.text = found.text
                   AND CASE WHEN longer.size > found.size
                            THEN REGEXP_REPLACE(found.text, longer.body, ' ', 'g') !~ found.pattern ELSE FALSE END)
            """
        )
