"""The work list: one line for each thing that somebody has to do today, whatever it is about, the best first.

A read model over what waits for people: calls, messages to read, letters, deliveries that failed, broken promises,
disputes near their deadline, holds to look at again, customers whom nobody can reach. Each line has an owner, the money
at stake, the chance that doing it helps (``priority``), and says why it is there (``dunning_task_open``).
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..action.dunning_action import OPEN_STATES
from ..claim.dunning_promise import FAILED
from ..claim.dunning_promise_judge import JUDGED_FOR
from ..shared.activities import sql_in_charge
from ..shared.channels import AUTOMATIC_CHANNELS, PHONE, POSTAL_CHANNELS
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_trade
from . import priority

# The order is that of the groups on the screen. The place gives each line its id: append, never insert.
KINDS = [
    ("call", "Call to make"),
    ("promise", "Promise not kept"),
    ("reply", "Reply to read"),
    ("dispute", "Dispute to settle"),
    ("contact", "Contact to mend"),
    ("review", "Message to approve"),
    ("letter", "Letter to post"),
    ("failed", "Delivery that failed"),
    ("hold", "Hold to look at"),
    ("transit", "Payment to look for"),
    ("receipt", "Receipt to reconcile"),
    ("discount", "Discount to write off"),
    ("case", "Deadline of a case"),
    ("claim", "Claim to ask for"),
]
# Ids are source × PLACES + place of the kind.
PLACES = 16

# A dispute is shown so many days before its deadline: the owner can still meet it.
DEADLINE_NEAR = 3

# A broken promise speaks against the next one for so many days.
BROKEN_COUNTS = 180


class DunningTask(models.Model):
    _name = "dunning.task"
    _description = "Line of the Work List"
    _auto = False
    _order = "score desc, id"
    _rec_name = "partner_id"

    _depends = {
        "dunning.action": [
            "state", "channel", "date", "date_done", "date_cancelled", "cancel_reason", "user_id", "amount_due",
            "oldest_days", "outcome", "no_answer_count", "date_called", "contact_id", "profile_id", "partner_id",
            "company_id", "branch_id", "step_id", "pending_outcome",
        ],
        "dunning.promise": [
            "state", "date", "date_limit", "amount", "amount_company", "amount_paid", "profile_id", "partner_id",
            "company_id", "branch_id", "contact_id", "user_id",
        ],
        "dunning.promise.line": ["promise_id", "move_id", "move_line_id"],
        "dunning.dispute": [
            "state", "date_deadline", "settled_on", "user_id", "amount_company", "profile_id", "partner_id", "company_id",
            "branch_id", "move_id",
        ],
        "dunning.hold": [
            "state", "review_date", "date_end", "date_start", "ended_on", "user_id", "partner_id", "company_id", "move_id",
            "move_line_id",
        ],
        "dunning.profile": [
            "partner_id", "company_id", "active", "collector_id", "deputy_id", "own_salesperson_id", "payer_type",
            "payment_contact_id", "invoice_contact_id", "approval_contact_id", "legal_contact_id",
        ],
        "dunning.plan.step": ["mode"],
        "account.payment": [
            "state", "amount", "amount_company_currency_signed", "date", "partner_id", "move_id", "payment_type", "partner_type",
        ],
        "account.bank.statement.line": ["is_reconciled", "amount", "partner_id", "move_id"],
        "account.move.line": [
            "partner_id", "date_maturity", "date", "amount_residual", "reconciled", "parent_state", "company_id",
            "account_id", "no_followup", "move_id", "amount_residual_currency", "amount_currency", "discount_date",
            "discount_amount_currency",
        ],
        "mail.activity": ["res_model", "res_id", "activity_type_id", "active"],
        "res.company": ["parent_path", "dunning_collector_id", "currency_id", "dunning_manager_id"],
        "res.partner": ["active", "commercial_partner_id", "email", "parent_id", "phone", "type", "user_id"],
        "res.users": ["active"],
    }  # fmt: skip

    kind = fields.Selection(KINDS, readonly=True)
    is_done = fields.Boolean(string="Done Today", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    contact_id = fields.Many2one("res.partner", string="To Contact", readonly=True)
    contact_phone = fields.Char(related="contact_id.phone", string="Number to Dial")
    company_id = fields.Many2one("res.company", readonly=True)
    branch_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    deputy_id = fields.Many2one("res.users", readonly=True)
    manager_id = fields.Many2one("res.users", readonly=True)
    date = fields.Date(string="Due for", readonly=True, help="Day for which it was planned, or since which it waits.")
    oldest_days = fields.Integer(string="Days Overdue", readonly=True, aggregator="max")
    amount = fields.Monetary(string="At Stake", readonly=True)
    chance = fields.Float(
        readonly=True, aggregator="avg",
        help="How likely it is that this helps: by kind, age of the debt, payer type, last answer, calls not answered, broken promises.",
    )  # fmt: skip
    score = fields.Monetary(string="Worth", readonly=True, help="Amount at stake × chance: the order of the list.")
    why = fields.Char(compute="_compute_why")
    action_id = fields.Many2one("dunning.action", readonly=True)
    promise_id = fields.Many2one("dunning.promise", readonly=True)
    dispute_id = fields.Many2one("dunning.dispute", readonly=True)
    hold_id = fields.Many2one("dunning.hold", readonly=True)

    @property
    def _table_query(self):
        return self._sql_work_list(company_day(self))

    @api.model
    def _task_queries(self, today):
        """Return the queries that each give one kind of line; other rooms and add-ons append theirs.

        A new kind needs: its query here, its label in ``KINDS``, its chance in ``priority.BASE``, its words in ``_compute_why``,
        what it opens in ``_opener_by_kind`` (both in ``dunning_task_open``).

        :param date today: the day for which is asked
        :return: list of SQL with the columns ``kind, source_id`` (id of the record that it is about), ``is_done``,
            ``profile_id, contact_id`` (NULL: the customer), ``branch_id`` (NULL: seen from the root company and all its
            branches), ``user_id, date, oldest_days`` (NULL: of the customer), ``amount, unanswered, action_id, promise_id,
            dispute_id, hold_id``
        """
        return [
            self._sql_action_lines(today),
            self._sql_promises(today),
            self._sql_disputes(today),
            self._sql_hold_lines(today),
            self._sql_contact_lines(today),
            self.env["dunning.transit"]._sql_payment_tasks(today),
            self.env["dunning.transit"]._sql_receipt_tasks(today),
            self.env["dunning.early.discount"]._sql_tasks(),
            self._sql_replies(today),
            self._sql_case_lines(today),
            self._sql_lone_claims(),
        ]

    @api.model
    def _sql_work_list(self, today):
        """Return the work list as one query.

        :param date today: the day for which is asked
        """
        return SQL(
            """
            WITH silent AS MATERIALIZED (%(silent)s),
            owed AS MATERIALIZED (%(owed)s),
            task AS MATERIALIZED (%(parts)s),
            answered AS MATERIALIZED (
                SELECT DISTINCT ON (action.profile_id) action.profile_id, action.outcome
                  FROM dunning_action AS action
                 WHERE action.outcome IS NOT NULL AND action.profile_id IN (SELECT profile_id FROM task)
                 ORDER BY action.profile_id, COALESCE(action.date_called, action.date_done) DESC NULLS LAST, action.id DESC
            ),
            broken AS MATERIALIZED (
                SELECT DISTINCT promise.profile_id
                  FROM dunning_promise AS promise
                 WHERE promise.state = ANY(%(failed)s) AND promise.date_limit >= %(today)s - %(broken_counts)s
            ),
            rated AS (
                SELECT task.source_id * %(places)s + CASE task.kind %(codes)s END AS id, task.kind, task.is_done, task.profile_id,
                       profile.partner_id, COALESCE(task.contact_id, profile.partner_id) AS contact_id, profile.company_id,
                       task.branch_id, company.currency_id, task.user_id, profile.collector_id, profile.deputy_id,
                       COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
                       company.dunning_manager_id AS manager_id, task.date,
                       COALESCE(task.oldest_days, owed.oldest_days, 0) AS oldest_days, task.amount,
                       ROUND(LEAST(%(most)s, GREATEST(%(least)s, %(chance)s)), 2) AS chance,
                       task.action_id, task.promise_id, task.dispute_id, task.hold_id
                  FROM task
                  JOIN dunning_profile AS profile ON profile.id = task.profile_id
                  JOIN res_company AS company ON company.id = profile.company_id
                  JOIN res_partner AS partner ON partner.id = profile.partner_id
                  LEFT JOIN owed ON owed.profile_id = task.profile_id
                  LEFT JOIN answered ON answered.profile_id = task.profile_id
                  LEFT JOIN broken ON broken.profile_id = task.profile_id
            )
            SELECT rated.*, ROUND(rated.amount * rated.chance, 2) AS score FROM rated
            """,
            silent=self._sql_silent(),
            owed=self._sql_task_owed(today),
            parts=SQL(" UNION ALL ").join(SQL("(%s)", part) for part in self._task_queries(today)),
            failed=list(FAILED),
            today=today,
            broken_counts=BROKEN_COUNTS,
            places=PLACES,
            codes=self._sql_case({kind: place for place, (kind, _label) in enumerate(KINDS)}),
            chance=self._sql_priority_chance(),
            least=SQL("%s::numeric", priority.LEAST),
            most=SQL("%s::numeric", priority.MOST),
        )

    @api.model
    def _sql_case(self, values):
        """Return the branches of a CASE over the keys of a dict of numbers."""
        return SQL(" ").join(SQL("WHEN %s THEN %s", key, value) for key, value in values.items())

    @api.model
    def _sql_priority_chance(self):
        """Return the chance of ``task`` as :func:`priority.chance` has it, without its limits."""
        days = SQL("COALESCE(task.oldest_days, owed.oldest_days, 0)")
        return SQL(
            """CASE task.kind %(base)s ELSE %(other)s END
             * CASE %(ages)s ELSE %(oldest)s END
             * CASE profile.payer_type %(payers)s ELSE 1.0 END
             * CASE answered.outcome %(answers)s ELSE 1.0 END
             * POWER(%(unanswered)s, LEAST(task.unanswered, %(most_unanswered)s))
             * CASE WHEN broken.profile_id IS NOT NULL AND task.kind <> 'promise' THEN %(broken)s ELSE 1.0 END""",
            base=self._sql_case(priority.BASE),
            other=priority.OTHER_KIND,
            ages=SQL(" ").join(SQL("WHEN %s <= %s THEN %s", days, limit, factor) for limit, factor in priority.AGES),
            oldest=priority.OLDEST,
            payers=self._sql_case(priority.PAYERS),
            answers=self._sql_case(priority.ANSWERS),
            unanswered=SQL("%s::numeric", priority.UNANSWERED),
            most_unanswered=priority.MOST_UNANSWERED,
            broken=priority.BROKEN,
        )

    @api.model
    def _sql_task_owed(self, today):
        """What each customer owes past its due date, less credits that are not allocated, and how old the oldest is.

        Only of customers whom a line may be about for all they owe: those hard to reach and those on hold as a whole,
        or in dispute or with a promise, whose age is that of the oldest item.
        """
        return SQL(
            """
            SELECT profile.id AS profile_id,
                   GREATEST(0, SUM(line.amount_residual) FILTER (WHERE line.amount_residual < 0 OR %(due)s < %(today)s)) AS amount,
                   COALESCE(MAX(%(today)s - %(due)s) FILTER (WHERE line.amount_residual > 0 AND %(due)s < %(today)s), 0) AS oldest_days,
                   COALESCE(MIN(%(due)s) FILTER (WHERE line.amount_residual > 0), %(today)s) AS since
              FROM dunning_profile AS profile
              JOIN res_company AS company ON company.parent_path LIKE profile.company_id || '/%%'
              JOIN account_move_line AS line ON line.partner_id = profile.partner_id AND line.company_id = company.id
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.no_followup IS NOT TRUE
              JOIN account_account AS account ON account.id = line.account_id
               AND %(trade)s
             WHERE profile.active
               AND (profile.id IN (SELECT id FROM silent)
                    OR profile.id IN (SELECT profile_id FROM dunning_dispute WHERE state = 'open' OR settled_on = %(today)s)
                    OR profile.id IN (SELECT profile_id FROM dunning_promise
                                       WHERE state = ANY(%(failed)s) AND date_limit >= %(today)s - %(judged)s)
                    OR EXISTS (SELECT FROM dunning_hold AS hold
                                WHERE hold.partner_id = profile.partner_id AND hold.company_id = profile.company_id
                                  AND (hold.state = 'active' OR hold.ended_on = %(today)s)))
             GROUP BY profile.id
            """,
            due=sql_due(),
            today=today,
            failed=list(FAILED),
            judged=JUDGED_FOR,
            trade=sql_trade(),
        )

    @api.model
    def _sql_action_lines(self, today):
        """Calls, messages, letters and failed deliveries of today or earlier; what was done of them today."""
        return SQL(
            """
            SELECT CASE WHEN action.channel = %(phone)s THEN 'call'
                        WHEN action.channel = ANY(%(postal)s) THEN 'letter'
                        WHEN action.state = 'failed' THEN 'failed' ELSE 'review' END AS kind,
                   action.id AS source_id, NOT (action.state = ANY(%(open)s) AND action.date <= %(today)s)
                       OR action.pending_outcome IS NOT NULL AS is_done,
                   action.profile_id, action.contact_id, COALESCE(action.branch_id, action.company_id) AS branch_id,
                   action.user_id, action.date, action.oldest_days, action.amount_due AS amount,
                   COALESCE(action.no_answer_count, 0) AS unanswered, action.id AS action_id, NULL::int AS promise_id,
                   NULL::int AS dispute_id, NULL::int AS hold_id
              FROM dunning_action AS action
              LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
             WHERE action.state = ANY(%(open)s) AND action.date <= %(today)s
                   AND NOT (action.state = 'ready' AND action.channel = ANY(%(automatic)s))
                -- reported, read or posted by a person today; tried today and not yet reached; skipped today
                OR action.state = 'done' AND action.date_done = %(today)s
                   AND (action.channel <> ALL(%(automatic)s) OR step.id IS NULL OR step.mode = 'review')
                OR action.state = ANY(%(open)s) AND action.date_called = %(today)s
                OR action.state = 'cancelled' AND action.date_cancelled = %(today)s
                   AND (action.cancel_reason = 'skipped' OR action.date_called = %(today)s)
            """,
            phone=PHONE,
            postal=list(POSTAL_CHANNELS),
            automatic=list(AUTOMATIC_CHANNELS),
            open=list(OPEN_STATES),
            today=today,
        )

    @api.model
    def _sql_silent(self):
        """Profiles of customers with neither a number nor an e-mail address that works, and those whose address somebody
        was asked to mend."""
        kind = self.env.ref("account_dunning.mail_activity_type_address", raise_if_not_found=False)
        Rule = self.env["dunning.contact"]
        return SQL(
            """
            SELECT profile.id
              FROM dunning_profile AS profile
             WHERE NOT EXISTS (
                    SELECT FROM res_partner AS person
                     WHERE (person.id IN (profile.partner_id, profile.payment_contact_id, profile.invoice_contact_id,
                                          profile.approval_contact_id, profile.legal_contact_id)
                            OR person.commercial_partner_id = profile.partner_id AND person.type = 'invoice')
                       AND %(serves)s AND (person.phone <> '' OR %(works)s))
                OR profile.id IN (
                    SELECT activity.res_id FROM mail_activity AS activity
                     WHERE activity.res_model = 'dunning.profile' AND activity.activity_type_id = %(kind)s AND activity.active)
            """,
            kind=kind.id if kind else 0,
            serves=Rule._sql_serves(SQL("person"), SQL("profile.partner_id")),
            works=Rule._sql_mail_works(SQL("person"), SQL("profile.partner_id"), SQL("profile.company_id")),
        )

    @api.model
    def _sql_contact_lines(self, _today):
        """Customers with something overdue whom nobody can reach, or whose address is known to be wrong."""
        return SQL(
            """
            SELECT 'contact', profile.id, FALSE, profile.id, NULL::int, profile.company_id,
                   %(in_charge)s, owed.since, owed.oldest_days, owed.amount,
                   0, NULL::int, NULL::int, NULL::int, NULL::int
              FROM dunning_profile AS profile
              JOIN owed ON owed.profile_id = profile.id AND owed.amount > 0 AND owed.oldest_days > 0
              JOIN res_company AS company ON company.id = profile.company_id
             WHERE profile.id IN (SELECT id FROM silent)
            """,
            in_charge=sql_in_charge(),
        )
