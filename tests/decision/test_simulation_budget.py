"""Contact budgets in a simulation: a simulated month keeps to them as the runs of that month do, day by day."""

from datetime import date, timedelta
from itertools import pairwise

from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

FIRST, DAYS = date(2025, 3, 1), 31


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestSimulationBudget(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dunning_budget_day": 1, "dunning_budget_week": 1, "dunning_working_days": False})

    def _simulate(self):
        simulation = self.env["dunning.simulation"].create(
            {"company_id": self.company.id, "date_start": FIRST, "days": DAYS, "as_of": True, "people_days": 0}
        )
        simulation.action_simulate()
        return sorted((str(line.date), line.channel, line.step_id.delay, line.item_count) for line in simulation.line_ids)

    def _live_month(self):
        lived = []
        for number in range(DAYS):
            day = FIRST + timedelta(number)
            for action in self._live_day(day):
                self.assertEqual(action.state, "done")
                lived.append((str(day), action.channel, action.step_id.delay, action.item_count))
        return sorted(lived)

    def _check_same(self, plan, expected):
        self.company.dunning_plan_id = plan
        self._invoice("2025-03-01"), self._invoice("2025-03-04", 400), self._invoice("2025-02-20", 70)
        simulated = self._simulate()
        lived = self._live_month()
        self.assertEqual(simulated, lived)
        days = [date.fromisoformat(contact[0]) for contact in lived if contact[2] >= 0]
        self.assertTrue(all((later - earlier).days >= 7 for earlier, later in pairwise(days)), days)
        self.assertEqual([contact[0] for contact in lived], expected)

    def test_one_a_week(self):
        """One contact a week: what is due meanwhile waits for the next one."""
        self._check_same(self._standard(), ["2025-03-01", "2025-03-08", "2025-03-15", "2025-03-22", "2025-03-29"])

    def test_one_a_week_with_window(self):
        """With a grouping window what comes near goes along."""
        plan = self._standard(grouping_window=7, letter_window=15, not_again_days=21)
        self._check_same(plan, ["2025-03-01", "2025-03-08", "2025-03-15", "2025-03-22", "2025-03-29"])
