"""Cash collected as a base of commissions: by salesperson and invoice, net of tax, period after period.

A period that is closed never changes. What the ledger says otherwise afterwards (a payment that bounced, a refund, a match that
was undone) is a movement of the next period: so all periods together are always what the bank says today.
"""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..shared import evidence
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from ..shared.receivable import sql_entry, sql_settlements, sql_trade

STATES = [("draft", "Open"), ("closed", "Closed")]
MANAGER_GROUP = "account_dunning.group_dunning_manager"


class DunningCashBase(models.Model):
    _name = "dunning.cash.base"
    _description = "Cash Base of Commissions"
    _inherit = ["dunning.guarded"]
    _order = "date_to desc, id desc"
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="First Day", required=True, compute="_compute_date_from", store=True, readonly=False, precompute=True,
        help="Of the first period: money that came before counts in none. Later periods follow one another.",
    )  # fmt: skip
    date_to = fields.Date(string="Last Day", required=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True, copy=False)
    line_ids = fields.One2many("dunning.cash.base.line", "base_id", string="Movements", readonly=True, copy=False)
    paid = fields.Monetary(compute="_compute_totals", store=True, help="With tax, company currency.")
    net = fields.Monetary(string="Net of Tax", compute="_compute_totals", store=True)
    bank_total = fields.Monetary(
        string="By the Bank", readonly=True, copy=False,
        help="What bank entries brought from customers, less what was paid back, from the first period to the last day of this one.",
    )  # fmt: skip
    allocated_total = fields.Monetary(
        string="On Invoices", readonly=True, copy=False, help="Of that, what is allocated to invoices: all periods up to this one."
    )
    open_total = fields.Monetary(string="Not Allocated", compute="_compute_totals", store=True, help="By the bank less on invoices.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)

    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day cannot come before the first one.")

    @api.depends("company_id")
    def _compute_date_from(self):
        for base in self:
            last = self.search([("company_id", "=", base.company_id.id), ("id", "!=", base._origin.id)], limit=1)
            base.date_from = fields.Date.add(last.date_to, days=1) if last else base.date_from

    @api.depends("line_ids.paid", "line_ids.net", "bank_total", "allocated_total")
    def _compute_totals(self):
        for base in self:
            base.paid = sum(base.line_ids.mapped("paid"))
            base.net = sum(base.line_ids.mapped("net"))
            base.open_total = base.bank_total - base.allocated_total

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for base in self:
            days = [fields.Date.to_string(day) for day in (base.date_from, base.date_to) if day]
            base.display_name = " – ".join(days)

    @api.model_create_multi
    def create(self, vals_list):
        bases = super().create(vals_list)
        for base in bases:
            base._check_closer()
            base._check_follows()
            base.sudo()._compute_movements()
        return bases

    def write(self, vals):
        """Keep what was closed.

        :raises UserError: it would change
        """
        if vals.keys() - {"closed_by_id", "closed_on"} and not evidence.may_write(self.env):
            self._refuse_closed(self.filtered(lambda base: base.state == "closed"))
        written = super().write(vals)
        if {"date_from", "date_to"} & vals.keys():
            for base in self:
                base._check_follows()
                base.sudo()._compute_movements()
        return written

    @api.ondelete(at_uninstall=True)
    def _unlink_except_closed(self):
        if not evidence.may_delete(self.env):
            self._refuse_closed(self.filtered(lambda base: base.state == "closed"))

    def _refuse_closed(self, closed):
        if closed:
            raise UserError(self.env._("“%s” is closed: what changes afterwards is in the next period.", closed[0].display_name))

    def _check_closer(self):
        """Refuse whoever is no credit manager of all branches.

        :raises AccessError: somebody else
        """
        user = self.env.user
        if self.env.uid == SUPERUSER_ID:
            return
        if not user.has_group(MANAGER_GROUP) or self.company_id.sudo()._dunning_companies().filtered("active") - user.sudo().company_ids:
            raise AccessError(self.env._("Only a credit manager who works in all branches makes the base of commissions."))

    def _check_follows(self):
        """Refuse a period with a gap, or while the one before is open.

        :raises UserError: there is one
        """
        last = self.sudo().search([("company_id", "=", self.company_id.id), ("id", "!=", self.id)], limit=1)
        if last and (last.state != "closed" or self.date_from != fields.Date.add(last.date_to, days=1)):
            raise UserError(
                self.env._("Periods follow one another: close the one until %s first, and begin on the day after it.", last.date_to)
            )

    # -- what the bank says ------------------------------------------------------------------------

    def _first_cash_day(self):
        """Return the first day of the first period."""
        first = self.sudo().search([("company_id", "=", self.company_id.id)], order="date_from, id", limit=1)
        return min(first.date_from, self.date_from) if first else self.date_from

    def _sql_money(self, until):
        """Return the bank entries about customers: ``move_id, date, share`` (how much of their receivable lines was money).

        A statement line, or a payment that was matched with one. Of an entry with a discount or another amount beside the
        money, its receivable lines count by the share that came.

        :param date until: the last day that counts
        """
        return SQL(
            """
            SELECT entry.id AS move_id, entry.date,
                   LEAST(1, ABS(SUM(line.balance) FILTER (WHERE NOT %(is_trade)s AND line.account_id = ANY(
                       ARRAY[journal.default_account_id, journal.suspense_account_id, payment.outstanding_account_id])))
                     / NULLIF(ABS(SUM(line.balance) FILTER (WHERE %(is_trade)s)), 0)) AS share
              FROM account_move AS entry
              JOIN account_move_line AS line ON line.move_id = entry.id
              JOIN account_account AS account ON account.id = line.account_id
              JOIN account_journal AS journal ON journal.id = entry.journal_id
              LEFT JOIN account_payment AS payment ON payment.move_id = entry.id
             WHERE entry.state = 'posted' AND entry.company_id IN (%(companies)s) AND entry.date BETWEEN %(first)s AND %(until)s
               AND (entry.statement_line_id IS NOT NULL OR payment.is_matched)
             GROUP BY entry.id, entry.date
            HAVING SUM(line.balance) FILTER (WHERE %(is_trade)s) IS NOT NULL
            """,
            is_trade=sql_trade(),
            companies=self.env["dunning.engine"]._sql_companies(self.company_id),
            first=self._first_cash_day(),
            until=until,
        )

    def _sql_cash_collected(self, until):
        """Return what the bank brought of each invoice and refund: ``move_id, paid, net`` (company currency), money back below zero."""
        return SQL(
            """
            SELECT invoice.id AS move_id, SUM(part.amount * money.share) AS paid,
                   SUM(part.amount * money.share) * invoice.amount_untaxed_signed / invoice.amount_total_signed AS net
              FROM (
                SELECT partial.debit_move_id AS own_id, partial.credit_move_id AS other_id, partial.amount
                  FROM %(settlements)s AS partial
                UNION ALL
                SELECT partial.credit_move_id, partial.debit_move_id, -partial.amount FROM %(settlements)s AS partial
              ) AS part
              JOIN account_move_line AS own ON own.id = part.own_id
              JOIN account_account AS account ON account.id = own.account_id AND %(trade)s
              JOIN account_move AS invoice ON invoice.id = %(entry)s
                                          AND invoice.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
              JOIN account_move_line AS other ON other.id = part.other_id
              JOIN money ON money.move_id = other.move_id
             WHERE invoice.amount_total_signed <> 0
             GROUP BY invoice.id
            """,
            settlements=sql_settlements(),
            entry=sql_entry("own"),
            trade=sql_trade(),
        )

    def _compute_movements(self):
        """Write the movements of an open period: what is collected of each invoice by now less what former periods said of it."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH money AS MATERIALIZED (%(money)s), collected AS (%(collected)s),
                told AS (
                    SELECT line.move_id, SUM(line.paid) AS paid, SUM(line.net) AS net
                      FROM dunning_cash_base_line AS line
                      JOIN dunning_cash_base AS base ON base.id = line.base_id AND base.state = 'closed'
                     WHERE base.company_id = %(company)s
                     GROUP BY line.move_id
                )
                SELECT COALESCE(collected.move_id, told.move_id) AS move_id,
                       COALESCE(collected.paid, 0) - COALESCE(told.paid, 0) AS paid,
                       COALESCE(collected.net, 0) - COALESCE(told.net, 0) AS net
                  FROM collected
                  FULL JOIN told ON told.move_id = collected.move_id
                """,
                money=self._sql_money(self.date_to),
                collected=self._sql_cash_collected(self.date_to),
                company=self.company_id.id,
            )
        )
        currency = self.company_id.currency_id
        moves = self.env["account.move"].sudo().browse(row["move_id"] for row in rows)
        moves.fetch(["invoice_user_id", "commercial_partner_id", "company_id", "move_type"])
        lines = []
        for row, move in zip(rows, moves, strict=True):
            paid, net = (currency.round(float(row[name])) for name in ("paid", "net"))
            if not currency.is_zero(paid) or not currency.is_zero(net):
                lines.append(self._movement_vals(move, paid, net))
        self.line_ids.unlink()
        self.env["dunning.cash.base.line"].create(lines)
        self._compare_with_bank()

    def _movement_vals(self, move, paid, net):
        """Return the values of a movement."""
        is_refund = move.move_type == "out_refund"
        return {
            "base_id": self.id,
            "move_id": move.id,
            "branch_id": move.company_id.id,
            "partner_id": move.commercial_partner_id.id,
            "salesperson_id": move.invoice_user_id.id,
            "kind": "refunded" if is_refund else "paid" if paid > 0 else "reversed",
            "paid": paid,
            "net": net,
        }

    def _compare_with_bank(self):
        """Keep what the bank brought in all periods so far beside what is on invoices."""
        query = SQL(
            """
            WITH money AS (%(money)s)
            SELECT COALESCE(SUM(-line.balance * money.share), 0)
              FROM money
              JOIN account_move_line AS line ON line.move_id = money.move_id
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
            """,
            money=self._sql_money(self.date_to),
            trade=sql_trade(),
        )
        self.flush_recordset()
        [(bank,)] = self.env.execute_query(query)
        former = self.search([("company_id", "=", self.company_id.id), ("state", "=", "closed"), ("date_to", "<", self.date_to)])
        evidence.as_writer(self).write({"bank_total": bank, "allocated_total": sum((former + self).line_ids.mapped("paid"))})

    # -- buttons -----------------------------------------------------------------------------------

    def action_refresh(self):
        """Read the ledger again."""
        for base in self:
            base._check_may_close()
            base.sudo()._compute_movements()

    def action_close(self):
        """Close the period: it stays as it is.

        :raises UserError: it is closed, or not over yet
        """
        for base in self:
            base._check_may_close()
            today = company_day(base, base.company_id)
            if base.date_to >= today:
                raise UserError(base.env._("The period is not over yet."))
            base.sudo()._compute_movements()
            evidence.as_writer(base.sudo()).write({"state": "closed", "closed_by_id": self.env.uid, "closed_on": today})

    def _check_may_close(self):
        self.check_access("write")
        self._check_closer()
        lock_rows(self.sudo())
        self._refuse_closed(self.filtered(lambda base: base.state == "closed"))

    def action_open_movements(self):
        """Open the movements as a list and a pivot."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_cash_base_line")
        return {**action, "domain": [("base_id", "=", self.id)], "context": {}}

    def action_xlsx(self):
        """Download the movements as a workbook."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/dunning/cash.xlsx?base={self.id}", "target": "download"}


class DunningCashBaseLine(models.Model):
    _name = "dunning.cash.base.line"
    _description = "Movement of the Cash Base"
    _order = "base_id desc, salesperson_id, id"
    _rec_name = "move_id"

    base_id = fields.Many2one("dunning.cash.base", string="Period", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="base_id.company_id", store=True, index=True)
    branch_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="base_id.currency_id")
    date_to = fields.Date(related="base_id.date_to", store=True, string="Period Until")
    state = fields.Selection(related="base_id.state", store=True)
    move_id = fields.Many2one("account.move", string="Invoice", required=True, index=True, ondelete="restrict")
    number = fields.Char(related="move_id.name")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    salesperson_id = fields.Many2one("res.users", index="btree_not_null")
    kind = fields.Selection([("paid", "Paid"), ("reversed", "Reversed"), ("refunded", "Refunded")], required=True)
    paid = fields.Monetary(readonly=True, help="With tax, company currency; money that went back below zero.")
    net = fields.Monetary(string="Net of Tax", readonly=True)
