"""The decision of one account as one conversation (rule 6): what an action takes along, what was said already, what waits for it.

An item is *going* when it could take a step today:

* ``lead``   its step is due and may act
* ``early``  its step comes within the plan's grouping window: another action takes it along
* ``said``   its step's text was said to the account a short while ago: it goes with the next action that asks for it
* ``along``  its step before the due date is due while something overdue is asked for: it goes with that

Each part of the rule has its own setting of the plan and is as if it were not there when that is 0.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import FAR_DAY
from ..shared.channels import (
    BUNDLED_CHANNELS,
    EMAIL,
    EXCLUSIVE_CHANNELS,
    LETTER,
    PHONE,
    REGISTERED_LETTER,
    SERVER_ACTION,
    SMS,
)
from .dunning_engine_contact_day import HARD_TONES

# Days between two registered letters to an account; what reaches its step meanwhile goes together.
DAYS_BETWEEN_LETTERS = 30

# How often an item was asked for before a registered letter may take it early.
ASKED_BEFORE_LETTER = 2

# What is written for the customer to read: its words can be said twice.
TEXT_CHANNELS = (EMAIL, SMS, LETTER)


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    # -- what the account was told -----------------------------------------------------------------

    def _account_ctes(self, question):
        """Return the named parts about what an account was told, a list of SQL; nothing is read where no plan asks for it."""
        told = question.may_have("contacts")
        return [
            self._sql_named_part("said", lambda: self._sql_said(question), told),
            self._sql_named_part("lettered", lambda: self._sql_lettered(question), told),
            self._sql_named_part("phoned", lambda: self._sql_called(question), told),
            self._sql_named_part("asked", lambda: self._sql_asked(question), told),
            self._sql_named_part("letter", lambda: self._sql_letter(question.today), told),
        ]

    def _sql_account_contacts(self, question):
        """What was really done for customers, simulated contacts included: partner, group, step, channel, day."""
        real = SQL(
            """
            SELECT action.partner_id, action.group_key, action.step_id, action.channel, LEAST(action.date_done, %s) AS day
              FROM %s AS action
             WHERE action.company_id = %s AND action.state = 'done' AND action.step_id IS NOT NULL
               AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.date_done <= %s
            """,
            FAR_DAY,
            self._sql_account_actions(question),
            question.company.id,
            question.known_until,
        )
        if not question.simulated:
            return real
        return SQL(
            """
            %s
            UNION ALL
            SELECT partner_id, group_key, lead_step_id, channel, done FROM dunning_simulated
             WHERE NOT passed AND open_until < %s
            """,
            real,
            question.today,
        )

    def _sql_said(self, question):
        """The last day on which the text of each step in a firm tone was said to an account (or about one invoice)."""
        return SQL(
            """
            SELECT contact.partner_id, COALESCE(contact.group_key, 0) AS group_key, contact.step_id, MAX(contact.day) AS day
              FROM (%s) AS contact
              JOIN dunning_plan_step AS step ON step.id = contact.step_id AND step.tone = ANY(%s)
              JOIN dunning_plan AS plan ON plan.id = step.plan_id AND plan.not_again_days > 0
             WHERE contact.channel = ANY(%s) AND EXISTS (SELECT FROM dunning_plan WHERE not_again_days > 0)
             GROUP BY contact.partner_id, COALESCE(contact.group_key, 0), contact.step_id
            """,
            self._sql_account_contacts(question),
            list(HARD_TONES),
            list(TEXT_CHANNELS),
        )

    def _sql_lettered(self, question):
        """The day of the last registered letter to each account."""
        return SQL(
            """
            SELECT contact.partner_id, MAX(contact.day) AS day
              FROM (%s) AS contact
             WHERE contact.channel = %s AND EXISTS (SELECT FROM dunning_plan WHERE letter_window > 0)
             GROUP BY contact.partner_id
            """,
            self._sql_account_contacts(question),
            REGISTERED_LETTER,
        )

    def _sql_called(self, question):
        """The day of the last call to each account (or about one invoice), by side."""
        return SQL(
            """
            SELECT contact.partner_id, COALESCE(contact.group_key, 0) AS group_key, %s AS by_sales, MAX(contact.day) AS day
              FROM (%s) AS contact
              JOIN dunning_plan_step AS step ON step.id = contact.step_id
              JOIN (SELECT DISTINCT partner_id, has_salesperson FROM assigned) AS customer ON customer.partner_id = contact.partner_id
             WHERE contact.channel = %s AND EXISTS (SELECT FROM dunning_plan WHERE grouping_window > 0)
             GROUP BY 1, 2, 3
            """,
            self._sql_by_sales(SQL("step"), SQL("customer.has_salesperson")),
            self._sql_account_contacts(question),
            PHONE,
        )

    def _sql_call_gap(self):
        """For each plan the smallest number of days between two of its calls: what one invoice alone may get."""
        return SQL(
            """
            SELECT plan_id, MIN(days) AS days
              FROM (SELECT plan_id, delay - LAG(delay) OVER (PARTITION BY plan_id ORDER BY delay) AS days
                      FROM dunning_plan_step WHERE active AND channel = %s AND delay >= 0) AS gap
             GROUP BY plan_id
            """,
            PHONE,
        )

    def _sql_asked(self, question):
        """Items that were asked for often enough, once by telephone or in a firm tone, for a letter to take them early."""
        its_line = self._sql_of_asked(question, SQL("line.move_line_id"), SQL("SELECT id FROM item"))
        real = SQL(
            """
            SELECT line.move_line_id AS item_id, line.date_done AS day, action.channel, action.step_id
              FROM dunning_action_line AS line
              JOIN item ON item.id = line.move_line_id
              JOIN dunning_action AS action ON action.id = line.action_id AND action.state = 'done' AND %s
             WHERE line.kind = 'advance' AND line.step_delay >= 0 AND %s AND line.date_done <= %s AND %s
            """,
            self._sql_of_asked(
                question, SQL("action.id"), SQL("SELECT line.action_id FROM dunning_action_line AS line WHERE %s", its_line)
            ),
            self._sql_counted(),
            question.known_until,
            its_line,
        )
        if question.simulated:
            real = SQL(
                """
                %s
                UNION ALL
                SELECT item_id, done, channel, lead_step_id FROM dunning_simulated
                 WHERE NOT passed AND step_delay >= 0 AND open_until < %s
                """,
                real,
                question.today,
            )
        return SQL(
            """
            SELECT asking.item_id
              FROM (%s) AS asking
              LEFT JOIN dunning_plan_step AS step ON step.id = asking.step_id
             WHERE EXISTS (SELECT FROM dunning_plan WHERE letter_window > 0)
             GROUP BY asking.item_id
            HAVING COUNT(DISTINCT asking.day) >= %s
               AND BOOL_OR(asking.channel = %s OR step.tone = ANY(%s))
            """,
            real,
            ASKED_BEFORE_LETTER,
            PHONE,
            list(HARD_TONES),
        )

    def _sql_letter(self, today):
        """The registered step of each overdue item that a registered letter of today may take, be it not its next one."""
        return SQL(
            """
            SELECT DISTINCT ON (assigned.item_id) assigned.item_id, step.id AS step_id, %(step_day)s AS step_date
              FROM assigned
              JOIN asked ON asked.item_id = assigned.item_id
              JOIN dunning_plan_step AS step ON step.plan_id = assigned.plan_id AND step.active AND step.delay >= 0
                                            AND step.channel = %(registered)s
              LEFT JOIN remembered ON remembered.item_id = assigned.item_id
              LEFT JOIN overdue_sum AS owed ON owed.partner_id = assigned.customer_id
             WHERE %(condition)s
               AND assigned.item_id NOT IN (SELECT item_id FROM pursued)
               AND NOT EXISTS (SELECT FROM held WHERE held.item_id = assigned.item_id AND %(is_held)s)
               AND assigned.partner_id NOT IN (%(unread)s)
               AND assigned.letter_window > 0 AND assigned.due < %(today)s AND assigned.residual_currency > 0
               AND %(step_day)s <= %(today)s + assigned.letter_window
               AND (remembered.last_delay IS NULL
                    OR step.delay > remembered.last_delay AND NOT step.id = ANY(remembered.step_ids))
             ORDER BY assigned.item_id, step.delay
            """,
            condition=self._sql_condition(SQL("COALESCE(owed.count, 0)"), SQL("COALESCE(owed.total, 0)")),
            step_day=self._sql_step_day(),
            unread=self._sql_unread_accounts(),
            is_held=self._sql_step_is_held(SQL("held.held")),
            registered=REGISTERED_LETTER,
            today=today,
        )

    def _sql_again_on(self):
        """First day on which an account may get another registered letter, or call of the same side, where that is an item's step.

        A call waits for the grouping window, or for the gap between two calls of the plan where that is smaller: on the
        days between, what is to be written is written. Else a customer with many invoices would get nothing but calls.
        """
        return SQL(
            """CASE WHEN assigned.step_channel = %s AND assigned.letter_window > 0 THEN contacted.lettered_on + %s
                    WHEN assigned.step_channel = %s AND assigned.grouping_window > 0
                    THEN phoned.day + LEAST(assigned.grouping_window, call_gap.days) END""",
            REGISTERED_LETTER,
            DAYS_BETWEEN_LETTERS,
            PHONE,
        )

    # -- which items are going ---------------------------------------------------------------------

    def _sql_going(self, question):
        """``situation`` with ``standing``, what keeps an item itself back, and ``going``, how it could take a step."""
        return SQL(
            """
            SELECT placed.*,
                   CASE WHEN placed.standing IS NOT NULL THEN NULL
                        WHEN placed.step_date > %(today)s + placed.grouping_window THEN NULL
                        -- what waits for its payment run, and its announcement, go with nothing before their day
                        WHEN placed.step_date > %(today)s AND (placed.waits_for_run OR placed.announces_run) THEN NULL
                        WHEN placed.step_date > %(today)s AND placed.step_delay >= 0 AND NOT placed.is_overdue THEN NULL
                        WHEN placed.said_until > %(today)s THEN
                             CASE WHEN placed.is_overdue AND NOT placed.step_channel = ANY(%(exclusive)s) THEN 'said' END
                        WHEN placed.step_date > %(today)s THEN
                             CASE WHEN NOT placed.step_channel = ANY(%(exclusive)s) THEN 'early' END
                        WHEN placed.again_on > %(today)s THEN NULL
                        WHEN placed.waits_for_asking THEN 'along'
                        ELSE 'lead' END AS going
              FROM (
                SELECT standing.*, COALESCE(
                           standing.step_delay < 0 AND standing.grouping_window > 0 AND NOT standing.announces_run
                           AND SUM(standing.net) FILTER (
                                   WHERE standing.is_overdue AND standing.step_id IS NOT NULL
                                     AND COALESCE(standing.standing, 'in_progress') = 'in_progress')
                               OVER (PARTITION BY standing.partner_id) >= COALESCE(standing.threshold, 0), FALSE) AS waits_for_asking
                  FROM (%(standing)s) AS standing
              ) AS placed
            """,
            standing=self._sql_standing(question),
            today=question.today,
            exclusive=list(EXCLUSIVE_CHANNELS),
        )

    def _sql_standing(self, question):
        """``situation`` with ``standing``: what keeps an item back whatever the day.

        Situations are read here alone: they are put together as they are read, kept nowhere.
        """
        return SQL(
            """
            SELECT situation.*,
                   CASE WHEN situation.residual_currency < 0 THEN 'credit'
                        WHEN situation.suspended_by IS NOT NULL THEN situation.suspended_by
                        WHEN situation.net_currency <= 0 THEN 'covered'
                        WHEN situation.is_discount THEN 'discount'
                        WHEN situation.pending_id IS NOT NULL THEN COALESCE(situation.moratorium, 'in_progress')
                        WHEN situation.plan_id IS NULL THEN 'no_plan'
                        WHEN situation.step_id IS NULL THEN CASE WHEN situation.needs_more THEN 'too_little' ELSE 'plan_finished' END
                        WHEN situation.is_threat THEN 'barred_threat'
                        WHEN situation.is_held AND situation.held_until IS NULL THEN 'notice_missing'
                        WHEN situation.is_held AND situation.step_date <= situation.held_until + 1 THEN 'notice_term'
                        WHEN situation.is_unread THEN 'reply_unread' END AS standing
              FROM (%s OFFSET 0) AS situation
            """,
            self._sql_situation(question),
        )

    def _sql_refused_today(self, question):
        """``going`` with ``refused``: why the customer is not contacted about an item today, or that it joins what is open."""
        return SQL(
            """
            SELECT going.*,
                   CASE WHEN going.moratorium IS NOT NULL THEN going.moratorium
                        WHEN going.quiet_until IS NOT NULL THEN 'quiet'
                        WHEN going.is_closed THEN 'closed_day'
                        WHEN going.open_id IS NOT NULL THEN
                             CASE WHEN going.open_step_id IS NOT NULL AND going.open_sealed IS NOT TRUE AND %(joins)s
                                  THEN 'join' ELSE 'open_action' END
                        WHEN going.gate > %(today)s THEN 'contacted'
                        WHEN going.budget_room <= 0 THEN
                             CASE WHEN going.contacts_today >= NULLIF(%(per_day)s, 0) THEN 'budget_day' ELSE 'budget_week' END
                    END AS refused
              FROM (%(going)s) AS going
            """,
            going=self._sql_going(question),
            joins=self._sql_takes(
                SQL("going"), SQL("going.open_step_id"), SQL("going.open_delay"), SQL("going.open_channel"), SQL("going.open_by_sales")
            ),
            today=question.today,
            per_day=question.company.dunning_budget_day,
        )

    # -- what goes with what -----------------------------------------------------------------------

    def _sql_by_sales(self, step, has_salesperson):
        """Whether the customer's salesperson does a step: the side of a call, finance else.

        :param SQL step: alias of ``dunning_plan_step``
        :param SQL has_salesperson: whether the customer has one
        """
        return SQL("(%s.sender IN ('salesperson', 'responsible') AND %s)", step, has_salesperson)

    def _sql_takes(self, item, step, delay, channel, by_sales):
        """Whether an action takes the step of an item with it; the item's last obstacle today is not looked at.

        :param SQL item: alias of a row of ``going`` (or what follows it)
        :param SQL step, delay, channel, by_sales: id and delay of the acting step, channel really used, whose call
        """
        return SQL(
            """
            CASE WHEN %(channel)s = %(registered)s
                 THEN %(item)s.letter_step_id IS NOT NULL OR COALESCE(%(item)s.going = 'lead' AND %(item)s.step_id = %(step)s, FALSE)
                 WHEN %(item)s.going IS NULL THEN FALSE
                 WHEN %(channel)s = %(server_action)s THEN %(item)s.going = 'lead' AND %(item)s.step_id = %(step)s
                 WHEN %(item)s.step_id = %(step)s THEN TRUE
                 WHEN %(item)s.going IN ('said', 'along') THEN COALESCE(%(delay)s >= 0, FALSE)
                 WHEN %(item)s.going = 'early' AND %(item)s.step_delay < 0 AND %(delay)s >= 0 THEN FALSE
                 ELSE COALESCE(%(item)s.step_delay <= %(delay)s AND %(stands)s, FALSE) END
            """,
            item=item,
            step=step,
            delay=delay,
            channel=channel,
            registered=REGISTERED_LETTER,
            server_action=SERVER_ACTION,
            stands=self._sql_stands_for(item, channel, by_sales),
        )

    def _sql_stands_for(self, item, channel, by_sales):
        """Whether a channel may stand for that of an item's own step; without window as before there was one."""
        return SQL(
            """
            CASE WHEN %(item)s.grouping_window = 0 THEN %(item)s.step_channel = ANY(%(riding)s)
                 WHEN %(item)s.step_channel IN (%(email)s, %(sms)s) THEN TRUE
                 WHEN %(item)s.step_channel = %(letter)s THEN %(channel)s = %(letter)s
                 WHEN %(item)s.step_channel = %(phone)s THEN %(channel)s = %(phone)s AND %(item)s.by_sales = %(by_sales)s
                 ELSE FALSE END
            """,
            item=item,
            channel=channel,
            by_sales=by_sales,
            riding=list(BUNDLED_CHANNELS),
            email=EMAIL,
            sms=SMS,
            letter=LETTER,
            phone=PHONE,
        )

    def _sql_ranked(self, question):
        """For each customer (or invoice) the items whose step could act, the one that comes first in place 1.

        Of the steps that are due the one with the greatest delay; before it a later one of the same channel (and side)
        that another overdue item has within the window. Grouped by invoice, a day on which one invoice is asked for is
        the day of all whose step is due or in the window. Only the columns that ``lead`` reads: all of it is put in order
        some times.

        :param Question question: what is asked
        """
        asking = SQL(
            """
            COUNT(*) FILTER (WHERE reasoned.going = 'lead') OVER (PARTITION BY reasoned.partner_id, reasoned.group_key) AS own_leads,
            COUNT(*) FILTER (WHERE reasoned.going = 'lead' AND reasoned.step_delay >= 0 AND reasoned.group_key > 0)
                OVER (PARTITION BY reasoned.partner_id) AS asking_leads
            """
        )
        return SQL(
            """
            SELECT acting.*, ROW_NUMBER() OVER (
                       PARTITION BY acting.partner_id, acting.group_key
                       ORDER BY acting.order_delay DESC, acting.step_delay DESC, acting.priority, acting.due, acting.id) AS place
              FROM (
                SELECT placed.*,
                       CASE WHEN placed.going = 'lead' THEN placed.step_delay
                            WHEN placed.going = 'early' AND placed.step_delay > placed.same_delay THEN placed.same_delay
                            WHEN placed.group_key > 0 AND placed.going IN ('early', 'along')
                             AND placed.own_leads = 0 AND placed.asking_leads > 0 THEN placed.step_delay
                       END AS order_delay
                  FROM (
                    SELECT reasoned.id, reasoned.partner_id, reasoned.group_key, reasoned.account_profile_id, reasoned.contact_id,
                           reasoned.threshold, reasoned.step_id, reasoned.step_delay, reasoned.by_sales, reasoned.net, reasoned.due,
                           reasoned.priority, reasoned.going, reasoned.grouping_window, reasoned.letter_window,
                           MAX(reasoned.step_delay) FILTER (WHERE reasoned.going = 'lead' AND reasoned.step_delay >= 0)
                               OVER (PARTITION BY reasoned.partner_id, reasoned.group_key, reasoned.step_channel, reasoned.by_sales)
                               AS same_delay, %s
                      FROM reasoned
                     WHERE reasoned.going IS NOT NULL
                  ) AS placed
              ) AS acting
             WHERE acting.order_delay IS NOT NULL
            """,
            asking if question.may_have("by_invoice") else SQL("0 AS own_leads, 0 AS asking_leads"),
        )
