"""Money on its way that the ledger does not know yet: payments without an entry of their own, and online payments.

Each covers as much as its amount, as a credit does, for so many days; longer only where accounting calls the whole
invoice paid. What came from the bank meanwhile is on its way no more. Afterwards Coverage and the work list say so.
"""

from datetime import date

from odoo import models
from odoo.tools import SQL

from ..shared.activities import sql_in_charge
from ..shared.bounds import near_day, near_days
from ..shared.receivable import sql_items_of, sql_settlements, sql_trade

# Payments that are under way or said to be done, while their invoice is still open.
UNDER_WAY = ("in_process", "paid")


class DunningTransit(models.AbstractModel):
    _name = "dunning.transit"
    _description = "Money on its way"

    def _sql_sources(self, question, items, ways):
        """Return the query of the payments on their way to items, one row a payment.

        :param Question question: what is asked
        :param SQL items: name of the part with the open items
        :param list ways: queries of ``_way_queries``
        :return: SQL with columns ``id`` (below zero, unique), ``payment_id`` (NULL for online payments), ``partner_id``,
            ``company_id, currency_id, move_ids, head`` (an invoice that stands for all that its payments share),
            ``amount`` still on its way (``currency_id``), ``amount_company, date, last_day, code, label,
            stays`` (accounting calls all of its invoices paid by it), ``is_live`` (within its days)
        """
        return SQL(
            """
            WITH way (id, payment_id, payer_id, company_id, currency_id, amount, amount_company, date, last_day, code, label, move_ids)
                 AS MATERIALIZED (%(ways)s),
            headed AS MATERIALIZED (
                SELECT way.*, (SELECT MIN(link.id) FROM UNNEST(way.move_ids) AS link(id)) AS head FROM way
            ),
            target AS MATERIALIZED (
                SELECT headed.head, MIN(item.partner_id) AS partner_id, SUM(item.residual) AS residual,
                       SUM(item.residual_currency) AS residual_currency, MIN(item.currency_id) AS currency_id,
                       BOOL_AND(item.payment_state IN ('in_payment', 'paid')) AS is_called_paid,
                       MIN(item.name) AS label
                  FROM (SELECT DISTINCT head, UNNEST(move_ids) AS move_id FROM headed) AS headed
                  JOIN %(items)s AS item ON item.move_id = headed.move_id AND item.residual_currency > 0
                 GROUP BY headed.head
            ),
            arrived AS MATERIALIZED (
                SELECT linked.head, SUM(partial.amount) AS amount
                  FROM (SELECT DISTINCT head, UNNEST(move_ids) AS move_id, since
                          FROM (SELECT head, move_ids, MIN(date) OVER (PARTITION BY head) AS since FROM headed) AS dated) AS linked
                  JOIN account_move_line AS line ON line.id IN (%(owed)s)
                  JOIN %(settlements)s AS partial ON partial.debit_move_id = line.id
                  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id AND credit.date >= linked.since
                  JOIN account_move AS entry ON entry.id = credit.move_id AND entry.statement_line_id IS NOT NULL
                 GROUP BY linked.head
            ),
            left_over AS MATERIALIZED (
                SELECT headed.*, target.residual AS target, target.is_called_paid, target.label AS target_label,
                       COALESCE(target.partner_id, headed.payer_id) AS partner_id, headed.currency_id AS paid_in,
                       CASE WHEN target.head IS NULL OR target.currency_id = headed.currency_id THEN headed.currency_id
                            ELSE target.currency_id END AS money_id,
                       target.residual_currency / NULLIF(target.residual, 0) AS rate,
                       GREATEST(0, LEAST(headed.amount_company, SUM(headed.amount_company) OVER (
                           PARTITION BY headed.head ORDER BY headed.date, headed.id) - COALESCE(arrived.amount, 0))) AS left_company
                  FROM headed
                  LEFT JOIN target ON target.head = headed.head
                  LEFT JOIN arrived ON arrived.head = headed.head
                 WHERE headed.head IS NULL OR target.head IS NOT NULL
            )
            SELECT one.id, one.payment_id, one.partner_id, one.company_id, one.money_id AS currency_id, one.move_ids, one.head,
                   ROUND(CASE WHEN one.money_id = one.paid_in THEN one.amount * one.left_company / one.amount_company
                              ELSE one.left_company * one.rate END, money.decimal_places) AS amount,
                   one.left_company AS amount_company, one.date, one.last_day, one.code,
                   CONCAT_WS(' ', one.label, CASE WHEN one.payment_id IS NULL THEN one.target_label END) AS label,
                   one.code <> 'transaction' AND one.is_called_paid IS TRUE
                   AND SUM(one.left_company) OVER (PARTITION BY one.head) >= one.target AS stays,
                   one.last_day >= %(today)s AS is_live
              FROM left_over AS one
              JOIN res_currency AS money ON money.id = one.money_id
             WHERE one.left_company > 0
            """,
            settlements=sql_settlements(),
            owed=sql_items_of(SQL("linked.move_id")),
            ways=SQL(" UNION ALL ").join(ways),
            items=items,
            today=question.today,
        )

    def _way_queries(self, question, items):
        """Return the queries of what is on its way; other add-ons append theirs, with ids below -1,000,000,000.

        :return: list of SQL with the columns of ``_sql_transit_payments``
        """
        payments = [self._sql_transit_payments(question, items)] if question.may_have("payments") else []
        return [*payments, *([self._sql_transactions(question, items)] if question.may_have("transactions") else [])]

    def _sql_transit_payments(self, question, items):
        """Payments of customers that have no entry: of those that name invoices, with something open of them.

        Cheques and bills of exchange bear a later date: what they pay rests from the day on which they were entered until then.
        """
        company, today = question.company, question.today
        return SQL(
            """
            SELECT -2 * payment.id AS id, payment.id AS payment_id, payer.commercial_partner_id AS payer_id, payment.company_id,
                   payment.currency_id, payment.amount, ABS(payment.amount_company_currency_signed) AS amount_company,
                   payment.date, %(last_day)s AS last_day, 'in_payment' AS code,
                   CONCAT_WS(' ', payment.memo, payment.payment_reference) AS label, linked.move_ids
              FROM account_payment AS payment
              JOIN res_partner AS payer ON payer.id = payment.partner_id
              LEFT JOIN LATERAL (
                SELECT ARRAY_AGG(rel.invoice_id) AS move_ids
                  FROM account_move__account_payment AS rel WHERE rel.payment_id = payment.id
              ) AS linked ON TRUE
             WHERE payment.move_id IS NULL AND payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
               AND payment.amount > 0 AND payment.amount_company_currency_signed <> 0
               AND (payment.date <= %(today)s OR %(entered)s)
               AND payment.company_id IN (%(companies)s) AND %(counts)s
               AND CASE WHEN linked.move_ids IS NULL THEN payment.state = 'in_process'
                             AND payer.commercial_partner_id IN (SELECT partner_id FROM %(items)s)
                        ELSE payment.state = ANY(%(states)s) END
            """,
            last_day=SQL("(%s + %s)", near_day(SQL("payment.date")), near_days(company.dunning_transit_days)),
            companies=self.env["dunning.engine"]._sql_companies(company),
            states=list(UNDER_WAY),
            items=items,
            today=today,
            entered=SQL("payment.create_date::date <= %s", today) if question.as_of else SQL("TRUE"),
            counts=self._sql_counts_payment(),
        )

    def _sql_counts_payment(self):
        """Whether a ``payment`` without entry counts as such; add-ons that know better what it is for say no, and count it."""
        return SQL("TRUE")

    def _sql_transactions(self, question, items):
        """Online payments on their way: authorised, pending, or done and not yet booked."""
        return SQL(
            """
            SELECT -2 * tx.id - 1, NULL::int, item.partner_id, MIN(item.company_id), MIN(tx.currency_id),
                   MAX(tx.amount), CASE WHEN MIN(tx.currency_id) = MIN(item.currency_id)
                        THEN MAX(tx.amount) * SUM(item.residual) / SUM(item.residual_currency) ELSE SUM(item.residual) END,
                   MAX(%(changed)s), MAX(%(changed)s) + %(days)s, 'transaction', '', ARRAY_AGG(DISTINCT item.move_id)
              FROM payment_transaction AS tx
              JOIN (SELECT transaction_id, invoice_id FROM account_invoice_transaction_rel
                    UNION SELECT transaction_id, move_id FROM dunning_payment_allocation) AS rel ON rel.transaction_id = tx.id
              JOIN %(items)s AS item ON item.move_id = rel.invoice_id AND item.residual_currency > 0
             WHERE (tx.state IN ('pending', 'authorized') OR (tx.state = 'done' AND tx.is_post_processed IS NOT TRUE))
               AND tx.last_state_change::date <= %(known)s AND tx.amount > 0
             GROUP BY tx.id, item.partner_id
            """,
            changed=near_day(SQL("tx.last_state_change::date")),
            days=near_days(question.company.dunning_pending_days),
            known=question.today if question.as_of else date.max,
            items=items,
        )

    def _sql_as_items(self):
        """Return what is on its way as credits beside the open items, with their columns: netting spreads them alike.

        Their ids are below zero; the decision knows them no further than netting.
        """
        return SQL(
            """
            SELECT source.id, NULL::int, source.partner_id, source.company_id, source.currency_id, source.payment_id,
                   -source.amount_company, -source.amount, source.label, source.date, NULL, 'entry', NULL, NULL, NULL, NULL::int,
                   NULL::int, FALSE, NULL::date, NULL::date, NULL::int
              FROM under_way AS source
             WHERE source.is_live OR source.stays
            """
        )

    def _sql_whole(self):
        """Return the items of which all is on its way, with their reason and its last day: ``id, code, until, hold_id``.

        What several payments bring for the same invoices is taken together, their items in order of their due dates.
        """
        return SQL(
            """
            SELECT item.id, pool.code, pool.until, NULL::int
              FROM (
                SELECT way.head, MIN(way.code) AS code, SUM(way.amount) AS amount,
                       NULLIF(MAX(CASE WHEN way.stays THEN 'infinity' ELSE way.last_day END), 'infinity') AS until
                  FROM under_way AS way WHERE way.head IS NOT NULL AND (way.is_live OR way.stays)
                 GROUP BY way.head
              ) AS pool
              JOIN (
                SELECT linked.head, item.id, SUM(item.residual_currency) OVER (
                           PARTITION BY linked.head ORDER BY item.due, item.id) AS up_to
                  FROM (SELECT DISTINCT head, UNNEST(move_ids) AS move_id FROM under_way) AS linked
                  JOIN item ON item.move_id = linked.move_id AND item.residual_currency > 0
              ) AS item ON item.head = pool.head AND item.up_to <= pool.amount
            """
        )

    # -- what was on its way for too long ----------------------------------------------------------

    def _sql_overstayed(self):
        """Return the overdue items for which something has been on its way for too long, for Coverage.

        It reads ``decision``, ``under_way`` and ``receipt_reach``.

        A payment counts for the oldest item it names, else for its customer's oldest; a receipt for those it reaches.

        :return: SQL with columns ``item_id, amount`` (company currency), ``reason``
        """
        return SQL(
            """
            SELECT DISTINCT ON (late.item_id) late.item_id, late.amount, late.reason
              FROM (
                SELECT found.item_id, SUM(found.amount) AS amount, 'late_payment' AS reason
                  FROM (
                    SELECT DISTINCT ON (way.id) way.id, decision.item_id, way.amount_company AS amount
                      FROM under_way AS way
                      JOIN decision ON decision.is_overdue AND decision.residual_currency > 0
                       AND CASE WHEN way.head IS NULL THEN decision.partner_id = way.partner_id
                                ELSE decision.move_id = ANY(way.move_ids) END
                     WHERE NOT way.is_live
                     ORDER BY way.id, decision.date_due, decision.item_id
                  ) AS found
                 GROUP BY found.item_id
                UNION ALL
                SELECT reached.item_id, reached.amount, 'late_receipt' FROM receipt_reach AS reached WHERE NOT reached.is_live
              ) AS late
             ORDER BY late.item_id, late.reason
            """
        )

    def _sql_payment_tasks(self, today):
        """Payments without entry that have been on their way for too long, as lines of the work list."""
        return SQL(
            """
            SELECT 'transit', payment.id, FALSE, profile.id, NULL::int, payment.company_id,
                   %(in_charge)s, payment.date, NULL::int,
                   ABS(payment.amount_company_currency_signed), 0, NULL::int, NULL::int, NULL::int, NULL::int
              FROM account_payment AS payment
              JOIN res_partner AS payer ON payer.id = payment.partner_id
              JOIN res_company AS company ON company.id = payment.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              JOIN dunning_profile AS profile ON profile.partner_id = payer.commercial_partner_id AND profile.company_id = root.id
             WHERE payment.move_id IS NULL AND payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
               AND payment.state = 'in_process' AND payment.amount > 0 AND %(day)s + %(days)s < %(today)s
               AND EXISTS (SELECT FROM account_move_line AS line
                             JOIN account_account AS account ON account.id = line.account_id
                              AND %(trade)s
                            WHERE line.partner_id = profile.partner_id AND line.parent_state = 'posted'
                              AND line.reconciled IS NOT TRUE AND line.amount_residual > 0)
            """,
            day=near_day(SQL("payment.date")),
            days=near_days(SQL("COALESCE(root.dunning_transit_days, 0)")),
            in_charge=sql_in_charge(company="root"),
            today=today,
            trade=sql_trade(),
        )

    def _sql_receipt_tasks(self, today):
        """Bank receipts of known customers that nobody has reconciled for too long, as lines of the work list."""
        return SQL(
            """
            SELECT 'receipt', bank.id, FALSE, profile.id, NULL::int, entry.company_id,
                   %(in_charge)s, entry.date, NULL::int,
                   COALESCE((SELECT SUM(line.balance) FROM account_move_line AS line
                              WHERE line.move_id = entry.id AND line.balance > 0), 0),
                   0, NULL::int, NULL::int, NULL::int, NULL::int
              FROM account_bank_statement_line AS bank
              JOIN account_move AS entry ON entry.id = bank.move_id AND entry.state = 'posted'
              JOIN res_partner AS payer ON payer.id = bank.partner_id
              JOIN res_company AS company ON company.id = entry.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              JOIN dunning_profile AS profile ON profile.partner_id = payer.commercial_partner_id AND profile.company_id = root.id
             WHERE bank.is_reconciled IS NOT TRUE AND bank.amount > 0 AND %(day)s + %(days)s < %(today)s
            """,
            day=near_day(SQL("entry.date")),
            days=near_days(SQL("COALESCE(root.dunning_transit_days, 0)")),
            in_charge=sql_in_charge(company="root"),
            today=today,
        )
