"""Rule 5: the next step is the smallest delay above the last one's, on the day that the plan's cadence gives it."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestNextStep(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard()
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01")

    def _step(self, delay):
        return self.plan.with_context(active_test=False).step_ids.filtered(lambda step: step.delay == delay)

    def _next(self, day, move=None):
        """Return (delay of the next step, day on which it falls) as decided on a day."""
        row = self._row(move or self.move, day)
        step = self.env["dunning.plan.step"].browse(row["step_id"])
        return step.delay if step else None, row["step_date"] and Date.to_string(row["step_date"])

    def _take(self, day, move=None):
        """Have the step that is due on a day done that day; return its delay."""
        [action] = self._live_day(day)
        return action.step_id.delay

    # -- before the due date -----------------------------------------------------------------------

    def test_before_the_due_date(self):
        self.assertEqual(self._next("2025-02-01"), (-5, "2025-02-24"))
        self.assertEqual(self._reason(self.move, "2025-02-23"), "not_due")
        self.assertEqual(self._reason(self.move, "2025-02-24"), "act")

    def test_preventive_up_to_the_eve(self):
        self.assertEqual((self._next("2025-02-28"), self._reason(self.move, "2025-02-28")), ((-5, "2025-02-24"), "act"))

    def test_passed_over_on_the_due_date(self):
        """Due today: too late to ask whether the invoice arrived, too early to call it overdue."""
        row = self._row(self.move, "2025-03-01")
        self.assertEqual(self._next("2025-03-01"), (5, "2025-03-06"))
        self.assertEqual((row["reason"], row["is_overdue"], row["days_overdue"]), ("not_due", False, 0))
        self.assertFalse(self._run("2025-03-01"))

    def test_passed_over_for_good(self):
        """A step before the due date that was not taken never comes back."""
        delays = [self._take(day) for day in ("2025-03-06", "2025-03-11", "2025-03-16")]
        self.assertEqual(delays, [5, 10, 15])

    def test_due_date_is_not_overdue(self):
        self.assertFalse(self._row(self.move, "2025-03-01")["is_overdue"])
        row = self._row(self.move, "2025-03-02")
        self.assertEqual((row["is_overdue"], row["days_overdue"]), (True, 1))

    def test_step_on_the_due_date(self):
        """Delay 0 is a step after the due date: it is not passed over."""
        self.plan.step_ids = [Command.create(self._step_vals(0, "sms"))]
        self.assertEqual(self._next("2025-03-01"), (0, "2025-03-01"))
        self.assertEqual(self._next("2025-03-20"), (0, "2025-03-01"))

    # -- old debts and late steps ------------------------------------------------------------------

    def test_soft_start(self):
        """A debt of a year starts at the first step after the due date and then keeps the plan's gaps."""
        old = self._invoice("2024-03-01", partner=self._customer("Old Debtor"))
        self.assertEqual(self._next("2025-03-03", old), (5, "2024-03-06"))
        taken = {}
        day = Date.to_date("2025-03-03")
        while len(taken) < 5:
            for action in self._live_day(day).filtered(lambda one: one.partner_id == old.partner_id):
                taken[action.step_id.delay] = Date.to_string(day)
            day = Date.add(day, days=1)
        self.assertEqual(
            taken, {5: "2025-03-03", 10: "2025-03-08", 15: "2025-03-13", 20: "2025-03-18", 30: "2025-03-28"}
        )

    def test_within_the_interval_keeps_its_own_day(self):
        """Done up to three days late, the next step still falls on its own day."""
        self._take("2025-03-09")
        self.assertEqual(self._next("2025-03-10"), (10, "2025-03-12"), "at least the interval after the contact")
        self._take("2025-03-12")
        self.assertEqual(self._next("2025-03-13"), (15, "2025-03-16"), "back to its own day")

    def test_later_than_the_interval_keeps_the_gap(self):
        """Done four days late: the next step comes after the plan's gap of five days."""
        self._take("2025-03-10")
        self.assertEqual(self._next("2025-03-11"), (10, "2025-03-15"))

    def test_wait_is_the_interval_at_least(self):
        """Two steps close to each other, the first done two days late: the interval still holds."""
        self.plan.minimum_interval = 2
        self.plan.step_ids = [Command.create(self._step_vals(8, "sms"))]
        self._take("2025-03-08")
        self.assertEqual(self._next("2025-03-09"), (8, "2025-03-10"))

    def test_jump(self):
        """A plan may be set to jump to the step that fits the age; then it goes on from there."""
        self.plan.catch_up = "jump"
        self.assertEqual(self._next("2025-03-03"), (5, "2025-03-06"), "nothing has come yet: the first is next")
        self.assertEqual(self._next("2025-03-18"), (15, "2025-03-16"))
        self.assertEqual(self._take("2025-03-18"), 15)
        self.assertEqual(self._next("2025-03-19"), (20, "2025-03-21"))

    def test_jump_to_the_last(self):
        self.plan.catch_up = "jump"
        self.assertEqual(self._take("2025-06-01"), 30)
        self.assertEqual(self._reason(self.move, "2025-06-30"), "plan_finished")

    def test_jump_never_goes_back(self):
        self.assertEqual(self._take("2025-03-06"), 5)
        self.plan.catch_up = "jump"
        self.assertEqual(self._next("2025-03-25"), (20, "2025-03-21"))

    def test_jump_does_not_wait_for_a_gap(self):
        """A plan that jumps catches up: twelve days late, the step that fits comes after the interval of three days.

        Waiting for the gap to an ever higher step, nothing would be due before 31 March.
        """
        self.plan.catch_up = "jump"
        self._have_taken(self.move, self._step(5), "2025-03-13")
        row = self._row(self.move, "2025-03-14")
        self.assertEqual((self._next("2025-03-14"), str(row["next_date"])), ((10, "2025-03-16"), "2025-03-16"))
        self.assertEqual(self._next("2025-03-16"), (15, "2025-03-16"))
        self.assertEqual(self._reason(self.move, "2025-03-16"), "act")

    # -- a step before the due date that cannot come any more --------------------------------------

    def test_passed_over_because_of_the_wait(self):
        """Seven days late, the second courtesy message would fall after the due date: the reminder is next."""
        self.plan.step_ids = [Command.create(self._step_vals(-10, "email"))]
        move = self._invoice("2025-03-20", partner=self._customer("Later"))
        self._have_taken(move, self._step(-10), "2025-03-13")
        self.assertEqual(self._next("2025-03-13", move), (-5, "2025-03-16"), "three days late: the interval")
        other = self._invoice("2025-03-20", partner=self._customer("Latest"))
        self._have_taken(other, self._step(-10), "2025-03-17")
        self.assertEqual(self._next("2025-03-17", other), (5, "2025-04-01"), "the gap of five days ends on 22 March")
        self.assertEqual(str(self._row(other, "2025-03-17")["next_date"]), "2025-04-01")

    def test_passed_over_because_of_a_rest(self):
        """At rest until after the due date: what comes next is the reminder, on its day."""
        hold = self._hold(self.move, "payment_plan", date_end="2025-02-27")
        row = self._row(self.move, "2025-02-20")
        self.assertEqual((self._next("2025-02-20"), str(row["next_date"])), ((-5, "2025-02-24"), "2025-02-28"))
        hold.date_end = "2025-02-28"
        row = self._row(self.move, "2025-02-20")
        self.assertEqual((self._next("2025-02-20"), str(row["next_date"])), ((5, "2025-03-06"), "2025-03-06"))

    def test_passed_over_because_of_the_interval(self):
        """Contacted two days before the due date of the next invoice: its courtesy message would come too late."""
        self._have_taken(self.move, self._step(5), "2025-03-06")
        move = self._invoice("2025-03-09")
        self.assertEqual((self._next("2025-03-07", move), self._reason(move, "2025-03-07")), ((5, "2025-03-14"), "not_due"))
        move = self._invoice("2025-03-10")
        self.assertEqual((self._next("2025-03-07", move), self._reason(move, "2025-03-07")), ((-5, "2025-03-05"), "contacted"))
        self.assertEqual(str(self._row(move, "2025-03-07")["next_date"]), "2025-03-09")

    # -- the whole way -----------------------------------------------------------------------------

    def test_never_repeated_nor_skipped(self):
        """Every day a run: each step once, in order, each on its day; then the plan is finished."""
        taken = []
        day = Date.to_date("2025-02-20")
        while day <= Date.to_date("2025-04-10"):
            taken += [(action.step_id.delay, Date.to_string(day)) for action in self._live_day(day)]
            day = Date.add(day, days=1)
        self.assertEqual(
            taken,
            [
                (-5, "2025-02-24"), (5, "2025-03-06"), (10, "2025-03-11"), (15, "2025-03-16"), (20, "2025-03-21"),
                (30, "2025-03-31"),
            ],
        )  # fmt: skip
        row = self._row(self.move, "2025-04-10")
        self.assertEqual((row["reason"], row["step_id"], row["next_date"]), ("plan_finished", None, None))

    # -- a plan that changes -----------------------------------------------------------------------

    def test_other_plan_later(self):
        """Another plan goes on after the last step taken: the smallest delay above it (peers defect 5)."""
        self._take("2025-03-06")
        self._take("2025-03-11")
        other = self._plan([(3, "email"), (8, "email"), (12, "letter"), (18, "email")])
        self.company.dunning_plan_id = other
        self.assertEqual(self._next("2025-03-12"), (12, "2025-03-14"), "the interval after 11 March")
        self._take("2025-03-14")
        self.assertEqual(self._next("2025-03-15"), (18, "2025-03-19"))

    def test_step_added_behind(self):
        """A step added before the last one taken is not made up for."""
        self.plan.minimum_interval = 2
        self._take("2025-03-06")
        self._take("2025-03-11")
        self.plan.step_ids = [Command.create(self._step_vals(8, "sms", {"name": "too late"}))]
        self.assertEqual(self._next("2025-03-12"), (15, "2025-03-16"))

    def test_step_added_ahead(self):
        self.plan.minimum_interval = 2
        self._take("2025-03-06")
        self.plan.step_ids = [Command.create(self._step_vals(8, "sms"))]
        self.assertEqual(self._next("2025-03-07"), (8, "2025-03-09"))

    def test_step_added_after_the_end(self):
        self.plan.catch_up = "jump"
        self._take("2025-04-01")
        self.assertEqual(self._reason(self.move, "2025-05-01"), "plan_finished")
        self.plan.step_ids = [Command.create(self._step_vals(60, "letter"))]
        self.assertEqual(self._next("2025-05-01"), (60, "2025-04-30"))

    def test_step_archived(self):
        self._take("2025-03-06")
        self._step(10).active = False
        self.assertEqual(self._next("2025-03-07"), (15, "2025-03-16"))

    def test_used_step_archived(self):
        """The memory of a step outlives it."""
        self._take("2025-03-06")
        step = self._step(5)
        step.unlink()
        self.assertFalse(step.active)
        row = self._row(self.move, "2025-03-07")
        self.assertEqual((row["last_step_id"], self._next("2025-03-07")), (step.id, (10, "2025-03-11")))

    def test_delay_edited_after_use(self):
        """A step that was taken is not taken again because its delay moved."""
        self._take("2025-03-06")
        self._step(5).delay = 7
        self.assertEqual(self._next("2025-03-07"), (10, "2025-03-11"))

    def test_delay_edited_above_the_next(self):
        self.plan.minimum_interval = 2
        self._take("2025-03-06")
        self._take("2025-03-11")
        self._step(10).delay = 17
        self.assertEqual(self._next("2025-03-12"), (15, "2025-03-16"), "15 was never taken, 17 was, as 10")
        self._take("2025-03-16")
        self.assertEqual(self._next("2025-03-17"), (20, "2025-03-21"))

    def test_delay_of_the_next_edited(self):
        self._take("2025-03-06")
        self._step(10).delay = 12
        self.assertEqual(self._next("2025-03-07"), (12, "2025-03-13"))

    def test_due_date_moved(self):
        """The item's due date is what counts, also after somebody changed it."""
        self._items(self.move).date_maturity = "2025-03-11"
        self.assertEqual(self._next("2025-03-07"), (-5, "2025-03-06"))
        self.assertEqual(self._next("2025-03-12"), (5, "2025-03-16"))

    def test_last_step_in_the_decision(self):
        self._take("2025-03-06")
        row = self._row(self.move, "2025-03-11")
        self.assertEqual(
            (row["last_step_id"], row["last_step_date"], row["step_id"]),
            (self._step(5).id, Date.to_date("2025-03-06"), self._step(10).id),
        )

    def test_as_of_an_earlier_day(self):
        """A simulation of a past day does not know what was done since."""
        self._take("2025-03-06")
        self.assertEqual(self._next("2025-03-05"), (5, "2025-03-06"))
        self.assertEqual(self._reason(self.move, "2025-03-05"), "not_due")
