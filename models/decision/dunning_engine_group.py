"""The decision of groups of companies: subsidiaries whose plan groups by group are one account, that of the topmost company.

What is owed stays each subsidiary's own: credits, holds, disputes, promises, payment runs, moratoria and closed days count by
customer. What is said is said to the group: contact days, budgets, windows and open actions count by account. In the rows of
the decision ``partner_id`` is who owes, ``account_id`` whom the action is for; inside the statement, from ``assigned`` on,
``partner_id`` is the account and ``customer_id`` who owes. Without a plan of that kind both are one, and nothing is asked.
"""

from dataclasses import replace

from odoo import models
from odoo.tools import SQL

# Levels of companies that are climbed at most.
MOST_LEVELS = 20


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _groups_companies(self):
        """Tell whether any plan in use groups by group of companies."""
        return self.env["dunning.plan"].sudo()._is_any_by_group()

    def _widen_question(self, question):
        """Return the question about all customers of the groups of those it is about: what one is told depends on the others.

        :param Question question: what is asked
        """
        if question.partners is None or question.asked is not None or not self._groups_companies():
            return question
        asked = self._sql_asked_customers(question.partners)
        return replace(question, partners=self._sql_whole_groups(asked, question.company), asked=asked)

    def _sql_asked_customers(self, partners):
        if isinstance(partners, SQL):
            return partners
        return SQL("SELECT commercial_partner_id FROM res_partner WHERE id = ANY(%s)", partners.ids)

    def _sql_climb(self, customers, company):
        """The companies above some customers, each in ``above_id`` with its level; one of another company is not climbed to.

        :param SQL customers: query of ids of commercial partners
        :param company: root ``res.company``
        """
        return SQL(
            """
            SELECT known.id AS partner_id, known.id AS above_id, 0 AS level FROM (%(customers)s) AS known(id)
             UNION ALL
            SELECT climb.partner_id, parent.commercial_partner_id, climb.level + 1
              FROM climb
              JOIN res_partner AS child ON child.id = climb.above_id
              JOIN res_partner AS parent ON parent.id = child.parent_id AND parent.commercial_partner_id <> climb.above_id
             WHERE climb.level < %(most)s AND (parent.company_id IS NULL OR parent.company_id IN (%(companies)s))
            """,
            customers=customers,
            most=MOST_LEVELS,
            companies=self._sql_companies(company),
        )

    def _sql_heads(self, customers, company):
        """The topmost company above each customer, itself where there is none: ``partner_id, account_id``."""
        return SQL(
            """
            WITH RECURSIVE climb AS (%s)
            SELECT DISTINCT ON (partner_id) partner_id, above_id AS account_id FROM climb ORDER BY partner_id, level DESC
            """,
            self._sql_climb(customers, company),
        )

    def _sql_whole_groups(self, asked, company):
        """The ids of all partners of the groups to which some customers belong."""
        return SQL(
            """
            WITH RECURSIVE below AS (
                SELECT account_id AS id, 0 AS level FROM (%s) AS head
                 UNION
                SELECT child.id, below.level + 1
                  FROM below JOIN res_partner AS child ON child.parent_id = below.id
                 WHERE below.level < %s
            )
            SELECT id FROM below
            """,
            self._sql_heads(asked, company),
            2 * MOST_LEVELS,
        )

    # -- in the statement --------------------------------------------------------------------------

    def _sql_account(self):
        """The account of an ``item`` by its ``plan``: its group's as soon as one of the customer's plans groups so."""
        if not self._groups_companies():
            return SQL("item.partner_id")
        return SQL(
            """CASE WHEN BOOL_OR(plan.grouping = 'group') OVER (PARTITION BY item.partner_id)
                    THEN head.account_id ELSE item.partner_id END"""
        )

    def _sql_join_heads(self, company):
        """Join the topmost company above the customer of each ``item``, as ``head``, where a plan asks for it."""
        if not self._groups_companies():
            return SQL()
        customers = SQL("SELECT DISTINCT partner_id FROM item")
        return SQL("LEFT JOIN (%s) AS head ON head.partner_id = item.partner_id", self._sql_heads(customers, company))

    def _sql_assigned_to_accounts(self, assigned, company):
        """``assigned`` with the profile and the salesperson of each account, which are the customer's own without groups.

        :param SQL assigned: the query of the items with their plans
        :param company: root ``res.company``
        """
        if not self._groups_companies():
            return SQL("SELECT own.*, own.profile_id AS account_profile_id FROM (%s) AS own", assigned)
        return SQL(
            """
            SELECT %(columns)s, CASE WHEN own.partner_id = own.customer_id THEN own.has_salesperson
                             ELSE COALESCE(profile.own_salesperson_id, head.user_id) IS NOT NULL END AS has_salesperson,
                   profile.id AS account_profile_id
              FROM (%(assigned)s) AS own
              JOIN res_partner AS head ON head.id = own.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = own.partner_id AND profile.company_id = %(company)s
            """,
            columns=SQL(", ").join(SQL.identifier("own", name) for name in ASSIGNED_COLUMNS),
            assigned=assigned,
            company=company.id,
        )

    def _sql_account_actions(self, question):
        """The actions with ``partner_id`` the account of today, and ``is_own``: about one subsidiary by itself.

        Of a question about chosen customers only theirs, which are kept: several parts read them.
        """
        if question.partners is not None:
            return SQL("account_action")
        return SQL("(%s)", self._sql_actions_by_account(SQL("TRUE")))

    def _sql_asked_actions(self, question):
        """The named part with the actions of the customers that are asked about, where not all are."""
        if question.partners is None:
            return SQL("SELECT NULL WHERE FALSE")
        if self._groups_companies():
            accounts = SQL("SELECT customer_id FROM assigned UNION SELECT partner_id FROM assigned")
        else:
            accounts = SQL("SELECT partner_id FROM ledger_item")
        return self._sql_actions_by_account(self._sql_of_asked(question, SQL("one.partner_id"), accounts))

    def _sql_actions_by_account(self, condition):
        """The actions with ``partner_id`` the account of today, by a condition on ``one``."""
        columns = SQL(", ").join(SQL.identifier("one", column) for column in ACTION_COLUMNS)
        if not self._groups_companies():
            return SQL("SELECT %s, one.partner_id, FALSE AS is_own FROM dunning_action AS one WHERE %s", columns, condition)
        return SQL(
            """
            SELECT %(columns)s, COALESCE(member.partner_id, one.partner_id) AS partner_id, member.partner_id IS NOT NULL AS is_own
              FROM dunning_action AS one
              LEFT JOIN (SELECT DISTINCT customer_id, partner_id FROM assigned WHERE customer_id <> partner_id) AS member
                     ON member.customer_id = one.partner_id
             WHERE %(condition)s
            """,
            columns=columns,
            condition=condition,
        )

    def _sql_suspensions_of_accounts(self, question):
        """``suspension``, and what rests because its group does: holds of the whole parent, a pause after its reply.

        Proceedings are of one company: those of the parent say nothing about its subsidiaries.
        """
        if not self._groups_companies():
            return SQL("SELECT * FROM suspension")
        Suspension = self.env["dunning.suspension"]
        of_parent = SQL(
            """
            SELECT assigned.item_id, hold.kind, hold.date_end, hold.id
              FROM assigned
              JOIN dunning_hold AS hold ON hold.partner_id = assigned.partner_id AND hold.move_id IS NULL
               AND hold.move_line_id IS NULL AND hold.kind <> 'insolvency' AND %s
             WHERE assigned.customer_id <> assigned.partner_id AND assigned.item_id NOT IN (SELECT item_id FROM suspension)
            """,
            Suspension._sql_in_force(question),
        )
        return SQL("SELECT * FROM suspension UNION ALL SELECT * FROM (%s) AS of_parent", Suspension._sql_strongest(SQL(
            "SELECT item_id, kind AS code, date_end AS until, id AS hold_id FROM (%s) AS held", of_parent)))

    def _sql_unread_accounts(self):
        """The accounts with an unread reply: of a group whichever of its companies wrote."""
        if not self._groups_companies():
            return SQL("SELECT partner_id FROM unread")
        return SQL(
            """SELECT partner_id FROM assigned
                WHERE partner_id IN (SELECT partner_id FROM unread) OR customer_id IN (SELECT partner_id FROM unread)
                GROUP BY partner_id"""
        )

    def _sql_keep_asked(self, statement, question):
        """Drop the rows of customers that were only looked at because they belong to a group of one that is asked about."""
        if question.asked is None:
            return statement
        return SQL(
            "SELECT word.* FROM (%(statement)s) AS word WHERE word.partner_id IN (%(asked)s) OR word.account_id IN (%(asked)s)",
            statement=statement,
            asked=question.asked,
        )


# What ``assigned`` brings of each item beside what is the account's.
ASSIGNED_COLUMNS = (
    "item_id", "move_id", "partner_id", "customer_id", "company_id", "currency_id", "contact_id", "residual", "residual_currency",
    "due", "invoice_date", "profile_id", "plan_id", "minimum_interval", "threshold", "grouping", "catch_up", "priority", "segment",
    "grouping_window", "letter_window", "not_again_days", "is_prompt", "usual_day", "group_key",
)  # fmt: skip

# What is read of actions beside whom they are for.
ACTION_COLUMNS = (
    "id", "company_id", "state", "date_done", "delivery_status", "is_contact", "group_key", "step_id", "channel", "plan_id", "date",
    "printed_on", "is_settlement", "run_id", "date_cancelled", "write_date",
)  # fmt: skip
