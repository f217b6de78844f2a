"""Exposure: confirmed orders as far as they are not invoiced yet, with taxes."""

from odoo import api, models
from odoo.tools import SQL


class DunningExposure(models.AbstractModel):
    _inherit = "dunning.exposure"

    @api.model
    def _exposure_queries(self, asked):
        return [*super()._exposure_queries(asked), self._sql_exposed_orders(asked)]

    @api.model
    def _sql_exposed_orders(self, asked):
        """Return what confirmed orders leave to invoice, at their own rate; draft invoices count as invoiced, once, as drafts.

        On a past day an order counts as confirmed since its order date, and only what was posted by then is invoiced.
        """
        return SQL(
            "SELECT partner_id, root_id, 'order' AS kind, amount, NULL::int AS age, NULL::int AS days, 0 AS late FROM (%s) AS deal",
            self._sql_open_orders(asked),
        )

    @api.model
    def _sql_open_orders(self, asked):
        """Return the confirmed orders that are not wholly invoiced.

        :param Asked asked: day, companies, customers
        :return: SQL with ``order_id, partner_id`` (commercial), ``root_id, rate`` of the order, ``decimals`` of the company's
            currency and ``amount``, what is left to invoice of it in company currency
        """
        return SQL(
            """
            SELECT *
              FROM (
                SELECT deal.id AS order_id, COALESCE(NULLIF(deal.currency_rate, 0), 1) AS rate, currency.decimal_places AS decimals,
                       customer.commercial_partner_id AS partner_id, SPLIT_PART(place.parent_path, '/', 1)::int AS root_id,
                       ROUND(((deal.amount_total - COALESCE(invoiced.amount, 0)) / COALESCE(NULLIF(deal.currency_rate, 0), 1))::numeric,
                             currency.decimal_places) AS amount
                  FROM sale_order AS deal
                  JOIN res_partner AS customer ON customer.id = deal.partner_invoice_id
                  JOIN res_company AS place ON place.id = deal.company_id
                  JOIN res_currency AS currency ON currency.id = place.currency_id
                  LEFT JOIN LATERAL (
                    SELECT SUM(CASE WHEN move.move_type = 'out_refund' THEN -line.price_total ELSE line.price_total END) AS amount
                      FROM sale_order_line AS sold
                      JOIN sale_order_line_invoice_rel AS link ON link.order_line_id = sold.id
                      JOIN account_move_line AS line ON line.id = link.invoice_line_id
                      JOIN account_move AS move ON move.id = line.move_id
                     WHERE sold.order_id = deal.id AND (move.state = 'posted' AND move.date <= %(day)s OR move.state = 'draft' AND %(now)s)
                  ) AS invoiced ON TRUE
                 WHERE deal.state = 'sale' AND deal.company_id = ANY(%(companies)s) AND deal.date_order < %(day)s::date + 1
                   AND (deal.invoice_status <> 'invoiced' OR NOT %(now)s) AND %(asked)s
              ) AS deal
             WHERE amount > 0
            """,
            day=asked.day,
            now=asked.is_now,
            companies=list(asked.company_ids),
            asked=asked.of_partner(SQL("customer.commercial_partner_id")),
        )
