"""Reports by one click can be undone for ten seconds, with a trace; then they are recorded and what follows follows."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-11"


@tagged("post_install", "-at_install")
class TestUndo(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(10, "phone")])
        cls._invoice("2025-03-01")
        [cls.call] = cls._run(DAY)
        cls.call.user_id = cls.collector

    def _at(self, second):
        return freeze_time(f"{DAY} 10:00:{second:02}")

    def _line(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.task"].with_user(self.collector).search([("action_id", "=", self.call.id)])

    def _promise(self):
        with self._at(0):
            return self._line().action_promised()

    def test_pending_then_done(self):
        """The line leaves the list at once; the promise is made after ten seconds, once, in the name of who clicked."""
        opened = self._promise()
        self.assertEqual((opened["tag"], opened["params"]["ids"]), ("account_dunning.undo_notice", self.call.ids))
        self.assertEqual(opened["params"]["seconds"], 10)
        with self._at(5):
            self.assertTrue(self._line().is_done)
            self.assertEqual(self._line().why, "Promised to pay")
            self.call.with_user(self.collector).action_settle_report()
            self.env["dunning.action"]._cron_settle_pending()
        self.assertEqual((self.call.outcome, self.call.profile_id.promise_ids.ids), (False, []))
        with self._at(10):
            self.call.with_user(self.collector).action_settle_report()
            self.env["dunning.action"]._cron_settle_pending()
        self.assertEqual((self.call.state, self.call.outcome, len(self.call.profile_id.promise_ids)), ("done", "promised", 1))
        self.assertEqual(self.call.profile_id.promise_ids.create_uid, self.collector)
        self.assertFalse(self.call.pending_outcome)

    def test_undone(self):
        self._promise()
        with self._at(9):
            self.call.with_user(self.collector).action_undo_report()
        with self._at(30):
            self.env["dunning.action"]._cron_settle_pending()
            self.assertFalse(self._line().is_done)
        self.assertEqual((self.call.state, self.call.outcome, self.call.call_count), ("todo", False, 0))
        said = " ".join(self.call.message_ids.mapped("body"))
        self.assertIn(f"Undone before it was recorded: “Promised to pay”, reported by {self.collector.name}.", said)
        with self.assertRaisesRegex(UserError, "too late"):
            self.call.with_user(self.collector).action_undo_report()

    def test_not_twice(self):
        self._promise()
        with self._at(1), self.assertRaisesRegex(UserError, "is not a call that waits"):
            self.call.with_user(self.collector)._report_later("no_answer")

    def test_reported_meanwhile(self):
        """What somebody reported in the dialogue in between stays; the click says that it came too late."""
        self._promise()
        self.call._report_call(self.call.date, "reached", "will pay")
        with self._at(20):
            self.env["dunning.action"]._cron_settle_pending()
        self.assertEqual((self.call.outcome, self.call.pending_outcome), ("reached", False))
        self.assertIn("was not recorded", " ".join(self.call.message_ids.mapped("body")))

    def test_strangers(self):
        self._promise()
        for method in ("action_undo_report", "action_settle_report"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.call.with_user(self.salesman), method)()
