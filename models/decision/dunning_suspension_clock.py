"""The second clock of an item: how many of its days overdue it was on hold, in dispute or promised.

The law counts every day from the due date on; the plan's clock stands still while people have agreed to wait. What only the
ledger says (a payment on its way, a receipt not reconciled) has no history and stops no clock.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import FAR_DAY, near_day


class DunningSuspension(models.AbstractModel):
    _inherit = "dunning.suspension"

    def _read_paused_days(self, items, today):
        """Return on how many days between its due date and a day each item was paused.

        :param SQL items: query with columns ``id, move_id, partner_id, root_id, move_type, due``
        :param date today: the last day that counts
        :return: dict of days by item id, of items with some
        """
        self.env.flush_all()
        return dict(self.env.execute_query(self._sql_paused_days(items, today)))

    def _sql_paused_days(self, items, today):
        """Return the days as in ``_read_paused_days``: ``item_id, days``. Days that several reasons share count once."""
        return SQL(
            """
            WITH item AS MATERIALIZED (%(items)s),
            pause AS (
                SELECT said.item_id, GREATEST(said.first, said.due + 1) AS first, LEAST(said.last, %(today)s) AS last
                  FROM (%(pauses)s) AS said(item_id, due, first, last)
            )
            SELECT merged.item_id, SUM(UPPER(merged.days) - LOWER(merged.days))::int AS days
              FROM (
                SELECT pause.item_id, UNNEST(RANGE_AGG(DATERANGE(pause.first, pause.last + 1))) AS days
                  FROM pause WHERE pause.first <= pause.last
                 GROUP BY pause.item_id
              ) AS merged
             GROUP BY merged.item_id
            """,
            items=items,
            pauses=SQL(" UNION ALL ").join(self._pause_queries()),
            today=today,
        )

    def _pause_queries(self):
        """Return the queries that each give spells of rest of the rows of ``item``: ``item_id, due, first, last``."""
        return [self._sql_held_spells(), self._sql_disputed_spells(), self._sql_promised_spells()]

    def _sql_held_spells(self):
        """Holds of a customer, an invoice or an instalment, until they ended or somebody ended them."""
        return SQL(
            """
            SELECT item.id, item.due, %(first)s, LEAST(%(far)s, hold.date_end, hold.ended_on - 1)
              FROM dunning_hold AS hold
              JOIN item ON item.root_id = hold.company_id
                       AND CASE WHEN hold.move_id IS NULL THEN item.partner_id = hold.partner_id
                                ELSE item.move_id = hold.move_id AND %(about_item)s END
             WHERE (hold.state = 'active' OR hold.ended_on IS NOT NULL) AND %(keeps)s
            """,
            first=near_day(SQL("hold.date_start")),
            far=FAR_DAY,
            about_item=self._sql_about_item("hold"),
            keeps=self.env["dunning.hold"]._sql_keeps(SQL("hold"), SQL("item.due")),
        )

    def _sql_disputed_spells(self):
        """Disputes, and the days that a customer was given to pay what was left after one."""
        return SQL(
            """
            SELECT item.id, item.due, %(first)s,
                   CASE WHEN dispute.state = 'open' THEN %(far)s ELSE GREATEST(dispute.settled_on - 1, dispute.payable_by) END
              FROM dunning_dispute AS dispute
              JOIN item ON item.move_id = dispute.move_id AND item.root_id = dispute.company_id AND %(about_item)s
             WHERE dispute.state <> 'cancelled' AND dispute.asks_rest IS NOT TRUE
            """,
            first=near_day(SQL("dispute.date_opened")),
            far=FAR_DAY,
            about_item=self._sql_about_item("dispute"),
        )

    def _sql_promised_spells(self):
        """Promises, until their days of grace were over or they were judged."""
        return SQL(
            """
            SELECT item.id, item.due, %(first)s, LEAST(promise.date_limit, promise.judged_on - 1)
              FROM dunning_promise AS promise
              JOIN dunning_promise_line AS line ON line.promise_id = promise.id
              JOIN item ON item.id = line.move_line_id
             WHERE promise.state <> 'cancelled'
            """,
            first=near_day(SQL("promise.date")),
        )
