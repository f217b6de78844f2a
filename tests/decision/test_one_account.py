"""Rule 6: one account, one conversation. What goes together, what is said once, and how much of it an account gets."""

from datetime import timedelta
from itertools import pairwise

from odoo.tests import freeze_time, tagged

from ..common_account import START, AccountCommon

WEEKLY = range(0, 175, 7)


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestOneAccount(AccountCommon):
    def _two_days_apart(self):
        self._owe([20, 22])
        contacts = self._live(0, 70)
        self.assertEqual(
            contacts,
            [
                (15, "email", -5, {20: -5, 22: -5}),
                (25, "email", 5, {20: 5, 22: 5}),
                (30, "phone", 10, {20: 10, 22: 10}),
                (35, "email", 15, {20: 15, 22: 15}),
                (40, "phone", 20, {20: 20, 22: 20}),
                (50, "registered_letter", 30, {20: 30, 22: 30}),
            ],
        )

    def test_two_days_apart(self):
        self.company.dunning_plan_id = self._shipped("standard")
        self._two_days_apart()

    def test_two_days_apart_with_budgets(self):
        self.company.write({"dunning_budget_day": 1, "dunning_budget_week": 2})
        self.company.dunning_plan_id = self._shipped("standard")
        self._two_days_apart()

    def test_two_days_apart_without_window(self):
        """Without window each goes its own way, as before there were windows."""
        self.company.dunning_plan_id = self._shipped("standard", grouping_window=0, letter_window=0, not_again_days=0)
        self._owe([20, 22])
        contacts = self._live(0, 60)
        self.assertEqual([contact[0] for contact in contacts], [15, 17, 25, 28, 31, 34, 37, 40, 43, 50, 53])

    def _weekly(self, late=28):
        self.company.dunning_plan_id = self._shipped("standard")
        self._owe(WEEKLY, paid_after=late)
        return self._live(-12, 165)

    def _check_weekly(self, contacts):
        last = self._worst(contacts, lambda one: one[2] == 15 and one[1] == "email")
        calls = self._worst(contacts, lambda one: one[1] == "phone")
        self.assertTrue(self._worst(contacts) <= 12 and calls <= 6 and last <= 3, (self._counts(contacts), last))
        for due, history in self._histories(contacts).items():
            if not 30 < due < 100:
                continue
            self.assertEqual([own for _day, own, _acting in history if own > 0], [5, 10, 15, 20])
            for day, own, acting in history:
                self.assertLessEqual(abs(day - due - own) if own > 0 else 0, 7, (due, history))
                self.assertTrue(own <= acting or own == 15, "not by the words of a lower step, but a text that was said")
        said = {}
        for day, channel, delay, _items in contacts:
            if channel != "registered_letter":
                self.assertGreaterEqual(day - said.get((channel, delay), -99), 7, (day, channel, delay))
                said[channel, delay] = day
        self.assertNotIn("registered_letter", {contact[1] for contact in contacts}, "paid before its day")

    def test_weekly(self):
        self._check_weekly(self._weekly())

    def test_weekly_on_working_days(self):
        self.company.write({"dunning_working_days": True, "dunning_budget_day": 1, "dunning_budget_week": 2})
        self._check_weekly(self._weekly())

    def test_weekly_with_salesperson(self):
        """The salesperson makes both calls of the shipped plan, so that the later one stands for the earlier."""
        self.customer.user_id = self.salesman
        contacts = self._weekly()
        self._check_weekly(contacts)
        self.assertEqual({one[2] for one in contacts if one[1] == "phone"}, {10, 20})

    def test_weekly_with_salesperson_on_working_days(self):
        self.customer.user_id = self.salesman
        self.company.write({"dunning_working_days": True, "dunning_budget_day": 1, "dunning_budget_week": 2})
        self._check_weekly(self._weekly())

    def test_two_days_apart_with_salesperson(self):
        self.customer.user_id = self.salesman
        self.company.dunning_plan_id = self._shipped("standard")
        self._two_days_apart()

    def test_calls_of_the_shipped_plan(self):
        """Whoever sells to the customer makes both calls; nobody does: the collector."""
        self.company.dunning_plan_id = plan = self._shipped("standard")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        calls = plan.step_ids.filtered(lambda step: step.channel == "phone")
        self.assertEqual([step._step_owner(profile) for step in calls], [self.collector, self.collector])
        self.customer.user_id = self.salesman
        self.assertEqual([step._step_owner(profile) for step in calls], [self.salesman, self.salesman])

    def test_last_reminder_is_said_once(self):
        """An item that reaches the last reminder within three weeks of it takes it with the next action that asks for it."""
        contacts = self._weekly()
        last = [contact[0] for contact in contacts if contact[2] == 15]
        self.assertTrue(all(later - earlier >= 21 for earlier, later in pairwise(last)), last)

    def test_formal_notice_not_long_before_its_day(self):
        """Weekly, never paid: no letter more than the letter window before the day, none within 30 days of another."""
        self.company.dunning_plan_id = self._shipped("standard")
        self._owe(range(0, 100, 7))
        contacts = self._live(-12, 140)
        letters = [contact for contact in contacts if contact[1] == "registered_letter"]
        self.assertGreaterEqual(len(letters), 3)
        days = [contact[0] for contact in letters]
        self.assertTrue(all(later - earlier >= 30 for earlier, later in pairwise(days)), days)
        for day, _channel, _delay, items in letters:
            self.assertGreater(len(items), 1, "what reaches it goes together")
            self.assertTrue(all(day >= due + 30 - 15 for due in items), (day, items))
        self.assertEqual(set(WEEKLY) & set(range(60)), {due for one in letters for due in one[3]} & set(range(60)))

    def test_dispute_in_the_middle(self):
        """A and C get one registered letter, B rests until its dispute is settled."""
        self.company.dunning_plan_id = self._shipped("standard")
        items = self._owe([55, 62, 69])  # 2, 9 and 16 March
        self.env["dunning.hold"].create(
            {
                "company_id": self.company.id, "partner_id": self.customer.id, "move_line_id": items[1].id, "kind": "hold",
                "reason": "Wrong price", "date_start": START + timedelta(65), "date_end": START + timedelta(104),
            }
        )  # fmt: skip
        contacts = self._live(0, 104)
        letters = [contact for contact in contacts if contact[1] == "registered_letter"]
        self.assertEqual(len(letters), 1)
        self.assertEqual(set(letters[0][3]), {55, 69})

    def test_small_registered_letter(self):
        """Two of 100 reach the minimum of 150 together; one alone is an e-mail."""
        self.company.dunning_plan_id = self._shipped("standard")
        self._owe([20, 22], amount=100)
        other = self._customer("Somebody Else")
        self._owe([20], amount=100, partner=other)
        contacts = [contact for contact in self._live(0, 60) if contact[2] == 30]
        self.assertEqual([(channel, set(items)) for _day, channel, _delay, items in contacts],
                         [("registered_letter", {20, 22}), ("email", {20})])

    def test_late_once(self):
        """A good payer three days late gets the courtesy e-mail and nothing after the due date."""
        self.company.dunning_plan_id = self._shipped("standard")
        self._owe([20], paid_after=3)
        self.assertEqual(self._live(0, 60), [(15, "email", -5, {20: -5})])

    def test_catch_up(self):
        """Old debts found on the first day go together, one step after the other."""
        self.company.dunning_plan_id = self._shipped("standard")
        self._owe([0, 2, 20])
        contacts = self._live(60, 110)
        self.assertEqual(
            [(day, channel, set(items)) for day, channel, _delay, items in contacts],
            [
                (60, "email", {0, 2, 20}),
                (65, "phone", {0, 2, 20}),
                (70, "email", {0, 2, 20}),
                (75, "phone", {0, 2, 20}),
                (85, "registered_letter", {0, 2, 20}),
            ],
        )

    def test_on_hold_takes_nothing(self):
        self.company.dunning_plan_id = self._shipped("standard")
        items = self._owe([20, 22])
        self.env["dunning.hold"].create(
            {
                "company_id": self.company.id, "partner_id": self.customer.id, "move_line_id": items[1].id, "kind": "hold",
                "reason": "Because", "date_start": START,
            }
        )  # fmt: skip
        self.assertEqual({due for contact in self._live(0, 70) for due in contact[3]}, {20})

    def test_calls_of_two_sides(self):
        """The salesperson's call does not stand for that of finance; without salesperson both are the collector's."""
        plan = self._plan(
            [(10, "phone", {"sender": "collector"}), (20, "phone", {"sender": "salesperson"})], grouping_window=7
        )
        self.company.dunning_plan_id = plan
        self._owe([10, 25])
        self.assertEqual(self._live(20, 36), [(20, "phone", 10, {10: 10}), (30, "phone", 20, {10: 20, 25: 10})])
        self.customer.user_id = self.salesman
        self.assertEqual(
            self._live(20, 36), [(20, "phone", 10, {10: 10}), (30, "phone", 20, {10: 20}), (35, "phone", 10, {25: 10})]
        )

    def test_before_due_waits_for_what_is_asked(self):
        """While something overdue is asked for, a courtesy e-mail goes with it or not at all."""
        self.company.dunning_plan_id = self._standard(grouping_window=7)
        old, new = self._invoice("2025-03-01"), self._invoice("2025-03-13", 400)
        self._live_day("2025-03-06")
        self.assertEqual(self._row(new, "2025-03-09")["reason"], "with_next")
        self.assertFalse(self._run("2025-03-09"))
        self.assertActions(self._live_day("2025-03-11"), [("phone", 10, old + new)])

    def test_joins_within_the_window(self):
        """An item whose step comes within the window joins the open action, until it is printed or being sent."""
        self.company.dunning_plan_id = plan = self._standard(grouping_window=7)
        plan.step_ids[1].mode = "review"
        first = self._invoice("2025-03-01")
        [action] = self._run("2025-03-06")
        second = self._invoice("2025-03-04", 400)
        row = self._row(second, "2025-03-06")
        self.assertEqual((row["verdict"], str(row["step_date"])), ("join", "2025-03-09"))
        self._run("2025-03-06")
        self.assertEqual(action.advance_line_ids.move_id, first + second)
        self._work("2025-03-06", action)
        self.assertEqual(self._row(second, "2025-03-07")["last_step_id"], plan.step_ids[1].id)

    def test_taken_before_its_day_is_not_early(self):
        """What was taken along stays in the action when the ledger is read again."""
        self.company.dunning_plan_id = plan = self._standard(grouping_window=7)
        plan.step_ids[1].mode = "review"
        both = self._invoice("2025-03-01") + self._invoice("2025-03-04", 400)
        [action] = self._run("2025-03-06")
        self._run("2025-03-07")
        self.assertEqual((action.state, action.advance_line_ids.move_id), ("todo", both))
        self.assertEqual(
            self.env["dunning.decision"]._explain_decisions([self._row(both[1], "2025-03-06")], START)[0],
            "D+5 email 5 waits in an open action",
        )

    def test_words_of_what_goes_early(self):
        self.company.dunning_plan_id = self._standard(grouping_window=7)
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-04", 400)
        rows = [self._row(move, "2025-03-06") for move in (first, second)]
        self.assertEqual([row["verdict"] for row in rows], ["act", "act"])
        words = self.env["dunning.decision"]._explain_decisions(rows, rows[0]["next_date"])
        self.assertEqual(words, ["D+5 email 5 is due", "D+5 email 5 of 03/09/2025 goes with what is due today"])

    def test_words_of_the_message(self):
        """The text is about what takes its step; the others stand under headings of their own, what is not due is not asked."""
        self.company.dunning_plan_id = plan = self._standard(grouping_window=7)
        old, new, coming = (self._invoice(due, amount) for due, amount in (("2025-03-01", 1000), ("2025-03-13", 400), ("2025-03-20", 70)))
        for step, day in zip(plan.step_ids[1:3], ("2025-03-06", "2025-03-11"), strict=True):
            self._have_taken(old, step, day)
        [action] = self._run("2025-03-16")
        self.assertActions(action, [("email", 15, old + new + coming)])
        self.assertEqual({line.move_id: line.asked for line in action.line_ids}, {old: True, new: True, coming: False})
        self.assertEqual(action.amount_due, 1400.0)
        text = str(action.items_html)
        places = [text.index(words) for words in (old.name, "Also overdue", new.name, "Coming due", coming.name)]
        self.assertEqual(places, sorted(places))

    def test_yen(self):
        """Amounts without decimals go together as others do."""
        self.env.ref("base.JPY").active = True
        self.company.dunning_plan_id = self._standard(grouping_window=7)
        both = [self._invoice(due, 1000, currency_id=self.env.ref("base.JPY").id) for due in ("2025-03-01", "2025-03-04")]
        [action] = self._live_day("2025-03-06")
        self.assertEqual(action.advance_line_ids.move_id, both[0] + both[1])

    def test_by_invoice_on_one_day(self):
        """Grouped by invoice: all whose step is due or in the window, each with its own message, on one day."""
        self.company.dunning_plan_id = self._standard(grouping_window=7, grouping="invoice")
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-04", 400)
        self.assertActions(self._live_day("2025-03-06"), [("email", 5, first), ("email", 5, second)])

    def test_mixed_plans(self):
        """Two plans in one account: a lower SMS of the other plan goes with the call."""
        self.company.dunning_plan_id = self._standard(grouping_window=7)
        other = self._plan([(8, "sms"), (25, "letter")], name="Other", grouping_window=7)
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-05", 400)
        second.dunning_plan_id = other
        self._live_day("2025-03-06")
        self.assertActions(self._live_day("2025-03-11"), [("phone", 10, first + second)])
