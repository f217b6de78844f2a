"""The one owner of suspension: a single query that unites every reason why an item is not chased now.

Holds (announcement, proceedings…) come from ``dunning.hold``, promises and disputes from their own tables;
everything else is a signal that Odoo already has: payment state, pending transactions, unreconciled bank lines, excluded journals.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import FAR_DAY
from .dunning_transit import UNDER_WAY

# Codes of suspensions that come from the ledger, not from a hold. The order is the order in which a person
# would want to hear them; holds rank by the same list, after their own kind.
LEDGER_CODES = (
    "excluded", "time_barred", "in_payment", "transaction", "bank_line", "blocked", "discount", "dispute_settled", "arriving",
    "settlement",
)  # fmt: skip

RANK = (
    "excluded", "legal", "insolvency", "time_barred", "factor", "dispute", "payment_plan", "promise", "dispute_settled",
    "payment_announced", "direct_debit", "in_payment", "transaction", "bank_line", "reply", "undelivered", "blocked", "hold",
    "arriving", "settlement",
)  # fmt: skip


class DunningSuspension(models.AbstractModel):
    _name = "dunning.suspension"
    _description = "Reasons that suspend dunning"

    def _sql_suspensions(self, question):
        """Return the query of all suspensions of the rows of ``item``, strongest reason first.

        :param Question question: what is asked
        :return: SQL with columns ``item_id, code, until, hold_id, last_day``, one row an item; ``last_day`` is the
            end of all its reasons, NULL when one of them has none
        """
        return self._sql_strongest(SQL(" UNION ALL ").join(self._suspension_queries(question)))

    def _sql_strongest(self, reasons):
        """Return the strongest of several reasons of each item, with the end of all of them.

        :param SQL reasons: query of ``item_id, code, until, hold_id``
        """
        return SQL(
            """
            SELECT DISTINCT ON (reason.item_id) reason.item_id, reason.code, reason.until, reason.hold_id,
                   NULLIF(MAX(CASE WHEN reason.until IS NULL THEN 'infinity' ELSE LEAST(reason.until, %s) END)
                          OVER (PARTITION BY reason.item_id), 'infinity') AS last_day
              FROM (%s) AS reason
             ORDER BY reason.item_id, ARRAY_POSITION(%s::varchar[], reason.code::varchar),
                      reason.until DESC NULLS FIRST
            """,
            FAR_DAY,
            reasons,
            list(RANK),
        )

    def _suspension_queries(self, question):
        """Return the queries that each give one reason; other add-ons append theirs.

        :return: list of SQL with columns ``item_id, code, until, hold_id``
        """
        promises, debits = [], []
        if not question.without_promises and question.may_have("promises"):
            promises.append(self._sql_promise(question))
        if not question.without_promises and question.may_have("payment_plans"):
            promises.append(self.env["dunning.payment.plan"]._sql_plan_rest(question))
        if not question.without_debits and question.may_have("debits"):
            debits.append(self.env["dunning.debit"]._sql_debit_rest(question))
        Post = self.env["dunning.invoice.transit"]
        arriving = [Post._sql_not_arrived(question)] if Post._transit_rules(question.company.id) else []
        Transit = self.env["dunning.transit"]
        known = [
            (("old_items",), self._sql_time_barred),
            (("holds",), self._sql_hold),
            (("disputes",), self._sql_dispute),
            (("disputes",), self._sql_dispute_settled),
            (("factors",), self._sql_factor_collects),
            (("cases",), self._sql_handed_over_rest),
            (("receipts",), self._sql_bank_line),
            (("payments", "unallocated"), Transit._sql_named_by_others),
        ]
        return [
            self._sql_exclusion_rest(),
            *(query(question) for names, query in known if question.may_have(*names)),
            *promises,
            *debits,
            self._sql_suspended_by_state(),
            *([self._sql_on_its_way()] if Transit._way_queries(question, SQL("item")) else []),
            *arriving,
        ]

    def _sql_factor_collects(self, question):
        """Items assigned to a factor who collects them himself."""
        factored = self.env["dunning.assignment"]._sql_factored(question.company, question.today)
        return SQL(
            "SELECT factored.item_id, 'factor', factored.date_end, NULL::int FROM (%s) AS factored WHERE factored.collects = 'factor'",
            factored,
        )

    def _sql_exclusion_rest(self):
        return SQL(
            "SELECT item.id AS item_id, 'excluded' AS code, NULL::date AS until, NULL::int AS hold_id FROM item WHERE item.excluded"
        )

    def _sql_time_barred(self, question):
        """Claims whose time is over, unless a person asks for them all the same."""
        barred = self.env["dunning.limitation"]._sql_barred(question.today)
        return SQL("SELECT barred.item_id, 'time_barred', NULL::date, NULL::int FROM (%s) AS barred", barred)

    def _sql_hold(self, question):
        return SQL(
            """
            SELECT item.id, hold.kind, hold.date_end, hold.id
              FROM dunning_hold AS hold
              JOIN item ON item.partner_id = hold.partner_id
             WHERE hold.move_id IS NULL AND %(in_force)s AND %(keeps)s
             UNION ALL
            SELECT item.id, hold.kind, hold.date_end, hold.id
              FROM dunning_hold AS hold
              JOIN item ON item.move_id = hold.move_id AND %(about_item)s
             WHERE %(in_force)s AND %(keeps)s
            """,
            about_item=self._sql_about_item("hold"),
            keeps=self.env["dunning.hold"]._sql_keeps(SQL("hold"), SQL("item.due")),
            in_force=self._sql_in_force(question),
        )

    def _sql_about_item(self, table):
        """Whether what was said of an invoice is about an ``item`` of it, whoever owes it now (contacts move to others).

        An entry may be of several customers: what was said of it as a whole is about the items of one. An instalment that
        the accountant deleted by posting anew is not the whole invoice.

        :param str table: alias of the hold or dispute
        """
        return SQL(
            """(%(said)s.move_line_id = item.id OR %(said)s.move_line_id IS NULL AND COALESCE(%(said)s.instalment, 0) = 0
                AND (item.move_type <> 'entry' OR item.partner_id = %(said)s.partner_id))""",
            said=SQL.identifier(table),
        )

    def _sql_in_force(self, question):
        """Whether a ``hold`` of a root company is in force on a day."""
        return SQL(
            """hold.company_id = %(company)s AND %(active)s
               AND hold.date_start <= %(today)s AND (hold.date_end IS NULL OR hold.date_end >= %(today)s)""",
            company=question.company.id,
            active=self._sql_hold_active(question),
            today=question.today,
        )

    def _sql_hold_active(self, question):
        """Whether nobody has ended a ``hold``; of a past day whether nobody had by then."""
        if not question.as_of:
            return SQL("hold.state = 'active'")
        return SQL("(hold.state = 'active' OR hold.ended_on > %s)", question.today)

    def _sql_still_open(self, question, table, ended):
        """Whether a promise or dispute is open; of a past day whether it was then.

        :param Question question: what is asked
        :param str table: alias of its table
        :param str ended: column with the day on which it was judged or settled
        """
        alias = SQL.identifier(table)
        if not question.as_of:
            return SQL("%s.state = 'open'", alias)
        return SQL(
            "(%(alias)s.state = 'open' OR %(alias)s.state <> 'cancelled' AND %(ended)s > %(day)s)",
            alias=alias,
            ended=SQL.identifier(table, ended),
            day=question.today,
        )

    def _sql_dispute(self, question):
        """Open disputes: each suspends its invoice, or its instalment, only, but for approved parts (``_sql_disputed_parts``)."""
        return SQL(
            """
            SELECT item.id, 'dispute', NULL::date, NULL::int
              FROM dunning_dispute AS dispute
              JOIN item ON item.move_id = dispute.move_id AND %(about_item)s
             WHERE dispute.company_id = %(company)s AND %(standing)s AND dispute.date_opened <= %(today)s AND dispute.asks_rest IS NOT TRUE
            """,
            company=question.company.id,
            about_item=self._sql_about_item("dispute"),
            standing=self._sql_still_open(question, "dispute", "settled_on"),
            today=question.today,
        )

    def _sql_parts_set_aside(self, question):
        """Return what of items is not asked for while their rest is: in dispute or being set off; ``item_id, amount``, item's currency."""
        return SQL(
            "SELECT part.item_id, SUM(part.amount) AS amount FROM (%s UNION ALL %s) AS part GROUP BY part.item_id",
            self._sql_disputed_parts(question),
            self.env["dunning.set.off"]._sql_set_off_parts(question),
        )

    def _sql_disputed_parts(self, question):
        """Return what is in dispute of items whose rest is asked for: ``item_id, amount`` in the item's currency."""
        return SQL(
            """
            SELECT item.id AS item_id, SUM(dispute.amount) AS amount
              FROM dunning_dispute AS dispute
              JOIN item ON item.move_id = dispute.move_id AND %(about_item)s
             WHERE dispute.company_id = %(company)s AND %(standing)s AND dispute.date_opened <= %(today)s AND dispute.asks_rest
             GROUP BY item.id
            """,
            company=question.company.id,
            about_item=self._sql_about_item("dispute"),
            standing=self._sql_still_open(question, "dispute", "settled_on"),
            today=question.today,
        )

    def _sql_dispute_settled(self, question):
        """Disputes settled a short while ago: what is left is payable by a day that the customer was told.

        While the message about it waits to leave (``settlement``, after all that stops that message too), no other
        message asks for it: one that leaves the same day would.
        """
        return SQL(
            """
            SELECT item.id, CASE WHEN told.state <> 'done' THEN 'settlement' ELSE 'dispute_settled' END,
                   MAX(dispute.payable_by), NULL::int
              FROM dunning_dispute AS dispute
              JOIN item ON item.move_id = dispute.move_id AND %(about_item)s
              LEFT JOIN dunning_action AS told ON told.id = dispute.settled_action_id
             WHERE dispute.company_id = %(company)s AND dispute.state = 'settled' AND dispute.settled_on <= %(today)s
               AND dispute.payable_by >= %(today)s AND told.state IS DISTINCT FROM 'cancelled'
             GROUP BY 1, 2
            """,
            company=question.company.id,
            about_item=self._sql_about_item("dispute"),
            today=question.today,
        )

    def _sql_handed_over_rest(self, question):
        """Items of cases that were handed over by then and not closed; closed ones rest on, unless they are chased again."""
        return SQL(
            """
            SELECT item.id, 'legal', NULL::date, NULL::int
              FROM dunning_case_item AS part
              JOIN dunning_case AS handed ON handed.id = part.case_id
              JOIN item ON item.id = part.move_line_id
             WHERE handed.company_id = %(company)s AND handed.handed_on <= %(today)s
               AND (handed.closed_on IS NULL OR handed.closed_on > %(today)s OR handed.resumes IS NOT TRUE)
            """,
            company=question.company.id,
            today=question.today,
        )

    def _sql_promise(self, question):
        """Open promises: their items rest until the first of their days is over, grace included.

        An item of which only a part is promised rests when the promise says that its rest waits too. What a broken
        promise has woken stays awake until a newer one is given: the later dates of the same arrangement hold no more.
        """
        return SQL(
            """
            SELECT item.id, 'promise', MIN(promise.date_limit), NULL::int
              FROM dunning_promise AS promise
              JOIN dunning_promise_line AS line ON line.promise_id = promise.id
              JOIN item ON item.id = line.move_line_id
             WHERE promise.company_id = %(company)s AND %(standing)s
               AND promise.date <= %(today)s AND promise.date_limit >= %(today)s
               AND NOT EXISTS (
                    SELECT FROM dunning_promise AS broken
                      JOIN dunning_promise_line AS broken_line ON broken_line.promise_id = broken.id
                     WHERE broken_line.move_line_id = line.move_line_id AND broken.state IN ('partly', 'broken')
                       AND broken.date_limit < %(today)s AND broken.date_limit >= promise.date)
             GROUP BY item.id
            HAVING BOOL_OR(promise.rest_waits) OR SUM(line.amount) >= MAX(line.amount_open)
            """,
            company=question.company.id,
            standing=self._sql_still_open(question, "promise", "judged_on"),
            today=question.today,
        )

    def _sql_suspended_by_state(self):
        """Payment in progress of which no payment is known, or blocked by a person.

        Where the payments are known their amounts count (``dunning.transit``), not what accounting calls the invoice.
        """
        return SQL(
            """
            SELECT item.id, CASE item.payment_state WHEN 'blocked' THEN 'blocked' ELSE 'in_payment' END, NULL::date, NULL::int
              FROM item
             WHERE item.residual_currency > 0 AND item.move_type IN ('out_invoice', 'out_receipt')
               AND (item.payment_state = 'blocked'
                    OR item.payment_state IN ('in_payment', 'paid') AND NOT EXISTS (
                        SELECT FROM account_move__account_payment AS rel
                          JOIN account_payment AS payment ON payment.id = rel.payment_id
                         WHERE rel.invoice_id = item.move_id AND payment.move_id IS NULL AND payment.amount > 0
                           AND payment.state = ANY(%s)))
            """,
            list(UNDER_WAY),
        )

    def _sql_on_its_way(self):
        """Items of which all is on its way, by payments without entry or online payments."""
        return SQL("(%s)", self.env["dunning.transit"]._sql_whole())

    def _sql_bank_line(self, _question):
        """Items that money on the bank account may pay, which nobody has reconciled yet."""
        return SQL("(%s)", self.env["dunning.bank.receipt"]._sql_suspended())
