"""Cases where people look: on the customer's timeline, and their deadlines in My Work."""

from odoo.tests import freeze_time, tagged

from .common_case import DAY, CaseCommon


@tagged("post_install", "-at_install")
class TestCaseLists(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector_case", "account_dunning.group_dunning_user")

    def _events(self, case):
        events = self.env["dunning.event"].with_user(self.collector)
        return events.search([("profile_id", "=", case.profile_id.id), ("kind", "in", ("handed", "closed"))])

    def _lines(self, case, day):
        with freeze_time(day):
            self.env.invalidate_all()
            return self.env["dunning.task"].with_user(self.collector).search(
                [("kind", "=", "case"), ("profile_id", "=", case.profile_id.id)]
            )  # fmt: skip

    def test_timeline(self):
        case = self._case()
        self.assertFalse(self._events(case))
        with freeze_time(DAY):
            case.with_user(self.manager).action_hand_over()
        [event] = self._events(case)
        self.assertEqual((event.kind, str(event.date), event.amount), ("handed", DAY, 1500))
        self.assertEqual(event.what, f"{case.name} · Agence Nord · Agency")
        self.assertEqual(event.action_open()["res_id"], case.id)
        with freeze_time("2025-08-01"):
            case.with_user(self.manager)._close_cases("partly", resumes=False)
        closed = self._events(case).filtered(lambda one: one.kind == "closed")
        self.assertEqual(str(closed.date), "2025-08-01")
        self.assertIn(f"{case.name} · ", closed.what)
        self.assertIn("recovered", closed.what)
        self.assertEqual(closed.action_open()["res_id"], case.id)

    def test_deadlines_are_work(self):
        """A last day is shown two weeks before it, a first day when it has come; what was done today stays for the day."""
        case = self._handed(user_id=self.collector.id)
        Deadline = self.env["dunning.case.deadline"]
        with freeze_time(DAY):
            last, first = Deadline.create(
                [
                    {"case_id": case.id, "name": "Serve the order", "date": "2025-07-01"},
                    {"case_id": case.id, "name": "Ask for the title", "date": "2025-06-20", "is_last_day": False},
                ]
            )
        self.assertFalse(self._lines(case, "2025-06-16"))
        line = self._lines(case, "2025-06-17")
        with freeze_time("2025-06-17"):
            self.assertEqual((line.user_id, line.amount, line.oldest_days), (self.collector, 1500, 108))
            self.assertEqual((str(line.date), line.is_done), ("2025-07-01", False))
            self.assertIn(f"{case.name} · Serve the order · last day 07/01/2025", line.why)
            self.assertEqual(line.action_open()["res_id"], case.id)
        self.assertEqual(len(self._lines(case, "2025-06-20")), 2)
        with freeze_time("2025-07-02"):
            self.env.invalidate_all()
            self.assertIn("last day was 07/01/2025", self._lines(case, "2025-07-02").sorted("date")[-1].why)
            (last | first).with_user(self.collector).action_done()
            self.assertEqual(self._lines(case, "2025-07-02").mapped("is_done"), [True, True])
        self.assertFalse(self._lines(case, "2025-07-03"))

    def test_other_companies_see_none(self):
        case = self._handed()
        with freeze_time(DAY):
            self.env["dunning.case.deadline"].create({"case_id": case.id, "name": "Serve", "date": DAY})
        self.assertTrue(self._lines(case, DAY))
        stranger = self._other_company_user("account_dunning.group_dunning_user")
        with freeze_time(DAY):
            self.assertFalse(self.env["dunning.task"].with_user(stranger).search([("kind", "=", "case")]))
            self.assertFalse(self.env["dunning.event"].with_user(stranger).search([("kind", "=", "handed")]))
