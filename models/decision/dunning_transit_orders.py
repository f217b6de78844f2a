"""Debit orders of add-ons beside ours: what stands in one is on its way, for the item of its line.

Two add-ons of the OCA that exclude each other, and descendants of theirs, have the same two tables. Our glue add-on of each
says that they are there; without one nothing here is called.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import near_day, near_days
from .dunning_transit import UNDER_WAY

# States of an order whose payments are not made yet.
IN_PREPARATION = ("draft", "open", "generated")


class DunningTransit(models.AbstractModel):
    _inherit = "dunning.transit"

    def _sql_ordered(self, question, items):
        """Lines of debit orders that are not booked yet, from the day on which they were put there.

        The day is that of execution, which is known when the order is confirmed; before, the due date.

        :return: SQL with the columns of ``_sql_transit_payments``
        """
        return SQL(
            """
            SELECT -1000000000 - line.id, NULL::int, item.partner_id, line.company_id, line.currency_id, line.amount_currency,
                   CASE WHEN line.currency_id = item.currency_id
                        THEN line.amount_currency * item.residual / item.residual_currency ELSE item.residual END,
                   %(day)s, %(day)s + %(days)s, 'in_payment', CONCAT_WS(' ', debit.name, line.communication), ARRAY[item.move_id]
              FROM account_payment_line AS line
              JOIN account_payment_order AS debit ON debit.id = line.order_id AND debit.payment_type = 'inbound'
              JOIN %(items)s AS item ON item.id = line.move_line_id AND item.residual_currency > 0
             WHERE line.company_id IN (%(companies)s) AND line.amount_currency > 0
               AND (debit.state = ANY(%(preparing)s) OR debit.state = 'uploaded' AND %(unbooked)s)
               AND %(known)s
            """,
            day=near_day(SQL("GREATEST(COALESCE(line.date, debit.date_scheduled, item.due), line.create_date::date)")),
            days=near_days(question.company.dunning_transit_days),
            companies=self.env["dunning.engine"]._sql_companies(question.company),
            preparing=list(IN_PREPARATION),
            unbooked=self._sql_unbooked(),
            known=SQL("line.create_date::date <= %s", question.today) if question.as_of else SQL("TRUE"),
            items=items,
        )

    def _sql_unbooked(self):
        """Whether a ``line`` of an order has a payment without entry that was not rejected."""
        link = self.env["account.payment.line"]._fields["payment_ids"]
        return SQL(
            """EXISTS (SELECT FROM %(table)s AS made
                         JOIN account_payment AS payment ON payment.id = made.%(payment)s
                        WHERE made.%(line)s = line.id AND payment.move_id IS NULL AND payment.state = ANY(%(states)s))""",
            table=SQL.identifier(link.relation),
            payment=SQL.identifier(link.column2),
            line=SQL.identifier(link.column1),
            states=list(UNDER_WAY),
        )

    def _sql_to_fetch(self, question, code, fetched):
        """Items whose money we fetch ourselves and have not asked the bank for: nothing is the customer's to do until it should have come.

        What stood in an order that was given to the bank rests no more by this: while it is under way it rests by its
        payment, and what came back is asked at once.

        :param Question question: what is asked
        :param str code: of the reason
        :param SQL fetched: the condition that ``invoice`` is paid that way
        :return: SQL with the columns of ``dunning.suspension._suspension_queries``
        """
        presented = SQL(
            """EXISTS (SELECT FROM account_payment_line AS line
                         JOIN account_payment_order AS debit ON debit.id = line.order_id AND debit.state = 'uploaded'
                        WHERE line.move_line_id = item.id)"""
        )
        return SQL(
            """
            SELECT item.id, %(code)s, %(last)s, NULL::int
              FROM item
              JOIN account_move AS invoice ON invoice.id = item.move_id AND invoice.move_type IN ('out_invoice', 'out_receipt')
             WHERE item.residual_currency > 0 AND %(fetched)s AND %(last)s >= %(today)s AND NOT %(presented)s
            """,
            code=code,
            last=SQL("(%s + %s)", near_day(SQL("item.due")), near_days(question.company.dunning_transit_days)),
            today=question.today,
            fetched=fetched,
            presented=presented if "account.payment.order" in self.env else SQL("FALSE"),
        )
