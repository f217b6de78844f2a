"""The statement of ``dunning.effect``, from parts that the figures of plans and of the dashboard use as well, for fewer items.

The parts are joined by what they have in common, an item, and summed up by one key each: grouping whole rows instead costs
more than all the rest. What a reader does not ask for is not computed: joins by a unique key fall away.
"""

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..forecast.behaviour import HISTORY_MONTHS
from ..shared.channels import SERVER_ACTION
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_entry, sql_settlements, sql_trade
from .dunning_step_effectiveness import BEFORE_DUE, SPANS, WINDOWS

# A contact not longer ago than this (days) may still be at work: such an item is no comparison.
QUIET_DAYS = 7

# Months of which the plan shows figures.
PLAN_MONTHS = 12

# Ids of rows: contacts at 0, the windows of an item at 1 to 6.
PLACES = 8


class DunningEffect(models.Model):
    _inherit = "dunning.effect"

    @property
    def _table_query(self):
        today = company_day(self)
        return self._sql_rows(today - relativedelta(months=HISTORY_MONTHS), today)

    def _sql_rows(self, since, today, condition=None):
        """Return the rows of contacts and of the comparison group that began since a day.

        :param date since: the first day
        :param date today: the day as of which
        :param SQL condition: on ``line`` (journal items and lines of actions alike), for companies
        """
        return SQL(
            """
            WITH contact AS MATERIALIZED (%(contact)s),
            item AS MATERIALIZED (%(item)s),
            %(paid)s,
            %(contacted_parts)s,
            %(idle_parts)s
            SELECT figure.*, %(ratios)s FROM (%(contacted)s UNION ALL %(idle)s) AS figure
            """,
            # what came before is neither followed nor at work any more
            contact=self._sql_contact(since - relativedelta(days=QUIET_DAYS), condition),
            item=self._sql_effectiveness_item(since, today, condition),
            paid=self._sql_paid_after_contact(today),
            contacted_parts=self._sql_contacted_parts(since),
            idle_parts=self._sql_idle_parts(since, today),
            ratios=self._sql_ratios(),
            contacted=self._sql_contacted_items(since, today),
            idle=self._sql_idle(today),
        )

    # -- parts -------------------------------------------------------------------------------------

    def _sql_contact(self, since, condition=None):
        """Return the items of contacts done since a day, each with the day of the next contact about it.

        Items that are no more (their entry was deleted) cannot be followed.

        :param date since: the first day
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
                                           AND action.date_done >= %s
             WHERE line.asked AND line.status IN ('counted', 'info') AND line.move_line_id IS NOT NULL AND line.net > 0 AND %s
            """,
            SERVER_ACTION,
            since,
            condition or SQL("TRUE"),
        )

    def _sql_effectiveness_item(self, since, today, condition=None):
        """Return the receivable items that were due by today and not paid long ago, with what is open now.

        :param SQL condition: on ``line`` (``account.move.line``)
        """
        return SQL(
            """
            SELECT line.id, %(entry)s AS move_id, line.company_id, customer.commercial_partner_id AS partner_id, line.balance,
                   line.move_name, %(due)s AS due
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
                                             AND %(trade)s
              JOIN res_partner AS customer ON customer.id = line.partner_id
              JOIN account_journal AS origin ON origin.id = line.journal_id AND origin.type IN ('sale', 'general')
             WHERE line.parent_state = 'posted' AND line.balance > 0
               -- of columns the planner knows how many rows are meant, of an expression it expects next to none
               AND (line.date_maturity BETWEEN %(first)s AND %(today)s
                    OR line.date_maturity IS NULL AND line.date BETWEEN %(first)s AND %(today)s)
               AND %(condition)s
            """,
            first=since - relativedelta(days=WINDOWS[-1][1]),
            today=today,
            condition=condition or SQL("TRUE"),
            entry=sql_entry(),
            trade=sql_trade(),
            due=sql_due(),
        )

    def _sql_paid_after_contact(self, today):
        """Return the part ``settlement``: what settles items until a day, with whether it is money."""
        return SQL(
            """
            settlement AS MATERIALIZED (
                SELECT partial.debit_move_id AS item_id, partial.max_date AS day, partial.amount,
                       journal.type IN ('bank', 'cash', 'credit') AS is_payment
                  FROM %s AS partial
                  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                  JOIN account_journal AS journal ON journal.id = credit.journal_id
                 WHERE partial.amount > 0 AND partial.max_date <= %s
                   AND partial.debit_move_id IN (SELECT item_id FROM contact UNION ALL SELECT id FROM item)
            )
            """,
            sql_settlements(),
            today,
        )

    def _sql_contacted_parts(self, since):
        """Return the part ``collected``: what was paid after each contact since a day, until the next one."""
        return SQL(
            """
            collected AS MATERIALIZED (
                SELECT contact.id, %(sums)s
                  FROM contact
                  JOIN settlement ON settlement.item_id = contact.item_id AND settlement.is_payment
                                 AND settlement.day >= contact.started
                                 AND (contact.next_on IS NULL OR settlement.day < contact.next_on)
                 WHERE contact.started >= %(since)s
                 GROUP BY contact.id
            )
            """,
            sums=self._sql_sums(SQL("contact.started"), SQL("TRUE")),
            since=since,
        )

    def _sql_sums(self, start, followed):
        """Return what was paid since a day: in all, its days, and within each span; of ``settlement``, where ``followed``."""
        spans = SQL(", ").join(
            SQL(
                "SUM(settlement.amount) FILTER (WHERE %s AND settlement.day <= %s + %s) AS %s",
                followed, start, days, SQL.identifier(f"paid_{days}"),
            )
            for days in SPANS
        )  # fmt: skip
        return SQL(
            """
            SUM(settlement.amount) FILTER (WHERE %(followed)s) AS paid,
            SUM(settlement.amount * (settlement.day - %(start)s)) FILTER (WHERE %(followed)s) AS paid_days, %(spans)s
            """,
            followed=followed,
            start=start,
            spans=spans,
        )

    def _sql_figures(self, row, asked, paid, today):
        """Return the columns of amounts.

        :param SQL row: has ``started``
        :param SQL asked: what was asked
        :param SQL paid: has the sums above, or nothing
        :param date today: the day as of which
        """
        columns = [
            SQL("%s AS amount_asked, LEAST(COALESCE(%s.paid, 0), %s) AS amount_paid", asked, paid, asked),
            SQL("(%s.paid_days / NULLIF(%s.paid, 0))::float8 AS days_to_pay", paid, paid),
        ]
        for days in SPANS:
            amount = SQL("COALESCE(%s.%s, 0)", paid, SQL.identifier(f"paid_{days}"))
            over = SQL("%s.started + %s < %s", row, days, today)
            columns += [
                SQL("CASE WHEN %s THEN %s END AS %s", over, asked, SQL.identifier(f"asked_{days}")),
                SQL("CASE WHEN %s THEN LEAST(%s, %s) END AS %s", over, amount, asked, SQL.identifier(f"amount_{days}")),
                SQL("CASE WHEN %s THEN (%s >= %s)::int END AS %s", over, amount, asked, SQL.identifier(f"items_{days}")),
            ]
        return SQL(", ").join(columns)

    def _sql_responsible_people(self, row):
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

    def _sql_effect_window(self, days):
        """Return the age window of a number of days late."""
        cases = SQL(" ").join(SQL("WHEN %s >= %s THEN %s", days, first, code) for code, first in reversed(WINDOWS))
        return SQL("CASE %s ELSE %s END", cases, BEFORE_DUE)

    def _sql_contacted_items(self, since, today):
        """Return the rows of contacts since a day."""
        columns, joins = self._sql_responsible_people(SQL("contact"))
        return SQL(
            """
            SELECT contact.id::bigint * %(places)s AS id, 'contacted' AS kind, contact.started AS date, %(window)s AS age_window,
                   contact.action_id, contact.plan_id, contact.step_id, contact.channel, %(columns)s,
                   contact.item_id, contact.invoice_name, contact.days_overdue, %(figures)s,
                   (promise.id IS NOT NULL)::int::float8 AS promised, (dispute.id IS NOT NULL)::int::float8 AS disputed
              FROM contact
              LEFT JOIN collected ON collected.id = contact.id
              %(joins)s
              LEFT JOIN (
                SELECT DISTINCT contact.id
                  FROM contact
                  JOIN dunning_promise_line AS line ON line.move_line_id = contact.item_id
                  JOIN dunning_promise AS promise ON promise.id = line.promise_id AND promise.date >= contact.started
                       AND promise.date <= contact.started + %(span)s AND (contact.next_on IS NULL OR promise.date < contact.next_on)
              ) AS promise ON promise.id = contact.id
              LEFT JOIN (
                SELECT DISTINCT contact.id
                  FROM contact
                  JOIN account_move_line AS line ON line.id = contact.item_id
                  JOIN dunning_dispute AS dispute ON dispute.move_id = line.move_id
                       AND (dispute.move_line_id IS NULL OR dispute.move_line_id = line.id) AND dispute.date_opened >= contact.started
                       AND dispute.date_opened <= contact.started + %(span)s
                       AND (contact.next_on IS NULL OR dispute.date_opened < contact.next_on)
              ) AS dispute ON dispute.id = contact.id
             WHERE contact.started >= %(since)s
            """,
            places=PLACES,
            window=self._sql_effect_window(SQL("contact.days_overdue")),
            columns=columns,
            joins=joins,
            figures=self._sql_figures(SQL("contact"), SQL("contact.asked"), SQL("collected"), today),
            since=since,
            span=SPANS[-1],
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

    # -- figures -----------------------------------------------------------------------------------

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
                %(paid)s,
                %(parts)s
                SELECT figure.step_id, COUNT(DISTINCT figure.item_id), SUM(figure.amount_15) / NULLIF(SUM(figure.asked_15), 0)
                  FROM (%(contacted)s) AS figure
                 WHERE figure.step_id = ANY(%(steps)s) AND figure.company_id = ANY(%(companies)s)
                 GROUP BY figure.step_id
                """,
                contact=self._sql_contact(since, condition),
                paid=self._sql_paid_after_contact(today),
                parts=self._sql_contacted_parts(since),
                contacted=self._sql_contacted_items(since, today),
                steps=steps.ids,
                companies=self.env.companies.ids,
            )
        )
        return {step: (count, None if share is None else float(share)) for step, count, share in rows}
