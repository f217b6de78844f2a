"""Exposure: what of confirmed orders was delivered and is not invoiced yet, told apart from what is still to be delivered."""

from odoo import api, models
from odoo.tools import SQL


class DunningExposure(models.AbstractModel):
    _inherit = "dunning.exposure"

    @api.model
    def _exposure_queries(self, asked):
        return [*super()._exposure_queries(asked), self._sql_exposed_deliveries(asked)]

    @api.model
    def _sql_exposed_deliveries(self, asked):
        """Return what was delivered and is not invoiced, and as much less of the orders: the sum of both stays that of the orders.

        Never more than the order leaves to invoice; deliveries have their days, so a past day is rebuilt from them.
        """
        return SQL(
            """
            SELECT partner_id, root_id, part.kind, part.sign * amount AS amount, NULL::int AS age, NULL::int AS days, 0 AS late
              FROM (
                SELECT deal.partner_id, deal.root_id,
                       LEAST(deal.amount, SUM(ROUND((GREATEST(sent.quantity - COALESCE(billed.quantity, 0), 0)
                             * sold.price_total / sold.product_uom_qty / deal.rate)::numeric, deal.decimals))) AS amount
                  FROM (%(orders)s) AS deal
                  JOIN sale_order_line AS sold ON sold.order_id = deal.order_id AND sold.product_uom_qty > 0
                  JOIN uom_uom AS unit ON unit.id = sold.product_uom_id
                  JOIN LATERAL (%(sent)s) AS sent ON sent.quantity > 0
                  LEFT JOIN LATERAL (%(billed)s) AS billed ON TRUE
                 GROUP BY deal.order_id, deal.partner_id, deal.root_id, deal.amount
              ) AS delivered
             CROSS JOIN (VALUES ('delivery', 1), ('order', -1)) AS part(kind, sign)
             WHERE delivered.amount > 0
            """,
            orders=self._sql_open_orders(asked),
            sent=self._sql_sent_quantity(asked),
            billed=self._sql_billed_quantity(asked),
        )

    @api.model
    def _sql_sent_quantity(self, asked):
        """Return what of the order line ``sold`` had reached the customer at the end of the day, less what came back, in its unit."""
        return SQL(
            """
            SELECT SUM(CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END * move.quantity * own.factor / unit.factor) AS quantity
              FROM stock_move AS move
              JOIN stock_location AS source ON source.id = move.location_id
              JOIN stock_location AS target ON target.id = move.location_dest_id
              JOIN uom_uom AS own ON own.id = move.product_uom
             WHERE move.sale_line_id = sold.id AND move.state = 'done' AND move.date < %s::date + 1
               AND (target.usage = 'customer') <> (source.usage = 'customer')
               AND (target.usage = 'customer' OR move.to_refund)
            """,
            asked.day,
        )

    @api.model
    def _sql_billed_quantity(self, asked):
        """Return what of the order line ``sold`` was invoiced, as the orders' part counts it, in its unit."""
        return SQL(
            """
            SELECT SUM(CASE WHEN entry.move_type = 'out_refund' THEN -line.quantity ELSE line.quantity END
                       * COALESCE(own.factor, unit.factor) / unit.factor) AS quantity
              FROM sale_order_line_invoice_rel AS link
              JOIN account_move_line AS line ON line.id = link.invoice_line_id
              JOIN account_move AS entry ON entry.id = line.move_id
              LEFT JOIN uom_uom AS own ON own.id = line.product_uom_id
             WHERE link.order_line_id = sold.id
               AND (entry.state = 'posted' AND entry.date <= %s OR entry.state = 'draft' AND %s)
            """,
            asked.day,
            asked.is_now,
        )
