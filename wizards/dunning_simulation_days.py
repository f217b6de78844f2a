"""The days of a simulation: decided one after the other, each knowing what was simulated for the days before.

A day is decided by the engine; what it decides is kept in a temporary table and counts, on the days after, as done: the
same day for what is automatic, after some days for what a person does. One statement a day, whatever the number of
items; at the end the table is summed up into lines of a transient model, and dropped.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..models.shared.channels import AUTOMATIC_CHANNELS, REGISTERED_LETTER
from ..models.shared.question import Question
from .dunning_simulation_line import SCENARIOS

# What is simulated, one row an item in a contact. ``open_until`` is the last day whose decision sees it open; from the
# next day on the item remembers the step as taken on ``done``.
TABLE = """
    CREATE TEMPORARY TABLE dunning_simulated (
        item_id int, step_id int, step_delay int, partner_id int, group_key int, action_id int, lead_step_id int,
        lead_delay int, plan_id int, channel varchar, is_contact bool, printed bool, passed bool, needs_person bool,
        user_id int, amount numeric, planned date, open_until date, done date
    ) ON COMMIT DROP
"""
COLUMNS = (
    "item_id", "step_id", "step_delay", "partner_id", "group_key", "action_id", "lead_step_id", "lead_delay", "plan_id",
    "channel", "is_contact", "printed", "passed", "needs_person", "user_id", "amount", "planned", "open_until", "done",
)  # fmt: skip


class DunningSimulation(models.TransientModel):
    _inherit = "dunning.simulation"

    # -- day after day -----------------------------------------------------------------------------

    def _question_of_day(self, day, partners, **more):
        """Return what is asked about a day, with the ledger of that day when it is rebuilt."""
        return Question(self.company_id, day, partners, as_of=self.as_of, **more)

    def _first_simulated_day(self, today):
        """The day from which has to be simulated: what comes later than today follows from the days before."""
        return min(self.date_start, today)

    def _partners_to_simulate(self, today):
        """Return the customers to simulate, ``None`` for all.

        :param date today: the real today
        """
        partners = self.partner_ids.commercial_partner_id or None
        if not self.plan_id:
            return partners
        engine, question = self.env["dunning.engine"], self._question_of_day(self._first_simulated_day(today), partners)
        with engine._whole_company():
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT partner_id FROM (%s) AS decision WHERE plan_id = %s ORDER BY 1",
                    engine._decision_sql(engine._look_around(question)),
                    self.plan_id.id,
                )
            )
        return self.env["res.partner"].browse(row[0] for row in rows)

    def _count_decisions(self, today):
        """Return how many decisions a simulation asks for: open items × days × choices of plans.

        :param date today: the real today
        """
        first = self._first_simulated_day(today)
        question = self._question_of_day(first, self.partner_ids.commercial_partner_id or None)
        [[count]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS item", self.env["dunning.engine"]._sql_item(question)))
        days = (self.date_start - first).days + self.days
        return count * days * (1 if self.scenario == "current" else 2)

    def _simulate_days(self, scenario, plan, partners, today, show=None):
        """Simulate all days with one choice of plans, and keep the contacts as lines.

        :param str scenario: one of ``SCENARIOS``
        :param plan: the ``plan_choice`` of the question, ``None`` for the plans as they are
        :param partners: commercial ``res.partner``, ``None`` for all
        :param date today: the real today
        :param show: called after each day with the share that is done
        :return: dict of figures for the summary
        """
        assert scenario in dict(SCENARIOS)
        first, last = self._first_simulated_day(today), self.date_start + timedelta(days=self.days - 1)
        # a failure rolls the table back; else it goes now rather than at the end of the transaction
        with self.env.cr.savepoint(), self.env["dunning.engine"]._whole_company():
            self.env.cr.execute(SQL(TABLE))
            self._take_over_open_actions(first, partners)
            for number in range((last - first).days + 1):
                self._simulate_day(first + timedelta(days=number), first, plan, partners, today)
                if show:
                    show((number + 1) / ((last - first).days + 1))
            self._keep_lines(scenario, last)
            figures = self._scenario_figures(scenario, last)
            self.env.cr.execute(SQL("DROP TABLE dunning_simulated"))
        return figures

    def _insert_steps(self, query):
        columns = SQL(", ").join(SQL.identifier(column) for column in COLUMNS)
        self.env.cr.execute(SQL("INSERT INTO dunning_simulated (%s) %s", columns, query))

    def _take_over_open_actions(self, first, partners):
        """Count what is open at the start as done on its planned day, or on the first day when that is past.

        Items that are settled, covered or at rest drop out, as they will before the action leaves.
        """
        engine, question = self.env["dunning.engine"], self._question_of_day(first, partners)
        self._insert_steps(
            SQL(
                """
                WITH decision AS MATERIALIZED (%(decision)s)
                SELECT line.move_line_id, line.step_id, line.step_delay, action.partner_id, COALESCE(action.group_key, 0), -action.id,
                       action.step_id, step.delay, action.plan_id, action.channel, action.is_contact,
                       action.printed_on IS NOT NULL, FALSE, %(needs_person)s, action.user_id, decision.net,
                       %(first)s::date - 1, GREATEST(action.date, %(first)s), GREATEST(action.date, %(first)s)
                  FROM dunning_action AS action
                  JOIN dunning_action_line AS line ON line.action_id = action.id
                  JOIN decision ON decision.item_id = line.move_line_id AND decision.net_currency > 0
                  LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
                 WHERE action.company_id = %(company)s AND %(is_open)s
                   AND CASE WHEN action.step_id IS NULL THEN line.asked AND NOT decision.reason = ANY(%(suspended)s)
                            ELSE line.kind = 'advance' AND decision.reason = 'in_progress' END
                """,
                decision=engine._decision_sql(engine._look_around(question)),
                needs_person=self._sql_needs_person(SQL("action.needs_review"), SQL("action.channel")),
                first=first,
                company=self.company_id.id,
                is_open=engine._sql_is_open(question),
                suspended=list(self.env["dunning.decision"]._suspended_codes()),
            )
        )

    def _sql_needs_person(self, review, channel):
        """Whether a contact waits for a person: a review, or a way that does not leave by itself."""
        return SQL("(%s OR NOT %s = ANY(%s))", review, channel, list(AUTOMATIC_CHANNELS))

    def _simulate_day(self, day, first, plan, partners, today, runs=None):
        """Decide for one day and keep the steps it would take; ``runs`` as in the question."""
        Step, room = self.env["dunning.plan.step"], self._room_on_day(day, today)
        question = self._question_of_day(day, partners, known_until=first, simulated=True, plan_choice=plan, room=room, runs=runs)
        self._insert_steps(
            SQL(
                """
                WITH decision AS MATERIALIZED (%(decision)s),
                taken AS (
                    SELECT decision.*, step.delay AS step_delay, lead.delay AS lead_delay, lead.plan_id AS lead_plan_id,
                           lead.deadline_days, lead.sender, lead.sender_user_id,
                           lead.on_deadline = 'pass' AND decision.channel <> %(registered)s
                               AND lead.deadline_days < %(people)s AS may_pass,
                           %(needs_person)s AS needs_person,
                           MIN(decision.item_id) OVER (PARTITION BY decision.account_id, decision.group_key) AS action_id,
                           MIN(decision.date_due) OVER (PARTITION BY decision.account_id, decision.group_key) AS first_due
                      FROM decision
                      JOIN dunning_plan_step AS step ON step.id = decision.step_id
                      JOIN dunning_plan_step AS lead ON lead.id = decision.lead_step_id
                     WHERE decision.verdict IN ('act', 'ride')
                ),
                timed AS (
                    SELECT taken.*, taken.needs_person AND taken.may_pass AS passed,
                           CASE WHEN NOT taken.needs_person THEN %(day)s
                                WHEN taken.may_pass THEN %(day)s + taken.deadline_days
                                -- a reminder before the due date is given before it or never
                                WHEN taken.lead_delay < 0 THEN GREATEST(%(day)s, LEAST(%(day)s + %(people)s, taken.first_due - 1))
                                ELSE %(day)s + %(people)s END AS open_until
                      FROM taken
                ),
                opened AS (
                    SELECT DISTINCT ON (action_id) dunning_simulated.* FROM dunning_simulated
                     WHERE open_until >= %(day)s ORDER BY action_id, step_delay DESC
                )
                SELECT timed.item_id, timed.step_id, timed.step_delay, timed.account_id, timed.group_key, timed.action_id,
                       timed.lead_step_id, timed.lead_delay, timed.lead_plan_id, timed.channel,
                       timed.lead_delay >= 0 AND NOT timed.passed, FALSE, timed.passed, timed.needs_person,
                       %(owner)s, timed.net, %(day)s, timed.open_until, timed.open_until + CASE WHEN timed.passed THEN 1 ELSE 0 END
                  FROM timed
                  JOIN res_partner AS customer ON customer.id = timed.account_id
                  JOIN res_company AS company ON company.id = %(company)s
                  LEFT JOIN account_move AS invoice ON invoice.id = timed.move_id
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = timed.account_id AND profile.company_id = company.id
                 UNION ALL
                SELECT decision.item_id, decision.step_id, step.delay, decision.account_id, opened.group_key, opened.action_id,
                       opened.lead_step_id, opened.lead_delay, opened.plan_id, opened.channel, opened.is_contact, opened.printed,
                       opened.passed, opened.needs_person, opened.user_id, decision.net, opened.planned, opened.open_until,
                       opened.done
                  FROM decision
                  JOIN opened ON opened.action_id = decision.open_action_id
                  JOIN dunning_plan_step AS step ON step.id = decision.step_id
                 WHERE decision.verdict = 'join'
                """,
                decision=self.env["dunning.engine"]._decision_sql(question),
                day=day,
                people=self.people_days,
                registered=REGISTERED_LETTER,
                needs_person=self._sql_needs_person(
                    Step._sql_waits_for_person("lead", SQL("decision.channel")), SQL("decision.channel")
                ),
                owner=Step._sql_step_owner("timed", "customer", "invoice"),
                company=self.company_id.id,
            )
        )

    def _room_on_day(self, day, today):
        """Return how many customers may be contacted on a day: today the cap less those who were."""
        if day == today:
            return self.env["dunning.run"].sudo().new({"company_id": self.company_id.id, "date": day})._room_under_cap()
        return self.company_id.sudo().dunning_daily_cap or None

    # -- results -----------------------------------------------------------------------------------

    def _sql_simulated_contacts(self, last):
        """The simulated contacts up to the last day, one row each; steps that nobody did are none."""
        kept = SQL("plan_id = %s", self.plan_id.id) if self.plan_id and self.scenario == "current" else SQL("TRUE")
        return SQL(
            """
            SELECT done AS date, plan_id, lead_step_id AS step_id, channel, needs_person, partner_id, MAX(user_id) AS user_id,
                   COUNT(*) AS item_count, SUM(amount) AS amount, ARRAY_AGG(item_id) AS item_ids
              FROM dunning_simulated
             WHERE NOT passed AND done BETWEEN %s AND %s AND %s
             GROUP BY action_id, planned, done, plan_id, lead_step_id, channel, needs_person, partner_id
            """,
            self.date_start,
            last,
            kept,
        )

    def _keep_lines(self, scenario, last):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dunning_simulation_line (
                       simulation_id, scenario, date, company_id, currency_id, plan_id, step_id, channel, needs_person, partner_id,
                       user_id, contact_count, item_count, amount, create_uid, write_uid, create_date, write_date)
                SELECT %(simulation)s, %(scenario)s, date, %(company)s, %(currency)s, plan_id, step_id, channel, needs_person,
                       partner_id, user_id, 1, item_count, amount, %(user)s, %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                  FROM (%(contacts)s) AS contact
                 ORDER BY date, partner_id, step_id
                """,
                simulation=self.id,
                scenario=scenario,
                company=self.company_id.id,
                currency=self.company_id.currency_id.id,
                user=self.env.uid,
                contacts=self._sql_simulated_contacts(last),
            )
        )
        self.invalidate_recordset(["line_ids"])

    def _scenario_figures(self, scenario, last):
        """Return what the summary shows of one scenario: totals, and contacts by week and channel.

        :return: dict ``scenario, contacts, customers, items, by_people, channels, weeks``; a week is a dict
            ``start`` (its Monday, ISO), ``contacts, by_people, channels``
        """
        contacts = self._sql_simulated_contacts(last)
        [totals] = self.env.execute_query_dict(
            SQL(
                """
                SELECT COUNT(*) AS contacts, COUNT(DISTINCT partner_id) AS customers,
                       COUNT(*) FILTER (WHERE needs_person) AS by_people,
                       (SELECT COUNT(DISTINCT item) FROM (%(contacts)s) AS inside, UNNEST(inside.item_ids) AS item) AS items
                  FROM (%(contacts)s) AS contact
                """,
                contacts=contacts,
            )
        )
        weeks, channels = {}, {}
        for row in self.env.execute_query_dict(
            SQL(
                """
                SELECT DATE_TRUNC('week', date)::date AS week, channel, COUNT(*) AS contacts,
                       COUNT(*) FILTER (WHERE needs_person) AS by_people
                  FROM (%s) AS contact GROUP BY 1, 2 ORDER BY 1, 2
                """,
                contacts,
            )
        ):
            start = fields.Date.to_string(row["week"])
            week = weeks.setdefault(start, {"start": start, "contacts": 0, "by_people": 0, "channels": {}})
            week["contacts"] += row["contacts"]
            week["by_people"] += row["by_people"]
            week["channels"][row["channel"]] = row["contacts"]
            channels[row["channel"]] = channels.get(row["channel"], 0) + row["contacts"]
        return {"scenario": scenario, **totals, "channels": channels, "weeks": list(weeks.values())}
