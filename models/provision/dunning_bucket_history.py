"""When each item entered a bucket and left it: read from the ledger, nothing is stored that could lie.

An item lies in a bucket from the day on which it is so many days late until the day before it belongs to the next one, or
until it was settled in full, by the later date of the last reconciliation.
"""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.bounds import near_day
from ..shared.receivable import sql_due, sql_entry, sql_reconciled, sql_trade
from .dunning_provision import BUCKET_LABELS, LOWERS


class DunningBucketHistory(models.Model):
    _name = "dunning.bucket.history"
    _description = "History of Buckets"
    _auto = False
    _order = "entered desc, id desc"
    _rec_name = "invoice_name"

    _depends = {
        "account.move.line": [
            "date",
            "date_maturity",
            "balance",
            "reconciled",
            "parent_state",
            "partner_id",
            "company_id",
            "account_id",
        ],
        "account.partial.reconcile": ["max_date", "debit_move_id"],
        "dunning.profile": ["segment", "partner_id", "company_id"],
    }

    item_id = fields.Many2one("account.move.line", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    invoice_name = fields.Char(string="Number", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    segment = fields.Char(readonly=True)
    bucket = fields.Selection(BUCKET_LABELS, readonly=True)
    entered = fields.Date(readonly=True)
    left = fields.Date(readonly=True, help="Empty: it is still there.")
    days = fields.Integer(readonly=True, aggregator="avg")
    amount = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="Of the item when it was booked."
    )
    settled_on = fields.Date(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT item.id * %(width)s + bucket.rank AS id, item.id AS item_id, item.move_id, item.name AS invoice_name,
                   item.partner_id, item.company_id, item.company_currency_id, item.segment, bucket.rank::text AS bucket, span.entered,
                   CASE WHEN span.until <= CURRENT_DATE THEN span.until END AS left,
                   LEAST(span.until, CURRENT_DATE) - span.entered AS days, item.balance AS amount, item.settled_on
              FROM (
                SELECT line.id, %(entry)s AS move_id, %(number)s AS name, customer.commercial_partner_id AS partner_id, line.company_id,
                       line.company_currency_id, profile.segment, line.balance, line.date AS booked,
                       %(due)s AS due,
                       CASE WHEN line.reconciled THEN (SELECT MAX(part.max_date) FROM %(reconciled)s AS part
                                                        WHERE part.debit_move_id = line.id) END AS settled_on
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id
                       AND %(trade)s
                  JOIN account_move AS move ON move.id = line.move_id
                  JOIN res_partner AS customer ON customer.id = line.partner_id
                  JOIN res_company AS place ON place.id = line.company_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = customer.commercial_partner_id
                       AND profile.company_id = SPLIT_PART(place.parent_path, '/', 1)::int
                 WHERE line.parent_state = 'posted' AND line.balance > 0 AND line.move_id NOT IN (%(transfers)s)
              ) AS item
              CROSS JOIN (VALUES %(buckets)s) AS bucket(rank, low, high)
              CROSS JOIN LATERAL (VALUES (
                CASE WHEN bucket.low IS NULL THEN item.booked ELSE GREATEST(item.booked, item.due + bucket.low) END,
                LEAST(COALESCE(item.due + bucket.high, 'infinity'), COALESCE(item.settled_on, 'infinity')))) AS span(entered, until)
             WHERE span.entered < span.until AND span.entered <= CURRENT_DATE
            """,
            width=len(BUCKET_LABELS),
            number=self.env["account.move.line"]._dunning_sql_number(),
            due=near_day(sql_due()),
            reconciled=sql_reconciled(),
            entry=sql_entry(),
            trade=sql_trade(),
            transfers=self.env["dunning.doubtful"]._sql_entries(),
            buckets=SQL(", ").join(
                SQL("(%s, %s::int, %s::int)", rank, low, high)
                for rank, (low, high) in enumerate(zip((None, *LOWERS), (*LOWERS, None), strict=True))
            ),
        )
