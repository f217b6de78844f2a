"""What a run does about promises and disputes before it decides: judge them, and tell about silent owners."""

from odoo import fields, models

from ..claim.dunning_promise import FAILED


class DunningRun(models.Model):
    _inherit = "dunning.run"

    promise_kept_count = fields.Integer(string="Promises Kept", readonly=True, copy=False)
    promise_broken_count = fields.Integer(string="Promises Broken", readonly=True, copy=False)
    dispute_escalated_count = fields.Integer(string="Silent Owners of Disputes", readonly=True, copy=False)

    def _settle_claims(self):
        """Judge promises from the ledger and escalate disputes whose owners are silent."""
        judged = self.env["dunning.promise"]._judge_promises(self.company_id, self.date)
        self.env["dunning.payment.plan"]._settle_payment_plans(self.company_id, self.date)
        self.env["dunning.set.off"]._settle_set_offs(self.company_id, self.date)
        self.env["dunning.hold"]._raise_deadline_alarms(self.company_id, self.date)
        self.env["dunning.limitation.alarm"]._raise_limitation_alarms(self.company_id, self.date)
        silent = self.env["dunning.dispute"]._escalate_silent_owners(self.company_id, self.date)
        self.env["dunning.case"]._tell_missed_deadlines(self.company_id, self.date)
        self.env["dunning.insurance.policy"]._warn_of_policy_days(self.company_id, self.date)
        self.promise_kept_count += sum(judged.get(state, 0) for state in ("kept", "late"))
        self.promise_broken_count += sum(judged.get(state, 0) for state in FAILED)
        self.dispute_escalated_count += silent

    def action_open_broken(self):
        """Open the promises that this run found broken or partly kept."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Broken Promises"),
            "res_model": "dunning.promise",
            "view_mode": "list,kanban,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("judged_on", "=", self.date),
                ("state", "in", FAILED),
            ],
        }
