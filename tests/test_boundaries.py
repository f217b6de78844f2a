"""Where one day, one record or one order more would change the answer."""

from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import DunningCommon
from .reply.test_replies import ReplyCommon


@tagged("post_install", "-at_install")
class TestBoundaries(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (20, "email")])
        cls.company.dunning_plan_id = cls.plan

    def test_decisions_are_kept_for_90_days(self):
        self._invoice("2025-03-20")
        old, kept = (
            self.env["dunning.run"].create({"company_id": self.company.id, "date": day}) for day in ("2025-03-01", "2025-03-02")
        )
        (old | kept).action_preview()
        self.assertTrue(old.decision_ids)
        count = len(kept.decision_ids)
        with freeze_time("2025-05-31 12:00:00"):
            self.env["dunning.decision"]._gc_old()
        self.assertFalse(old.decision_ids, "91 days old")
        self.assertEqual(len(kept.decision_ids), count, "90 days old")

    def test_repost_ties_by_due_date_not_by_order_of_creation(self):
        """The later instalment comes first on the terms, so that its item is the older one."""
        lines = [
            Command.create({"value": "fixed", "value_amount": 300, "nb_days": 120}),
            Command.create({"value": "percent", "value_amount": 100, "nb_days": 90}),
        ]
        terms = self.env["account.payment.term"].create({"name": "Terms", "line_ids": lines})
        move = self._invoice("2025-03-01", 900, invoice_date="2024-12-01")
        move.button_draft()
        move.invoice_payment_term_id = terms
        move.action_post()
        early, late = self._items(move)
        self.assertEqual((early.amount_residual, late.amount_residual), (600.0, 300.0))
        self._live_day("2025-03-06")
        move.button_draft()
        move.action_post()
        early, late = self._items(move)
        rows = self._decide("2025-03-06")
        self.assertEqual([rows[item.id]["last_step_id"] for item in (early, late)], [self.plan.step_ids[0].id, None])
        line = self.env["dunning.action.line"].search([("move_id", "=", move.id), ("kind", "=", "advance")])
        self.assertEqual((line.move_line_id, line.instalment), (early, 1))

    def test_twelve_months_are_not_thirteen(self):
        months = [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
        figures = [{"month": month, "sales": 10.0**rank} for rank, month in enumerate(months)]
        Metrics = self.env["dunning.metrics"]
        self.assertEqual(Metrics._annual_sales(figures, date(2025, 3, 31)), 11100.0)
        self.assertEqual(Metrics._annual_sales(figures, date(2025, 2, 28)), 1110.0)
        self.assertEqual(Metrics._annual_sales(figures, date(2024, 2, 29)), 1.0)

    def test_contact_before_on_the_same_day(self):
        """Of two contacts of one day the first has none before it, and the second has the first."""
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-01", 50)
        action = self._live_day("2025-03-06")
        action.ensure_one()
        other = self.env["dunning.action"].create(
            {"profile_id": action.profile_id.id, "partner_id": action.partner_id.id, "channel": "phone", "date": "2025-03-06"}
        )
        other.sudo()._set_done(date(2025, 3, 6))
        self.assertEqual((action.date_done, other.date_done), (date(2025, 3, 6), date(2025, 3, 6)))
        texts = (action | other)._previous_contacts()
        self.assertNotIn(action, texts)
        self.assertEqual(texts[other], "E-mail, 03/06/2025")
        self.assertTrue(first and second)


@tagged("post_install", "-at_install")
class TestPauses(ReplyCommon):
    def test_second_reply_does_not_shorten_the_pause(self):
        reply = self._answer()
        reply.hold_id.sudo().date_end = "2025-04-30"
        second = self._answer("2025-03-10")
        self.assertEqual(second.hold_id, reply.hold_id)
        self.assertEqual(str(reply.hold_id.date_end), "2025-04-30")
