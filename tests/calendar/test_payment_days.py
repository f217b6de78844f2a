"""Days of payment runs, cut-offs, messages and arrivals: arithmetic without a database, and what of it people enter."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, freeze_time, tagged

from ...models.calendar.payment_days import Rhythm, RunDay, nominal_days, parse_month_days, run_days
from ..common import DunningCommon


def weekend(day):
    return day.weekday() > 4


def may_day(day):
    """Weekends, and Thursday 1 May 2025."""
    return weekend(day) or day == date(2025, 5, 1)


@tagged("post_install", "-at_install")
class TestPaymentDays(BaseCase):
    def test_short_months(self):
        """The 31st is the last day of every month, the 30th of February too."""
        days = nominal_days(Rhythm(month_days=(15, 31)), date(2025, 1, 20), date(2025, 4, 30))
        self.assertEqual(
            [(day.month, day.day) for day in days], [(1, 31), (2, 15), (2, 28), (3, 15), (3, 31), (4, 15), (4, 30)]
        )
        self.assertEqual(nominal_days(Rhythm(month_days=(30,)), date(2024, 2, 1), date(2024, 2, 29)), [date(2024, 2, 29)])

    def test_every_two_weeks(self):
        """Which weeks follows from any day of one of them, also of one long ago or to come."""
        wanted = [date(2025, 3, 7), date(2025, 3, 21)]
        for anchor in (date(2025, 3, 3), date(2025, 3, 7), date(2024, 12, 27), date(2025, 7, 10)):
            rhythm = Rhythm(weekday=4, every_weeks=2, anchor=anchor)
            self.assertEqual(nominal_days(rhythm, date(2025, 3, 1), date(2025, 3, 31)), wanted, anchor)

    def test_closed_day_moves_a_run(self):
        """1 May is closed: the run is made on the 2nd, its money is there on Tuesday; cut-off and message come before."""
        [run] = run_days(Rhythm(month_days=(1,), cutoff_days=2), date(2025, 5, 1), date(2025, 5, 31), may_day)
        self.assertEqual(run, RunDay(date(2025, 5, 2), date(2025, 4, 29), date(2025, 4, 24), date(2025, 5, 6)))
        [run] = run_days(Rhythm(month_days=(1,), earlier=True), date(2025, 5, 1), date(2025, 5, 31), may_day)
        self.assertEqual(run, RunDay(date(2025, 4, 30), date(2025, 4, 30), date(2025, 4, 25), date(2025, 5, 5)))

    def test_two_days_become_one(self):
        """Saturday and Sunday are both paid on Monday: one run."""
        runs = run_days(Rhythm(month_days=(8, 9)), date(2025, 3, 1), date(2025, 3, 31), weekend)
        self.assertEqual([run.day for run in runs], [date(2025, 3, 10)])

    def test_parse(self):
        self.assertEqual(parse_month_days("25; 10,10"), (10, 25))
        for text in ("0", "32", "ten"):
            with self.assertRaises(ValueError):
                parse_month_days(text)


@tagged("post_install", "-at_install")
@freeze_time("2025-03-03")
class TestPaymentRunRecords(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    def _run_of(self, profile=None, **vals):
        return self.env["dunning.payment.run"].create(
            {"profile_id": (profile or self.profile).id, "month_days": "10, 25", "date_start": "2025-01-01", **vals}
        )

    def test_rhythm_without_days_is_refused(self):
        for vals in ({"month_days": False}, {"month_days": "40"}, {"rhythm": "week", "month_days": False}):
            with self.assertRaises(ValidationError):
                self._run_of(**vals)

    def test_next_run(self):
        """Until the cut-off the next run takes invoices in, then the one after it."""
        Run = self.env["dunning.payment.run"]
        self._run_of(cutoff_days=2)
        self.assertEqual(Run._find_next_run(self.company, self.customer, date(2025, 3, 6)).day, date(2025, 3, 10))
        self.assertEqual(Run._find_next_run(self.company, self.customer, date(2025, 3, 7)).day, date(2025, 3, 25))
        self.assertEqual(
            self.profile.payment_run_text,
            "Pays on these days of the month: 10, 25: next run 03/10/2025, invoices must be there by 03/06/2025.",
        )

    def test_end(self):
        """What is over is no run any more; without one a promise is offered for the usual week."""
        self._run_of(date_end="2025-03-20")
        Run = self.env["dunning.payment.run"]
        self.assertEqual(Run._usual_promise_day(self.company, self.customer, date(2025, 3, 5)), date(2025, 3, 10))
        self.assertIsNone(Run._find_next_run(self.company, self.customer, date(2025, 3, 11)))

    def test_promise_offers_the_next_run(self):
        """In the dialogue, in the report of a call with one click, and to who takes a promise down."""
        self._run_of()
        invoice = self._invoice("2025-02-20")
        plan = self._plan([(10, "phone")])
        self.company.dunning_plan_id = plan
        action = self.env["dunning.action"].create(
            {
                "company_id": self.company.id, "profile_id": self.profile.id, "partner_id": self.customer.id, "plan_id": plan.id,
                "step_id": plan.step_ids.id, "channel": "phone", "date": "2025-03-03",
            }
        )  # fmt: skip
        wizard = self.env["dunning.call.wizard"].create({"action_id": action.id, "outcome": "promised"})
        self.assertEqual(wizard.until, date(2025, 3, 10))
        self.assertIn("next run 03/10/2025", wizard.payment_run_text)
        promise = self.env["dunning.promise.wizard"].create({"partner_id": self.customer.id, "company_id": self.company.id})
        self.assertEqual(promise.line_ids.date_payment, date(2025, 3, 10))
        self.assertEqual(promise.line_ids.amount, invoice.amount_residual)

    def test_access(self):
        """Collectors enter runs, salespeople see those of their own customers, nobody of another company."""
        run = self._run_of()
        self.env["dunning.payment.run"].with_user(self.collector).create({"profile_id": self.profile.id, "month_days": "5"})
        with self.assertRaises(AccessError):
            run.with_user(self.salesman).write({"month_days": "5"})
        self.assertFalse(self.env["dunning.payment.run"].with_user(self.salesman).search([]))
        self.customer.user_id = self.salesman
        self.assertIn(run, self.env["dunning.payment.run"].with_user(self.salesman).search([]))
        with self.assertRaises(AccessError):
            run.with_user(self.collector).write({"state": "declined"})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("stranger_c", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["dunning.payment.run"].with_user(stranger).with_company(other).search([("id", "=", run.id)]))
        with self.assertRaises(AccessError):
            run.with_user(stranger).with_company(other).action_accept()

    def test_what_passed_is_not_written_by_people(self):
        self._run_of()
        with self.assertRaises(AccessError):
            self.env["dunning.payment.run.day"].with_user(self.collector).create(
                {"payment_run_id": self._run_of().id, "day": "2025-03-10", "arrival": "2025-03-12"}
            )
