"""A dispute in the middle: one letter about the others, on settling a message of its own, and the plan goes on after it."""

from datetime import date

from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestDisputeSettled(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dunning_budget_day": 0, "dunning_budget_week": 0, "dunning_working_days": False})
        cls.plan = cls._standard(grouping_window=7, letter_window=15, not_again_days=21)
        cls.plan.step_ids[3].tone = "firm"
        cls.company.dunning_plan_id = cls.plan
        cls.category = cls.env.ref("account_dunning.dispute_category_commercial")

    def _dispute(self, move, day):
        return self.env["dunning.dispute"].create(
            {"move_id": move.id, "category_id": self.category.id, "description": "Wrong price", "date_opened": day}
        )

    def _days(self, first, last):
        """Live through days; return (day, channel, delay, invoices) of each contact."""
        contacts, day = [], date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            done = self._live_day(day).filtered(lambda action: action.state == "done")
            contacts += [(str(day), one.channel, one.step_id.delay, one.advance_line_ids.move_id) for one in done]
            day = date.fromordinal(day.toordinal() + 1)
        return contacts

    def test_instalments_to_come(self):
        """One is overdue, one due in five days, one in a month: the first two are asked for, by the settlement and eight days."""
        move = self._instalments(900, "2025-03-01", "2025-03-25", "2025-04-20")
        dispute = self._dispute(move, "2025-03-05")
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        message = dispute.settled_action_id
        self.assertEqual((message.amount_due, str(dispute.payable_by)), (600, "2025-03-28"))
        self.assertEqual(message._asked_lines().move_line_id, self._items(move)[:2])
        later = self._invoice("2025-04-20")
        dispute = self._dispute(later, "2025-03-05")
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        self.assertEqual((dispute.settled_action_id.amount_due, str(dispute.payable_by)), (1000, "2025-04-20"), "not before it is due")

    def test_dispute_in_the_middle(self):
        """A due 2 March, B due 9 March disputed on the 12th and settled on 20 April, C due 16 March; nothing is paid."""
        a, b, c = (self._invoice(due) for due in ("2025-03-02", "2025-03-09", "2025-03-16"))
        contacts = self._days("2025-03-03", "2025-03-11")
        dispute = self._dispute(b, "2025-03-12")
        contacts += self._days("2025-03-12", "2025-04-19")
        letters = [(day, moves) for day, channel, _delay, moves in contacts if channel == "registered_letter"]
        self.assertEqual([moves for _day, moves in letters], [a + c], "one letter for both")
        self.assertNotIn(b, [move for day, _channel, _delay, moves in contacts if day > "2025-03-12" for move in moves])
        credit = self._credit_note(120, date="2025-04-18")
        (self._items(credit) + self._items(b)).reconcile()
        dispute._settle_disputes(date(2025, 4, 20), "credit_note", "between us: never again", credit)
        [message] = dispute.settled_action_id
        self.assertEqual((message.state, message.channel, message.amount_due, str(dispute.payable_by)),
                         ("ready", "email", 880, "2025-04-28"))  # fmt: skip
        message._deliver_actions(date(2025, 4, 20))
        self.assertEqual(message.state, "done")
        body = message.snapshot
        for text in (b.name, credit.name, "120.00", "880.00", "04/28/2025"):
            self.assertIn(text, body)
        for text in ("oversight", "overlooked", "never again", a.name):
            self.assertNotIn(text, body.replace(credit.name, ""))
        row = self._row(b, "2025-04-28")
        self.assertEqual((row["reason"], str(row["until"])), ("dispute_settled", "2025-04-28"))
        [after] = [one for one in self._days("2025-04-21", "2025-04-30") if b in one[3]]
        self.assertEqual((after[0], after[1], after[2] > 5), ("2025-04-29", "phone", True), "no first reminder any more")

    def test_not_asked_before(self):
        """Nothing was asked for after the due date: the message is the first reminder, in its own words."""
        b = self._invoice("2025-03-09")
        dispute = self._dispute(b, "2025-03-10")
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        message = dispute.settled_action_id
        self.assertEqual((message.step_id.delay, message.advance_line_ids.move_id), (5, b))
        self.assertEqual(message.mail_template_id, self.env.ref("account_dunning.mail_template_dispute_settled"))
        message._deliver_actions(date(2025, 3, 20))
        self.assertEqual(self._row(b, "2025-03-29")["step_id"], self.plan.step_ids[2].id)
        self.assertIn("the invoice stands as it is", message.snapshot)

    def test_asked_before(self):
        """The first reminder was sent before the dispute: the message takes no step."""
        b = self._invoice("2025-03-09")
        self._have_taken(b, self.plan.step_ids[1], "2025-03-14")
        dispute = self._dispute(b, "2025-03-15")
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        message = dispute.settled_action_id
        self.assertFalse(message.step_id)
        message._deliver_actions(date(2025, 3, 20))
        self.assertEqual(message.state, "done")
        self.assertEqual(self._row(b, "2025-03-28")["reason"], "dispute_settled")
        self.assertEqual(self._row(b, "2025-03-29")["step_id"], self.plan.step_ids[2].id)

    def test_not_the_subject_of_reminders(self):
        """The reminder after it has its own subject: that something is settled is none."""
        b = self._invoice("2025-03-09")
        self._have_taken(b, self.plan.step_ids[1], "2025-03-14")
        dispute = self._dispute(b, "2025-03-15")
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        message = dispute.settled_action_id
        message._deliver_actions(date(2025, 3, 20))
        self.assertIn(b.name, message.mail_message_id.subject)
        done = [self._live_day(date(2025, 3, 29 + day)) for day in range(3)]
        done += [self._live_day(date(2025, 4, 1 + day)) for day in range(10)]
        reminder = self.env["dunning.action"].union(*done).filtered(lambda one: one.channel == "email")[:1]
        self.assertEqual((reminder.state, reminder.continues_id), ("done", message))
        self.assertNotIn(b.name, reminder.mail_message_id.subject)

    def test_nothing_left(self):
        """Withdrawn, credited in full, or without an address: no message, and for the last a task."""
        whole, other = self._invoice("2025-03-09"), self._invoice("2025-03-09", 50)
        disputes = self._dispute(whole, "2025-03-10") + self._dispute(other, "2025-03-10")
        credit = self._credit_note(1000, date="2025-03-18")
        (self._items(credit) + self._items(whole)).reconcile()
        disputes[0]._settle_disputes(date(2025, 3, 20), "credit_note", None, credit)
        disputes[1]._settle_disputes(date(2025, 3, 20), "withdrawn")
        self.assertFalse(disputes.settled_action_id)
        self.assertFalse(disputes[1].payable_by)

    def test_others_do_not_join(self):
        """Grouped by customer, what falls due meanwhile keeps out of the message, and waits for it to leave."""
        b = self._invoice("2025-03-09")
        dispute = self._dispute(b, "2025-03-10")
        other = self._invoice("2025-03-15")
        self.company.dunning_live_date = "2025-06-01"
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        message = dispute.settled_action_id
        self.assertEqual(message.state, "todo", "the company is not live yet")
        self.assertEqual(self._row(other, "2025-03-20")["reason"], "open_action")
        message._refresh_from_ledger(date(2025, 3, 20))
        self.assertEqual((message.state, message.line_ids.move_id), ("todo", b))

    def test_asked_once(self):
        """A reminder of the same day lists what was settled and does not ask for it: its own message does."""
        b, other = self._invoice("2025-03-09"), self._invoice("2025-03-10", 50)
        dispute = self._dispute(b, "2025-03-10")
        self.company.dunning_live_date = "2025-06-01"
        self._run("2025-03-15")
        [reminder] = other.dunning_action_ids
        dispute._settle_disputes(date(2025, 3, 15), "accepted")
        message = dispute.settled_action_id
        (reminder + message)._refresh_from_ledger(date(2025, 3, 15))
        self.assertEqual((message.state, message.amount_due), ("todo", 1000))
        self.assertEqual((reminder.amount_due, reminder._asked_lines().move_line_id), (50, self._items(other)))
        self.assertEqual(self._row(b, "2025-03-15")["reason"], "settlement")
        message._cancel_actions("manual", today=date(2025, 3, 15))
        reminder._refresh_from_ledger(date(2025, 3, 15))
        self.assertEqual(reminder.amount_due, 1050, "nobody was told")

    def test_reopened(self):
        b = self._invoice("2025-03-09")
        dispute = self._dispute(b, "2025-03-10")
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        dispute.settled_action_id._deliver_actions(date(2025, 3, 20))
        dispute.action_reopen()
        self.assertEqual(self._row(b, "2025-03-22")["reason"], "dispute")

    def test_habit(self):
        """Two rounds of the last reminder in 60 days: one task for the credit manager, not two."""
        manager = self._user("manager_h", "account_dunning.group_dunning_manager")
        self.company.dunning_manager_id = manager
        last, profile = self.plan.step_ids[3], self.env["dunning.profile"]._get_or_create(self.customer, self.company)

        def tasks():
            return profile.activity_ids.filtered(lambda task: task.user_id == manager)

        self._have_taken(self._invoice("2025-03-01"), last, "2025-03-16")
        self._run("2025-03-17")
        self.assertFalse(tasks())
        self._have_taken(self._invoice("2025-03-25"), last, "2025-04-09")
        self._run("2025-04-10")
        self._run("2025-04-11")
        self.assertEqual(len(tasks()), 1)
        self.assertIn("twice in 60 days", tasks().summary)
        self.assertEqual(str(profile.habit_told_on), "2025-04-10")
