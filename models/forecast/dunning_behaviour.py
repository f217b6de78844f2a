"""How customers of a company pay: read from the ledger by a few statements, however many they are.

What a payment of an item is: what reconciles it from a bank, cash or card journal, on the day of the reconciliation
(``account.partial.reconcile.max_date``), for its share of the item. Credit notes and write-offs are none. The days an
item was in dispute after its due date are not lateness. The formulas are in ``behaviour``.
"""

from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.tools import SQL

from ..claim.dunning_promise import FAILED, JUDGED
from ..delivery.dunning_action_call import UNREACHED
from ..shared.company_day import company_day
from ..shared.question import Question
from ..shared.receivable import sql_due, sql_entry, sql_is_settled, sql_settlements, sql_trade
from . import behaviour
from .floor import Floor

# Days of the trend: the last ones against those before.
TREND_DAYS, TREND_BEFORE = 90, 360

# A payment within so many days after a contact about its item came after a reminder.
REMINDED_DAYS = 7

# Months over which disputes, promises and calls are counted.
FACT_MONTHS = 12

# First key of the advisory lock: one process computes a company (the second key is its id).
REFRESH_LOCK = 19_020_427

# Items that say nothing about when their customer pays: something else decides.
NOT_BEHAVIOUR = ("dispute", "insolvency", "legal", "factor")


class DunningBehaviour(models.AbstractModel):
    _name = "dunning.behaviour"
    _description = "Payment behaviour"

    # -- what was paid -----------------------------------------------------------------------------

    def _sql_payments(self, company, since, until):
        """Return the payments of receivable items, one row an item and payment.

        :param company: root ``res.company``; ``None`` for all
        :param date since: first day; ``until`` last one
        :return: SQL with columns ``id, item_id, payment_item_id, move_id, partner_id, company_id, currency_id, date_due,
            date_paid, amount, item_amount`` (company currency), ``disputed_days``, ``days_late``, ``closing`` (the
            last payment of an item of which nothing is left)
        """
        return SQL(
            """
            WITH payment AS (
                SELECT partial.id, line.id AS item_id, partial.credit_move_id AS payment_item_id, %(entry)s AS move_id,
                       customer.commercial_partner_id AS partner_id, line.company_id, line.company_currency_id AS currency_id,
                       %(due)s AS date_due, partial.max_date AS date_paid, partial.amount,
                       line.balance AS item_amount,
                       %(is_settled)s AND ROW_NUMBER() OVER (
                           PARTITION BY line.id ORDER BY partial.max_date DESC, partial.id DESC) = 1 AS closing
                  FROM %(settlements)s AS partial
                  JOIN account_move_line AS line ON line.id = partial.debit_move_id AND line.parent_state = 'posted'
                  JOIN account_account AS account ON account.id = line.account_id
                                                 AND %(trade)s
                  JOIN res_partner AS customer ON customer.id = line.partner_id
                  JOIN account_journal AS origin ON origin.id = line.journal_id AND origin.type IN ('sale', 'general')
                  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                  JOIN account_journal AS journal ON journal.id = credit.journal_id AND journal.type IN ('bank', 'cash', 'credit')
                 WHERE partial.max_date BETWEEN %(since)s AND %(until)s AND partial.amount > 0 AND line.balance > 0
                   AND %(companies)s
            ),
            disputed AS (
                SELECT payment.id, SUM(GREATEST(0, LEAST(rest.ended, payment.date_paid) - GREATEST(rest.opened, payment.date_due))) AS days
                  FROM payment
                  JOIN (
                    SELECT move_id, move_line_id, date_opened AS opened, COALESCE(settled_on, 'infinity'::date) AS ended
                      FROM dunning_dispute
                  ) AS rest ON rest.move_id = payment.move_id
                           AND (rest.move_line_id IS NULL OR rest.move_line_id = payment.item_id)
                           AND rest.opened < payment.date_paid AND rest.ended > payment.date_due
                 GROUP BY payment.id
            )
            SELECT payment.*, COALESCE(disputed.days, 0)::int AS disputed_days,
                   payment.date_paid - payment.date_due - COALESCE(disputed.days, 0)::int AS days_late
              FROM payment LEFT JOIN disputed ON disputed.id = payment.id
            """,
            since=since,
            until=until,
            companies=SQL("line.company_id IN (%s)", self.env["dunning.engine"]._sql_companies(company))
            if company
            else SQL("TRUE"),
            trade=sql_trade(),
            settlements=sql_settlements(),
            is_settled=sql_is_settled(),
            entry=sql_entry(),
            due=sql_due(),
        )

    def _sql_weight(self, amount, day, today):
        """Weight of an amount: ``amount^damping · 0.5^(age / half_life)``, as ``behaviour.weight``."""
        return SQL(
            "POWER(GREATEST(%s, 0.01)::float8, %s::float8) * POWER(0.5::float8, GREATEST(%s - %s, 0)::float8 / %s)",
            amount, behaviour.DAMPING, today, day, behaviour.HALF_LIFE,
        )  # fmt: skip

    def _paid_by_day(self, company, today):
        """Return what customers of a root company have paid in the months of history, by customer and days late.

        :return: list of dict: ``partner_id, late`` (within bounds), ``weight, square`` (sums of weights and of their
            squares), ``recent, before`` (weights of the last 90 days and of those before, up to 360), ``closed,
            on_time`` (items paid in full; by their due date), ``late_year, on_time_year, reminded`` (the same of twelve
            months; late ones soon after a contact), ``last_day`` and ``last_amount``
        """
        year = today - relativedelta(months=FACT_MONTHS)
        return self.env.execute_query_dict(
            SQL(
                """
                WITH paid AS MATERIALIZED (%(payments)s),
                weighted AS (
                    SELECT paid.*, %(today)s - date_paid AS age, LEAST(GREATEST(days_late, %(low)s), %(high)s) AS late,
                           LEAST(amount / item_amount, 1)::float8 * %(weight)s AS weight
                      FROM paid
                ),
                reminded AS (
                    SELECT DISTINCT weighted.id
                      FROM weighted
                      JOIN dunning_action_line AS taken ON taken.move_line_id = weighted.item_id
                                                       AND taken.kind = 'advance' AND taken.status = 'counted'
                      JOIN dunning_action AS action ON action.id = taken.action_id AND action.is_contact
                                                   AND action.state = 'done'
                     WHERE weighted.closing AND weighted.days_late > 0 AND weighted.date_paid > %(year)s
                       AND weighted.date_paid - action.date_done BETWEEN 0 AND %(reminded_days)s
                )
                SELECT weighted.partner_id, weighted.late, SUM(weight) AS weight, SUM(weight * weight) AS square,
                       COALESCE(SUM(weight) FILTER (WHERE age <= %(trend)s), 0) AS recent,
                       COALESCE(SUM(weight) FILTER (WHERE age > %(trend)s AND age <= %(trend_before)s), 0) AS before,
                       COUNT(*) FILTER (WHERE age <= %(trend)s) AS recent_count,
                       COUNT(*) FILTER (WHERE age > %(trend)s AND age <= %(trend_before)s) AS before_count,
                       COUNT(*) FILTER (WHERE closing) AS closed,
                       COUNT(*) FILTER (WHERE closing AND days_late <= 0) AS on_time,
                       COUNT(*) FILTER (WHERE closing AND date_paid > %(year)s) AS closed_year,
                       COUNT(*) FILTER (WHERE closing AND days_late <= 0 AND date_paid > %(year)s) AS on_time_year,
                       COUNT(reminded.id) AS reminded,
                       MAX(date_paid) AS last_day
                  FROM weighted LEFT JOIN reminded ON reminded.id = weighted.id
                 GROUP BY weighted.partner_id, weighted.late
                """,
                payments=self._sql_payments(company, today - relativedelta(months=behaviour.HISTORY_MONTHS), today),
                weight=self._sql_weight(SQL("item_amount"), SQL("date_paid"), today),
                today=today,
                year=year,
                low=behaviour.LOW,
                high=behaviour.HIGH,
                trend=TREND_DAYS,
                trend_before=TREND_BEFORE,
                reminded_days=REMINDED_DAYS,
            )
        )

    # -- what is open ------------------------------------------------------------------------------

    def _open_item_rows(self, company, today):
        """Return the open items of a root company with what decides when their money comes.

        :return: list of dict: ``id, partner_id, company_id, currency_id`` (the company's)``, date_due, invoice_date, name, net``
            (company currency, less credits)``, net_currency, code, until`` (strongest reason for rest and its last day),
            ``resume`` (deadline of its dispute), ``late`` (days past due today less those in dispute)
        """
        question = self.env["dunning.engine"]._look_around(Question(company, today))
        return self.env.execute_query_dict(
            SQL(
                """
                WITH RECURSIVE item AS MATERIALIZED (%(item)s), %(under_way)s, %(suspension)s, %(netting)s,
                disputed AS (
                    SELECT item.id, MIN(dispute.date_opened) AS opened, MAX(dispute.date_deadline) AS resume
                      FROM dunning_dispute AS dispute
                      JOIN item ON item.move_id = dispute.move_id
                               AND (dispute.move_line_id IS NULL OR dispute.move_line_id = item.id)
                     WHERE dispute.state = 'open' AND dispute.company_id = %(company)s
                     GROUP BY item.id
                ),
                -- the days of disputes that are over: they were no lateness
                lost AS (
                    SELECT item.id, SUM(GREATEST(0, LEAST(dispute.settled_on, %(today)s) - GREATEST(dispute.date_opened, item.due))) AS days
                      FROM dunning_dispute AS dispute
                      JOIN item ON item.move_id = dispute.move_id
                               AND (dispute.move_line_id IS NULL OR dispute.move_line_id = item.id)
                     WHERE dispute.state <> 'open' AND dispute.company_id = %(company)s
                     GROUP BY item.id
                )
                SELECT item.id, item.partner_id, item.company_id, company.currency_id, item.due AS date_due, item.name,
                       COALESCE(move.invoice_date, move.date) AS invoice_date,
                       ROUND(item.residual * (1 - COALESCE(netted.covered, 0) / item.residual_currency), currency.decimal_places) AS net,
                       item.residual_currency - COALESCE(netted.covered, 0) AS net_currency,
                       suspension.code, suspension.until, disputed.resume,
                       (LEAST(%(today)s, COALESCE(disputed.opened, %(today)s)) - item.due - COALESCE(lost.days, 0))::int AS late
                  FROM item
                  JOIN account_move AS move ON move.id = item.move_id
                  JOIN res_company AS company ON company.id = item.company_id
                  JOIN res_currency AS currency ON currency.id = company.currency_id
                  LEFT JOIN suspension ON suspension.item_id = item.id
                  LEFT JOIN netted ON netted.item_id = item.id
                  LEFT JOIN disputed ON disputed.id = item.id
                  LEFT JOIN lost ON lost.id = item.id
                 WHERE item.residual_currency > 0 AND item.residual > 0
                   AND item.residual_currency > COALESCE(netted.covered, 0)
                """,
                item=self.env["dunning.engine"]._sql_item(question),
                under_way=self.env["dunning.engine"]._sql_under_way(question, SQL("item")),
                suspension=SQL(", ").join(self.env["dunning.engine"]._suspension_ctes(question)),
                netting=self.env["dunning.netting"]._netting_ctes(question),
                company=company.id,
                today=today,
            )
        )

    def _promised_dates_by_item(self, company, today):
        """Return what open promises say of items: list of (payment day, promised amount in the item's currency) by item id."""
        found = {}
        for item, day, amount in self.env.execute_query(
            SQL(
                """
                SELECT line.move_line_id, CASE WHEN promise.date_payment >= %(today)s THEN promise.date_payment ELSE promise.date_limit END,
                       SUM(line.amount)
                  FROM dunning_promise AS promise
                  JOIN dunning_promise_line AS line ON line.promise_id = promise.id
                 WHERE promise.company_id = %(company)s AND promise.state = 'open' AND promise.date_limit >= %(today)s
                   AND line.move_line_id IS NOT NULL
                 GROUP BY 1, 2 ORDER BY 1, 2
                """,
                company=company.id,
                today=today,
            )
        ):
            found.setdefault(item, []).append((day, float(amount)))
        return found

    def _promise_reliability(self, company):
        """Return (share kept, by amount; promises judged) by customer; that of all customers under ``None``."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, SUM(amount_kept_company), SUM(amount_company), COUNT(*)
                  FROM dunning_promise WHERE company_id = %s AND state = ANY(%s) GROUP BY partner_id
                """,
                company.id,
                list(JUDGED),
            )
        )
        found = {partner: (float(kept) / float(amount), count) for partner, kept, amount, count in rows if amount}
        amount = sum(float(row[2]) for row in rows)
        if amount:
            found[None] = (sum(float(row[1]) for row in rows) / amount, sum(row[3] for row in rows))
        return found

    # -- who they are ------------------------------------------------------------------------------

    def _customer_facts(self, company, partner_ids):
        """Return by customer: group he is compared with, profile and the people and traits that go into figures."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT partner.id AS partner_id, partner.country_id, COALESCE(profile.segment, 'standard') AS segment,
                       profile.id AS profile_id, profile.collector_id, profile.payer_type
                  FROM res_partner AS partner
                  LEFT JOIN dunning_profile AS profile ON profile.partner_id = partner.id AND profile.company_id = %s
                 WHERE partner.id = ANY(%s)
                """,
                company.id,
                list(partner_ids),
            )
        )
        return {row["partner_id"]: {**row, "group": (row["segment"], row["country_id"])} for row in rows}

    def _count_signs(self, company, today):
        """Return by customer what was counted in twelve months: disputes, broken promises, calls, signs of distress."""
        since = today - relativedelta(months=FACT_MONTHS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, 'disputes' AS what, COUNT(*) FROM dunning_dispute
                 WHERE company_id = %(company)s AND date_opened > %(since)s AND state <> 'withdrawn' GROUP BY partner_id
                UNION ALL
                SELECT partner_id, 'broken', COUNT(*) FROM dunning_promise
                 WHERE company_id = %(company)s AND date > %(since)s AND state = ANY(%(failed)s) GROUP BY partner_id
                UNION ALL
                SELECT partner_id, 'unanswered', SUM(call_count - (state = 'done' AND NOT outcome = ANY(%(unreached)s))::int)
                  FROM dunning_action
                 WHERE company_id = %(company)s AND date > %(since)s AND call_count > 0 AND outcome IS NOT NULL GROUP BY partner_id
                UNION ALL
                SELECT partner_id, 'reached', COUNT(*) FROM dunning_action
                 WHERE company_id = %(company)s AND date > %(since)s AND outcome IS NOT NULL
                   AND NOT outcome = ANY(%(unreached)s) GROUP BY partner_id
                UNION ALL
                SELECT partner_id, 'distress', COUNT(*) FROM dunning_action
                 WHERE company_id = %(company)s AND date > %(since)s AND outcome = 'difficulty' GROUP BY partner_id
                UNION ALL
                SELECT partner_id, 'distress', COUNT(*) FROM dunning_hold
                 WHERE company_id = %(company)s AND kind = 'insolvency' AND state = 'active' GROUP BY partner_id
                """,
                company=company.id,
                since=since,
                failed=list(FAILED),
                unreached=list(UNREACHED),
            )
        )
        found = {}
        for partner, what, count in rows:
            counts = found.setdefault(partner, {})
            counts[what] = counts.get(what, 0) + int(count)
        return found

    # -- the estimate ------------------------------------------------------------------------------

    def _estimate_ledger(self, company, today):
        """Read the ledger of a root company and estimate how its customers pay.

        :param company: root ``res.company``
        :param date today: the day for which is estimated
        :return: dict: ``ledger`` (:class:`behaviour.Ledger`), ``paid``, ``open`` (as :meth:`_paid_by_day` and :meth:`_open_item_rows` give
            them), ``customers`` by id
        """
        company = company.sudo()
        self.env.flush_all()
        with self.env["dunning.engine"]._whole_company():
            paid, still_open = self._paid_by_day(company, today), self._open_item_rows(company, today)
        customers = self._customer_facts(company, {row["partner_id"] for rows in (paid, still_open) for row in rows})
        ledger = behaviour.Ledger(
            (
                (row["partner_id"], customers[row["partner_id"]]["group"], row["late"], row["weight"], row["square"])
                for row in paid
            ),
            (
                (row["partner_id"], customers[row["partner_id"]]["group"], row["late"] - 1, behaviour.weight(float(row["net"]), 0))
                for row in still_open
                if row["code"] not in NOT_BEHAVIOUR
            ),
            Floor.estimate,
        )
        return {"ledger": ledger, "paid": paid, "open": still_open, "customers": customers}

    def _refresh_forecast(self, company, today=None):
        """Compute behaviour and forecast of a root company anew.

        :param company: ``res.company``; a branch counts for its root
        :param date today: by default today in the company
        :return: whether it was done; not when another process is at it
        """
        company = company.root_id.sudo()
        today = today or company_day(self.with_company(company))
        lock = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", REFRESH_LOCK, company.id)
        if not self.env.execute_query(lock)[0][0]:
            return False
        estimate = self._estimate_ledger(company, today)
        self.env["dunning.profile"]._store_behaviour(company, today, estimate)
        self.env["dunning.forecast"].sudo()._store_forecast(company, today, estimate)
        self.env["dunning.payment.run"].sudo()._propose_payment_runs(company, today)
        return True
