"""What a trial shows so far: days and money of both halves, the difference with its interval, and the verdict in words.

Followed is each invoice of a customer of either half that was still open on the day on which the earlier of both ways falls
(`due date + the smaller delay`), whether it was contacted or not: to look at those contacted only would compare those who had
not paid by the day of A with those who had not paid by the day of B. For the days of the trial each euro counts the days until it
was paid, at most those followed; what a credit note settled counts for nothing. A customer is one number, however many invoices
it has, for its invoices are paid alike.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_reconciled, sql_trade
from .trial import ALIKE, EARLY, FIRST, MIN_CUSTOMERS, OPEN, SECOND, estimate_effect, judge_effect

VERDICTS = [
    (EARLY, "Too early"), (OPEN, "No difference yet"), (ALIKE, "No difference that matters"), (FIRST, "A brings the money earlier"),
    (SECOND, "B brings the money earlier"),
]  # fmt: skip

# The share of the money that makes a difference, beside the days: five points.
PLANNED_SHARE = 0.05


class DunningTrial(models.Model):
    _inherit = "dunning.trial"

    customers_a = fields.Integer(string="Customers Followed in A", compute="_compute_results")
    customers_b = fields.Integer(string="Customers Followed in B", compute="_compute_results")
    days_a = fields.Float(string="Days in A", digits=(16, 1), compute="_compute_results", help="Mean days until a customer has paid.")
    days_b = fields.Float(string="Days in B", digits=(16, 1), compute="_compute_results", help="Mean days until a customer has paid.")
    effect_days = fields.Float(string="B − A (days)", digits=(16, 1), compute="_compute_results", help="Below zero: B is paid earlier.")
    effect_low = fields.Float(string="From (days)", digits=(16, 1), compute="_compute_results")
    effect_high = fields.Float(string="To (days)", digits=(16, 1), compute="_compute_results")
    paid_a = fields.Float(
        string="Paid in A (%)", digits=(16, 1), compute="_compute_results", help="Of the money followed, in the days followed."
    )
    paid_b = fields.Float(
        string="Paid in B (%)", digits=(16, 1), compute="_compute_results", help="Of the money followed, in the days followed."
    )
    cash_effect = fields.Monetary(
        string="Cash by B", compute="_compute_results", help="What B has brought within the days followed more than A would have."
    )
    cash_low = fields.Monetary(string="Cash From", compute="_compute_results")
    cash_high = fields.Monetary(string="Cash To", compute="_compute_results")
    verdict = fields.Selection(VERDICTS, compute="_compute_results")
    verdict_text = fields.Char(string="What It Says", compute="_compute_results")

    @api.depends("state", "started_on", "ended_on", "member_ids.half")
    @api.depends_context("lang")
    def _compute_results(self):
        for trial in self:
            rows = trial._read_halves() if trial.started_on and trial._origin else []
            trial.update(trial._result_vals(rows))

    def _result_vals(self, rows):
        """Return the figures of a trial.

        :param list rows: as ``_read_halves`` gives them
        """
        halves = {half: [row for row in rows if row["half"] == half] for half in ("a", "b")}
        days, shares = ([[row[name] / row["base"] for row in halves[half]] for half in ("a", "b")] for name in ("euro_days", "paid"))
        effect = estimate_effect(*days, self.planned_days)
        cash = estimate_effect(*shares, PLANNED_SHARE)
        base = sum(row["base"] for row in halves["b"])
        verdict = judge_effect(effect, self.planned_days)
        return {
            "customers_a": len(halves["a"]), "customers_b": len(halves["b"]),
            "days_a": effect.mean_a if effect else 0.0, "days_b": effect.mean_b if effect else 0.0,
            "effect_days": effect.difference if effect else 0.0,
            "effect_low": effect.low if effect else 0.0, "effect_high": effect.high if effect else 0.0,
            "paid_a": 100 * cash.mean_a if cash else 0.0, "paid_b": 100 * cash.mean_b if cash else 0.0,
            "cash_effect": cash.difference * base if cash else 0.0,
            "cash_low": cash.low * base if cash else 0.0, "cash_high": cash.high * base if cash else 0.0,
            "verdict": verdict, "verdict_text": self._say_verdict(verdict, effect),
        }  # fmt: skip

    def _say_verdict(self, verdict, effect):
        """Return what is known of a trial, in a sentence."""
        if verdict == EARLY:
            return self.env._("Too early: nothing is said before %s customers of each half were followed to the end.", MIN_CUSTOMERS)
        words = {
            "low": formatLang(self.env, effect.low, digits=1), "high": formatLang(self.env, effect.high, digits=1),
            "planned": formatLang(self.env, self.planned_days, digits=1),
        }  # fmt: skip
        if verdict == SECOND:
            words = {name: formatLang(self.env, abs(value), digits=1) for name, value in (("low", effect.high), ("high", effect.low))}
            return self.env._("B brings the money %(low)s to %(high)s days earlier than A: put B into the plan.", **words)
        if verdict == FIRST:
            return self.env._("A brings the money %(low)s to %(high)s days earlier than B: end the trial and keep A.", **words)
        if verdict == ALIKE:
            return self.env._(
                "No difference of %(planned)s days or more (B − A: %(low)s to %(high)s days): end the trial, keep what is easier.", **words
            )
        return self.env._("No difference yet: B − A lies between %(low)s and %(high)s days. Let it go on.", **words)

    def _conclude_trial(self):
        """Return what is known now, as it is kept when a trial ends."""
        self.ensure_one()
        self.invalidate_recordset(["verdict_text"])
        return self.verdict_text

    def _read_halves(self):
        """Return what became of the invoices followed, one row a customer: ``half, partner_id, base, paid, euro_days``."""
        self.ensure_one()
        self.env.flush_all()
        return self.env.execute_query_dict(self.sudo()._sql_halves())

    def _sql_halves(self):
        """Return the customers of both halves with what was open, what was paid of it and the days until then, times the money."""
        return SQL(
            """
            WITH followed AS MATERIALIZED (%(followed)s),
            settled AS (
                SELECT followed.id, followed.entry,
                       SUM(partial.amount) FILTER (WHERE partial.max_date < followed.entry) AS before,
                       SUM(partial.amount) FILTER (WHERE partial.max_date >= followed.entry AND NOT %(money)s) AS credited,
                       SUM(partial.amount) FILTER (WHERE partial.max_date >= followed.entry AND %(money)s) AS paid,
                       SUM(partial.amount * (partial.max_date - followed.entry))
                           FILTER (WHERE partial.max_date >= followed.entry AND %(money)s) AS paid_days
                  FROM followed
                  JOIN %(reconciled)s AS partial ON partial.debit_move_id = followed.id
                                                           AND partial.max_date < followed.entry + %(horizon)s
                  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                  JOIN account_journal AS journal ON journal.id = credit.journal_id
                 GROUP BY followed.id, followed.entry
            ),
            item AS (
                SELECT followed.half, followed.partner_id, COALESCE(settled.paid, 0) AS paid,
                       followed.balance - COALESCE(settled.before, 0) - COALESCE(settled.credited, 0) AS base,
                       COALESCE(settled.paid_days, 0) AS paid_days
                  FROM followed LEFT JOIN settled ON settled.id = followed.id
            )
            SELECT half, partner_id, SUM(base)::float AS base, SUM(paid)::float AS paid,
                   SUM(paid_days + (base - paid) * %(horizon)s)::float AS euro_days
              FROM item
             WHERE base > 0
             GROUP BY half, partner_id
             ORDER BY partner_id
            """,
            followed=self._sql_followed(),
            # what was moved to instalments is followed no further, like what was credited
            reconciled=sql_reconciled(),
            money=SQL("journal.type IN ('bank', 'cash', 'credit')"),
            horizon=self.horizon,
        )

    def _sql_followed(self):
        """Return the invoices followed: ``half, partner_id, id, balance, entry``, the day from which each is."""
        today = company_day(self, self.company_id)
        entry = SQL("(%s + %s)", sql_due(), max(min(self.step_id.delay, self.variant_id.delay), 0))
        return SQL(
            """
            SELECT member.half, member.partner_id, line.id, line.balance, %(entry)s AS entry
              FROM dunning_trial_member AS member
              JOIN res_partner AS customer ON customer.commercial_partner_id = member.partner_id
              JOIN account_move_line AS line ON line.partner_id = customer.id AND line.parent_state = 'posted' AND line.balance > 0
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              JOIN account_move AS move ON move.id = line.move_id AND move.move_type = 'out_invoice'
              JOIN res_company AS branch ON branch.id = line.company_id AND branch.parent_path LIKE %(below)s
             WHERE member.trial_id = %(trial)s AND member.half IN ('a', 'b') AND line.date <= %(entry)s
               AND %(entry)s BETWEEN GREATEST(%(started)s, member.drawn_on) AND %(last)s
            """,
            entry=entry,
            trade=sql_trade(),
            below=f"{self.company_id.id}/%",
            trial=self.id,
            started=self.started_on,
            last=min(today - timedelta(days=self.horizon), self.ended_on or today),
        )
