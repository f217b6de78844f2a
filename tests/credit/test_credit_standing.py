"""The stored standing: an event for automation rules when a limit is exceeded, and again when it is not."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .test_exposure import DAY, CreditCommon


@tagged("post_install", "-at_install")
class TestCreditStanding(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    def _night(self, day=DAY):
        self.env.flush_all()
        self.env["dunning.credit.limit"]._follow_limits(self.company, Date.to_date(day))

    def test_exceeded_and_paid(self):
        with freeze_time("2025-03-18"):
            self._night("2025-03-18")
            self.assertFalse(self.profile.credit_standing)
            self._limit(1000)
            self.assertEqual((self.profile.credit_standing, str(self.profile.credit_standing_since)), ("free", "2025-03-18"))
        with freeze_time("2025-03-19"):
            invoice = self._invoice("2025-03-10", 1200)
            self._night("2025-03-19")
            self.assertEqual((self.profile.credit_standing, str(self.profile.credit_standing_since)), ("over", "2025-03-19"))
        with freeze_time(DAY):
            self._pay(invoice, DAY)
            self.assertEqual(self.profile.credit_standing, "over")  # a payment writes nothing
            self._night()
            self.assertEqual((self.profile.credit_standing, str(self.profile.credit_standing_since)), ("free", DAY))

    @freeze_time(DAY)
    def test_blocked_by_a_person(self):
        self._invoice("2025-03-10", 100)
        self.profile.with_user(self.collector)._block_credit("Never pays")
        self.assertEqual(self.profile.credit_standing, "blocked")
        self.profile.with_user(self.collector).action_credit_unblock()
        self.assertEqual(self.profile.credit_standing, "none")

    @freeze_time(DAY)
    def test_written_once(self):
        """A night in which nothing changed writes nothing."""
        self._limit(1000)
        self._invoice("2025-03-10", 1200)
        self._night()
        self.env.flush_all()
        written, write = [], self.env.registry["dunning.profile"].write

        def note(records, vals):
            written.append(vals)
            return write(records, vals)

        self.patch(self.env.registry["dunning.profile"], "write", note)
        self._night()
        self.assertFalse([vals for vals in written if "credit_standing" in vals])
