"""Rule 6, cases of their own: a new customer whose first invoice stays unpaid; two invoices two days apart as companies ship."""

from itertools import pairwise

from odoo.tests import freeze_time, tagged

from ..common_account import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestAccountBullets(AccountCommon):
    def test_new_customer_never_pays(self):
        """Each step once, on its day; the letter comes last; later nothing more is said."""
        self.company.dunning_plan_id = self._shipped("new_customer")
        self._owe([20])
        contacts = [(day - 20, channel) for day, channel, _delay, _items in self._live(0, 90)]
        self.assertEqual(
            contacts, [(-10, "email"), (1, "phone"), (5, "email"), (8, "phone"), (15, "registered_letter")]
        )

    def test_new_customer_buys_again(self):
        """A second invoice a week later: one conversation, each step once within its window, one letter for both."""
        self.company.dunning_plan_id = self._shipped("new_customer")
        self._owe([20, 27])
        contacts = self._live(0, 90)
        letters = [items for _day, channel, _delay, items in contacts if channel == "registered_letter"]
        self.assertEqual(letters, [{20: 15, 27: 15}])
        days = [day for day, _channel, delay, _items in contacts if delay > 0]
        self.assertTrue(all(later - earlier >= 3 for earlier, later in pairwise(days)), days)
        for due, history in self._histories(contacts).items():
            self.assertEqual(len({own for _day, own, _acting in history}), len(history), (due, history))

    def test_two_days_apart_as_shipped(self):
        """Working days on, one contact a day and two in seven: still one contact for each step, none on a weekend."""
        self.company.write({"dunning_working_days": True, "dunning_budget_day": 1, "dunning_budget_week": 2})
        self.company.dunning_plan_id = self._shipped("standard")
        self._owe([20, 22])
        contacts = self._live(0, 75)
        self.assertEqual(
            [(channel, delay, items) for _day, channel, delay, items in contacts],
            [
                (channel, delay, {20: delay, 22: delay})
                for channel, delay in (
                    ("email", -5), ("email", 5), ("phone", 10), ("email", 15), ("phone", 20), ("registered_letter", 30),
                )
            ],
        )  # fmt: skip
        self.assertFalse([day for day, *_rest in contacts if day % 7 in (5, 6)], "START is a Monday")
        self.assertTrue(all(0 <= day - 20 - delay <= 3 for day, _channel, delay, _items in contacts), contacts)
