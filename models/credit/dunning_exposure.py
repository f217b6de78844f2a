"""Exposure: what would be lost if a customer paid nothing more, as of a day, in company currency. One statement for all.

Each part of it is a query in ``_exposure_queries``; other add-ons append theirs (orders, deliveries) as they append
reasons to ``dunning.suspension``. What the ledger says comes from ``dunning.aging``, so the receivables and credits of a
day add up to the balance of the trade receivable accounts on that day, whatever the currency of their items.
"""

from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..balance.buckets import BY_DUE, Scale
from ..balance.dunning_aging import Options
from ..shared.company_day import company_day
from ..shared.receivable import sql_reconciled
from .credit_status import Credit

# Ages of what is late: not due, up to 30, 60, 90 days, beyond.
SCALE = Scale((0,), (30, 60, 90))
AGES = ("amount_due_later", "amount_30", "amount_60", "amount_90", "amount_older")

# Kinds of exposure, as columns of the list; what no column has a name for counts as ``other``.
KINDS = ("receivable", "credit", "draft", "bill", "order", "delivery")


class Asked(NamedTuple):
    """What an exposure is asked for. What has no history (drafts, orders) is known of today only: ``is_now``."""

    day: date
    is_now: bool
    company_ids: tuple
    partner_ids: tuple | None = None

    def of_partner(self, column):
        """Return the condition that a commercial partner is asked for.

        :param SQL column: its id
        """
        return SQL("TRUE") if self.partner_ids is None else SQL("%s = ANY(%s)", column, list(self.partner_ids))


class DunningExposure(models.AbstractModel):
    _name = "dunning.exposure"
    _description = "Credit Exposure"

    @api.model
    def _ask_exposure(self, companies, day=None, partners=None):
        """Return what an exposure is asked for.

        :param companies: ``res.company`` whose amounts count
        :param date day: as of its end; today by default
        :param partners: commercial ``res.partner``; ``None`` for all
        """
        today = company_day(self, companies[:1].root_id)
        ids = None if partners is None else tuple(partners.ids)
        return Asked(day or today, not day or day >= today, tuple(companies.ids), ids)

    # -- parts -------------------------------------------------------------------------------------

    @api.model
    def _exposure_queries(self, asked):
        """Return the parts of the exposure; other add-ons append theirs.

        :param Asked asked: day, companies, customers
        :return: list of SQL with columns ``partner_id`` (commercial), ``root_id`` (main company), ``kind`` (``KINDS`` or a
            code of one's own), ``amount`` (company currency, negative lessens the exposure), ``age`` (rank in ``AGES`` or
            NULL), ``days`` (late, undisputed, not covered; NULL) and ``late`` (its amount; 0)
        """
        parts = [self._sql_exposed_items(asked)]
        if asked.is_now:
            parts.append(self._sql_exposed_drafts(asked))
        if bills := self._sql_exposed_bills(asked):
            parts.append(bills)
        return parts

    @api.model
    def _sql_exposed_items(self, asked):
        """Return open items and credits; credits cover the oldest first, disputed items last (rule 2)."""
        Aging = self.env["dunning.aging"]
        options = Options(
            day=asked.day, side="receivable", basis=BY_DUE, scale=SCALE, by="customer", money="company", trade=True,
            overdue_only=False, company_ids=asked.company_ids, account_ids=(), partner_ids=asked.partner_ids or (),
        )  # fmt: skip
        return SQL(
            """
            (WITH %(holds)s, own AS (%(items)s),
            reached AS (
                SELECT own.*, SUM(CASE WHEN own.is_credit THEN 0 ELSE own.residual END) OVER oldest AS reached,
                       -SUM(CASE WHEN own.is_credit THEN own.residual ELSE 0 END) OVER customer AS credits
                  FROM own
                 WHERE own.partner_id IS NOT NULL
                WINDOW customer AS (PARTITION BY own.root_id, own.partner_id),
                       oldest AS (PARTITION BY own.root_id, own.partner_id
                                  ORDER BY own.held IS NOT DISTINCT FROM 'dispute', own.date_due, own.id)
            )
            SELECT partner_id, root_id, CASE WHEN is_credit THEN 'credit' ELSE 'receivable' END AS kind, residual AS amount,
                   bucket AS age, CASE WHEN %(late)s THEN days END AS days,
                   CASE WHEN %(late)s THEN LEAST(residual, reached - credits) ELSE 0 END AS late
              FROM reached)
            """,
            holds=Aging._sql_holds_as_of(options),
            items=Aging._sql_on_hold(Aging._sql_items(options, entry=False)),
            late=SQL("NOT is_credit AND days > 0 AND held IS DISTINCT FROM 'dispute' AND reached > credits"),
        )

    @api.model
    def _sql_exposed_drafts(self, asked):
        """Return invoices that are not in the books of the day yet: drafts, and those that bear a later date.

        Whoever drafts an invoice has delivered. Draft credit notes lessen nothing.
        """
        return SQL(
            """
            SELECT move.commercial_partner_id AS partner_id, SPLIT_PART(place.parent_path, '/', 1)::int AS root_id,
                   'draft' AS kind,
                   CASE WHEN move.state = 'draft' THEN move.amount_total_signed ELSE move.amount_residual_signed END AS amount,
                   NULL::int AS age, NULL::int AS days, 0 AS late
              FROM account_move AS move
              JOIN res_company AS place ON place.id = move.company_id
             WHERE move.move_type IN ('out_invoice', 'out_receipt') AND move.amount_total_signed > 0
               AND (move.state = 'draft' OR move.state = 'posted' AND move.date > %s)
               AND move.company_id = ANY(%s) AND move.commercial_partner_id IS NOT NULL AND %s
            """,
            asked.day,
            list(asked.company_ids),
            asked.of_partner(SQL("move.commercial_partner_id")),
        )

    @api.model
    def _sql_exposed_bills(self, asked):
        """Return what was taken as payment and is not in the bank: bills of exchange, cheques, direct debits on their way.

        Their invoices are settled, so they are in no receivable; until the bank has paid they can come back. Which means of
        payment these are say the settings; what is left of their entry on the day is rebuilt as in ``dunning.aging``.
        """
        methods = self._find_bill_methods(self.env["res.company"].sudo().browse(asked.company_ids))
        if not methods:
            return None
        later = SQL(
            "COALESCE((SELECT SUM(part.amount) FROM %(reconciled)s AS part WHERE part.max_date > %(day)s AND "
            "part.debit_move_id = line.id), 0) - COALESCE((SELECT SUM(part.amount) FROM %(reconciled)s AS part "
            "WHERE part.max_date > %(day)s AND part.credit_move_id = line.id), 0)",
            day=asked.day,
            reconciled=sql_reconciled(),
        )
        return SQL(
            """
            SELECT partner_id, root_id, 'bill' AS kind, amount, NULL::int AS age, NULL::int AS days, 0 AS late
              FROM (
                SELECT customer.commercial_partner_id AS partner_id, SPLIT_PART(place.parent_path, '/', 1)::int AS root_id,
                       line.amount_residual + %(later)s AS amount
                  FROM account_payment AS payment
                  JOIN account_move_line AS line ON line.move_id = payment.move_id AND line.account_id = payment.outstanding_account_id
                  JOIN res_partner AS customer ON customer.id = payment.partner_id
                  JOIN res_company AS place ON place.id = line.company_id
                 WHERE payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
                   AND payment.payment_method_line_id = ANY(%(methods)s)
                   AND line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = ANY(%(companies)s) AND %(asked)s
              ) AS bill
             WHERE amount > 0
            """,
            later=later,
            methods=methods.ids,
            day=asked.day,
            companies=list(asked.company_ids),
            asked=asked.of_partner(SQL("customer.commercial_partner_id")),
        )

    @api.model
    def _find_bill_methods(self, companies):
        """Return the means of payment whose payments are in circulation until the bank has paid; other add-ons add theirs.

        :param companies: ``res.company`` as superuser
        :return: ``account.payment.method.line``
        """
        return companies.root_id.dunning_credit_bill_method_ids

    # -- all of it ---------------------------------------------------------------------------------

    @api.model
    def _sql_exposure(self, asked):
        """Return the exposure of customers beside their limits, one row a customer and main company.

        Those with an own limit are there without owing anything, and so are those that were asked for by name.

        :param Asked asked: day, companies, customers
        :return: SQL with ``partner_id, root_id``, the sums of ``KINDS`` as ``amount_…``, ``amount_other``, those of ``AGES``,
            ``exposure, late_days, late_amount, over_age_amount``, and of the limit ``limit_id, limit_amount, limit_days,
            covered`` (insured or guaranteed, never more than the exposure)
        """
        roots = self.env["res.company"].sudo().browse(asked.company_ids).root_id
        parts = [*self._exposure_queries(asked), self._sql_named_customers(asked, roots)]
        sums = [
            SQL("COALESCE(SUM(part.amount) FILTER (WHERE kind = %s), 0) AS %s", kind, SQL.identifier(f"amount_{kind}")) for kind in KINDS
        ]
        sums.append(SQL("COALESCE(SUM(part.amount) FILTER (WHERE kind <> ALL(%s)), 0) AS amount_other", list(KINDS)))
        sums += [
            SQL("COALESCE(SUM(part.amount) FILTER (WHERE age = %s), 0) AS %s", rank, SQL.identifier(name)) for rank, name in enumerate(AGES)
        ]
        return SQL(
            """
            WITH %(limits)s,
            part AS MATERIALIZED (%(parts)s),
            applies AS (%(applies)s)
            -- LEAST leaves out what is NULL
            SELECT own.*, CASE WHEN applied.id IS NOT NULL THEN COALESCE(applied.amount, 0) END AS limit_amount,
                   COALESCE(applied.days, 0) AS limit_days,
                   LEAST(GREATEST(own.exposure, 0), COALESCE(applied.insured_amount, 0) + COALESCE(applied.guarantee_amount, 0)) AS covered
              FROM (
                SELECT part.partner_id, part.root_id, %(sums)s, COALESCE(SUM(part.amount), 0) AS exposure,
                       COALESCE(MAX(part.days), 0) AS late_days, COALESCE(SUM(part.late), 0) AS late_amount,
                       COALESCE(SUM(part.late) FILTER (WHERE part.days > applies.days), 0) AS over_age_amount,
                       applies.id AS limit_id
                  FROM part
                  LEFT JOIN applies ON applies.partner_id = part.partner_id AND applies.root_id = part.root_id
                 GROUP BY part.partner_id, part.root_id, applies.id
              ) AS own
              LEFT JOIN dunning_credit_limit AS applied ON applied.id = own.limit_id
            """,
            limits=self.env["dunning.credit.limit"]._sql_limits_on(asked.day, roots),
            parts=SQL(" UNION ALL ").join(parts),
            applies=self._sql_limit_that_applies(),
            sums=SQL(", ").join(sums),
        )

    @api.model
    def _sql_named_customers(self, asked, roots):
        """Return a part of nothing for customers that have an own limit or were asked for by name."""
        named = SQL(
            "SELECT partner_id, company_id, 'named', 0::numeric, NULL::int, NULL::int, 0 FROM own_limit WHERE %s",
            asked.of_partner(SQL("partner_id")),
        )
        if not asked.partner_ids:
            return named
        return SQL(
            "%s UNION ALL SELECT partner.id, root.id, 'named', 0, NULL, NULL, 0 FROM UNNEST(%s) AS partner(id), UNNEST(%s) AS root(id)",
            named, list(asked.partner_ids), roots.ids,
        )  # fmt: skip

    @api.model
    def _sql_limit_that_applies(self):
        """Return the limit of each customer in ``part``: its own, else that of its segment."""
        return SQL(
            """
            SELECT named.partner_id, named.root_id, COALESCE(own_limit.id, segment_limit.id) AS id,
                   CASE WHEN own_limit.id IS NULL THEN segment_limit.days ELSE own_limit.days END AS days
              FROM (SELECT DISTINCT partner_id, root_id FROM part) AS named
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = named.partner_id AND profile.company_id = named.root_id
              LEFT JOIN own_limit ON own_limit.partner_id = named.partner_id AND own_limit.company_id = named.root_id
              LEFT JOIN segment_limit ON segment_limit.company_id = named.root_id
                        AND segment_limit.segment = COALESCE(profile.segment, 'standard')
            """
        )

    @api.model
    def _read_credit(self, company, partners, day=None):
        """Return what customers owe and may owe in a main company, all its branches together: what decides.

        :param company: root ``res.company``
        :param partners: commercial ``res.partner``
        :param date day: as of its end; today by default
        :return: dict by partner id of ``Credit``, with each partner in it
        """
        if not partners:
            return {}
        self.env.flush_all()
        asked = self._ask_exposure(company.sudo()._dunning_companies(), day, partners)
        rows = self.env.execute_query_dict(self._sql_exposure(asked))
        blocked = self.env["dunning.profile"].sudo().search(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids), ("credit_blocked_on", "!=", False)]
        )
        groups = self._read_group_credit(company, asked)
        blocks = {profile.partner_id.id: profile._block_in_words() for profile in blocked}
        return {
            row["partner_id"]: Credit(
                exposure=float(row["exposure"]), limit=None if row["limit_id"] is None else float(row["limit_amount"]),
                days=row["limit_days"] or 0, late_days=row["late_days"], late_amount=float(row["late_amount"]),
                over_age_amount=float(row["over_age_amount"]), covered=float(row["covered"] or 0),
                blocked=row["partner_id"] in blocks, block_text=blocks.get(row["partner_id"], ""), **groups.get(row["partner_id"], {}),
            )
            for row in rows
        }  # fmt: skip
