"""Ready actions become jobs, one a batch; the hourly cron delivers whatever no job has delivered."""

import hashlib

from odoo import api, fields, models
from odoo.addons.account_dunning.models.delivery.dunning_action_worker import ACTIONS_PER_BATCH, IN_FLIGHT
from odoo.addons.account_dunning.models.shared.background import ON
from odoo.addons.account_dunning.models.shared.channels import AUTOMATIC_CHANNELS
from odoo.addons.queue_job.exception import RetryableJobError


class DunningAction(models.Model):
    _inherit = "dunning.action"

    @api.model
    def _wake_delivery(self):
        """Deliver what people have just approved by jobs, and have the cron look for what these leave."""
        Run = self.env["dunning.run"]
        if not self._waiting_for_delivery() or Run._job_runner_is_absent():
            return super()._wake_delivery()
        self._deliver_by_jobs()
        return Run._look_again("account_dunning.ir_cron_dunning_deliver")

    def _waiting_for_delivery(self):
        """Return those of these actions that are ready, need no person and are in nobody's hands."""
        return self.filtered(
            lambda action: action.state == "ready"
            and action.channel in AUTOMATIC_CHANNELS
            and action.delivery_status not in IN_FLIGHT
        )

    def _deliver_by_jobs(self):
        """Queue the delivery of these actions, one job a batch; the same batch is queued once."""
        for company, actions in self.sudo()._waiting_for_delivery().grouped("company_id").items():
            actions = actions.sorted(lambda action: (action.date, action.id)).with_company(company)
            for start in range(0, len(actions), ACTIONS_PER_BATCH):
                batch = actions[start : start + ACTIONS_PER_BATCH]
                digest = hashlib.sha256(repr(batch.ids).encode()).hexdigest()[:16]
                batch.with_delay(
                    identity_key=f"dunning-deliver-{company.id}-{digest}",
                    description=self.env._(
                        "Deliver %(count)s dunning actions of %(company)s", count=len(batch), company=company.name
                    ),
                )._job_deliver()

    def _job_deliver(self):
        """Deliver this batch as a job; the contact day is the day on which it leaves.

        :raises RetryableJobError: some could not even be tried; what is done stays done
        """
        actions = self.with_context(dunning_commit=ON)
        for company in self.company_id:
            today = fields.Date.context_today(self.with_company(company))
            actions.with_company(company)._deliver_ready(company, today, only=self)
        if self.exists()._waiting_for_delivery().filtered(lambda action: action.date <= today):
            raise RetryableJobError(self.env._("Other transactions are in the way of these actions: they leave later."))
