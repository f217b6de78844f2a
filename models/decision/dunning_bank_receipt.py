"""Money on the bank account that nobody has reconciled yet: whose it is, on what ground, and which items it may pay.

A receipt suspends the items that its amount reaches, for so many days: those that it names first, then those of exactly
its amount, then the oldest. It is known by the partner of the line, the account it came from, an invoice number in its
text, the payer's name, or a customer's name in its text, in this order. Names are compared by whole words; a name that
says little, or that several customers bear, counts only when the amount fits too.

Whoever sends the money may pay for others: a parent for its subsidiaries, a partner for his firm. An invoice that the text
names rests too where it is another customer's; and where what is named comes to the amount exactly, the sender has paid nothing
of his own.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import near_day, near_days
from ..shared.question import Question
from ..shared.receivable import sql_entry, sql_trade
from .invoice_numbers_in_text import SURE_LENGTH, naming_ctes

# Grounds, from the surest on; each later one counts only where none before it was found.
GROUNDS = ("partner", "account", "invoice", "payer", "label")

# Why an item rests that no receipt reaches: a payment of another customer names it (``dunning_transit_of_others``).
OTHER = "other"

# Legal forms say nothing about who pays. Those of the first line are written with full stops too, of which blanks are left here.
DOTTED_FORMS = ("SARL", "SAS", "SASU", "SA", "EURL", "SCI", "SNC", "AG", "KG", "PLC", "LLC", "BV", "NV", "SRL", "SPA", "SL", "SLU")
LEGAL_FORMS = (
    *DOTTED_FORMS, *map(" ".join, DOTTED_FORMS), "GMBH", "CO KG", "LTD", "LIMITED", "INC", "CORP", "STE", "SOCIETE", "ETS",
)  # fmt: skip

# Banks write names in the letters of the SEPA set: without accents, German ones with an E or without.
# Source: EPC217-08, "SEPA Requirements for an Extended Character Set", best practices of conversion.
UMLAUTS = {"Ä": "AE", "Ö": "OE", "Ü": "UE"}
LIGATURES = {"Æ": "AE", "Œ": "OE", "ß": "SS", "ẞ": "SS"}
STROKES = ("ØŁĐ", "OLD")


def sql_plain(text, umlauts=False):
    """Return a text in capitals without accents, as banks pass it on.

    :param SQL text: the text, ``NULL`` is empty
    :param bool umlauts: ä, ö and ü as two letters, as German banks have them; otherwise without their dots
    :return: SQL
    """
    plain = SQL("UPPER(COALESCE(%s, ''))", text)
    folded = SQL("NORMALIZE(%s, NFC)", plain)
    for letter, letters in (LIGATURES | (UMLAUTS if umlauts else {})).items():
        folded = SQL("REPLACE(%s, %s, %s)", folded, letter, letters)
    folded = SQL("TRANSLATE(REGEXP_REPLACE(NORMALIZE(%s, NFKD), '[\u0300-\u036F]', '', 'g'), %s, %s)", folded, *STROKES)
    return SQL("CASE WHEN %s ~ '[^ -~]' THEN %s ELSE %s END", plain, folded, plain)


class DunningBankReceipt(models.AbstractModel):
    _name = "dunning.bank.receipt"
    _description = "Bank receipts that wait for reconciliation"

    def _sql_words(self, text, umlauts=False):
        """A text as ``sql_plain`` has it, its words and numbers parted by one blank, with a blank around each."""
        return SQL(
            """(' ' || TRIM(REGEXP_REPLACE(REGEXP_REPLACE(%s, '[^[:alnum:]]+', ' ', 'g'),
                '([[:alpha:]])(?=[0-9])|([0-9])(?=[[:alpha:]])', '\\1\\2 ', 'g')) || ' ')""",
            sql_plain(text, umlauts),
        )

    def _sql_name(self, text, umlauts=False):
        """The words of a name without its legal form, in the form of ``_sql_words``."""
        return SQL("REGEXP_REPLACE(%s, %s, '', 'g')", self._sql_words(text, umlauts), f"( (?:{'|'.join(LEGAL_FORMS)}))+(?= )")

    def _sql_glued_name(self, text, umlauts=False):
        """A name as ``sql_plain`` has it, in one piece."""
        return SQL("REGEXP_REPLACE(%s, '[[:space:][:punct:]]+', '', 'g')", sql_plain(text, umlauts))

    def _sql_receipt_parts(self, company, today):
        """Return the named parts that end in ``reached (item_id, receipt_id, ground, last_day, amount)``; they read ``item``.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :return: list of SQL
        """
        return [
            SQL("receipt AS MATERIALIZED (%s)", self._sql_receipts(company, today)),
            SQL("owed AS MATERIALIZED (%s)", self._sql_receipt_owed(company)),
            SQL("unknown AS MATERIALIZED (%s)", self._sql_unknown()),
            *naming_ctes(self._sql_owed_names(), SQL("SELECT receipt.id AS source_id, receipt.text FROM receipt")),
            SQL(
                """named_item AS MATERIALIZED (
                    SELECT told.source_id AS receipt_id, owed.id AS item_id, owed.partner_id
                      FROM told JOIN owed ON owed.id = told.document
                )"""
            ),
            SQL("paid_for AS MATERIALIZED (%s)", self._sql_paid_for_others()),
            SQL("candidate AS MATERIALIZED (%s)", self._sql_receipt_candidates()),
            SQL("payer AS MATERIALIZED (%s)", self._sql_payers()),
            SQL("reached AS MATERIALIZED (%s)", self._sql_reached(today)),
        ]

    def _sql_suspended(self):
        """Return the items that receipts within their days reach: ``id, code, until, hold_id``; it reads ``receipt_reach``."""
        return SQL(
            """
            SELECT reached.item_id, 'bank_line', MAX(reached.last_day), NULL::int
              FROM receipt_reach AS reached WHERE reached.is_live GROUP BY reached.item_id
            """
        )

    def _sql_receipts(self, company, today):
        """Receipts with what is left of them, in their currency and the company's."""
        said = SQL("CONCAT_WS(' ', bank.payment_ref, bank.partner_name)")
        return SQL(
            """
            SELECT bank.id, %(payer)s AS partner_id, entry.company_id, entry.date,
                   (%(day)s + %(days)s) AS last_day, (%(day)s + %(days)s) >= %(today)s AS is_live,
                   COALESCE(bank.foreign_currency_id, bank.currency_id, company.currency_id) AS currency_id,
                   ROUND(ABS(bank.amount_residual)::numeric, 6) AS amount,
                   ROUND(ABS(bank.amount_residual)::numeric * booked.amount / NULLIF(ABS(
                       CASE WHEN bank.foreign_currency_id IS NULL THEN bank.amount ELSE bank.amount_currency END), 0)::numeric,
                       money.decimal_places) AS amount_company,
                   UPPER(REGEXP_REPLACE(bank.account_number, '\\W+', '', 'g')) AS account_number,
                   %(name)s AS name,
                   UPPER(%(said)s) AS text, %(words)s AS words
              FROM account_bank_statement_line AS bank
              JOIN account_move AS entry ON entry.id = bank.move_id AND entry.state = 'posted' AND entry.date <= %(today)s
              JOIN res_company AS company ON company.id = bank.company_id
              JOIN res_currency AS money ON money.id = company.currency_id
              JOIN LATERAL (
                SELECT SUM(line.balance) AS amount FROM account_move_line AS line WHERE line.move_id = entry.id AND line.balance > 0
              ) AS booked ON TRUE
             WHERE bank.is_reconciled IS NOT TRUE AND bank.amount > 0 AND bank.company_id IN (%(companies)s)
            """,
            day=near_day(SQL("entry.date")),
            days=near_days(company.dunning_transit_days),
            today=today,
            said=said,
            payer=self._sql_payer_set(),
            name=self._sql_glued_name(SQL("bank.partner_name")),
            words=self._sql_words(said),
            companies=self.env["dunning.engine"]._sql_companies(company),
        )

    def _sql_payer_set(self):
        """The partner of a ``bank`` line; add-ons that have partners guessed give none for guesses: the text is read as ever."""
        return SQL("bank.partner_id")

    def _sql_unknown(self):
        """The words of the receipts whose partner nobody has set, one a row, to join by."""
        return SQL(
            """
            SELECT DISTINCT receipt.id, receipt.words, word.word
              FROM receipt CROSS JOIN LATERAL UNNEST(STRING_TO_ARRAY(TRIM(receipt.words), ' ')) AS word(word)
             WHERE word.word <> ''
            """
        )

    def _sql_receipt_owed(self, company):
        """All that is open in the company, whoever is asked about: a receipt may be somebody else's. Nothing without receipts."""
        return SQL(
            """
            SELECT line.id, customer.commercial_partner_id AS partner_id, entry.name, entry.payment_reference,
                   line.currency_id, line.amount_residual_currency AS residual_currency
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
                                             AND %s
              JOIN account_move AS entry ON entry.id = %s
              JOIN res_partner AS customer ON customer.id = line.partner_id
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
               AND line.company_id IN (%s)
               AND EXISTS (SELECT FROM receipt)
            """,
            sql_trade(),
            sql_entry(),
            self.env["dunning.engine"]._sql_companies(company),
        )

    def _sql_owed_names(self):
        """What the invoices that are owed are called; only those that a receipt might name: it is asked of the whole company."""
        return SQL(
            """
            SELECT DISTINCT owed.id AS document, name.text, FALSE AS is_order
              FROM owed
             CROSS JOIN LATERAL (VALUES (owed.name::text), (owed.payment_reference::text)) AS name(text)
             -- the last figures of a number must be there: that is soon seen
             WHERE (RIGHT(SUBSTRING(name.text FROM '([0-9]+)[^0-9]*$'), 4) IN (SELECT RIGHT(word, 4) FROM unknown)
                    OR RIGHT(REGEXP_REPLACE(name.text, '[^0-9]+', '', 'g'), 4) IN (SELECT RIGHT(word, 4) FROM unknown))
               AND LENGTH(REGEXP_REPLACE(name.text, '[^[:alnum:]]+', '', 'g')) >= %s
            """,
            SURE_LENGTH,
        )

    def _sql_paid_for_others(self):
        """The receipts that are as much as all that they name: ``receipt_id, partner_id``, whose that is."""
        return SQL(
            """
            SELECT named_item.receipt_id, named_item.partner_id
              FROM named_item
              JOIN (
                SELECT named_item.receipt_id
                  FROM named_item
                  JOIN receipt ON receipt.id = named_item.receipt_id
                  JOIN owed ON owed.id = named_item.item_id
                 GROUP BY named_item.receipt_id
                HAVING SUM(owed.residual_currency) = MIN(receipt.amount) AND BOOL_AND(owed.currency_id = receipt.currency_id)
              ) AS exact ON exact.receipt_id = named_item.receipt_id
            """
        )

    def _sql_receipt_candidates(self):
        """Who may have paid each receipt, on what ground, how well the ground is told apart (letters of the name)."""
        return SQL(
            """
            SELECT sender.* FROM (
                SELECT receipt.id AS receipt_id, partner.commercial_partner_id AS partner_id, 'partner' AS ground, 0 AS letters,
                       FALSE AS is_vague
                  FROM receipt JOIN res_partner AS partner ON partner.id = receipt.partner_id
                UNION
                SELECT receipt.id, partner.commercial_partner_id, 'account', 0, FALSE
                  FROM receipt
                  JOIN res_partner_bank AS account ON account.sanitized_acc_number = receipt.account_number
                  JOIN res_partner AS partner ON partner.id = account.partner_id
                 WHERE receipt.partner_id IS NULL AND receipt.account_number <> ''
              ) AS sender
             WHERE sender.receipt_id NOT IN (SELECT receipt_id FROM paid_for)
                OR (sender.receipt_id, sender.partner_id) IN (SELECT receipt_id, partner_id FROM paid_for)
            UNION
            SELECT named_item.receipt_id, named_item.partner_id, 'invoice', 0, FALSE
              FROM named_item
              JOIN receipt ON receipt.id = named_item.receipt_id
              LEFT JOIN res_partner AS partner ON partner.id = receipt.partner_id
             WHERE partner.id IS NULL OR partner.commercial_partner_id <> named_item.partner_id
            UNION
            SELECT receipt.id, partner.commercial_partner_id, 'payer', 0, FALSE
              FROM res_partner AS partner
             CROSS JOIN LATERAL (VALUES (%(glued)s), (%(glued_umlauts)s)) AS called(name)
              JOIN receipt ON receipt.name = called.name
             WHERE partner.active AND receipt.partner_id IS NULL AND receipt.name <> ''
               AND partner.commercial_partner_id IN (SELECT partner_id FROM owed)
               AND EXISTS (SELECT FROM receipt WHERE receipt.partner_id IS NULL)
            UNION
            SELECT unknown.id, called.partner_id, 'label', LENGTH(called.words), POSITION(' ' IN TRIM(called.words)) = 0
              FROM (
                SELECT partner.id AS partner_id, name.words, SPLIT_PART(TRIM(name.words), ' ', 1) AS first_word
                  FROM res_partner AS partner CROSS JOIN LATERAL (VALUES (%(name)s), (%(name_umlauts)s)) AS name(words)
                 WHERE partner.id IN (SELECT partner_id FROM owed) AND EXISTS (SELECT FROM receipt WHERE receipt.partner_id IS NULL)
              ) AS called
              JOIN unknown ON unknown.word = called.first_word AND POSITION(called.words IN unknown.words) > 0
              JOIN receipt ON receipt.id = unknown.id AND receipt.partner_id IS NULL
             WHERE LENGTH(TRIM(called.words)) >= 3
            """,
            name=self._sql_name(SQL("partner.name")),
            name_umlauts=self._sql_name(SQL("partner.name"), umlauts=True),
            glued=self._sql_glued_name(SQL("partner.name")),
            glued_umlauts=self._sql_glued_name(SQL("partner.name"), umlauts=True),
        )

    def _sql_payers(self):
        """The candidates on the surest ground of each receipt; of names in its text the longest; and whose invoices it names.

        A name that several customers bear, or of one word only, needs an amount that fits: one item's, all that is open,
        or what is open less the discount for early payment.
        """
        return SQL(
            """
            SELECT best.receipt_id, best.partner_id, best.ground
              FROM (
                SELECT candidate.*, COUNT(*) OVER (PARTITION BY candidate.receipt_id) > 1 AS is_shared
                  FROM candidate
                  JOIN (SELECT DISTINCT ON (receipt_id) receipt_id, ground, letters FROM candidate
                         ORDER BY receipt_id, ARRAY_POSITION(%(grounds)s::varchar[], ground::varchar), letters DESC) AS surest
                    ON surest.receipt_id = candidate.receipt_id AND surest.letters = candidate.letters
                   AND (surest.ground = candidate.ground OR candidate.ground = 'invoice' AND surest.ground IN ('partner', 'account'))
              ) AS best
              JOIN receipt ON receipt.id = best.receipt_id
             WHERE best.ground IN ('partner', 'account', 'invoice') OR NOT (best.is_shared OR best.is_vague)
                OR receipt.amount IN (SELECT item.residual_currency FROM item
                                       WHERE item.partner_id = best.partner_id AND item.currency_id = receipt.currency_id)
                OR receipt.amount IN (SELECT line.discount_amount_currency FROM item
                                        JOIN account_move_line AS line ON line.id = item.id
                                       WHERE item.partner_id = best.partner_id AND item.currency_id = receipt.currency_id)
                OR receipt.amount = (SELECT SUM(item.residual_currency) FROM item
                                      WHERE item.partner_id = best.partner_id AND item.currency_id = receipt.currency_id)
            """,
            grounds=list(GROUNDS),
        )

    def _sql_reached(self, today):
        """The items that the receipts of each customer reach by their amounts: those within their days, and the others.

        Items are reached whole; amounts are compared in company currency, so that a receipt in another one counts too.
        """
        return SQL(
            """
            SELECT item.id AS item_id, pool.is_live, pool.last_day, pool.ground, pool.receipt_id, pool.date,
                   LEAST(item.residual, pool.amount - item.before) AS amount
              FROM (
                SELECT payer.partner_id, receipt.is_live, SUM(receipt.amount_company) AS amount, MAX(receipt.last_day) AS last_day,
                       (ARRAY_AGG(payer.ground ORDER BY receipt.date DESC, receipt.id DESC))[1] AS ground,
                       (ARRAY_AGG(receipt.id ORDER BY receipt.date DESC, receipt.id DESC))[1] AS receipt_id, MAX(receipt.date) AS date
                  FROM payer JOIN receipt ON receipt.id = payer.receipt_id
                 GROUP BY payer.partner_id, receipt.is_live
              ) AS pool
              JOIN (
                SELECT ranked.*, SUM(ranked.residual) OVER (
                           PARTITION BY ranked.partner_id, ranked.is_live
                           ORDER BY ranked.is_named DESC, ranked.is_exact DESC, ranked.due, ranked.id) - ranked.residual AS before
                  FROM (
                    SELECT item.id, item.partner_id, item.due, item.residual, side.is_live,
                           (item.id, side.is_live) IN (
                               SELECT named_item.item_id, receipt.is_live
                                 FROM named_item JOIN receipt ON receipt.id = named_item.receipt_id) AS is_named,
                           (item.partner_id, side.is_live, item.currency_id, item.residual_currency) IN (
                               SELECT payer.partner_id, receipt.is_live, receipt.currency_id, receipt.amount
                                 FROM payer JOIN receipt ON receipt.id = payer.receipt_id) AS is_exact
                      FROM item CROSS JOIN (VALUES (TRUE), (FALSE)) AS side(is_live)
                     WHERE item.residual_currency > 0 AND NOT item.excluded
                       AND item.partner_id IN (SELECT partner_id FROM payer)
                  ) AS ranked
              ) AS item ON item.partner_id = pool.partner_id AND item.is_live = pool.is_live AND item.before < pool.amount
            """
        )

    # -- in words ----------------------------------------------------------------------------------

    def _read_grounds(self, item_ids, today):
        """Return on what ground receipts suspend items, by item id: one of ``GROUNDS``, or ``other`` for payments of others.

        :param list item_ids: ids of journal items
        :param date today: the day for which was decided
        """
        items = self.env["account.move.line"].sudo().browse(item_ids)
        found = {}
        for company, own in items.grouped(lambda item: item.company_id.root_id).items():
            statement = SQL(
                """
                WITH item AS MATERIALIZED (%s), %s
                SELECT reached.item_id, reached.ground FROM reached WHERE reached.is_live AND reached.item_id = ANY(%s)
                """,
                self.env["dunning.engine"]._sql_item(Question(company, today, own.partner_id)),
                SQL(", ").join(self._sql_receipt_parts(company, today)),
                own.ids,
            )
            found |= dict.fromkeys(own.ids, OTHER) | dict(self.env.execute_query(statement))
        return found

    def _receipt_ground_text(self, ground):
        """Return in words why a receipt is taken for a customer's; empty where somebody said so."""
        return {
            "account": self.env._("it came from an account of this customer"),
            "invoice": self.env._("it names an invoice of this customer"),
            "payer": self.env._("the payer bears the name of this customer"),
            "label": self.env._("its text names this customer"),
            OTHER: self.env._("a payment of another customer names this invoice"),
        }.get(ground, "")
