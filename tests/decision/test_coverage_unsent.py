"""Overdue without follow-up: invoices not known as sent, messages that nobody approved, holds that nobody looks at."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.shared.question import Question
from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestCoverageUnsent(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review", "deadline_days": 9}), (30, "email")])
        cls.company.write({"dunning_plan_id": cls.plan.id, "dunning_check_sent": True, "dunning_working_days": False})

    def _reasons(self, move, day):
        self.env.flush_all()
        rows = self.env.execute_query_dict(self.env["dunning.coverage"]._sql_uncovered_items(Question(self.company, Date.to_date(day))))
        return [row["reason"] for row in rows if row["move_id"] == move.id]

    # -- invoices ----------------------------------------------------------------------------------

    def test_not_known_as_sent(self):
        """Posted on a Friday: Monday is one working day later, Tuesday more than one. Due or not."""
        move = self._invoice("2025-04-06", invoice_date="2025-03-07")
        run = self.env["dunning.run"].sudo().create({"company_id": self.company.id, "date": "2025-04-20"})
        run.write({"kind": "real", "state": "done"})
        days = ("2025-03-07", "2025-03-09", "2025-03-10", "2025-03-11", "2025-04-20")
        self.assertEqual([self._reasons(move, day) for day in days], [[], [], [], ["unsent"], ["unsent"]])
        move.is_move_sent = True
        self.assertEqual(self._reasons(move, "2025-03-11"), [])

    def test_once_an_invoice(self):
        """One row an invoice, with what is open of it; what stands for another reason stands once."""
        move = self._instalments(1000, "2025-04-06", "2025-05-06")
        with freeze_time("2025-03-11"):
            [row] = self.env["dunning.coverage"].search([("move_id", "=", move.id)])
            self.assertEqual((row.amount, str(row.date_due), row.days_overdue, row.cure), (1000, "2025-04-06", 0, "send"))
            self.assertEqual(row.action_cure()["res_id"], move.id)
        self.company.dunning_plan_id = False
        self.assertEqual(self._reasons(move, "2025-04-10"), ["no_plan"])

    def test_public_holiday_of_the_company(self):
        self.company.write({"dunning_working_days": True, "country_id": self.env.ref("base.fr").id})
        move = self._invoice("2025-05-30", invoice_date="2025-04-30")  # a Wednesday before 1 May
        days = ("2025-05-01", "2025-05-02", "2025-05-04", "2025-05-05")
        self.assertEqual([self._reasons(move, day) for day in days], [[], [], [], ["unsent"]])

    def test_not_asked_for(self):
        """Not where the company does not check, not before it went live, not once a step went out about it."""
        move = self._invoice("2025-04-06", invoice_date="2025-03-07")
        self.company.dunning_check_sent = False
        self.assertEqual(self._reasons(move, "2025-03-11"), [])
        self.company.write({"dunning_check_sent": True, "dunning_live_date": "2025-03-08"})
        self.assertEqual(self._reasons(move, "2025-03-11"), [])
        self.company.dunning_live_date = "2025-03-01"
        self.assertEqual(self._reasons(move, "2025-03-11"), ["unsent"])
        self._have_taken(move, self.plan.step_ids[0], "2025-04-11")
        self.assertEqual(self._reasons(move, "2025-04-14"), [])

    def test_paid_and_covered(self):
        move = self._invoice("2025-04-06", invoice_date="2025-03-07")
        self._credit_note(1000, date="2025-03-08")
        self.assertEqual(self._reasons(move, "2025-03-11"), [])

    # -- messages ----------------------------------------------------------------------------------

    def test_message_that_nobody_approved(self):
        """Long before its deadline: somebody should have read it the day after."""
        self.company.dunning_check_sent = False
        move = self._invoice("2025-03-01")
        [action] = self._run("2025-03-06")
        self.assertEqual((action.state, str(action.date_deadline)), ("todo", "2025-03-15"))
        days = ("2025-03-06", "2025-03-07", "2025-03-09", "2025-03-10")
        self.assertEqual([self._reasons(move, day) for day in days], [[], [], [], ["not_approved"]])
        with freeze_time("2025-03-10"):
            [row] = self.env["dunning.coverage"].search([("move_id", "=", move.id)])
            self.assertEqual((row.cure, row.action_cure()["res_id"]), ("approve", action.id))
        self.assertEqual(self._reasons(move, "2025-03-16"), ["late"])
        action.write({"date": "2025-03-20", "date_deadline": "2025-03-29"})
        self.assertEqual(self._reasons(move, "2025-03-10"), [])

    # -- holds -------------------------------------------------------------------------------------

    def test_hold_without_review(self):
        """A hold without end that nobody will ever look at, and one whose review day is over."""
        self.company.dunning_check_sent = False
        move = self._invoice("2025-03-01")
        hold = self._hold(move, date_start="2025-03-05", review_date="2025-03-20")
        self.assertEqual([self._reasons(move, day) for day in ("2025-03-20", "2025-03-21")], [[], ["hold_review"]])
        hold.review_date = False
        self.assertEqual(self._reasons(move, "2025-03-06"), ["hold_review"])

    # -- runs --------------------------------------------------------------------------------------

    def test_no_run(self):
        """Due for days, and no real run was made: the scheduled action is off. One of these days tells that it works."""
        self.company.dunning_check_sent = False
        move = self._invoice("2025-03-01")
        self.assertEqual(self._reasons(move, "2025-04-05"), [])
        self.assertEqual(self._reasons(move, "2025-04-06"), ["no_run"], "never a run, for a month")
        run = self.env["dunning.run"].sudo().create({"company_id": self.company.id, "date": "2025-03-07"})
        run.write({"kind": "real", "state": "done"})
        self.assertEqual(self._reasons(move, "2025-03-14"), [])
        self.assertEqual(self._reasons(move, "2025-03-15"), ["no_run"], "none for a week")
        run.kind = "preview"
        self.assertEqual(self._reasons(move, "2025-03-15"), [])
