"""Invoicing lag by the day of delivery: what was delivered first and is not invoiced counts from its delivery on."""

from odoo import fields, models
from odoo.tools import SQL


class DunningUninvoiced(models.Model):
    _inherit = "dunning.uninvoiced"

    _depends = {"stock.move": ["sale_line_id", "state", "date", "quantity", "location_dest_id"]}

    since = fields.Date(help="The day of the delivery that is not wholly invoiced; of services the day promised, else of the order.")

    def _sql_delivered_since(self):
        """Return the day of the first delivery that goes beyond what was invoiced, deliveries counted from the first one."""
        return SQL(
            """
            COALESCE((
                SELECT MIN(sent.date)::date
                  FROM (SELECT move.date, SUM(move.quantity * own.factor / unit.factor) OVER (ORDER BY move.date, move.id) AS reached
                          FROM stock_move AS move
                          JOIN stock_location AS target ON target.id = move.location_dest_id AND target.usage = 'customer'
                          JOIN uom_uom AS own ON own.id = move.product_uom
                          JOIN uom_uom AS unit ON unit.id = line.product_uom_id
                         WHERE move.sale_line_id = line.id AND move.state = 'done') AS sent
                 WHERE sent.reached > line.qty_invoiced), %s)
            """,
            super()._sql_delivered_since(),
        )
