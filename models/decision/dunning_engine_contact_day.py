"""The decision, fourth part: whether the customer can be contacted on that day. Calendar, moratorium, contact budget."""

from odoo import models
from odoo.tools import SQL

from ..calendar.dunning_calendar import STAFFED_CHANNELS
from ..shared.bounds import NO_END, near_day
from ..shared.channels import REGISTERED_LETTER
from .dunning_engine import COLUMNS, WEEK

# Steps in these tones wait while a moratorium softens.
HARD_TONES = ("firm", "formal", "handover")


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_staffed(self, channel):
        """Whether a step needs an open day of the company too: somebody makes it.

        :param SQL channel: the channel of the step
        """
        return SQL("(%s = ANY(%s))", channel, list(STAFFED_CHANNELS))

    def _sql_hard(self, step):
        """Whether a step waits while a moratorium softens, also when it might turn to a registered letter.

        :param SQL step: alias of ``dunning_plan_step``
        """
        return SQL(
            "(%(step)s.tone = ANY(%(tones)s) OR %(registered)s IN (%(step)s.channel, COALESCE(%(step)s.fallback_channel, '')))",
            step=step,
            tones=list(HARD_TONES),
            registered=REGISTERED_LETTER,
        )

    def _sql_budget(self, question):
        """How often each customer was contacted today and in the last seven days, and from when on there is room again.

        Every action counts: over all plans and channels, also reminders before the due date and one-off ones, and those
        that wait to be sent or made; none that bounced or was cancelled. Of plans with a grouping window all of one day
        is one contact, and what comes before the due date is none.

        :param Question question: what is asked
        """
        company = question.company
        if not (company.dunning_budget_day or company.dunning_budget_week):
            return SQL(
                """
                SELECT NULL::int AS partner_id, NULL::int AS today, NULL::int AS week, NULL::date AS oldest, NULL::date AS free_on
                 WHERE FALSE
                """
            )
        return SQL(
            """
            SELECT contact.partner_id, COUNT(*) FILTER (WHERE contact.day >= %(today)s)::int AS today, COUNT(*)::int AS week,
                   MIN(contact.day) AS oldest,
                   GREATEST((ARRAY_AGG(contact.day ORDER BY contact.day DESC))[%(per_day)s] + 1,
                            (ARRAY_AGG(contact.day ORDER BY contact.day DESC))[%(per_week)s] + %(week)s) AS free_on
              FROM (
                SELECT told.partner_id, told.day
                  FROM (%(contacts)s) AS told
                  LEFT JOIN dunning_plan AS plan ON plan.id = told.plan_id AND plan.grouping_window > 0
                 WHERE plan.id IS NULL OR told.is_contact
                 GROUP BY told.partner_id, told.day, CASE WHEN plan.id IS NULL THEN told.id END
              ) AS contact
             GROUP BY contact.partner_id
            """,
            contacts=self._sql_budget_contacts(question),
            today=question.today,
            per_day=company.dunning_budget_day,
            per_week=company.dunning_budget_week,
            week=WEEK,
        )

    def _sql_budget_contacts(self, question):
        """The contacts that count in the budgets: those of seven days, and what waits to be sent or made.

        :return: SQL of ``partner_id, day, plan_id, is_contact, id``
        """
        if question.simulated:
            return self._sql_budget_contacts_simulated(question)
        return SQL(
            """
            %(done)s
            UNION ALL
            SELECT action.partner_id, GREATEST(%(planned)s, %(today)s), action.plan_id, action.is_contact, action.id
              FROM %(actions)s AS action
             WHERE action.company_id = %(company)s AND %(is_open)s
            """,
            done=self._sql_budget_done(question),
            actions=self._sql_account_actions(question),
            planned=near_day(SQL("action.date")),
            today=question.today,
            company=question.company.id,
            is_open=self._sql_is_open(question),
        )

    def _sql_budget_done(self, question):
        return SQL(
            """
            SELECT action.partner_id, action.date_done AS day, action.plan_id, action.is_contact, action.id
              FROM %(actions)s AS action
             WHERE action.company_id = %(company)s AND action.state = 'done'
               AND action.delivery_status IS DISTINCT FROM 'bounced'
               AND action.date_done > %(today)s - %(week)s AND action.date_done <= %(known)s
            """,
            actions=self._sql_account_actions(question),
            company=question.company.id,
            today=question.today,
            week=WEEK,
            known=question.known_until,
        )

    def _sql_budget_room(self, company):
        """How many more contacts a customer may have today, NULL without limit; by ``contacted``."""
        return SQL(
            "LEAST(NULLIF(%s, 0) - COALESCE(contacted.today, 0), NULLIF(%s, 0) - COALESCE(contacted.week, 0))",
            company.dunning_budget_day,
            company.dunning_budget_week,
        )

    def _sql_next_date(self, decision, question):
        """The decision with its last column, the first day on which an item can really take its step.

        That is the first open day after all that stands in the way; none for items that wait for something without end,
        such as a moratorium of which nobody knows the last day.
        An open day that lies in a moratorium is followed once more: from its end to the next open day.

        :param SQL decision: the query of all other columns, with ``earliest``, ``hard``, ``staffed`` and ``zone``
        :param Question question: what is asked
        """
        closing = self.env["dunning.calendar"]._is_used(question.company)
        resting = bool(self.env["dunning.moratorium"]._rules_from_day(question.company, question.today))
        following = self._sql_after(decision, SQL("decision.earliest"), closing, resting)
        return self._sql_after(following, SQL("decision.next_date"), closing, resting) if resting else following

    def _sql_after(self, decision, day, closing, resting):
        """Add ``next_date``: a day, moved to the first open day after the moratorium it lies in.

        :param SQL decision: the query of the rows to add it to
        :param SQL day: the day, a column of ``decision``
        :param bool closing: whether any day can be closed
        :param bool resting: whether there are moratoria; what there is not is not joined
        """
        free = SQL("GREATEST(%s, rest.date_end + 1)", day) if resting else day
        rest = SQL(
            """
              LEFT JOIN moratorium AS rest ON rest.partner_id = decision.partner_id AND rest.hard = decision.hard
                                          AND %s BETWEEN rest.date_start AND rest.date_end
            """,
            day,
        )
        opening = SQL(
            """
              LEFT JOIN calendar AS opening ON opening.zone = decision.zone AND opening.staffed = decision.staffed
                                           AND opening.day = %s
            """,
            free,
        )
        known = SQL("%s < %s", free, NO_END) if resting else SQL("TRUE")
        return SQL(
            """
            SELECT %(columns)s, CASE WHEN decision.earliest IS NOT NULL AND %(known)s THEN %(day)s END AS next_date
              FROM (%(decision)s) AS decision
              %(rest)s
              %(opening)s
            """,
            decision=decision,
            known=known,
            day=SQL("COALESCE(opening.open_on, %s)", free) if closing else free,
            rest=rest if resting else SQL(),
            opening=opening if closing else SQL(),
            columns=SQL(", ").join(
                SQL.identifier("decision", column)
                for column in (*COLUMNS, "earliest", "hard", "staffed", "zone")
                if column != "next_date"
            ),
        )
