"""Long work in the background: in parts, as the person who asked, with a stop, what is left, and the result."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...models.action import dunning_action_buttons
from ...models.balance import dunning_statement
from ...models.delivery import dunning_action_letter
from ..common_delivery import DeliveryCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestBackground(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._user("other_b", "account_dunning.group_dunning_user")
        cls.plan = cls._plan([(20, "letter", {"letter_template_id": cls.template.id})])
        cls.company.dunning_plan_id = cls.plan
        cls.customers = [cls._customer(f"Customer {rank}") for rank in range(5)]
        for customer in cls.customers:
            cls._invoice("2025-03-01", 100, partner=customer)

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(DAY))
        self.enterContext(patch.object(dunning_action_letter, "LETTERS_PER_CALL", 2))
        self.enterContext(patch.object(dunning_action_buttons, "APPROVED_AT_ONCE", 2))
        self.enterContext(patch.object(dunning_statement, "STATEMENTS_PER_CALL", 2))
        self.Background = self.env["dunning.background"]

    def _job(self, window):
        self.assertEqual((window["res_model"], window["target"]), ("dunning.background", "new"))
        return self.Background.sudo().browse(window["res_id"])

    def _cron(self, times=99):
        """Have the scheduled action work, at most so many commits long; return how many records each commit told of."""
        told = []

        def commit(_cron, processed=0, **_options):
            told.append(processed)
            self.env.flush_all()
            return len(told) < times

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.Background.sudo()._cron_work_in_background()
        self.env.invalidate_all()
        return told

    def test_letters(self):
        """Five letters in parts of two: three documents, each letter kept with its action, read by who asked alone."""
        letters = self._run(DAY).with_user(self.collector)
        job = self._job(letters.action_print_letters())
        self.assertEqual((job.state, job.total, job.left_count, job.user_id), ("queued", 5, 5, self.collector))
        self.assertFalse(letters.mapped("printed_on")[0])
        self.assertEqual([count for count in self._cron() if count], [2, 2, 1])
        self.assertEqual((job.state, job.done_count, job.left_count, job.progress), ("done", 5, 0, 100.0))
        self.assertEqual([str(day) for day in letters.mapped("printed_on")], [DAY] * 5)
        self.assertEqual(len(job.document_ids), 3)
        self.assertEqual(job.document_ids.create_uid, self.collector)
        self.assertEqual(len(job.with_user(self.collector).document_ids), 3)
        with self.assertRaises(AccessError):
            job.with_user(self.other).read(["name"])

    def test_few_are_done_at_once(self):
        letters = self._run(DAY)[:2]
        self.assertEqual(letters.action_print_letters()["type"], "ir.actions.act_url")
        self.assertFalse(self.Background.search_count([]))

    def test_stop_and_go_on(self):
        """Stopped after the part it is at: what was done stays, the rest waits until somebody says go on."""
        letters = self._run(DAY).with_user(self.collector)
        job = self._job(letters.action_print_letters())
        self._cron(times=2)
        self.assertEqual((job.state, job.done_count, job.ids_left), ("running", 2, letters.ids[2:]))
        own = job.with_user(self.collector)
        own.action_stop()
        self._cron()
        self.assertEqual((job.state, job.done_count, job.left_count), ("stopped", 2, 3))
        own.action_go_on()
        self._cron()
        self.assertEqual((job.state, job.done_count), ("done", 5))
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            own.action_go_on()
        for deed in ("action_stop", "action_go_on"):
            with self.assertRaises(AccessError):
                getattr(job.with_user(self.other), deed)()

    def test_failure_is_said(self):
        """What goes wrong is kept on the job and told; the parts done before stay done, the next job is not stopped."""
        letters = self._run(DAY).with_user(self.collector)
        job = self._job(letters.action_print_letters())
        second = self._job(letters.with_user(self.other).action_print_letters())
        calls = []

        def fail(actions, _job):
            calls.append(actions)
            if len(calls) == 2:
                raise ValueError("printer on fire")

        with patch.object(type(letters), "_print_in_background", fail):
            self._cron()
        self.assertEqual((job.state, job.done_count, job.notes), ("failed", 2, "printer on fire"))
        self.assertEqual(second.state, "done")

    def test_done_as_who_asked(self):
        """Whoever has no rights any more gets nothing done; who left is named."""
        letters = self._run(DAY).with_user(self.other)
        job = self._job(letters.action_print_letters())
        self.other.sudo().write({"group_ids": [(3, self.env.ref("account_dunning.group_dunning_user").id)]})
        self._cron()
        self.assertEqual((job.state, job.done_count), ("failed", 0))
        self.other.sudo().active = False
        job.write({"state": "queued"})
        self._cron()
        self.assertIn("does not work here any more", job.notes)

    def test_approval(self):
        """Many messages are approved in parts; what does not leave after all is noted."""
        self.plan.step_ids.mode = "review"
        letters = self._run(DAY)
        self.assertEqual(set(letters.mapped("state")), {"todo"})
        paid = letters[-1]
        job = self._job(letters.with_user(self.collector).action_approve())
        self._pay(paid.line_ids.move_id[:1], DAY)
        self._cron()
        self.assertEqual(job.state, "done")
        self.assertEqual(set((letters - paid).mapped("state")), {"ready"})
        self.assertEqual(paid.state, "cancelled")
        self.assertIn(f"{paid.partner_id.display_name}: not sent", job.notes)

    def test_statements(self):
        """Many statements are sent in parts; one without an address fails alone and is named."""
        self.customers[3].email = False
        profiles = self.env["dunning.profile"]._get_or_create(self.env["res.partner"].union(*self.customers), self.company)
        dialogue = self.env["dunning.statement.wizard"].with_user(self.collector).create(
            {"profile_ids": profiles.ids, "date_to": DAY}
        )  # fmt: skip
        job = self._job(dialogue.action_send())
        self._cron()
        statements = self.env["dunning.statement"].search([("profile_id", "in", profiles.ids)])
        self.assertEqual((job.state, job.done_count), ("done", 5))
        self.assertEqual(sorted(statements.mapped("state")), ["failed", "sent", "sent", "sent", "sent"])
        self.assertIn("Customer 3", job.notes)

    def test_only_what_a_model_offers(self):
        with self.assertRaises(AssertionError):
            self.Background._queue_work(self._run(DAY), "unlink", "Delete", 1)
        with self.assertRaises(AccessError):
            self.Background.with_user(self.collector).create({
                "name": "x", "company_id": self.company.id, "user_id": self.collector.id, "res_model": "dunning.action",
                "method": "unlink", "part_size": 1,
            })  # fmt: skip
