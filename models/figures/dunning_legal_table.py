"""The legal table of payment terms: invoices received and issued that are overdue and unpaid at the end of a financial year.

France: Code de commerce L. 441-14 and D. 441-6. By contractual due date, in bands of days; disputed invoices apart; each
amount as a share of what was bought or sold in the year. Everything rests on the items of ``dunning.aging``, so the table
adds up with credits and what is not due to the balance of the accounts of that day.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..balance.buckets import add_up
from ..balance.dunning_aged_item import DEPENDS
from ..shared.windows import form_of

SIDES = [("received", "Invoices Received"), ("issued", "Invoices Issued")]
BANDS = [
    ("b0", "0 days"), ("b1", "1 to 30 days"), ("b31", "31 to 60 days"), ("b61", "61 to 90 days"), ("b91", "91 days and more"),
]  # fmt: skip
# What the bands of the total are: an invoice that falls due on the very day is told, and not late.
LATE_BANDS = tuple(key for key, _label in BANDS if key != "b0")
# Journal entries that bills and invoices of the year are.
TYPES = {
    "received": ("in_invoice", "in_refund", "in_receipt"),
    "issued": ("out_invoice", "out_refund", "out_receipt"),
}


class DunningLegalTable(models.AbstractModel):
    _name = "dunning.legal.table"
    _description = "Legal table of payment terms"

    @api.model
    def _sql_legal_items(self, options):
        """Return all that is open on the day of the trade accounts of both sides, in company currency.

        An invoice counts as disputed when a dispute about it was open on the day; a bill, which has no disputes, when its
        payment is blocked.

        :param options: ``Options`` of ``dunning.aging``: day and companies
        :return: SQL with ``id, move_id, document, company_id, root_id, company_currency_id, partner_id, legal_side, date_due, days,
            residual`` (owed is positive), ``is_credit, is_disputed, band`` (empty where not due, and of credits)
        """
        Aging = self.env["dunning.aging"]
        asked = options._replace(trade=True, overdue_only=False, account_ids=(), partner_ids=())
        return SQL(
            """
            WITH %(holds)s,
            side AS (
                SELECT 'issued' AS legal_side, item.id, item.move_id, item.company_id, item.root_id, item.company_currency_id,
                       item.partner_id, item.date_due, item.days, item.residual, item.is_credit, item.held = 'dispute' AS is_held
                  FROM (%(issued)s) AS item
                 UNION ALL
                SELECT 'received', item.id, item.move_id, item.company_id, item.root_id, item.company_currency_id,
                       item.partner_id, item.date_due, item.days, item.residual, item.is_credit, move.payment_state = 'blocked'
                  FROM (%(received)s) AS item
                  JOIN account_move AS move ON move.id = item.move_id
            )
            SELECT side.id, side.move_id, side.company_id, side.root_id, side.company_currency_id, side.partner_id, side.legal_side,
                   side.date_due, side.days, side.residual, side.is_credit,
                   NOT side.is_credit AND COALESCE(side.is_held, FALSE) AS is_disputed,
                   -- an entry that is no invoice may hold several of them, an item each: opening entries
                   CASE WHEN move.move_type = 'entry' THEN -side.id ELSE side.move_id END AS document,
                   CASE WHEN side.is_credit OR side.days < 0 THEN NULL WHEN side.days = 0 THEN 'b0' WHEN side.days <= 30 THEN 'b1'
                        WHEN side.days <= 60 THEN 'b31' WHEN side.days <= 90 THEN 'b61' ELSE 'b91' END AS band
              FROM side
              JOIN account_move AS move ON move.id = side.move_id
             WHERE side.residual <> 0
            """,
            holds=Aging._sql_holds_as_of(asked),
            issued=Aging._sql_on_hold(Aging._sql_items(asked._replace(side="receivable"), entry=False)),
            received=Aging._sql_items(asked._replace(side="payable"), entry=False),
        )

    @api.model
    def _legal_tables(self, options):
        """Return the tables of main companies and sides.

        :param options: ``Options`` of ``dunning.aging``: day and companies
        :return: list of dict: ``company, currency, side, first_day, turnover`` (of the year, taxes included), ``bands`` (dict of
            ``number, amount, share`` by band, and ``late`` for all from one day on), ``disputed`` (the same of what is apart), ``ties``
            (dict of ``late, due_today, disputed, coming, credits, balance``)
        :raises AccessError: the user reads no aged balance
        """
        self.env["dunning.aging"]._check_access()
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._sql_legal_sums(options))
        companies = self.env["res.company"].sudo().browse(options.company_ids)
        tables = []
        for root in companies.root_id:
            own = companies.filtered(lambda company, root=root: company.root_id == root)
            first = root.compute_fiscalyear_dates(options.day)["date_from"]
            for side, _label in SIDES:
                turnover = self._sum_turnover(own, side, first, options.day)
                mine = [row for row in rows if row["root_id"] == root.id and row["legal_side"] == side]
                tables.append(
                    {
                        "company": root, "branches": own - root, "currency": root.currency_id, "side": side, "first_day": first,
                        "turnover": turnover, **self._cut_into_bands(mine, root.currency_id, turnover),
                    }
                )  # fmt: skip
        return tables

    @api.model
    def _sql_legal_sums(self, options):
        """Return amounts and numbers of invoices by main company, side and band; ``late`` is all from one day on, each invoice once.

        :return: SQL with ``root_id, legal_side, is_credit, is_disputed, band`` (``coming`` where nothing is due), ``amount, number``
        """
        return SQL(
            """
            WITH item AS MATERIALIZED (%(items)s)
            SELECT root_id, legal_side, is_credit, is_disputed, COALESCE(band, 'coming') AS band, SUM(residual) AS amount,
                   COUNT(DISTINCT document) AS number
              FROM item
             GROUP BY 1, 2, 3, 4, 5
             UNION ALL
            SELECT root_id, legal_side, is_credit, is_disputed, 'late', SUM(residual), COUNT(DISTINCT document)
              FROM item
             WHERE band = ANY(%(late)s)
             GROUP BY 1, 2, 3, 4
            """,
            items=self._sql_legal_items(options),
            late=list(LATE_BANDS),
        )

    @api.model
    def _sum_turnover(self, companies, side, first, last):
        """Return what was bought or sold from one day to another, taxes included, credit notes deducted.

        :param companies: one main company, its branches
        :return: float, company currency
        """
        sign = -1 if side == "received" else 1
        found = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(move.amount_total_signed), 0)
                  FROM account_move AS move
                 WHERE move.state = 'posted' AND move.move_type = ANY(%s) AND move.company_id = ANY(%s) AND move.date BETWEEN %s AND %s
                """,
                list(TYPES[side]), list(companies.ids), first, last,
            )
        )  # fmt: skip
        return companies.root_id.currency_id.round(sign * float(found[0][0]))

    @api.model
    def _cut_into_bands(self, rows, currency, turnover):
        """Return what a table shows of the sums of one company and side: see ``_legal_tables``."""
        digits = currency.decimal_places

        def amount_of(keep):
            return add_up((row["amount"] for row in rows if keep(row)), digits)

        def cells(disputed):
            result = {}
            for band in [*dict(BANDS), "late"]:
                own = [row for row in rows if row["band"] == band and not row["is_credit"] and row["is_disputed"] == disputed]
                amount = add_up((row["amount"] for row in own), digits)
                share = amount / turnover if currency.compare_amounts(turnover, 0) > 0 else None
                result[band] = {"number": sum(row["number"] for row in own), "amount": amount, "share": share}
            return result

        plain = [row for row in rows if row["band"] != "late"]
        ties = {
            "late": amount_of(lambda row: row["band"] == "late" and not row["is_disputed"]),
            "due_today": amount_of(lambda row: row["band"] == "b0" and not row["is_disputed"]),
            "disputed": amount_of(lambda row: row["is_disputed"] and row["band"] in dict(BANDS)),
            "coming": amount_of(lambda row: row["band"] == "coming" and not row["is_credit"]),
            "credits": amount_of(lambda row: row["is_credit"]),
            "balance": add_up((row["amount"] for row in plain), digits),
        }
        return {"bands": cells(False), "disputed": cells(True), "ties": ties}


class DunningLegalItem(models.Model):
    _name = "dunning.legal.item"
    _description = "Invoice in the Legal Table of Payment Terms"
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_id"
    _depends = DEPENDS | {"account.move": ["invoice_date", "move_type", "payment_state"]}

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, aggregator="count_distinct")
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer or Supplier", readonly=True)
    legal_side = fields.Selection(SIDES, string="Side", readonly=True)
    date_due = fields.Date(string="Due", readonly=True, help="By contract: the day on the invoice or of its instalment.")
    days = fields.Integer(string="Days Late", readonly=True, aggregator="max")
    band = fields.Selection(BANDS, readonly=True)
    is_disputed = fields.Boolean(string="Disputed", readonly=True)
    residual = fields.Monetary(string="Unpaid", currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        options = self.env["dunning.aging"]._read_options()
        return SQL("SELECT * FROM (%s) AS item WHERE band IS NOT NULL", self.env["dunning.legal.table"]._sql_legal_items(options))

    def action_open_item(self):
        """Open the invoice or bill."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.move_id)
