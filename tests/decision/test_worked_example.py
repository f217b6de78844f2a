"""The worked example of the design (Standard, interval 3), day by day, and its variations."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestWorkedExample(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard()
        cls.company.dunning_plan_id = cls.plan

    def _bills(self):
        return self._invoice("2025-03-01"), self._invoice("2025-03-21", 400)

    def _live_through(self, first, last):
        """Run and work every day; return {day: [(channel, delay, moves)]} of the days on which something happened."""
        done, day = {}, Date.to_date(first)
        while day <= Date.to_date(last):
            actions = self._live_day(day)
            if actions:
                done[Date.to_string(day)] = sorted(
                    (action.channel, action.step_id.delay, sorted(action.advance_line_ids.move_id.ids))
                    for action in actions
                )
            day = Date.add(day, days=1)
        return done

    def test_standard(self):
        a, b = self._bills()
        self.assertEqual(
            self._live_through("2025-02-20", "2025-04-04"),
            {
                "2025-02-24": [("email", -5, a.ids)],
                "2025-03-06": [("email", 5, a.ids)],
                "2025-03-11": [("phone", 10, a.ids)],
                "2025-03-16": [("email", 15, sorted((a + b).ids))],
                "2025-03-21": [("phone", 20, a.ids)],
                "2025-03-26": [("email", 5, b.ids)],
                "2025-03-31": [("registered_letter", 30, a.ids)],
                "2025-04-03": [("phone", 10, b.ids)],
            },
        )
        rows = self._decide("2025-04-04")
        self.assertEqual(rows[self._items(a).id]["reason"], "plan_finished")

    def test_listed_items_do_not_advance(self):
        a, b = self._bills()
        self._live_through("2025-02-20", "2025-03-20")
        [call] = self._live_day("2025-03-21")
        listed = call.line_ids.filtered(lambda line: line.kind == "listed")
        self.assertEqual(listed.move_id, b)
        self.assertFalse(listed.asked, "B is due today, not overdue")
        self.assertEqual(call.amount_due, 1000.0)
        [letter] = self._live_through("2025-03-22", "2025-03-26") and self.env["dunning.action"].search(
            [("date_done", "=", "2025-03-26")]
        )
        listed = letter.line_ids.filtered(lambda line: line.kind == "listed")
        self.assertEqual((listed.move_id, listed.asked), (a, True))
        self.assertEqual(letter.amount_due, 1400.0)

    def test_credit_before_the_letter(self):
        """1,000 unallocated on 30 March cover A: it takes no step, and B's call is made on 31 March."""
        a, b = self._bills()
        self._live_through("2025-02-20", "2025-03-29")
        self._payment(1000, "2025-03-30")
        self.assertEqual(self._reason(a, "2025-03-31"), "covered")
        self.assertEqual(self._live_through("2025-03-30", "2025-04-02"), {"2025-03-31": [("phone", 10, b.ids)]})

    def test_grouped_by_invoice(self):
        """Each invoice its own message; both of 16 March are one contact day."""
        self.plan.grouping = "invoice"
        a, b = self._bills()
        done = self._live_through("2025-02-20", "2025-03-31")
        self.assertEqual(done["2025-03-16"], [("email", -5, b.ids), ("email", 15, a.ids)])
        self.assertEqual(done["2025-03-21"], [("phone", 20, a.ids)])
        self.assertEqual(done["2025-03-31"], [("phone", 10, b.ids), ("registered_letter", 30, a.ids)])

    def test_interval_of_five(self):
        """Interval 5 equals the smallest gap: the call of B waits until 5 April."""
        self.plan.minimum_interval = 5
        a, b = self._bills()
        done = self._live_through("2025-02-20", "2025-04-06")
        self.assertEqual(done["2025-03-31"], [("registered_letter", 30, a.ids)])
        self.assertEqual(done["2025-04-05"], [("phone", 10, b.ids)])
        self.assertNotIn("2025-04-03", done)

    def test_registered_letter_with_call(self):
        """A registered letter and a call fall on the same day: the letter acts alone, the call comes three days later."""
        a, b = self._invoice("2025-03-01"), self._invoice("2025-03-21", 400)
        self._live_through("2025-02-20", "2025-03-30")
        [letter] = self._live_day("2025-03-31")
        self.assertEqual(letter.channel, "registered_letter")
        self.assertEqual(letter.line_ids.move_id, a, "a registered letter holds only the items at that step")
        self.assertEqual(letter.amount_due, 1000.0)
        row = self._decide("2025-04-01")[self._items(b).id]
        self.assertEqual((row["reason"], row["next_date"]), ("contacted", Date.to_date("2025-04-03")))
