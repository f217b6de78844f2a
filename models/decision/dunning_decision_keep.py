"""Keeping the decisions of a run: one INSERT … SELECT of the engine's statement; what is summed up with it; when they are forgotten."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.company_day import company_day
from .dunning_engine import ACTING, COLUMNS

# How long decisions are kept (days); what was done stays in the actions for ever.
KEEP_DAYS = 90


class DunningDecision(models.Model):
    _inherit = "dunning.decision"

    @api.model
    def _store_decisions(self, run, everything):
        """Decide for a run and keep the rows, in one statement; what the run kept before is forgotten.

        :param run: ``dunning.run``
        :param bool everything: keep all rows (preview), else those of customers to contact
        :return: list of dict ``verdict, reason, items, customers, contacts, amount, overdue``; the first, without
            verdict, sums up all rows and has in ``stale`` the ids of open actions that no longer agree; of a real run also
            the ids of the customers whom it will contact or may reach, ``moving``, those of them of whom something is not
            covered, ``moving_uncovered``, and what nobody and nothing moves of all others, ``uncovered`` and ``uncovered_amount``
        """
        self.env.cr.execute(SQL("DELETE FROM dunning_decision WHERE run_id = %s", run.id))
        self.invalidate_model()
        self.env.flush_all()
        company = run.company_id.sudo()
        engine, question = self.env["dunning.engine"], run._decision_question()
        parts = [
            *engine._decision_ctes(question),
            SQL("kept AS (%s)", self._sql_keep(run, everything)),
        ]
        covering = SQL()
        if run.kind == "real":
            parts += [
                *self.env["dunning.coverage"]._coverage_ctes(question),
                SQL("moving AS MATERIALIZED (%s)", self._sql_moving(company)),
                SQL(
                    """left_alone AS (
                        SELECT COUNT(*) AS items, COALESCE(SUM(amount), 0) AS amount
                          FROM uncovered
                         WHERE partner_id IS NULL OR partner_id NOT IN (SELECT partner_id FROM moving)
                    )"""
                ),
            ]
            covering = SQL(
                """,
                CASE WHEN GROUPING(verdict) = 1 THEN ARRAY(SELECT partner_id FROM moving) END AS moving,
                CASE WHEN GROUPING(verdict) = 1 THEN ARRAY(
                     SELECT partner_id FROM moving INTERSECT SELECT partner_id FROM uncovered) END AS moving_uncovered,
                CASE WHEN GROUPING(verdict) = 1 THEN (SELECT items FROM left_alone) END AS uncovered,
                CASE WHEN GROUPING(verdict) = 1 THEN (SELECT amount FROM left_alone) END AS uncovered_amount
                """
            )
        statement = SQL(
            """
            WITH RECURSIVE %(parts)s,
            -- counting customers sorts what it counts: customers rather than items
            summed AS MATERIALIZED (
                SELECT verdict, reason, partner_id, COUNT(*) FILTER (WHERE reason <> 'credit') AS items,
                       COUNT(*) FILTER (WHERE is_overdue AND reason <> 'credit') AS overdue, SUM(net) AS amount
                  FROM decision
                 GROUP BY verdict, reason, partner_id
            )
            SELECT verdict, reason, COALESCE(SUM(items), 0)::bigint AS items,
                   COUNT(DISTINCT partner_id) AS customers, COALESCE(SUM(amount), 0) AS amount,
                   COUNT(DISTINCT partner_id) FILTER (WHERE verdict = ANY(%(acting)s)) AS contacts,
                   COALESCE(SUM(amount) FILTER (WHERE verdict = ANY(%(acting)s)), 0) AS acting_amount,
                   COALESCE(SUM(overdue), 0)::bigint AS overdue,
                   CASE WHEN GROUPING(verdict) = 1 THEN ARRAY(%(stale)s) END AS stale
                   %(covering)s
              FROM summed
             GROUP BY GROUPING SETS ((verdict, reason), ())
             ORDER BY GROUPING(verdict) DESC
            """,
            parts=SQL(",\n").join(parts),
            acting=list(ACTING),
            stale=self.env["dunning.action"]._sql_stale(company, run.date),
            covering=covering,
        )
        with engine._whole_company():
            return self.env.execute_query_dict(statement)

    def _sql_keep(self, run, everything):
        """Return the statement that keeps rows of ``decision``: all, or those of customers to contact."""
        keep = (
            SQL("TRUE")
            if everything
            else SQL(
                "reason = 'no_address' OR decision.account_id IN (SELECT account_id FROM decision WHERE verdict = ANY(%s))",
                list(ACTING),
            )
        )
        return SQL(
            """
            INSERT INTO dunning_decision (run_id, %(columns)s)
            SELECT %(run)s, %(columns)s FROM decision WHERE %(keep)s
            RETURNING id
            """,
            columns=SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
            run=run.id,
            keep=keep,
        )

    def _sql_moving(self, company):
        """Return the customers whom a run contacts by ``decision``, or for whom something waits to be sent or tried again."""
        return SQL(
            """
            SELECT partner_id FROM decision
             WHERE account_id IN (SELECT account_id FROM decision WHERE verdict = ANY(%s))
            UNION
            SELECT partner_id FROM decision
             WHERE account_id IN (SELECT partner_id FROM dunning_action WHERE company_id = %s AND state IN ('ready', 'failed'))
            """,
            list(ACTING),
            company.id,
        )

    @api.model
    def _follow_merged_partners(self, sources, target):
        """Have kept decisions be about the partner into whom others are merged.

        :param sources: ``res.partner`` who will be gone
        :param target: ``res.partner`` who stays
        """
        for name in ("partner_id", "account_id", "recipient_id"):
            column = SQL.identifier(name)
            self.env.cr.execute(
                SQL("UPDATE dunning_decision SET %s = %s WHERE %s = ANY(%s)", column, target.id, column, sources.ids)
            )
        self.invalidate_model(["partner_id", "account_id", "recipient_id"])

    @api.autovacuum
    def _gc_old(self):
        """Forget decisions of runs older than ``KEEP_DAYS`` days."""
        limit = fields.Date.subtract(company_day(self), days=KEEP_DAYS)
        self.sudo().search(Domain("run_id.date", "<", limit)).unlink()
