"""What a run leaves uncovered of customers whom it moved: of whom it is known already, and who is decided about again."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestCoverageMoved(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "phone"), (30, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.company.dunning_check_sent = False

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 09:00:00"))

    def _rows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.coverage"].with_context(allowed_company_ids=self.company.ids).search([])

    def test_only_those_are_decided_again_who_may_be_uncovered(self):
        """Whose items all wait in an action of the run, or rest, is covered; whoever was written to, or had more, is asked about."""
        # a step that no run has taken for long is uncovered before the run, and asked about again
        self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-19"}).action_run()
        names = ("Waits", "Waits and rests", "Written to", "Waits and is late", "Mute")
        waits, rests, written, late, mute = partners = [self._customer(name) for name in names]
        mute.email = False
        for rank, partner in enumerate(partners):
            if partner not in (written, mute):
                first = self._invoice("2025-02-28", 100 * 2**rank, partner=partner)
                self._have_taken(first, self.plan.step_ids[0], "2025-03-05")
        self._hold(self._invoice("2025-02-28", 1600, partner=rests), date_end="2025-04-30")
        for partner in (written, mute):
            self._invoice("2025-03-10", 3200, partner=partner)
        self._have_taken(self._invoice("2025-01-10", 6400, partner=late), self.plan.step_ids[2], "2025-02-01")
        asked, original = [], type(self.env["dunning.coverage"])._sum_uncovered

        def see(coverage, question):
            asked.append(question.partners)
            return original(coverage, question)

        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        with patch.object(type(self.env["dunning.coverage"]), "_sum_uncovered", see):
            run.action_run()
        self.assertEqual(run.action_ids.partner_id, waits + rests + written + late)
        self.assertEqual(asked, [written + late])
        rows = self._rows()
        self.assertEqual(rows.mapped("amount"), [6400, 3200])
        self.assertEqual((run.uncovered_count, run.uncovered_amount), (2, 9600))
