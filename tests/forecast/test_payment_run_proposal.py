"""Payment runs that the ledger tells of: what is proposed, what is not, and what the forecast makes of runs in use."""

from datetime import date, timedelta

from odoo.tests import BaseCase, freeze_time, tagged

from ...models.calendar.payment_days import Rhythm, run_days
from ...models.forecast.payment_rhythm import find_rhythm
from ..common import DunningCommon


def weekend(day):
    return day.weekday() > 4


def paid_on(rhythm, first=date(2025, 1, 1), last=date(2025, 12, 31), shift=0):
    """Return 100 paid on each run day, so many days later."""
    return {run.day + timedelta(shift): 100.0 for run in run_days(rhythm, first, last, weekend)}


@tagged("post_install", "-at_install")
class TestPaymentRhythm(BaseCase):
    def test_found(self):
        for rhythm in (
            Rhythm(month_days=(10,)),
            Rhythm(month_days=(31,)),
            Rhythm(month_days=(10, 25)),
            Rhythm(month_days=(5, 15, 25)),
            Rhythm(weekday=3, every_weeks=4, anchor=date(2025, 1, 9)),
            Rhythm(weekday=1, every_weeks=2, anchor=date(2025, 1, 7)),
            Rhythm(weekday=2, anchor=date(2025, 1, 1)),
        ):
            found = find_rhythm(paid_on(rhythm), weekend)
            self.assertTrue(found, rhythm)
            self.assertEqual((found.share, found.rhythm.month_days, found.rhythm.weekday, found.rhythm.every_weeks),
                             (1.0, rhythm.month_days, rhythm.weekday, rhythm.every_weeks))  # fmt: skip

    def test_share_by_amount(self):
        """80 % of the amount tells, not of the days; a bank day around each counts."""
        payments = paid_on(Rhythm(month_days=(10,)), last=date(2025, 8, 31))
        strays = [date(2025, month, 19) for month in (1, 3, 5, 7)]
        self.assertTrue(find_rhythm(payments | dict.fromkeys(strays, 50.0), weekend))
        few = dict.fromkeys(strays, 10.0) | {date(2025, 2, 3): 800.0, date(2025, 4, 17): 800.0}
        self.assertIsNone(find_rhythm({**few, date(2025, 6, 26): 800.0, date(2025, 8, 12): 800.0, date(2025, 9, 23): 800.0}, weekend))

    def test_too_little(self):
        """Five payment days, or six in two months, tell nothing."""
        runs = paid_on(Rhythm(month_days=(10,)))
        self.assertIsNone(find_rhythm(dict(list(runs.items())[:5]), weekend))
        self.assertTrue(find_rhythm(dict(list(runs.items())[:6]), weekend))
        weekly = paid_on(Rhythm(weekday=2, anchor=date(2025, 1, 1)), last=date(2025, 2, 15))
        self.assertEqual(len(weekly), 7)
        self.assertIsNone(find_rhythm(weekly, weekend))

    def test_any_day(self):
        """Who pays every few days, a week is no rhythm of."""
        payments = {date(2025, 1, 2) + timedelta(number * 4): 100.0 for number in range(80)}
        self.assertIsNone(find_rhythm({day: amount for day, amount in payments.items() if not weekend(day)}, weekend))


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestPaymentRunProposal(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = date(2025, 12, 1)
        for month in range(4, 11):
            cls._pay(cls._invoice(f"2025-{month:02}-05"), f"2025-{month:02}-10")
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        cls.Run = cls.env["dunning.payment.run"]

    def test_proposed_accepted_and_forecast(self):
        """One click uses the proposal; what is due then is expected with the money of the next run."""
        [run] = self.Run._propose_payment_runs(self.company, self.today)
        self.assertEqual((run.state, run.source, run.month_days, str(run.date_start)), ("proposed", "ledger", "10", "2025-04-10"))
        self.assertIn("100 % of the amount", run.evidence)
        self.assertTrue(self.profile.payment_run_proposed)
        self.assertFalse(self.Run._propose_payment_runs(self.company, self.today), "once")
        self.profile.with_user(self.collector).action_accept_payment_runs()
        self.assertEqual(run.state, "accepted")
        self.assertFalse(self.Run._propose_payment_runs(self.company, self.today))
        invoice = self._invoice("2025-12-03")
        self.env["dunning.behaviour"]._refresh_forecast(self.company, self.today)
        item = self.env["dunning.forecast"].search([("move_id", "=", invoice.id)])
        self.assertEqual((item.basis, str(item.date_expected)), ("run", "2025-12-12"))
        self.assertIn("payment run of 12/10/2025", item.reason)
        self.assertEqual(self.env["dunning.payment.run.day"]._judge_payment_runs(self.company, self.today), 7)
        self.assertEqual((self.profile.payment_run_kept, round(self.profile.days_lost_to_runs, 1), self.profile.agreed_days), (1, 5.4, 30))

    def test_declined(self):
        """What was declined is not proposed again."""
        [run] = self.Run._propose_payment_runs(self.company, self.today)
        run.action_decline()
        self.assertFalse(self.Run._propose_payment_runs(self.company, self.today))

    def test_not_enough(self):
        """Fewer than six payment days in twelve months: nothing; another company's payments do not count."""
        self.assertFalse(self.Run._propose_payment_runs(self.company, date(2026, 6, 1)))
