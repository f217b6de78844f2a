"""Which step works: each item in each contact with what was paid after it, beside items that nobody had contacted yet.

A payment belongs to the last contact before it: a contact is followed from its own day to the day before the next contact
about the same item. What a payment is says ``dunning.behaviour``: money from a bank, cash or card journal, on
``account.partial.reconcile.max_date``. No more counts than was asked. Shares within n days leave out contacts whose n days
are not over, paid or not: to count the paid ones alone would flatter.

The comparison group: an item that is open on the first day of an age window (1, 8, 16, 31, 61 and 91 days late) and about
which nobody had contacted the customer in the seven days up to it is followed in the same way, until it is contacted.
Who is not contacted differs from who is: both stand side by side, and that is correlation.
"""

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..models.behaviour import HISTORY_MONTHS
from ..models.channels import CHANNELS, SEGMENTS, SERVER_ACTION

_lt = LazyTranslate(__name__)

# Days after a contact within which payments are counted.
SPANS = (7, 15, 30)

# Age windows: code, in the order in which they follow each other, and first day late. Items of the comparison group begin
# on these days; contacts fall into the windows.
WINDOWS = (("01", 1), ("08", 8), ("16", 16), ("31", 31), ("61", 61), ("91", 91))
BEFORE_DUE = "00"

# A contact not longer ago than this (days) may still be at work: such an item is no comparison.
QUIET_DAYS = 7

# Months of which the plan shows figures.
PLAN_MONTHS = 12

# Ids of rows: contacts at 0, the windows of an item at 1 to 6.
PLACES = 8

NO_PLAN, NO_STEP = _lt("Outside any plan"), _lt("Outside any step")


class DunningEffect(models.Model):
    _name = "dunning.effect"
    _description = "Effect of a Step"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "invoice_name"
    _depends = {
        "dunning.action": ["state", "date_done", "plan_id", "step_id", "channel", "is_contact", "company_id", "partner_id", "profile_id"],
        "dunning.action.line": ["action_id", "move_line_id", "status", "asked", "net", "days_overdue", "company_id", "invoice_name"],
        "dunning.promise": ["date"],
        "dunning.promise.line": ["promise_id", "move_line_id"],
        "dunning.dispute": ["move_id", "move_line_id", "date_opened", "settled_on"],
        "dunning.profile": ["partner_id", "company_id", "own_salesperson_id", "collector_id", "segment"],
        "account.move.line": ["partner_id", "date_maturity", "date", "balance", "parent_state", "company_id", "journal_id", "account_id"],
        "account.move": ["name"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount", "max_date"],
        "res.partner": ["commercial_partner_id", "user_id", "country_id"],
    }  # fmt: skip

    kind = fields.Selection(
        [("contacted", "Contacted"), ("idle", "Not contacted")], string="Group", readonly=True,
        help="Not contacted: open items at the beginning of an age window, followed until they are contacted. They differ from "
        "the others (suspended, small, still trusted): the comparison shows a correlation, not a cause.",
    )  # fmt: skip
    date = fields.Date(string="Contacted On", readonly=True, help="Not contacted: first day of the age window.")
    age_window = fields.Selection(
        [
            (BEFORE_DUE, "Not late yet"), ("01", "1–7 days late"), ("08", "8–15 days late"), ("16", "16–30 days late"),
            ("31", "31–60 days late"), ("61", "61–90 days late"), ("91", "More than 90 days late"),
        ],
        string="Age", readonly=True,
    )  # fmt: skip
    action_id = fields.Many2one("dunning.action", readonly=True)
    plan_id = fields.Many2one("dunning.plan", readonly=True, falsy_value_label=NO_PLAN)
    step_id = fields.Many2one("dunning.plan.step", readonly=True, falsy_value_label=NO_STEP)
    channel = fields.Selection(CHANNELS, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    item_id = fields.Integer(string="Items", readonly=True, aggregator="count_distinct")
    invoice_name = fields.Char(string="Number", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="avg")
    amount_asked = fields.Monetary(readonly=True, help="Open less credits on the day of the contact, company currency.")
    amount_paid = fields.Monetary(string="Paid before the Next Contact", readonly=True, help="Until today, no more than was asked.")
    days_to_pay = fields.Float(
        string="Days from Contact to Payment", readonly=True, aggregator="avg", digits=(12, 1), help="Weighted by the amounts paid."
    )
    asked_7 = fields.Monetary(string="Asked, 7 Days Over", readonly=True)
    asked_15 = fields.Monetary(string="Asked, 15 Days Over", readonly=True)
    asked_30 = fields.Monetary(string="Asked, 30 Days Over", readonly=True)
    amount_7 = fields.Monetary(string="Paid in 7 Days", readonly=True, help="Of contacts whose 7 days are over.")
    amount_15 = fields.Monetary(string="Paid in 15 Days", readonly=True, help="Of contacts whose 15 days are over.")
    amount_30 = fields.Monetary(string="Paid in 30 Days", readonly=True, help="Of contacts whose 30 days are over.")
    items_7 = fields.Integer(string="Items Paid in 7 Days", readonly=True, help="In full.")
    items_15 = fields.Integer(string="Items Paid in 15 Days", readonly=True, help="In full.")
    items_30 = fields.Integer(string="Items Paid in 30 Days", readonly=True, help="In full.")
    share_7 = fields.Float(
        string="% Paid in 7 Days", readonly=True, aggregator="avg", help="Of what was asked, by contacts whose 7 days are over."
    )
    share_15 = fields.Float(
        string="% Paid in 15 Days", readonly=True, aggregator="avg", help="Of what was asked, by contacts whose 15 days are over."
    )
    share_30 = fields.Float(
        string="% Paid in 30 Days", readonly=True, aggregator="avg", help="Of what was asked, by contacts whose 30 days are over."
    )
    promised = fields.Float(
        string="% Promised", readonly=True, aggregator="avg",
        help="1 when a promise followed before the next contact, within 30 days; in groups, the share.",
    )  # fmt: skip
    disputed = fields.Float(
        string="% Disputed", readonly=True, aggregator="avg",
        help="1 when a dispute followed before the next contact, within 30 days; in groups, the share.",
    )  # fmt: skip
    effort = fields.Float(
        string="Actions per 1,000 Collected", readonly=True, aggregator="avg", digits=(12, 2),
        help="Contacts made for each 1,000 (company currency) paid within 30 days, of contacts whose 30 days are over.",
    )  # fmt: skip

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        since = today - relativedelta(months=HISTORY_MONTHS)
        return SQL(
            """
            WITH contact AS MATERIALIZED (%(contact)s),
            item AS MATERIALIZED (%(item)s),
            %(paid)s
            SELECT figure.*, %(ratios)s FROM (%(contacted)s UNION ALL %(idle)s) AS figure
            """,
            contact=self._sql_contact(SQL("TRUE")),
            item=self._sql_item(since, today),
            paid=self._sql_paid(today),
            ratios=self._sql_ratios(),
            contacted=self._sql_contacted(since, today),
            idle=self._sql_idle(since, today),
        )

    # -- parts -------------------------------------------------------------------------------------

    def _sql_contact(self, condition):
        """Return the items of done contacts, each with the day of the next contact about it.

        Items that are no more (their entry was deleted) cannot be followed.

        :param SQL condition: on ``line`` (``dunning.action.line``), for items as a whole: all contacts of an item or none
        """
        return SQL(
            """
            SELECT line.id, line.move_line_id AS item_id, line.action_id, line.company_id, line.net AS asked, line.days_overdue,
                   line.invoice_name, action.date_done AS started, action.plan_id, action.step_id, action.channel,
                   action.partner_id, action.profile_id, action.is_contact,
                   LEAD(action.date_done) OVER (PARTITION BY line.move_line_id ORDER BY action.date_done, action.id, line.id) AS next_on
              FROM dunning_action_line AS line
              JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done' AND action.channel <> %s
             WHERE line.asked AND line.status IN ('counted', 'info') AND line.move_line_id IS NOT NULL AND line.net > 0 AND %s
            """,
            SERVER_ACTION,
            condition,
        )

    def _sql_item(self, since, today):
        """Return the receivable items that were due by today and not paid long ago, with what is open now."""
        return SQL(
            """
            SELECT line.id, line.move_id, line.company_id, customer.commercial_partner_id AS partner_id, line.balance, line.move_name,
                   COALESCE(line.date_maturity, line.date) AS due
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
                                             AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
              JOIN res_partner AS customer ON customer.id = line.partner_id
              JOIN account_journal AS origin ON origin.id = line.journal_id AND origin.type IN ('sale', 'general')
             WHERE line.parent_state = 'posted' AND line.balance > 0
               AND COALESCE(line.date_maturity, line.date) BETWEEN %s AND %s
            """,
            since - relativedelta(days=WINDOWS[-1][1]),
            today,
        )

    def _sql_paid(self, today):
        """Return the part ``settlement``: what settles items until a day, with whether it is money."""
        return SQL(
            """
            settlement AS MATERIALIZED (
                SELECT partial.debit_move_id AS item_id, partial.max_date AS day, partial.amount,
                       journal.type IN ('bank', 'cash', 'credit') AS is_payment
                  FROM account_partial_reconcile AS partial
                  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                  JOIN account_journal AS journal ON journal.id = credit.journal_id
                 WHERE partial.amount > 0 AND partial.max_date <= %s
                   AND partial.debit_move_id IN (SELECT item_id FROM contact UNION ALL SELECT id FROM item)
            )
            """,
            today,
        )

    def _sql_sums(self, start, end):
        """Return what was paid from a day until the next contact (excluded): in all, its days, and within each span."""
        followed = SQL(
            "settlement.is_payment AND settlement.day >= %(start)s AND (%(end)s IS NULL OR settlement.day < %(end)s)", start=start, end=end
        )
        spans = SQL(", ").join(
            SQL(
                "COALESCE(SUM(settlement.amount) FILTER (WHERE %s AND settlement.day <= %s + %s), 0) AS %s",
                followed, start, days, SQL.identifier(f"paid_{days}"),
            )
            for days in SPANS
        )  # fmt: skip
        return SQL(
            """
            COALESCE(SUM(settlement.amount) FILTER (WHERE %(followed)s), 0) AS paid,
            COALESCE(SUM(settlement.amount * (settlement.day - %(start)s)) FILTER (WHERE %(followed)s), 0) AS paid_days, %(spans)s
            """,
            followed=followed,
            start=start,
            spans=spans,
        )

    def _sql_figures(self, row, today):
        """Return the columns of amounts of a row that has ``asked``, ``started`` and the sums above."""
        columns = [
            SQL("%s.asked AS amount_asked, LEAST(%s.paid, %s.asked) AS amount_paid", row, row, row),
            SQL("(%s.paid_days / NULLIF(%s.paid, 0))::float8 AS days_to_pay", row, row),
        ]
        for days in SPANS:
            paid, over = SQL("%s.%s", row, SQL.identifier(f"paid_{days}")), SQL("%s.started + %s < %s", row, days, today)
            columns += [
                SQL("CASE WHEN %s THEN %s.asked END AS %s", over, row, SQL.identifier(f"asked_{days}")),
                SQL("CASE WHEN %s THEN LEAST(%s, %s.asked) END AS %s", over, paid, row, SQL.identifier(f"amount_{days}")),
                SQL("CASE WHEN %s THEN (%s >= %s.asked)::int END AS %s", over, paid, row, SQL.identifier(f"items_{days}")),
            ]
        return SQL(", ").join(columns)

    def _sql_people(self, row):
        """Return the columns of the customer, and the joins they need; ``row`` has partner, company."""
        columns = SQL(
            """
            %(row)s.partner_id, profile.id AS profile_id, COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
            profile.collector_id, COALESCE(profile.segment, 'standard') AS segment, partner.country_id, %(row)s.company_id,
            root.id AS root_company_id, company.currency_id
            """,
            row=row,
        )
        joins = SQL(
            """
            JOIN res_partner AS partner ON partner.id = %(row)s.partner_id
            JOIN res_company AS company ON company.id = %(row)s.company_id
            JOIN res_company AS root ON root.id = SPLIT_PART(company.parent_path, '/', 1)::int
            LEFT JOIN dunning_profile AS profile ON profile.partner_id = %(row)s.partner_id AND profile.company_id = root.id
            """,
            row=row,
        )
        return columns, joins

    def _sql_window(self, days):
        """Return the age window of a number of days late."""
        cases = SQL(" ").join(SQL("WHEN %s >= %s THEN %s", days, first, code) for code, first in reversed(WINDOWS))
        return SQL("CASE %s ELSE %s END", cases, BEFORE_DUE)

    def _sql_contacted(self, since, today):
        """Return the rows of contacts since a day."""
        row = SQL("followed")
        columns, joins = self._sql_people(row)
        return SQL(
            """
            SELECT followed.id::bigint * %(places)s AS id, 'contacted' AS kind, followed.started AS date, %(window)s AS age_window,
                   followed.action_id, followed.plan_id, followed.step_id, followed.channel, %(columns)s,
                   followed.item_id, followed.invoice_name, followed.days_overdue, %(figures)s,
                   COALESCE(promise.found, 0)::float8 AS promised, COALESCE(dispute.found, 0)::float8 AS disputed
              FROM (
                SELECT contact.*, %(sums)s
                  FROM contact LEFT JOIN settlement ON settlement.item_id = contact.item_id
                 WHERE contact.started >= %(since)s
                 GROUP BY contact.id, contact.item_id, contact.action_id, contact.company_id, contact.asked, contact.days_overdue,
                          contact.invoice_name, contact.started, contact.plan_id, contact.step_id, contact.channel,
                          contact.partner_id, contact.profile_id, contact.is_contact, contact.next_on
              ) AS followed
              %(joins)s
              LEFT JOIN (
                SELECT DISTINCT contact.id, 1 AS found
                  FROM contact
                  JOIN dunning_promise_line AS line ON line.move_line_id = contact.item_id
                  JOIN dunning_promise AS promise ON promise.id = line.promise_id AND promise.date >= contact.started
                       AND promise.date <= contact.started + %(span)s AND (contact.next_on IS NULL OR promise.date < contact.next_on)
              ) AS promise ON promise.id = followed.id
              LEFT JOIN (
                SELECT DISTINCT contact.id, 1 AS found
                  FROM contact
                  JOIN account_move_line AS line ON line.id = contact.item_id
                  JOIN dunning_dispute AS dispute ON dispute.move_id = line.move_id
                       AND (dispute.move_line_id IS NULL OR dispute.move_line_id = line.id) AND dispute.date_opened >= contact.started
                       AND dispute.date_opened <= contact.started + %(span)s
                       AND (contact.next_on IS NULL OR dispute.date_opened < contact.next_on)
              ) AS dispute ON dispute.id = followed.id
            """,
            places=PLACES,
            window=self._sql_window(SQL("followed.days_overdue")),
            columns=columns,
            joins=joins,
            figures=self._sql_figures(row, today),
            sums=self._sql_sums(SQL("contact.started"), SQL("contact.next_on")),
            since=since,
            span=SPANS[-1],
        )

    def _sql_idle(self, since, today):
        """Return the rows of the comparison group: an item and age window each."""
        row = SQL("followed")
        columns, joins = self._sql_people(row)
        return SQL(
            """
            SELECT followed.id::bigint * %(places)s + followed.place AS id, 'idle', followed.started, followed.code,
                   NULL::int, NULL::int, NULL::int, NULL, %(columns)s,
                   followed.id, followed.move_name, followed.first, %(figures)s, NULL::float8, NULL::float8
              FROM (
                SELECT start.*, start.balance - COALESCE(SUM(settlement.amount) FILTER (WHERE settlement.day < start.started), 0) AS asked,
                       %(sums)s
                  FROM (
                    SELECT item.*, age.code, age.first, age.place, item.due + age.first AS started, MIN(contact.started) AS next_on
                      FROM item
                      JOIN (VALUES %(windows)s) AS age(code, first, place) ON item.due + age.first BETWEEN %(since)s AND %(today)s
                      -- the first contact that may be at work on the first day, or comes later
                      LEFT JOIN contact ON contact.item_id = item.id AND contact.is_contact
                                       AND contact.started > item.due + age.first - %(quiet)s
                     GROUP BY item.id, item.move_id, item.company_id, item.partner_id, item.balance, item.move_name, item.due,
                              age.code, age.first, age.place
                    HAVING MIN(contact.started) IS NULL OR MIN(contact.started) > item.due + age.first
                  ) AS start
                  LEFT JOIN settlement ON settlement.item_id = start.id
                 GROUP BY start.id, start.move_id, start.company_id, start.partner_id, start.balance, start.move_name, start.due,
                          start.code, start.first, start.place, start.started, start.next_on
              ) AS followed
              %(joins)s
             WHERE followed.asked > 0
               AND NOT EXISTS (
                SELECT FROM dunning_dispute AS dispute
                 WHERE dispute.move_id = followed.move_id AND (dispute.move_line_id IS NULL OR dispute.move_line_id = followed.id)
                   AND dispute.date_opened <= followed.started AND (dispute.settled_on IS NULL OR dispute.settled_on > followed.started)
               )
            """,
            places=PLACES,
            columns=columns,
            joins=joins,
            figures=self._sql_figures(row, today),
            sums=self._sql_sums(SQL("start.started"), SQL("start.next_on")),
            windows=SQL(", ").join(SQL("(%s, %s, %s)", code, first, place) for place, (code, first) in enumerate(WINDOWS, 1)),
            since=since,
            today=today,
            quiet=QUIET_DAYS,
        )

    def _sql_ratios(self):
        """Return the ratios of one row; those of groups are in ``_read_group_select``."""
        shares = SQL(", ").join(
            SQL(
                "(figure.%s / NULLIF(figure.%s, 0))::float8 AS %s",
                SQL.identifier(f"amount_{days}"), SQL.identifier(f"asked_{days}"), SQL.identifier(f"share_{days}"),
            )
            for days in SPANS
        )  # fmt: skip
        return SQL(
            "%s, CASE WHEN figure.action_id IS NOT NULL THEN 1000 / NULLIF(figure.amount_30, 0)::float8 END AS effort", shares
        )

    # -- groups ------------------------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        """Ratios of a group are ratios of its sums, not means of the ratios of its rows."""
        name, _colon, aggregator = aggregate_spec.partition(":")
        if aggregator != "avg":
            return super()._read_group_select(aggregate_spec, query)

        def column(name):
            return self._field_to_sql(self._table, name, query)

        if name.startswith("share_"):
            days = name.removeprefix("share_")
            return SQL("(SUM(%s) / NULLIF(SUM(%s), 0))::float8", column(f"amount_{days}"), column(f"asked_{days}"))
        if name == "days_to_pay":
            paid = column("amount_paid")
            return SQL("(SUM(%s * %s) / NULLIF(SUM(%s), 0))::float8", column("days_to_pay"), paid, paid)
        if name == "effort":
            return SQL(
                "(COUNT(DISTINCT CASE WHEN %(asked)s IS NOT NULL THEN %(action)s END) * 1000"
                " / NULLIF(SUM(CASE WHEN %(action)s IS NOT NULL THEN %(amount)s END), 0))::float8",
                asked=column("asked_30"), action=column("action_id"), amount=column("amount_30"),
            )  # fmt: skip
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _step_figures(self, steps, today):
        """Return what steps brought in the last twelve months, in the companies that are open.

        :param steps: ``dunning.plan.step``
        :param date today: the day as of which
        :return: dict by step id of (items contacted, share paid within 15 days of contacts whose 15 days are over or None)
        """
        if not steps.ids:
            return {}
        self.env.flush_all()
        since = today - relativedelta(months=PLAN_MONTHS)
        condition = SQL(
            """line.move_line_id IN (
                SELECT own.move_line_id FROM dunning_action_line AS own JOIN dunning_action AS act ON act.id = own.action_id
                 WHERE act.step_id = ANY(%s) AND act.state = 'done' AND act.date_done >= %s)""",
            steps.ids,
            since,
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH contact AS MATERIALIZED (%(contact)s),
                item AS (SELECT NULL::int AS id WHERE FALSE),
                %(paid)s
                SELECT figure.step_id, COUNT(DISTINCT figure.item_id), SUM(figure.amount_15) / NULLIF(SUM(figure.asked_15), 0)
                  FROM (%(contacted)s) AS figure
                 WHERE figure.step_id = ANY(%(steps)s) AND figure.company_id = ANY(%(companies)s)
                 GROUP BY figure.step_id
                """,
                contact=self._sql_contact(condition),
                paid=self._sql_paid(today),
                contacted=self._sql_contacted(since, today),
                steps=steps.ids,
                companies=self.env.companies.ids,
            )
        )
        return {step: (count, None if share is None else float(share)) for step, count, share in rows}

    # -- what it counts ----------------------------------------------------------------------------

    def action_open_item(self):
        """Open the contact; of the comparison group, the invoice or entry."""
        self.ensure_one()
        target = self.action_id or self.env["account.move.line"].browse(self.item_id).move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": target._name,
            "res_id": target.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
