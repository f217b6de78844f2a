"""The score: by hand on a small ledger, blind for what comes later, said in words, with no effect of its own."""

from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-06-30"


@tagged("post_install", "-at_install")
class TestScore(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good, cls.bad = cls._customer("Good"), cls._customer("Bad")
        cls.profiles = cls.env["dunning.profile"]._get_or_create(cls.good | cls.bad, cls.company)
        for partner, paid_on in ((cls.good, "2025-03-20"), (cls.bad, "2025-04-20")):
            for _number in range(4):
                cls._pay(cls._invoice("2025-03-31", 100, partner=partner), paid_on)

    def _scores(self, day=DAY):
        with freeze_time(day):
            self.env["dunning.profile"]._refresh_scores(self.company, Date.to_date(day))
        return {profile.partner_id: profile.credit_score for profile in self.profiles}

    def test_by_hand(self):
        """Good: 4 on time, 102 days ago, weight 0.8239 each; bad: 4 late, 71 days ago, 0.8739; k = 2, prior one half."""
        good, bad = 4 * 0.5 ** (102 / 365), 4 * 0.5 ** (71 / 365)
        everybody = (bad + 1) / (good + bad + 2)
        segment = (bad + 2 * everybody) / (good + bad + 2)
        expected = {
            self.good: round(100 * (1 - 2 * segment / (good + 2))),
            self.bad: round(100 * (1 - (bad + 2 * segment) / (bad + 2))),
        }
        self.assertEqual(expected, {self.good: 81, self.bad: 18})
        found = self._scores()
        self.assertEqual(found, expected)

    def test_late_and_open_counts(self):
        before = self._scores()
        invoice = self._invoice("2025-06-20", 100, partner=self.good)
        self.assertLess(self._scores()[self.good], before[self.good])
        category = self.env["dunning.dispute.category"].search([], limit=1)
        vals = {"move_id": invoice.id, "category_id": category.id, "description": "Broken", "date_opened": "2025-06-25"}
        self.env["dunning.dispute"].create(vals)
        self.assertEqual(self._scores()[self.good], before[self.good])

    def test_disputes_are_told_beside_it(self):
        """Those that are settled, and who was right; they change no score."""
        before = self._scores()
        category = self.env["dunning.dispute.category"].search([], limit=1)
        for resolution in ("credit_note", "withdrawn", "written_off"):
            invoice = self._invoice("2025-06-20", 100, partner=self.good, invoice_date="2025-06-01")
            vals = {"move_id": invoice.id, "category_id": category.id, "description": "Broken", "date_opened": "2025-06-10"}
            self.env["dunning.dispute"].create(vals)._settle_disputes(Date.to_date("2025-06-15"), resolution)
            self._pay(invoice, "2025-06-19")
        self._scores()
        profile = self.profiles.filtered(lambda one: one.partner_id == self.good)
        self.assertIn("Disputes settled: 3; the customer was right in 1, not in 1.", profile.credit_score_text)
        self.assertGreaterEqual(profile.credit_score, before[self.good])

    def test_rejected_debits_are_told_beside_it(self):
        """Refused and come back for want of money: two; a technical one is apart, a debit that came back counts once; no score changes."""
        before = self._scores()
        profile = self.profiles.filtered(lambda one: one.partner_id == self.good)
        self.assertNotIn("rejected", profile.credit_score_text)
        currency, company = self.company.currency_id, self.company
        debit = self.env["dunning.debit"].sudo().create(
            {
                "company_id": company.id, "branch_id": company.id, "profile_id": profile.id, "partner_id": self.good.id,
                "currency_id": currency.id, "amount": 100, "date": "2025-05-01", "date_charge": "2025-05-01",
                "try_ids": [
                    Command.create({"date": "2025-05-01", "amount": 100, "result": "refused", "kind": "financial"}),
                    Command.create({"date": "2025-05-04", "amount": 100, "result": "refused", "kind": "technical"}),
                    Command.create({"date": "2025-05-07", "amount": 100, "result": "paid"}),
                ],
            }
        )  # fmt: skip
        common = {"company_id": company.id, "partner_id": self.good.id, "currency_id": currency.id, "amount": 100, "reason": "AM04"}
        self.env["dunning.payment.return"].sudo().create(
            [
                {**common, "kind": "financial", "date": "2025-05-20"},
                {**common, "kind": "financial", "date": "2021-05-20"},  # long ago
                {**common, "kind": "technical", "date": "2025-05-04", "debit_id": debit.id},  # the try above
            ]
        )
        self.assertEqual(self._scores(), before)
        with freeze_time(DAY):
            profile.invalidate_recordset()
            self.assertIn("Debits and payments rejected: 2; for technical reasons, apart: 1.", profile.credit_score_text)
            other = self.profiles - profile
            self.assertNotIn("rejected", other.credit_score_text)

    def test_blind_for_what_comes_later(self):
        """What is issued, paid or late after the day changes no score of the day."""
        before = self._scores()
        open_one = self._invoice("2025-06-25", 100, partner=self.good)
        late_now = self._scores()
        self._pay(open_one, "2025-07-05")
        for _number in range(3):
            self._pay(self._invoice("2025-07-10", 100, partner=self.good), "2025-09-01")
        self._invoice("2025-07-01", 100, partner=self.good)
        self.assertEqual(self._scores(), late_now)
        self.assertLess(late_now[self.good], before[self.good])

    def test_said_in_words(self):
        self._scores()
        profile = self.profiles.filtered(lambda one: one.partner_id == self.bad)
        self.assertTrue(
            profile.credit_score_text.startswith("18 of 100: 0 of 4 invoices paid on time, recent ones count more; 0 late now")
        )
        new = self.env["dunning.profile"]._get_or_create(self._customer("New"), self.company)
        self.assertIn("Not computed yet", new.credit_score_text)

    @freeze_time(DAY)
    def test_no_effect_of_its_own(self):
        self._scores()
        profile = self.profiles.filtered(lambda one: one.partner_id == self.bad)
        self.assertEqual((profile.credit_status, profile.credit_text), ("none", ""))
