"""What cannot be delivered: visible, tried again, by another channel after too many tries; never escalated."""

from contextlib import suppress
from datetime import datetime
from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.shared.background import ON
from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestRetryFallback(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email"), (30, "registered_letter", {"recipient_role": "legal"})])
        cls.first, cls.second, cls.third = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan

    def _three(self):
        """Three customers, the second of whom cannot be reached."""
        customers = [self._customer(name) for name in ("Alpha", "Broken", "Gamma")]
        return [self._invoice("2025-03-01", partner=customer) for customer in customers]

    def _step_taken(self, move, day):
        return self._decide(day, move.partner_id)[self._items(move).id]["last_step_id"]

    # -- one of several ----------------------------------------------------------------------------

    def test_one_of_three_fails(self):
        moves = self._three()
        with self._refusing("broken@example.com"):
            actions = self._run(DAY)
        states = {action.partner_id.name: action.state for action in actions}
        self.assertEqual(states, {"Alpha": "done", "Broken": "failed", "Gamma": "done"})
        self.assertEqual(self._recipients(), ["alpha@example.com", "gamma@example.com"])
        failed = actions.filtered(lambda action: action.state == "failed")
        self.assertIn("550", failed.error)
        self.assertIn("User unknown", failed.error)
        self.assertEqual((failed.tries, failed.delivery_status, failed.date_done), (1, False, False))
        self.assertEqual(failed.attention, failed.error)
        self.assertEqual([self._step_taken(move, DAY) for move in moves], [self.first.id, None, self.first.id])
        self.assertEqual(self._reason(moves[1], DAY), "in_progress")

    def test_retry(self):
        self._three()
        with self._refusing("broken@example.com"):
            actions = self._run(DAY)
        failed = actions.filtered(lambda action: action.state == "failed")
        failed.with_user(self.collector).action_retry()
        self.assertEqual((failed.state, failed.error, failed.tries), ("ready", False, 0))
        failed._deliver_actions(Date.to_date("2025-03-07"))
        self.assertEqual((failed.state, failed.delivery_status), ("done", "sent"))
        self.assertEqual(failed.date_done, Date.to_date("2025-03-07"), "the contact day is the day it left")
        self.assertEqual(self._recipients(), ["alpha@example.com", "broken@example.com", "gamma@example.com"])

    def test_retry_is_woken(self):
        """The button wakes the cron; it need not wait for the next day."""
        moves = self._three()
        with self._refusing("broken@example.com"):
            actions = self._run(DAY)
        cron = self.env.ref("account_dunning.ir_cron_dunning_deliver")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        actions.filtered(lambda action: action.partner_id == moves[1].partner_id).action_retry()
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_daily_run_retries(self):
        moves = self._three()
        with self._refusing("broken@example.com"):
            self._run(DAY)
        self.assertFalse(self._run("2025-03-07"), "no second action: the open one is tried again")
        [action] = self.env["dunning.action"].search([("partner_id", "=", moves[1].partner_id.id)])
        self.assertEqual((action.state, str(action.date_done)), ("done", "2025-03-07"))
        self.assertEqual(self._step_taken(moves[1], "2025-03-07"), self.first.id)

    def test_server_down(self):
        """Nobody is reached: all fail, all are kept, all leave when the server is back."""
        self._three()
        with patch("smtplib.SMTP", side_effect=ConnectionRefusedError("Connection refused")):
            actions = self._run(DAY)
        self.assertEqual(set(actions.mapped("state")), {"failed"})
        for action in actions:
            self.assertIn("Connection refused", action.error)
        self.assertFalse(self._recipients())
        self._run("2025-03-07")
        self.assertEqual(set(actions.mapped("state")), {"done"})
        self.assertEqual(len(self._recipients()), 3)

    def test_address_removed_after_recording(self):
        self._three()
        actions = self._record(DAY)
        actions[1].contact_id.email = "no address"
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(DAY))
        self.assertEqual(sorted(actions.mapped("state")), ["done", "done", "failed"])
        self.assertIn("has no valid e-mail address", actions[1].error)

    def test_text_that_cannot_be_made(self):
        """A template that fails for one customer fails this action alone and shows why."""
        moves = self._three()
        self.template.sudo().body_html = "<p t-out=\"1 / (object.partner_id.name != 'Broken')\"/>"
        actions = self._run(DAY)
        states = {action.partner_id.name: action.state for action in actions}
        self.assertEqual(states, {"Alpha": "done", "Broken": "failed", "Gamma": "done"})
        failed = actions.filtered(lambda action: action.state == "failed")
        self.assertEqual(failed.error, "The text “Reminder” cannot be made: division by zero")
        self.assertEqual(failed.message_error, failed.error)
        self.assertFalse(self._step_taken(moves[1], DAY))
        self.assertFalse(failed.message_ids.filtered(lambda one: one.message_type == "auto_comment"))

    # -- after too many tries ----------------------------------------------------------------------

    def test_fallback_after_max_tries(self):
        """Three tries, then the step's fallback channel; the step stays the same."""
        self.first.write({"fallback_channel": "phone"})
        move = self._three()[1]
        with self._refusing("broken@example.com"):
            self._run(DAY)
            [action] = self.env["dunning.action"].search([("partner_id", "=", move.partner_id.id)])
            for day, tries in (("2025-03-07", 2), ("2025-03-08", 0)):
                self.assertEqual((action.channel, action.state), ("email", "failed"))
                self._run(day)
                self.assertEqual(action.tries, tries)
        self.assertEqual((action.channel, action.state, action.needs_review), ("phone", "todo", True))
        self.assertEqual(action.step_id, self.first)
        self.assertEqual(action.error, False)
        self.assertIn("User unknown", str(action.message_ids.mapped("body")), "the history keeps why")
        self.assertEqual(action.activity_ids.user_id, self.collector)
        action._report_call(Date.to_date("2025-03-09"), "reached")
        self.assertEqual(self._step_taken(move, "2025-03-09"), self.first.id)
        row = self._decide("2025-03-16", move.partner_id)[self._items(move).id]
        self.assertEqual((row["reason"], row["step_id"]), ("act", self.second.id))

    def test_fallback_letter_has_its_text(self):
        self.first.write({"fallback_channel": "letter"})
        self._invoice("2025-03-01")
        with self._refusing("atelier.durand@example.com"):
            [action] = self._run(DAY)
            for _try in range(2):
                action.write({"state": "ready"})
                action._deliver_actions(Date.to_date(DAY))
        self.assertEqual((action.channel, action.state), ("letter", "todo"))
        self.assertEqual(action.mail_template_id, self.first.letter_template_id)
        action._mark_posted(Date.to_date("2025-03-08"))
        self.assertEqual((action.state, action.delivery_status), ("done", "posted"))

    def test_no_fallback_waits_for_a_person(self):
        """Without fallback channel the action stays failed, day after day; nothing escalates."""
        move = self._three()[1]
        with self._refusing("broken@example.com"):
            self._run(DAY)
            for day in range(7, 31):
                self._run(f"2025-03-{day:02}")
        [action] = self.env["dunning.action"].search([("partner_id", "=", move.partner_id.id)])
        self.assertEqual((action.state, action.tries, action.step_id), ("failed", 3, self.first))
        self.assertIn("User unknown", action.error)
        self.assertEqual(self._reason(move, "2025-03-31"), "in_progress", "the registered letter of day 30 waits")

    def test_max_tries_of_the_company(self):
        self.company.dunning_max_tries = 1
        self.first.write({"fallback_channel": "phone"})
        self._invoice("2025-03-01")
        with self._refusing("atelier.durand@example.com"):
            [action] = self._run(DAY)
        self.assertEqual((action.channel, action.state), ("phone", "todo"))

    # -- interrupted while sending -----------------------------------------------------------------

    def _interrupt(self):
        """Deliver as the cron does and die while the mail server is answering; return the action."""
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        committed = []

        def commit_progress(this, processed=0, **kwargs):
            for savepoint in committed:
                savepoint.close(rollback=False)
            committed[:] = [this.env.cr.savepoint()]
            return 100.0

        Cron = type(self.env["ir.cron"])
        deliver = self.env["dunning.action"].with_context(dunning_commit=ON)
        with (
            patch.object(Cron, "_commit_progress", commit_progress),
            self._refusing("atelier.durand@example.com", error=KeyboardInterrupt("killed")),
            suppress(KeyboardInterrupt),
        ):
            deliver._deliver_ready(self.company, Date.to_date(DAY))
            self.fail("it was to be killed")
        committed[0].close(rollback=True)
        self.env.invalidate_all()
        return move, action

    def test_interrupted_is_not_sent_again(self):
        """Nobody knows whether it left: it is not sent a second time, it fails visibly and waits for a person."""
        move, action = self._interrupt()
        self.assertEqual((action.state, action.delivery_status), ("ready", "sending"))
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", action.mail_message_id.id)])
        self.assertEqual(mail.state, "exception", "the mail queue does not take it either")
        Action = self.env["dunning.action"]
        Action._deliver_ready(self.company, Date.to_date(DAY))
        self.assertEqual(action.state, "ready", "for some minutes it may still be on its way")
        self.assertFalse(self._recipients())
        self.env.cr.execute(
            "UPDATE dunning_action SET write_date = write_date - interval '16 minutes' WHERE id = %s", [action.id]
        )
        self.env.invalidate_all()
        Action._deliver_ready(self.company, Date.to_date(DAY))
        self.assertEqual(action.state, "failed")
        self.assertIn("check whether the message arrived before you retry", action.error)
        self._run("2025-03-07")
        self.assertEqual(action.state, "failed", "the daily run does not retry it by itself")
        self.assertFalse(self._sent("atelier.durand@example.com"))
        self.assertFalse(self._step_taken(move, "2025-03-07"))

    def test_interrupted_then_retried_by_a_person(self):
        move, action = self._interrupt()
        self.env.cr.execute(
            "UPDATE dunning_action SET write_date = write_date - interval '16 minutes' WHERE id = %s", [action.id]
        )
        self.env.invalidate_all()
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(DAY))
        action.action_retry()
        action._deliver_actions(Date.to_date("2025-03-07"))
        self.assertEqual((action.state, action.delivery_status), ("done", "sent"))
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])
        self.assertEqual(self._step_taken(move, "2025-03-07"), self.first.id)

    def test_mail_deleted_from_the_queue(self):
        """Somebody cleans up the mail queue after a crash: the action must not hang."""
        _move, action = self._interrupt()
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "=", action.mail_message_id.id)])
        self.env.cr.execute("DELETE FROM mail_mail WHERE id = ANY(%s)", [mails.ids])
        self.env.cr.execute(
            "UPDATE dunning_action SET write_date = write_date - interval '16 minutes' WHERE id = %s", [action.id]
        )
        self.env.invalidate_all()
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(DAY))
        self.assertEqual(action.state, "failed")

    def test_queue_sends_it(self):
        """A mail that waits in the queue (set back by an administrator) still closes its action, on that day."""
        move, action = self._interrupt()
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", action.mail_message_id.id)])
        mail.mark_outgoing()
        with freeze_time(datetime(2025, 3, 8, 9, 0)):
            mail.send()
        self.assertEqual((action.state, str(action.date_done)), ("done", "2025-03-08"))
        self.assertEqual(self._step_taken(move, "2025-03-08"), self.first.id)
