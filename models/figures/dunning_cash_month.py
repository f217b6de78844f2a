"""Cash to target: what this month is to bring, what it has brought, what is still needed and from whom.

What a month can bring is what is overdue when it begins and what falls due in it. The habit is the share of that which the
last months did bring; habit times that is the target. One row a customer and company, so that it adds up by person and unit.
"""

from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from ..balance.dunning_aged_item import DEPENDS
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_reconciled, sql_trade
from .dunning_metrics import month_end

# Complete months from which the habit is taken.
HABIT_MONTHS = 6


class Month(NamedTuple):
    """A month, and the last day of it that is known."""

    first: object
    last: object
    until: object


class DunningCashMonth(models.Model):
    _name = "dunning.cash.month"
    _description = "Cash to Target This Month"
    _auto = False
    _order = "due_now desc, id"
    _rec_name = "partner_id"
    _depends = DEPENDS | {"account.move": ["invoice_date", "move_type", "origin_payment_id"]}

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    overdue_start = fields.Monetary(
        string="Overdue at the Start", currency_field="company_currency_id", readonly=True, help="At the beginning of the month."
    )
    due_month = fields.Monetary(string="Due in the Month", currency_field="company_currency_id", readonly=True)
    target = fields.Monetary(
        currency_field="company_currency_id", readonly=True,
        help="What was overdue at the start and falls due in the month, times the share of it that the last six months brought in.",
    )  # fmt: skip
    collected = fields.Monetary(currency_field="company_currency_id", readonly=True, help="Money received this month less given back.")
    needed = fields.Monetary(
        string="Still Needed", currency_field="company_currency_id", readonly=True, help="Target less collected; below zero: beyond it."
    )
    due_now = fields.Monetary(
        string="Open and Due by the Month's End", currency_field="company_currency_id", readonly=True,
        help="From whom it can come: what is open today and overdue or due until the end of the month.",
    )  # fmt: skip
    rolls_60 = fields.Monetary(
        string="Rolls Past 60 Days", currency_field="company_currency_id", readonly=True,
        help="Unless paid it is more than 60 days overdue at the end of the month, and is not yet.",
    )  # fmt: skip
    rolls_90 = fields.Monetary(
        string="Rolls Past 90 Days", currency_field="company_currency_id", readonly=True,
        help="Unless paid it is more than 90 days overdue at the end of the month, and is not yet.",
    )  # fmt: skip
    provision_60 = fields.Monetary(
        string="Provision Past 60 Days", currency_field="company_currency_id", readonly=True,
        help="On what rolls past 60 days, without VAT, by the loss rates and judgments of the last provision computed. "
        "Empty while none was.",
    )  # fmt: skip
    provision_90 = fields.Monetary(
        string="Provision Past 90 Days", currency_field="company_currency_id", readonly=True, help="The same of what rolls past 90 days."
    )
    provision_more = fields.Monetary(
        string="Provision Added by Rolling", currency_field="company_currency_id", readonly=True,
        help="Of both: the provision at the end of the month less that of the same items today.",
    )  # fmt: skip

    @property
    def _table_query(self):
        today = company_day(self)
        self.env.flush_all()
        return SQL(" UNION ALL ").join(SQL("(%s)", self._sql_cash_target(root, today)) for root in self.env.companies.root_id)

    # -- the statement -----------------------------------------------------------------------------

    @api.model
    def _month_of(self, day):
        """Return the month of a day, known until that day."""
        return Month(day.replace(day=1), month_end(day), day)

    @api.model
    def _cash_habit(self, companies, today):
        """Return the share of what the last complete months could bring that they brought, 0 where they could bring nothing.

        Money that came before its day counts as well, so it is never more than all.

        :param companies: ``res.company`` of one main company
        :param date today: a day of the month that is under way
        :return: float
        """
        lasts = [month_end(today.replace(day=1) - relativedelta(months=back)) for back in range(1, HABIT_MONTHS + 1)]
        [[*sums]] = self.env.execute_query(self._sql_habit(companies, [self._month_of(last) for last in lasts]))
        could, did = sum(sums[:HABIT_MONTHS]), sum(sums[HABIT_MONTHS:])
        return min(max(did / could, 0.0), 1.0) if could > 0 else 0.0

    @api.model
    def _sql_habit(self, companies, months):
        """Return what complete months could bring and what they brought: the sums of ``_sql_cash``, in one look at the ledger.

        :param companies: ``res.company`` of one main company
        :param list months: of ``Month``, the latest first
        :return: SQL of one row: what each month could bring, then what each brought
        """
        later, could, did = [], [], []
        for place, month in enumerate(months):
            before, name = month.first - timedelta(days=1), SQL.identifier(f"later_{place}")
            later.append(SQL("SUM(amount) FILTER (WHERE max_date > %s) AS %s", before, name))
            residual = SQL("(item.residual + COALESCE(item.%s, 0))", name)
            was_open = SQL(
                "item.date <= %(before)s AND item.due <= %(last)s AND %(residual)s > 0 AND (item.is_open OR item.%(name)s IS NOT NULL)",
                before=before, last=month.last, residual=residual, name=name,
            )  # fmt: skip
            within = SQL("moved.date BETWEEN %s AND %s", month.first, month.last)
            could.append(
                SQL(
                    """(COALESCE((SELECT SUM(%(residual)s) FROM item WHERE %(was_open)s), 0) + COALESCE((
                            SELECT SUM(moved.invoiced) FROM moved WHERE %(within)s AND moved.date_due <= %(last)s), 0))::float""",
                    residual=residual, was_open=was_open, within=within, last=month.last,
                )
            )  # fmt: skip
            did.append(SQL("COALESCE((SELECT SUM(moved.collected) FROM moved WHERE %s), 0)::float", within))
        return SQL(
            """
            WITH later AS MATERIALIZED (
                SELECT line_id, %(later)s
                  FROM (
                    SELECT debit_move_id AS line_id, max_date, amount FROM %(reconciled)s WHERE max_date > %(oldest)s
                     UNION ALL
                    SELECT credit_move_id, max_date, -amount FROM %(reconciled)s WHERE max_date > %(oldest)s
                  ) AS part
                 GROUP BY line_id
            ),
            item AS MATERIALIZED (
                SELECT line.date, %(due)s AS due, line.amount_residual AS residual, line.reconciled IS NOT TRUE AS is_open, later.*
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                  LEFT JOIN later ON later.line_id = line.id
                 WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s) AND line.date < %(newest)s
                   AND line.move_id NOT IN (%(doubtful)s) AND (line.reconciled IS NOT TRUE OR later.line_id IS NOT NULL)
            ),
            moved AS MATERIALIZED (%(moved)s)
            SELECT %(sums)s
            """,
            later=SQL(", ").join(later),
            reconciled=sql_reconciled(),
            oldest=months[-1].first - timedelta(days=1),
            newest=months[0].first,
            due=sql_due(),
            trade=sql_trade(),
            companies=list(companies.ids),
            doubtful=self.env["dunning.doubtful"]._sql_entries(),
            moved=self._sql_cash_moves(companies, months[-1].first, months[0].last),
            sums=SQL(", ").join(could + did),
        )

    @api.model
    def _sql_cash_moves(self, companies, first, until):
        """Return what was invoiced and received between two days, one row a journal item of either kind.

        :param companies: ``res.company`` of one main company
        :return: SQL with ``id, partner_id, company_id, date, date_due, invoiced, collected``
        """
        return SQL(
            """
            SELECT line.id, customer.commercial_partner_id AS partner_id, line.company_id, line.date, %(due)s AS date_due,
                   CASE WHEN %(invoice)s AND line.balance > 0 THEN line.balance ELSE 0 END AS invoiced,
                   CASE WHEN %(money)s THEN -line.balance ELSE 0 END AS collected
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              JOIN account_move AS move ON move.id = line.move_id
              LEFT JOIN res_partner AS customer ON customer.id = line.partner_id
             WHERE line.parent_state = 'posted' AND line.company_id = ANY(%(companies)s)
               AND line.date BETWEEN %(first)s AND %(until)s AND (%(invoice)s OR %(money)s)
            """,
            due=sql_due(),
            invoice=SQL("move.move_type IN ('out_invoice', 'out_receipt')"),
            money=self.env["dunning.metrics"]._sql_is_money("line", "move"),
            trade=sql_trade(),
            companies=list(companies.ids),
            first=first,
            until=until,
        )

    @api.model
    def _sql_cash_target(self, root, today):
        """Return the rows of a main company, of those of its companies that are switched on.

        :param root: main ``res.company``
        :param date today: the day
        """
        mine = self.env.companies.filtered(lambda company: company.root_id == root)
        currency = root.sudo().currency_id
        return SQL(
            """
            SELECT MIN(cash.id) AS id, cash.partner_id, cash.company_id, %(currency)s AS company_currency_id,
                   COALESCE(MIN(profile.collector_id), MIN(root.dunning_collector_id)) AS collector_id,
                   COALESCE(MIN(profile.own_salesperson_id), MIN(partner.user_id)) AS salesperson_id,
                   SUM(cash.overdue_start) AS overdue_start, SUM(cash.due_month) AS due_month,
                   ROUND(SUM(cash.overdue_start + cash.due_month) * %(habit)s::numeric, %(digits)s) AS target,
                   SUM(cash.collected) AS collected,
                   ROUND(SUM(cash.overdue_start + cash.due_month) * %(habit)s::numeric, %(digits)s) - SUM(cash.collected) AS needed,
                   SUM(cash.due_now) AS due_now, SUM(cash.rolls_60) AS rolls_60, SUM(cash.rolls_90) AS rolls_90,
                   SUM(cash.provision_60) AS provision_60, SUM(cash.provision_90) AS provision_90,
                   SUM(cash.provision_more) AS provision_more
              FROM (%(cash)s) AS cash
              JOIN res_company AS root ON root.id = %(root)s
              LEFT JOIN res_partner AS partner ON partner.id = cash.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = cash.partner_id AND profile.company_id = root.id
             GROUP BY cash.partner_id, cash.company_id
            """,
            currency=currency.id,
            digits=currency.decimal_places,
            habit=self._cash_habit(mine, today),
            cash=SQL("%s UNION ALL %s", self._sql_cash(mine, self._month_of(today)), self._sql_cash_open(mine, self._month_of(today))),
            root=root.id,
        )

    @api.model
    def _sql_cash(self, companies, month):
        """Return what a month could bring and what it brought, one row a source and item.

        :param companies: ``res.company`` of one main company
        :param Month month: the month
        :return: SQL with ``id, partner_id, company_id, overdue_start, due_month, collected, due_now, rolls_60, rolls_90, provision_60,
            provision_90, provision_more``
        """
        return SQL(
            """
            SELECT item.id, item.partner_id, item.company_id,
                   CASE WHEN item.date_due < %(first)s THEN item.residual ELSE 0 END AS overdue_start,
                   CASE WHEN item.date_due >= %(first)s THEN item.residual ELSE 0 END AS due_month,
                   0 AS collected, 0 AS due_now, 0 AS rolls_60, 0 AS rolls_90,
                   NULL::numeric AS provision_60, NULL::numeric AS provision_90, NULL::numeric AS provision_more
              FROM (%(before)s) AS item
             WHERE NOT item.is_credit AND item.date_due <= %(last)s
             UNION ALL
            SELECT moved.id, moved.partner_id, moved.company_id, 0, CASE WHEN moved.date_due <= %(last)s THEN moved.invoiced ELSE 0 END,
                   moved.collected, 0, 0, 0, NULL, NULL, NULL
              FROM (%(moved)s) AS moved
            """,
            before=self._sql_trade_items(companies, month.first - timedelta(days=1)),
            first=SQL("%s::date", month.first),
            last=SQL("%s::date", month.last),
            moved=self._sql_cash_moves(companies, month.first, month.until),
        )

    @api.model
    def _sql_cash_open(self, companies, month):
        """Return what is open on the last known day of a month and due by its end, with what rolls past a limit until then.

        :param companies: ``res.company`` of one main company
        :param Month month: the month
        :return: SQL with the columns of ``_sql_cash``
        """
        return SQL(
            """
            SELECT item.id, item.partner_id, item.company_id, 0, 0, 0, item.residual,
                   CASE WHEN item.limit_passed = '60' THEN item.residual ELSE 0 END,
                   CASE WHEN item.limit_passed = '90' THEN item.residual ELSE 0 END,
                   CASE WHEN item.limit_passed = '60' THEN loss.loss_later END,
                   CASE WHEN item.limit_passed = '90' THEN loss.loss_later END,
                   CASE WHEN item.limit_passed IS NOT NULL THEN loss.loss_later - loss.loss_now END
              FROM (%(items)s) AS item
              LEFT JOIN (%(losses)s) AS loss ON loss.id = item.id
            """,
            items=self._sql_due_items(companies, month),
            losses=self._sql_rolling_losses(companies, month),
        )

    @api.model
    def _sql_due_items(self, companies, month):
        """Return what is open on the last known day of a month and due by its end, with the limit that each passes until then.

        :return: SQL with ``id, move_id, partner_id, company_id, company_currency_id, root_id, date_due, residual, days, days_later``
            (late at the end of the month), ``limit_passed`` (``60``, ``90`` or empty; no month is long enough for both)
        """
        return SQL(
            """
            SELECT item.id, item.move_id, item.partner_id, item.company_id, item.company_currency_id, item.root_id, item.date_due,
                   item.residual, item.days, %(last)s - item.date_due AS days_later,
                   CASE WHEN item.days <= 60 AND %(last)s - item.date_due > 60 THEN '60'
                        WHEN item.days <= 90 AND %(last)s - item.date_due > 90 THEN '90' END AS limit_passed
              FROM (%(now)s) AS item
             WHERE NOT item.is_credit AND item.date_due <= %(last)s
            """,
            now=self._sql_trade_items(companies, month.until),
            last=SQL("%s::date", month.last),
        )

    @api.model
    def _sql_rolling_losses(self, companies, month):
        """Return the provision of what passes a limit until the end of a month: ``id, loss_now, loss_later``."""
        rolling = SQL("SELECT * FROM (%s) AS item WHERE item.limit_passed IS NOT NULL", self._sql_due_items(companies, month))
        return self.env["dunning.provision"]._sql_expected_losses(companies.root_id, month.until, rolling)

    @api.model
    def _sql_trade_items(self, companies, day):
        """Return the trade items of some companies that were open at the end of a day, as ``dunning.aging`` has them."""
        Aging = self.env["dunning.aging"]
        options = Aging._read_options({"day": fields.Date.to_string(day), "trade": True})
        return Aging._sql_items(options._replace(company_ids=tuple(companies.ids), account_ids=(), partner_ids=()), entry=False)

    def action_open_items(self):
        """Open what is open of this customer in this company, by bucket."""
        self.ensure_one()
        self.check_access("read")
        options = self.env["dunning.aging"]._read_options({"trade": True})._replace(company_ids=(self.company_id.id,))
        kinds = ["list", "kanban", "pivot", "graph"]
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name or self.env._("No customer"),
            "res_model": "dunning.aged.item",
            "view_mode": ",".join(kinds),
            "mobile_view_mode": "kanban",
            "views": [(False, kind) for kind in kinds],
            "domain": [("partner_id", "=", self.partner_id.id)],
            "context": options.context(),
            "target": "current",
        }
