"""The decision, second part: which plan an item follows, what it remembers, its next step, and what keeps it back."""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import FAR_DAY, near_days
from ..shared.channels import PHONE
from ..shared.receivable import sql_remembered

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
                   item.residual, item.residual_currency, item.due, item.invoice_date, profile.id AS profile_id, plan.id AS plan_id,
                   %(interval)s AS minimum_interval,
                   GREATEST(plan.threshold, %(smallest)s) AS threshold, plan.grouping, plan.catch_up, plan.priority,
                   profile.segment,
                   COALESCE(%(grouping_window)s, 0) AS grouping_window, COALESCE(%(letter_window)s, 0) AS letter_window,
                   COALESCE(%(not_again)s, 0) AS not_again_days,
                   COALESCE(profile.own_salesperson_id, customer.user_id) IS NOT NULL AS has_salesperson,
                   %(ease_prompt)s AND COALESCE(profile.payer_type = 'prompt', FALSE) AS is_prompt,
                   item.due + COALESCE(profile.days_late_p80, 0) AS usual_day,
                   CASE WHEN plan.grouping = 'invoice' THEN item.move_id ELSE COALESCE(-elsewhere.bank_id, 0) END AS group_key
              FROM ledger_item AS item
              JOIN res_partner AS customer ON customer.id = item.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = %(company)s
              LEFT JOIN dunning_plan_override AS override ON override.move_id = item.move_id
              LEFT JOIN dunning_plan AS own ON own.id = profile.plan_id AND own.active
              LEFT JOIN dunning_plan AS given ON given.id = override.plan_id AND given.active
              LEFT JOIN dunning_plan AS plan ON plan.active AND plan.id = %(choice)s
              %(elsewhere)s
              %(heads)s
            """,
            company=company.id,
            account=self._sql_account(),
            heads=self._sql_join_heads(company),
            elsewhere=self._sql_join_elsewhere(question),
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

    def _sql_join_elsewhere(self, question):
        """Join to whom an ``item`` is paid, where that is not the company, as ``elsewhere``; without factors by its own account alone."""
        Assignment = self.env["dunning.assignment"]
        if question.may_have("factors"):
            paid_elsewhere = Assignment._sql_paid_elsewhere(question.company, question.today)
            return SQL("LEFT JOIN (%s) AS elsewhere ON elsewhere.item_id = item.id", paid_elsewhere)
        accounts = Assignment._sql_accounts_of_others(question.company)
        return SQL("LEFT JOIN (SELECT bank.id AS bank_id FROM %s) AS elsewhere ON elsewhere.bank_id = item.bank_id", accounts)

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
            actions=self._sql_account_actions(question),
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
            sql_remembered(lambda item: self._sql_of_asked(question, item, SQL("SELECT id FROM item"))),
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
             WHERE line.kind = 'advance' AND line.status = 'open' AND %s
             GROUP BY line.move_line_id
            """,
            self._sql_of_asked(question, SQL("line.move_line_id"), SQL("SELECT id FROM item")),
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
            self._sql_account_actions(question),
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

    def _sql_overdue(self, today):
        """Whether an item is overdue: due today is not (rule 1)."""
        return SQL("assigned.due < %s", today)

    def _sql_reasoned(self, question):
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
            refused=self._sql_refused_today(question),
            phone=PHONE,
            today=question.today,
        )
