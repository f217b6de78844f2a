"""Browser tours through the work list and the customer's page, on a desktop and on a telephone."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.delivery.dunning_action_call import OUTCOMES
from ..common_tours import ToursCommon


class WorkTours(ToursCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(10, "phone")])

    def _calls(self, letters):
        """Have one call to make for each letter, the most worthwhile first."""
        for place, letter in enumerate(letters):
            partner = self._customer(f"Client {letter}")
            self._invoice(Date.subtract(self.today, days=10), 1000.0 - 50 * place, partner=partner)
        calls = self._run(self.today)
        self.assertEqual(len(calls), len(letters))
        return {action.partner_id.name[-1]: action for action in calls}


@tagged("post_install", "-at_install")
class TestWorkTours(WorkTours):
    def test_morning(self):
        calls = self._calls("ABCDEFGHIJ")
        self.start_tour("/odoo/dunning-work", "account_dunning_morning", login="collector_c", timeout=180)
        self.assertEqual(
            {letter: call.outcome for letter, call in calls.items()},
            {
                "A": "promised", "B": "payment_announced", "C": "already_paid", "D": "not_received", "E": "disputed",
                "F": "approval", "G": "no_answer", "H": "insolvency", "I": "refused", "J": "wrong_contact",
            },
        )  # fmt: skip
        self.assertEqual(
            {letter: call.state for letter, call in calls.items()},
            {**dict.fromkeys("ABCDEFI", "done"), "G": "todo", "H": "cancelled", "J": "todo"},
        )
        self.assertEqual(calls["E"].advance_line_ids.move_id.dunning_status, "on_hold")
        self.assertEqual(calls["J"].profile_id.partner_id.phone, "+33 6 11 22 33 44")

    def test_other_outcomes(self):
        """Those that the morning left out; together they are all there are, each in one click of the dialogue."""
        calls = self._calls("ABCD")
        self.start_tour("/odoo/dunning-work", "account_dunning_other_outcomes", login="collector_c")
        found = {letter: call.outcome for letter, call in calls.items()}
        self.assertEqual(found, {"A": "reached", "B": "invoice_error", "C": "difficulty", "D": "disputed"})
        self.assertEqual({call.state for call in calls.values()}, {"done"})
        morning = {
            "promised", "payment_announced", "already_paid", "not_received", "disputed", "approval", "no_answer", "insolvency",
            "refused", "wrong_contact",
        }  # fmt: skip
        self.assertEqual(morning | set(found.values()), set(dict(OUTCOMES)))

    def test_keyboard(self):
        """The work list without a mouse: the line is opened and both calls are reported by keys."""
        calls = self._calls("AB")
        self.start_tour("/odoo/dunning-work", "account_dunning_keyboard", login="collector_c")
        self.assertEqual({letter: call.outcome for letter, call in calls.items()}, {"A": "no_answer", "B": "reached"})

    def test_undo(self):
        """A click by mistake is taken back before anything is recorded."""
        calls = self._calls("AB")
        self.start_tour("/odoo/dunning-work", "account_dunning_undo", login="collector_c")
        self.assertEqual((calls["A"].state, calls["A"].outcome, calls["A"].pending_outcome), ("todo", False, False))
        self.assertFalse(calls["A"].profile_id.promise_ids)

    def test_first_day(self):
        """The application opens by its own menus and says at its top what is the matter."""
        manager = self._user("manager_c", "account_dunning.group_dunning_manager")
        self.company.dunning_live_date = False
        self.company.with_user(manager).action_dunning_stop()
        self.start_tour("/odoo/dunning", "account_dunning_first_day", login="manager_c")
        self.assertFalse(self.company.dunning_stopped_on)

    def test_promises_across_days(self):
        """Twenty days ago both promised; one paid in time, the other never did."""
        given, due = (Date.subtract(self.today, days=days) for days in (20, 30))
        keeps, breaks = self._customer("Keeps"), self._customer("Breaks")
        kept_invoice = self._invoice(due, 500, partner=keeps)
        self._invoice(due, 300, partner=breaks)
        calls = self._run(given)
        self.assertEqual(len(calls), 2)
        calls._report_call(given, "promised", "before the holidays")
        self._pay(kept_invoice, Date.subtract(self.today, days=12))
        for days in (13, 12, 8, 5, 0):
            self._run(Date.subtract(self.today, days=days))
        states = {
            promise.partner_id.name: promise.state
            for promise in self.env["dunning.promise"].search([("partner_id", "in", (keeps | breaks).ids)])
        }
        self.assertEqual(states, {"Keeps": "kept", "Breaks": "broken"})
        self.start_tour("/odoo/dunning-work", "account_dunning_promise_broken", login="collector_c")
        promises = self.env["dunning.promise"].search([("partner_id", "=", breaks.id)], order="date")
        self.assertEqual(promises.mapped("state"), ["broken", "open"])
        self.assertEqual((promises[1].date, promises[1].amount), (self.today, 300.0))
        profile = promises.profile_id
        self.start_tour(f"/odoo/dunning-customers/{profile.id}", "account_dunning_customer_page", login="collector_c")


@tagged("post_install", "-at_install")
class TestWorkToursPhone(WorkTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        calls = self._calls("AB")
        self.start_tour("/odoo/dunning-work", "account_dunning_work_phone", login="collector_c")
        with freeze_time(f"{self.today} 23:00:00"):
            self.env["dunning.action"]._cron_settle_pending()
        self.assertEqual({letter: call.outcome for letter, call in calls.items()}, {"A": "no_answer", "B": "reached"})
