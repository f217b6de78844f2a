"""Letters needed too often: what was sold and then had to be asked for three times or more, by salesperson and product.

A row is a product of an invoice; the invoice's receivable items are divided among its products by their amounts before
tax. An item needed as many contacts as there were days on which its customer was asked for it; reminders before the due date
and calls that reached nobody are left out.
"""

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.tools import SQL

from ..delivery.dunning_action_call import UNREACHED
from ..forecast.behaviour import HISTORY_MONTHS
from ..shared.channels import SEGMENTS, SERVER_ACTION
from ..shared.company_day import company_day
from ..shared.windows import form_of

# So many contacts about one item are too many.
OFTEN = 3


class DunningEffectProduct(models.Model):
    _name = "dunning.effect.product"
    _description = "Contacts Needed for What Was Sold"
    _auto = False
    _order = "contacts desc, amount desc, id desc"
    _rec_name = "invoice_name"
    _depends = {
        "dunning.action": ["state", "date_done", "channel", "is_contact"],
        "dunning.action.line": ["action_id", "move_line_id", "status", "asked"],
        "dunning.profile": ["partner_id", "company_id", "own_salesperson_id", "segment"],
        "account.move.line": [
            "partner_id", "date_maturity", "date", "balance", "parent_state", "company_id", "journal_id", "account_id", "product_id",
            "display_type", "price_subtotal", "move_id",
        ],
        "account.move": ["name", "invoice_date", "invoice_user_id"],
        "res.partner": ["commercial_partner_id", "user_id"],
    }  # fmt: skip

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    invoice_name = fields.Char(string="Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True, help="The customer's, else the invoice's.")
    segment = fields.Selection(SEGMENTS, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", related="product_id.categ_id", string="Product Category")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    contacts = fields.Float(
        readonly=True, aggregator="avg", digits=(12, 1), help="Days on which the customer was asked for it, after the due date."
    )
    is_often = fields.Boolean(string="Needed 3 Contacts or More", readonly=True)
    amount = fields.Monetary(string="Sold and Due", readonly=True, help="Taxes included, company currency.")
    amount_often = fields.Monetary(string="Needed 3 Contacts or More (amount)", readonly=True)
    share_often = fields.Float(
        string="% Needed 3 Contacts or More", readonly=True, aggregator="avg", help="Of the amounts sold and due."
    )

    @property
    def _table_query(self):
        today = company_day(self)
        since = today - relativedelta(months=HISTORY_MONTHS)
        return SQL(
            """
            WITH item AS MATERIALIZED (%(item)s),
            asked AS MATERIALIZED (
                SELECT line.move_line_id AS item_id, COUNT(DISTINCT action.date_done) AS contacts
                  FROM dunning_action_line AS line
                  JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done' AND action.is_contact
                                               AND action.channel <> %(server_action)s
                                               AND COALESCE(action.outcome, '') <> ALL(%(unreached)s)
                 WHERE line.asked AND line.status IN ('counted', 'info') AND line.move_line_id IS NOT NULL
                 GROUP BY line.move_line_id
            ),
            claim AS (
                SELECT item.move_id, MIN(item.id) AS id, MAX(item.partner_id) AS partner_id, MAX(item.company_id) AS company_id,
                       MIN(item.due) AS due, COALESCE(MAX(asked.contacts), 0) AS contacts, SUM(item.balance) AS balance,
                       COALESCE(SUM(item.balance) FILTER (WHERE asked.contacts >= %(often)s), 0) AS balance_often
                  FROM item LEFT JOIN asked ON asked.item_id = item.id
                 GROUP BY item.move_id
            ),
            -- joined line by line, by index: of a part grouped beforehand the planner expects one row and reads it for each invoice
            sold AS (
                SELECT claim.move_id, claim.id, claim.partner_id, claim.company_id, claim.due, claim.contacts, claim.balance,
                       claim.balance_often, move.name, COALESCE(move.invoice_date, move.date) AS invoice_date, move.invoice_user_id,
                       line.product_id, MIN(line.id) AS line_id, SUM(line.price_subtotal) AS subtotal,
                       SUM(SUM(line.price_subtotal)) OVER (PARTITION BY claim.move_id) AS total,
                       COUNT(*) OVER (PARTITION BY claim.move_id) AS products
                  FROM claim
                  JOIN account_move AS move ON move.id = claim.move_id
                  LEFT JOIN account_move_line AS line ON line.move_id = claim.move_id AND line.display_type = 'product'
                                                     AND move.move_type IN ('out_invoice', 'out_receipt')
                 GROUP BY claim.move_id, claim.id, claim.partner_id, claim.company_id, claim.due, claim.contacts, claim.balance,
                          claim.balance_often, move.id, line.product_id
            )
            SELECT COALESCE(sold.line_id, sold.id) AS id, sold.move_id, sold.name AS invoice_name, sold.invoice_date,
                   sold.due AS date_due, sold.partner_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id, sold.invoice_user_id) AS salesperson_id,
                   COALESCE(profile.segment, 'standard') AS segment, sold.product_id, sold.company_id, company.currency_id,
                   sold.contacts, sold.balance_often > 0 AS is_often, sold.balance * part.share AS amount,
                   sold.balance_often * part.share AS amount_often, (sold.balance_often / sold.balance)::float8 AS share_often
              FROM sold
             -- nothing to divide by: equal parts
             CROSS JOIN LATERAL (VALUES (
                CASE WHEN sold.total > 0 THEN sold.subtotal / sold.total ELSE 1.0 / sold.products END)) AS part(share)
              JOIN res_partner AS partner ON partner.id = sold.partner_id
              JOIN res_company AS company ON company.id = sold.company_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = sold.partner_id
                                                  AND profile.company_id = SPLIT_PART(company.parent_path, '/', 1)::int
            """,
            item=self.env["dunning.effect"]._sql_effectiveness_item(since, today),
            server_action=SERVER_ACTION,
            unreached=list(UNREACHED),
            often=OFTEN,
        )

    def _read_group_select(self, aggregate_spec, query):
        """The share of a group is a ratio of its sums."""
        if aggregate_spec != "share_often:avg":
            return super()._read_group_select(aggregate_spec, query)
        often, amount = (self._field_to_sql(self._table, name, query) for name in ("amount_often", "amount"))
        return SQL("(SUM(%s) / NULLIF(SUM(%s), 0))::float8", often, amount)

    def action_open_invoice(self):
        """Open the invoice or entry."""
        self.ensure_one()
        return form_of(self.move_id)
