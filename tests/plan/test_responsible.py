"""A step of who is responsible for the invoice: that person, then the salesperson, then the collector."""

from odoo.tests import freeze_time, tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestResponsible(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "phone", {"sender": "responsible"})])
        cls.company.dunning_plan_id = cls.plan
        cls.lead, cls.manager = (cls._user(name, "account_dunning.group_dunning_contributor") for name in ("lead_r", "project_r"))

    def _owner(self):
        [action] = self._run("2025-03-06")
        return action.user_id

    def test_responsible_of_most_of_it(self):
        """Two invoices of two people: one call, made by who answers for the greater part."""
        self._invoice("2025-03-01", 300, invoice_user_id=self.lead.id)
        self._invoice("2025-03-01", 500, invoice_user_id=self.manager.id)
        self.assertEqual(self._owner(), self.manager)

    def test_gone(self):
        """The responsible has left: the salesperson makes the call; nobody of both, the collector."""
        self._invoice("2025-03-01", invoice_user_id=self.lead.id)
        self.lead.active = False
        self.customer.user_id = self.salesman
        self.assertEqual(self._owner(), self.salesman)

    def test_nobody(self):
        self._invoice("2025-03-01", invoice_user_id=False)
        self.assertEqual(self._owner(), self.collector)

    def test_simulated(self):
        """A simulation gives the call to the same person."""
        self._invoice("2025-03-01", 500, invoice_user_id=self.manager.id)
        simulation = self.env["dunning.simulation"].create(
            {"company_id": self.company.id, "date_start": "2025-03-05", "days": 5, "as_of": True}
        )
        simulation.action_simulate()
        self.assertEqual(simulation.line_ids.user_id, self.manager)
