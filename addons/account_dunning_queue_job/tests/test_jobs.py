"""Dunning as jobs: one a run, one a batch of deliveries, never two for the same; and without a job runner."""

from unittest.mock import patch

from odoo.addons.account_dunning.models.run import dunning_run_worker
from odoo.addons.account_dunning.tests.common_delivery import DeliveryCommon
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.fields import Date, Datetime
from odoo.tests import freeze_time, tagged

DAY = "2025-03-06"
CHANNEL = "root.dunning"


@tagged("post_install", "-at_install")
class TestJobs(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        # no other company of the database is to take part
        cls.env["res.company"].sudo().search([("id", "!=", cls.company.id)]).dunning_live_date = False
        cls.customers = [cls._customer(f"Customer {number:02}") for number in range(30)]
        cls.moves = [cls._invoice("2025-03-01", 100 + n, partner=one) for n, one in enumerate(cls.customers)]

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 05:00:00"))
        # the jobs of these tests commit on the cursor of the test
        self.enterContext(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 100.0))

    def _cron(self):
        self.env["dunning.run"].sudo()._cron_run()

    def _runs(self):
        return self.env["dunning.run"].search([("company_id", "=", self.company.id)])

    def _stored_job(self, records, method, age):
        """Store a job nobody takes, created some minutes ago."""
        delayed = getattr(records.with_delay(), method)()
        self._age(age, delayed.uuid)
        return delayed.uuid

    def _age(self, minutes, uuid):
        self.env.cr.execute(
            "UPDATE queue_job SET date_created = %s WHERE uuid = %s",
            [Datetime.subtract(Datetime.now(), minutes=minutes), uuid],
        )
        self.env.invalidate_all()

    def test_a_run_is_one_job(self):
        with trap_jobs() as trap:
            self._cron()
            self._cron()
            run = self._runs()
            self.assertEqual((len(run), run.state, run.action_count), (1, "queued", 0))
            self.assertEqual(len(trap.enqueued_jobs), 1, "the same run is queued once")
            trap.assert_enqueued_job(
                run._job_run,
                properties={"identity_key": f"dunning-run-{self.company.id}-{DAY}-{run.id}"},
            )
            [job] = trap.enqueued_jobs
            self.assertEqual(job.job_config.channel, CHANNEL)
            self.assertTrue(job.job_config.allow_commit)

    def test_delivery_is_a_job_a_batch(self):
        """30 customers: one job for the run, two for 25 and 5 messages; each leaves once, even if a job comes twice."""
        with trap_jobs() as trap:
            self._cron()
            run = self._runs()
            run.sudo()._job_run()
            self.assertEqual((run.state, run.action_count), ("done", 30))
            self.assertEqual(set(run.action_ids.mapped("state")), {"ready"})
            jobs = [job for job in trap.enqueued_jobs if job.method_name == "_job_deliver"]
            batches = [self.env["dunning.action"].browse(call.method.__self__.ids) for call in trap.calls[1:]]
            self.assertEqual([len(batch) for batch in batches], [25, 5])
            self.assertEqual({job.job_config.channel for job in jobs}, {CHANNEL})
            self.assertEqual(len({job.identity_key for job in jobs}), 2)
        first, second = batches
        first.sudo()._job_deliver()
        self.assertEqual((set(first.mapped("state")), set(second.mapped("state"))), ({"done"}, {"ready"}))
        second.sudo()._job_deliver()
        first.sudo()._job_deliver()
        self.assertEqual(set(run.action_ids.mapped("state")), {"done"})
        self.assertEqual(set(run.action_ids.mapped("date_done")), {Date.to_date(DAY)})
        self.assertEqual(len(self._recipients()), 30)
        self.assertEqual(len(set(self._recipients())), 30)

    def test_job_of_a_finished_run(self):
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_run()
        self.assertEqual(run.action_count, 30)
        with trap_jobs() as trap:
            run.sudo()._job_run()
        self.assertFalse(trap.enqueued_jobs)
        self.assertEqual((run.action_count, len(self._recipients())), (30, 30))

    def test_in_the_way(self):
        """Another run of the company is recording: the job comes again, nothing is lost."""
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_start()
        Run = type(run)
        original = Run._session_lock

        def session_lock(this, key, number):
            return original(this, key, number) if key == dunning_run_worker.RUN_LOCK else busy()

        busy = self._busy
        with patch.object(Run, "_session_lock", session_lock), self.assertRaises(RetryableJobError):
            run.sudo()._job_run()
        self.assertEqual((run.state, run.action_count), ("queued", 0))
        with trap_jobs():
            run.sudo()._job_run()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.action_count), ("done", 30))

    @staticmethod
    def _busy():
        class Busy:
            def __enter__(self):
                return False

            def __exit__(self, *exc_info):
                return None

        return Busy()

    def test_no_runner(self):
        """Jobs wait and nobody takes them: the cron does the run and delivers, and the job finds nothing to do."""
        with trap_jobs():
            self._cron()
        run = self._runs()
        job = self._stored_job(run, "_job_run", age=10)
        with trap_jobs() as trap:
            self._cron()
            self.assertEqual(run.state, "queued", "for some minutes the runner may just be busy")
            self._age(16, job)
            self._cron()
        self.assertEqual((run.state, run.action_count), ("done", 30))
        self.assertEqual(set(run.action_ids.mapped("state")), {"done"})
        run.sudo()._job_run()
        self.assertEqual(len(self._recipients()), 30)
        self.assertEqual({call.method.__func__.__name__ for call in trap.calls}, {"_job_run"})

    def test_cron_delivers_what_jobs_left(self):
        with trap_jobs():
            self._cron()
            self._runs().sudo()._job_run()
        self.env["dunning.action"].sudo()._cron_deliver()
        self.assertEqual(set(self._runs().action_ids.mapped("state")), {"done"})
        self.assertEqual(len(self._recipients()), 30)

    def test_approval(self):
        """What is approved by hand leaves by jobs; where no runner is at work the cron is woken at once."""
        self.plan.step_ids[0].mode = "review"
        actions = self._run(DAY)
        cron = self.env.ref("account_dunning.ir_cron_dunning_deliver")
        triggers = self.env["ir.cron.trigger"].sudo()
        with trap_jobs() as trap:
            actions[:3].with_user(self.collector).action_approve()
            self.assertEqual([len(call.method.__self__) for call in trap.calls], [3])
        late = triggers.search([("cron_id", "=", cron.id)], order="id desc", limit=1)
        self.assertEqual(late.call_at, Datetime.to_datetime(f"{DAY} 05:16:00"))
        self._stored_job(actions[:3], "_job_deliver", age=16)
        with trap_jobs() as trap:
            actions[3:6].with_user(self.collector).action_approve()
            self.assertFalse(trap.calls)
        at_once = triggers.search([("cron_id", "=", cron.id)], order="id desc", limit=1)
        self.assertEqual(at_once.call_at, Datetime.to_datetime(f"{DAY} 05:00:00"))
