"""What is left to ask of each item: open, less what credits cover. The first parts of the decision, and all that amounts need.

Who wants amounts alone asks here: whose turn it is, and when, is three quarters of the decision's work.
"""

from odoo import models
from odoo.tools import SQL


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _covering_ctes(self, question):
        """Return the first named parts of the statement, up to what covers each item.

        :param Question question: what is asked
        :return: list of SQL
        """
        Suspension, Netting = self.env["dunning.suspension"], self.env["dunning.netting"]
        aside = question.may_have("disputes", "set_offs")
        return [
            SQL("ledger_item AS MATERIALIZED (%s)", self._sql_item(question)),
            self._sql_under_way(question, SQL("ledger_item")),
            SQL("item AS MATERIALIZED (SELECT * FROM ledger_item UNION ALL %s)", self.env["dunning.transit"]._sql_as_items()),
            *self._suspension_ctes(question),
            self._sql_named_part("set_aside", lambda: Suspension._sql_parts_set_aside(question), aside),
            Netting._netting_ctes(question),
        ]

    def _sql_under_way(self, question, items):
        """Return the named part ``under_way``, the payments on their way to items: suspensions read it, netting, coverage.

        :param Question question: what is asked
        :param SQL items: name of the part with the open items
        """
        Transit = self.env["dunning.transit"]
        ways = Transit._way_queries(question, items)
        return self._sql_named_part("under_way", lambda: Transit._sql_sources(question, items, ways), bool(ways))

    def _suspension_ctes(self, question):
        """Return the named parts that end in ``suspension``, why rows of ``item`` rest; they read ``under_way`` too.

        ``receipt_reach`` is what bank receipts pay, which coverage reads as well, ``time_over`` the claims whose time is over.

        :param Question question: what is asked
        :return: list of SQL
        """
        Receipt, Limitation = self.env["dunning.bank.receipt"], self.env["dunning.limitation"]

        def reach():
            parts = Receipt._sql_receipt_parts(question.company, question.today)
            return SQL("WITH %s SELECT * FROM reached", SQL(", ").join(parts))

        return [
            self._sql_named_part("receipt_reach", reach, question.may_have("receipts")),
            self._sql_named_part("time_over", lambda: Limitation._sql_time_over(question), question.may_have("old_items")),
            self._sql_named_part("suspension", self.env["dunning.suspension"]._sql_suspensions(question)),
        ]

    def _sql_covered(self):
        """What credits cover of an item, and what is set aside where the rest is asked for, in its currency."""
        return SQL(
            """CASE WHEN set_aside.amount IS NULL THEN COALESCE(netted.covered, 0)
                    ELSE LEAST(item.residual_currency, COALESCE(netted.covered, 0) + set_aside.amount) END"""
        )

    def _sql_net(self):
        """What is left to ask of an ``item``, in company currency, by ``cover``."""
        return SQL(
            """CASE WHEN cover.covered = 0 THEN item.residual
                    ELSE ROUND(item.residual * (item.residual_currency - cover.covered) / item.residual_currency,
                               company_currency.decimal_places) END"""
        )

    def _sql_net_items(self, question):
        """Return the open items with what is left to ask of each, as the decision has them.

        :param Question question: what is asked
        :return: SQL of ``item_id, partner_id`` (who owes), ``company_id, residual, net`` (company currency), ``is_credit``,
            ``is_overdue, days_overdue``
        """
        self.env.flush_all()
        question = self._look_around(question)
        return SQL(
            """
            WITH RECURSIVE %(parts)s
            SELECT item.id AS item_id, item.partner_id, item.company_id, item.residual, %(net)s AS net,
                   item.residual_currency < 0 AS is_credit, item.due < %(today)s AS is_overdue,
                   GREATEST(%(today)s - item.due, 0) AS days_overdue
              FROM ledger_item AS item
              JOIN res_company AS company ON company.id = item.company_id
              JOIN res_currency AS company_currency ON company_currency.id = company.currency_id
              LEFT JOIN netted ON netted.item_id = item.id
              LEFT JOIN set_aside ON set_aside.item_id = item.id
             CROSS JOIN LATERAL (SELECT %(covered)s AS covered) AS cover
            """,
            parts=SQL(",\n").join(self._covering_ctes(question)),
            covered=self._sql_covered(),
            net=self._sql_net(),
            today=question.today,
        )
