"""What customers paid, payment by payment, with its lateness: what the figures of their behaviour are made of."""

from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.tools import SQL

from ..customer.dunning_profile import PAYER_TYPES
from ..page.dunning_answer import MEANS
from ..shared.channels import SEGMENTS
from ..shared.company_day import company_day
from ..shared.windows import entry_or_customer
from .behaviour import HISTORY_MONTHS


class DunningPaidItem(models.Model):
    _name = "dunning.paid.item"
    _description = "Payment of an Item"
    _auto = False
    _order = "date_paid desc, id desc"
    _rec_name = "invoice_name"
    _depends = {
        "account.move.line": ["partner_id", "date_maturity", "date", "balance", "reconciled", "parent_state", "company_id", "journal_id"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount", "max_date"],
        "account.move": ["name", "invoice_date"],
        "dunning.profile": ["partner_id", "company_id", "own_salesperson_id", "collector_id", "segment", "payer_type"],
        "dunning.dispute": ["move_id", "move_line_id", "date_opened", "settled_on"],
        "res.partner": ["commercial_partner_id", "user_id"],
        "dunning.payment.means": ["company_id", "means", "journal_id", "method_id", "cost_fixed", "cost_percent"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    payer_type = fields.Selection(PAYER_TYPES, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    invoice_name = fields.Char(string="Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    date_paid = fields.Date(string="Paid On", readonly=True)
    amount = fields.Monetary(string="Amount Paid", readonly=True, help="Company currency.")
    days_late = fields.Integer(
        readonly=True, aggregator="avg", help="From the due date to the payment, less the days in dispute. Negative: early."
    )
    disputed_days = fields.Integer(string="Days in Dispute", readonly=True, aggregator="avg")
    days_to_pay = fields.Integer(string="Days to Pay", readonly=True, aggregator="avg", help="From the invoice to the payment.")
    on_time = fields.Float(
        readonly=True, aggregator="avg", help="1 when paid by the due date; in groups, the share."
    )
    means = fields.Selection(MEANS, string="Paid by", readonly=True)
    cost = fields.Monetary(readonly=True, help="Of the means of payment, as Means of Payment say; company currency.")
    weight = fields.Float(
        readonly=True, digits=(12, 2), help="How much it counts today for the usual days late: large and recent payments count more."
    )

    @property
    def _table_query(self):
        today = company_day(self)
        Behaviour = self.env["dunning.behaviour"]
        payments = Behaviour._sql_payments(None, today - relativedelta(months=HISTORY_MONTHS), today)
        return SQL(
            """
            SELECT paid.id, paid.partner_id, profile.id AS profile_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id, profile.collector_id,
                   COALESCE(profile.segment, 'standard') AS segment, COALESCE(profile.payer_type, 'unknown') AS payer_type,
                   paid.company_id, root.id AS root_company_id, paid.currency_id, move.name AS invoice_name,
                   COALESCE(move.invoice_date, move.date) AS invoice_date, paid.date_due, paid.date_paid, paid.amount,
                   paid.days_late, paid.disputed_days, paid.date_paid - COALESCE(move.invoice_date, move.date) AS days_to_pay,
                   (paid.days_late <= 0)::int::float8 AS on_time, LEAST(paid.amount / paid.item_amount, 1)::float8 * %(weight)s AS weight,
                   known.means, known.cost
              FROM (%(payments)s) AS paid
              JOIN (%(means)s) AS known ON known.id = paid.id
              JOIN account_move AS move ON move.id = paid.move_id
              JOIN res_partner AS partner ON partner.id = paid.partner_id
              JOIN res_company AS company ON company.id = paid.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = paid.partner_id AND profile.company_id = root.id
            """,
            weight=Behaviour._sql_weight(SQL("paid.item_amount"), SQL("paid.date_paid"), today),
            payments=payments,
            means=self.env["dunning.payment.means"]._sql_means(payments),
        )

    def action_open_item(self):
        """Open the invoice or entry; for people without accounting, the customer's page."""
        self.ensure_one()
        move = self.env["account.partial.reconcile"].sudo().browse(self.id).debit_move_id.dunning_entry_id.sudo(False)
        return entry_or_customer(move, self.profile_id)
