"""The review queue: nothing of mode review leaves without a person; approve, edit, skip with reason, reschedule."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestReviewQueue(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "email", {"mode": "review"}), (25, "phone")])
        cls.first, cls.second, cls.third = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan

    def _three(self):
        return [self._invoice("2025-03-01", 100, partner=self._customer(name)) for name in ("Alpha", "Beta", "Gamma")]

    def _deliver(self, day=DAY):
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(day))

    def _wizard(self, mode, actions, **vals):
        return (
            self.env["dunning.action.wizard"]
            .with_user(self.collector)
            .create({"mode": mode, "action_ids": [(6, 0, actions.ids)], **vals})
        )

    # -- nothing leaves by itself ------------------------------------------------------------------

    def test_nothing_leaves_without_approval(self):
        self._three()
        actions = self._run(DAY)
        self.assertEqual(set(actions.mapped("state")), {"todo"})
        self.assertEqual(set(actions.mapped("needs_review")), {True})
        self._deliver()
        actions._deliver_actions(Date.to_date(DAY))
        for day in range(7, 12):
            self._run(f"2025-03-{day:02}")
        self.env["mail.mail"].sudo().process_email_queue()
        self.assertFalse(self._recipients())
        self.assertEqual(set(actions.mapped("state")), {"todo"})
        self.assertEqual(self.env["dunning.action"].search_count([("company_id", "=", self.company.id)]), 3)

    def test_backlog_of_the_first_day(self):
        """Automatic steps of the day of going live wait as well; those of the next day leave."""
        self.first.mode = "auto"
        self.company.dunning_live_date = DAY
        self._invoice("2025-03-01", partner=self._customer("Backlog"))
        [action] = self._run(DAY)
        self.assertEqual((action.state, action.needs_review), ("todo", True))
        self.assertIn("backlog", action.review_reason)
        self._invoice("2025-03-02", partner=self._customer("Next day"))
        [action] = self._run("2025-03-07")
        self.assertEqual(action.state, "done")
        self.assertEqual(self._recipients(), ["next.day@example.com"])

    def test_company_that_is_not_live(self):
        self.first.mode = "auto"
        self.company.dunning_live_date = False
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.state, "todo")
        self.assertFalse(self._recipients())

    def test_stale_bank_data(self):
        self.first.mode = "auto"
        self.company.dunning_bank_max_age = 3
        self._payment(1, "2025-03-01", partner=self._customer("Payer"))
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.state, "todo")
        self.assertEqual(action.review_reason, "The bank data is older than the company allows.")
        self.assertEqual(action.attention, action.review_reason)

    # -- approving ---------------------------------------------------------------------------------

    def test_approve_one(self):
        moves = self._three()
        actions = self._run(DAY)
        mine = actions.filtered(lambda action: action.partner_id == moves[1].partner_id)
        with freeze_time(DAY):
            mine.with_user(self.collector).action_approve()
        self.assertEqual((mine.state, mine.needs_review), ("ready", False))
        self._deliver()
        self.assertEqual(self._recipients(), ["beta@example.com"])
        self.assertEqual(sorted(actions.mapped("state")), ["done", "todo", "todo"])

    def test_approve_all(self):
        self._three()
        actions = self._run(DAY)
        with freeze_time(DAY):
            actions.with_user(self.collector).action_approve()
        self._deliver()
        self.assertEqual(set(actions.mapped("state")), {"done"})
        self.assertEqual(self._recipients(), ["alpha@example.com", "beta@example.com", "gamma@example.com"])

    def test_approve_wakes_the_cron(self):
        self._invoice("2025-03-01")
        cron = self.env.ref("account_dunning.ir_cron_dunning_deliver")
        action = self._run(DAY)
        before = self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", cron.id)])
        with freeze_time(DAY):
            action.with_user(self.collector).action_approve()
        after = self.env["ir.cron.trigger"].sudo().search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)

    def test_cron_delivers(self):
        self._invoice("2025-03-01")
        action = self._run(DAY)
        with freeze_time(DAY):
            action.action_approve()
            with self.enter_registry_test_mode():
                self.env.ref("account_dunning.ir_cron_dunning_deliver").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((action.state, str(action.date_done)), ("done", DAY), action.error)
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])

    def test_approve_what_was_paid(self):
        moves = self._three()
        actions = self._run(DAY)
        self._pay(moves[0], DAY)
        with freeze_time(DAY):
            actions.action_approve()
        states = {action.partner_id.name: (action.state, action.cancel_reason) for action in actions}
        self.assertEqual(
            states, {"Alpha": ("cancelled", "settled"), "Beta": ("ready", False), "Gamma": ("ready", False)}
        )

    def test_calls_are_not_approved(self):
        self.first.channel = "phone"
        self._invoice("2025-03-01")
        [call] = self._run(DAY)
        with self.assertRaisesRegex(UserError, "Calls are reported, not approved"):
            call.action_approve()
        self.assertEqual(call.state, "todo")

    def test_collectors_only(self):
        self.customer.user_id = self.salesman
        self._invoice("2025-03-01")
        action = self._run(DAY)
        for method in ("action_approve", "action_retry", "action_cancel", "action_skip", "action_reschedule"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(action.with_user(self.salesman), method)()
        self.assertEqual(action.state, "todo")

    # -- reading and editing the message -----------------------------------------------------------

    def test_read_and_edit(self):
        """What is read is what leaves; what is edited leaves as edited, subject and text apart."""
        self.customer.ref = "C7"
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        mine = action.with_user(self.collector)
        self.assertEqual(mine.message_subject, "Reminder C7")
        self.assertIn("You owe $ 1,000.00", self._text(mine.message_body))
        mine.message_subject = "Our talk of yesterday"
        self.assertEqual(mine.message_subject, "Our talk of yesterday")
        self.assertIn("You owe $ 1,000.00", self._text(mine.message_body))
        mine.message_body = "<p>As agreed, please pay.</p><script>alert(1)</script>"
        with freeze_time(DAY):
            mine.action_approve()
        self._deliver()
        [message] = self._sent()
        self.assertEqual(message["Subject"], "Our talk of yesterday")
        self.assertIn("As agreed, please pay.", self._text(message))
        self.assertNotIn("You owe", self._text(message))
        self.assertNotIn("<script", self._html(message))

    def test_reset(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action.message_body = "<p>Something else</p>"
        action.action_reset_message()
        self.assertIn("You owe", action.message_body)
        self.assertFalse(action.custom_body)

    def test_opening_and_saving_edits_nothing(self):
        """Saving the form without touching the text leaves the text to the template."""
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        with Form(action) as form:
            form.user_id = self.env.user
        self.assertEqual(action.user_id, self.env.user)
        self.assertFalse(action.custom_body)
        self.assertFalse(action.custom_subject)

    def test_what_was_read_is_what_left(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        body = self._text(action.message_body)
        with freeze_time(DAY):
            action.action_approve()
        self._deliver()
        self.assertIn(body.strip(), self._text(self._sent()[0]))
        self.assertEqual(self._text(action.snapshot), body)

    # -- skipping ----------------------------------------------------------------------------------

    def test_skip_with_reason(self):
        """A step skipped by a person counts as lived through; no contact happened."""
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        wizard = self._wizard("skip", action, reason="Spoke to him at the fair")
        with freeze_time(DAY):
            wizard.action_confirm()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "skipped"))
        self.assertEqual(action.skip_reason, "Spoke to him at the fair")
        self.assertFalse(action.date_done)
        self.assertFalse(self._recipients())
        row = self._row(move, "2025-03-16")
        self.assertEqual((row["last_step_id"], row["step_id"], row["reason"]), (self.first.id, self.second.id, "act"))
        self.assertIsNone(row["contact_date"], "nobody was contacted")

    def test_skip_needs_a_reason(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        for reason in (False, "", "   "):
            with self.assertRaisesRegex(UserError, "Say why"):
                self._wizard("skip", action, reason=reason).action_confirm()
        self.assertEqual(action.state, "todo")

    def test_skip_removes_the_task(self):
        self.first.channel = "phone"
        self._invoice("2025-03-01")
        [call] = self._run(DAY)
        self.assertEqual(len(call.activity_ids), 1)
        self._wizard("skip", call, reason="Not now").action_confirm()
        self.assertFalse(call.activity_ids)

    def test_skip_what_is_finished(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action._cancel_actions("manual")
        with self.assertRaisesRegex(UserError, "finished already"):
            self._wizard("skip", action, reason="x").action_confirm()

    def test_cancel(self):
        """Cancelled is not skipped: the step comes back."""
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action.with_user(self.collector).action_cancel()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "manual"))
        self.assertEqual(self._row(move, "2025-03-07")["reason"], "act")
        [again] = self._run("2025-03-07")
        self.assertEqual(again.step_id, self.first)

    # -- rescheduling ------------------------------------------------------------------------------

    def test_reschedule(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        with freeze_time(DAY):
            self._wizard("reschedule", action, date="2025-03-12").action_confirm()
            action.action_approve()
        self.assertEqual(str(action.date), "2025-03-12")
        for day in ("2025-03-06", "2025-03-11"):
            self._deliver(day)
            self.assertEqual(action.state, "ready")
        self._deliver("2025-03-12")
        self.assertEqual((action.state, str(action.date_done)), ("done", "2025-03-12"))

    def test_reschedule_moves_the_task(self):
        self.first.channel = "phone"
        self._invoice("2025-03-01")
        [call] = self._run(DAY)
        with freeze_time(DAY):
            self._wizard("reschedule", call, date="2025-03-12").action_confirm()
        self.assertEqual(str(call.activity_ids.date_deadline), "2025-03-12")

    def test_reschedule_refuses_the_past(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        with freeze_time("2025-03-10"):
            for date in ("2025-03-09", False):
                with self.assertRaisesRegex(UserError, "today or a later day"):
                    self._wizard("reschedule", action, date=date).action_confirm()

    # -- the list ----------------------------------------------------------------------------------

    def test_exceptions_are_found(self):
        """What needs a look: failed, with a reason to read, without owner; found by the filter as well."""
        moves = self._three()
        actions = self._run(DAY)
        failed, ownerless, plain = (
            actions.filtered(lambda action, move=move: action.partner_id == move.partner_id) for move in moves
        )
        failed._set_failed("Mailbox full")
        ownerless.user_id = False
        self.assertEqual(failed.attention, "Mailbox full")
        self.assertEqual(ownerless.attention, "It has no owner.")
        self.assertFalse(plain.attention)
        found = self.env["dunning.action"].search([("id", "in", actions.ids), ("attention", "!=", False)])
        self.assertEqual(found, failed | ownerless)

    def test_groups_unfold(self):
        self._three()
        actions = self._run(DAY)
        groups = actions.with_context(dunning_queue=True).formatted_read_group(
            [("id", "in", actions.ids)], ["step_id"], ["__count"]
        )
        self.assertEqual([(group["__count"], group["__fold"]) for group in groups], [(3, False)])
