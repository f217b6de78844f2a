"""The decision of customers with payment runs (rule 6): what is due waits for the run that can hold it, which is announced
before its cut-off; what the run left out takes its step the day after, in one call.

Nothing here moves a due date. New, risky and promise-breaking customers, and those who do not keep their runs, have none.
"""

from odoo import models
from odoo.tools import SQL

from ..calendar.dunning_payment_run_days import DAYS_BACK
from ..calendar.dunning_payment_run_judge import JUDGED_MONTHS, KEPT_SHARE
from ..claim.dunning_promise import FAILED
from ..shared.bounds import add_days, near_days
from ..shared.channels import PHONE
from ..shared.receivable import sql_trade

# Who has paid fewer items than this is new.
PAID_BEFORE_TRUST = 3
# A promise broken so many days ago is not forgotten.
BROKEN_DAYS = 90

# Payer types that are a risk.
RISKY = ("difficulty",)

NO_RUNS = SQL(
    """
    SELECT NULL::int AS item_id, NULL::date AS day, NULL::date AS cutoff, NULL::date AS message, NULL::date AS next_arrival,
           NULL::date AS free_on, NULL::boolean AS by_run
     WHERE FALSE
    """
)


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_run_of_items(self, question):
        """The payment run of each item of a customer who keeps them: the first on or after the due date that takes it in.

        ``free_on`` is the first day of steps after the due date; ``by_run`` tells that the run, and not the longest wait,
        decides about it; ``next_arrival`` is the day on which the money of the following run is there.

        :param Question question: what is asked
        """
        company, today = question.company, question.today
        Run = self.env["dunning.payment.run"]
        rules = self._payment_runs_asked(question)
        if not rules:
            return NO_RUNS
        return SQL(
            """
            SELECT DISTINCT ON (assigned.item_id) assigned.item_id, run.day, run.cutoff, run.message, run.next_arrival,
                   LEAST(run.arrival + 1, assigned.due + %(longest)s) AS free_on,
                   run.arrival + 1 <= assigned.due + %(longest)s AS by_run
              FROM assigned
              JOIN account_move AS move ON move.id = assigned.move_id
              JOIN (
                SELECT kept.*, LEAD(kept.arrival) OVER (PARTITION BY kept.partner_id ORDER BY kept.day) AS next_arrival
                  FROM (%(days)s) AS kept
              ) AS run ON run.partner_id = assigned.customer_id AND run.day >= assigned.due
                      AND run.cutoff >= COALESCE(move.invoice_date, move.date)
              JOIN (%(trusted)s) AS trusted ON trusted.partner_id = assigned.customer_id
             WHERE assigned.residual_currency > 0 AND assigned.due >= %(first)s
             ORDER BY assigned.item_id, run.day
            """,
            longest=near_days(SQL("%s", company.dunning_run_wait_days)),
            days=Run._sql_payment_run_days(company, today, question.partners, rules),
            trusted=self._sql_trusted_with_runs(company, today, rules),
            first=add_days(today, -DAYS_BACK),
        )

    def _payment_runs_asked(self, question):
        """Return the payment runs that a question is about by partner id, none where the company waits for none."""
        if not question.company.dunning_run_wait_days:
            return {}
        return self.env["dunning.payment.run"]._payment_run_rules(question.company.id) if question.runs is None else question.runs

    def _sql_trusted_with_runs(self, company, today, rules):
        """The customers whose items wait for their runs: known, no risk, no promise broken lately, 80 % of the runs kept.

        While no run was judged yet what was said is believed.
        """
        return SQL(
            """
            SELECT known.partner_id
              FROM (SELECT DISTINCT customer_id AS partner_id FROM assigned) AS known
              JOIN (%(paid)s) AS paid ON paid.partner_id = known.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = known.partner_id AND profile.company_id = %(company)s
              LEFT JOIN (%(judged)s) AS judged ON judged.partner_id = known.partner_id
             WHERE COALESCE(profile.payer_type <> ALL(%(risky)s), TRUE) AND COALESCE(judged.kept_share, 1) >= %(share)s
               AND known.partner_id NOT IN (
                   SELECT partner_id FROM dunning_promise
                    WHERE company_id = %(company)s AND state = ANY(%(failed)s)
                      AND date_limit < %(today)s AND date_limit >= %(today)s - %(broken)s)
            """,
            paid=self._sql_has_paid(company, rules),
            judged=self._sql_runs_judged(company, today),
            company=company.id,
            risky=list(RISKY),
            share=KEPT_SHARE,
            failed=list(FAILED),
            today=today,
            broken=BROKEN_DAYS,
        )

    def _sql_has_paid(self, company, rules):
        """The customers with payment runs who have paid some items already."""
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id
              FROM account_move_line AS line
              JOIN res_partner AS customer ON customer.id = line.partner_id AND customer.commercial_partner_id = ANY(%s)
              JOIN account_account AS account ON account.id = line.account_id AND %s
             WHERE line.reconciled AND line.balance > 0 AND line.parent_state = 'posted' AND line.company_id IN (%s)
             GROUP BY customer.commercial_partner_id
            HAVING COUNT(*) >= %s
            """,
            list(rules),
            sql_trade(),
            self._sql_companies(company),
            PAID_BEFORE_TRUST,
        )

    def _sql_runs_judged(self, company, today):
        """Which share of the runs of the last months each customer has kept, as of a day."""
        return SQL(
            """
            SELECT past.partner_id, AVG(past.is_kept::int) AS kept_share
              FROM dunning_payment_run_day AS past
              JOIN dunning_payment_run AS rule ON rule.id = past.payment_run_id AND rule.state = 'accepted'
             WHERE past.company_id = %(company)s AND past.arrival < %(today)s
               AND past.day >= %(today)s - make_interval(months => %(months)s)
             GROUP BY past.partner_id
            """,
            company=company.id,
            today=today,
            months=JUDGED_MONTHS,
        )

    def _customers_with_kept_runs(self, company, today, partner_ids):
        """Return the ids of those customers whose items wait for their payment runs.

        :param company: root ``res.company``
        :param date today: the day for which is asked
        :param set partner_ids: commercial partners
        """
        rules = self.env["dunning.payment.run"]._payment_run_rules(company.id)
        wanted = rules.keys() & set(partner_ids)
        if not wanted:
            return set()
        self.env.flush_all()
        return {
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "WITH assigned AS (SELECT UNNEST(%s) AS customer_id) %s",
                    list(wanted),
                    self._sql_trusted_with_runs(company, today, rules),
                )
            )
        }

    # -- the step of an item -----------------------------------------------------------------------

    def _sql_join_run(self, question):
        """Join the ``run`` of each item of ``assigned``, nothing where nobody has runs."""
        return self._sql_unless_empty(
            self._payment_runs_asked(question),
            SQL("LEFT JOIN run ON run.item_id = assigned.item_id"),
            run={"item_id": "int", "by_run": "boolean", **dict.fromkeys(("day", "cutoff", "message", "next_arrival", "free_on"), "date")},
        )

    def _sql_join_first_call(self, question):
        """Join the call that follows a run which left an item of ``assigned`` out, as ``calling``."""
        return self._sql_unless_empty(
            self._payment_runs_asked(question),
            SQL(
                "LEFT JOIN (%s) AS calling ON calling.plan_id = assigned.plan_id AND %s AND %s",
                self._sql_first_calls(),
                self._sql_left_out(question.today),
                self._sql_condition(SQL("COALESCE(owed.count, 0)"), SQL("COALESCE(owed.total, 0)"), "calling"),
            ),
            calling={"id": "int", "delay": "int", "channel": "varchar"},
        )

    def _sql_announced(self):
        """Whether the step before the due date of an item announces its payment ``run``: that comes before its own wait ends."""
        return SQL("(run.item_id IS NOT NULL AND run.message <= run.free_on)")

    def _sql_day_before(self):
        """The day of a ``step`` before the due date: of an item with a ``run`` that of the message about the run."""
        return SQL("CASE WHEN %s THEN run.message ELSE %s END", self._sql_announced(), self._sql_step_day())

    def _sql_before_until(self):
        """The day before which a step before the due date is possible: the cut-off of its run, else the due date."""
        return SQL("CASE WHEN %s THEN run.cutoff ELSE assigned.due END", self._sql_announced())

    def _sql_left_out(self, today):
        """Whether the run has left an item out that was not asked for yet: its step is the plan's first call."""
        return SQL(
            "(run.by_run AND COALESCE(remembered.last_delay, -1) < 0 AND COALESCE(run.next_arrival >= %s, TRUE))", today
        )

    def _sql_first_calls(self):
        """The first call after the due date of each plan."""
        return SQL(
            """
            SELECT DISTINCT ON (step.plan_id) step.plan_id, step.id, step.delay, step.channel, step.minimum_count, step.minimum_total
              FROM dunning_plan_step AS step
             WHERE step.active AND step.delay >= 0 AND step.channel = %s
             ORDER BY step.plan_id, step.delay
            """,
            PHONE,
        )

    def _sql_window(self):
        """The grouping window of an item's plan, none for a key account that pays in runs: each run is one conversation."""
        return SQL(
            "CASE WHEN assigned.segment = 'key' AND assigned.run_day IS NOT NULL THEN 0 ELSE assigned.grouping_window END"
        )
