"""The contact budget of a customer: so many contacts a day and in seven days, over all plans and channels."""

from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestBudget(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (2, "email"), (4, "email"), (6, "phone"), (8, "email")], minimum_interval=1)
        cls.company.dunning_plan_id = cls.plan

    def assertDay(self, move, day, reason, next_date=None, text=None):
        row = self._row(move, day)
        self.assertEqual((row["reason"], str(row["next_date"])), (reason, next_date or day))
        if text:
            self.assertEqual(self.env["dunning.decision"]._explain_decisions([row], Date.to_date(day)), [text])

    def test_no_limit(self):
        self._invoice("2025-03-01")
        self.assertEqual([len(self._live_day(f"2025-03-{day:02}")) for day in (3, 5, 7, 9)], [1, 1, 1, 1])

    def test_two_a_week(self):
        """The third contact waits until the first is a week old."""
        self.company.dunning_budget_week = 2
        move = self._invoice("2025-03-01")
        for day in ("2025-03-03", "2025-03-05"):
            self.assertTrue(self._live_day(day))
        for day in ("2025-03-07", "2025-03-09"):
            self.assertDay(move, day, "budget_week", "2025-03-10", "contact budget used up: 2 in 7 days (maximum 2)")
            self.assertFalse(self._run(day))
        self.assertDay(move, "2025-03-06", "not_due", "2025-03-10")
        [call] = self._live_day("2025-03-10")
        self.assertEqual(call.channel, "phone")
        self.assertDay(move, "2025-03-11", "not_due", "2025-03-12")

    def test_all_plans_and_channels(self):
        """Another invoice on another plan, and a reminder by hand, use the same budget."""
        self.company.dunning_budget_week = 2
        other = self._plan([(10, "sms")], minimum_interval=1, name="Other")
        first, second = self._invoice("2025-03-01"), self._invoice("2025-02-25")
        second.dunning_plan_id = other
        self._live_day("2025-03-03")
        manual = self.env["dunning.action"]._create_manual(
            self.customer, self.company, Date.to_date("2025-03-04"), moves=first
        )
        self._work("2025-03-04", manual)
        self.assertEqual(manual.state, "done")
        self.assertDay(second, "2025-03-07", "budget_week", "2025-03-10")
        self.assertDay(first, "2025-03-07", "budget_week", "2025-03-10")

    def test_before_the_due_date_counts(self):
        """A reminder before the due date starts no interval, but it is a message the customer got."""
        self.company.dunning_budget_week = 1
        self._invoice("2025-03-08")
        late = self._invoice("2025-03-02")
        [action] = self._live_day("2025-03-03")
        self.assertEqual(action.step_id.delay, -5)
        self.assertDay(late, "2025-03-04", "budget_week", "2025-03-10", "contact budget used up: 1 in 7 days (maximum 1)")

    def test_bounced_does_not_count(self):
        self.company.dunning_budget_week = 1
        move = self._invoice("2025-03-01")
        [action] = self._live_day("2025-03-03")
        action._set_bounced()
        self.customer.email = "new@example.com"
        self.assertDay(move, "2025-03-04", "act")

    def test_per_invoice(self):
        """Of messages per invoice on one day, the highest amounts go first; the others wait."""
        self.company.dunning_budget_day = 2
        self.plan.grouping = "invoice"
        low, high, middle = (self._invoice("2025-03-01", amount) for amount in (100, 900, 500))
        self.assertDay(low, "2025-03-03", "budget_day", "2025-03-04", "contact budget used up: 2 today (maximum 2)")
        actions = self._run("2025-03-03")
        self.assertEqual(actions.advance_line_ids.move_id, high + middle)
        self.company.write({"dunning_budget_day": 0, "dunning_budget_week": 1})
        other = self._customer("Other")
        first, second = self._invoice("2025-03-01", 50, other), self._invoice("2025-03-01", 60, other)
        self.assertDay(second, "2025-03-03", "act")
        self.assertDay(first, "2025-03-03", "budget_week", "2025-03-10", "contact budget used up: 1 in 7 days (maximum 1)")

    def test_one_a_day(self):
        """A day has one contact of a customer anyhow (rule 6): with an interval of zero, too."""
        self.company.dunning_budget_day = 1
        self.plan.minimum_interval = 0
        first = self._invoice("2025-03-01")
        self._live_day("2025-03-03")
        self.assertDay(first, "2025-03-03", "not_due", "2025-03-05")
        second = self._invoice("2025-03-01", 300)
        self.assertDay(second, "2025-03-03", "contacted", "2025-03-04")
        self.assertDay(second, "2025-03-04", "act")

    def test_joining_needs_no_budget(self):
        """An item that joins the open action makes no contact more."""
        self.company.dunning_budget_day = 1
        self.plan.step_ids.filtered(lambda step: step.delay == 2).mode = "review"
        self._invoice("2025-03-01")
        self._run("2025-03-03")
        second = self._invoice("2025-03-02")
        self.assertEqual(self._reason(second, "2025-03-04"), "join")

    def test_not_negative(self):
        with self.assertRaisesRegex(ValidationError, "cannot be -1: enter a number from 0"), self.cr.savepoint():
            self.company.dunning_budget_week = -1
