"""The score on the customer's page: computed every night for all, said in one line, with what stands beside it. It stops nothing."""

import json

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_due
from . import score

# Months of payments that are read: after more than twice the half-life little is left of an invoice.
MONTHS = 36


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    credit_score = fields.Integer(
        string="Score", readonly=True, copy=False, aggregator="avg", groups="account_dunning.group_dunning_user",
        help="How likely the next invoice is paid on time, in percent, from your own ledger. It supports a decision and takes none.",
    )  # fmt: skip
    credit_score_on = fields.Date(string="Score Of", readonly=True, copy=False, groups="account_dunning.group_dunning_user")
    credit_score_facts = fields.Json(readonly=True, copy=False, groups="account_dunning.group_dunning_user")
    credit_score_text = fields.Text(
        string="Why This Score", compute="_compute_credit_score_text", groups="account_dunning.group_dunning_user"
    )

    @api.depends("credit_score_on", "credit_score_facts")
    @api.depends_context("lang", "uid")
    def _compute_credit_score_text(self):
        for profile in self:
            facts = profile.credit_score_facts
            if not profile.credit_score_on or not facts:
                profile.credit_score_text = self.env._("Not computed yet: it is, every night.")
                continue
            words = {
                "score": profile.credit_score, "paid": facts["paid"], "on_time": facts["paid"] - facts["late"],
                "open": facts["open_late"], "segment": score.points(facts["prior"]),
            }  # fmt: skip
            lines = [
                self.env._(
                    "%(score)s of 100: %(on_time)s of %(paid)s invoices paid on time, recent ones count more; %(open)s late now; "
                    "customers of the segment %(segment)s.",
                    **words,
                )
            ]
            profile.credit_score_text = "\n".join([*lines, *profile._facts_beside_score()])

    def _facts_beside_score(self):
        """Return what speaks for or against a customer and is not in the number, one sentence each."""
        self.ensure_one()
        lines = []
        if self.behaviour_date and self.days_late_trend:
            days = round(abs(self.days_late_trend))
            worse, better = self.env._("Trend: %s days later.", days), self.env._("Trend: %s days earlier.", days)
            lines += [worse if self.days_late_trend > 0 else better] if days else []
        if self.promise_judged_count:
            words = {"kept": self.promise_kept_count, "judged": self.promise_judged_count}
            lines.append(self.env._("Promises kept: %(kept)s of %(judged)s.", **words))
        if self.dispute_open_count:
            lines.append(self.env._("Open disputes: %s.", self.dispute_open_count))
        lines += self._settled_disputes_sentence() + self._rejected_debits_sentence()
        step = self.env["dunning.action.line"].search(
            [("action_id.profile_id", "=", self.id), ("kind", "=", "advance"), ("status", "=", "counted")],
            order="step_delay desc, id desc", limit=1,
        ).step_id  # fmt: skip
        if step:
            lines.append(self.env._("Furthest step reached: %s.", step.display_name))
        return lines

    def _settled_disputes_sentence(self):
        """Return how the disputes of the customer ended: a credit note or a corrected invoice proves it right."""
        Dispute = self.env["dunning.dispute"].sudo()
        own = [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "!=", "open")]
        settled = Dispute.search_count(own)
        if not settled:
            return []
        words = {
            "right": Dispute.search_count([*own, ("resolution", "in", ("credit_note", "corrected"))]),
            "wrong": Dispute.search_count([*own, ("resolution", "in", ("accepted", "withdrawn"))]), "settled": settled,
        }  # fmt: skip
        return [self.env._("Disputes settled: %(settled)s; the customer was right in %(right)s, not in %(wrong)s.", **words)]

    def _rejected_debits_sentence(self):
        """Return the debits that were refused and the payments that came back: technical reasons say nothing of the customer.

        A debit that came back is a refused try already.
        """
        since = company_day(self, self.company_id) - relativedelta(months=MONTHS)
        own = [("company_id", "=", self.company_id.id), ("date", ">=", since)]
        Try, Return = (self.env[name].sudo() for name in ("dunning.debit.try", "dunning.payment.return"))
        tries = [*own, ("debit_id.profile_id", "=", self.id), ("result", "=", "refused")]
        returns = [*own, ("partner_id", "=", self.partner_id.id), ("debit_id", "=", False)]
        rejected = {
            kind: Try.search_count([*tries, ("kind", "=", kind)]) + Return.search_count([*returns, ("kind", "=", kind)])
            for kind in ("financial", "technical")
        }
        if not any(rejected.values()):
            return []
        return [self.env._("Debits and payments rejected: %(financial)s; for technical reasons, apart: %(technical)s.", **rejected)]

    # -- computing ---------------------------------------------------------------------------------

    @api.model
    def _cron_refresh_scores(self):
        """Compute the scores of all customers of each main company."""
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            self._refresh_scores(company, company_day(self, company))

    @api.model
    def _sql_score_counts(self, company, today):
        """Return what is counted of each customer: invoices paid in full, late ones of them, and what is late and open now.

        Nothing after ``today`` is looked at. Days in dispute are not lateness, disputed items are late for nobody.

        :param company: root ``res.company``
        :param date today: as of its end
        :return: SQL with ``partner_id, paid, late, open_late`` and the weighted ``size, late_size`` of what was paid
        """
        asked = self.env["dunning.exposure"]._ask_exposure(company._dunning_companies(), today)
        return SQL(
            """
            SELECT COALESCE(paid.partner_id, owed.partner_id) AS partner_id, COALESCE(paid.paid, 0) AS paid, COALESCE(paid.late, 0) AS late,
                   COALESCE(owed.open_late, 0) AS open_late, COALESCE(paid.size, 0) AS size, COALESCE(paid.late_size, 0) AS late_size
              FROM (
                SELECT partner_id, COUNT(*) AS paid, COUNT(*) FILTER (WHERE days_late > 0) AS late, SUM(own) AS size,
                       COALESCE(SUM(own) FILTER (WHERE days_late > 0), 0) AS late_size
                  FROM (
                    SELECT payment.*, POWER(0.5::float8, (%(today)s - payment.date_paid)::float8 / %(half_life)s) AS own
                      FROM (%(payments)s) AS payment
                     WHERE payment.closing
                  ) AS payment
                 GROUP BY partner_id
              ) AS paid
              FULL JOIN (
                SELECT partner_id, COUNT(*) AS open_late
                  FROM (SELECT item.partner_id FROM (%(items)s) AS item WHERE item.days > 0 UNION ALL %(moved)s) AS item
                 GROUP BY partner_id
              ) AS owed ON owed.partner_id = paid.partner_id
            """,
            today=today,
            half_life=score.HALF_LIFE,
            payments=self.env["dunning.behaviour"]._sql_payments(company, today - relativedelta(months=MONTHS), today),
            items=self.env["dunning.exposure"]._sql_exposed_items(asked),
            moved=self._sql_moved_late(company, today),
        )

    @api.model
    def _sql_moved_late(self, company, today):
        """Return the customer of each late item that instalments replaced, while none of them is late: new days pay nothing.

        :return: SQL with ``partner_id``
        """
        return SQL(
            """
            SELECT customer.commercial_partner_id
              FROM dunning_replacement AS owed
              JOIN account_move_line AS line ON line.id = owed.line_id AND line.reconciled IS NOT TRUE
              JOIN res_partner AS customer ON customer.id = line.partner_id
             WHERE owed.side = 'instalment' AND owed.date_original < %(today)s AND owed.company_id = %(company)s
             GROUP BY owed.origin_line_id, customer.commercial_partner_id
            HAVING MIN(%(due)s) >= %(today)s
            """,
            today=today,
            company=company.id,
            due=sql_due(),
        )

    @api.model
    def _refresh_scores(self, company, today):
        """Write the scores of all profiles of a main company by one statement; not through the ORM, for that is no history.

        :param company: root ``res.company``
        :param date today: the day for which they are computed
        """
        self.env.flush_all()
        rows = {row["partner_id"]: row for row in self.env.execute_query_dict(self._sql_score_counts(company, today))}
        profiles = self.env.execute_query_dict(
            SQL("SELECT id, partner_id, COALESCE(segment, 'standard') AS segment FROM dunning_profile WHERE company_id = %s", company.id)
        )
        if not profiles:
            return
        segments = {profile["partner_id"]: profile["segment"] for profile in profiles}
        counted = {
            # what is late and open counts as a late invoice of today
            partner: score.Counted(row["late_size"] + row["open_late"], row["size"] + row["open_late"])
            for partner, row in rows.items()
        }
        found, priors, everybody = score.rates(counted, lambda partner: segments.get(partner, "standard"))
        values = []
        for profile in profiles:
            row = rows.get(profile["partner_id"], {})
            prior = priors.get(profile["segment"], everybody)
            facts = {name: row.get(name, 0) for name in ("paid", "late", "open_late")} | {"prior": prior}
            values.append((profile["id"], score.points(found.get(profile["partner_id"], prior)), facts))
        self._store_scores(values, today)

    @api.model
    def _store_scores(self, values, today):
        """Write scores that were computed.

        :param list values: of (id of the profile, score, facts)
        :param date today: the day for which
        """
        ids, scores, facts = zip(*values, strict=True)
        self.env.execute_query(
            SQL(
                """
                UPDATE dunning_profile AS profile SET credit_score = new.score, credit_score_facts = new.facts, credit_score_on = %s
                  FROM UNNEST(%s::int[], %s::int[], %s::jsonb[]) AS new(id, score, facts)
                 WHERE profile.id = new.id
                RETURNING 1
                """,
                today, list(ids), list(scores), [json.dumps(one) for one in facts],
            )
        )  # fmt: skip
        self.invalidate_model(["credit_score", "credit_score_facts", "credit_score_on"])
