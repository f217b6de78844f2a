"""Key figures and their targets by sales team: the parts add up to the whole, and each has its own target."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
@freeze_time("2025-04-10")
class TestSalesTeam(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south = cls.env["crm.team"].sudo().create([{"name": name, "company_id": False} for name in ("North", "South")])
        for team, amount in ((cls.north, 1000), (cls.south, 400), (cls.env["crm.team"], 50)):
            cls._invoice("2025-03-20", amount, invoice_date="2025-03-01", team_id=team.id)

    def _rows(self, dimension="team"):
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-03-31", "months": 1, "dimension": dimension})
        return {row.group_name: row for row in wizard._make_rows()}

    def test_by_team(self):
        self.assertIn("team", dict(self.env["dunning.metric.wizard"]._fields["dimension"]._description_selection(self.env)))
        rows = self._rows()
        self.assertEqual({name: row.receivables for name, row in rows.items()}, {"North": 1000, "South": 400, "No sales team": 50})
        [whole] = self._rows("company").values()
        for name in ("receivables", "overdue", "not_due", "sales", "invoice_count"):
            self.assertEqual(sum(row[name] for row in rows.values()), whole[name], name)

    def test_targets(self):
        """A team has a target of its own, others have the company's; one target is of one part."""
        Target, vals = self.env["dunning.target"], {"measure": "dso", "company_id": self.company.id, "date_from": "2025-01-01"}
        Target.create([{**vals, "value": 50}, {**vals, "value": 30, "team_id": self.north.id}])
        self.assertEqual({name: row.dso_target for name, row in self._rows().items()}, {"North": 30, "South": 50, "No sales team": 50})
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        theirs = self.env["crm.team"].sudo().create({"name": "Theirs", "company_id": other.id})
        for wrong in ({"team_id": self.north.id, "user_id": self.collector.id}, {"team_id": theirs.id}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                Target.create({**vals, "value": 1, **wrong, "date_from": "2025-02-01"})

    def test_figures_about_invoices(self):
        """Overdue and days by the team of the invoice: 1,000, 400 and 50 are overdue on 10 April, and held 31 days of March's sales."""
        none = self.env["crm.team"]
        key = {"first": "2025-03-10", "last": "2025-04-10"}
        Bridge = self.env["dunning.overdue.bridge"].with_context(dunning_bridge=key)
        for rows in (Bridge, self.env["dunning.overdue.ball"]):
            found = dict(rows._read_group([], ["team_id"], ["amount:sum"]))
            self.assertEqual(found, {self.north: 1000, self.south: 400, none: 50}, rows._name)
        found = dict(self.env["dunning.days.held"]._read_group([], ["team_id"], ["days:sum"]))
        for team, amount in ((self.north, 1000), (self.south, 400), (none, 50)):
            self.assertAlmostEqual(found[team], 31 * amount / 1450, 6)

    def test_people_of_a_team_collect(self):
        """A member of the team belongs to its department, unless another one names him."""
        self.env["crm.team.member"].sudo().create({"crm_team_id": self.north.id, "user_id": self.collector.id})
        Department, vals = self.env["dunning.cost.department"], {"company_id": self.company.id}
        sales = Department.create({**vals, "name": "Sales", "hourly_rate": 60, "team_id": self.north.id})
        self.env["dunning.contact.time"].create({**vals, "channel": "phone", "minutes": 10})
        plan = self._plan([(5, "phone")])
        self.company.dunning_plan_id = plan
        self._have_taken(self._invoice("2025-03-01", 100), plan.step_ids, "2025-03-06")
        self.env["dunning.action"].sudo().search([("plan_id", "=", plan.id)]).user_id = self.collector
        row = self.env["dunning.collection.cost"].search([])
        self.assertEqual((row.department_id, row.cost), (sales, 10))
        finance = Department.create({**vals, "name": "Finance", "hourly_rate": 30, "user_ids": [(4, self.collector.id)]})
        self.env.invalidate_all()
        self.assertEqual((row.department_id, row.cost), (finance, 5))
