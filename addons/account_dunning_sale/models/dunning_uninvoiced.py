"""Invoicing lag: what was delivered or performed and is not invoiced yet, oldest first, with what each day costs.

Sales knows no day of delivery: it counts from the day the delivery was promised for, else from the day of the order.
"""

from odoo import fields, models
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.tools import SQL


class DunningUninvoiced(models.Model):
    _name = "dunning.uninvoiced"
    _description = "Delivered and Not Invoiced"
    _auto = False
    _order = "since, id"
    _rec_name = "order_name"

    _depends = {
        "sale.order": ["state", "currency_rate", "date_order", "commitment_date", "user_id", "partner_invoice_id"],
        "sale.order.line": ["qty_delivered", "qty_invoiced", "price_total", "product_uom_qty", "product_id"],
        "res.company": ["dunning_financing_rate"],
    }

    order_id = fields.Many2one("sale.order", readonly=True)
    order_name = fields.Char(string="Number", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    since = fields.Date(readonly=True, help="The day the delivery was promised for, else that of the order.")
    days = fields.Integer(string="Days Lost", readonly=True, aggregator="max")
    quantity = fields.Float(readonly=True, digits="Product Unit")
    amount = fields.Monetary(string="Not Invoiced", readonly=True, help="With tax, company currency.")
    cost_day = fields.Monetary(string="Cost of a Day", readonly=True, help="Amount times the financing rate, by 365.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT sold.*, GREATEST(%(today)s - sold.since, 0) AS days, sold.amount * sold.rate / 365 AS cost_day
              FROM (
                SELECT line.id, deal.id AS order_id, deal.name AS order_name, line.product_id,
                       customer.commercial_partner_id AS partner_id, deal.user_id AS salesperson_id, deal.company_id,
                       place.currency_id, %(since)s AS since,
                       line.qty_delivered - line.qty_invoiced AS quantity,
                       ROUND((line.price_total / line.product_uom_qty * (line.qty_delivered - line.qty_invoiced)
                              / COALESCE(NULLIF(deal.currency_rate, 0), 1))::numeric, currency.decimal_places) AS amount,
                       COALESCE(root.dunning_financing_rate, 0)::numeric AS rate
                  FROM sale_order_line AS line
                  JOIN sale_order AS deal ON deal.id = line.order_id AND deal.state = 'sale'
                  JOIN res_partner AS customer ON customer.id = deal.partner_invoice_id
                  JOIN res_company AS place ON place.id = deal.company_id
                  JOIN res_company AS root ON root.id = SPLIT_PART(place.parent_path, '/', 1)::int
                  JOIN res_currency AS currency ON currency.id = place.currency_id
                 WHERE line.qty_delivered > line.qty_invoiced AND line.product_uom_qty <> 0 AND line.price_total <> 0
                   AND line.is_downpayment IS NOT TRUE
              ) AS sold
            """,
            today=company_day(self),
            since=self._sql_delivered_since(),
        )

    def _sql_delivered_since(self):
        """Return the day from which an order ``line`` of ``deal`` could be invoiced; add-ons that know the delivery say better."""
        return SQL("COALESCE(deal.commitment_date, deal.date_order)::date")

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id, "view_mode": "form"}
