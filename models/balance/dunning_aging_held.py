"""What of the open items rests on a day: disputed as a whole, or promised, as far as it is promised."""

from odoo import api, models
from odoo.tools import SQL


class DunningAging(models.AbstractModel):
    _inherit = "dunning.aging"

    @api.model
    def _sql_holds_as_of(self, options):
        """Return disputes and promises as they stood on the day: of invoices, of instalments.

        :return: SQL of common table expressions; ``_sql_on_hold`` joins them to items. An amount is in the item's
            currency; without one the whole of it rests
        """
        return SQL(
            """
            hold AS MATERIALIZED (
                SELECT partner_id, move_id, move_line_id, 'dispute' AS kind,
                       NULL::numeric AS amount, NULL::numeric AS amount_open
                  FROM dunning_dispute
                 WHERE date_opened <= %(day)s AND (state = 'open' OR settled_on > %(day)s)
                   -- an instalment that the accountant deleted by posting anew is not the whole invoice
                   AND (move_line_id IS NOT NULL OR COALESCE(instalment, 0) = 0)
                 UNION ALL
                SELECT promise.partner_id, line.move_id, line.move_line_id, 'promise', line.amount, line.amount_open
                  FROM dunning_promise AS promise
                  JOIN dunning_promise_line AS line ON line.promise_id = promise.id
                 WHERE promise.date <= %(day)s AND promise.date_limit >= %(day)s
                   AND (promise.state = 'open' OR promise.state <> 'cancelled' AND promise.judged_on > %(day)s)
                   AND (line.move_line_id IS NOT NULL OR COALESCE(line.instalment, 0) = 0)
            ),
            hold_move AS MATERIALIZED (
                SELECT move_id, partner_id, MIN(kind) AS kind FROM hold WHERE move_line_id IS NULL GROUP BY 1, 2
            ),
            hold_line AS MATERIALIZED (
                SELECT move_line_id, partner_id, MIN(kind) AS kind, SUM(amount) AS amount, MAX(amount_open) AS amount_open
                  FROM hold WHERE move_line_id IS NOT NULL GROUP BY 1, 2
            )
            """,
            day=options.day,
        )

    @api.model
    def _sql_on_hold(self, items):
        """Return items with what of them rests; the query needs the expressions of ``_sql_holds_as_of``.

        Of several reasons a dispute counts, the first in the alphabet. What came in since a promise was given came in
        for the promise: what is promised of an item is its promised amount less that, and never more than is open.

        :param SQL items: as ``_sql_items`` returns them
        :return: SQL with their columns and ``held`` (``dispute``, ``promise`` or empty), ``promised`` (company currency)
            and ``promised_currency`` (the item's); 0 where a dispute counts
        """
        return SQL(
            """
            SELECT item.*,
                   CASE WHEN item.promised_currency = 0 THEN 0
                        WHEN item.promised_currency = item.residual_currency THEN item.residual
                        -- a part at the rate at which the item is booked; decimals are looked up for parts alone
                        ELSE ROUND(item.residual * item.promised_currency / item.residual_currency,
                                   (SELECT decimal_places FROM res_currency WHERE id = item.company_currency_id)) END AS promised
              FROM (
                SELECT item.*,
                       CASE WHEN item.held IS DISTINCT FROM 'promise' THEN 0
                            ELSE GREATEST(0, LEAST(item.residual_currency, item.promise_amount
                                      - GREATEST(0, item.promise_open - item.residual_currency))) END AS promised_currency
                  FROM (
                    SELECT item.*,
                           CASE WHEN NOT item.is_credit AND item.side = 'receivable'
                                THEN LEAST(hold_move.kind, hold_line.kind) END AS held,
                           hold_line.amount AS promise_amount, hold_line.amount_open AS promise_open
                      FROM (%s) AS item
                      LEFT JOIN hold_move ON hold_move.move_id = item.move_id AND hold_move.partner_id = item.partner_id
                      LEFT JOIN hold_line ON hold_line.move_line_id = item.id AND hold_line.partner_id = item.partner_id
                  ) AS item
              ) AS item
            """,
            items,
        )
