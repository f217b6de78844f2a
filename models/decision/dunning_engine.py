"""The decision: for every open item, the next step or the reason why not, in one SQL statement per company.

The statement is a chain of named parts, each the subject of one method::

    under_way → item → receipt_reach → time_over → suspension → netted → discounted → overdue_sum → assigned → account_action
         → calendar → moratorium → budget → remembered → run → said → letter → marks → history → reasoned → ranked
         → lead → addressed → taker → attempt → chosen → taking

* ``item``        the open receivable journal items and credits of a root company, branches included; with ids below zero
  what is on its way (``dunning.transit``), which covers as credits do
* ``under_way``   payments without entry and online ones, ``receipt_reach`` what bank receipts pay
* ``time_over``   claims that can no longer be brought (``dunning.limitation``)
* ``suspension``  why an item rests (``dunning.suspension``)
* ``netted``      what the customer's credits cover (``dunning.netting``)
* ``discounted``  of which only the discount for early payment is left, taken in time (``dunning.early.discount``)
* ``overdue_sum`` how much of each customer is overdue, where steps depend on it (``dunning_engine_condition``)
* ``held``        items whose law wants a notice first, until its days are over (``dunning_engine_notice``)
* ``account_action``  the actions of the accounts, where not all are asked about
* ``assigned``    the plan of each item; ``remembered`` its last step
* ``run``         the payment run that an item waits for, of customers who keep theirs (``dunning_engine_payment_runs``)
* ``calendar``    closed days, ``moratorium`` when a customer is left alone, ``budget`` how often he may be contacted
* ``said``        what an account was told a short while ago; ``letter`` which items a registered letter may take early
* ``marks`` and ``history``  what is known of some items and of some accounts only (``dunning_engine_situation``)
* ``reasoned``    the next step of each item and its day (``_sql_next_step``), all that decides about it (``_sql_situation``),
                  and the first reason that keeps an item from acting today, NULL for those that are due
* ``ranked``      the items whose step could act; ``lead`` these steps, for each customer (or invoice): the highest that
                  can act does
* ``addressed``   the channel really used and the person contacted, for each of them
* ``taker``       which items would take part in each; ``attempt`` what they add up to, and what keeps it from acting;
  ``part`` both together
* ``chosen``      the step that acts, ``taking`` its items

Parts that nothing can be in are not put together: see ``dunning_engine_present``.

What is chased and the last word are here; ``assigned`` and ``reasoned`` in ``dunning_engine_step``, ``next_step`` in
``dunning_engine_next_step``, ``marks`` to ``situation`` in ``dunning_engine_situation``; what makes an account one conversation
(``said``, ``letter``, ``ranked``, what goes with what) in ``dunning_engine_account``, ``lead`` to ``taking`` in
``dunning_engine_contact``, ``budget`` in ``dunning_engine_contact_day``, ``calendar`` in ``dunning_calendar``.

The same statement serves runs, previews, the invoice form and lists: nothing else decides. Rules quoted by
number are those of the design, section 3.
"""

import contextlib

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import near_day
from ..shared.channels import REGISTERED_LETTER
from ..shared.question import Question
from ..shared.receivable import sql_due, sql_trade

# Days over which the weekly contact budget rolls.
WEEK = 7

# Columns of the decision, in the order in which ``dunning.decision`` stores them.
COLUMNS = (
    "item_id", "move_id", "partner_id", "company_id", "currency_id", "date_due", "residual", "residual_currency",
    "covered_currency", "net", "net_currency", "is_overdue", "days_overdue", "profile_id", "plan_id", "last_step_id",
    "last_step_date", "step_id", "step_date", "next_date", "verdict", "reason", "until", "hold_id", "open_action_id",
    "contact_date", "minimum_interval", "group_key", "lead_step_id", "channel", "recipient_id", "addressed_amount",
    "moratorium_id", "closed_country_id", "contact_count", "account_id", "held_step_id", "held_until",
)  # fmt: skip

ACTING = ("act", "ride", "join")

# From so many items on, nested loops over the named parts (quadratic) cost more than reading whole tables.
MANY_ITEMS = 100


class DunningEngine(models.AbstractModel):
    _name = "dunning.engine"
    _description = "Dunning decision"

    def _decide_items(self, company, today, partners=None, as_of=False):
        """Decide for all open items of a root company: the question most callers have.

        :param company: ``res.company``; a branch counts for its root
        :param date today: the day for which is decided
        :param partners: commercial ``res.partner`` to restrict to; ``None`` for all
        :param bool as_of: rebuild the ledger of that day rather than take it as it stands now
        :return: list of dict, one an open item, keys ``COLUMNS``
        """
        return self._answer_question(Question(company, today, partners, as_of))

    def _answer_question(self, question):
        """Decide for all open items that a question is about.

        :param Question question: what is asked
        :return: list of dict, one an open item, keys ``COLUMNS``; of chosen customers in the order they were entered
        """
        statement = self._decision_sql(self._look_around(self._widen_question(question)))
        if question.partners is None:
            with self._whole_company():
                return self.env.execute_query_dict(statement)
        plan_for_many = self._sql_plan_for_many(question)
        rows = self.env.execute_query_dict(SQL("%s; %s", plan_for_many, self._sql_planned_as_before(statement)))
        # what is read of a few customers is told to people: it shall not change its order from one click to the next
        return sorted(rows, key=lambda row: row["item_id"])

    def _sql_plan_for_many(self, question):
        """Return a statement after which the next one is planned as for a ledger if these customers have many items.

        Sent together with the next one, it costs no journey to the database.
        """
        return SQL(
            """
            SELECT SET_CONFIG('dunning.' || name, CURRENT_SETTING(name), TRUE), SET_CONFIG(name, 'off', TRUE)
              FROM (VALUES ('enable_nestloop'), ('jit')) AS setting(name)
             WHERE EXISTS (SELECT FROM (%s) AS item OFFSET %s)
            """,
            self._sql_item(question),
            MANY_ITEMS,
        )

    def _sql_planned_as_before(self, statement):
        """Return a statement that, once it is planned and begins, has what comes next planned as before.

        It undoes ``_sql_plan_for_many`` without a journey of its own; where that did nothing it does nothing.
        """
        return SQL(
            """
            SELECT decision.* FROM (%s) AS decision
             WHERE (SELECT COUNT(SET_CONFIG(name, COALESCE(NULLIF(CURRENT_SETTING('dunning.' || name, TRUE), ''),
                                                           CURRENT_SETTING(name)), TRUE))
                      FROM (VALUES ('enable_nestloop'), ('jit')) AS setting(name)) > 0
            """,
            statement,
        )

    @contextlib.contextmanager
    def _whole_company(self):
        """Plan the statements inside for a whole ledger.

        PostgreSQL has no statistics of common table expressions: it takes them for tiny and loops over them,
        which is quadratic. Here every join is by hash or merge, and nothing is compiled.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '256MB'")
        yield
        self.env.cr.execute("RESET enable_nestloop; RESET jit; RESET work_mem")

    def _decision_sql(self, question):
        """Return the whole decision as one SQL query with the columns ``COLUMNS``.

        Nothing is asked for it: who wants the parts left out that nothing can be in looks around before.

        :param Question question: what is asked
        """
        self.env.flush_all()
        question = self._widen_question(question)
        return SQL(
            "WITH RECURSIVE %s SELECT %s FROM (%s) AS decision",
            SQL(",\n").join(self._statement_ctes(question)),
            SQL(", ").join(SQL.identifier("decision", column) for column in COLUMNS),
            self._sql_keep_asked(self._sql_next_date(self._sql_decision(question), question), question),
        )

    def _decision_ctes(self, question):
        """Return the named parts of the statement and the whole decision as the last of them, ``decision``.

        :param Question question: what is asked
        :return: list of SQL ``name AS (…)``
        """
        question = self._look_around(self._widen_question(question))
        decision = self._sql_keep_asked(self._sql_next_date(self._sql_decision(question), question), question)
        return [*self._statement_ctes(question), SQL("decision AS MATERIALIZED (%s)", decision)]

    def _statement_ctes(self, question):
        """Return the named parts of the statement in order, each a SQL ``name AS (…)``."""
        company, today = question.company, question.today
        return [
            *self._covering_ctes(question),
            SQL("pursued AS MATERIALIZED (%s)", self.env["dunning.limitation"]._sql_pursued()),
            SQL("unread AS MATERIALIZED (%s)", self._sql_unread_replies(company, today)),
            self._sql_named_part("discounted", self.env["dunning.early.discount"]._sql_taken, question.may_have("discounts")),
            self._sql_named_part("overdue_sum", lambda: self._sql_overdue_sums(today), question.may_have("conditions")),
            self._sql_named_part("held", lambda: self._sql_held_items(question), question.may_have("notices")),
            SQL("assigned AS MATERIALIZED (%s)", self._sql_assigned(question)),
            SQL("account_action AS MATERIALIZED (%s)", self._sql_asked_actions(question)),
            SQL("at_rest AS MATERIALIZED (%s)", self._sql_suspensions_of_accounts(question)),
            self.env["dunning.calendar"]._calendar_ctes(question),
            SQL("moratorium AS MATERIALIZED (%s)", self.env["dunning.moratorium"]._sql_moratorium_periods(company, today)),
            SQL("budget AS MATERIALIZED (%s)", self._sql_budget(question)),
            self._sql_named_part("contacted", lambda: self._sql_contacted(question), question.may_have("contacts")),
            self._sql_named_part("open_action", lambda: self._sql_open_action(question), question.may_have("actions")),
            SQL("remembered AS MATERIALIZED (%s)", self._sql_dunning_history(question)),
            self._sql_named_part("pending", lambda: self._sql_pending(question), question.may_have("actions", "contacts")),
            SQL("run AS MATERIALIZED (%s)", self._sql_run_of_items(question)),
            *self._account_ctes(question),
            SQL("marks AS MATERIALIZED (%s)", self._sql_marks(question)),
            SQL("history AS MATERIALIZED (%s)", self._sql_history_of_accounts()),
            SQL("reasoned AS MATERIALIZED (%s)", self._sql_reasoned(question)),
            SQL("ranked AS MATERIALIZED (%s)", self._sql_ranked(question)),
            SQL("lead AS MATERIALIZED (%s)", self._sql_lead()),
            SQL("addressed AS MATERIALIZED (%s)", self._sql_addressed(company)),
            SQL("taker AS MATERIALIZED (%s)", self._sql_takers()),
            SQL("attempt AS MATERIALIZED (%s)", self._sql_attempts()),
            SQL("part AS MATERIALIZED (%s)", self._sql_part(SQL("attempt"))),
            SQL("chosen AS MATERIALIZED (%s)", self._sql_chosen()),
            SQL("taking AS MATERIALIZED (%s)", self._sql_part(SQL("chosen"))),
        ]

    # -- what is chased (rules 1 and 2) ------------------------------------------------------------

    def _sql_due(self):
        """Due date of an item (rule 1): its own, never the invoice's last; read no further than days can be counted."""
        return near_day(sql_due())

    def _sql_companies(self, company):
        """The ids of a root company and its branches, archived ones included."""
        return SQL("SELECT branch.id FROM res_company AS branch WHERE branch.parent_path LIKE %s", f"{company.id}/%")

    def _sql_lines(self, question):
        """The journal items with their residuals, of which the receivable ones are chased."""
        return self._sql_lines_as_of(question.today) if question.as_of else SQL("account_move_line")

    def _sql_payment_state(self, question):
        """Payment state of an item's entry, by ``move`` and ``line``."""
        return self._sql_payment_state_as_of() if question.as_of else SQL("move.payment_state")

    def _sql_item(self, question):
        """The open receivable items and credits that a question is about."""
        return SQL(
            """
            SELECT line.id, COALESCE(invoice.id, line.move_id) AS move_id, customer.commercial_partner_id AS partner_id, line.company_id,
                   line.currency_id, line.payment_id,
                   line.amount_residual AS residual, line.amount_residual_currency AS residual_currency,
                   line.name AS label, %(due)s AS due,
                   %(number)s AS name, COALESCE(invoice.move_type, move.move_type) AS move_type, %(payment_state)s AS payment_state,
                   move.payment_reference, COALESCE(invoice.ref, move.ref) AS ref, move.reversed_entry_id, move.partner_id AS contact_id,
                   %(excluded)s AS excluded, line.discount_date,
                   CASE WHEN invoice.id IS NULL THEN move.invoice_date ELSE invoice.invoice_date END AS invoice_date,
                   CASE WHEN invoice.id IS NULL THEN move.partner_bank_id ELSE invoice.partner_bank_id END AS bank_id
              FROM %(lines)s AS line
              JOIN res_partner AS customer ON customer.id = line.partner_id
              JOIN %(moves)s
              JOIN account_journal AS journal ON journal.id = move.journal_id
              JOIN res_currency AS currency ON currency.id = line.currency_id
              -- an instalment that replaced an item of an invoice is the invoice's
              LEFT JOIN dunning_replacement AS owed ON owed.line_id = line.id
              LEFT JOIN account_move AS invoice ON invoice.id = owed.move_id
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND (line.account_id IN (SELECT account.id FROM account_account AS account WHERE %(trade)s)) IS TRUE
               AND line.company_id = ANY(ARRAY(%(companies)s)) AND %(partners)s
               AND ABS(line.amount_residual_currency) * 2 >= currency.rounding
               AND NOT EXISTS (SELECT FROM (%(transfers)s) AS transfer(move_id) WHERE transfer.move_id = line.move_id)
            """,
            due=self._sql_due(),
            number=self.env["account.move.line"]._dunning_sql_number(),
            lines=self._sql_lines(question),
            payment_state=self._sql_payment_state(question),
            excluded=self._sql_excluded(question.company),
            companies=self._sql_companies(question.company),
            partners=self._sql_partners(question.partners),
            moves=self._sql_entries_of_lines(question),
            trade=sql_trade(),
            transfers=self.env["dunning.doubtful"]._sql_entries(),
        )

    def _sql_excluded(self, company):
        """Whether an item is never asked for, by ``line``, ``move`` and ``journal``: a general journal that nobody chose."""
        return SQL(
            """
            CASE WHEN %(include_opening)s AND move.id IN (
                      SELECT account_opening_move_id FROM res_company WHERE id IN (%(companies)s)) THEN FALSE
                 WHEN journal.type = 'general' THEN line.no_followup IS NOT FALSE AND journal.id NOT IN (
                      SELECT journal_id FROM dunning_journal_company_rel WHERE company_id = %(company)s)
                 ELSE line.no_followup IS TRUE END
            """,
            include_opening=company.dunning_include_opening,
            companies=self._sql_companies(company),
            company=company.id,
        )

    def _sql_entries_of_lines(self, question):
        """The entry of each ``line``, as ``move``: of chosen customers looked up one by one, be loops switched off or not."""
        if question.partners is None:
            return SQL("account_move AS move ON move.id = line.move_id")
        return SQL("LATERAL (SELECT * FROM account_move AS entry WHERE entry.id = line.move_id OFFSET 0) AS move ON TRUE")

    def _sql_partners(self, partners):
        """Whether a journal ``line`` is of one of the customers; as arrays, which lead to indexes."""
        if partners is None:
            return SQL("TRUE")
        return SQL(
            "line.partner_id = ANY(ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = ANY(ARRAY(%s))))",
            self._sql_asked_customers(partners),
        )

    def _sql_of_asked(self, question, column, ids):
        """Whether a row belongs to what is asked about; of questions about all customers every row is read.

        As an array, which leads to an index: how large a named part is PostgreSQL does not know.

        :param Question question: what is asked
        :param SQL column: what tells to what a row belongs
        :param SQL ids: query of the ids that are asked about, of named parts of the statement
        """
        return SQL("TRUE") if question.partners is None else SQL("%s = ANY(ARRAY(%s))", column, ids)

    # -- the last word -----------------------------------------------------------------------------

    def _sql_decision(self, question):
        """The last word on each item: verdict and reason; and ``earliest``, the first day its own situation permits."""
        return SQL(
            """
            SELECT word.item_id, word.move_id, word.customer_id AS partner_id, word.partner_id AS account_id, word.company_id,
                   word.currency_id, word.date_due, word.residual,
                   word.residual_currency, word.covered_currency, word.net, word.net_currency, word.is_overdue,
                   word.days_overdue, word.profile_id, word.plan_id, word.last_step_id, word.last_step_date,
                   CASE WHEN word.verdict <> 'none' THEN COALESCE(word.taken_step_id, word.step_id) ELSE word.step_id END AS step_id,
                   CASE WHEN word.verdict <> 'none' THEN COALESCE(word.taken_step_date, word.step_date) ELSE word.step_date END
                       AS step_date,
                   word.verdict, word.reason, word.hold_id, word.open_action_id, word.contact_date,
                   word.minimum_interval, word.group_key, word.lead_step_id, word.channel, word.recipient_id,
                   word.addressed_amount, word.hard, word.staffed, word.zone,
                   CASE WHEN word.verdict <> 'none' AND word.of_run THEN word.run_day ELSE
                   CASE word.reason WHEN 'quiet' THEN word.quiet_until
                                    WHEN 'moratorium' THEN word.moratorium_until
                                    WHEN 'softened' THEN word.moratorium_until
                                    WHEN 'payment_run' THEN word.run_day
                                    WHEN 'notice_term' THEN word.held_until
                                    ELSE word.until END END AS until,
                   CASE WHEN word.step_date IS NULL OR word.suspended_by IS NOT NULL AND word.last_day IS NULL THEN NULL
                        WHEN word.reason IN ('covered', 'excluded', 'in_progress', 'discount', 'reply_unread', 'notice_missing') THEN NULL
                        WHEN word.verdict <> 'none' THEN %(today)s
                        -- other messages of today use up the budget
                        WHEN word.obstacle IS NULL AND word.reason = 'budget_day' THEN GREATEST(word.earliest, %(today)s + 1)
                        WHEN word.obstacle IS NULL AND word.reason = 'budget_week'
                        THEN GREATEST(word.earliest, COALESCE(word.oldest_contact, %(today)s) + %(week)s)
                        ELSE word.earliest END AS earliest,
                   CASE WHEN word.reason IN ('moratorium', 'softened') THEN word.moratorium_id END AS moratorium_id,
                   CASE WHEN word.reason = 'closed_day' THEN word.closed_country_id END AS closed_country_id,
                   word.held_step_id, CASE WHEN word.held_step_id IS NOT NULL THEN word.held_until END AS held_until,
                   CASE word.reason WHEN 'budget_day' THEN GREATEST(word.contacts_today, %(per_day)s)
                                    WHEN 'budget_week' THEN GREATEST(word.contacts_week, %(per_week)s) END AS contact_count
              FROM (
                SELECT reasoned.id AS item_id, reasoned.*, reasoned.due AS date_due, reasoned.last_date AS last_step_date,
                       CASE WHEN reasoned.obstacle = 'join' THEN 'join'
                            WHEN taking.item_id IS NULL OR taking.problem IS NOT NULL THEN 'none'
                            WHEN taking.rank > %(room)s OR taking.turn > reasoned.budget_room THEN 'none'
                            ELSE taking.verdict END AS verdict,
                       CASE WHEN taking.problem IS NULL AND taking.rank <= %(room)s
                             AND (taking.turn > reasoned.budget_room) IS NOT TRUE THEN taking.verdict
                            WHEN reasoned.obstacle IS NOT NULL THEN reasoned.obstacle
                            WHEN taking.item_id IS NULL THEN COALESCE(own.problem, 'other_step')
                            WHEN taking.problem IS NOT NULL THEN taking.problem
                            WHEN taking.rank > %(room)s THEN 'daily_cap'
                            WHEN taking.turn > reasoned.budget_room THEN
                                 CASE WHEN taking.turn > NULLIF(%(per_day)s, 0) - reasoned.contacts_today THEN 'budget_day'
                                      ELSE 'budget_week' END
                       END AS reason,
                       CASE WHEN COALESCE(reasoned.obstacle <> 'join', TRUE) THEN taking.step_id
                            WHEN reasoned.open_channel = %(registered)s THEN reasoned.letter_step_id END AS taken_step_id,
                       CASE WHEN COALESCE(reasoned.obstacle <> 'join', TRUE) THEN taking.step_date
                            WHEN reasoned.open_channel = %(registered)s THEN reasoned.letter_step_date END AS taken_step_date,
                       COALESCE(reasoned.pending_id, reasoned.open_id) AS open_action_id, reasoned.contact_day AS contact_date,
                       COALESCE(own.lead_step_id, acting.lead_step_id) AS lead_step_id, COALESCE(own.channel, acting.channel) AS channel,
                       CASE WHEN own.item_id IS NULL THEN acting.recipient_id ELSE own.recipient_id END AS recipient_id,
                       COALESCE(taking.amount, own.amount) AS addressed_amount
                  FROM reasoned
                  LEFT JOIN taking ON taking.item_id = reasoned.id
                  LEFT JOIN chosen AS acting
                         ON acting.partner_id = reasoned.partner_id AND acting.group_key = reasoned.group_key
                        AND (reasoned.obstacle IS NULL OR taking.item_id IS NOT NULL AND reasoned.obstacle <> 'join')
                  -- the item's own step, when something is in its way and another one acts
                  LEFT JOIN part AS own ON own.item_id = reasoned.id AND own.verdict = 'act' AND own.problem IS NOT NULL
                                       AND taking.item_id IS NULL AND reasoned.obstacle IS NULL
              ) AS word
            """,
            today=question.today,
            room=question.room_left,
            per_day=question.company.dunning_budget_day,
            per_week=question.company.dunning_budget_week,
            week=WEEK,
            registered=REGISTERED_LETTER,
        )
