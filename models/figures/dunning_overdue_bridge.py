"""The bridge of the overdue: overdue then + newly overdue − paid − credited − written off = overdue at the end, item by item.

An item is overdue from the day after its due date on which it is booked. What was reconciled while it was overdue says by
what it fell, with the later date of both sides (``account.partial.reconcile.max_date``), as the aged balance of any day
has it; so the bridge adds up to that of its last day.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..balance.dunning_aged_item import DEPENDS
from ..shared.bounds import FAR_DAY, FIRST_DAY, add_days, near_day
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_entry, sql_reconciled, sql_trade
from ..shared.windows import form_of

PARTS = [
    ("a_then", "Overdue Then"), ("b_new", "Newly Overdue"), ("c_paid", "Paid"), ("d_credited", "Credit Notes Allocated"),
    ("e_written_off", "Written Off"), ("f_exchange", "Exchange Difference"), ("g_other", "Other Entries"),
]  # fmt: skip

# Key of the context in which a screen keeps its days; the client brings it back.
KEY = "dunning_bridge"


# Columns of a row that stay when it is divided among the parts of its invoice.
COLUMNS = (
    "part", "date", "move_id", "counterpart_id", "partner_id", "company_id", "company_currency_id", "date_due", "salesperson_id",
    "collector_id", "team_id",
)  # fmt: skip


class BridgeDays(NamedTuple):
    """From the end of which day to the end of which other the overdue is followed, and what invoices are divided by."""

    first: object
    last: object
    by: str = ""


class DunningOverdueBridge(models.Model):
    _name = "dunning.overdue.bridge"
    _description = "Bridge of the Overdue"
    _auto = False
    _order = "part, date desc, id"
    _rec_name = "move_id"
    _depends = DEPENDS | {
        "account.move": ["invoice_date", "move_type", "origin_payment_id"],
        "account.partial.reconcile": [*DEPENDS["account.partial.reconcile"], "exchange_move_id"],
    }

    part = fields.Selection(PARTS, readonly=True)
    date = fields.Date(string="Day", readonly=True, help="On which it became overdue, was paid or credited.")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    counterpart_id = fields.Many2one("account.move", string="Settled By", readonly=True, help="Payment, credit note or entry.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    amount = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="What came off counts below zero: the sum is the overdue of the last day."
    )
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, help="Filled when it is divided by product.")
    analytic_account_id = fields.Many2one(
        "account.analytic.account", readonly=True, groups="analytic.group_analytic_accounting",
        help="Filled when it is divided by analytic account: those of the first plan.",
    )  # fmt: skip

    @property
    def _table_query(self):
        days = self._read_bridge_days()
        rows = self._sql_bridge(self.env.companies, days)
        return self.env["dunning.invoice.share"]._sql_divided(rows, days.by, COLUMNS, ["amount"])

    @api.model
    def _read_bridge_days(self, values=None):
        """Read the days asked for; by default from the last Monday before today to today.

        :param dict values: ``first``, ``last`` and ``by``, those of the context by default
        :return: ``BridgeDays``
        :raises UserError: no days, or in the wrong order
        """
        values = values if values is not None else self.env.context.get(KEY) or {}
        today = company_day(self)
        try:
            last = fields.Date.to_date(values.get("last") or None) or today
            first = fields.Date.to_date(values.get("first") or None) or self._last_monday(last)
        except (ValueError, AttributeError) as error:
            raise UserError(self.env._("These are no days.")) from error
        if not FIRST_DAY <= first < last <= FAR_DAY:
            raise UserError(self.env._("The bridge ends after the day on which it begins."))
        return BridgeDays(first, last, self.env["dunning.invoice.share"]._check_division(values.get("by")))

    @api.model
    def _last_monday(self, day):
        """Return the last Monday before a day."""
        return add_days(day, -(day.weekday() or 7))

    # -- the statement -----------------------------------------------------------------------------

    @api.model
    def _sql_bridge(self, companies, days):
        """Return the parts of the bridge, one row an item or reconciliation.

        :param companies: ``res.company``
        :param BridgeDays days: from the end of the first to the end of the last
        """
        return SQL(
            """
            WITH late AS MATERIALIZED (%(late)s),
            taken AS MATERIALIZED (%(taken)s),
            seen AS (
                SELECT part.id, SUM(part.amount) AS amount
                  FROM (SELECT id, residual AS amount FROM late UNION ALL SELECT item_id, amount FROM taken) AS part
                 GROUP BY part.id
            ),
            change AS (
                -- what was open when it was first seen: at the end of the first day, or before the item became overdue
                SELECT late.id * 4 + CASE WHEN late.since > %(first)s THEN 1 ELSE 0 END AS id,
                       CASE WHEN late.since > %(first)s THEN 'b_new' ELSE 'a_then' END AS part, GREATEST(late.since, %(first)s) AS date,
                       late.id AS item_id, NULL::int AS counterpart_id,
                       seen.amount
                  FROM late
                  JOIN seen ON seen.id = late.id
                 UNION ALL
                SELECT taken.id * 4 + taken.side, taken.part, taken.max_date, taken.item_id, taken.counterpart_id, -taken.amount
                  FROM taken
                 WHERE taken.max_date <= %(last)s
            )
            SELECT change.id, change.part, change.date, late.move_id, change.counterpart_id, late.partner_id, late.company_id,
                   late.company_currency_id, late.date_due, change.amount,
                   COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
                   COALESCE(profile.collector_id, root.dunning_collector_id) AS collector_id, %(team)s AS team_id
              FROM change
              JOIN late ON late.id = change.item_id
              JOIN account_move AS invoice ON invoice.id = late.move_id
              JOIN res_company AS company ON company.id = late.company_id
              JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
              LEFT JOIN res_partner AS partner ON partner.id = late.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = late.partner_id AND profile.company_id = root.id
             WHERE change.amount <> 0
            """,
            late=self._sql_late_items(companies, days),
            taken=self._sql_taken_off(days),
            team=self.env["dunning.invoice.share"]._sql_sales_team("invoice"),
            first=SQL("%s::date", days.first),
            last=SQL("%s::date", days.last),
        )

    @api.model
    def _sql_late_items(self, companies, days):
        """Return the items that were overdue at the end of the first day or became so until the last, with what is open of them now.

        :return: SQL with ``id, move_id, company_id, company_currency_id, partner_id, date_due, since`` (first day on which it was
            overdue), ``residual``
        """
        return SQL(
            """
            SELECT line.id, %(entry)s AS move_id, line.company_id, line.company_currency_id, customer.commercial_partner_id AS partner_id,
                   %(due)s AS date_due, GREATEST(%(near)s + 1, line.date) AS since, line.amount_residual AS residual
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              LEFT JOIN res_partner AS customer ON customer.id = line.partner_id
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s) AND line.balance > 0
               AND line.date <= %(last)s AND %(due)s < %(last)s AND line.move_id NOT IN (%(doubtful)s)
               AND (line.reconciled IS NOT TRUE
                    OR line.id IN (SELECT debit_move_id FROM %(reconciled)s WHERE max_date > %(first)s)
                    OR line.id IN (SELECT credit_move_id FROM %(reconciled)s WHERE max_date > %(first)s))
            """,
            due=sql_due(),
            near=near_day(sql_due()),
            entry=sql_entry(),
            trade=sql_trade(),
            companies=list(companies.ids),
            doubtful=self.env["dunning.doubtful"]._sql_entries(),
            first=days.first,
            last=days.last,
            reconciled=sql_reconciled(),
        )

    @api.model
    def _sql_taken_off(self, days):
        """Return what was reconciled with ``late`` items after they were first seen, each with its kind.

        :return: SQL with ``id`` (reconciliation), ``side, item_id, counterpart_id, max_date, amount, part``
        """
        return SQL(
            """
            SELECT partial.id, partial.side, partial.item_id, other.move_id AS counterpart_id, partial.max_date, partial.amount,
                   CASE WHEN move.move_type IN ('out_refund', 'in_invoice', 'in_refund', 'in_receipt', 'out_invoice', 'out_receipt')
                             THEN CASE WHEN move.move_type = 'out_refund' THEN 'd_credited' ELSE 'g_other' END
                        WHEN move.id IN (SELECT exchange_move_id FROM %(reconciled)s WHERE exchange_move_id IS NOT NULL)
                             THEN 'f_exchange'
                        WHEN %(money)s THEN 'c_paid'
                        WHEN EXISTS (SELECT FROM account_move_line AS loss
                                       JOIN account_account AS lost ON lost.id = loss.account_id
                                      WHERE loss.move_id = move.id AND SPLIT_PART(lost.account_type, '_', 1) IN ('expense', 'income'))
                             THEN 'e_written_off'
                        ELSE 'g_other' END AS part
              FROM (
                SELECT id, 2 AS side, debit_move_id AS item_id, credit_move_id AS other_id, max_date, amount
                  FROM %(reconciled)s WHERE max_date > %(first)s
                 UNION ALL
                SELECT id, 3, credit_move_id, debit_move_id, max_date, -amount
                  FROM %(reconciled)s WHERE max_date > %(first)s
              ) AS partial
              JOIN late ON late.id = partial.item_id AND partial.max_date >= late.since
              JOIN account_move_line AS other ON other.id = partial.other_id
              JOIN account_move AS move ON move.id = other.move_id
            """,
            money=self.env["dunning.metrics"]._sql_is_money("other", "move"),
            first=days.first,
            reconciled=sql_reconciled(),
        )

    @api.model
    def _bridge_totals(self, companies, days):
        """Return the amounts of the bridge by part; they add up to the overdue of the last day.

        :param companies: ``res.company``
        :param BridgeDays days: from the end of the first to the end of the last
        :return: dict of amounts in company currency, 0 where there is nothing
        :raises AccessError: the user reads no aged balance
        """
        self.env["dunning.aging"]._check_access()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT part, SUM(amount) FROM (%s) AS bridge GROUP BY part", self._sql_bridge(companies, days))
        )
        return dict.fromkeys(dict(PARTS), 0.0) | {part: float(amount) for part, amount in rows}

    def action_open_item(self):
        """Open what settled the item, or the invoice itself."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.counterpart_id or self.move_id)
