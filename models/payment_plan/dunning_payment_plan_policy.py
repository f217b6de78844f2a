"""Payment plans and credit insurance: a plan beyond the longest extension of the policy costs the cover, so a credit manager grants it."""

from odoo import models
from odoo.tools import format_date

from ..shared.receivable import get_legal_due_day


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    def _say_beyond_policy(self):
        """Return, in a sentence, that a plan runs beyond what the customer's credit insurance allows; empty where it does not."""
        self.ensure_one()
        plan = self.sudo()
        last, Policy = max(plan.line_ids.mapped("date"), default=plan.date), self.env["dunning.insurance.policy"].sudo()
        for item in plan.item_ids.move_line_id.sorted(lambda one: (get_legal_due_day(one), one.id)):
            due = get_legal_due_day(item)
            policy = Policy._find_policy(plan.company_id, plan.partner_id, due)
            until = policy and policy._policy_days(due).get("extension_days")
            if until and last > until:
                return self.env._(
                    "%(policy)s allows %(invoice)s no extension beyond %(day)s: with this plan its cover may be lost.",
                    policy=policy.display_name, invoice=item.move_id.name, day=format_date(self.env, until),
                )  # fmt: skip
        return ""
