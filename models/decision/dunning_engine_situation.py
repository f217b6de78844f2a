"""The situation of each item: all that decides about it, side by side.

What is known of some items only (``marks``) and what is known of some accounts only (``history``) is put together first, in
rows as few as there is something to tell: each join of all items carries all of their columns. What no rule of the company can
bring is not joined at all (``_sql_unless_empty``).
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import NO_END
from ..shared.channels import REGISTERED_LETTER
from .dunning_engine_contact_day import HARD_TONES

# An empty column of each type.
EMPTY = {
    "boolean": SQL("NULL::boolean"), "date": SQL("NULL::date"), "int": SQL("NULL::int"), "numeric": SQL("NULL::numeric"),
    "varchar": SQL("NULL::varchar"),
}  # fmt: skip


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_marks(self, question):
        """What is known of some items only: why they rest, what is covered, what they are in already; ``item_id`` and a column each.

        ``covered`` is what credits cover and what is set aside where the rest is asked for, in the item's currency; ``net``
        what is left to ask, in the company's.

        :param Question question: what is asked
        """
        netting = not self.env["dunning.netting"]._is_nothing_to_net(question)
        marking = [
            # a part, whether anything can be in it, what is read of it
            ("netted", netting, {"covered": "numeric"}),
            ("set_aside", question.may_have("disputes", "set_offs"), {"amount": "numeric"}),
            ("discounted", question.may_have("discounts"), {"item_id": "int"}),
            ("pursued", question.may_have("old_items"), {"item_id": "int"}),
            ("pending", question.may_have("actions", "contacts"), {"action_id": "int", "step_id": "int"}),
            ("letter", question.may_have("contacts"), {"step_id": "int", "step_date": "date"}),
        ]
        return SQL(
            """
            SELECT item.id AS item_id, suspension.code AS suspended_by, suspension.until, suspension.last_day, suspension.hold_id,
                   cover.covered, %(net)s AS net,
                   discounted.item_id IS NOT NULL AS is_discount, pursued.item_id IS NOT NULL AS is_pursued,
                   pending.action_id, pending.step_id, letter.step_id AS letter_step_id, letter.step_date AS letter_step_date
              FROM (SELECT item_id FROM at_rest%(marked)s) AS marked
              JOIN ledger_item AS item ON item.id = marked.item_id
              JOIN res_company AS company ON company.id = item.company_id
              JOIN res_currency AS company_currency ON company_currency.id = company.currency_id
              LEFT JOIN at_rest AS suspension ON suspension.item_id = item.id
              %(joined)s
             CROSS JOIN LATERAL (SELECT %(covered)s AS covered) AS cover
            """,
            marked=SQL().join(SQL(" UNION SELECT item_id FROM %s", SQL.identifier(name)) for name, used, _columns in marking if used),
            joined=SQL(" ").join(
                self._sql_unless_empty(
                    used, SQL("LEFT JOIN %(part)s ON %(part)s.item_id = item.id", part=SQL.identifier(name)), **{name: columns}
                )
                for name, used, columns in marking
            ),
            covered=self._sql_covered(),
            net=self._sql_net(),
        )

    def _sql_history_of_accounts(self):
        """What is known of some accounts only: when they were contacted, how often, what is open, whether a reply is unread.

        ``partner_id`` and a column each.
        """
        return SQL(
            """
            SELECT known.partner_id, MAX(known.latest) AS latest, MAX(known.day) AS day, MAX(known.lettered_on) AS lettered_on,
                   BOOL_OR(known.is_unread) AS is_unread, MAX(known.busy_id) AS busy_id, MAX(known.today) AS today,
                   MAX(known.week) AS week, MAX(known.oldest) AS oldest, MAX(known.free_on) AS free_on
              FROM (
                SELECT partner_id, latest, day, NULL::date AS lettered_on, FALSE AS is_unread, NULL::int AS busy_id,
                       NULL::int AS today, NULL::int AS week, NULL::date AS oldest, NULL::date AS free_on FROM contacted
                 UNION ALL
                SELECT partner_id, NULL, NULL, day, FALSE, NULL, NULL, NULL, NULL, NULL FROM lettered
                 UNION ALL
                SELECT partner_id, NULL, NULL, NULL, TRUE, NULL, NULL, NULL, NULL, NULL FROM (%s) AS unread_account
                 UNION ALL
                SELECT partner_id, NULL, NULL, NULL, FALSE, id, NULL, NULL, NULL, NULL FROM open_action WHERE is_first
                 UNION ALL
                SELECT partner_id, NULL, NULL, NULL, FALSE, NULL, today, week, oldest, free_on FROM budget
              ) AS known
             GROUP BY known.partner_id
            """,
            self._sql_unread_accounts(),
        )

    def _sql_unless_empty(self, is_used, joined, **columns):
        """Return what to join: a part, or where nothing can be in it empty columns, which cost nothing.

        :param is_used: whether anything can be in the part
        :param SQL joined: the join of the part
        :param columns: by alias its columns that are read, each with its type, one of ``EMPTY``
        """
        if is_used:
            return joined
        return SQL(" ").join(
            SQL(
                "CROSS JOIN (SELECT %s) AS %s",
                SQL(", ").join(SQL("%s AS %s", EMPTY[kind], SQL.identifier(name)) for name, kind in of_alias.items()),
                SQL.identifier(alias),
            )
            for alias, of_alias in columns.items()
        )

    def _sql_situation(self, question):
        """All that decides about an item, side by side."""
        company, today = question.company, question.today
        staffed, hard = self._sql_staffed(SQL("step.channel")), self._sql_hard(SQL("step"))
        closed = SQL(
            """
              LEFT JOIN located ON located.partner_id = assigned.customer_id
              LEFT JOIN calendar AS closed ON closed.zone = located.zone AND closed.staffed = %s AND closed.day = %s
            """,
            staffed,
            today,
        )
        resting = SQL(
            """
              LEFT JOIN moratorium AS resting ON resting.partner_id = assigned.customer_id AND resting.hard = %(hard)s
                                             AND %(today)s BETWEEN resting.date_start AND resting.date_end
            """,
            hard=hard,
            today=today,
        )
        by_sales = self._sql_by_sales(SQL("step"), SQL("assigned.has_salesperson"))
        told = self._sql_unless_empty(
            question.may_have("contacts"),
            SQL(
                """
              LEFT JOIN said ON said.partner_id = assigned.partner_id AND said.group_key = assigned.group_key
                            AND said.step_id = assigned.step_id
              LEFT JOIN phoned ON phoned.partner_id = assigned.partner_id AND phoned.group_key = assigned.group_key
                              AND phoned.by_sales = %s
              LEFT JOIN (%s) AS call_gap ON call_gap.plan_id = assigned.plan_id
                """,
                by_sales,
                self._sql_call_gap(),
            ),
            said={"day": "date"},
            phoned={"day": "date"},
            call_gap={"days": "int"},
        )
        opened = self._sql_unless_empty(
            question.may_have("actions"),
            SQL(
                """
              LEFT JOIN open_action ON open_action.partner_id = assigned.partner_id
                                   AND open_action.group_key = assigned.group_key
              LEFT JOIN dunning_plan_step AS open_step ON open_step.id = open_action.step_id
                """
            ),
            open_action={"id": "int", "step_id": "int", "delay": "int", "channel": "varchar", "sealed": "boolean"},
            open_step={"sender": "varchar"},
        )
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
                   marks.letter_step_id, marks.letter_step_date,
                   said.day + assigned.not_again_days AS said_until, %(again_on)s AS again_on,
                   marks.suspended_by, marks.until, marks.last_day, marks.hold_id,
                   COALESCE(marks.covered, 0) AS covered_currency,
                   assigned.residual_currency - COALESCE(marks.covered, 0) AS net_currency,
                   COALESCE(marks.net, assigned.residual) AS net,
                   %(overdue)s AS is_overdue, GREATEST(%(today)s - assigned.due, 0) AS days_overdue,
                   COALESCE(marks.is_discount, FALSE) AS is_discount,
                   COALESCE(marks.is_pursued, FALSE) AND (step.tone = ANY(%(tones)s) OR step.channel = %(registered)s) AS is_threat,
                   COALESCE(contacted.is_unread, FALSE) AND (step.tone = ANY(%(tones)s) OR step.channel = %(registered)s) AS is_unread,
                   assigned.last_step_id, assigned.last_date, marks.action_id AS pending_id,
                   COALESCE(marks.step_id, assigned.step_id) AS step_id,
                   assigned.step_delay, assigned.step_channel, assigned.step_date,
                   CASE WHEN contacted.latest = %(today)s THEN contacted.latest ELSE contacted.day END AS contact_day,
                   %(gate)s AS gate,
                   located.zone, %(staffed)s AS staffed, %(hard)s AS hard,
                   closed.day IS NOT NULL AS is_closed, closed.quiet_until, closed.country_id AS closed_country_id,
                   CASE WHEN resting.is_stopped THEN 'moratorium' WHEN resting.partner_id IS NOT NULL THEN 'softened' END AS moratorium,
                   resting.moratorium_id, NULLIF(resting.date_end, %(no_end)s) AS moratorium_until,
                   COALESCE(contacted.today, 0) AS contacts_today, COALESCE(contacted.week, 0) AS contacts_week,
                   contacted.oldest AS oldest_contact, contacted.free_on,
                   %(budget_room)s AS budget_room,
                   COALESCE(open_action.id, contacted.busy_id) AS open_id,
                   open_action.step_id AS open_step_id, open_action.delay AS open_delay, open_action.channel AS open_channel,
                   open_action.sealed AS open_sealed, %(open_by_sales)s AS open_by_sales
              FROM (%(next_step)s OFFSET 0) AS assigned
              LEFT JOIN marks ON marks.item_id = assigned.item_id
              LEFT JOIN history AS contacted ON contacted.partner_id = assigned.partner_id
              LEFT JOIN dunning_plan_step AS step ON step.id = COALESCE(marks.step_id, assigned.step_id)
              %(closed)s
              %(resting)s
              %(told)s
              %(opened)s
            """,
            closed=self._sql_unless_empty(
                self.env["dunning.calendar"]._is_used(company),
                closed,
                located={"zone": "int"},
                closed={"day": "date", "quiet_until": "date", "country_id": "int"},
            ),
            resting=self._sql_unless_empty(
                self.env["dunning.moratorium"]._rules_from_day(company, today),
                resting,
                resting={"partner_id": "int", "is_stopped": "boolean", "moratorium_id": "int", "date_end": "date"},
            ),
            today=today,
            no_end=NO_END,
            tones=list(HARD_TONES),
            registered=REGISTERED_LETTER,
            overdue=self._sql_overdue(today),
            gate=self._sql_gate(),
            staffed=staffed,
            hard=hard,
            by_sales=by_sales,
            open_by_sales=self._sql_by_sales(SQL("open_step"), SQL("assigned.has_salesperson")),
            again_on=self._sql_again_on(),
            next_step=self._sql_next_step(question),
            told=told,
            opened=opened,
            grouping_window=self._sql_window(),
            budget_room=self._sql_budget_room(company),
        )
