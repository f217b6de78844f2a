"""The decision, second part: which plan an item follows, what it remembers, its next step, and what keeps it back."""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import FAR_DAY, NO_END, near_days
from ..shared.channels import PHONE, REGISTERED_LETTER
from ..shared.receivable import sql_remembered
from .dunning_engine_contact_day import HARD_TONES

# A prompt payer gets the first step after the due date at the latest so many days after it.
PROMPT_DAYS = 8


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    # -- plan and memory (rules 4 and 5) -----------------------------------------------------------

    def _sql_assigned(self, question):
        """The plan of each item: the invoice's own, the customer's own, the first that matches, the company's.

        It brings what of the item is decided about, so that what follows needs no ``item`` beside it; not the texts that
        only netting reads: they would be carried through all of it.
        """
        company = question.company
        assigned = SQL(
            """
            SELECT item.id AS item_id, item.move_id, %(account)s AS partner_id, item.partner_id AS customer_id, item.company_id,
                   item.currency_id, item.contact_id,
                   item.residual, item.residual_currency, item.due, profile.id AS profile_id, plan.id AS plan_id,
                   %(interval)s AS minimum_interval,
                   GREATEST(plan.threshold, %(smallest)s) AS threshold, plan.grouping, plan.catch_up, plan.priority,
                   profile.segment,
                   COALESCE(%(grouping_window)s, 0) AS grouping_window, COALESCE(%(letter_window)s, 0) AS letter_window,
                   COALESCE(%(not_again)s, 0) AS not_again_days,
                   COALESCE(profile.own_salesperson_id, customer.user_id) IS NOT NULL AS has_salesperson,
                   %(ease_prompt)s AND COALESCE(profile.payer_type = 'prompt', FALSE) AS is_prompt,
                   item.due + COALESCE(profile.days_late_p80, 0) AS usual_day,
                   CASE WHEN plan.grouping = 'invoice' THEN item.move_id ELSE COALESCE(-elsewhere.bank_id, 0) END AS group_key
              FROM item
              JOIN res_partner AS customer ON customer.id = item.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = %(company)s
              LEFT JOIN dunning_plan_override AS override ON override.move_id = item.move_id
              LEFT JOIN dunning_plan AS own ON own.id = profile.plan_id AND own.active
              LEFT JOIN dunning_plan AS given ON given.id = override.plan_id AND given.active
              LEFT JOIN dunning_plan AS plan ON plan.active AND plan.id = %(choice)s
              LEFT JOIN (%(elsewhere)s) AS elsewhere ON elsewhere.item_id = item.id
              %(heads)s
             WHERE item.id > 0  -- what is on its way only covers
            """,
            company=company.id,
            account=self._sql_account(),
            heads=self._sql_join_heads(company),
            elsewhere=self.env["dunning.assignment"]._sql_paid_elsewhere(company, question.today),
            interval=near_days(SQL("plan.minimum_interval")),
            grouping_window=near_days(SQL("plan.grouping_window")),
            letter_window=near_days(SQL("plan.letter_window")),
            not_again=near_days(SQL("plan.not_again_days")),
            smallest=company.dunning_threshold,
            ease_prompt=company.dunning_ease_prompt,
            choice=self.env["dunning.plan"]._sql_plan_choice(
                company, SQL("given.id"), SQL("own.id"), question.plan_choice, question.today if question.as_of else None
            ),
        )
        return self._sql_assigned_to_accounts(assigned, company)

    def _sql_contacted(self, question):
        """The last contact day of each customer, and its last one that starts the interval (rule 6).

        Contacts before the due date start none, but theirs is a contact day like any other: it has no second action.
        """
        real = self._sql_contacted_real(question)
        return self._sql_contacted_simulated(real, question) if question.simulated else real

    def _sql_contacted_real(self, question):
        return SQL(
            """
            SELECT action.partner_id, MAX(LEAST(action.date_done, %(far)s)) AS latest,
                   MAX(LEAST(action.date_done, %(far)s)) FILTER (WHERE action.is_contact) AS day
              FROM %(actions)s AS action
             WHERE action.company_id = %(company)s AND action.state = 'done'
               AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.date_done <= %(known)s
             GROUP BY action.partner_id
            """,
            actions=self._sql_account_actions(),
            company=question.company.id,
            known=question.known_until,
            far=FAR_DAY,
        )

    def _sql_counted(self):
        """Which lines of the history count as memory: really reached, or skipped by a person (rule 4)."""
        return SQL("line.status = 'counted'")

    def _sql_dunning_history(self, question):
        """The dunning history of each item: its steps that really reached the customer or were skipped by a person (rule 4)."""
        real = self._sql_dunning_history_real(question)
        history = self._sql_dunning_history_simulated(real, question) if question.simulated else real
        return SQL(
            """
            SELECT history.item_id, history.step_ids, history.last_step_id, history.last_date,
                   GREATEST(history.last_delay, same.delay) AS last_delay
              FROM (%s) AS history
              LEFT JOIN (%s) AS same ON same.step_id = history.last_step_id
            """,
            history,
            self.env["dunning.trial"]._sql_same_steps(),
        )

    def _sql_dunning_history_real(self, question):
        return SQL(
            """
            SELECT item.id AS item_id, ARRAY_AGG(line.step_id) AS step_ids,
                   (ARRAY_AGG(line.step_id ORDER BY line.step_delay DESC, line.id DESC))[1] AS last_step_id,
                   LEAST((ARRAY_AGG(line.date_done ORDER BY line.step_delay DESC, line.id DESC))[1], %s) AS last_date,
                   MAX(line.step_delay) AS last_delay
              FROM (%s) AS line
              JOIN item ON item.id = line.item_id
             WHERE line.kind = 'advance' AND %s AND line.date_done <= %s
             GROUP BY item.id
            """,
            FAR_DAY,
            sql_remembered(),
            self._sql_counted(),
            question.known_until,
        )

    def _sql_pending(self, question):
        """Items that already are in an action nobody has finished."""
        if question.simulated:
            return self._sql_pending_simulated(question)
        if question.as_of:
            return self._sql_pending_as_of(question.today)
        return SQL(
            """
            SELECT line.move_line_id AS item_id, MAX(line.action_id) AS action_id, MAX(line.step_id) AS step_id
              FROM dunning_action_line AS line
              JOIN item ON item.id = line.move_line_id
             WHERE line.kind = 'advance' AND line.status = 'open'
             GROUP BY line.move_line_id
            """
        )

    def _sql_open_action(self, question):
        """The action of each customer that waits for a person or for delivery; items that become due join it.

        Nothing joins what is printed or being sent: its words are written.
        """
        if question.simulated:
            return self._sql_open_action_simulated(question)
        return SQL(
            """
            SELECT latest.*, ROW_NUMBER() OVER (PARTITION BY latest.partner_id ORDER BY latest.group_key) = 1 AS is_first
              FROM (
                SELECT DISTINCT ON (action.partner_id, action.group_key)
                       action.partner_id, action.group_key, action.id, action.channel, action.step_id, step.delay,
                       action.printed_on IS NOT NULL OR action.delivery_status = 'sending'
                           OR action.is_settlement IS TRUE OR action.is_own AS sealed
                  FROM %s AS action
                  LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
                 WHERE action.company_id = %s AND %s
                 ORDER BY action.partner_id, action.group_key, step.delay DESC NULLS LAST, action.id
              ) AS latest
            """,
            self._sql_account_actions(),
            question.company.id,
            self._sql_is_open(question),
        )

    def _sql_is_open(self, question):
        """Whether an ``action`` waits for a person or for delivery."""
        return self._sql_is_open_as_of(question.today) if question.as_of else SQL("action.state IN ('todo', 'ready', 'failed')")

    def _sql_wait(self):
        """Days between the last step and the next one (rule 5).

        The plan's interval; or the gap between both delays when the last step was done later than that
        interval after its own day, so that an old debt keeps the plan's cadence. A plan that jumps to the step that
        fits the age keeps none: waiting for the gap to an ever higher step, it would never catch up.
        """
        return SQL(
            """CASE WHEN assigned.catch_up <> 'jump'
                     AND remembered.last_date > assigned.due + %(last)s + assigned.minimum_interval
                    THEN %(delay)s - %(last)s ELSE assigned.minimum_interval END""",
            delay=near_days(SQL("step.delay")),
            last=near_days(SQL("remembered.last_delay")),
        )

    def _sql_step_day(self):
        """The day of a ``step`` by itself: so many days after an item's due date, or before it."""
        return SQL("(assigned.due + %s)", near_days(SQL("step.delay")))

    def _sql_prompt_day(self):
        """The day before which a prompt payer gets no first step after the due date, NULL for others.

        Two working days (Monday to Friday) after the day by which four fifths are usually paid, at most eight days after
        the due date; a step that comes later in the plan keeps its day.
        """
        return SQL(
            """CASE WHEN assigned.is_prompt AND step.delay >= 0 AND COALESCE(remembered.last_delay, -1) < 0
                    THEN LEAST(assigned.due + %s, assigned.usual_day
                               + CASE EXTRACT(ISODOW FROM assigned.usual_day) WHEN 4 THEN 4 WHEN 5 THEN 4 WHEN 6 THEN 3 ELSE 2 END) END""",
            PROMPT_DAYS,
        )

    # -- whether today (rules 3 and 6) -------------------------------------------------------------

    def _sql_gate(self):
        """First day on which the customer may be contacted again: never twice a day, were the interval zero."""
        return SQL("GREATEST(contacted.day + assigned.minimum_interval, contacted.latest + 1)")

    def _sql_covered(self):
        """What credits cover of an item, and what is set aside where the rest is asked for, in its currency."""
        return SQL(
            """CASE WHEN set_aside.amount IS NULL THEN COALESCE(netted.covered, 0)
                    ELSE LEAST(assigned.residual_currency, COALESCE(netted.covered, 0) + set_aside.amount) END"""
        )

    def _sql_overdue(self, today):
        """Whether an item is overdue: due today is not (rule 1)."""
        return SQL("assigned.due < %s", today)

    def _sql_reasoned(self, company, today):
        """The first obstacle of each item, ``NULL`` for those that are due."""
        return SQL(
            """
            SELECT refused.*,
                   GREATEST(refused.step_date, refused.gate, refused.last_day + 1, refused.free_on, refused.said_until,
                            refused.again_on, %(today)s) AS earliest,
                   CASE WHEN refused.standing IS NOT NULL THEN refused.standing
                        WHEN refused.refused = 'join' THEN 'join'
                        WHEN refused.step_date > %(today)s THEN
                             CASE WHEN refused.is_overdue AND (refused.waits_for_run OR refused.announces_run)
                                  THEN 'payment_run' ELSE 'not_due' END
                        WHEN refused.refused IS NOT NULL THEN refused.refused
                        WHEN refused.said_until > %(today)s THEN 'said'
                        WHEN refused.again_on > %(today)s THEN
                             CASE WHEN refused.step_channel = %(phone)s THEN 'call_recent' ELSE 'letter_recent' END
                        WHEN refused.waits_for_asking THEN 'with_next' END AS obstacle
              FROM (%(refused)s) AS refused
            """,
            refused=self._sql_refused_today(company, today),
            phone=PHONE,
            today=today,
        )

    def _sql_situation(self, question):
        """All that decides about an item, side by side."""
        company, today = question.company, question.today
        return SQL(
            """
            SELECT assigned.item_id AS id, assigned.move_id, assigned.partner_id, assigned.customer_id, assigned.company_id,
                   assigned.currency_id, assigned.account_profile_id, assigned.residual, assigned.residual_currency,
                   assigned.due, assigned.contact_id,
                   assigned.profile_id, assigned.plan_id, assigned.minimum_interval, assigned.threshold,
                   assigned.grouping, assigned.priority, assigned.group_key,
                   %(grouping_window)s AS grouping_window, assigned.letter_window,
                   assigned.run_day, assigned.step_delay >= 0 AND assigned.free_on > %(today)s AS waits_for_run,
                   assigned.announces_run, assigned.announces_run OR assigned.calls_after_run AS of_run,
                   assigned.needs_more, assigned.is_held, assigned.held_until,
                   CASE WHEN NOT assigned.is_held AND assigned.due + assigned.held_delay <= %(today)s
                         AND assigned.held_delay < assigned.step_delay THEN assigned.held_step_id END AS held_step_id,
                   %(by_sales)s AS by_sales,
                   letter.step_id AS letter_step_id, letter.step_date AS letter_step_date,
                   said.day + assigned.not_again_days AS said_until, %(again_on)s AS again_on,
                   suspension.code AS suspended_by, suspension.until, suspension.last_day, suspension.hold_id,
                   %(covered)s AS covered_currency,
                   assigned.residual_currency - %(covered)s AS net_currency,
                   CASE WHEN %(covered)s = 0 THEN assigned.residual
                        ELSE ROUND(assigned.residual * (assigned.residual_currency - %(covered)s) / assigned.residual_currency,
                                   company_currency.decimal_places) END AS net,
                   %(overdue)s AS is_overdue, GREATEST(%(today)s - assigned.due, 0) AS days_overdue,
                   discounted.item_id IS NOT NULL AS is_discount,
                   pursued.item_id IS NOT NULL AND (step.tone = ANY(%(tones)s) OR step.channel = %(registered)s) AS is_threat,
                   unread.partner_id IS NOT NULL AND (step.tone = ANY(%(tones)s) OR step.channel = %(registered)s) AS is_unread,
                   assigned.last_step_id, assigned.last_date, pending.action_id AS pending_id,
                   COALESCE(pending.step_id, assigned.step_id) AS step_id,
                   assigned.step_delay, assigned.step_channel, assigned.step_date,
                   CASE WHEN contacted.latest = %(today)s THEN contacted.latest ELSE contacted.day END AS contact_day,
                   %(gate)s AS gate,
                   located.zone, %(staffed)s AS staffed, %(hard)s AS hard,
                   closed.day IS NOT NULL AS is_closed, closed.quiet_until, closed.country_id AS closed_country_id,
                   CASE WHEN resting.is_stopped THEN 'moratorium' WHEN resting.partner_id IS NOT NULL THEN 'softened' END AS moratorium,
                   resting.moratorium_id, NULLIF(resting.date_end, %(no_end)s) AS moratorium_until,
                   COALESCE(budget.today, 0) AS contacts_today, COALESCE(budget.week, 0) AS contacts_week,
                   budget.oldest AS oldest_contact, budget.free_on,
                   %(budget_room)s AS budget_room,
                   COALESCE(open_action.id, busy.id) AS open_id,
                   open_action.step_id AS open_step_id, open_action.delay AS open_delay, open_action.channel AS open_channel,
                   open_action.sealed AS open_sealed, %(open_by_sales)s AS open_by_sales
              FROM next_step AS assigned
              JOIN res_company AS company ON company.id = assigned.company_id
              JOIN res_currency AS company_currency ON company_currency.id = company.currency_id
              LEFT JOIN at_rest AS suspension ON suspension.item_id = assigned.item_id
              LEFT JOIN netted ON netted.item_id = assigned.item_id
              LEFT JOIN set_aside ON set_aside.item_id = assigned.item_id
              LEFT JOIN discounted ON discounted.item_id = assigned.item_id
              LEFT JOIN pursued ON pursued.item_id = assigned.item_id
              LEFT JOIN (%(unread)s) AS unread ON unread.partner_id = assigned.partner_id
              LEFT JOIN pending ON pending.item_id = assigned.item_id
              LEFT JOIN dunning_plan_step AS step ON step.id = COALESCE(pending.step_id, assigned.step_id)
              LEFT JOIN contacted ON contacted.partner_id = assigned.partner_id
              LEFT JOIN located ON located.partner_id = assigned.customer_id
              LEFT JOIN calendar AS closed ON closed.zone = located.zone AND closed.staffed = %(staffed)s AND closed.day = %(today)s
              LEFT JOIN moratorium AS resting ON resting.partner_id = assigned.customer_id AND resting.hard = %(hard)s
                                             AND %(today)s BETWEEN resting.date_start AND resting.date_end
              LEFT JOIN letter ON letter.item_id = assigned.item_id
              LEFT JOIN said ON said.partner_id = assigned.partner_id AND said.group_key = assigned.group_key
                            AND said.step_id = assigned.step_id
              LEFT JOIN lettered ON lettered.partner_id = assigned.partner_id
              LEFT JOIN phoned ON phoned.partner_id = assigned.partner_id AND phoned.group_key = assigned.group_key
                              AND phoned.by_sales = %(by_sales)s
              LEFT JOIN (%(call_gap)s) AS call_gap ON call_gap.plan_id = assigned.plan_id
              LEFT JOIN budget ON budget.partner_id = assigned.partner_id
              LEFT JOIN open_action ON open_action.partner_id = assigned.partner_id
                                   AND open_action.group_key = assigned.group_key
              LEFT JOIN dunning_plan_step AS open_step ON open_step.id = open_action.step_id
              LEFT JOIN open_action AS busy ON busy.partner_id = assigned.partner_id AND busy.is_first
            """,
            today=today,
            no_end=NO_END,
            tones=list(HARD_TONES),
            registered=REGISTERED_LETTER,
            covered=self._sql_covered(),
            overdue=self._sql_overdue(today),
            gate=self._sql_gate(),
            staffed=self._sql_staffed(SQL("step.channel")),
            hard=self._sql_hard(SQL("step")),
            by_sales=self._sql_by_sales(SQL("step"), SQL("assigned.has_salesperson")),
            open_by_sales=self._sql_by_sales(SQL("open_step"), SQL("assigned.has_salesperson")),
            again_on=self._sql_again_on(),
            call_gap=self._sql_call_gap(),
            grouping_window=self._sql_window(),
            unread=self._sql_unread_accounts(),
            budget_room=self._sql_budget_room(company),
        )
