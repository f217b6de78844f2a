"""The decision: for every open item, the next step or the reason why not, in one SQL statement per company.

The statement is a chain of named parts, each the subject of one method here::

    item → suspension → netted → assigned → remembered → next_step → reasoned → lead → addressed → part → taking

* ``item``        the open receivable journal items and credits of a root company, branches included
* ``suspension``  why an item rests (``dunning.suspension``)
* ``netted``      what the customer's credits cover (``dunning.netting``)
* ``assigned``    the plan of each item; ``remembered`` its last step; ``next_step`` what follows and when
* ``reasoned``    the first reason that keeps an item from acting today, NULL for those that are due
* ``lead``        for each customer (or invoice) the steps that are due: the highest that can act does
* ``addressed``   the channel really used and the person contacted, for each of them
* ``part``        which items would take part in each, what they add up to, and what keeps it from acting
* ``taking``      the items of the step that acts

The same statement serves runs, previews, the invoice form and lists: nothing else decides. Rules quoted by
number are those of the design, section 3.
"""

import contextlib
from datetime import date

from odoo import models
from odoo.tools import SQL

from .channels import EXCLUSIVE_CHANNELS, POSTAL_CHANNELS, RIDING_CHANNELS

# Columns of the decision, in the order in which ``dunning.decision`` stores them.
COLUMNS = (
    "item_id", "move_id", "partner_id", "company_id", "currency_id", "date_due", "residual", "residual_currency",
    "covered_currency", "net", "net_currency", "is_overdue", "days_overdue", "profile_id", "plan_id", "last_step_id",
    "last_step_date", "step_id", "step_date", "next_date", "verdict", "reason", "until", "hold_id", "open_action_id",
    "contact_date", "minimum_interval", "group_key", "lead_step_id", "channel", "recipient_id", "addressed_amount",
)  # fmt: skip

ACTING = ("act", "ride", "join")

# From so many items on, nested loops over the named parts (quadratic) cost more than reading whole tables.
MANY_ITEMS = 300


class DunningEngine(models.AbstractModel):
    _name = "dunning.engine"
    _description = "Dunning decision"

    def _decide(self, company, today, partners=None):
        """Decide for all open items of a root company.

        :param company: ``res.company``; a branch counts for its root
        :param date today: the day for which is decided
        :param partners: commercial ``res.partner`` to restrict to; ``None`` for all
        :return: list of dict, one an open item, keys ``COLUMNS``
        """
        statement = self._decision_sql(company.root_id, today, partners)
        if partners is None:
            with self._whole_company():
                return self.env.execute_query_dict(statement)
        planned = SQL("%s; %s", self._sql_plan_for_many(company.root_id, today, partners), statement)
        rows = self.env.execute_query_dict(planned)
        if len(rows) > MANY_ITEMS:
            self.env.cr.execute("RESET enable_nestloop; RESET jit")
        return rows

    def _sql_plan_for_many(self, company, today, partners):
        """Return a statement after which the next one is planned as for a ledger if these customers have many items.

        Sent together with the next one, it costs no journey to the database.
        """
        return SQL(
            """
            SELECT SET_CONFIG(name, 'off', TRUE)
              FROM (VALUES ('enable_nestloop'), ('jit')) AS setting(name)
             WHERE EXISTS (SELECT FROM (%s) AS item OFFSET %s)
            """,
            self._sql_item(company.sudo(), today, partners),
            MANY_ITEMS,
        )

    @contextlib.contextmanager
    def _whole_company(self):
        """Plan the statements inside for a whole ledger.

        PostgreSQL has no statistics of common table expressions: it takes them for tiny and loops over them,
        which is quadratic. Here every join is by hash or merge, and nothing is compiled.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        yield
        self.env.cr.execute("RESET enable_nestloop; RESET jit; RESET work_mem")

    def _decision_sql(self, company, today, partners=None):
        """Return the whole decision as one SQL query with the columns ``COLUMNS``.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :param partners: commercial ``res.partner`` (or SQL giving their ids) to restrict to; ``None`` for all
        """
        company = company.sudo()  # salespeople read their customers' situation without access to its journals
        self.env.flush_all()
        return SQL(
            "WITH RECURSIVE %s SELECT %s FROM (%s) AS decision",
            SQL(",\n").join(self._ctes(company, today, partners)),
            SQL(", ").join(SQL.identifier("decision", column) for column in COLUMNS),
            self._sql_decision(today),
        )

    def _ctes(self, company, today, partners):
        """Return the named parts of the statement in order, each a SQL ``name AS (…)``."""
        return [
            SQL("item AS MATERIALIZED (%s)", self._sql_item(company, today, partners)),
            SQL("suspension AS MATERIALIZED (%s)", self.env["dunning.suspension"]._sql(company, today)),
            self.env["dunning.netting"]._sql_ctes(),
            SQL("assigned AS MATERIALIZED (%s)", self._sql_assigned(company)),
            SQL("contacted AS (%s)", self._sql_contacted(company, today)),
            SQL("open_action AS MATERIALIZED (%s)", self._sql_open_action(company)),
            SQL("remembered AS MATERIALIZED (%s)", self._sql_remembered(company, today)),
            SQL("pending AS (%s)", self._sql_pending(company)),
            SQL("next_step AS MATERIALIZED (%s)", self._sql_next_step(today)),
            SQL("reasoned AS MATERIALIZED (%s)", self._sql_reasoned(today)),
            SQL("lead AS MATERIALIZED (%s)", self._sql_lead()),
            SQL("addressed AS MATERIALIZED (%s)", self._sql_addressed(company)),
            SQL("part AS MATERIALIZED (%s)", self._sql_part()),
            SQL("taking AS MATERIALIZED (%s)", self._sql_taking()),
        ]

    # -- what is chased (rules 1 and 2) ------------------------------------------------------------

    def _sql_due(self):
        """Due date of an item (rule 1): its own, never the invoice's last."""
        return SQL("COALESCE(line.date_maturity, line.date)")

    def _sql_companies(self, company):
        """The ids of a root company and its branches, archived ones included."""
        return SQL("SELECT branch.id FROM res_company AS branch WHERE branch.parent_path LIKE %s", f"{company.id}/%")

    def _sql_item(self, company, today, partners):
        return SQL(
            """
            SELECT line.id, line.move_id, customer.commercial_partner_id AS partner_id, line.company_id, line.currency_id,
                   line.payment_id,
                   line.amount_residual AS residual, line.amount_residual_currency AS residual_currency,
                   line.name AS label, %(due)s AS due,
                   move.name, move.move_type, move.payment_state, move.payment_reference, move.ref,
                   move.reversed_entry_id, move.partner_id AS contact_id,
                   CASE WHEN %(include_opening)s AND move.id IN (
                             SELECT account_opening_move_id FROM res_company WHERE id IN (%(companies)s)) THEN FALSE
                        WHEN journal.type = 'general' THEN line.no_followup IS NOT FALSE AND journal.id NOT IN (
                             SELECT journal_id FROM dunning_journal_company_rel WHERE company_id = %(company)s)
                        ELSE line.no_followup IS TRUE END AS excluded
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id
                                             AND account.account_type = 'asset_receivable'
                                             AND account.non_trade IS NOT TRUE
              JOIN res_partner AS customer ON customer.id = line.partner_id
              JOIN account_move AS move ON move.id = line.move_id
              JOIN account_journal AS journal ON journal.id = move.journal_id
              JOIN res_currency AS currency ON currency.id = line.currency_id
             WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
               AND line.company_id IN (%(companies)s) AND %(partners)s
               AND ABS(line.amount_residual_currency) * 2 >= currency.rounding
            """,
            due=self._sql_due(),
            include_opening=company.dunning_include_opening,
            companies=self._sql_companies(company),
            company=company.id,
            partners=self._sql_partners(partners),
        )

    def _sql_partners(self, partners):
        if partners is None:
            return SQL("TRUE")
        if isinstance(partners, SQL):
            return SQL("customer.commercial_partner_id IN (%s)", partners)
        return SQL(
            "customer.commercial_partner_id IN (SELECT commercial_partner_id FROM res_partner WHERE id = ANY(%s))",
            partners.ids,
        )

    # -- plan and memory (rules 4 and 5) -----------------------------------------------------------

    def _sql_assigned(self, company):
        """The plan of each item: the invoice's own, the customer's own, the first that matches, the company's."""
        plans = self.env["dunning.plan"].sudo().search_fetch([("company_id", "in", (company.id, False))])
        return SQL(
            """
            SELECT item.id AS item_id, profile.id AS profile_id, plan.id AS plan_id, plan.minimum_interval,
                   plan.threshold, plan.grouping, plan.catch_up, plan.priority,
                   CASE WHEN plan.grouping = 'invoice' THEN item.move_id ELSE 0 END AS group_key
              FROM item
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = %(company)s
              LEFT JOIN dunning_plan_override AS override ON override.move_id = item.move_id
              LEFT JOIN dunning_plan AS own ON own.id = profile.plan_id AND own.active
              LEFT JOIN dunning_plan AS given ON given.id = override.plan_id AND given.active
              LEFT JOIN dunning_plan AS plan ON plan.active AND plan.id = COALESCE(given.id, own.id, %(matching)s, %(default)s)
            """,
            company=company.id,
            matching=plans._assignment_sql(),
            default=company.sudo().dunning_plan_id.id or None,
        )

    def _known_until(self, today):
        """Return the last day of the history that counts: a simulation knows nothing later, a real run everything."""
        return date.max if self.env.context.get("dunning_real") else today

    def _sql_contacted(self, company, today):
        """The last contact day of each customer; contacts before the due date start no interval (rule 6)."""
        return SQL(
            """
            SELECT action.partner_id, MAX(action.date_done) AS day
              FROM dunning_action AS action
             WHERE action.company_id = %s AND action.state = 'done' AND action.is_contact
               AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.date_done <= %s
             GROUP BY action.partner_id
            """,
            company.id,
            self._known_until(today),
        )

    def _sql_counted(self):
        """Which lines of the history count as memory: really reached, or skipped by a person (rule 4)."""
        return SQL("line.status = 'counted'")

    def _sql_remembered(self, company, today):
        return SQL(
            """
            SELECT line.move_line_id AS item_id, ARRAY_AGG(line.step_id) AS step_ids,
                   (ARRAY_AGG(line.step_id ORDER BY line.step_delay DESC, line.id DESC))[1] AS last_step_id,
                   (ARRAY_AGG(line.date_done ORDER BY line.step_delay DESC, line.id DESC))[1] AS last_date,
                   MAX(line.step_delay) AS last_delay
              FROM dunning_action_line AS line
              JOIN item ON item.id = line.move_line_id
             WHERE line.kind = 'advance' AND %s AND line.date_done <= %s
             GROUP BY line.move_line_id
            """,
            self._sql_counted(),
            self._known_until(today),
        )

    def _sql_pending(self, company):
        """Items that already are in an action nobody has finished."""
        return SQL(
            """
            SELECT line.move_line_id AS item_id, MAX(line.action_id) AS action_id, MAX(line.step_id) AS step_id
              FROM dunning_action_line AS line
              JOIN item ON item.id = line.move_line_id
             WHERE line.kind = 'advance' AND line.status = 'open'
             GROUP BY line.move_line_id
            """
        )

    def _sql_open_action(self, company):
        """The action of each customer that waits for a person or for delivery; items that become due join it."""
        return SQL(
            """
            SELECT latest.*, ROW_NUMBER() OVER (PARTITION BY latest.partner_id ORDER BY latest.group_key) = 1 AS is_first
              FROM (
                SELECT DISTINCT ON (action.partner_id, action.group_key)
                       action.partner_id, action.group_key, action.id, action.channel, action.step_id, step.delay,
                       action.printed_on IS NOT NULL AS printed
                  FROM dunning_action AS action
                  LEFT JOIN dunning_plan_step AS step ON step.id = action.step_id
                 WHERE action.company_id = %s AND action.state IN ('todo', 'ready', 'failed')
                 ORDER BY action.partner_id, action.group_key, step.delay DESC NULLS LAST, action.id
              ) AS latest
            """,
            company.id,
        )

    def _sql_wait(self):
        """Days between the last step and the next one (rule 5).

        The plan's interval; or the gap between both delays when the last step was done later than that
        interval after its own day, so that an old debt keeps the plan's cadence.
        """
        return SQL(
            """CASE WHEN remembered.last_date > item.due + remembered.last_delay + assigned.minimum_interval
                    THEN step.delay - remembered.last_delay ELSE assigned.minimum_interval END"""
        )

    def _sql_next_step(self, today):
        """The smallest delay above the last step's, and the day on which it falls (rule 5).

        A step before the due date is possible only before the due date. In ``jump`` mode the step that
        fits the age comes first.
        """
        return SQL(
            """
            SELECT item.id AS item_id, step.id AS step_id, step.delay, step.channel,
                   GREATEST(item.due + step.delay, remembered.last_date + %(wait)s) AS day
              FROM item
              JOIN assigned ON assigned.item_id = item.id
              LEFT JOIN remembered ON remembered.item_id = item.id
              JOIN (
                SELECT item.id AS item_id,
                       COALESCE(MAX(candidate.delay) FILTER (
                           WHERE assigned.catch_up = 'jump' AND item.due + candidate.delay <= %(today)s
                       ), MIN(candidate.delay)) AS delay
                  FROM item
                  JOIN assigned ON assigned.item_id = item.id
                  JOIN dunning_plan_step AS candidate ON candidate.plan_id = assigned.plan_id AND candidate.active
                  LEFT JOIN remembered ON remembered.item_id = item.id
                 WHERE item.residual_currency > 0 AND (candidate.delay >= 0 OR %(today)s < item.due)
                   AND (remembered.last_delay IS NULL
                        OR candidate.delay > remembered.last_delay AND NOT candidate.id = ANY(remembered.step_ids))
                 GROUP BY item.id
              ) AS next ON next.item_id = item.id
              JOIN dunning_plan_step AS step ON step.plan_id = assigned.plan_id AND step.active AND step.delay = next.delay
            """,
            wait=self._sql_wait(),
            today=today,
        )

    # -- whether today (rules 3 and 6) -------------------------------------------------------------

    def _sql_gate(self):
        """First day on which the customer may be contacted again."""
        return SQL("contacted.day + assigned.minimum_interval")

    def _sql_covered(self):
        """What credits cover of an item, in its currency."""
        return SQL("COALESCE(netted.covered, 0)")

    def _sql_overdue(self, today):
        """Whether an item is overdue: due today is not (rule 1)."""
        return SQL("item.due < %s", today)

    def _sql_reasoned(self, today):
        return SQL(
            """
            SELECT situation.*,
                   CASE WHEN situation.residual_currency < 0 THEN 'credit'
                        WHEN situation.suspended_by IS NOT NULL THEN situation.suspended_by
                        WHEN situation.net_currency <= 0 THEN 'covered'
                        WHEN situation.pending_id IS NOT NULL THEN 'in_progress'
                        WHEN situation.plan_id IS NULL THEN 'no_plan'
                        WHEN situation.step_id IS NULL THEN 'plan_finished'
                        WHEN situation.step_date > %(today)s THEN 'not_due'
                        WHEN situation.open_id IS NOT NULL THEN
                             CASE WHEN situation.can_join THEN 'join' ELSE 'open_action' END
                        WHEN situation.gate > %(today)s THEN 'contacted'
                    END AS obstacle
              FROM (
                SELECT item.*, assigned.profile_id, assigned.plan_id, assigned.minimum_interval, assigned.threshold,
                       assigned.grouping, assigned.priority,
                       assigned.group_key,
                       suspension.code AS suspended_by, suspension.until, suspension.hold_id,
                       %(covered)s AS covered_currency,
                       item.residual_currency - %(covered)s AS net_currency,
                       ROUND(item.residual * (item.residual_currency - %(covered)s) / item.residual_currency,
                             company_currency.decimal_places) AS net,
                       %(overdue)s AS is_overdue, GREATEST(%(today)s - item.due, 0) AS days_overdue,
                       remembered.last_step_id, remembered.last_date, pending.action_id AS pending_id,
                       COALESCE(pending.step_id, next_step.step_id) AS step_id,
                       next_step.delay AS step_delay, next_step.channel AS step_channel, next_step.day AS step_date,
                       contacted.day AS contact_day, %(gate)s AS gate,
                       COALESCE(open_action.id, busy.id) AS open_id,
                       open_action.step_id IS NOT NULL AND NOT open_action.printed AND (
                           open_action.step_id = next_step.step_id
                           OR NOT open_action.channel = ANY(%(exclusive)s) AND next_step.channel = ANY(%(riding)s)
                              AND next_step.delay <= open_action.delay
                       ) AS can_join
                  FROM item
                  JOIN assigned ON assigned.item_id = item.id
                  JOIN res_company AS company ON company.id = item.company_id
                  JOIN res_currency AS company_currency ON company_currency.id = company.currency_id
                  LEFT JOIN suspension ON suspension.item_id = item.id
                  LEFT JOIN netted ON netted.item_id = item.id
                  LEFT JOIN remembered ON remembered.item_id = item.id
                  LEFT JOIN pending ON pending.item_id = item.id
                  LEFT JOIN next_step ON next_step.item_id = item.id
                  LEFT JOIN contacted ON contacted.partner_id = item.partner_id
                  LEFT JOIN open_action ON open_action.partner_id = item.partner_id
                                       AND open_action.group_key = assigned.group_key
                  LEFT JOIN open_action AS busy ON busy.partner_id = item.partner_id AND busy.is_first
              ) AS situation
            """,
            today=today,
            covered=self._sql_covered(),
            overdue=self._sql_overdue(today),
            gate=self._sql_gate(),
            exclusive=list(EXCLUSIVE_CHANNELS),
            riding=list(RIDING_CHANNELS),
        )

    # -- who acts (rules 6 and 7) ------------------------------------------------------------------

    def _sql_lead(self):
        """For each customer (or invoice, when grouped by invoice) the steps that are due, the highest in place 1."""
        return SQL(
            """
            SELECT DISTINCT ON (due.partner_id, due.group_key, due.step_id) due.*
              FROM (
                SELECT reasoned.partner_id, reasoned.group_key, reasoned.profile_id, reasoned.contact_id, reasoned.threshold,
                       reasoned.step_id, reasoned.step_delay,
                       SUM(reasoned.net) OVER (
                           PARTITION BY reasoned.partner_id, reasoned.group_key, reasoned.step_id) AS step_amount,
                       ROW_NUMBER() OVER (
                           PARTITION BY reasoned.partner_id, reasoned.group_key
                           ORDER BY reasoned.step_delay DESC, reasoned.priority, reasoned.due, reasoned.id) AS place
                  FROM reasoned
                 WHERE reasoned.obstacle IS NULL
              ) AS due
             ORDER BY due.partner_id, due.group_key, due.step_id, due.place
            """
        )

    def _sql_addressed(self, company):
        """The channel really used and the person contacted, for each lead.

        Below the step's minimum amount, and where the address for the channel is missing, the fallback
        channel serves. The person: the step's role, else payment, else invoice reception, else the
        invoice's own contact, the customer's invoice address, the registered office. A letter to the legal
        representative goes to the registered office when nobody is named.
        """
        return SQL(
            """
            SELECT choice.partner_id, choice.group_key, choice.step_id, choice.step_delay, choice.place, choice.threshold, choice.channel,
                   CASE WHEN choice.channel = 'email' THEN choice.email_id
                        WHEN choice.channel = ANY(%(postal)s) THEN choice.post_id
                        WHEN choice.channel = 'sms' THEN choice.phone_id
                        WHEN choice.channel = 'phone' THEN COALESCE(choice.phone_id, choice.any_id)
                        ELSE choice.any_id END AS recipient_id
              FROM (
                SELECT lead.*, reach.email_id, reach.post_id, reach.phone_id, reach.any_id,
                       CASE WHEN step.fallback_channel IS NULL THEN step.channel
                            WHEN step.minimum_amount > 0 AND lead.step_amount < step.minimum_amount THEN step.fallback_channel
                            WHEN step.channel = 'email' AND reach.email_id IS NULL THEN step.fallback_channel
                            WHEN step.channel = ANY(%(postal)s) AND reach.post_id IS NULL THEN step.fallback_channel
                            WHEN step.channel IN ('sms', 'phone') AND reach.phone_id IS NULL THEN step.fallback_channel
                            ELSE step.channel END AS channel
                  FROM lead
                  JOIN dunning_plan_step AS step ON step.id = lead.step_id
                  LEFT JOIN dunning_profile AS profile ON profile.id = lead.profile_id
                  CROSS JOIN LATERAL (
                    SELECT (ARRAY_AGG(contact.id ORDER BY who.rank) FILTER (
                               WHERE contact.email_normalized IS NOT NULL AND NOT EXISTS (
                                   SELECT FROM dunning_action AS bounced
                                    WHERE bounced.partner_id = lead.partner_id AND bounced.company_id = %(company)s
                                      AND bounced.delivery_status = 'bounced'
                                      AND bounced.recipient_address = contact.email_normalized)))[1] AS email_id,
                           (ARRAY_AGG(contact.id ORDER BY who.rank) FILTER (
                               WHERE (contact.street <> '' OR contact.street2 <> '') AND (contact.city <> '' OR contact.zip <> '')
                                 AND (step.recipient_role IS DISTINCT FROM 'legal' OR who.rank IN (1, 6))))[1] AS post_id,
                           (ARRAY_AGG(contact.id ORDER BY who.rank) FILTER (WHERE contact.phone <> ''))[1] AS phone_id,
                           (ARRAY_AGG(contact.id ORDER BY who.rank))[1] AS any_id
                      FROM (VALUES
                               (CASE step.recipient_role WHEN 'invoice' THEN profile.invoice_contact_id
                                                         WHEN 'approval' THEN profile.approval_contact_id
                                                         WHEN 'legal' THEN profile.legal_contact_id
                                                         ELSE profile.payment_contact_id END, 1),
                               (profile.payment_contact_id, 2),
                               (profile.invoice_contact_id, 3),
                               (lead.contact_id, 4),
                               ((SELECT child.id FROM res_partner AS child
                                  WHERE child.parent_id = lead.partner_id AND child.type = 'invoice' AND child.active
                                  ORDER BY child.id LIMIT 1), 5),
                               (lead.partner_id, 6)
                           ) AS who(id, rank)
                      JOIN res_partner AS contact ON contact.id = who.id AND contact.active
                  ) AS reach
              ) AS choice
            """,
            postal=list(POSTAL_CHANNELS),
            company=company.id,
        )

    def _sql_part(self):
        """The items that would take part in each step that is due, what they add up to, and what is in the way.

        Items at that step take part; lower ones that are due ride along when it is an e-mail, SMS or plain letter
        they wait for and the acting channel is not about its own items only (rule 6).
        """
        return SQL(
            """
            SELECT part.*,
                   CASE WHEN part.amount < part.threshold THEN 'below_threshold'
                        WHEN part.recipient_id IS NULL AND part.channel <> 'server_action' THEN 'no_address' END AS problem
              FROM (
                SELECT reasoned.id AS item_id, reasoned.partner_id, reasoned.group_key, reasoned.net,
                       addressed.step_id AS lead_step_id, addressed.place, addressed.channel, addressed.recipient_id,
                       addressed.threshold,
                       CASE WHEN reasoned.step_id = addressed.step_id THEN 'act' ELSE 'ride' END AS verdict,
                       SUM(reasoned.net) OVER (
                           PARTITION BY reasoned.partner_id, reasoned.group_key, addressed.step_id) AS amount
                  FROM reasoned
                  JOIN addressed ON addressed.partner_id = reasoned.partner_id AND addressed.group_key = reasoned.group_key
                 WHERE reasoned.obstacle IS NULL
                   AND (reasoned.step_id = addressed.step_id
                        OR NOT addressed.channel = ANY(%s) AND reasoned.step_channel = ANY(%s)
                           AND reasoned.step_delay <= addressed.step_delay)
              ) AS part
            """,
            list(EXCLUSIVE_CHANNELS),
            list(RIDING_CHANNELS),
        )

    def _sql_taking(self):
        """The items of the step that acts, and the rank of the customer by amount.

        The highest step acts; one that is below the threshold or has no address keeps no lower one back.
        """
        return SQL(
            """
            SELECT chosen.*, DENSE_RANK() OVER (
                       PARTITION BY chosen.problem IS NULL ORDER BY chosen.customer_amount DESC, chosen.partner_id) AS rank
              FROM (
                SELECT part.*, SUM(part.net) OVER (PARTITION BY part.partner_id) AS customer_amount
                  FROM (
                    SELECT part.*, FIRST_VALUE(part.lead_step_id) OVER (
                               PARTITION BY part.partner_id, part.group_key
                               ORDER BY part.problem IS NOT NULL, part.place) AS acting_id
                      FROM part
                  ) AS part
                 WHERE part.lead_step_id = part.acting_id
              ) AS chosen
            """
        )

    def _sql_decision(self, today):
        """The last word on each item: verdict and reason."""
        return SQL(
            """
            SELECT reasoned.id AS item_id, reasoned.move_id, reasoned.partner_id, reasoned.company_id, reasoned.currency_id,
                   reasoned.due AS date_due, reasoned.residual, reasoned.residual_currency, reasoned.covered_currency,
                   reasoned.net, reasoned.net_currency, reasoned.is_overdue, reasoned.days_overdue, reasoned.profile_id,
                   reasoned.plan_id, reasoned.last_step_id, reasoned.last_date AS last_step_date, reasoned.step_id,
                   reasoned.step_date,
                   CASE WHEN reasoned.step_date IS NULL OR reasoned.suspended_by IS NOT NULL AND reasoned.until IS NULL THEN NULL
                        WHEN reasoned.obstacle IN ('covered', 'excluded', 'in_progress') THEN NULL
                        ELSE GREATEST(reasoned.step_date, reasoned.gate, reasoned.until + 1, %(today)s) END AS next_date,
                   CASE WHEN reasoned.obstacle = 'join' THEN 'join'
                        WHEN reasoned.obstacle IS NOT NULL OR taking.item_id IS NULL OR taking.problem IS NOT NULL THEN 'none'
                        WHEN taking.rank > %(room)s THEN 'none'
                        ELSE taking.verdict END AS verdict,
                   CASE WHEN reasoned.obstacle IS NOT NULL THEN reasoned.obstacle
                        WHEN taking.item_id IS NULL THEN COALESCE(own.problem, 'other_step')
                        WHEN taking.problem IS NOT NULL THEN taking.problem
                        WHEN taking.rank > %(room)s THEN 'daily_cap'
                        ELSE taking.verdict END AS reason,
                   reasoned.until, reasoned.hold_id, COALESCE(reasoned.pending_id, reasoned.open_id) AS open_action_id,
                   reasoned.contact_day AS contact_date, reasoned.minimum_interval, reasoned.group_key,
                   COALESCE(own.lead_step_id, acting.lead_step_id) AS lead_step_id, COALESCE(own.channel, acting.channel) AS channel,
                   CASE WHEN own.item_id IS NULL THEN acting.recipient_id ELSE own.recipient_id END AS recipient_id,
                   COALESCE(taking.amount, own.amount) AS addressed_amount
              FROM reasoned
              LEFT JOIN taking ON taking.item_id = reasoned.id
              LEFT JOIN (SELECT DISTINCT partner_id, group_key, lead_step_id, channel, recipient_id FROM taking) AS acting
                     ON acting.partner_id = reasoned.partner_id AND acting.group_key = reasoned.group_key
                    AND reasoned.obstacle IS NULL
              -- the item's own step, when something is in its way and another one acts
              LEFT JOIN part AS own ON own.item_id = reasoned.id AND own.verdict = 'act' AND own.problem IS NOT NULL
                                   AND taking.item_id IS NULL
            """,
            today=today,
            room=self._room(today),
        )

    def _room(self, today):
        """How many more customers may be contacted today (context ``dunning_room``), all when there is no cap."""
        room = self.env.context.get("dunning_room")
        return 2**31 - 1 if room is None else room
