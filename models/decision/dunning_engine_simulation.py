"""The decision of a simulated day: what was simulated for the days before counts as done, or as open, beside the real history.

``dunning.simulation`` keeps its steps in the temporary table ``dunning_simulated``; its question is ``simulated`` and has in
``known_until`` the last day of the real history that counts, in ``plan_choice`` another choice of plans.
"""

from odoo import models
from odoo.tools import SQL

from .dunning_engine import WEEK


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_contacted_simulated(self, real, question):
        return SQL(
            """
            SELECT contact.partner_id, MAX(contact.latest) AS latest, MAX(contact.day) AS day
              FROM (SELECT partner_id, latest, day FROM (%s) AS real
                    UNION ALL
                    SELECT partner_id, done, CASE WHEN is_contact THEN done END
                      FROM dunning_simulated
                     WHERE NOT passed AND open_until < %s) AS contact
             GROUP BY contact.partner_id
            """,
            real,
            question.today,
        )

    def _sql_budget_contacts_simulated(self, question):
        return SQL(
            """
            %(real)s
            UNION ALL
            SELECT simulated.partner_id, simulated.day, simulated.plan_id, simulated.is_contact, -simulated.number
              FROM (
                SELECT partner_id, action_id, planned, MIN(plan_id) AS plan_id,
                       BOOL_AND(lead_delay IS NULL OR lead_delay >= 0) AS is_contact,
                       ROW_NUMBER() OVER () AS number, MAX(CASE WHEN open_until < %(day)s THEN done ELSE %(day)s END) AS day
                  FROM dunning_simulated
                 WHERE NOT passed
                 GROUP BY partner_id, action_id, planned
              ) AS simulated
             WHERE simulated.day > %(day)s - %(week)s
            """,
            real=self._sql_budget_done(question),
            day=question.today,
            week=WEEK,
        )

    def _sql_dunning_history_simulated(self, real, question):
        return SQL(
            """
            SELECT memory.item_id, ARRAY_AGG(DISTINCT step.id) AS step_ids,
                   (ARRAY_AGG(memory.last_step_id ORDER BY memory.last_delay DESC, memory.is_real))[1] AS last_step_id,
                   (ARRAY_AGG(memory.last_date ORDER BY memory.last_delay DESC, memory.is_real))[1] AS last_date,
                   MAX(memory.last_delay) AS last_delay
              FROM (
                SELECT real.item_id, real.step_ids, real.last_step_id, real.last_date, real.last_delay, TRUE AS is_real
                  FROM (%(real)s) AS real
                 UNION ALL
                SELECT item_id, ARRAY_AGG(step_id), (ARRAY_AGG(step_id ORDER BY step_delay DESC))[1],
                       (ARRAY_AGG(done ORDER BY step_delay DESC))[1], MAX(step_delay), FALSE
                  FROM dunning_simulated
                 WHERE step_id IS NOT NULL AND open_until < %(day)s
                 GROUP BY item_id
              ) AS memory
             CROSS JOIN LATERAL UNNEST(memory.step_ids) AS step(id)
             GROUP BY memory.item_id
            """,
            real=real,
            day=question.today,
        )

    def _sql_pending_simulated(self, question):
        return SQL(
            """
            SELECT item_id, MAX(action_id) AS action_id, MAX(step_id) AS step_id
              FROM dunning_simulated
             WHERE step_id IS NOT NULL AND open_until >= %s
             GROUP BY item_id
            """,
            question.today,
        )

    def _sql_open_action_simulated(self, question):
        return SQL(
            """
            SELECT latest.*, ROW_NUMBER() OVER (PARTITION BY latest.partner_id ORDER BY latest.group_key) = 1 AS is_first
              FROM (
                SELECT DISTINCT ON (partner_id, group_key)
                       partner_id, group_key, action_id AS id, channel, lead_step_id AS step_id, lead_delay AS delay,
                       printed AS sealed
                  FROM dunning_simulated
                 WHERE open_until >= %s
                 ORDER BY partner_id, group_key, lead_delay DESC NULLS LAST, action_id
              ) AS latest
            """,
            question.today,
        )
