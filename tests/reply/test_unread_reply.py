"""Nobody reads a reply: after its pause courteous and neutral steps go on and say so, nothing firm and no registered letter does."""

from datetime import date

from odoo.tests import freeze_time, tagged

from .test_replies import ReplyCommon


@tagged("post_install", "-at_install")
class TestUnreadReply(ReplyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second.tone, cls.third.tone = "neutral", "firm"
        cls.plan.step_ids = [(0, 0, cls._step_vals(35, "registered_letter", {"tone": "neutral"}))]
        cls.registered = cls.plan.step_ids.filtered(lambda step: step.delay == 35)

    def _row(self, day):
        [row] = self.env["dunning.engine"]._decide_items(self.company, date.fromisoformat(day), self.customer)
        return row

    def test_neutral_steps_go_on_and_say_so(self):
        """The pause of seven days ends on 15 March; the neutral step follows, and speaks of the message."""
        self._answer(text="What is this?")
        self.assertEqual(self._why("2025-03-15"), "reply")
        self.assertEqual(self._why("2025-03-16"), "act")
        action = self._run("2025-03-16") - self.action
        self.assertIn("received your message of 03/08/2025", action.previous_sentence)
        self.assertIn("will answer it separately", action.previous_sentence)

    def test_nothing_firm(self):
        reply = self._answer(text="What is this?")
        self._have_taken(self.move, self.second, "2025-03-16")
        row = self._row("2025-03-26")
        self.assertEqual((row["reason"], row["step_id"], row["next_date"]), ("reply_unread", self.third.id, None))
        self._act(reply, "action_note", day="2025-03-27")
        self.assertEqual(self._why("2025-03-27"), "act")
        self.assertEqual(self._row("2025-03-26")["reason"], "reply_unread")  # as it was that day

    def test_no_registered_letter(self):
        """Whatever its tone."""
        reply = self._answer(text="What is this?")
        self._have_taken(self.move, self.second, "2025-03-16")
        self._have_taken(self.move, self.third, "2025-03-26")
        self.assertEqual(self._why("2025-04-06"), "reply_unread")
        self._act(reply, "action_note", day="2025-04-06")
        self.assertEqual(self._why("2025-04-06"), "act")

    def test_somebody_else_keeps_nothing_back(self):
        """His message pauses for two days only; a company that pauses for no reply keeps nothing back either."""
        self._answer(text="What is this?", sender="Eve <eve@example.net>")
        self._have_taken(self.move, self.second, "2025-03-16")
        self.assertEqual(self._why("2025-03-26"), "act")
        self._answer(text="What is this?")
        self.assertEqual(self._why("2025-03-26"), "reply_unread")
        self.company.sudo().dunning_reply_days = 0
        self.assertEqual(self._why("2025-03-26"), "act")

    def test_in_words(self):
        self._answer(text="What is this?")
        self._have_taken(self.move, self.second, "2025-03-16")
        with freeze_time("2025-03-26 09:00:00"):
            self.move.invalidate_recordset()
            self.assertIn("a reply of the customer waits to be read", self.move.dunning_status_reason)
            covered = self.env["dunning.coverage"].search([("move_id", "=", self.move.id)])
        self.assertFalse(covered)

    def test_a_reply_read_says_nothing(self):
        self._act(self._answer(text="What is this?"), "action_note")
        action = self._run("2025-03-16") - self.action
        self.assertNotIn("your message", action.previous_sentence)
