"""Coverage: every overdue item that nobody and nothing will move, why, and what cures it. The target is an empty list.

An overdue item is covered when it has a next day with somebody to reach, an open action that somebody does in time, a
suspension whose review is to come, or credits that cover it. The others are here, one row an item, straight from the
engine's decision of today.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared.activities import find_present, sql_in_charge, sql_present
from ..shared.bounds import add_days
from ..shared.channels import AUTOMATIC_CHANNELS, REGISTERED_LETTER, SERVER_ACTION
from ..shared.company_day import company_day
from ..shared.question import Question
from ..shared.receivable import sql_trade

REASONS = [
    ("no_customer", "Entry without customer"),
    ("not_live", "Dunning is not live in this company"),
    ("no_plan", "No plan"),
    ("archived_plan", "Its plan is archived"),
    ("no_step", "Its plan has no step for it"),
    ("plan_finished", "Plan finished"),
    ("below_threshold", "Below the plan's threshold"),
    ("no_address", "Nobody can be reached"),
    ("failed", "Delivery failed, no more attempts"),
    ("no_owner", "Open action without owner"),
    ("late", "Open action past its deadline"),
    ("not_approved", "Message that nobody approved"),
    ("unsent", "Invoice not known as sent"),
    ("no_run", "Due, but no run has taken it"),
    ("hold_review", "Hold without end, its review is past"),
    ("dispute_late", "Dispute past its deadline"),
    ("no_date", "Nothing is planned"),
    ("late_payment", "Payment on its way for too long"),
    ("late_receipt", "Bank receipt not reconciled for too long"),
]

CURES = [
    ("plan", "Give it a plan"),
    ("address", "Add an address"),
    ("hold", "End or review the hold"),
    ("dispute", "Settle the dispute"),
    ("take", "Take it over"),
    ("retry", "Try again"),
    ("approve", "Approve the message"),
    ("send", "Send the invoice"),
    ("live", "Go live"),
    ("run", "Look at the runs"),
    ("entry", "Correct the entry"),
    ("payment", "Look for the payment"),
    ("receipt", "Reconcile the receipt"),
]

CURE_OF_REASON = {
    "no_customer": "entry", "not_live": "live", "no_plan": "plan", "archived_plan": "plan", "no_step": "plan",
    "plan_finished": "plan", "below_threshold": "plan", "no_address": "address", "failed": "retry", "no_owner": "take",
    "late": "take", "hold_review": "hold", "dispute_late": "dispute", "no_date": "plan",
    "late_payment": "payment", "late_receipt": "receipt", "not_approved": "approve", "unsent": "send",
    "no_run": "run",
}  # fmt: skip

# Days within which a reminder without step, which has no deadline of its own, should be done.
DAYS_WITHOUT_DEADLINE = 5

# Days after which a step that is due counts as forgotten when no real run was made meanwhile.
DAYS_WITHOUT_RUN = 7
# The same in a company that is live and has never had a real run.
DAYS_WITHOUT_FIRST_RUN = 30


class DunningCoverage(models.Model):
    _name = "dunning.coverage"
    _inherit = ["dunning.whole.ledger"]
    _description = "Overdue Item Without Next Step"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "move_id"

    item_id = fields.Many2one("account.move.line", string="Journal Item", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    number = fields.Char(compute="_compute_number", help="Of opening entries and migrated ones the number that the item bears.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    amount = fields.Monetary(readonly=True, help="Open less credits, company currency.")
    reason = fields.Selection(REASONS, readonly=True)
    cure = fields.Selection(CURES, readonly=True)
    plan_id = fields.Many2one("dunning.plan", readonly=True)
    step_id = fields.Many2one("dunning.plan.step", string="Next Step", readonly=True)
    action_id = fields.Many2one("dunning.action", string="Open Action", readonly=True)
    hold_id = fields.Many2one("dunning.hold", readonly=True)
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)

    def _compute_number(self):
        for row in self:
            row.number = row.item_id._dunning_number() if row.item_id else row.move_id.sudo().name

    @property
    def _table_query(self):
        today = company_day(self)
        return SQL(" UNION ALL ").join(
            SQL("(%s)", self._sql_uncovered_items(Question(company, today))) for company in self.env.companies.root_id
        )

    # -- the statement -----------------------------------------------------------------------------

    @api.model
    def _sql_uncovered_items(self, question):
        """Return the query of what is not covered in a root company, with a column for each field.

        :param Question question: what is asked; of no customers in particular: entries without customer too
        """
        self.env.flush_all()
        parts = [*self.env["dunning.engine"]._decision_ctes(question), *self._coverage_ctes(question)]
        return SQL(
            """
            WITH RECURSIVE %(parts)s
            SELECT uncovered.*, %(root)s::int AS root_company_id, company.currency_id, CASE %(cures)s END AS cure
              FROM uncovered
              JOIN res_company AS company ON company.id = uncovered.company_id
            """,
            parts=SQL(",\n").join(parts),
            root=question.company.id,
            cures=SQL(" ").join(
                SQL("WHEN uncovered.reason = %s THEN %s", reason, cure) for reason, cure in CURE_OF_REASON.items()
            ),
        )

    @api.model
    def _coverage_ctes(self, question):
        """Return the named parts that follow the engine's and ``decision`` and end in ``uncovered``.

        :param Question question: what is asked; of no customers in particular: entries without customer too
        """
        company, today = question.company, question.today
        return [
            SQL("planned AS MATERIALIZED (%s)", self._sql_planned()),
            SQL("reach AS MATERIALIZED (%s)", self.env["dunning.engine"]._sql_addressed(company, "planned")),
            SQL("judged AS (%s)", self._sql_judged(company, today)),
            SQL(
                "uncovered AS MATERIALIZED (SELECT * FROM judged WHERE reason IS NOT NULL UNION ALL %s %s %s)",
                self._sql_overstayed_cases(question),
                self._sql_unsent(company, today),
                SQL("UNION ALL %s", self._sql_without_customer(company, today)) if question.partners is None else SQL(),
            ),
        ]

    def _sql_planned(self):
        """The steps that come on a later day, as leads: the engine says whom they would reach."""
        return SQL(
            """
            SELECT DISTINCT ON (reasoned.partner_id, reasoned.group_key, reasoned.step_id)
                   reasoned.partner_id, reasoned.group_key, reasoned.profile_id, reasoned.contact_id, reasoned.threshold,
                   reasoned.step_id, reasoned.step_delay, reasoned.by_sales, FALSE AS one_contact, 1 AS place,
                   SUM(reasoned.net) OVER (
                       PARTITION BY reasoned.partner_id, reasoned.group_key, reasoned.step_id) AS step_amount
              FROM reasoned
             WHERE reasoned.is_overdue AND reasoned.net_currency > 0 AND reasoned.obstacle IS NOT NULL
               AND reasoned.suspended_by IS NULL AND reasoned.pending_id IS NULL AND reasoned.step_id IS NOT NULL
             ORDER BY reasoned.partner_id, reasoned.group_key, reasoned.step_id, reasoned.due, reasoned.id
            """
        )

    def _sql_judged(self, company, today):
        """Each overdue item that asks for something, with the reason why nothing moves it; NULL when something does.

        What a run does by itself (another attempt, the fallback channel, passing over a step) counts only in a
        company that is live.
        """
        return SQL(
            """
            SELECT decision.item_id AS id, decision.item_id, decision.move_id, decision.partner_id, decision.company_id,
                   decision.date_due, decision.days_overdue, decision.net AS amount, decision.plan_id, decision.step_id,
                   action.id AS action_id, hold.id AS hold_id,
                   COALESCE(action.owner_id, %(hold_owner)s, %(in_charge)s) AS user_id,
                   CASE
                       WHEN hold.id IS NOT NULL THEN
                            CASE WHEN hold.date_end IS NULL AND COALESCE(hold.review_date, hold.date_start) < %(today)s
                                 THEN 'hold_review' END
                       WHEN decision.reason = 'dispute' AND EXISTS (
                            SELECT FROM dunning_dispute AS dispute
                             WHERE dispute.move_id = decision.move_id AND dispute.state = 'open'
                               AND dispute.date_deadline < %(today)s) THEN 'dispute_late'
                       WHEN decision.reason = ANY(%(suspended)s) OR decision.reason IN ('covered', 'reply_unread') THEN NULL
                       WHEN decision.reason = 'no_plan' THEN
                            CASE WHEN %(default)s OR own.active IS FALSE OR given.active IS FALSE
                                 THEN 'archived_plan' ELSE 'no_plan' END
                       WHEN decision.reason = 'plan_finished' AND decision.last_step_id IS NULL THEN 'no_step'
                       WHEN decision.reason IN ('plan_finished', 'below_threshold', 'no_address') THEN decision.reason
                       WHEN action.state = 'failed' AND NOT (
                            %(live)s AND CASE WHEN action.tries < %(tries)s THEN action.channel = ANY(%(automatic)s)
                                              ELSE step.fallback_channel <> action.channel END IS TRUE) THEN 'failed'
                       WHEN action.contact_id IS NULL AND action.channel <> %(server_action)s
                            OR reach.recipient_id IS NULL AND reach.channel <> %(server_action)s THEN 'no_address'
                       WHEN action.owner_id IS NULL AND action.needs_person THEN 'no_owner'
                       WHEN GREATEST(action.date, COALESCE(action.date_deadline, action.date + %(days)s)) < %(today)s
                            AND NOT (%(live)s AND step.on_deadline = 'pass' AND action.channel <> %(registered)s
                                     AND action.state <> 'ready') IS TRUE THEN 'late'
                       WHEN %(unapproved)s THEN 'not_approved'
                       WHEN action.id IS NOT NULL THEN NULL
                       WHEN NOT %(live)s THEN 'not_live'
                       WHEN decision.next_date IS NULL THEN 'no_date'
                       WHEN decision.reason = 'act' AND decision.step_date < %(no_run_since)s THEN 'no_run'
                   END AS reason
              FROM decision
              JOIN res_company AS company ON company.id = %(company)s
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = decision.partner_id AND profile.company_id = %(company)s
              LEFT JOIN dunning_plan AS own ON own.id = profile.plan_id
              LEFT JOIN dunning_plan_override AS override ON override.move_id = decision.move_id
              LEFT JOIN dunning_plan AS given ON given.id = override.plan_id
              LEFT JOIN dunning_hold AS hold ON hold.id = decision.hold_id
              LEFT JOIN (
                SELECT id, state, step_id, channel, contact_id, %(owner)s AS owner_id, date, date_deadline, tries,
                       state = 'todo' OR NOT channel = ANY(%(automatic)s) AS needs_person,
                       channel = ANY(%(automatic)s) AS is_message
                  FROM dunning_action
                 WHERE company_id = %(company)s AND state IN ('todo', 'ready', 'failed')
              ) AS action ON action.id = decision.open_action_id
              LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
              LEFT JOIN reach ON reach.partner_id = decision.partner_id AND reach.group_key = decision.group_key
                             AND reach.step_id = decision.step_id
             WHERE decision.is_overdue AND decision.net_currency > 0
            """,
            company=company.id,
            today=today,
            owner=sql_present(SQL("dunning_action.user_id"), SQL("%s", company.id)),
            hold_owner=sql_present(SQL("hold.user_id"), SQL("%s", company.id)),
            in_charge=sql_in_charge(),
            default=bool(company.dunning_plan_id) and not company.dunning_plan_id.active,
            live=bool(company.dunning_live_date),
            no_run_since=self._sql_without_run_since(company, today),
            unapproved=self._sql_waits_for_approval(company, today),
            tries=company.dunning_max_tries,
            automatic=list(AUTOMATIC_CHANNELS),
            server_action=SERVER_ACTION,
            registered=REGISTERED_LETTER,
            days=DAYS_WITHOUT_DEADLINE,
            suspended=list(self.env["dunning.decision"]._suspended_codes()),
        )

    def _sql_without_run_since(self, company, today):
        """Return the day since which a live company has had no real run, NULL where it has: its scheduled action is off, or fails."""
        if not company.dunning_live_date or company.dunning_live_date > add_days(today, -DAYS_WITHOUT_RUN):
            return SQL("NULL::date")
        return SQL(
            """(SELECT CASE WHEN MAX(run.date) IS NULL THEN %(never)s::date
                            WHEN MAX(run.date) < %(last)s THEN %(last)s::date END
                  FROM dunning_run AS run
                 WHERE run.company_id = %(company)s AND run.kind = 'real' AND run.state = 'done' AND run.date <= %(today)s)""",
            company=company.id,
            never=add_days(today, -DAYS_WITHOUT_FIRST_RUN),
            last=add_days(today, -DAYS_WITHOUT_RUN),
            today=today,
        )

    def _sql_overstayed_cases(self, question):
        """Overdue items of which something has been on its way for too long: by that amount, whatever else moves the rest."""
        return SQL(
            """
            SELECT -decision.item_id, decision.item_id, decision.move_id, decision.partner_id, decision.company_id, decision.date_due,
                   decision.days_overdue, LEAST(late.amount, decision.residual), decision.plan_id, NULL::int, NULL::int, NULL::int,
                   %(collector)s::int, late.reason
              FROM (%(late)s) AS late
              JOIN decision ON decision.item_id = late.item_id AND decision.is_overdue AND decision.reason <> 'excluded'
             WHERE NOT EXISTS (SELECT FROM judged WHERE judged.item_id = late.item_id AND judged.reason IS NOT NULL)
            """,
            late=self.env["dunning.transit"]._sql_overstayed(),
            collector=question.company.dunning_collector_id.id or None,
        )

    def _sql_without_customer(self, company, today):
        """Overdue items of receivable accounts that name no customer: the decision cannot see them."""
        engine = self.env["dunning.engine"]
        return SQL(
            """
            SELECT line.id, line.id AS item_id, line.move_id, NULL::int AS partner_id, line.company_id, %(due)s AS date_due,
                   %(today)s - %(due)s AS days_overdue, line.amount_residual AS amount, NULL::int AS plan_id,
                   NULL::int AS step_id, NULL::int AS action_id, NULL::int AS hold_id, %(collector)s::int AS user_id,
                   'no_customer' AS reason
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN account_journal AS journal ON journal.id = move.journal_id
              JOIN account_account AS account ON account.id = line.account_id
                                             AND %(trade)s
             WHERE line.partner_id IS NULL AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND NOT %(excluded)s AND line.company_id IN (%(companies)s)
               AND line.amount_residual > 0 AND %(due)s < %(today)s
            """,
            due=engine._sql_due(),
            excluded=engine._sql_excluded(company),
            today=today,
            collector=find_present(company.dunning_collector_id, company).id or None,
            companies=engine._sql_companies(company),
            trade=sql_trade(),
        )

    @api.model
    def _uncovered_totals(self, company, today, partners=None):
        """Return how many overdue items are not covered, and their sum in company currency: the question most callers have.

        :param company: ``res.company``; a branch counts for its root
        :param date today: the day for which is decided
        :param partners: commercial ``res.partner`` to restrict to; ``None`` for all, and for entries without customer
        :return: (int, float)
        """
        return self._sum_uncovered(Question(company, today, partners))

    @api.model
    def _sum_uncovered(self, question):
        """Return how many of the items that a question is about are not covered, and their sum in company currency.

        :param Question question: what is asked
        :return: (int, float)
        """
        with self.env["dunning.engine"]._whole_company():
            [(count, amount)] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM (%s) AS uncovered",
                    self._sql_uncovered_items(question),
                )
            )
        return count, float(amount)

    # -- cures -------------------------------------------------------------------------------------

    def _uncovered_of(self, records):
        """Return records that a button is about.

        :raises UserError: there are none among the rows chosen
        """
        if not records:
            raise UserError(self.env._("None of the items chosen needs this."))
        return records

    def action_open_item(self):
        """Open the invoice or entry."""
        self.ensure_one()
        return self._open_created_records("account.move", self.move_id)

    def action_open_action(self):
        """Open the action that does not move."""
        self.ensure_one()
        return self._open_created_records("dunning.action", self.action_id)

    def action_cure(self):
        """Open or do what the row needs."""
        self.ensure_one()
        method = {
            "plan": self.action_assign_plan, "address": self.action_add_address, "hold": self.action_review_hold,
            "dispute": self.action_settle_dispute,
            "approve": self.action_approve_messages, "send": self.action_send_invoices,
            "take": self.action_take_over, "retry": self.action_retry, "live": self.action_go_live,
            "run": self.action_open_runs,
            "entry": self.action_open_item, "payment": self.action_open_payments, "receipt": self.action_open_receipts,
        }[self.cure]  # fmt: skip
        return method()
