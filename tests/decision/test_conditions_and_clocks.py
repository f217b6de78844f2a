"""What beside age decides about a step: transit days, what is overdue of a customer; and the two clocks of an item (rule 5)."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

TODAY = "2025-04-10"


@tagged("post_install", "-at_install")
class TestConditionsAndClocks(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.steps = {step.delay: step for step in cls.plan.step_ids}

    def _decision_of(self, move, day):
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(day), move.commercial_partner_id)
        return next(row for row in rows if row["move_id"] == move.id)

    def _transit(self, days, method="email", company=None):
        return self.env["dunning.invoice.transit"].create(
            {"company_id": (company or self.company).id, "method": method, "days": days}
        )

    # -- transit days ------------------------------------------------------------------------------

    def test_no_reminder_before_it_can_have_arrived(self):
        move = self._invoice("2025-03-01", invoice_date="2025-03-01")
        self.assertEqual(self._decision_of(move, "2025-03-06")["verdict"], "act")
        self._transit(10)
        for day, reason in (("2025-03-06", "arriving"), ("2025-03-10", "arriving"), ("2025-03-11", "act")):
            self.assertEqual(self._decision_of(move, day)["reason"], reason, day)
        self.assertEqual(self._decision_of(move, "2025-03-06")["next_date"], Date.to_date("2025-03-11"))

    def test_each_way_of_sending_has_its_days(self):
        posted = self._customer("By Post", invoice_sending_method="manual")
        mailed, by_hand = (self._invoice("2025-03-01", partner=one, invoice_date="2025-03-01") for one in (self.customer, posted))
        self._transit(10, "manual")
        self.assertEqual(self._decision_of(mailed, "2025-03-06")["reason"], "act")
        self.assertEqual(self._decision_of(by_hand, "2025-03-06")["reason"], "arriving")
        other = self.setup_other_company(name="Company B")["company"]
        self._transit(20, "email", other)
        self.assertEqual(self._decision_of(mailed, "2025-03-06")["reason"], "act")

    def test_step_before_the_due_date_that_comes_too_early_is_passed_over(self):
        """Dated 20 February, due 3 March: J−5 is 26 February; with ten days on its way it could arrive on 2 March only."""
        move = self._invoice("2025-03-03", invoice_date="2025-02-20")
        self.assertEqual(self._decision_of(move, "2025-02-24")["step_id"], self.steps[-5].id)
        self._transit(10)
        row = self._decision_of(move, "2025-02-24")
        self.assertEqual((row["step_id"], row["reason"], row["next_date"]), (self.steps[5].id, "not_due", Date.to_date("2025-03-08")))

    def test_simulation_waits_too(self):
        self._invoice("2025-03-01", invoice_date="2025-03-01")
        self._transit(10)
        with freeze_time("2025-03-03"):
            simulation = self.env["dunning.simulation"].create({"company_id": self.company.id, "days": 12})
            simulation.action_simulate()
        self.assertEqual(simulation.line_ids.sorted("date").mapped("date")[:1], [Date.to_date("2025-03-11")])

    def test_one_row_a_way_and_credit_managers_write_it(self):
        rule = self._transit(3)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            rule.days = 61
            self.env.flush_all()
        with self.assertRaises(AccessError):
            rule.with_user(self.collector).days = 4
        self.assertEqual(rule.with_user(self.collector).days, 3)
        with self.assertRaises(AccessError):
            rule.with_user(self.salesman).read(["days"])

    # -- what is overdue of the customer -----------------------------------------------------------

    def test_a_step_whose_condition_does_not_hold_is_passed_over(self):
        """The call wants two overdue items or more: with one the e-mail of D+15 follows; with two the call comes on its day."""
        move = self._invoice("2025-03-01")
        self.steps[10].minimum_count = 2
        self._have_taken(move, self.steps[5], "2025-03-06")
        row = self._decision_of(move, "2025-03-12")
        self.assertEqual((row["step_id"], row["reason"], row["next_date"]), (self.steps[15].id, "not_due", Date.to_date("2025-03-16")))
        self._invoice("2025-03-05")
        row = self._decision_of(move, "2025-03-12")
        self.assertEqual((row["step_id"], row["verdict"]), (self.steps[10].id, "act"))

    def test_the_total_is_what_may_be_asked_for(self):
        """1,500 are overdue; a credit of 600 leaves 900, a hold of 500 takes more away."""
        move = self._invoice("2025-03-01")
        other = self._invoice("2025-03-02", 500)
        self.steps[5].minimum_total = 1500
        self.assertEqual(self._decision_of(move, "2025-03-06")["step_id"], self.steps[5].id)
        self.steps[5].minimum_total = 1500.01
        self.assertEqual(self._decision_of(move, "2025-03-06")["step_id"], self.steps[10].id)
        self.steps[5].minimum_total = 900
        self._credit_note(600)
        self.assertEqual(self._decision_of(move, "2025-03-07")["step_id"], self.steps[5].id)
        self._hold(other, date_start="2025-03-01")
        self.assertEqual(self._decision_of(move, "2025-03-07")["step_id"], self.steps[10].id)

    def test_conditions_are_for_steps_after_the_due_date(self):
        with self.assertRaisesRegex(ValidationError, "nothing is overdue before the due date"):
            self.steps[-5].minimum_count = 2
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.steps[5].minimum_total = -1
            self.env.flush_all()

    def test_another_customers_items_do_not_count(self):
        move = self._invoice("2025-03-01")
        self._invoice("2025-03-01", partner=self._customer("Neighbour"))
        self.steps[5].minimum_count = 2
        self.assertEqual(self._decision_of(move, "2025-03-06")["step_id"], self.steps[10].id)

    # -- two clocks --------------------------------------------------------------------------------

    @freeze_time(TODAY)
    def test_plan_days_leave_out_what_waited(self):
        """40 days late by law. On hold until 10 March and in dispute from the 5th to the 19th: 18 days, which count once."""
        move = self._invoice("2025-03-01")
        item = self.env["dunning.receivable"].browse(self._items(move).id)
        self.assertEqual((item.days_overdue, item.plan_days), (40, 40))
        self._hold(self.customer, date_start="2025-02-20", date_end="2025-03-10")
        dispute = self._hold(move, "dispute", date_start="2025-03-05")
        with freeze_time("2025-03-20"):
            dispute.action_withdraw()
        self.env.invalidate_all()
        self.assertEqual((item.days_overdue, item.plan_days), (40, 22))
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.assertEqual((profile.oldest_days, profile.plan_days), (40, 22))

    @freeze_time(TODAY)
    def test_a_hold_stops_the_clock_of_its_invoice_until_it_is_ended(self):
        """Ended on 2 April, it had stopped the clock from 23 March to 1 April: ten days."""
        move, other = self._invoice("2025-03-01"), self._invoice("2025-03-11")
        hold = self._hold(move, date_start="2025-03-23")
        items = self.env["dunning.receivable"].browse((self._items(move) + self._items(other)).ids)
        self.assertEqual(items.mapped("plan_days"), [21, 30])  # 23 March to today, and untouched
        hold.sudo().write({"state": "ended", "ended_on": "2025-04-02"})
        self.env.invalidate_all()
        self.assertEqual(items.mapped("plan_days"), [30, 30])

    @freeze_time(TODAY)
    def test_a_branch_sees_the_clock_of_its_own_items(self):
        move = self._invoice("2025-03-01")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        person = self._user("north_c", "account_dunning.group_dunning_user")
        person.sudo().write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        self.assertEqual(profile.plan_days, 40)
        own = profile.with_user(person).with_context(allowed_company_ids=branch.ids)
        self.assertEqual((own.oldest_days, own.plan_days), (0, 0))
        self.assertEqual(move.company_id, self.company)
