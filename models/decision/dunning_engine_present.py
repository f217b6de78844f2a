"""What there is in the books that a question is about: parts of the decision that nothing can be in are not put together.

PostgreSQL plans all that a statement says before it reads the first row: for one customer that takes several times as long as the
reading. Most companies have no factor, no set-off, no payment on its way today. One short statement asks for all of it, and what
is not there stands in the decision as an empty part with the same columns.

A check may say yes where nothing comes of it, never no where something would: it leaves out conditions, it adds none. Of past days
all is put together; in simulations there are always contacts and open actions.
"""

from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import near_days
from ..shared.receivable import sql_trade
from .dunning_transit import UNDER_WAY

# The columns of the parts that may be empty.
COLUMNS_OF_PARTS = {
    "under_way": {
        "id": "int", "payment_id": "int", "partner_id": "int", "company_id": "int", "currency_id": "int", "move_ids": "int[]",
        "head": "int", "amount": "numeric", "amount_company": "numeric", "date": "date", "last_day": "date", "code": "text",
        "label": "text", "stays": "boolean", "is_live": "boolean",
    },
    "receipt_reach": {
        "item_id": "int", "is_live": "boolean", "last_day": "date", "ground": "text", "receipt_id": "int", "date": "date",
        "amount": "numeric",
    },
    "time_over": {"item_id": "int", "date_due": "date", "pursued_on": "date", "debtor_class": "varchar"},
    "set_aside": {"item_id": "int", "amount": "numeric"},
    "netted": {"item_id": "int", "covered": "numeric"},
    "discounted": {"item_id": "int"},
    "overdue_sum": {"partner_id": "int", "count": "int", "total": "numeric"},
    "held": {"item_id": "int", "held": "varchar", "until": "date"},
    "contacted": {"partner_id": "int", "latest": "date", "day": "date"},
    "open_action": {
        "partner_id": "int", "group_key": "int", "id": "int", "channel": "varchar", "step_id": "int", "delay": "int",
        "sealed": "boolean", "is_first": "boolean",
    },
    "pending": {"item_id": "int", "action_id": "int", "step_id": "int"},
    "said": {"partner_id": "int", "group_key": "int", "step_id": "int", "day": "date"},
    "lettered": {"partner_id": "int", "day": "date"},
    "phoned": {"partner_id": "int", "group_key": "int", "by_sales": "boolean", "day": "date"},
    "asked": {"item_id": "int"},
    "letter": {"item_id": "int", "step_id": "int", "step_date": "date"},
}  # fmt: skip

# So many open items are looked through; where there are more, all that items may have is taken to be there.
FEW_ITEMS = 500

# What a company has or has not, by the table and the rows that tell it.
BY_COMPANY = {
    "holds": SQL("dunning_hold AS one WHERE one.state = 'active'"),
    "disputes": SQL("dunning_dispute AS one WHERE one.state IN ('open', 'settled')"),
    "factors": SQL("dunning_assignment AS one WHERE TRUE"),
    "cases": SQL("dunning_case AS one WHERE one.handed_on IS NOT NULL"),
    "promises": SQL("dunning_promise AS one WHERE one.state = 'open'"),
    "payment_plans": SQL("dunning_payment_plan AS one WHERE TRUE"),
    "debits": SQL("dunning_debit AS one WHERE TRUE"),
    "set_offs": SQL("dunning_set_off AS one WHERE TRUE"),
    "contacts": SQL("dunning_action AS one WHERE one.state = 'done'"),
    "actions": SQL("dunning_action AS one WHERE one.state IN ('todo', 'ready', 'failed')"),
}


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _look_around(self, question):
        """Return the question with what there is: ``Question.present``. One statement.

        :param Question question: what is asked
        """
        if question.present is not None or question.as_of:
            return question
        self.env.flush_all()
        books, items = self._presence_checks(question), self._item_checks(question)
        there = SQL(", ").join(SQL("EXISTS (SELECT FROM %s)", one) for one in books.values())
        of_items = SQL(", ").join(SQL("COALESCE(BOOL_OR(%s), FALSE) OR COUNT(*) > %s", one, FEW_ITEMS) for one in items.values())
        of_few = self._sql_few_items(question)
        found = self.env.execute_query(SQL("SELECT %s, items.* FROM (SELECT %s %s) AS items", there, of_items, of_few))
        names = [name for name, is_there in zip((*books, *items), found[0], strict=True) if is_there]
        # what was simulated for the days before was done, or is open
        return replace(question, present=frozenset([*names, *(("contacts", "actions") if question.simulated else ())]))

    def _presence_checks(self, question):
        """Return what tells of the company's books whether there is something: dict of SQL, a table and its rows, by name.

        Who adds a reason or a payment of another kind need not name it here: what he adds is always read.

        :param Question question: what is asked
        """
        company, today = question.company, question.today
        companies = self._sql_companies(company)
        return {
            **{name: SQL("%s AND one.company_id = %s", rows, company.id) for name, rows in BY_COMPANY.items()},
            "payments": SQL(
                """account_payment AS one WHERE one.move_id IS NULL AND one.payment_type = 'inbound' AND one.amount > 0
                      AND one.state = ANY(%s) AND one.company_id IN (%s)""",
                list(UNDER_WAY),
                companies,
            ),
            "transactions": SQL(
                """payment_transaction AS one WHERE one.amount > 0
                      AND (one.state IN ('pending', 'authorized') OR one.state = 'done' AND one.is_post_processed IS NOT TRUE)"""
            ),
            "receipts": SQL(
                """account_bank_statement_line AS one WHERE one.is_reconciled IS NOT TRUE AND one.amount > 0
                      AND one.company_id IN (%s)""",
                companies,
            ),
            "conditions": SQL("dunning_plan_step AS one WHERE one.active AND (one.minimum_count > 0 OR one.minimum_total > 0)"),
            "by_invoice": SQL("dunning_plan AS one WHERE one.grouping = 'invoice'"),
            # payments of anybody, within their days: their texts may name what others owe
            "unallocated": SQL(
                """account_move_line AS one
                    WHERE one.reconciled IS NOT TRUE AND one.parent_state = 'posted' AND one.amount_residual < 0
                      AND (one.payment_id IS NOT NULL OR one.statement_line_id IS NOT NULL)
                      AND one.date BETWEEN %(today)s::date - %(days)s AND %(today)s AND one.company_id IN (%(companies)s)""",
                today=today,
                days=near_days(company.dunning_transit_days),
                companies=companies,
            ),
        }

    def _item_checks(self, question):
        """Return what tells of a few open items whether there is something: dict of SQL, a condition, by name.

        ``old_items``: no younger than the shortest time of limitation; by performance too, which people may date back. An
        instalment that replaced an item may be of an older invoice. ``notices``: a law wants one first.

        :param Question question: what is asked
        """
        return {
            "credits": SQL("line.amount_residual_currency < 0"),
            "discounts": SQL("line.discount_date IS NOT NULL"),
            "old_items": SQL(
                """line.is_replacement OR line.is_performed
                   OR LEAST(line.date, line.invoice_date, line.date_maturity, line.delivery_date) < %s::date + INTERVAL '1 month' - (
                      SELECT MIN(MAKE_INTERVAL(COALESCE(rule.years, 0), COALESCE(rule.months, 0)))
                        FROM dunning_limitation_rule AS rule WHERE rule.active)""",
                question.today,
            ),
            "notices": SQL(
                """COALESCE(line.country_id, (SELECT seat.country_id FROM res_company AS root JOIN res_partner AS seat
                                                       ON seat.id = root.partner_id WHERE root.id = %s))
                   IN (SELECT rule.country_id FROM dunning_notice_rule AS rule WHERE rule.active)""",
                question.company.id,
            ),
        }

    def _sql_few_items(self, question):
        """The open receivable items of those asked about, as ``line``, of many only so many that they are known to be many."""
        return SQL(
            """
            FROM (
                SELECT line.amount_residual_currency, line.discount_date, line.date, line.invoice_date, line.date_maturity,
                       entry.delivery_date, customer.country_id, performance.id IS NOT NULL AS is_performed,
                       owed.id IS NOT NULL AS is_replacement
                  FROM account_move_line AS line
                  JOIN account_move AS entry ON entry.id = line.move_id
                  JOIN res_partner AS contact ON contact.id = line.partner_id
                  JOIN res_partner AS customer ON customer.id = contact.commercial_partner_id
                  LEFT JOIN dunning_performance AS performance ON performance.move_id = entry.id
                  LEFT JOIN dunning_replacement AS owed ON owed.line_id = line.id
                 WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted'
                   AND line.account_id = ANY(ARRAY(SELECT account.id FROM account_account AS account WHERE %(trade)s))
                   AND line.company_id = ANY(ARRAY(%(companies)s)) AND %(partners)s
                 LIMIT %(few)s + 1
            ) AS line
            """,
            trade=sql_trade(),
            companies=self._sql_companies(question.company),
            partners=self._sql_partners(question.partners),
            few=FEW_ITEMS,
        )

    def _sql_named_part(self, name, query, is_used=True):
        """Return a named part of the statement, kept once it is read.

        :param str name: of the part
        :param query: SQL, or a function that gives it, called where the part is used
        :param bool is_used: whether anything can be in it; otherwise it is one of ``COLUMNS_OF_PARTS`` without rows
        """
        if is_used:
            return SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), query() if callable(query) else query)
        columns = (SQL("NULL::%s AS %s", SQL(kind), SQL.identifier(column)) for column, kind in COLUMNS_OF_PARTS[name].items())
        return SQL("%s AS MATERIALIZED (SELECT %s WHERE FALSE)", SQL.identifier(name), SQL(", ").join(columns))
