"""The comparison group: items that nobody contacted, by age."""

from odoo import api, models
from odoo.tools import SQL

from .dunning_step_effectiveness import SPANS, WINDOWS
from .dunning_step_effectiveness_sql import PLACES, QUIET_DAYS


class DunningEffect(models.Model):
    _inherit = "dunning.effect"

    def _sql_idle_parts(self, since, today):
        """Return the parts of the comparison group: ``idle`` (an item and age window each), ``idle_paid`` (what was paid)."""
        followed = SQL(
            "settlement.is_payment AND settlement.day >= idle.started AND (idle.next_on IS NULL OR settlement.day < idle.next_on)"
        )
        return SQL(
            """
            settled AS (
                SELECT item_id, SUM(amount) AS amount, MAX(day) AS last_on FROM settlement GROUP BY item_id
            ),
            start AS MATERIALIZED (
                SELECT item.*, age.code, age.first, age.place, item.due + age.first AS started
                  FROM item
                  -- as "is false": of BETWEEN the planner expects so few rows that it would read all contacts for each
                  JOIN (VALUES %(windows)s) AS age(code, first, place) ON (item.due + age.first < %(since)s) IS FALSE
                                                                      AND (item.due + age.first > %(today)s) IS FALSE
                  LEFT JOIN settled ON settled.item_id = item.id
                 -- nothing was open any more
                 WHERE settled.amount IS NULL OR settled.amount < item.balance OR item.due + age.first <= settled.last_on
            ),
            -- the first contact that may be at work on the first day, or comes later
            upcoming AS (
                SELECT start.id, start.place, MIN(contact.started) AS next_on
                  FROM start
                  JOIN contact ON contact.item_id = start.id AND contact.is_contact AND contact.started > start.started - %(quiet)s
                 GROUP BY start.id, start.place
            ),
            idle AS MATERIALIZED (
                SELECT start.*, upcoming.next_on
                  FROM start
                  LEFT JOIN upcoming ON upcoming.id = start.id AND upcoming.place = start.place
                 WHERE upcoming.next_on IS NULL OR upcoming.next_on > start.started
            ),
            idle_paid AS (
                SELECT idle.id, idle.place, COALESCE(SUM(settlement.amount) FILTER (WHERE settlement.day < idle.started), 0) AS before,
                       %(sums)s
                  FROM idle JOIN settlement ON settlement.item_id = idle.id
                 GROUP BY idle.id, idle.place
            )
            """,
            sums=self._sql_sums(SQL("idle.started"), followed),
            windows=SQL(", ").join(SQL("(%s, %s, %s)", code, first, place) for place, (code, first) in enumerate(WINDOWS, 1)),
            since=since,
            today=today,
            quiet=QUIET_DAYS,
        )

    def _sql_idle(self, today):
        """Return the rows of the comparison group: an item and age window each."""
        columns, joins = self._sql_responsible_people(SQL("idle"))
        asked = SQL("(idle.balance - COALESCE(idle_paid.before, 0))")
        return SQL(
            """
            SELECT idle.id::bigint * %(places)s + idle.place AS id, 'idle', idle.started, idle.code,
                   NULL::int, NULL::int, NULL::int, NULL, %(columns)s,
                   idle.id, idle.move_name, idle.first, %(figures)s, NULL::float8, NULL::float8
              FROM idle
              LEFT JOIN idle_paid ON idle_paid.id = idle.id AND idle_paid.place = idle.place
              %(joins)s
             WHERE %(asked)s > 0
               AND NOT EXISTS (
                SELECT FROM dunning_dispute AS dispute
                 WHERE dispute.move_id = idle.move_id AND (dispute.move_line_id IS NULL OR dispute.move_line_id = idle.id)
                   AND dispute.date_opened <= idle.started AND (dispute.settled_on IS NULL OR dispute.settled_on > idle.started)
               )
            """,
            places=PLACES,
            columns=columns,
            joins=joins,
            figures=self._sql_figures(SQL("idle"), asked, SQL("idle_paid"), today),
            asked=asked,
        )

    @api.model
    def _compared_figures(self, since, today, companies, condition):
        """Return what steps brought since a day beside items that nobody had contacted at the same age.

        :param date since: the first day
        :param date today: the day as of which
        :param companies: ``res.company``
        :param SQL condition: on ``figure``, a row of this table, and ``profile``, its customer's
        :return: list of dict ``step_id`` (``None``: the comparison group), ``age_window`` (``None``: of all ages), ``items``,
            and for each span of ``SPANS`` ``over_<days>`` (number of rows whose days are over), ``asked_<days>``, ``amount_<days>``
        """
        self.env.flush_all()
        sums = SQL(", ").join(
            SQL(
                "COUNT(figure.%s) AS %s, COALESCE(SUM(figure.%s), 0)::float8 AS %s, COALESCE(SUM(figure.%s), 0)::float8 AS %s",
                SQL.identifier(f"asked_{days}"), SQL.identifier(f"over_{days}"),
                SQL.identifier(f"asked_{days}"), SQL.identifier(f"asked_{days}"),
                SQL.identifier(f"amount_{days}"), SQL.identifier(f"amount_{days}"),
            )
            for days in SPANS
        )  # fmt: skip
        query = SQL(
            """
            SELECT figure.step_id, figure.age_window, COUNT(DISTINCT figure.item_id) AS items, %(sums)s
              FROM (%(rows)s) AS figure
              LEFT JOIN dunning_profile AS profile ON profile.id = figure.profile_id
             WHERE (figure.kind = 'idle' OR figure.step_id IS NOT NULL) AND %(condition)s
             GROUP BY GROUPING SETS ((figure.step_id), (figure.step_id, figure.age_window))
            """,
            sums=sums,
            rows=self._sql_rows(since, today, SQL("line.company_id = ANY(%s)", companies.ids)),
            condition=condition,
        )
        # where the planner knows little of the accounts it expects next to no items, and would loop over all of them for each
        with self.env["dunning.engine"]._whole_company():
            return self.env.execute_query_dict(query)
