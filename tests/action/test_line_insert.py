"""Lines created by one INSERT are what the ORM would have created."""

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestLineInsert(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email", {"mode": "review"}), (15, "phone")])
        cls._invoice("2025-03-01", 100.10)
        cls._invoice("2025-03-20", 33.33)
        cls._credit_note(20.05)
        [cls.action] = cls._run(DAY)

    def _values(self, lines):
        names = [name for name, field in lines._fields.items() if field.store and name not in ("id", "create_date", "write_date")]
        return lines.sorted("date_due").read(names, load=None)

    def _vals_list(self):
        """Return what the run's lines were created from, for another action of the same customer."""
        Line = self.env["dunning.action.line"]
        rows = sorted(self._decide(DAY).values(), key=lambda row: row["date_due"])
        lines = Line._information_vals(rows, "email")
        other = self.action.copy({"state": "todo", "line_ids": False})
        return [{**vals, "action_id": other.id} for vals in Line._complete_vals(lines)], other

    def test_same_as_create(self):
        vals_list, other = self._vals_list()
        self.assertEqual(len(vals_list), 3)
        Line = self.env["dunning.action.line"]
        self.assertFalse(other.line_ids)
        inserted = Line._insert_lines(vals_list)
        self.assertEqual(other.line_ids, inserted, "who had read the action's lines before reads them anew")
        created = Line.sudo().create(vals_list).sudo(False)
        ours, theirs = self._values(inserted), self._values(created)
        for one, two in zip(ours, theirs, strict=True):
            one.pop("id"), two.pop("id")
            self.assertEqual(one, two)
        self.assertEqual([line["net_currency"] for line in ours if line["kind"] == "listed"], [80.05, 33.33])
        self.assertEqual(set(inserted.mapped("create_date")), set(created.mapped("create_date")))

    def test_lines_of_a_run(self):
        line = self.action.advance_line_ids
        self.assertEqual((line.net_currency, line.covered_currency, line.instalment), (80.05, 20.05, 1))
        self.assertEqual((line.create_uid, line.remark, line.date_done), (self.env.user, False, False))
        self.assertEqual(line.date_due, Date.to_date("2025-03-01"))
        self.assertEqual(self.action.amount_due, 80.05)

    def test_nothing(self):
        self.assertFalse(self.env["dunning.action.line"]._insert_lines([]))

    def test_access(self):
        """Who may not create lines may not insert them either."""
        vals_list, _other = self._vals_list()
        nobody = new_test_user(self.env, login="nobody_l", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["dunning.action.line"].with_user(nobody)._insert_lines(vals_list)
