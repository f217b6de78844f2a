"""Calls: a task for the owner, a report that cannot be left out, and what follows from each outcome."""

import smtplib

from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from psycopg2 import IntegrityError

from ...models.delivery.dunning_action_call import OUTCOMES
from ..common_delivery import DeliveryCommon

DAY = "2025-03-11"
TODAY = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestCalls(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan(
            [(10, "phone", {"script": "<p>Ask for a date.</p>", "deadline_days": 4}), (20, "phone"), (30, "email")]
        )
        cls.first, cls.second, cls.third = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 600)
        cls.other = cls._invoice("2025-03-01", 400)

    def _holds(self):
        return self.env["dunning.hold"].search([("partner_id", "=", self.customer.id)])

    def _report(self, call, **vals):
        """Report through the dialogue, as the collector."""
        action = call.with_user(self.collector).action_report_call()
        Wizard = self.env["dunning.call.wizard"].with_user(self.collector).with_context(**action["context"])
        with freeze_time(DAY):
            form = Form(Wizard)
            for name, value in vals.items():
                if name != "move_ids":
                    form[name] = value
            wizard = form.save()
            if "move_ids" in vals:
                wizard.move_ids = vals["move_ids"]
            wizard.action_confirm()
        return wizard

    def test_malicious_note(self):
        """What a caller types, and the dispute that follows, are words in every history, never HTML."""
        evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
        [call] = self._run(DAY)
        category = self.env.ref("account_dunning.dispute_category_quantity")
        self._report(call, outcome="disputed", note=evil, category_id=category)
        disputes = self.env["dunning.dispute"].search([("partner_id", "=", self.customer.id)])
        messages = call.message_ids | disputes.message_ids
        bodies = "".join([*messages.mapped("body"), call.snapshot or ""])
        self.assertNotIn("<img", bodies)
        self.assertNotIn("<script", bodies)
        self.assertIn("&lt;img src=x", bodies)
        self.assertEqual(disputes[0].description, evil)

    # -- the task ----------------------------------------------------------------------------------

    def test_task_of_the_owner(self):
        [call] = self._run(DAY)
        self.assertEqual((call.channel, call.state, call.amount_due), ("phone", "todo", 1000.0))
        self.assertEqual((call.user_id, str(call.date_deadline)), (self.collector, "2025-03-15"))
        [task] = call.activity_ids
        self.assertEqual(task.activity_type_id, self.env.ref("account_dunning.mail_activity_type_call"))
        self.assertEqual((task.user_id, str(task.date_deadline), task.automated), (self.collector, DAY, True))
        self.assertEqual(task.activity_type_id.category, "phonecall")
        self.assertIn("Ask for a date.", call.script)
        self.assertIn("+33 4 00 00 00 00", call.phone_numbers)
        self.assertFalse(self._recipients(), "nobody is mailed about a task")

    def test_task_is_not_doubled(self):
        [call] = self._run(DAY)
        for day in ("2025-03-11", "2025-03-12", "2025-03-20"):
            self.assertFalse(self._run(day))
        self.assertEqual(len(call.activity_ids), 1)

    def test_task_follows_the_owner(self):
        [call] = self._run(DAY)
        colleague = self._user("colleague_c", "account_dunning.group_dunning_user")
        call.user_id = colleague
        self.assertEqual(call.activity_ids.user_id, colleague)

    def test_call_by_the_salesperson(self):
        self.first.sender = "salesperson"
        self.customer.user_id = self.salesman
        [call] = self._run(DAY)
        self.assertEqual((call.user_id, call.activity_ids.user_id), (self.salesman, self.salesman))

    def test_no_owner(self):
        """Nobody is known: the call is there all the same, as needing a look."""
        self.company.dunning_collector_id = False
        [call] = self._run(DAY)
        self.assertFalse(call.user_id)
        self.assertEqual(call.attention, "It has no owner.")

    def test_paid_meanwhile(self):
        """Calls about what was paid are cancelled, their task goes."""
        [call] = self._run(DAY)
        self._pay(self.move, "2025-03-12")
        self._run("2025-03-12")
        self.assertEqual((call.state, call.amount_due, len(call.activity_ids)), ("todo", 400.0, 1))
        self._pay(self.other, "2025-03-13")
        self._run("2025-03-13")
        self.assertEqual((call.state, call.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(call.activity_ids)
        self.assertFalse(
            self.env["mail.activity"].search([("res_model", "=", "dunning.action"), ("res_id", "=", call.id)])
        )

    def test_not_done_by_delivery(self):
        [call] = self._run(DAY)
        call.state = "ready"
        call._deliver_actions(TODAY)
        self.assertEqual(call.state, "ready", "a call is done by a person")

    # -- the report --------------------------------------------------------------------------------

    def test_outcome_is_demanded(self):
        [call] = self._run(DAY)
        action = call.action_report_call()
        with self.assertRaisesRegex(UserError, "How did it go"):
            self.env["dunning.call.wizard"].with_context(**action["context"]).create({}).action_confirm()
        self.assertEqual(call.state, "todo")

    def test_reached(self):
        [call] = self._run(DAY)
        self._report(call, outcome="reached", note="will pay with the next run")
        self.assertEqual((call.state, call.outcome, call.delivery_status), ("done", "reached", "reported"))
        self.assertEqual((call.outcome_note, call.call_count), ("will pay with the next run", 1))
        self.assertEqual((str(call.date_done), call.recipient_address), (DAY, "+33 4 00 00 00 00"))
        self.assertFalse(call.activity_ids)
        self.assertFalse(self._holds())
        self.assertIn("will pay with the next run", str(call.message_ids.mapped("body")))
        row = self._row(self.move, "2025-03-13")
        self.assertEqual(
            (row["last_step_id"], row["step_id"], str(row["next_date"])), (self.first.id, self.second.id, "2025-03-21")
        )

    def _promises(self):
        return self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)], order="date_payment, id")

    def test_promised(self):
        """Ten days unless another day was agreed, for the invoices spoken about."""
        [call] = self._run(DAY)
        wizard = self._report(call, outcome="promised", note="after the fair", move_ids=self.move)
        self.assertTrue(wizard.needs_until)
        promise = self._promises()
        self.assertEqual((promise.line_ids.move_id, promise.amount, promise.source), (self.move, 600.0, "call"))
        self.assertEqual((str(promise.date), str(promise.date_payment)), (DAY, "2025-03-21"))
        self.assertEqual((promise.note, promise.action_id, promise.user_id), ("after the fair", call, self.collector))
        self.assertEqual(promise.contact_id, call.contact_id)
        self.assertFalse(self._holds())
        self.assertEqual(self._row(self.move, "2025-03-24")["reason"], "promise", "three days of grace")
        self.assertEqual(self._row(self.other, "2025-03-21")["reason"], "act")
        self.assertEqual(self._row(self.move, "2025-03-25")["reason"], "act", "a broken promise is chased again")

    def test_promised_until(self):
        [call] = self._run(DAY)
        self._report(call, outcome="promised", until="2025-03-17")
        self.assertEqual(str(self._promises().date_payment), "2025-03-17")
        self.assertEqual((self._promises().amount, self._promises().line_ids.move_id), (1000.0, self.move + self.other))

    def test_promised_in_parts(self):
        """Part of it in two payments: the oldest due first, each with its own day."""
        [call] = self._run(DAY)
        with freeze_time(DAY):
            form = Form(
                self.env["dunning.call.wizard"].with_user(self.collector).with_context(**call.action_report_call()["context"])
            )
            form.outcome = "promised"
            self.assertEqual(form.promise_amount, 1000.0)
            form.promise_amount = 700
            form.until = "2025-03-14"
            with form.more_ids.new() as more:
                more.date_payment = "2025-03-21"
                more.amount = 200
            form.save().action_confirm()
        self.assertEqual(
            [(str(one.date_payment), one.line_ids.mapped("amount")) for one in self._promises()],
            [("2025-03-14", [600.0, 100.0]), ("2025-03-21", [200.0])],
        )

    def test_promised_too_much(self):
        [call] = self._run(DAY)
        with self.assertRaisesRegex(UserError, "cannot promise that much"):
            self._report(call, outcome="promised", promise_amount=1000.5)

    def test_payment_announced(self):
        [call] = self._run(DAY)
        self._report(call, outcome="payment_announced")
        self.assertEqual(set(self._holds().mapped("kind")), {"payment_announced"})
        self.assertEqual(set(self._holds().mapped("date_end")), {Date.to_date("2025-03-16")})

    def test_disputed(self):
        """Only the invoice in dispute rests, until somebody settles it; the other one goes on."""
        [call] = self._run(DAY)
        category = self.env.ref("account_dunning.dispute_category_quantity")
        self._report(call, outcome="disputed", note="two pallets missing", category_id=category, move_ids=self.other)
        dispute = self.env["dunning.dispute"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((dispute.move_id, dispute.category_id, dispute.amount), (self.other, category, 400.0))
        self.assertEqual(
            (dispute.description, dispute.action_id, str(dispute.date_opened), str(dispute.date_deadline)),
            ("two pallets missing", call, DAY, "2025-03-21"),
        )
        self.assertFalse(self._holds())
        self.assertEqual(self._row(self.other, "2025-04-30")["reason"], "dispute")
        self.assertEqual(self._row(self.move, "2025-03-21")["reason"], "act")

    def test_disputed_needs_a_category(self):
        [call] = self._run(DAY)
        wizard = self.env["dunning.call.wizard"].create({"action_id": call.id, "outcome": "disputed"})
        with self.assertRaisesRegex(UserError, "Say what the dispute is about"):
            wizard.action_confirm()
        self.assertEqual(call.state, "todo")

    def test_difficulty(self):
        [call] = self._run(DAY)
        self._report(call, outcome="difficulty")
        self.assertEqual((call.profile_id.payer_type, call.state), ("difficulty", "done"))

    def test_not_received_and_refused(self):
        for outcome in ("not_received", "refused"):
            with self.subTest(outcome=outcome):
                customer = self._customer(f"Client {outcome}")
                self._invoice("2025-03-01", partner=customer)
                [call] = self._run(DAY).filtered(lambda action, who=customer: action.partner_id == who)
                self._report(call, outcome=outcome)
                self.assertEqual((call.state, call.outcome), ("done", outcome))

    def test_nobody_reached(self):
        """No answer: the call stays to be made, tomorrow, and its task with it."""
        [call] = self._run(DAY)
        self._report(call, outcome="no_answer")
        self.assertEqual((call.state, call.call_count, str(call.date)), ("todo", 1, "2025-03-12"))
        self.assertEqual((call.date_done, call.activity_ids.date_deadline), (False, Date.to_date("2025-03-12")))
        row = self._row(self.move, "2025-03-12")
        self.assertEqual((row["last_step_id"], row["reason"], row["contact_date"]), (None, "in_progress", None))
        call._report_call(Date.to_date("2025-03-12"), "wrong_contact", "ask for Mrs Petit")
        self.assertEqual((call.state, call.call_count, str(call.date)), ("todo", 2, "2025-03-13"))
        call._report_call(Date.to_date("2025-03-13"), "reached")
        self.assertEqual((call.state, call.call_count), ("done", 3))

    def test_every_outcome_is_covered(self):
        tested = {
            "reached", "promised", "payment_announced", "disputed", "not_received", "refused", "difficulty",
            "no_answer", "wrong_contact",
            "already_paid", "invoice_error", "approval", "insolvency",  # test_call_outcomes
        }  # fmt: skip
        self.assertEqual({code for code, _label in OUTCOMES}, tested)

    def test_reported_once(self):
        [call] = self._run(DAY)
        call._report_call(TODAY, "reached")
        with self.assertRaisesRegex(UserError, "was reported already"):
            call._report_call(TODAY, "refused")

    def test_only_calls_are_reported(self):
        self.first.channel = "email"
        self.first.mode = "review"
        [action] = self._run(DAY)
        with self.assertRaisesRegex(UserError, "Only calls"):
            action.action_report_call()

    def test_paid_before_the_report(self):
        """The customer paid while the call was being made: it is reported, the paid item drops out."""
        [call] = self._run(DAY)
        self._pay(self.move, DAY)
        self._report(call, outcome="reached")
        self.assertEqual(call.state, "done")
        statuses = {line.move_id: line.status for line in call.advance_line_ids}
        self.assertEqual(statuses[self.other], "counted")

    # -- deadline ----------------------------------------------------------------------------------

    def test_deadline_passes(self):
        self.first.on_deadline = "pass"
        [call] = self._run(DAY)
        self._run("2025-03-15")
        self.assertEqual(call.state, "todo")
        self._run("2025-03-16")
        self.assertEqual((call.state, call.cancel_reason), ("cancelled", "passed"))
        self.assertFalse(call.activity_ids)
        row = self._row(self.move, "2025-03-26")
        self.assertEqual((row["last_step_id"], row["step_id"], row["reason"]), (self.first.id, self.second.id, "act"))
        self.assertEqual(
            self._row(self.move, "2025-03-25")["reason"], "not_due", "passed late: the plan's gap of ten days"
        )

    def test_deadline_waits(self):
        [call] = self._run(DAY)
        self._run("2025-04-30")
        self.assertEqual(call.state, "todo")

    # -- the summary -------------------------------------------------------------------------------

    def test_summary_email(self):
        [call] = self._run(DAY)
        self._report(call, outcome="reached")
        self.assertFalse(self._sent(), "it leaves in the background")
        self.env["mail.mail"].sudo().search([("mail_message_id", "=", call.mail_message_id.id)]).send()
        [message] = self._sent()
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])
        self.assertIn("You owe $ 1,000.00", self._text(message))
        self.assertEqual(call.mail_message_id.message_type, "auto_comment")
        self.assertTrue(call.snapshot_hash)

    def test_no_summary(self):
        self.first.summary_email = False
        [call] = self._run(DAY)
        self._report(call, outcome="reached")
        self.assertFalse(self._recipients())
        self.assertEqual(call.state, "done")

    def test_no_summary_when_nobody_was_reached(self):
        [call] = self._run(DAY)
        self._report(call, outcome="no_answer")
        self.assertFalse(self._recipients())

    def test_summary_that_fails(self):
        """It stops nothing: the call was made."""
        failures = {
            "refused": None,
            "connection lost": smtplib.SMTPServerDisconnected("gone"),
        }
        for name, error in failures.items():
            with self.subTest(name=name):
                customer = self._customer(f"Client {name}")
                self._invoice("2025-03-01", partner=customer)
                [call] = self._run(DAY).filtered(lambda action, who=customer: action.partner_id == who)
                with self._refusing(customer.email, error=error):
                    self._report(call, outcome="promised")
                self.assertEqual((call.state, call.delivery_status), ("done", "reported"))
                self.assertEqual(len(call.advance_line_ids.filtered(lambda line: line.status == "counted")), 1)

    def test_summary_whose_text_fails(self):
        self.template.sudo().body_html = "<p t-out=\"1 / (object.partner_id.name != 'Atelier Durand')\"/>"
        [call] = self._run(DAY)
        self._report(call, outcome="reached")
        self.assertEqual(call.state, "done")
        self.assertIn("division by zero", str(call.message_ids.mapped("body")))

    def test_until_in_the_past(self):
        [call] = self._run(DAY)
        with self._quiet("odoo.sql_db"), self.assertRaises(IntegrityError):
            call._report_call(TODAY, "promised", until=Date.to_date("2025-03-01"))
            self.env.flush_all()

    def test_reminder_ticked_off(self):
        """Ticking off the reminder is not a report: it leads to the call, which stays to be made."""
        [call] = self._run(DAY)
        with self.assertRaises(RedirectWarning) as caught:
            call.activity_ids.with_user(self.collector).action_feedback(feedback="Done")
        self.assertIn("how the call to Atelier Durand went", caught.exception.args[0])
        self.assertEqual(caught.exception.args[1]["res_id"], call.id)
        self.assertEqual((call.state, len(call.activity_ids)), ("todo", 1))
        self._report(call, outcome="reached")
        self.assertEqual((call.state, len(call.activity_ids)), ("done", 0))
