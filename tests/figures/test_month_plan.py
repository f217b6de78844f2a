"""The month-end planner: which calls are proposed, what accepting does, how a plan is judged, who may."""

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-03-19"  # a Wednesday; nine working days are left


@tagged("post_install", "-at_install")
class TestMonthPlan(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.habits = cls._customer("Pays Anyway")
        cls.small = cls._customer("Small One")
        cls.moves = {
            cls.customer: cls._invoice("2025-03-01", 6000), cls.habits: cls._invoice("2025-03-01", 9000, partner=cls.habits),
            cls.small: cls._invoice("2025-03-01", 300, partner=cls.small),
        }  # fmt: skip
        cls.env["dunning.profile"]._get_or_create(cls.customer | cls.habits | cls.small, cls.company)
        cls._forecast({cls.customer: 0.1, cls.habits: 1.0, cls.small: 0.0})

    @classmethod
    def _forecast(cls, shares, basis="history"):
        """Have the forecast of the day say that a share of each customer's invoice comes in the next full week."""
        rows = []
        for partner, share in shares.items():
            item = cls._items(cls.moves[partner])
            rows.append((item.id, item.amount_residual, basis, None, None, 0, 0, [0.0, share], []))
        cls.env["dunning.forecast.item"]._replace_items(cls.company, Date.to_date(DAY), rows)

    def _plan_month(self, **vals):
        plan = self.env["dunning.month.plan"].with_user(self.collector).create(
            {"company_id": self.company.id, "date": DAY, "date_until": "2025-03-31", "hours": 1, "minutes": 20, **vals}
        )  # fmt: skip
        plan.action_propose()
        return plan

    @freeze_time(DAY)
    def test_what_a_call_brings_goes_first(self):
        """A quarter of 5,400 and of 300; whoever pays anyway is not called, however much he owes."""
        plan = self._plan_month()
        found = [(line.partner_id, line.amount, line.alone, line.gain, line.with_call) for line in plan.line_ids]
        self.assertEqual(found, [(self.customer, 6000, 600, 1350, 1950), (self.small, 300, 0, 75, 75)])
        self.assertEqual((plan.call_count, plan.with_calls, plan.without_calls), (2, 2025, 600))
        self.assertIn("These 2 calls bring", plan.sentence)
        self.assertIn("Measured on 0 items", plan.lift_note)

    @freeze_time(DAY)
    def test_as_many_as_fit(self):
        plan = self._plan_month(minutes=40)
        self.assertEqual(plan.line_ids.partner_id, self.customer)

    @freeze_time(DAY)
    def test_how_the_customer_pays_counts(self):
        """Half of it where the customer is in difficulty (priority.PAYERS)."""
        self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)]).payer_type = "difficulty"
        self.assertEqual(self._plan_month().line_ids[0].gain, 675)

    @freeze_time(DAY)
    def test_week_that_the_month_cuts(self):
        """Of the week from 31 March one working day of five is in the month."""
        item = self._items(self.moves[self.customer])
        row = (item.id, 6000, "history", None, None, 0, 0, [0.0, 0.0, 0.5], [])
        self.env["dunning.forecast.item"]._replace_items(self.company, Date.to_date(DAY), [row])
        self.assertEqual(self._plan_month().line_ids.alone, 600)

    @freeze_time(DAY)
    def test_what_is_arranged_is_left_alone(self):
        self._forecast({self.customer: 0.1}, basis="promise")
        with self.assertRaises(UserError):
            self._plan_month()

    def test_accepted_and_judged(self):
        """Each call that stays becomes a task of who is in charge; in April the plan says what came."""
        with freeze_time(DAY):
            plan = self._plan_month()
            plan.line_ids[1].included = False
            plan.action_accept()
            profile = plan.line_ids[0].profile_id
            tasks = profile.sudo().activity_ids.filtered(lambda task: "Call about" in (task.summary or ""))
            self.assertEqual((tasks.user_id, str(tasks.date_deadline)), (self.collector, "2025-03-31"))
            # people of other branches read the customer's tasks: no amount
            self.assertEqual(tasks.summary, "Call about what is overdue before the month ends: Month-end plan of 03/19/2025.")
            self.assertFalse(plan.line_ids[1].profile_id.sudo().activity_ids)
            for change in (
                lambda: plan.write({"hours": 3}), plan.unlink, lambda: plan.line_ids[0].write({"included": False}),
            ):  # fmt: skip
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    change()
        self._pay(self.moves[self.customer], "2025-03-28", 2500)
        self._pay(self.moves[self.small], "2025-03-28")
        self._pay(self.moves[self.customer], "2025-04-01", 1000)
        plan.invalidate_recordset()
        plan.line_ids.invalidate_recordset()
        self.assertEqual((plan.line_ids[0].obtained, plan.obtained, plan.with_calls), (2500, 2500, 1950))

    @freeze_time(DAY)
    def test_who_may(self):
        """Not salespeople, nor people of other companies; collectors write no amounts."""
        plan = self._plan_month()
        with self.assertRaises(AccessError):
            plan.with_user(self.salesman).read(["hours"])
        with self.assertRaises(UserError):  # of which the other is a kind
            plan.line_ids[0].write({"gain": 1})
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_c", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            plan.with_user(stranger).action_propose()
        line = self.env["dunning.month.plan.line"].with_user(self.collector).browse(plan.line_ids[0].id)
        self.assertEqual(line.action_open_customer()["res_id"], line.profile_id.id)
