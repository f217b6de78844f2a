"""Rule 6: one contact day per customer, what takes part in it, and what it asks for; rule 7: through which channel."""

from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.shared.question import Question
from ..common import DunningCommon

DAY = "2025-03-16"


@tagged("post_install", "-at_install")
class TestContactDay(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard()
        cls.company.dunning_plan_id = cls.plan

    def _step(self, delay):
        return self.plan.step_ids.filtered(lambda step: step.delay == delay)

    def _age(self, move, delay, day):
        return self._have_taken(move, self._step(delay), day)

    def _reasons(self, day, *moves):
        return [self._row(move, day)["reason"] for move in moves]

    # -- the interval ------------------------------------------------------------------------------

    def test_interval_between_contact_days(self):
        """Two invoices four and five days apart: the second waits for the interval after the first."""
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-02", 400)
        self.assertActions(self._live_day("2025-03-06"), [("email", 5, first)])
        row = self._row(second, "2025-03-07")
        self.assertEqual(
            (row["reason"], row["step_date"], row["contact_date"], row["next_date"]),
            ("contacted", Date.to_date("2025-03-07"), Date.to_date("2025-03-06"), Date.to_date("2025-03-09")),
        )
        self.assertEqual(self._reasons("2025-03-08", second), ["contacted"])
        self.assertActions(self._live_day("2025-03-09"), [("email", 5, second)])

    def test_interval_over_channels(self):
        first = self._invoice("2025-03-01")
        self._live_day("2025-03-06")
        self.assertEqual(self._live_day("2025-03-11").channel, "phone")
        second = self._invoice("2025-03-08", 400)
        self.assertEqual(self._reasons("2025-03-13", first, second), ["not_due", "contacted"])
        self.assertEqual(self._reasons("2025-03-14", second), ["act"])

    def test_interval_over_plans(self):
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-03")
        second.dunning_plan_id = self._plan([(5, "letter"), (30, "email")], name="Other", minimum_interval=7)
        self._live_day("2025-03-06")
        self._hold(first)
        self.assertEqual(self._reasons("2025-03-12", second), ["contacted"], "each plan waits its own interval")
        self.assertEqual(self._reasons("2025-03-13", second), ["act"])

    def test_interval_is_per_customer(self):
        self._invoice("2025-03-01")
        self._live_day("2025-03-06")
        other = self._invoice("2025-03-02", partner=self._customer("Somebody Else"))
        self.assertEqual(self._reasons("2025-03-07", other), ["act"])

    def test_interval_counts_from_the_day_done(self):
        """A reminder reviewed two days later starts the interval on that day (peers defect 9)."""
        self._step(5).mode = "review"
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-15")
        [action] = self._run("2025-03-06")
        self._work("2025-03-08", action)
        self._hold(first)
        self.assertEqual(str(action.date_done), "2025-03-08")
        self.assertEqual(self._reasons("2025-03-10", second), ["contacted"])
        self.assertEqual(self._reasons("2025-03-11", second), ["act"])

    def test_interval_of_zero(self):
        """Without interval every day may be a contact day."""
        self.plan.minimum_interval = 0
        self._invoice("2025-03-01")
        second = self._invoice("2025-03-02")
        self._live_day("2025-03-06")
        self.assertActions(self._live_day("2025-03-07"), [("email", 5, second)])

    def test_interval_of_zero_is_not_twice_a_day(self):
        """All actions of one day are one contact: what stays due that day comes the next day."""
        plan = self._plan([(5, "phone"), (10, "email")], minimum_interval=0)
        self.company.dunning_plan_id = plan
        old, new = self._invoice("2025-02-24"), self._invoice("2025-03-01", 400)
        self._have_taken(old, plan.step_ids[0], "2025-03-01")
        self.assertActions(self._live_day("2025-03-06"), [("email", 10, old)])
        self.assertFalse(self._run("2025-03-06"))
        self.assertEqual(self._reasons("2025-03-06", new), ["contacted"])
        self.assertActions(self._live_day("2025-03-07"), [("phone", 5, new)])

    def test_courtesy_is_the_only_action_of_its_day(self):
        """A message before the due date starts no interval; a second action on its day there is none."""
        plan = self._plan([(-5, "phone"), (-3, "email"), (10, "email")], minimum_interval=2)
        self.company.dunning_plan_id = plan
        first = self._invoice("2025-03-10")
        self._have_taken(first, plan.step_ids[0], "2025-03-05")
        second = self._invoice("2025-03-12", 400)
        self.assertActions(self._live_day("2025-03-07"), [("email", -3, first)])
        self.assertFalse(self._run("2025-03-07"))
        row = self._row(second, "2025-03-07")
        self.assertEqual((row["reason"], str(row["contact_date"]), str(row["next_date"])), ("contacted", "2025-03-07", "2025-03-08"))
        self.assertActions(self._live_day("2025-03-08"), [("phone", -5, second)])

    def test_preventive_starts_no_interval(self):
        """The courtesy e-mail of one invoice does not keep back the reminder of another."""
        overdue = self._invoice("2025-03-01")
        coming = self._invoice("2025-03-10", 400)
        [action] = self._live_day("2025-03-05")
        self.assertEqual((action.step_id.delay, action.is_contact), (-5, False))
        self.assertEqual(action.advance_line_ids.move_id, coming)
        self.assertActions(self._live_day("2025-03-06"), [("email", 5, overdue)])

    def test_preventive_waits_for_the_interval(self):
        """It starts none, but it is a contact: after a reminder it waits like any other."""
        self._invoice("2025-03-01")
        coming = self._invoice("2025-03-13", 400)
        self._live_day("2025-03-06")
        self.assertEqual(self._reasons("2025-03-08", coming), ["contacted"])
        [action] = self._live_day("2025-03-09")
        self.assertEqual((action.step_id.delay, action.advance_line_ids.move_id), (-5, coming))

    def test_skipped_is_no_contact(self):
        """A step skipped by a person was no contact: the other invoice's step comes the next day."""
        self._invoice("2025-03-01")
        second = self._invoice("2025-03-02")
        self._step(5).mode = "review"
        [action] = self._run("2025-03-06")
        action._skip_steps("They asked for a copy", Date.to_date("2025-03-06"))
        self.assertEqual(self._reasons("2025-03-07", second), ["act"])

    def test_manual_reminder_is_a_contact(self):
        """A one-off reminder is a contact, not a step."""
        move = self._invoice("2025-03-01")
        action = self.env["dunning.action"]._create_manual(self.customer, self.company, Date.to_date("2025-03-05"))
        self._work("2025-03-05", action)
        row = self._row(move, "2025-03-06")
        self.assertEqual((row["reason"], row["last_step_id"]), ("contacted", None))
        self.assertActions(self._live_day("2025-03-08"), [("email", 5, move)])

    # -- who acts, who rides, who is listed --------------------------------------------------------

    def test_highest_acts_others_ride(self):
        old, new = self._invoice("2025-03-01"), self._invoice("2025-03-11", 400)
        self._age(old, 10, "2025-03-11")
        rows = self._decide(DAY)
        self.assertEqual(
            [(rows[self._items(move).id]["verdict"], rows[self._items(move).id]["channel"]) for move in (old, new)],
            [("act", "email"), ("ride", "email")],
        )
        [action] = self._live_day(DAY)
        self.assertEqual((action.step_id.delay, action.amount_due, action.item_count), (15, 1400.0, 2))
        taken = {line.move_id: (line.step_id.delay, line.asked) for line in action.advance_line_ids}
        self.assertEqual(taken, {old: (15, True), new: (5, True)}, "each advances to its own step")
        self.assertEqual(self._row(new, "2025-03-17")["last_step_id"], self._step(5).id)

    def test_ride_with_a_call(self):
        """An e-mail step rides with a call."""
        old, new = self._invoice("2025-03-01"), self._invoice("2025-03-06", 400)
        self._age(old, 5, "2025-03-06")
        [call] = self._live_day("2025-03-11")
        self.assertEqual((call.channel, call.step_id.delay), ("phone", 10))
        self.assertEqual({line.move_id: line.step_delay for line in call.advance_line_ids}, {old: 10, new: 5})

    def test_call_does_not_ride(self):
        """A call that is due with a higher e-mail stays due: nobody phoned."""
        old, new = self._invoice("2025-03-01"), self._invoice("2025-03-06", 400)
        self._age(old, 10, "2025-03-11")
        self._age(new, 5, "2025-03-11")
        rows = self._decide(DAY)
        self.assertEqual(rows[self._items(new).id]["reason"], "other_step")
        [action] = self._live_day(DAY)
        self.assertEqual((action.channel, action.advance_line_ids.move_id), ("email", old))
        listed = action.line_ids - action.advance_line_ids
        self.assertEqual((listed.move_id, listed.kind, listed.asked), (new, "listed", True), "overdue: asked for")
        self.assertEqual(action.amount_due, 1400.0)
        self.assertEqual(self._row(new, "2025-03-17")["last_step_id"], self._step(5).id, "it did not advance")
        self.assertActions(self._live_day("2025-03-19"), [("phone", 10, new)])

    def test_registered_letter_alone(self):
        """It holds its own items only; the others are not even listed, and stay due."""
        old, new = self._invoice("2025-02-14"), self._invoice("2025-03-11", 400)
        self._age(old, 20, "2025-03-06")
        rows = self._decide(DAY)
        self.assertEqual([rows[self._items(one).id]["reason"] for one in (old, new)], ["act", "other_step"])
        [letter] = self._live_day(DAY)
        self.assertEqual((letter.channel, letter.line_ids.move_id, letter.amount_due), ("registered_letter", old, 1000))
        self.assertActions(self._live_day("2025-03-19"), [("email", 5, new)])

    def test_two_items_at_the_letter(self):
        both = self._invoice("2025-02-14") + self._invoice("2025-02-14", 400)
        for move in both:
            self._age(move, 20, "2025-03-06")
        [letter] = self._live_day(DAY)
        self.assertEqual((letter.advance_line_ids.move_id, letter.amount_due), (both, 1400.0))

    def test_letter_may_be_below_its_minimum_amount(self):
        """Below the minimum amount the fallback channel is used, with its own text; the step is the same."""
        step = self._step(30)
        step.write({"minimum_amount": 150, "fallback_channel": "email"})
        small = self._invoice("2025-02-14", 149.99)
        self._age(small, 20, "2025-03-06")
        row = self._row(small, DAY)
        self.assertEqual((row["reason"], row["channel"]), ("act", "email"))
        [action] = self._run(DAY)
        self.assertEqual((action.step_id, action.channel, action.state), (step, "email", "todo"))
        self.assertEqual(action.mail_template_id, step.mail_template_id)
        other = self._invoice("2025-02-14", 150, partner=self._customer("Somebody Else"))
        self._age(other, 20, "2025-03-06")
        self.assertEqual(self._row(other, DAY)["channel"], "registered_letter")

    def test_minimum_amount_of_the_step_only(self):
        """What counts are the items at that step, less what credits cover."""
        self._step(30).write({"minimum_amount": 150, "fallback_channel": "email"})
        old = self._invoice("2025-02-14", 200)
        self._age(old, 20, "2025-03-06")
        self._invoice("2025-03-11", 1000)
        self.assertEqual(self._row(old, DAY)["channel"], "registered_letter")
        self._credit_note(100)
        self.assertEqual(self._row(old, DAY)["channel"], "email")

    def test_items_not_due_are_listed(self):
        """Every other open item is listed for information, not asked for, and does not advance."""
        old, coming = self._invoice("2025-03-01"), self._invoice("2025-06-30", 400)
        self._age(old, 10, "2025-03-11")
        [action] = self._live_day(DAY)
        listed = action.line_ids - action.advance_line_ids
        self.assertEqual((listed.move_id, listed.kind, listed.asked, listed.status), (coming, "listed", False, "info"))
        self.assertEqual(action.amount_due, 1000.0)
        self.assertIsNone(self._row(coming, "2025-03-17")["last_step_id"])

    def test_preventive_asks_for_its_own_only(self):
        """A courtesy message mentions what is overdue, it does not dun for it."""
        overdue = self._invoice("2025-03-01")
        self._age(overdue, 5, "2025-03-06")
        coming = self._invoice("2025-03-14", 400)
        [action] = self._run("2025-03-09")
        self.assertEqual((action.step_id.delay, action.amount_due), (-5, 400.0))
        listed = action.line_ids - action.advance_line_ids
        self.assertEqual((listed.move_id, listed.asked), (overdue, False))
        self.assertEqual(action.advance_line_ids.move_id, coming)

    def test_finished_items_are_listed_and_asked(self):
        """An overdue item whose plan is finished still is owed."""
        old, new = self._invoice("2025-02-01"), self._invoice("2025-03-11", 400)
        self._age(old, 30, "2025-03-04")
        [action] = self._run(DAY)
        self.assertEqual((action.advance_line_ids.move_id, action.amount_due), (new, 1400.0))

    def test_snapshot_of_the_lines(self):
        old = self._invoice("2025-03-01", 1000)
        self._age(old, 10, "2025-03-11")
        self._pay(old, "2025-03-12", amount=250)
        [action] = self._live_day(DAY)
        line = action.advance_line_ids
        self.assertEqual(
            (line.invoice_name, str(line.date_due), line.residual, line.days_overdue, line.instalment, line.step_delay),
            (old.name, "2025-03-01", 750.0, 15, 1, 15),
        )
        self.assertEqual((action.oldest_days, action.amount_due), (15, 750.0))

    # -- when the highest cannot act ---------------------------------------------------------------

    def test_highest_below_threshold_does_not_block(self):
        """A letter below the threshold must not keep back a call about much more."""
        self.plan.threshold = 100
        old, new = self._invoice("2025-02-14", 50), self._invoice("2025-03-06", 5000)
        self._age(old, 20, "2025-03-06")
        self._age(new, 5, "2025-03-11")
        self.assertEqual(self._reasons(DAY, old, new), ["below_threshold", "act"])
        self.assertActions(self._live_day(DAY), [("phone", 10, new)])

    def test_highest_without_address_does_not_block(self):
        """A letter that has no address waits for one; the call about another invoice is made."""
        self.customer.write({"street": False, "street2": False, "city": False, "zip": False})
        old, new = self._invoice("2025-02-14"), self._invoice("2025-03-06", 400)
        self._age(old, 20, "2025-03-06")
        self._age(new, 5, "2025-03-11")
        self.assertEqual(self._reasons(DAY, old, new), ["no_address", "act"])
        self.assertActions(self._live_day(DAY), [("phone", 10, new)])

    def test_higher_step_does_not_ride_on_a_lower_one(self):
        """The e-mail J+15 has no address: the call J+10 about another invoice is no last reminder."""
        self.customer.email = False
        old, new = self._invoice("2025-03-01"), self._invoice("2025-03-06", 400)
        self._age(old, 10, "2025-03-11")
        self._age(new, 5, "2025-03-11")
        self.assertEqual(self._reasons(DAY, old, new), ["no_address", "act"])
        self.assertActions(self._live_day(DAY), [("phone", 10, new)])

    # -- joining an open action --------------------------------------------------------------------

    def test_joins_an_open_action(self):
        """Two reminders waiting for review would be two contacts: the second item joins the first."""
        self._step(5).mode = "review"
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-02", 400)
        [action] = self._run("2025-03-06")
        listed = action.line_ids - action.advance_line_ids
        self.assertEqual((listed.move_id, listed.asked, action.amount_due), (second, True, 1400.0))
        row = self._row(second, "2025-03-07")
        self.assertEqual((row["verdict"], row["reason"], row["open_action_id"]), ("join", "join", action.id))
        self.assertFalse(self._run("2025-03-07"), "no second action")
        self.assertEqual(action.advance_line_ids.move_id, first + second)
        self.assertEqual((len(action.line_ids), action.amount_due, action.item_count), (2, 1400.0, 2))
        self.assertEqual(self._reasons("2025-03-07", first, second), ["in_progress", "in_progress"])
        self._work("2025-03-08", action)
        self.assertEqual(
            [self._row(move, "2025-03-09")["last_step_id"] for move in (first, second)], [self._step(5).id] * 2
        )

    def test_call_does_not_join_a_message(self):
        """A call waits until the open e-mail is finished."""
        self._step(15).mode = "review"
        old, new = self._invoice("2025-03-01"), self._invoice("2025-03-07", 400)
        self._age(old, 10, "2025-03-11")
        self._age(new, 5, "2025-03-12")
        [action] = self._run(DAY)
        self.assertEqual(action.step_id.delay, 15)
        self.assertEqual(self._reasons("2025-03-17", old, new), ["in_progress", "open_action"])
        self.assertFalse(self._run("2025-03-17"))
        self._work("2025-03-17", action)
        self.assertEqual(self._reasons("2025-03-19", new), ["contacted"])
        self.assertEqual(self._reasons("2025-03-20", new), ["act"])

    def test_nothing_joins_a_registered_letter_but_its_step(self):
        old = self._invoice("2025-02-14")
        self._age(old, 20, "2025-03-06")
        [letter] = self._run(DAY)
        mail, twin = self._invoice("2025-03-12", 400), self._invoice("2025-02-15", 300)
        self._age(twin, 20, "2025-03-06")
        self.assertEqual(self._reasons("2025-03-17", mail, twin), ["open_action", "join"])
        self._run("2025-03-17")
        self.assertEqual(letter.advance_line_ids.move_id, old + twin)

    def test_nothing_joins_a_printed_letter(self):
        old = self._invoice("2025-02-14")
        self._age(old, 20, "2025-03-06")
        [letter] = self._run(DAY)
        letter.sudo().printed_on = DAY
        twin = self._invoice("2025-02-15", 300)
        self._age(twin, 20, "2025-03-06")
        self.assertEqual(self._reasons("2025-03-17", twin), ["open_action"])

    def test_nothing_joins_a_message_that_is_being_sent(self):
        """Its words are written and on their way: an item that becomes due meanwhile waits for its own."""
        first = self._invoice("2025-03-01")
        self._step(5).mode = "review"
        [action] = self._run("2025-03-06")
        second = self._invoice("2025-03-01", 400)
        self.assertEqual(self._reasons("2025-03-06", first, second), ["in_progress", "join"])
        action.sudo().write({"state": "ready", "delivery_status": "sending"})
        self.assertEqual(self._reasons("2025-03-06", first, second), ["in_progress", "open_action"])

    def test_nothing_joins_a_manual_reminder(self):
        move = self._invoice("2025-03-01")
        self.env["dunning.action"]._create_manual(self.customer, self.company, Date.to_date("2025-03-05"))
        self.assertEqual(self._reasons("2025-03-06", move), ["open_action"])
        self.assertFalse(self._run("2025-03-06"))

    def test_higher_step_does_not_join_a_lower_one(self):
        """A last reminder must not hide in an open first one: its words would never be read."""
        self._step(5).mode = "review"
        old = self._invoice("2025-03-05")
        self._age(old, 10, "2025-03-15")
        new = self._invoice("2025-03-14", 400)
        [action] = self._run("2025-03-19")
        self.assertActions(action, [("email", 5, new)])
        self.assertEqual(self._reasons("2025-03-20", old), ["open_action"])
        self._work("2025-03-20", action)
        self.assertActions(self._live_day("2025-03-23"), [("email", 15, old)])

    def test_reminder_does_not_join_a_courtesy(self):
        """A reminder of an overdue invoice waits for the open courtesy message, which starts no interval."""
        self._step(-5).mode = "review"
        coming, overdue = self._invoice("2025-03-11", 400), self._invoice("2025-03-02")
        [courtesy] = self._run("2025-03-06")
        self.assertActions(courtesy, [("email", -5, coming)])
        self.assertEqual(self._reasons("2025-03-07", overdue), ["open_action"])
        self.assertFalse(self._run("2025-03-07"))
        self._work("2025-03-07", courtesy)
        self.assertActions(self._live_day("2025-03-08"), [("email", 5, overdue)])

    def test_courtesy_that_nobody_sends_keeps_nothing_back(self):
        """A courtesy message left undone ends on its due date at the latest."""
        self._step(-5).mode = "review"
        _coming, overdue = self._invoice("2025-03-11", 400), self._invoice("2025-03-02")
        [courtesy] = self._run("2025-03-06")
        self.assertActions(self._run("2025-03-11"), [("email", 5, overdue)])
        self.assertEqual((courtesy.state, courtesy.cancel_reason), ("cancelled", "late"))

    # -- grouping by invoice -----------------------------------------------------------------------

    def test_grouped_by_invoice(self):
        """Each invoice its own message, still one contact day."""
        self.plan.grouping = "invoice"
        moves = self._invoice("2025-03-01") + self._invoice("2025-03-01", 400)
        actions = self._live_day("2025-03-06")
        self.assertActions(actions, [("email", 5, moves[0]), ("email", 5, moves[1])])
        self.assertEqual(sorted(actions.mapped("amount_due")), [400.0, 1000.0])
        self.assertEqual({len(action.line_ids) for action in actions}, {1}, "each speaks of its own invoice")
        third = self._invoice("2025-03-02")
        self.assertEqual(self._reasons("2025-03-07", third), ["contacted"])

    def test_instalments_of_one_invoice_share_its_message(self):
        self.plan.grouping = "invoice"
        move = self._instalments(1000, "2025-02-20", "2025-03-01", "2025-04-30")
        [action] = self._run("2025-03-06")
        self.assertEqual(sorted(action.advance_line_ids.mapped("instalment")), [1, 2])
        self.assertEqual(action.amount_due, 666.66)
        self.assertEqual(action.line_ids.move_id, move)

    def test_open_action_of_another_invoice(self):
        """Grouped by invoice: while one waits for review, the other waits too: one contact."""
        self.plan.grouping = "invoice"
        self._step(5).mode = "review"
        self._invoice("2025-03-01")
        second = self._invoice("2025-03-02")
        self._run("2025-03-06")
        self.assertEqual(self._reasons("2025-03-07", second), ["open_action"])

    # -- thresholds and the daily cap --------------------------------------------------------------

    def test_threshold(self):
        """Below the threshold nobody is contacted; together the items reach it."""
        self.plan.threshold = 100
        first = self._invoice("2025-03-01", 60)
        row = self._row(first, "2025-03-06")
        self.assertEqual((row["verdict"], row["reason"], float(row["addressed_amount"])), ("none", "below_threshold", 60))
        self.assertFalse(self._run("2025-03-06"))
        second = self._invoice("2025-03-02", 40)
        [action] = self._run("2025-03-07")
        self.assertEqual((action.advance_line_ids.move_id, action.amount_due), (first + second, 100.0))

    def test_threshold_counts_what_takes_part(self):
        """Listed items do not make up for what is addressed."""
        self.plan.threshold = 100
        first = self._invoice("2025-03-01", 60)
        self._invoice("2025-06-30", 5000)
        self.assertEqual(self._reasons("2025-03-06", first), ["below_threshold"])

    def test_threshold_after_credits(self):
        """What credits cover is not asked, so it does not count."""
        self.plan.threshold = 100
        move = self._invoice("2025-03-01", 120)
        self._credit_note(30)
        self.assertEqual(self._reasons("2025-03-06", move), ["below_threshold"])

    def test_threshold_per_invoice(self):
        self.plan.write({"threshold": 100, "grouping": "invoice"})
        small, big = self._invoice("2025-03-01", 60), self._invoice("2025-03-01", 100)
        self.assertEqual(self._reasons("2025-03-06", small, big), ["below_threshold", "act"])

    def test_daily_cap(self):
        """At most so many customers a day, those who owe most first; the others the next day."""
        self.company.dunning_daily_cap = 2
        amounts = {"Alpha": 100, "Beta": 300, "Gamma": 200, "Delta": 50}
        moves = {
            name: self._invoice("2025-03-01", amount, partner=self._customer(name)) for name, amount in amounts.items()
        }
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-06"})
        run.action_run()
        self.assertEqual(sorted(run.action_ids.partner_id.mapped("name")), ["Beta", "Gamma"])
        self.assertEqual((run.contact_count, run.amount), (2, 500.0))
        self.assertFalse(self._run("2025-03-06"), "the cap is the day's, not the run's")
        question = Question(self.company, Date.to_date("2025-03-06"), moves["Alpha"].partner_id, room=0)
        [row] = self.env["dunning.engine"]._answer_question(question)
        self.assertEqual((row["verdict"], row["reason"]), ("none", "daily_cap"))
        self.assertEqual(self._run("2025-03-07").partner_id.mapped("name"), ["Alpha", "Delta"])

    def test_cap_counts_customers(self):
        """Several messages to one customer are one contact."""
        self.plan.grouping = "invoice"
        self.company.dunning_daily_cap = 1
        moves = self._invoice("2025-03-01") + self._invoice("2025-03-01", 400)
        self._invoice("2025-03-01", 500, partner=self._customer("Somebody Else"))
        self.assertEqual(self._run("2025-03-06").advance_line_ids.move_id, moves)

    def test_cap_leaves_out_who_cannot_be_contacted(self):
        """Customers below the threshold or without address take nobody's place."""
        self.company.dunning_daily_cap = 1
        self.plan.threshold = 100
        nobody = self._customer("Nobody", email=False, phone=False)
        self._invoice("2025-03-01", 9000, partner=nobody)
        move = self._invoice("2025-03-01", 200)
        self.assertEqual(self._run("2025-03-06").advance_line_ids.move_id, move)

    # -- whom, through what ------------------------------------------------------------------------

    def _contact(self, name, **vals):
        return self.env["res.partner"].create({"name": name, "parent_id": self.customer.id, **vals})

    def test_recipient_order(self):
        """Role, payment, invoice reception, the invoice's contact, the invoice address, the registered office."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self._step(5).recipient_role = "approval"
        office = self.customer
        address = self._contact("Invoice address", email="address@example.com", type="invoice")
        receiver = self._contact("Receiver of the invoice", email="receiver@example.com", type="contact")
        invoice, payment, approval = (
            self._contact(name, email=f"{name}@example.com") for name in ("invoice", "payment", "approval")
        )
        move = self._invoice("2025-03-01", partner=receiver)
        expected = [approval, payment, invoice, receiver, address, office]
        profile.write(
            {
                "approval_contact_id": approval.id,
                "payment_contact_id": payment.id,
                "invoice_contact_id": invoice.id,
            }
        )
        found = []
        for person in expected:
            found.append(self._row(move, "2025-03-06")["recipient_id"])
            person.email = False
        self.assertEqual(found, [person.id for person in expected])
        self.assertEqual(self._row(move, "2025-03-06")["reason"], "no_address")

    def test_letter_to_the_legal_representative(self):
        """Without a named representative it goes to the registered office, not to accounts payable."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        payment = self._contact("Accounts", street="2 rue Basse", city="Lyon", type="other")
        profile.payment_contact_id = payment
        move = self._invoice("2025-02-14")
        self._age(move, 20, "2025-03-06")
        self.assertEqual(self._row(move, DAY)["recipient_id"], self.customer.id)
        legal = self._contact("Managing director", street="3 rue Haute", city="Lyon", type="other")
        profile.legal_contact_id = legal
        self.assertEqual(self._row(move, DAY)["recipient_id"], legal.id)
        legal.street = False
        self.assertEqual(self._row(move, DAY)["recipient_id"], self.customer.id, "no address: the registered office")

    def test_fallback_when_the_address_is_missing(self):
        self._step(5).fallback_channel = "letter"
        self.customer.email = False
        move = self._invoice("2025-03-01")
        row = self._row(move, "2025-03-06")
        self.assertEqual((row["reason"], row["channel"], row["recipient_id"]), ("act", "letter", self.customer.id))

    def test_call_without_number_is_still_made(self):
        """A call without a number is not lost: whoever calls looks it up."""
        self.customer.phone = False
        move = self._invoice("2025-03-01")
        self._age(move, 5, "2025-03-06")
        row = self._row(move, "2025-03-11")
        self.assertEqual((row["reason"], row["recipient_id"]), ("act", self.customer.id))

    # -- would these tests notice? -----------------------------------------------------------------

    def test_forgetting_the_interval_is_noticed(self):
        """The same situation with the interval forgotten decides otherwise: the interval is what keeps it."""
        self._invoice("2025-03-01")
        second = self._invoice("2025-03-02")
        self._live_day("2025-03-06")
        engine = type(self.env["dunning.engine"])
        with patch.object(engine, "_sql_gate", lambda this: SQL("NULL::date")):
            self.assertEqual(self._reasons("2025-03-07", second), ["act"])
        self.assertEqual(self._reasons("2025-03-07", second), ["contacted"])
