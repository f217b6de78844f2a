"""The next step of each item in its plan, and its day (rule 5)."""

from odoo import models
from odoo.tools import SQL

# Below every delay of a step, in days: where an item stands in its plan that has had none.
FIRST_DELAY = -(2**31)


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_next_step(self, question):
        """The rows of ``assigned`` with the smallest delay above the last step's, and the day on which it falls (rule 5).

        A step before the due date comes first while it is possible (``_sql_step_before``).

        :param Question question: what is asked
        """
        company, today = question.company, question.today
        owed, held_back = self._sql_join_owed(question), self._sql_join_held(question)
        return SQL(
            """
            SELECT assigned.*, remembered.last_step_id, remembered.last_date,
                   step.id AS step_id, step.delay AS step_delay, step.channel AS step_channel,
                   step.id IS NULL AND conditional.delay > %(last_delay)s AS needs_more,
                   run.day AS run_day, run.free_on, before.id IS NOT NULL AND %(announced)s AS announces_run,
                   before.id IS NULL AND calling.id IS NOT NULL AS calls_after_run,
                   planned.id = following.id AND following.is_held AS is_held, following.held_step_id, following.held_delay,
                   held.until AS held_until,
                   CASE WHEN before.id IS NOT NULL THEN GREATEST(%(day_before)s, remembered.last_date + %(wait)s)
                        WHEN calling.id IS NOT NULL THEN GREATEST(run.free_on, remembered.last_date + assigned.minimum_interval)
                        WHEN step.id IS NOT NULL
                        THEN GREATEST(%(step_day)s, run.free_on, remembered.last_date + %(wait)s, %(prompt_day)s,
                                      CASE WHEN planned.id = following.id AND following.is_held THEN held.until + 1 END)
                    END AS step_date
              FROM assigned
              LEFT JOIN remembered ON remembered.item_id = assigned.item_id
              %(run)s
              %(owed)s
              %(held_back)s
              %(conditional)s
              LEFT JOIN (%(before)s) AS before ON before.item_id = assigned.item_id
              %(calling)s
              LEFT JOIN (%(following)s) AS following
                     ON assigned.residual_currency > 0 AND following.plan_id = assigned.plan_id AND following.age = %(age)s
                    AND following.last_delay = %(last_delay)s AND following.step_ids = %(step_ids)s
                    AND following.owed_count = %(owed_count)s AND following.owed_total = %(owed_total)s AND following.held = %(held)s
             CROSS JOIN LATERAL (
                SELECT COALESCE(before.id, calling.id, following.id) AS id, COALESCE(before.delay, calling.delay, following.delay) AS delay,
                       COALESCE(before.channel, calling.channel, following.channel) AS channel
             ) AS planned
              %(other_way)s
             CROSS JOIN LATERAL (
                SELECT COALESCE(other_way.variant_id, planned.id) AS id, COALESCE(other_way.delay, planned.delay) AS delay,
                       COALESCE(other_way.channel, planned.channel) AS channel
             ) AS step
            """,
            step_day=self._sql_step_day(),
            day_before=self._sql_day_before(),
            announced=self._sql_announced(),
            wait=self._sql_wait(),
            prompt_day=self._sql_prompt_day(),
            before=self._sql_step_before(question),
            run=self._sql_join_run(question),
            calling=self._sql_join_first_call(question),
            owed=owed,
            held_back=held_back,
            conditional=self._sql_unless_empty(
                question.may_have("conditions"),
                SQL(
                    """LEFT JOIN (%s) AS conditional ON conditional.plan_id = assigned.plan_id AND assigned.residual_currency > 0""",
                    self._sql_last_conditional(),
                ),
                conditional={"delay": "int"},
            ),
            following=self._sql_step_after(today, owed, held_back),
            other_way=self._sql_join_other_way(company, today),
            **self._sql_standing_in_plan(today),
        )

    def _sql_join_owed(self, question):
        """Join what is overdue of the customer of each item of ``assigned``, as ``owed``, where steps depend on it."""
        joined = SQL("LEFT JOIN overdue_sum AS owed ON owed.partner_id = assigned.customer_id")
        return self._sql_unless_empty(question.may_have("conditions"), joined, owed={"count": "int", "total": "numeric"})

    def _sql_join_held(self, question):
        """Join what a notice holds back of each item of ``assigned``, as ``held``, where a law wants one."""
        joined = SQL("LEFT JOIN held ON held.item_id = assigned.item_id")
        return self._sql_unless_empty(question.may_have("notices"), joined, held={"held": "varchar", "until": "date"})

    def _sql_join_other_way(self, company, today):
        """Join the step that a customer of a trial gets instead of the ``planned`` one."""
        Trial = self.env["dunning.trial"]
        return self._sql_unless_empty(
            Trial._running_trials(company.id),
            SQL(
                "LEFT JOIN (%s) AS other_way ON other_way.account_id = assigned.partner_id AND other_way.step_id = planned.id",
                Trial._sql_other_ways(company, today),
            ),
            other_way={"variant_id": "int", "delay": "int", "channel": "varchar"},
        )

    def _sql_standing_in_plan(self, today):
        """What of ``assigned`` and ``remembered`` decides which step after the due date follows in a plan.

        In ``jump`` mode it is also the age, elsewhere -1; nothing is NULL, so that it can be joined by hash.
        """
        return {
            "age": SQL("CASE WHEN assigned.catch_up = 'jump' THEN GREATEST(%s - assigned.due, -1) ELSE -1 END", today),
            "last_delay": SQL("COALESCE(remembered.last_delay, %s)", FIRST_DELAY),
            "step_ids": SQL("COALESCE(remembered.step_ids, '{}')"),
            "owed_count": SQL("COALESCE(owed.count, 0)"),
            "owed_total": SQL("COALESCE(owed.total, 0)"),
            "held": SQL("COALESCE(held.held, '')"),
        }

    def _sql_step_after(self, today, owed, held_back):
        """The next step on or after the due date, once for each standing in a plan: thousands of items share each.

        In ``jump`` mode the highest that fits the age, elsewhere the lowest; of those whose condition holds. What may not be
        claimed yet comes last (``is_held``); ``held_step_id`` is the lowest of these.

        :param date today: the day for which is decided
        :param SQL owed, held_back: joins of ``_sql_join_owed`` and ``_sql_join_held``
        """
        return SQL(
            """
            SELECT DISTINCT ON (standing.plan_id, standing.age, standing.last_delay, standing.step_ids,
                                standing.owed_count, standing.owed_total, standing.held)
                   standing.*, step.id, step.delay, step.channel, %(is_held)s AS is_held,
                   (MIN(ARRAY[step.delay, step.id]) FILTER (WHERE %(is_held)s) OVER same)[2] AS held_step_id,
                   MIN(step.delay) FILTER (WHERE %(is_held)s) OVER same AS held_delay
              FROM (
                SELECT DISTINCT assigned.plan_id, %(age)s AS age, %(last_delay)s AS last_delay, %(step_ids)s AS step_ids,
                       %(owed_count)s AS owed_count, %(owed_total)s AS owed_total, %(held)s AS held
                  FROM assigned
                  LEFT JOIN remembered ON remembered.item_id = assigned.item_id
                  %(owed)s
                  %(held_back)s
                 WHERE assigned.residual_currency > 0
              ) AS standing
              JOIN dunning_plan_step AS step ON step.plan_id = standing.plan_id AND step.active AND step.delay >= 0
                                            AND step.delay > standing.last_delay AND NOT step.id = ANY(standing.step_ids)
                                            AND %(condition)s
            WINDOW same AS (PARTITION BY standing.plan_id, standing.age, standing.last_delay, standing.step_ids, standing.owed_count,
                                         standing.owed_total, standing.held)
             ORDER BY standing.plan_id, standing.age, standing.last_delay, standing.step_ids, standing.owed_count, standing.owed_total,
                      standing.held, %(is_held)s, step.delay <= standing.age DESC,
                      CASE WHEN step.delay <= standing.age THEN -step.delay ELSE step.delay END
            """,
            condition=self._sql_condition(SQL("standing.owed_count"), SQL("standing.owed_total")),
            owed=owed,
            held_back=held_back,
            is_held=self._sql_step_is_held(SQL("standing.held")),
            **self._sql_standing_in_plan(today),
        )

    def _sql_step_before(self, question):
        """The next step before the due date of each item that is not due yet.

        It is possible only while an open day is left before the due date: one that the wait, a rest or the interval
        keeps back until then is passed over. So is one that would come with the invoice or the day after, or before it can
        have arrived: the terms are too short.
        In ``jump`` mode the step that fits the age comes first. Of an item with a payment run it is the last one, which
        announces the run before its cut-off.

        :param Question question: what is asked
        """
        company, today = question.company, question.today
        arrivals = self.env["dunning.invoice.transit"]._sql_arrivals(company)
        return SQL(
            """
            SELECT DISTINCT ON (assigned.item_id) assigned.item_id, step.id, step.delay, step.channel
              FROM assigned
              JOIN dunning_plan_step AS step ON step.plan_id = assigned.plan_id AND step.active AND step.delay < 0
              %(run)s
              %(arrival)s
              LEFT JOIN remembered ON remembered.item_id = assigned.item_id
              LEFT JOIN at_rest AS suspension ON suspension.item_id = assigned.item_id
              LEFT JOIN contacted ON contacted.partner_id = assigned.partner_id
              LEFT JOIN open_action AS busy ON busy.partner_id = assigned.partner_id AND busy.is_first
              LEFT JOIN located ON located.partner_id = assigned.customer_id
              LEFT JOIN calendar AS opening ON opening.zone = located.zone AND opening.staffed = %(staffed)s
                                           AND opening.day = %(possible)s
             WHERE assigned.residual_currency > 0 AND %(until)s > %(today)s
               AND (assigned.invoice_date IS NULL OR %(day_before)s > assigned.invoice_date + %(arrives)s)
               AND (NOT assigned.is_prompt OR %(announced)s)
               AND COALESCE(opening.open_on, %(possible)s) < %(until)s
               AND (remembered.last_delay IS NULL
                    OR step.delay > remembered.last_delay AND NOT step.id = ANY(remembered.step_ids))
             ORDER BY assigned.item_id, %(fits)s DESC,
                      CASE WHEN %(fits)s OR %(announced)s THEN -step.delay ELSE step.delay END
            """,
            run=self._sql_join_run(question),
            arrives=SQL("GREATEST(1, COALESCE(arrival.days, 0))") if arrivals else SQL("1"),
            arrival=SQL("LEFT JOIN (%s) AS arrival ON arrival.item_id = assigned.item_id", arrivals) if arrivals else SQL(),
            possible=self._sql_possible(today),
            day_before=self._sql_day_before(),
            until=self._sql_before_until(),
            announced=self._sql_announced(),
            staffed=self._sql_staffed(SQL("step.channel")),
            fits=SQL("(assigned.catch_up = 'jump' AND %s <= %s)", self._sql_day_before(), today),
            today=today,
        )

    def _sql_possible(self, today):
        """The first day on which a step before the due date could come, closed days aside."""
        return SQL(
            """GREATEST(%(today)s, %(step_day)s, remembered.last_date + %(wait)s, suspension.last_day + 1,
                        -- what is open may be joined meanwhile
                        CASE WHEN suspension.item_id IS NULL AND busy.id IS NULL THEN %(gate)s END)""",
            today=today,
            step_day=self._sql_day_before(),
            wait=self._sql_wait(),
            gate=self._sql_gate(),
        )
