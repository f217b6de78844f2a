"""A run becomes one job; the cron stays the one who queues the runs, and does them where no job runner is at work."""

from odoo import fields, models
from odoo.addons.account_dunning.models.shared.background import ON, is_on
from odoo.addons.queue_job.exception import RetryableJobError

# Minutes after which a job that nobody has started means that no job runner is at work.
RUNNER_ABSENT_AFTER = 15

# Job states in which nobody has begun with a job.
WAITING = ("pending", "enqueued")


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _dispatch_run(self):
        """Hand the run to a job, once; the cron looks again later, and does it itself when nobody has begun."""
        self.ensure_one()
        if self._job_runner_is_absent():
            return super()._dispatch_run()
        run = self.with_company(self.company_id)
        run.with_delay(
            identity_key=f"dunning-run-{self.company_id.id}-{self.date}-{self.id}",
            description=self.env._("Dunning run of %(company)s, %(day)s", company=self.company_id.name, day=self.date),
        )._job_run()
        self._look_again("account_dunning.ir_cron_dunning_run")
        return True

    def _job_run(self):
        """Do the run as a job.

        :raises RetryableJobError: other work is in its way; what is done stays done
        """
        if not self.with_context(dunning_commit=ON, dunning_jobs=ON)._work_in_background():
            raise RetryableJobError(self.env._("Other transactions are in the way of this run: it goes on later."))

    def _deliver_recorded(self, contact_day):
        """In a job, deliver by jobs of their own, which other workers take."""
        if not is_on(self.env, "dunning_jobs"):
            return super()._deliver_recorded(contact_day)
        Action = self.env["dunning.action"]
        Action._recover_interrupted(self.company_id)
        Action.search([("company_id", "=", self.company_id.id), ("date", "<=", contact_day)])._deliver_by_jobs()
        self._commit_recording_progress()
        return True

    def _job_runner_is_absent(self):
        """Tell whether jobs of dunning have been waiting for so long that nobody seems to be running any."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=RUNNER_ABSENT_AFTER)
        waiting = [
            ("channel", "=", self.env.ref("account_dunning_queue_job.channel_dunning").sudo().complete_name),
            ("state", "in", WAITING),
            ("date_created", "<", limit),
            ("eta", "=", False),
        ]
        return bool(self.env["queue.job"].sudo().search_count(waiting, limit=1))

    def _look_again(self, cron):
        """Wake a cron when the job runner should have begun by then.

        :param str cron: external id of the cron
        """
        at = fields.Datetime.add(fields.Datetime.now(), minutes=RUNNER_ABSENT_AFTER + 1)
        self.env.ref(cron).sudo()._trigger(at)
