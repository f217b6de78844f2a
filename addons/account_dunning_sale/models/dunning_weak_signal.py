"""Weak signals before invoicing: what about an open quotation or order deserves a look, each with its cure. They stop nothing."""

from odoo import api, fields, models
from odoo.addons.account_dunning.models.credit.credit_status import NEAR
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.tools import SQL

SIGNALS = [
    ("larger", "Larger than usual"),
    ("new", "New customer"),
    ("bank", "Bank account new"),
    ("bounced", "Confirmation came back"),
    ("near", "Limit nearly used"),
    ("group", "Group late elsewhere"),
    ("address", "Address new"),
]
CODES = [code for code, _label in SIGNALS]
# Orders of so many days are looked at; a bank account or an address is new for so many; invoices of so many say what is usual.
ORDER_DAYS, BANK_DAYS, HABIT_DAYS = 90, 30, 730
# An order is larger than usual from so many times the customer's average invoice on, which needs so many invoices.
TIMES, KNOWN_FROM = 2, 3


class DunningWeakSignal(models.Model):
    _name = "dunning.weak.signal"
    _description = "Weak Signal of an Order"
    _auto = False
    _order = "date desc, id"
    _rec_name = "order_name"

    _depends = {
        "sale.order": ["state", "amount_total", "currency_rate", "date_order", "user_id", "partner_invoice_id", "invoice_status"],
        "account.move": ["state", "move_type", "amount_total_signed", "invoice_date", "commercial_partner_id"],
        "res.partner": ["dunning_address_changed_on"],
        "res.partner.bank": ["partner_id"],
        "mail.notification": ["notification_status"],
    }

    signal = fields.Selection(SIGNALS, readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    order_name = fields.Char(string="Number", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(string="Order Date", readonly=True)
    amount = fields.Monetary(readonly=True, help="With tax, company currency.")
    cure = fields.Char(string="What to Do", compute="_compute_cure")

    @property
    def _table_query(self):
        return SQL(
            """
            WITH deal AS MATERIALIZED (%(deals)s),
            habit AS MATERIALIZED (
                SELECT move.commercial_partner_id AS partner_id, SPLIT_PART(place.parent_path, '/', 1)::int AS root_id,
                       COUNT(*) FILTER (WHERE move.invoice_date >= %(habit_from)s) AS count,
                       AVG(move.amount_total_signed) FILTER (WHERE move.invoice_date >= %(habit_from)s) AS average
                  FROM account_move AS move
                  JOIN res_company AS place ON place.id = move.company_id
                 WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
                   AND move.commercial_partner_id IN (SELECT partner_id FROM deal)
                 GROUP BY 1, 2
            ),
            own AS MATERIALIZED (%(exposure)s)
            SELECT deal.id::bigint * %(many)s + ARRAY_POSITION(%(codes)s::varchar[], found.signal) AS id, found.signal,
                   deal.id AS order_id, deal.name AS order_name, deal.partner_id, deal.salesperson_id, deal.company_id,
                   deal.currency_id, deal.date, deal.amount
              FROM deal
              JOIN (%(signals)s) AS found ON found.id = deal.id
            """,
            deals=self._sql_deals(),
            exposure=self._sql_exposed(),
            habit_from=fields.Date.subtract(company_day(self), days=HABIT_DAYS),
            many=len(SIGNALS) + 1,
            codes=CODES,
            signals=SQL(" UNION ALL ").join(self._signal_queries()),
        )

    def _sql_deals(self):
        """Return the open quotations and the orders that are not wholly invoiced, of the last weeks."""
        return SQL(
            """
            SELECT deal.id, deal.name, customer.commercial_partner_id AS partner_id, deal.user_id AS salesperson_id, deal.company_id,
                   SPLIT_PART(place.parent_path, '/', 1)::int AS root_id, place.currency_id, deal.date_order::date AS date, deal.state,
                   ROUND((deal.amount_total / COALESCE(NULLIF(deal.currency_rate, 0), 1))::numeric, currency.decimal_places) AS amount,
                   COALESCE(profile.is_natural_person, buyer.is_company IS NOT TRUE) AS is_natural,
                   COALESCE(buyer.parent_id, buyer.id) AS group_id
              FROM sale_order AS deal
              JOIN res_partner AS customer ON customer.id = deal.partner_invoice_id
              JOIN res_partner AS buyer ON buyer.id = customer.commercial_partner_id
              JOIN res_company AS place ON place.id = deal.company_id
              JOIN res_currency AS currency ON currency.id = place.currency_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = buyer.id
                    AND profile.company_id = SPLIT_PART(place.parent_path, '/', 1)::int
             WHERE deal.date_order >= %s AND (deal.state IN ('draft', 'sent') OR deal.state = 'sale' AND deal.invoice_status <> 'invoiced')
            """,
            fields.Date.subtract(company_day(self), days=ORDER_DAYS),
        )

    def _sql_exposed(self):
        """Return what all customers owe beside their limits, in the companies worked in."""
        exposure = self.env["dunning.exposure"].sudo()
        asked = exposure._ask_exposure(self.env.companies.sudo().root_id._dunning_companies())
        return exposure._sql_exposure(asked)

    def _signal_queries(self):
        """Return the queries that each give one signal: ``id`` of the deal, ``signal``; other add-ons append theirs."""
        return [
            SQL(
                """SELECT deal.id, 'larger' AS signal FROM deal JOIN habit USING (partner_id, root_id)
                    WHERE habit.count >= %s AND deal.amount > %s * habit.average""",
                KNOWN_FROM,
                TIMES,
            ),
            SQL(
                """SELECT deal.id, 'new' FROM deal LEFT JOIN habit USING (partner_id, root_id)
                    WHERE habit.partner_id IS NULL AND deal.amount > 0"""
            ),
            SQL(
                """SELECT DISTINCT deal.id, 'bank' FROM deal
                     JOIN habit USING (partner_id, root_id)
                     JOIN res_partner_bank AS account ON account.partner_id = deal.partner_id AND account.active
                    WHERE account.create_date >= %s""",
                fields.Date.subtract(company_day(self), days=BANK_DAYS),
            ),
            SQL(
                """SELECT DISTINCT deal.id, 'bounced' FROM deal
                     JOIN mail_message AS message ON message.model = 'sale.order' AND message.res_id = deal.id
                     JOIN mail_notification AS sent ON sent.mail_message_id = message.id
                                                   AND sent.notification_status IN ('bounce', 'exception')"""
            ),
            SQL(
                """SELECT deal.id, 'near' FROM deal JOIN own USING (partner_id, root_id)
                    WHERE own.limit_amount > 0 AND own.limit_id IS NOT NULL
                      AND own.exposure + CASE WHEN deal.state = 'sale' THEN 0 ELSE deal.amount END
                          BETWEEN %s::numeric * own.limit_amount AND own.limit_amount""",
                NEAR,
            ),
            SQL(
                """SELECT DISTINCT deal.id, 'group' FROM deal
                     JOIN res_partner AS sister ON COALESCE(sister.parent_id, sister.id) = deal.group_id AND sister.id <> deal.partner_id
                     JOIN own ON own.partner_id = sister.id AND own.root_id = deal.root_id AND own.late_amount > 0
                    WHERE NOT deal.is_natural"""
            ),
            SQL(
                """SELECT DISTINCT deal.id, 'address' FROM deal
                     JOIN habit USING (partner_id, root_id)
                     JOIN sale_order AS sold ON sold.id = deal.id
                     JOIN res_partner AS place ON place.id IN (deal.partner_id, sold.partner_invoice_id, sold.partner_shipping_id)
                    WHERE place.dunning_address_changed_on >= %s""",
                fields.Date.subtract(company_day(self), days=BANK_DAYS),
            ),
        ]

    @api.depends("signal")
    @api.depends_context("lang")
    def _compute_cure(self):
        cures = {
            "larger": self.env._("Ask for a down payment, or deliver and invoice in parts."),
            "new": self.env._("Ask for references or a payment in advance; look the company up in the register."),
            "bank": self.env._("Call the customer at a number known before, and have the account confirmed."),
            "bounced": self.env._("Ask for the right address before the invoice goes there too."),
            "near": self.env._("Ask for a higher limit, or for the payment of what is due, before the next order."),
            "address": self.env._("Call the customer at a number known before, and have the address confirmed."),
            "group": self.env._("Speak with the collector: another company of the group is late."),
        }
        for row in self:
            row.cure = cures.get(row.signal)

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "sale.order", "res_id": self.order_id.id, "view_mode": "form"}
