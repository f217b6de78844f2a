"""Who is in a trial: drawn once, by a hash that anybody can compute again; who is at risk is left out. Evidence."""

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ..shared import evidence
from ..shared.receivable import sql_due, sql_trade

# Customers that nobody tries anything on: what they need is a decision of its own.
RISKY_PAYERS = ("difficulty", "contests", "unreachable")

HALVES = [("a", "A: as the plan does it"), ("b", "B: the other way"), ("out", "Left out")]

REASONS = [
    ("key", "Key account"), ("payer", "In difficulty, contests or cannot be reached"), ("proceedings", "Proceedings or a case"),
    ("amount", "Owes more than is risked"), ("plan", "Has another plan"),
]  # fmt: skip


class DunningTrialMember(models.Model):
    _name = "dunning.trial.member"
    _inherit = ["dunning.kept"]
    _description = "Customer in a Trial"
    _order = "trial_id desc, id"
    _rec_name = "partner_id"

    trial_id = fields.Many2one("dunning.trial", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one("dunning.profile", string="Customer's Page", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    half = fields.Selection(HALVES, required=True, readonly=True)
    reason = fields.Selection(REASONS, string="Why Left Out", readonly=True)
    drawn_on = fields.Date(required=True, readonly=True)

    _once = models.UniqueIndex("(trial_id, partner_id)", "A customer is drawn once.")


class DunningTrial(models.Model):
    _inherit = "dunning.trial"

    @api.model
    def _draw_members(self, company, today):
        """Draw the customers of running trials who are not drawn yet.

        :param company: root ``res.company``
        :param date today: day on which they are drawn
        """
        for trial in self.sudo().browse(self._running_trials(company.id)):
            trial._draw_new_members(today)

    @api.model
    @ormcache("company_id")
    def _running_trials(self, company_id):
        """Return the ids of the trials that run in a root company."""
        return tuple(self.sudo().search([("company_id", "=", company_id), ("state", "=", "running")]).ids)

    def _draw_new_members(self, today):
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query_dict(self._sql_trial_candidates(today))
        profiles = self.env["dunning.profile"].browse(row["profile_id"] for row in rows)
        elsewhere = set(profiles.filtered(lambda profile: profile.effective_plan_id != self.plan_id).ids)
        vals_list = []
        for row in rows:
            reason = row["reason"] or ("plan" if row["profile_id"] in elsewhere else False)
            vals_list.append(
                {
                    "trial_id": self.id, "company_id": self.company_id.id, "profile_id": row["profile_id"],
                    "partner_id": row["partner_id"], "half": "out" if reason else row["half"], "reason": reason, "drawn_on": today,
                }
            )  # fmt: skip
        evidence.as_writer(self.env["dunning.trial.member"].sudo()).create(vals_list)

    def _sql_trial_candidates(self, today):
        """Return the customers who are not drawn yet: ``profile_id, partner_id, half, reason`` why they are left out."""
        return SQL(
            """
            SELECT profile.id AS profile_id, profile.partner_id,
                   CASE WHEN %(number)s * 100 < %(share)s * 4294967296 THEN 'b' ELSE 'a' END AS half,
                   CASE WHEN %(no_key)s AND profile.segment = 'key' THEN 'key'
                        WHEN profile.payer_type = ANY(%(risky)s) THEN 'payer'
                        WHEN %(proceedings)s THEN 'proceedings'
                        WHEN owed.amount >= NULLIF(%(limit)s, 0) THEN 'amount' END AS reason
              FROM dunning_profile AS profile
              LEFT JOIN dunning_trial_member AS member ON member.partner_id = profile.partner_id AND member.trial_id = %(trial)s
              LEFT JOIN (%(owed)s) AS owed ON owed.partner_id = profile.partner_id
             WHERE profile.company_id = %(company)s AND profile.active AND member.id IS NULL
             ORDER BY profile.id
            """,
            number=self._sql_number(),
            share=self.share,
            no_key=self.leaves_out_key,
            risky=list(RISKY_PAYERS),
            proceedings=self._sql_in_proceedings(),
            limit=self.amount_limit,
            trial=self.id,
            owed=self._sql_trial_owed(today),
            company=self.company_id.id,
        )

    def _sql_number(self):
        """Return the first 32 bits of the hash of a customer, as ``figures/trial.draw_half`` reads them."""
        text = SQL("%s || profile.partner_id::text", f"{self.seed}:")
        return SQL("('x' || LEFT(ENCODE(SHA256(CONVERT_TO(%s, 'UTF8')), 'hex'), 8))::bit(32)::bigint", text)

    def _sql_in_proceedings(self):
        """Return whether a ``profile`` is in insolvency, at a court or handed over."""
        return SQL(
            """(EXISTS (SELECT FROM dunning_hold AS hold WHERE hold.partner_id = profile.partner_id AND hold.state = 'active'
                           AND hold.company_id = profile.company_id AND hold.kind IN ('insolvency', 'legal'))
                OR EXISTS (SELECT FROM dunning_case AS own WHERE own.profile_id = profile.id AND own.state IN ('draft', 'handed')))"""
        )

    def _sql_trial_owed(self, today):
        """Return what customers owe that is overdue: ``partner_id, amount`` in company currency."""
        return SQL(
            """
            SELECT customer.commercial_partner_id AS partner_id, SUM(line.amount_residual) AS amount
              FROM account_move_line AS line
              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
              JOIN res_partner AS customer ON customer.id = line.partner_id
              JOIN res_company AS branch ON branch.id = line.company_id AND branch.parent_path LIKE %(below)s
             WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND %(due)s < %(today)s
             GROUP BY 1
            """,
            trade=sql_trade(),
            below=f"{self.company_id.id}/%",
            due=sql_due(),
            today=today,
        )

    # -- what the decision reads -------------------------------------------------------------------

    @api.model
    def _sql_other_ways(self, company, today):
        """Return the steps that customers get in another way: ``account_id, step_id, variant_id, delay, channel``.

        :param company: root ``res.company``
        :param date today: the day decided for
        """
        return SQL(
            """
            SELECT member.partner_id AS account_id, trial.step_id, variant.id AS variant_id, variant.delay, variant.channel
              FROM dunning_trial AS trial
              JOIN dunning_plan_step AS variant ON variant.id = trial.variant_id
              JOIN dunning_trial_member AS member ON member.trial_id = trial.id AND member.half = 'b'
             WHERE trial.state = 'running' AND trial.company_id = %s AND trial.started_on <= %s
            """,
            company.id,
            today,
        )

    @api.model
    def _sql_same_steps(self):
        """Return what a step done in one way is worth in the memory of an item: ``step_id, delay``, the delay of the other way.

        Whoever had one of both has had the step, on whichever day: the other one never follows.
        """
        return SQL(
            """
            SELECT pair.step_id, MAX(other.delay) AS delay
              FROM (SELECT step_id, variant_id AS other_id FROM dunning_trial WHERE variant_id IS NOT NULL
                     UNION ALL
                    SELECT variant_id, step_id FROM dunning_trial WHERE variant_id IS NOT NULL) AS pair
              JOIN dunning_plan_step AS other ON other.id = pair.other_id
             GROUP BY pair.step_id
            """
        )
