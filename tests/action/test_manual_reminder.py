"""The one-off reminder a person makes: a contact, not a step."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-10"


@tagged("post_install", "-at_install")
class TestManualReminder(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (11, "email")])
        cls.first, cls.second = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan

    def _remind(self, moves=None, partner=None, **vals):
        """Open the dialogue as its buttons do and fill in what is given."""
        context = (moves.action_dunning_remind() if moves else partner.action_dunning_remind())["context"]
        Wizard = self.env["dunning.remind.wizard"].with_user(self.collector)
        return Wizard.with_context(**context).create({"template_id": self.template.id, **vals})

    def _manual(self):
        return self.env["dunning.action"].search([("step_id", "=", False), ("company_id", "=", self.company.id)])

    def _deliver(self, day=DAY):
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(day))

    def test_from_an_invoice(self):
        """Sent at once; a contact of that day that advances nothing."""
        move, other = self._invoice("2025-03-01", 600), self._invoice("2025-03-01", 400)
        self._run("2025-03-06")
        with freeze_time(DAY):
            self._remind(move).action_send()
            self._deliver()
        action = self._manual()
        self.assertEqual((action.state, action.amount_due, action.is_contact), ("done", 600.0, True), action.error)
        self.assertEqual((action.user_id, str(action.date_done)), (self.collector, DAY))
        message = self._sent()[-1]
        self.assertIn("You owe $ 600.00", self._text(message))
        self.assertIn("collector_c@example.com", message["From"])
        for invoice in (move, other):
            row = self._decide("2025-03-12")[self._items(invoice).id]
            self.assertEqual((row["last_step_id"], row["step_id"]), (self.first.id, self.second.id))
            self.assertEqual((row["reason"], str(row["next_date"])), ("contacted", "2025-03-13"))
        [step] = self._run("2025-03-13")
        self.assertEqual((step.step_id, step.state), (self.second, "done"))

    def test_from_a_customer(self):
        """All that is overdue, less credits; what is not due is mentioned only."""
        self._invoice("2025-03-01", 600)
        self._invoice("2025-03-05", 400)
        later = self._invoice("2025-04-01", 50)
        self._payment(100, "2025-03-02")
        with freeze_time(DAY):
            wizard = self._remind(partner=self.customer)
            self.assertEqual((wizard.partner_id, wizard.contact_id), (self.customer, self.customer))
            wizard.action_send()
            self._deliver()
        action = self._manual()
        self.assertEqual((action.state, action.amount_due, action.oldest_days), ("done", 900.0, 9), action.error)
        kinds = {line.move_id: (line.kind, line.asked) for line in action.line_ids}
        self.assertEqual(kinds[later], ("listed", False))
        self.assertEqual(sorted(kind for kind, _asked in kinds.values()), ["credit", "listed", "listed", "listed"])

    def test_edit_first(self):
        self._invoice("2025-03-01")
        with freeze_time(DAY):
            result = self._remind(partner=self.customer).action_edit()
            action = self.env["dunning.action"].browse(result["res_id"])
            self.assertEqual((action.state, action.needs_review), ("todo", True))
            self._deliver()
            self.assertFalse(self._recipients(), "it waits for its author")
            action.message_body = "<p>Between us: please pay.</p>"
            action.with_user(self.collector).action_approve()
            self._deliver()
        self.assertIn("Between us: please pay.", self._text(self._sent()[0]))

    def test_not_due_when_asked_for(self):
        """An invoice that is not due can be reminded of when it is chosen by hand, not by customer."""
        move = self._invoice("2025-04-01", 70)
        with freeze_time(DAY):
            with self.assertRaisesRegex(UserError, "Nothing can be asked of Atelier Durand"):
                self._remind(partner=self.customer).action_send()
            self._remind(move).action_send()
        self.assertEqual(self._manual().amount_due, 70.0)

    def test_nothing_to_ask(self):
        move = self._invoice("2025-03-01", 70)
        self._payment(70, "2025-03-02")
        with freeze_time(DAY), self.assertRaisesRegex(UserError, f"covered by credit .{move.name}."):
            self._remind(move).action_send()
        self.assertFalse(self._manual())

    def test_held_invoice(self):
        move = self._invoice("2025-03-01", 70)
        self._hold(move, "dispute", date_start=DAY)
        with freeze_time(DAY), self.assertRaises(UserError):
            self._remind(move).action_send()

    def test_two_customers(self):
        moves = self._invoice("2025-03-01") + self._invoice("2025-03-01", partner=self._customer("Other"))
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "one customer"):
            self._remind(moves).action_send()

    def test_contact_of_the_dialogue(self):
        """The payment contact is proposed; another can be chosen."""
        contact, boss = (
            self.env["res.partner"].create(
                {"name": name, "email": f"{name.lower()}@example.com", "parent_id": self.customer.id}
            )
            for name in ("Accounts", "Boss")
        )
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).payment_contact_id = contact
        self._invoice("2025-03-01")
        with freeze_time(DAY):
            wizard = self._remind(partner=self.customer)
            self.assertEqual(wizard.contact_id, contact)
            wizard.contact_id = boss
            wizard.action_send()
            self._deliver()
        self.assertEqual(self._recipients(), ["boss@example.com"])

    def test_call(self):
        """A call made by hand is a task of its author and is reported like any other."""
        self._invoice("2025-03-01")
        with freeze_time(DAY):
            self._remind(partner=self.customer, channel="phone").action_send()
        action = self._manual()
        self.assertEqual((action.channel, action.state, action.user_id), ("phone", "todo", self.collector))
        self.assertEqual(action.activity_ids.user_id, self.collector)
        action._report_call(Date.to_date(DAY), "reached", "will pay")
        self.assertEqual((action.state, action.outcome), ("done", "reached"))
        self.assertFalse(action.activity_ids)

    def test_letter(self):
        self._invoice("2025-03-01")
        with freeze_time(DAY):
            self._remind(partner=self.customer, channel="letter").action_send()
            action = self._manual()
            self.assertEqual((action.channel, action.state), ("letter", "ready"))
            action.action_mark_posted()
        self.assertEqual((action.state, action.delivery_status), ("done", "posted"))

    def test_paid_before_it_left(self):
        move = self._invoice("2025-03-01")
        with freeze_time(DAY):
            self._remind(move).action_send()
            self._pay(move, DAY)
            self._deliver()
        self.assertEqual((self._manual().state, self._manual().cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self._recipients())

    def test_while_a_step_waits(self):
        """A reminder by hand while a step of the plan waits for review: both can be; the step keeps its item."""
        self.first.mode = "review"
        move = self._invoice("2025-03-01")
        [waiting] = self._run("2025-03-06")
        with freeze_time(DAY):
            self._remind(move).action_send()
            self._deliver()
        self.assertEqual(self._manual().state, "done")
        self.assertEqual((waiting.state, waiting.advance_line_ids.status), ("todo", "open"))

    def test_default_text(self):
        """Without a choice the shipped text of manual reminders serves."""
        self._invoice("2025-03-01")
        with freeze_time(DAY):
            wizard = (
                self.env["dunning.remind.wizard"]
                .with_user(self.collector)
                .create({"partner_id": self.customer.id, "company_id": self.company.id})
            )
            self.assertEqual(wizard.template_id, self.env.ref("account_dunning.mail_template_manual"))
            wizard.action_send()
            self._deliver()
        self.assertEqual(self._manual().state, "done", self._manual().error)
        self.assertIn("$ 1,000.00", self._text(self._sent()[0]))
