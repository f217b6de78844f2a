"""Steps that would claim before the law's notice was given and its days are over: they are passed over, and say so.

Which customers need a notice, and which steps wait for it, is data (``dunning.notice.rule``). A step that is held comes after all
others that may follow: another one is taken meanwhile, and where there is none the item waits for it. As soon as the days are
over the step follows as it would have.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.channels import EMAIL, LETTER, REGISTERED_LETTER
from .dunning_notice_rule import FIRST, FORMAL, HANDOVER, WRITTEN


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_held_items(self, question):
        """Return the rows of ``item`` whose notice was not given or whose days run: ``item_id, held, until`` (empty: not given)."""
        Rule = self.env["dunning.notice.rule"]
        ruled = Rule._sql_ruled(question.company, SQL("SELECT id, partner_id FROM item WHERE id > 0 AND residual_currency > 0"))
        given = self._sql_notices_given(question)
        return SQL(
            """
            SELECT ruled.item_id, ruled.held, given.last_day AS until
              FROM (%(ruled)s) AS ruled
              LEFT JOIN (SELECT item_id, rule_id, MIN(last_day) AS last_day FROM (%(given)s) AS one GROUP BY item_id, rule_id) AS given
                     ON given.item_id = ruled.item_id AND given.rule_id = ruled.rule_id
             WHERE given.last_day IS NULL OR given.last_day >= %(today)s
            """,
            ruled=ruled, given=given, today=question.today,
        )  # fmt: skip

    def _sql_notices_given(self, question):
        """Return the notices that items were given until the day asked for: ``item_id, rule_id, last_day``."""
        real = SQL(
            """
            SELECT line.move_line_id AS item_id, action.notice_rule_id AS rule_id, action.notice_last_day AS last_day
              FROM dunning_action_line AS line
              JOIN dunning_action AS action ON action.id = line.action_id
             WHERE action.notice_rule_id IS NOT NULL AND action.state = 'done' AND line.asked AND line.status <> 'void'
               AND line.days_overdue > 0 AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.date_done <= %s
            """,
            question.known_until,
        )
        return SQL("%s UNION ALL %s", real, self._sql_notices_simulated(question)) if question.simulated else real

    def _sql_notices_simulated(self, question):
        """Return the notices that simulated contacts would give; the post is taken to need its days from Monday to Friday."""
        ruled = self.env["dunning.notice.rule"]._sql_ruled(question.company, SQL("SELECT id, partner_id FROM item WHERE id > 0"))
        return SQL(
            """
            SELECT simulated.item_id, ruled.rule_id,
                   simulated.done + ruled.days + CASE WHEN simulated.channel = %(email)s THEN 0
                                                      ELSE GREATEST(ruled.post_days * 7 / 5 + 2, 0) * SIGN(ruled.post_days)::int END
              FROM dunning_simulated AS simulated
              JOIN (%(ruled)s) AS ruled ON ruled.item_id = simulated.item_id
              JOIN item ON item.id = simulated.item_id AND item.due < simulated.done
              LEFT JOIN dunning_plan_step AS step ON step.id = simulated.lead_step_id
             WHERE NOT simulated.passed AND simulated.open_until < %(today)s AND simulated.channel = ANY(%(written)s)
               AND (ruled.given_by = %(first)s OR step.tone = %(formal)s)
            """,
            ruled=ruled, email=EMAIL, written=WRITTEN, first=FIRST, formal=FORMAL, today=question.today,
        )  # fmt: skip

    def _sql_step_is_held(self, held, step="step"):
        """Return whether a step waits for the days of a notice.

        :param SQL held: which steps the rule holds back, empty where there is none
        :param str step: alias of the step
        """
        return SQL(
            """
            CASE WHEN %(held)s = '' THEN FALSE
                 WHEN %(held)s = %(handover)s THEN %(step)s.tone = %(handover)s
                 ELSE %(step)s.tone IN (%(formal)s, %(handover)s) OR %(step)s.channel = %(registered)s
                      OR %(step)s.channel = %(letter)s AND EXISTS (
                             SELECT FROM mail_template AS said
                              WHERE said.id = COALESCE(%(step)s.consumer_template_id, %(step)s.letter_template_id)
                                AND said.body_html::text LIKE '%%claim_html%%')
            END
            """,
            held=held, step=SQL.identifier(step), formal=FORMAL, handover=HANDOVER, registered=REGISTERED_LETTER, letter=LETTER,
        )  # fmt: skip
