"""People who are away: their work goes to a deputy and comes back; what is not done in time goes to the deputy once."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-11"


@tagged("post_install", "-at_install")
class TestDeputies(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "phone", {"deadline_days": 3, "on_deadline": "pass"}), (30, "registered_letter", {"deadline_days": 3})])
        cls.company.dunning_plan_id = cls.plan
        cls.deputy = cls._user("deputy_c", "account_dunning.group_dunning_user")
        cls.third = cls._user("third_c", "account_dunning.group_dunning_user")
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        cls.move = cls._invoice("2025-03-01")
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    @classmethod
    @freeze_time("2024-12-01")
    def _absence(cls, user=None, deputy=None, start="2025-03-10", end="2025-03-20", **vals):
        return cls.env["dunning.absence"].create(
            {
                "user_id": (user or cls.collector).id,
                "deputy_id": deputy.id if deputy else False,
                "date_start": start,
                "date_end": end,
                **vals,
            }
        )

    def assertOwner(self, action, user, owner=None):
        self.assertEqual((action.user_id, action.deputised_for_id), (user, owner or self.env["res.users"]))
        self.assertEqual(action.activity_ids.user_id, user)

    # -- new actions -------------------------------------------------------------------------------

    def test_new_action(self):
        self._absence(deputy=self.deputy)
        [call] = self._run(DAY)
        self.assertOwner(call, self.deputy, self.collector)
        self.assertIn("deputy_c", call.user_id.login)

    def test_deputy_of_the_customer(self):
        self._absence()
        self.profile.deputy_id = self.third
        [call] = self._run(DAY)
        self.assertOwner(call, self.third, self.collector)

    def test_nobody(self):
        self._absence()
        [call] = self._run(DAY)
        self.assertOwner(call, self.collector)

    def test_chain(self):
        """The deputy is away too: his deputy does it. In a circle, the customer's deputy, else the owner."""
        self._absence(deputy=self.deputy)
        other = self._absence(self.deputy, self.third)
        [call] = self._run(DAY)
        self.assertOwner(call, self.third, self.collector)
        with freeze_time("2024-12-01"):
            other.deputy_id = self.collector
        self.env["dunning.action"]._hand_over(self.company, Date.to_date(DAY))
        self.assertOwner(call, self.collector)
        self.profile.deputy_id = self.manager
        self.env["dunning.action"]._hand_over(self.company, Date.to_date(DAY))
        self.assertOwner(call, self.manager, self.collector)

    def test_other_company(self):
        other = self.setup_other_company(name="Elsewhere")["company"]
        (self.collector | self.deputy).sudo().company_ids |= other
        self._absence(deputy=self.deputy, company_id=other.id)
        [call] = self._run(DAY)
        self.assertOwner(call, self.collector)

    # -- open actions ------------------------------------------------------------------------------

    def test_beginning_and_end(self):
        [call] = self._run(DAY)
        later = self._invoice("2025-03-02", partner=self._customer("Later"))
        [second] = self._run("2025-03-12")
        self.assertEqual(second.partner_id, later.partner_id)
        second.date = "2025-03-24"  # planned for after the absence
        self._absence(deputy=self.deputy, start="2025-03-13")
        self._run("2025-03-13")
        self.assertOwner(call, self.deputy, self.collector)
        self.assertOwner(second, self.collector)
        call.date_deadline = "2025-03-30"
        self._run("2025-03-20")
        self.assertOwner(call, self.deputy, self.collector)
        self._run("2025-03-21")
        self.assertOwner(call, self.collector)

    def test_done_stays_and_given_stays(self):
        """What the deputy has done is his; what a person gave to somebody by hand does not move."""
        self._absence(deputy=self.deputy)
        [call] = self._run(DAY)
        call.user_id = self.third
        self.assertOwner(call, self.third)
        second = self._invoice("2025-03-02", partner=self._customer("Second"))
        [done] = self._run("2025-03-12")
        self.assertEqual(done.partner_id, second.partner_id)
        self._work("2025-03-12", done)
        call.date_deadline = "2025-03-30"
        self._run("2025-03-21")
        self.assertOwner(call, self.third)
        self.assertEqual((done.user_id, done.deputised_for_id), (self.deputy, self.collector))

    def test_at_once(self):
        """An absence of today is felt at once; deleted, the work is back at once."""
        [call] = self._run(DAY)
        with freeze_time(DAY):
            absence = self.env["dunning.absence"].with_user(self.collector).create(
                {"deputy_id": self.deputy.id, "date_start": DAY, "date_end": "2025-03-14", "reason": "Training"}
            )
            self.assertOwner(call, self.deputy, self.collector)
            absence.unlink()
            self.assertOwner(call, self.collector)

    def test_ready_messages_need_nobody(self):
        self.company.dunning_plan_id = self._plan([(10, "email", {"mode": "review"})])
        mail = self._run(DAY)
        mail.write({"state": "ready"})
        self._absence(deputy=self.deputy)
        self.env["dunning.action"]._hand_over(self.company, Date.to_date("2025-03-12"))
        self.assertEqual(mail.user_id, self.collector)

    def test_many_at_once(self):
        """As many queries for ten actions as for twenty."""
        counts = []
        for size in (10, 20):
            for number in range(size):
                self._invoice("2025-03-01", partner=self._customer(f"C{size} {number}"))
            self._run(DAY)
        self._absence(deputy=self.deputy)
        Action = self.env["dunning.action"]
        Action._hand_over(self.company, Date.to_date(DAY))
        for limit in (10, 20):
            Action.search([("user_id", "=", self.deputy.id)]).write({"user_id": self.third.id})
            Action.search([("user_id", "=", self.third.id)], limit=limit).write({"user_id": self.collector.id})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(Action._hand_over(self.company, Date.to_date(DAY)), limit)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # -- deadlines ---------------------------------------------------------------------------------

    def test_deadline_goes_to_the_deputy(self):
        """After three days to the deputy with three days more; then the step is passed over."""
        self.profile.deputy_id = self.deputy
        [call] = self._run(DAY)
        self.assertEqual(str(call.date_deadline), "2025-03-14")
        self._run("2025-03-14")
        self.assertOwner(call, self.collector)
        self._run("2025-03-15")
        self.assertOwner(call, self.deputy, self.collector)
        self.assertEqual((call.state, call.is_escalated, str(call.date_deadline)), ("todo", True, "2025-03-18"))
        self._run("2025-03-18")
        self.assertEqual(call.state, "todo")
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-19"})
        run.action_run()
        self.assertEqual((call.state, call.cancel_reason, run.settled_count), ("cancelled", "passed", 1))

    def test_deadline_waits(self):
        self.profile.deputy_id = self.deputy
        self.plan.step_ids.on_deadline = "wait"
        [call] = self._run(DAY)
        for day in ("2025-03-15", "2025-03-19", "2025-03-25"):
            self._run(day)
        self.assertOwner(call, self.deputy, self.collector)
        self.assertEqual((call.state, str(call.date_deadline)), ("todo", "2025-03-18"))

    def test_registered_letters_always_wait(self):
        self.plan.step_ids[1].on_deadline = "pass"
        self._have_taken(self.move, self.plan.step_ids[0], DAY)
        self.profile.deputy_id = self.deputy
        [letter] = self._run("2025-03-31")
        for day in ("2025-04-04", "2025-04-08", "2025-04-20"):
            self._run(day)
        self.assertOwner(letter, self.deputy, self.collector)
        self.assertEqual(letter.state, "todo")

    def test_deputy_away(self):
        """A deputy who is away passes it on; with nobody left the step says what happens."""
        self.profile.deputy_id = self.deputy
        absence = self._absence(self.deputy, self.third)
        [call] = self._run(DAY)
        with freeze_time("2024-12-01"):
            second = self._invoice("2025-03-01", partner=self._customer("Second"))
        self._run("2025-03-15")
        self.assertOwner(call, self.third, self.collector)
        with freeze_time("2024-12-01"):
            absence.deputy_id = False
        self.env["dunning.profile"]._get_or_create(second.partner_id, self.company).deputy_id = self.deputy
        call = self.env["dunning.action"].search([("partner_id", "=", second.partner_id.id)])
        self._run("2025-03-19")
        self.assertEqual((call.state, call.cancel_reason), ("cancelled", "passed"))

    def test_escalated_does_not_go_back(self):
        self.profile.deputy_id = self.deputy
        self.plan.step_ids.on_deadline = "wait"
        [call] = self._run(DAY)
        self._absence(start="2025-03-12", end="2025-03-13")
        self._run("2025-03-12")
        self.assertOwner(call, self.deputy, self.collector)
        self._run("2025-03-14")
        self.assertOwner(call, self.collector)
        self._run("2025-03-15")
        self.assertOwner(call, self.deputy, self.collector)
        self._run("2025-03-25")
        self.assertOwner(call, self.deputy, self.collector)

    # -- rights ------------------------------------------------------------------------------------

    def test_own_deputy(self):
        with self.assertRaises(ValidationError):
            self._absence(deputy=self.collector)

    @freeze_time("2025-03-11")
    def test_form(self):
        """Who enters an absence enters his own; a manager chooses whose."""
        for user, who in ((self.salesman, self.salesman), (self.collector, self.collector), (self.manager, self.third)):
            with self.subTest(user=user.login), Form(self.env["dunning.absence"].with_user(user)) as form:
                if user == self.manager:
                    form.user_id = who
                form.deputy_id = self.deputy
                form.date_end = "2025-03-14"
            absence = self.env["dunning.absence"].search([("user_id", "=", who.id)])
            self.assertEqual((absence.deputy_id, str(absence.date_start)), (self.deputy, DAY))

    def test_rights(self):
        """Everybody his own; deputies see whom they stand in for; collectors read all, managers enter all."""
        Absence = self.env["dunning.absence"]
        vals = {"date_start": "2025-05-01", "date_end": "2025-05-09"}
        own = Absence.with_user(self.salesman).create({**vals, "deputy_id": self.collector.id})
        self.assertEqual(own.user_id, self.salesman)
        for user in (self.salesman, self.collector):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                Absence.with_user(user).create({**vals, "user_id": self.third.id})
        foreign = Absence.with_user(self.manager).create({**vals, "user_id": self.third.id})
        self.assertEqual(Absence.with_user(self.salesman).search([("date_start", "=", "2025-05-01")]).ids, own.ids)
        self.assertEqual(Absence.with_user(self.collector).search_count([("date_start", "=", "2025-05-01")]), 2)
        with self.assertRaises(AccessError):
            foreign.with_user(self.collector).write({"reason": "x"})
        with self.assertRaises(AccessError):
            own.with_user(self.collector).unlink()
