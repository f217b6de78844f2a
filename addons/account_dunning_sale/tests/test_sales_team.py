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
